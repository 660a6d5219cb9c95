"""Check my number and ask me first: one's own numbers, marked at the stop at hand."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from core.lesson.marking.predicting import KINDS
from core.pictures.snapshot import Snapshot
from gui.kit.action_row import ActionRow, Menu, Place, Situation, can_look
from gui.kit.settings import Settings
from gui.step.panel import StepPanel

if TYPE_CHECKING:
    from gui.examine.marking import MarkDialog

_translate = QCoreApplication.translate


class MarkCommands(QObject):
    """Opens the window, which stays open and follows the stops."""

    told = Signal(str)
    changed = Signal()  # whether numbers are asked for before they are shown

    def __init__(self, window: QWidget, panel: StepPanel, settings: Settings) -> None:
        super().__init__(window)
        self._window, self._panel, self._settings = window, panel, settings
        self._snapshot: Snapshot | None = None
        self.dialog: MarkDialog | None = None
        panel.cursor_changed.connect(self._follow)
        panel.covers.changed.connect(self._follow)
        panel.predict_box.toggled.connect(lambda _: self.changed.emit())
        self._ask_as_chosen()

    def rows(self) -> tuple[ActionRow, ...]:
        """Return the actions."""
        return (
            ActionRow(
                "ask_first",
                _translate("Actions", "As&k me first"),
                _translate(
                    "Actions",
                    "In the Step view: cover what each stop computes until I have predicted it "
                    "(Ctrl+Shift+P)",
                ),
                Place(Menu.EXAMINE),
                self.switch_asking,
                can_look,
                ("Ctrl+Shift+P",),
                checked=lambda now: now.asking,
            ),
            ActionRow(
                "check_number",
                _translate("Actions", "Check my n&umber…"),
                _translate(
                    "Actions",
                    "Check a number of this update that you worked out by hand (Ctrl+Shift+M)",
                ),
                Place(Menu.EXAMINE),
                self.ask,
                can_look,
                ("Ctrl+Shift+M",),
            ),
            *self._stop_rows(),
            *self._often_rows(),
        )

    def _stop_rows(self) -> tuple[ActionRow, ...]:
        """Return the switches for the kinds of stops that ask; one of them stays on."""
        names = {
            "forward": _translate("Actions", "At &forward stops"),
            "loss": _translate("Actions", "At the &loss"),
            "backward": _translate("Actions", "At &backward stops"),
            "update": _translate("Actions", "At the &update"),
        }
        help = _translate("Actions", "Whether Ask me first asks there; one of these stays on")
        return tuple(
            ActionRow(
                f"ask_at_{kind}",
                names[kind],
                help,
                Place(Menu.ASK),
                partial(self._switch_stop, kind),
                partial(_has_others, kind),
                checked=partial(_asks_at, kind),
            )
            for kind in KINDS
        )

    def _often_rows(self) -> tuple[ActionRow, ...]:
        """Return the choice how often a kind of stop asks."""
        return (
            ActionRow(
                "ask_every_time",
                _translate("Actions", "&Every time"),
                _translate("Actions", "Ask at every stop of these kinds"),
                Place(Menu.ASK, 1),
                partial(self._choose_often, False),
                choice="asking",
                checked=lambda now: not now.asking_once,
            ),
            ActionRow(
                "ask_first_time",
                _translate("Actions", "The first &time of each kind"),
                _translate(
                    "Actions",
                    "Ask only at the first stop of each kind after Ask me first is switched on",
                ),
                Place(Menu.ASK, 1),
                partial(self._choose_often, True),
                choice="asking",
                checked=lambda now: now.asking_once,
            ),
        )

    def _switch_stop(self, kind: str) -> None:
        kinds = self._settings.asking_stops() ^ {kind}
        if kinds:
            self._settings.set_asking_stops(kinds)
        self._ask_as_chosen()

    def _choose_often(self, once: bool) -> None:
        self._settings.set_asks_once(once)
        self._ask_as_chosen()

    def _ask_as_chosen(self) -> None:
        """Ask as the settings say; what is asked for at the stop at hand may change."""
        settings = self._settings
        self._panel.covers.ask_at(settings.asking_stops(), settings.asks_once())
        self._panel.predict.changed.emit()
        self.changed.emit()

    def is_asking(self) -> bool:
        """Return whether numbers are asked for before they are shown."""
        return self._panel.predict_box.isChecked()

    @Slot()
    def switch_asking(self) -> None:
        """Ask for the numbers of every stop before they are shown, or not any more."""
        if not self.is_asking():
            self._ask_as_chosen()  # the next person may have started over
        self._panel.predict_box.toggle()
        if self.is_asking():
            self._panel.predict.begin()

    @Slot(object)
    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Take the current moment."""
        self._snapshot = snapshot
        self._follow()

    @Slot(object)
    def _follow(self, *_: object) -> None:
        if self.dialog is not None and self.dialog.isVisible():
            self._show()

    @Slot()
    def ask(self) -> None:
        """Ask for a number of the current stop."""
        from gui.examine.marking import MarkDialog

        step = None if self._snapshot is None else self._snapshot.step
        if step is None or not step.records:
            self.told.emit(
                _translate(
                    "MarkCommands",
                    "Step through an update first (F2, then →): then it has numbers.",
                )
            )
            return
        if self.dialog is None:
            self.dialog = MarkDialog(self._window)
        self._show()
        self.dialog.bring()
        self.dialog.given.setFocus()

    def _show(self) -> None:
        from core.lesson.marking.asked import asked_of
        from core.lesson.marking.worked import Update

        snapshot, card = self._snapshot, self._panel.card
        if self.dialog is None or snapshot is None:
            return
        self.dialog.set_cover(self._panel.covers.now())
        if snapshot.step is None or not snapshot.step.records or card is None:
            self.dialog.show_update(None, ())
            return
        update = Update.of(snapshot.step, snapshot.layers)
        self.dialog.show_update(update, asked_of(card, update))


def _asks_at(kind: str, now: Situation) -> bool:
    return kind in now.asking_stops


def _has_others(kind: str, now: Situation) -> bool:
    return now.asking_stops != {kind}
