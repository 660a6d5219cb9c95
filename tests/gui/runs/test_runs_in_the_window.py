"""The list of runs by mouse and keys: what changed, solo, hide, compare; the window's own keys."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core.pictures.snapshot import RunSummary
from gui.runs.comparison import _gained
from gui.runs.list import RunsList
from tests.gui.real import RealWindow

#: the window as a whole is in other tests too
pytestmark = pytest.mark.thorough

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def real(shared: RealWindow) -> RealWindow:
    """Three runs: the second slower than the first, the third with other weights."""
    window, document = shared.window, shared.document
    window.tabs.show_view("runs")
    shared.train(2)
    optimizer = document.project.optimizer
    window.actions_table["reset"].trigger()
    document.edit(
        replace(document.project, optimizer=replace(optimizer, learning_rate=0.1)), "rate"
    )
    shared.train(2)
    document.edit(document.project.with_new_weights(42), "weights")
    shared.train(1)
    return shared


def texts(real: RealWindow, column: int) -> list[str]:
    table = real.window.tabs.view(RunsList).table
    return [table.cell(row, column).text() for row in range(table.rowCount())]


def select(real: RealWindow, row: int) -> None:
    table = real.window.tabs.view(RunsList).table
    at = table.visualItemRect(table.cell(row, 1 if not table.isColumnHidden(1) else 3)).center()
    QTest.mouseClick(table.viewport(), LEFT, pos=at)
    assert table.currentRow() == row


def hidden(real: RealWindow) -> list[bool]:
    return [run.hidden for run in real.window.tabs.view(RunsList)._runs.values()]


def test_each_run_says_what_changed(real: RealWindow) -> None:
    changed = texts(real, 1)
    assert changed[0].startswith("seed ") and "η 0.5 → 0.1" in changed[1]
    assert changed[2] == ""
    select(real, 1)
    assert "η 0.5 → 0.1" in real.window.tabs.view(RunsList).settings.text()


def test_the_words_below_count_on_while_a_run_is_trained(real: RealWindow) -> None:
    select(real, 0)
    before = real.window.tabs.view(RunsList).settings.text()
    real.train(2)
    assert "1 epoch " in before and "3 epochs" in real.window.tabs.view(RunsList).settings.text()


def test_keys_hide_and_solo_a_run_and_buttons_compare(real: RealWindow) -> None:
    runs, table = real.window.tabs.view(RunsList), real.window.tabs.view(RunsList).table
    select(real, 2)
    QTest.keyClick(table, Qt.Key.Key_H)
    real.settle()
    assert hidden(real) == [False, False, True]
    QTest.keyClick(table, Qt.Key.Key_S)
    real.settle()
    assert hidden(real) == [False, True, False]
    QTest.mouseClick(runs.verbs.buttons["Solo"], LEFT)
    real.settle()
    assert hidden(real) == [False, False, False]
    select(real, 2)
    QTest.mouseClick(runs.verbs.buttons["Compare…"], LEFT)
    commands = real.window.run_commands
    real.wait(lambda: commands.comparison is not None and commands.comparison.isVisible())
    shown = commands.comparison
    rows = {row[0].text: [cell.text for cell in row[1:]] for row in shown.table.rows.rows}
    assert rows["Learning rate"] == ["0.5", "0.1", ""]
    assert rows["Updates"][:2] == ["2", "1"]
    shown.first.setCurrentIndex(1)
    shown.first.activated.emit(1)
    real.wait(lambda: "Learning rate" not in {row[0].text for row in shown.table.rows.rows})
    assert "Seed" in {row[0].text for row in shown.table.rows.rows}
    QTest.mouseClick(shown.copy_button, LEFT)


def test_space_and_right_are_the_windows_after_a_click_on_a_run(real: RealWindow) -> None:
    table, acts = real.window.tabs.view(RunsList).table, real.window.actions_table
    done: list[str] = []
    for name in ("play", "step"):
        acts[name].triggered.connect(lambda _=False, name=name: done.append(name))
    select(real, 1)
    before = hidden(real)
    QTest.keyClick(table, Qt.Key.Key_Right)
    real.settle()
    QTest.keyClick(table, Qt.Key.Key_Space)
    real.session.pause()
    real.settle()
    assert done == ["step", "play"] and hidden(real) == before


def test_in_a_narrow_column_the_buttons_move_under_more(qtbot) -> None:
    runs = RunsList()
    qtbot.addWidget(runs)
    run = RunSummary(1, "Run 1", "", 1, 1, 0.5, None, {}, False, False)
    runs.show_runs((run, replace(run, run_id=2, name="Run 2", current=True)))
    runs.show()
    verbs = runs.verbs

    def offered(width: int) -> tuple[int, int]:
        runs.resize(width, 300)
        verbs._fill()
        shown = sum(not button.isHidden() for button in verbs.buttons.values())
        return shown, len(verbs._menu.actions())

    assert offered(600) == (3, 4)
    shown, under = offered(180)
    assert shown < 3 and shown + under == 7
    assert verbs.more.geometry().right() <= verbs.width()
    assert not runs.table.isColumnHidden(3) and runs.table.isColumnHidden(1)


@pytest.mark.parametrize(
    ("change", "is_share", "said"),
    [(0.0222, True, "+2.2 points"), (-0.5, True, "−50.0 points"), (0.0, True, "0.0 points"),
     (0.125, False, "+0.1250")],
)  # fmt: skip
def test_the_change_of_a_share_is_told_in_points(change: float, is_share: bool, said: str) -> None:
    assert _gained(change, is_share).text == said
