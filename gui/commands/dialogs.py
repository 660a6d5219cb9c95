"""The windows that ask for something: stops, a moment, many starts, all weights of a layer."""

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from core.data.samples import Task
from core.pictures.snapshot import Facts, Snapshot
from core.project import Change, Project, change_between
from core.run.commands import TryStarts
from core.run.starts import StartResult
from core.run.stops import Stops
from gui.commands.numbers import NumberEdits
from gui.documents.document import Document
from gui.kit.action_row import ActionRow, Menu, Place, is_built
from gui.kit.theme import Theme
from gui.thread.measuring import Measuring
from gui.thread.session import Session

if TYPE_CHECKING:
    from gui.examine.going import GoToDialog
    from gui.examine.starts import StartsDialog
    from gui.examine.training import StopsDialog
    from gui.weights.set_layer import SetLayerDialog

_translate = QCoreApplication.translate


class Dialogs(QObject):
    """Stops, go to, many starts, all weights of a layer."""

    told = Signal(str)
    stops_changed = Signal(object)  # Stops

    def __init__(
        self,
        window: QWidget,
        session: Session,
        document: Document,
        numbers: NumberEdits,
    ) -> None:
        super().__init__(window)
        self._window, self._session, self._document = window, session, document
        self._numbers = numbers
        self._facts: Facts | None = None
        self._theme: Theme | None = None
        self._followed: int | None = None
        self._snapshot: Snapshot | None = None
        self._reached = (0, 0)  # the run, and how many of its epochs are recorded
        self.stops: StopsDialog | None = None
        self.going: GoToDialog | None = None
        self.starts: StartsDialog | None = None
        self.layer: SetLayerDialog | None = None
        self._trying = Measuring(session, "starts_tried", self)
        self._trying.measured.connect(self._tried)
        document.changed.connect(self._changed)

    def rows(self) -> tuple[ActionRow, ...]:
        """Return the actions."""
        return (
            ActionRow(
                "try_starts",
                _translate("Actions", "Try &many starts…"),
                _translate(
                    "Actions",
                    "How often does it succeed? Train from 20 other starting weights (Ctrl+T)",
                ),
                Place(Menu.TRAIN, 3),
                self.ask_starts,
                is_built,
                ("Ctrl+T",),
                icon="dots-nine",
            ),
            ActionRow(
                "stops",
                _translate("Actions", "&Pause at…"),
                _translate(
                    "Actions",
                    "Pause automatically at an update, an epoch, a loss or a change of class",
                ),
                Place(Menu.TRAIN, 2),
                self.ask_stops,
                is_built,
                ("Ctrl+B",),
            ),
            ActionRow(
                "go_to",
                _translate("Actions", "&Go to…"),
                _translate("Actions", "Go to an earlier or later epoch or update (Ctrl+G)"),
                Place(Menu.TRAIN, 1),
                self.ask_moment,
                is_built,
                ("Ctrl+G",),
            ),
        )

    # ------------------------------------------------------------------ what they receive

    @Slot(object)
    def show_facts(self, facts: Facts) -> None:
        """Note a new build; a sample of other data is no longer followed."""
        old, self._facts = self._facts, facts
        if old is None or not np.array_equal(old.points.inputs, facts.points.inputs):
            self.follow(None)
        self._snapshot = None
        classes = facts.task is not Task.REGRESSION
        if self.stops is not None:
            self.stops.offer_classes(classes)
        if self.starts is not None:
            self.starts.show_task(not classes)

    @Slot(object)
    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Note the moment shown and how far the run is recorded."""
        self._snapshot = snapshot
        if not snapshot.past:
            self._reached = snapshot.run_id, snapshot.epoch
        elif self._reached[0] != snapshot.run_id:
            per_epoch = 1 if self._facts is None else self._facts.updates_per_epoch
            ahead = (snapshot.time.end - snapshot.update) // per_epoch
            self._reached = snapshot.run_id, snapshot.epoch + ahead
        if self.going is not None and self.going.isVisible():
            self._show_time()

    @Slot(object)
    def follow(self, sample: int | None) -> None:
        """Note which sample is followed."""
        self._followed = sample
        if self.stops is not None:
            self.stops.follow(sample)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        if self.starts is not None:
            self.starts.take_theme(theme)

    @Slot(object)
    def _tried(self, found: tuple[list[StartResult], int] | None) -> None:
        if self.starts is None:
            return
        if found is None:
            self.starts.failed()
        else:
            self.starts.show_results(*found)

    # ------------------------------------------------------------------ opening

    @Slot()
    def let_go(self) -> None:
        """Close the dialogs about numbers of a network that is no longer shown."""
        if self.layer is not None and self.layer.isVisible():
            self.layer.reject()

    @Slot()
    def ask_stops(self) -> None:
        """Ask where training is to pause automatically."""
        from gui.examine.training import StopsDialog

        if self.stops is None:
            self.stops = StopsDialog(self._window)
            self.stops.changed.connect(self._set_stops)
        if self._facts is not None:
            self.stops.offer_classes(self._facts.task is not Task.REGRESSION)
        self.stops.follow(self._followed)
        self.stops.bring()

    @Slot()
    def forget(self, *_: object) -> None:
        """Clear stops and starts: another document is open, and they belong to the last one."""
        if self.stops is not None:
            self.stops.clear()
        if self.starts is not None:
            self.starts.forget()

    @Slot(object, object)
    def _changed(self, old: Project, new: Project) -> None:
        """Forget the starts of another network; other starting weights are of the same."""
        if self.starts is not None:
            same = (each.with_new_weights(0) for each in (old, new))
            if change_between(*same) is Change.RESTART:
                self.starts.forget()

    def _set_stops(self, stops: Stops) -> None:
        self._session.set_stops(stops)
        self.stops_changed.emit(stops)

    @Slot()
    def ask_moment(self) -> None:
        """Ask for a moment to go to."""
        from gui.examine.going import GoToDialog

        if self.going is None:
            self.going = GoToDialog(self._window)
            self.going.chosen.connect(self._session.go_to_moment)
        self._show_time()
        self.going.ask()

    def _show_time(self) -> None:
        from gui.examine.going import Where

        at = self._snapshot
        if at is None or self.going is None:
            return
        within = at.phases > 0
        updates = Where(at.update, at.update + within, at.time.start, at.time.end)
        begun = math.ceil(max(at.position, float(at.epoch)))
        epochs = Where(at.epoch, max(begun, at.epoch + within), 0, self._reached[1])
        self.going.show_time(epochs, updates)

    @Slot()
    def ask_starts(self) -> None:
        """Ask how many starts to try."""
        from gui.examine.starts import StartsDialog

        if self.starts is None:
            self.starts = StartsDialog(self._window)
            self.starts.requested.connect(
                lambda starts, epochs: self._trying.ask(TryStarts(starts, epochs))
            )
            self.starts.cancelled.connect(self._session.cancel_starts)
            self.starts.chosen.connect(self._use_start)
            if self._theme is not None:
                self.starts.set_theme(self._theme)
        self.starts.show_project(self._document.project)
        if self._facts is not None:
            self.starts.show_task(self._facts.task is Task.REGRESSION)
        self.starts.bring()

    def _use_start(self, seed: int) -> None:
        label = _translate("Dialogs", "the best start")
        changed: Project = self._document.project.with_new_weights(seed)
        if changed == self._document.project:
            self._session.reset()
        else:
            self._document.edit(changed, label)
        if self._document.project == changed:  # the settings may be locked
            said = _translate("Dialogs", "Training starts from the best start, seed {seed}.")
            self.told.emit(said.format(seed=seed))

    @Slot(int)
    def ask_layer(self, layer: int) -> None:
        """Ask what to set all weights of a layer to."""
        from gui.weights.set_layer import SetLayerDialog

        pictures, layers = self._numbers.layers(), self._document.project.layers
        if not 0 <= layer < len(pictures) or not pictures[layer].arrays:
            self.told.emit(_translate("Dialogs", "This layer has no weights."))
            return
        if self.layer is None:
            self.layer = SetLayerDialog(self._window)
            self.layer.chosen.connect(self._numbers.set_array)
        self.layer.ask(layer, pictures, layers[layer] if layer < len(layers) else None)
