"""Who moved this number? Every sample's part in one slope, and what one sample does to all weights.

A question of the step panel about the current update. It is answered once the backward phase of the
number's layer is done; before that, it says where to step.
"""

import numpy as np
from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from core.lesson.cards.stops import is_known, number_title, stop_name
from core.lesson.contribution.parts import BatchNames, Pushes, Shares, pushes_of, shares_of
from core.lesson.contribution.words import wish
from core.lesson.numbers import full
from core.lesson.parts import Part, address_of, exists
from core.pictures.snapshot import Facts, LayerPicture, StepPicture, Stop
from gui.kit.choice import Switch
from gui.kit.plain import plain_tip
from gui.kit.plot_parts import caption, colour_label, small_box
from gui.kit.theme import LIGHT, SPACE, Theme
from gui.step.contribution_bars import Bars
from gui.step.contribution_rows import Extra, Rows


class ContributionsView(QWidget):
    """Shows who moved a number, or what the followed sample pushes.

    `pushes_wanted` carries what the diagram is to show on its edges, layer → (inputs, units), while
    this question is open, and otherwise None.
    """

    sample_hovered = Signal(object)  # index among the facts' points, or None
    sample_chosen = Signal(int)  # index among the facts' points
    pushes_wanted = Signal(object)
    part_hovered = Signal(object)  # Part, or None
    plot_requested = Signal(str)  # the address of a slope

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        translate = QCoreApplication.translate
        self._told: tuple[StepPicture, Facts, tuple[LayerPicture, ...]] | None = None
        self._part: Part | None = None
        self._sample: int | None = None
        self._names: BatchNames | None = None
        self._pushes: Pushes | None = None
        self._pushed: object = None  # what the current pushes belong to
        self.mode = Switch(
            translate("Questions", "Question"),
            (
                (
                    translate("Questions", "Who moved it?"),
                    translate("Questions", "What each sample of the batch adds to this slope"),
                ),
                (
                    translate("Questions", "What does a sample push?"),
                    translate("Questions", "What the followed sample adds to every weight's slope"),
                ),
            ),
        )
        self.order = small_box(
            translate("Questions", "largest first"),
            translate("Questions", "Largest first, or in the batch's order"),
        )
        self.copy = QToolButton()
        self.copy.setText(translate("Questions", "Copy"))
        self.copy.setToolTip(translate("Questions", "Copy all rows as text, with every digit"))
        self.copy.setAccessibleName(self.copy.text())
        self.copy.setAccessibleDescription(self.copy.toolTip())
        self.copy.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._title = caption()
        self._words = caption()
        self._words.setWordWrap(True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.bars = Bars(translate("Questions", "Parts of the slope"))
        self._build()
        self.mode.group.idToggled.connect(self._mode_changed)
        self.order.toggled.connect(self._redraw)
        self.copy.clicked.connect(self.bars.copy)
        self.bars.pointed.connect(self._pointed)
        self.bars.chosen.connect(self._chosen)
        self.bars.plot_requested.connect(self.plot_requested)
        self.setAccessibleName(translate("Questions", "Who moved this weight?"))
        self.set_theme(LIGHT)

    def _build(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(SPACE[1])
        line.addWidget(self._title, 1)
        line.addWidget(self.order)
        line.addWidget(self.copy)
        switch = QHBoxLayout()
        switch.addWidget(self.mode)
        switch.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[1])
        column.addLayout(switch)
        column.addLayout(line)
        column.addWidget(self._words)
        column.addWidget(self.bars)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, super().minimumSizeHint().height())

    # what it receives

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        colour_label(self._title, theme.secondary)
        colour_label(self._words, theme.text)
        self.bars.set_theme(theme)

    def show_step(
        self,
        step: StepPicture | None,
        facts: Facts,
        part: Part | None,
        sample: int | None,
        layers: tuple[LayerPicture, ...],
    ) -> None:
        """Show an update for one number and a followed sample, given by its row in the batch.

        `layers` are those of the same snapshot.
        """
        if step is None:
            self.clear()
            return
        self._told, self._part, self._sample = (step, facts, layers), part, sample
        self._names = BatchNames(step, facts)
        self._redraw()

    def clear(self) -> None:
        """Show nothing."""
        self._told = self._part = self._sample = self._names = None
        self._redraw()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._redraw()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._push(None, None)

    # what it says

    def words(self) -> str:
        """Return the sentence above the bars."""
        return self._words.text()

    def heading(self) -> str:
        """Return the heading of the bars."""
        return self._title.text()

    # drawing

    def _mode_changed(self, _: int, on: bool) -> None:
        if on:
            self._redraw()

    def _redraw(self, *_: object) -> None:
        if not self.isVisible():
            return
        if self.mode.chosen() == 1:
            self._show_pushes()
        else:
            self._push(None, None)
            self._show_shares()

    def _say(self, heading: str, words: str, rows: Rows | None) -> None:
        self._title.setText(heading)
        self._title.setToolTip(plain_tip(heading))
        self._words.setText(words)
        self.order.setVisible(rows is not None and self.mode.chosen() == 0)
        self.copy.setVisible(rows is not None)
        self.bars.setVisible(rows is not None)
        self.bars.show_rows(rows, not self.order.isChecked())

    def _show_shares(self) -> None:
        translate = QCoreApplication.translate
        part = self._part
        if self._told is None or part is None or not exists(part, self._told[2]):
            text = translate(
                "Questions", "Click a weight or a bias in the network to ask about it."
            )
            self._say("", text, None)
            return
        step, facts, layers = self._told
        heading = number_title(part, layers, facts)
        if not is_known(layers[part.layer]):
            text = translate(
                "Questions",
                "For this kind of layer, the slope cannot be split into the parts of each sample.",
            )
            self._say(heading, text, None)
            return
        shares = shares_of(step, layers, part, self._sample)
        if shares is None:
            text = translate("Questions", "Step to {phase} to see who moves it.")
            self._say(
                heading, text.format(phase=stop_name(Stop("backward", part.layer), layers)), None
            )
            return
        self._say(heading, shares.words, self._share_rows(shares, part))

    def _share_rows(self, shares: Shares, part: Part) -> Rows:
        translate = QCoreApplication.translate
        names = self._names
        assert names is not None
        order = np.arange(len(shares.values))
        if self.order.isChecked():
            size = np.nan_to_num(np.abs(shares.values), nan=np.inf)
            order = np.argsort(-size, kind="stable")
        extras = []
        if shares.penalty is not None:
            extras.append(Extra(translate("Questions", "penalty"), shares.penalty, bar=True))
        text = translate("Questions", "together: the slope {symbol}")
        extras.append(Extra(text.format(symbol=shares.symbol), shares.total))
        name = part.name or ""
        return Rows(
            values=shares.values,
            order=order,
            label=names.short,
            tip=names.long,
            marked=self._sample,
            extras=tuple(extras),
            ends=(wish(name, -1.0), wish(name, 1.0)),
            slope=lambda _: str(address_of(part, is_slope=True)),
        )

    def _show_pushes(self) -> None:
        translate = QCoreApplication.translate
        if self._told is None or self._sample is None or self._names is None:
            self._push(None, None)
            text = translate("Questions", "Follow a sample to see what it pushes.")
            self._say("", text, None)
            return
        step, facts, layers = self._told
        done = tuple(id(records) for records in step.records)
        if self._pushed != (done, self._sample):
            self._push(pushes_of(step, self._sample), (done, self._sample))
        found = self._pushes
        heading = translate("Questions", "sample {sample}").format(
            sample=self._names.short(self._sample)
        )
        if found is None or not found.parts:
            last = max((i for i, layer in enumerate(layers) if layer.arrays), default=0)
            text = translate("Questions", "Step to {phase} to see what it pushes.")
            self._say(heading, text.format(phase=stop_name(Stop("backward", last), layers)), None)
            return
        text = translate(
            "Questions",
            "What this sample alone adds to the slope of each weight; the network shows it on its"
            " edges.",
        )
        self._say(heading, text, self._push_rows(found, facts, layers))

    def _push_rows(self, found: Pushes, facts: Facts, layers: tuple[LayerPicture, ...]) -> Rows:
        def label(number: int) -> str:
            return number_title(found.parts[number], layers, facts)

        def tip(number: int, value: float) -> str:
            return f"{label(number)}: {full(value)}"

        return Rows(
            values=found.values,
            order=np.arange(len(found.values)),
            label=label,
            tip=tip,
            ends=(wish("weight", -1.0), wish("weight", 1.0)),
            left=found.left,
            summed=False,
            slope=lambda number: str(address_of(found.parts[number], is_slope=True)),
        )

    def _push(self, found: Pushes | None, of: object) -> None:
        """Take other pushes, and tell the diagram if they have changed."""
        had = self._pushes is not None
        self._pushes, self._pushed = found, of
        if found is not None or had:
            self.pushes_wanted.emit(found.edges if found is not None and found.edges else None)

    # what a person does

    def _pointed(self, number: int | None) -> None:
        if self.mode.chosen() == 1:
            found = self._pushes
            self.part_hovered.emit(None if number is None or found is None else found.parts[number])
        elif self._names is not None:
            self.sample_hovered.emit(None if number is None else self._names.point(number))

    def _chosen(self, number: int) -> None:
        if self.mode.chosen() == 0 and self._names is not None:
            point = self._names.point(number)
            if point is not None:
                self.sample_chosen.emit(point)
