"""Which samples are shown: of one part, right or wrong ones, or a cell of the confusion matrix."""

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from core.data.samples import Task
from core.pictures.samples import Shown
from core.pictures.snapshot import Facts
from gui.kit.plain import plain_tip
from gui.kit.plot_parts import small_combo
from gui.kit.style import set_role
from gui.kit.theme import SPACE
from gui.samples.cell import Cell
from gui.samples.model import class_name, part_name

_translate = QCoreApplication.translate
PARTS = ("train", "test", "validation")


class SampleFilters(QWidget):
    """The controls; `changed` says that `shown` has changed, `left` that a cell is left again."""

    changed = Signal()
    left = Signal(object)  # the cell (true class, predicted class) to go back to

    def __init__(self) -> None:
        super().__init__()
        self.shown = Shown()
        self._facts: Facts | None = None
        self.part = small_combo(_translate("SamplesPlot", "Show the samples of one part only"))
        self.right = small_combo(_translate("SamplesPlot", "Show right or wrong samples only"))
        for text, right in (
            (_translate("SamplesPlot", "all"), None),
            (_translate("SamplesPlot", "wrong"), False),
            (_translate("SamplesPlot", "right"), True),
        ):
            self.right.addItem(text, right)
        self.part.setMinimumContentsLength(7)
        self.right.setMinimumContentsLength(5)
        self.part.setMinimumWidth(96)  # these shrink in a narrow column
        self.right.setMinimumWidth(60)
        self.cell = Cell()
        set_role(self.cell, "small")
        tip = _translate("SamplesPlot", "Show all cells of the confusion matrix again")
        self.cell.setAccessibleDescription(tip)
        self.cell.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.back = QToolButton()
        self.back.setText("‹")
        self.back.setFixedWidth(26)
        set_role(self.back, "plain")
        self.back.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        words = _translate("SamplesPlot", "Back to the confusion matrix")
        self.back.setAccessibleName(words)
        self.back.setToolTip(f"{words} ({_translate('SamplesPlot', 'Backspace')})")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE[1])
        for widget in (self.back, self.cell, self.right, self.part):
            row.addWidget(widget)
        self.part.activated.connect(self._choose)
        self.right.activated.connect(self._choose)
        self.cell.clicked.connect(lambda: self.show_cell(None))
        self.back.clicked.connect(self.go_back)
        self.cell.hide()
        self.back.hide()

    def show_facts(self, facts: Facts) -> None:
        """Offer the parts of a build; keep the filters if possible."""
        same = self._facts is not None and self._facts.classes == facts.classes
        self._facts = facts
        lengths = (facts.train_samples, facts.test_samples, facts.validation_samples)
        there = [part for part, samples in zip(PARTS, lengths, strict=True) if samples]
        shown = self.shown
        if shown.part not in there:
            shown = replace(shown, part=None)
        if not same:
            shown = replace(shown, cell=None, right=None)
        self.part.clear()
        self.part.addItem(_translate("SamplesPlot", "all parts"), None)
        for part in there:
            self.part.addItem(part_name(part), part)
        self.part.setVisible(len(there) > 1)
        self.take(shown)

    def show_cell(self, cell: tuple[int, int] | None, part: str | None = None) -> None:
        """Show only the samples of a cell (true class, predicted class); None shows all cells."""
        shown = replace(self.shown, cell=cell)
        if cell is not None:
            shown = replace(shown, right=None, part=part)
        self.take(shown)

    def go_back(self) -> None:
        """Leave the cell for the confusion matrix that it was chosen in."""
        cell = self.shown.cell
        if cell is not None:
            self.show_cell(None)
            self.left.emit(cell)

    def _choose(self, *_: object) -> None:
        part, right = self.part.currentData(), self.right.currentData()
        self.take(Shown(part, right, self.shown.cell))

    def take(self, shown: Shown) -> None:
        """Show some of the samples."""
        self.shown = shown
        self.part.setCurrentIndex(max(0, self.part.findData(shown.part)))
        self.right.setCurrentIndex(max(0, self.right.findData(shown.right)))
        self.cell.setVisible(shown.cell is not None)
        self.back.setVisible(shown.cell is not None)
        classes = self._facts is not None and self._facts.task is not Task.REGRESSION
        self.right.setVisible(classes and shown.cell is None)  # a cell is all right or all wrong
        if shown.cell is not None and self._facts is not None:
            true, said = (class_name(self._facts, k) for k in shown.cell)
            text = _translate("SamplesPlot", "true {true}, said {said}").format(
                true=true, said=said
            )
            self.cell.say(text)
            self.cell.setToolTip(plain_tip(f"{text}\n{self.cell.accessibleDescription()}"))
        self.updateGeometry()  # otherwise a row around it keeps the room for what is hidden now
        self.changed.emit()
