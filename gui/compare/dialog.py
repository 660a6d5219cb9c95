"""Comparing two moments: their weights, gradients and outputs.

The window stays open while training goes on; a comparison is made when two moments are chosen.
"""

from PySide6.QtCore import QCoreApplication, QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QTabWidget, QVBoxLayout, QWidget

from core.counts import counted
from core.data.samples import Task
from core.lesson.comparison import change_rows, crossing_rows, output_rows, ranked
from core.lesson.numbers import count, figure
from core.pictures.findings import ArrayChange, MomentComparison
from core.pictures.snapshot import Facts, Snapshot
from gui.compare.choice import MomentChoice, moment_name
from gui.compare.table import RowsTable, change_headers
from gui.kit.dialog import SmallDialog
from gui.kit.plain import Label
from gui.kit.style import set_role
from gui.kit.terms.label import TermLabel
from gui.kit.theme import LIGHT, Theme

_translate = QCoreApplication.translate


class _Tab(QWidget):
    """A table, and a line above it that says what it shows and how much of it."""

    def __init__(self, name: str, help: str) -> None:
        super().__init__()
        self.note = TermLabel()
        self.note.setWordWrap(True)
        self.note.setIndent(6)
        set_role(self.note, "caption")
        set_role(self, "canvas")
        self.table = RowsTable(name, help)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.note)
        column.addWidget(self.table, 1)


