"""Two runs beside each other: the settings that differ, the figures, and both curves."""

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.components.metrics import scores
from core.lesson.comparison import Cell, Row, change_cell, number_cell
from core.lesson.numbers import count, percent
from core.pictures.snapshot import RunSummary
from core.run.runs.comparing import RunComparison, RunSide
from core.words import say
from gui.compare.table import RowsTable
from gui.kit.choice import QuietCombo
from gui.kit.colours import run_colour
from gui.kit.dialog import SmallDialog
from gui.kit.plain import Label, plain_tip
from gui.kit.style import set_role, text_scale
from gui.kit.texts import score_words
from gui.kit.theme import LIGHT, Theme
from gui.runs.curves import SideCurves, TwoCurves

_translate = QCoreApplication.translate


class RunsDialog(SmallDialog):
    """Shows a comparison of two runs, and asks for another when others are chosen."""

    compare_requested = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_translate("RunsDialog", "Compare two runs"), "", parent)
        self._theme = LIGHT
        self._found: RunComparison | None = None
        self.first = self._choice(_translate("RunsDialog", "The first run"))
        self.second = self._choice(_translate("RunsDialog", "The second run"))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.first, 1)
        row.addWidget(Label(_translate("RunsDialog", "and")))
        row.addWidget(self.second, 1)
        self.rows.insertLayout(0, row)
        self.curves = TwoCurves()
        self.table = RowsTable(
            _translate("RunsDialog", "What differs between the two runs"),
            _translate("RunsDialog", "Ctrl+C copies the selected rows with every digit"),
        )
        self.table.rows.plain = True
        set_role(self.about, "caption")
        self.rows.addWidget(self.table, 3)
        self.rows.addWidget(self.curves, 2)
        self.copy_button = self.add_button(
            _translate("RunsDialog", "Copy table"),
            _translate("RunsDialog", "Copy this table with every digit, tabs between columns"),
            lambda: self.table.copy(),
        )
        self.add_close()
        scale = text_scale()
        self.resize(round(560 * scale), min(680, round(600 * scale)))

    def _choice(self, name: str) -> QuietCombo:
        combo = QuietCombo()
        combo.setAccessibleName(name)
        combo.setToolTip(name)
        combo.setMinimumContentsLength(10)
        combo.setSizeAdjustPolicy(QuietCombo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.activated.connect(self._ask)
        return combo

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme; the digits shown may have changed with it."""
        self._theme = theme
        self.table.set_theme(theme)
        self.curves.set_theme(theme)
        if self._found is not None:
            self.show_comparison(self._found)

    def show_runs(self, runs: tuple[RunSummary, ...]) -> None:
        """Offer these runs; with fewer than two of them there is nothing to compare."""
        listed = [(run.name, run.run_id) for run in runs]
        for combo in (self.first, self.second):
            chosen = combo.currentData()
            combo.clear()
            for name, run_id in listed:
                combo.addItem(name, run_id)
            combo.setCurrentIndex(max(0, combo.findData(chosen)))
        known = {run.run_id for run in runs}
        found = self._found
        if found is not None and not {one.summary.run_id for one in _sides(found)} <= known:
            self.close()

    def show_comparison(self, found: RunComparison) -> None:
        """Show two runs beside each other."""
        self._found = found
        for combo, side in zip((self.first, self.second), _sides(found), strict=True):
            combo.setCurrentIndex(combo.findData(side.summary.run_id))
            combo.setToolTip(plain_tip(side.summary.settings))
        headers = (
            _translate("RunsDialog", "Setting or figure"),
            *(side.summary.name for side in _sides(found)),
            _translate("RunsDialog", "change"),
        )
        rows = [*_settings(found), *_figures(found)]
        self.table.show_rows(headers, rows)
        self.about.setText(_about(found))
        colours = [
            self._theme.text if side.summary.current else run_colour(side.summary.run_id)
            for side in _sides(found)
        ]
        if colours[0] == colours[1]:
            colours[1] = run_colour(found.second.summary.run_id + 1)
        self.curves.show_sides(
            *(
                SideCurves(
                    side.summary.name,
                    colour,
                    (side.training.epochs, side.training.loss),
                    (side.test.epochs, side.test.loss),
                )
                for side, colour in zip(_sides(found), colours, strict=True)
            )
        )
        self.curves.setVisible(found.comparable)

    def _ask(self, *_: object) -> None:
        first, second = self.first.currentData(), self.second.currentData()
        if first is not None and second is not None:
            self.compare_requested.emit(int(first), int(second))


def _sides(found: RunComparison) -> tuple[RunSide, RunSide]:
    return found.first, found.second


def _about(found: RunComparison) -> str:
    words = []
    if not found.comparable:
        words.append(
            _translate(
                "RunsDialog",
                "They learned other data, or another loss: their losses cannot be compared, and "
                "the curves are not drawn together.",
            )
        )
    if not found.settings:
        words.append(_translate("RunsDialog", "Both began with the same settings."))
    return " ".join(words) or _translate(
        "RunsDialog", "Settings as each run began, and what was changed while it trained."
    )


def _settings(found: RunComparison) -> list[Row]:
    rows: list[Row] = [
        (Cell(one.name), Cell(one.before), Cell(one.after), Cell("", one.words))
        for one in found.settings
    ]
    if found.first.edits or found.second.edits:
        told = ["; ".join(side.edits) or "–" for side in _sides(found)]
        name = _translate("RunsDialog", "Changed on the way")
        rows.append((Cell(name), Cell(told[0]), Cell(told[1]), Cell("")))
    return rows


def _figures(found: RunComparison) -> list[Row]:
    one, other = (side.summary for side in _sides(found))
    rows: list[Row] = []
    for name, before, after in (
        (_translate("RunsDialog", "Epochs"), one.epochs, other.epochs),
        (_translate("RunsDialog", "Updates"), one.updates, other.updates),
    ):
        numbers = [Cell(count(number), value=float(number)) for number in (before, after)]
        rows.append((Cell(name), *numbers, Cell("")))
    losses = [
        (_translate("RunsDialog", "Training loss"), one.loss, other.loss),
        (_translate("RunsDialog", "Test loss"), one.test_loss, other.test_loss),
    ]
    for name, first, second in losses:
        if first is None or second is None:
            continue
        change = change_cell(second - first) if found.comparable else Cell("–")
        rows.append((Cell(name), number_cell(first), number_cell(second), change))
    for metric in scores():
        if metric.name in one.metrics and metric.name in other.metrics:
            values = one.metrics[metric.name], other.metrics[metric.name]
            cells = [
                Cell(percent(value), value=value) if metric.is_share else number_cell(value)
                for value in values
            ]
            name = score_words(metric.name, one.part if one.part == other.part else "")
            name = name[:1].upper() + name[1:]
            if one.part != other.part:
                parts = [score_words(metric.name, side.part) for side in (one, other)]
                name = say("RunsDialog", "{first}, {second}", first=parts[0], second=parts[1])
            change = Cell("–")  # of other data, or of another part of them
            if found.comparable and one.part == other.part:
                change = _gained(values[1] - values[0], metric.is_share)
            rows.append((Cell(name), cells[0], cells[1], change))
    return rows


def _gained(change: float, is_share: bool) -> Cell:
    """Return the change of a score; that of a share in points, as a per cent of it is another."""
    if not is_share:
        return change_cell(change)
    plus = "+" if change > 0.0 else ""
    points = plus + percent(change).removesuffix(" %")
    return Cell(say("RunsDialog", "{change} points", change=points), value=change)