class CompareDialog(SmallDialog):
    """Two moments side by side; shows a comparison, and asks for others."""

    compare_requested = Signal(int, int)  # two numbers of updates
    sample_chosen = Signal(int)  # its number among the points

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_translate("CompareDialog", "Compare two moments"), "", parent)
        self._theme = LIGHT
        self._facts: Facts | None = None
        self._snapshot: Snapshot | None = None
        self._comparison: MomentComparison | None = None
        self._samples: list[int] = []
        self._run = 0
        self.first = MomentChoice(_translate("CompareDialog", "The first moment"))
        self.second = MomentChoice(_translate("CompareDialog", "The second moment"))
        self.losses = TermLabel()
        self.losses.setWordWrap(True)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        help = _translate("CompareDialog", "Ctrl+C copies the selected rows with every digit")
        self.weights = _Tab(_translate("CompareDialog", "Changes of weights and biases"), help)
        self.gradients = _Tab(_translate("CompareDialog", "Changes of gradients"), help)
        self.samples = _Tab(
            _translate("CompareDialog", "Samples"),
            _translate("CompareDialog", "Click a sample to follow it through the network"),
        )
        self._build()
        self.usual = QSize(560, 560)
        self._show()

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.first, 1)
        row.addWidget(Label(_translate("CompareDialog", "and")))
        row.addWidget(self.second, 1)
        self.rows.insertLayout(0, row)
        set_role(self.about, "title")
        self.rows.addWidget(self.losses)
        self.tabs.addTab(self.weights, _translate("CompareDialog", "Weights"))
        self.tabs.addTab(self.gradients, _translate("CompareDialog", "Gradients"))
        self.tabs.addTab(self.samples, _translate("CompareDialog", "Samples that changed side"))
        self.tabs.setAccessibleName(_translate("CompareDialog", "What is compared"))
        self.rows.addWidget(self.tabs, 1)
        self.copy_button = self.add_button(
            _translate("CompareDialog", "Copy table"),
            _translate(
                "CompareDialog", "Copy this table with every digit, with tabs between columns"
            ),
            self.copy,
        )
        self.add_close()
        for choice in (self.first, self.second):
            choice.chosen.connect(self.ask)
        self.samples.table.row_chosen.connect(self._choose_sample)

    # what it receives

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme; the digits shown may have changed with it."""
        self._theme = theme
        for tab in (self.weights, self.gradients, self.samples):
            tab.table.set_theme(theme)
        self._show()

    def show_facts(self, facts: Facts) -> None:
        """Note a new build; the comparison shown belongs to another one."""
        self._facts = facts  # of another document it may have the same number of run
        self._run, self._comparison, self._snapshot = facts.run_id, None, None
        self._show()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Note the current moment, the pins and the layers."""
        if snapshot.run_id != self._run:
            self._run, self._comparison = snapshot.run_id, None
            self._snapshot = snapshot
            self._show()
        self._snapshot = snapshot
        if self.isVisible():
            self._offer()

    def show_comparison(self, comparison: MomentComparison) -> None:
        """Show what has changed between two moments."""
        self._comparison = comparison
        self._offer()
        self.first.choose(comparison.updates[0])
        self.second.choose(comparison.updates[1])
        self._show()

    def bring(self) -> None:
        """Bring the window to the front, and at first compare the start with now."""
        super().bring()
        self._offer()
        if self._comparison is None:
            self.ask()

    # what a person does

    def ask(self) -> None:
        """Ask for the two moments that are chosen."""
        first, second = self.first.update_chosen(), self.second.update_chosen()
        if first is not None and second is not None and first != second:
            self.compare_requested.emit(first, second)

    def copy(self) -> None:
        """Put the table in front on the clipboard."""
        tab = self.tabs.currentWidget()
        if isinstance(tab, _Tab):
            tab.table.copy()

    def _choose_sample(self, row: int) -> None:
        if 0 <= row < len(self._samples):
            self.sample_chosen.emit(self._samples[row])

    # showing

    def _offer(self) -> None:
        snapshot = self._snapshot
        if snapshot is not None:
            self.first.offer(snapshot.time, snapshot.update, "start")
            self.second.offer(snapshot.time, snapshot.update, "now")

    def _show(self) -> None:
        comparison = self._comparison
        self.copy_button.setEnabled(comparison is not None)
        self.tabs.setEnabled(comparison is not None)
        if comparison is None:
            self.about.setText(_translate("CompareDialog", "Choose two moments"))
            self.losses.setText("")
            for tab in (self.weights, self.gradients, self.samples):
                tab.note.setText("")
                tab.table.show_rows((), ())
            return
        self.about.setText(self._heading(comparison))
        self.losses.setText(_losses(comparison))
        self._show_changes(
            self.weights, comparison.arrays, _translate("CompareDialog", "weight or bias")
        )
        self._show_changes(
            self.gradients, comparison.gradients, _translate("CompareDialog", "gradient of")
        )
        self._show_samples(comparison)

    def _heading(self, comparison: MomentComparison) -> str:
        snapshot = self._snapshot
        time = None if snapshot is None else snapshot.time
        now = None if snapshot is None else snapshot.update
        first, second = (moment_name(update, time, now) for update in comparison.updates)
        text = _translate("CompareDialog", "{first} and {second}")
        return text.format(first=first, second=second[:1].lower() + second[1:])

    def _show_changes(
        self, tab: _Tab, layers: tuple[dict[str, ArrayChange], ...], first: str
    ) -> None:
        found = ranked(layers)
        pictures = () if self._snapshot is None else self._snapshot.layers
        rows = change_rows(layers, found, self._facts, pictures)
        tab.table.show_rows(change_headers(first), rows)
        text = _translate("CompareDialog", "{changed} of {numbers} changed")
        if len(found.places) < found.changed:
            text = _translate(
                "CompareDialog",
                "{changed} of {numbers} changed; the {listed} largest changes are listed",
            )
        elif not found.changed:
            text = _translate("CompareDialog", "None of {numbers} changed")
        text = text.format(
            changed=count(found.changed),
            numbers=counted(found.numbers, "number"),
            listed=count(len(found.places)),
        )
        if tab is self.gradients:
            text += _translate("CompareDialog", " · each for the batch that comes next")
        tab.note.setText(text)

    def _show_samples(self, comparison: MomentComparison) -> None:
        facts, tab = self._facts, self.samples
        place = self.tabs.indexOf(tab)
        which = _translate("CompareDialog", "sample")
        inputs = _translate("CompareDialog", "inputs")
        if facts is not None and facts.task is Task.REGRESSION:
            moved = comparison.moved_most
            self._samples = [item.sample for item in moved]
            _, *numbers = change_headers("")
            tab.table.show_rows((which, inputs, *numbers), output_rows(moved, facts), 1)
            self.tabs.setTabText(place, _translate("CompareDialog", "Outputs that moved most"))
            text = _translate("CompareDialog", "The outputs that moved furthest, {count} of them")
            if not moved:
                text = _translate("CompareDialog", "No output moved")
            tab.note.setText(text.format(count=count(len(moved))))
            return
        crossed = comparison.changed_side
        self._samples = [item.sample for item in crossed]
        headers = (
            which,
            inputs,
            _translate("CompareDialog", "taken for"),
            _translate("CompareDialog", "true class"),
        )
        tab.table.show_rows(headers, crossing_rows(crossed, facts), 1)
        text = _translate("CompareDialog", "Samples that changed side: {count}")
        self.tabs.setTabText(place, text.format(count=count(len(crossed))))
        text = _translate("CompareDialog", "✓: the second moment has it right")
        if not crossed:
            text = _translate("CompareDialog", "Every sample is still taken for the same class")
        tab.note.setText(text)


def _losses(comparison: MomentComparison) -> str:
    """Return the losses of both moments in words."""
    text = _translate("CompareDialog", "training loss {before} → {after}")
    before, after = comparison.losses
    said = text.format(before=figure(before), after=figure(after))
    if comparison.test_losses is not None:
        before, after = comparison.test_losses
        text = _translate("CompareDialog", ", test {before} → {after}")
        said += text.format(before=figure(before), after=figure(after))
    return said
