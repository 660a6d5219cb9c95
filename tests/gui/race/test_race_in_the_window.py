"""A race through mouse and keys: chosen in the form, played, stepped, stopped, from a run too."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSlider, QApplication, QGraphicsView, QMenu, QWidget

from core.errors import UserError
from core.run.race.lockstep import Lockstep
from gui.runs.list import RunsList
from tests.gui.real import RealWindow

#: the window as a whole is in other tests too
pytestmark = pytest.mark.thorough

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def real(shared: RealWindow) -> Iterator[RealWindow]:
    yield shared
    shared.window.run_commands.race.close()
    shared.settle()


def begun(real: RealWindow, setting: str, value: str = ""):
    """Open the form with its key, choose a setting and a value, and press Enter."""
    race = real.window.run_commands.race
    QTest.keyClick(
        real.window,
        Qt.Key.Key_R,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    real.wait(lambda: race.form is not None and race.form.isVisible())
    form = race.form
    form.what.setCurrentIndex(form.what.findText(setting))
    form.what.activated.emit(form.what.currentIndex())
    if value:
        form._field.lineEdit().setText(value)
    QTest.keyClick(form, Qt.Key.Key_Return)
    real.wait(lambda: race.race is not None and race.race.isVisible() and not race.race._waiting)
    return race.race


def stepped(real: RealWindow, window, times: int = 1) -> None:
    for _ in range(times):
        QTest.keyClick(window, Qt.Key.Key_Right)
        real.wait(lambda: not window._waiting)


def test_a_race_is_chosen_stepped_played_and_stopped(real: RealWindow) -> None:
    window = begun(real, "Learning rate", "0.25")
    assert [side.title.text() for side in window.sides] == ["As it is", "η 0.5 → 0.25"]
    assert "every number of both is the same" in window.parting.text()
    stepped(real, window)
    assert "update 1" in window.sides[0].place.text()
    assert "They part at update 1" in window.parting.text()
    assert "on the right" in window.parting.toolTip()
    QTest.keyClick(window, Qt.Key.Key_Space)
    assert window.play.text() == "Pause"
    real.wait(lambda: window.sides[1].place.text().split(" · ")[-1] != "update 1")
    QTest.keyClick(window, Qt.Key.Key_Space)
    assert window.play.text() == "Play"
    real.wait(lambda: not window._waiting)
    assert real.trainer.update == 0  # one's own run stays as it is
    curves = [window.curves.lines[2 * side].getOriginalDataset()[1] for side in (0, 1)]
    assert len(curves[0]) == len(curves[1]) > 2 and curves[0][-1] != curves[1][-1]
    QTest.mouseClick(window.restart, LEFT)
    real.wait(lambda: "update 0" in window.sides[0].place.text())
    QTest.keyClick(window, Qt.Key.Key_Escape)
    real.settle()
    assert not window.isVisible() and real.session.worker().racing._race is None


def test_other_starting_weights_differ_from_the_start_and_that_is_said(real: RealWindow) -> None:
    window = begun(real, "Seed (other starting weights)")
    assert "They differ from the start" in window.parting.text()


def test_a_stretch_that_fails_stops_both_and_can_be_tried_again(
    real: RealWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = begun(real, "Learning rate", "0.05")

    def fails(*_: object) -> int:
        raise UserError("It fails", "do something else")

    with monkeypatch.context() as patch:
        patch.setattr(Lockstep, "advance", fails)
        QTest.mouseClick(window.play, LEFT)
        real.wait(lambda: window.play.text() == "Play")
    assert "It fails" in real.window.notice_bar.message.text() and not window._waiting
    QTest.mouseClick(window.step, LEFT)
    real.wait(lambda: "update 1" in window.sides[0].place.text())


def test_a_value_that_cannot_be_is_refused_in_the_form(real: RealWindow) -> None:
    race = real.window.run_commands.race
    real.window.actions_table["race"].trigger()
    form = race.form
    form.what.setCurrentIndex(0)
    form.what.activated.emit(0)
    form._field.lineEdit().setText("-3")
    QTest.keyClick(form, Qt.Key.Key_Return)
    assert form.isVisible() and "in range" in form._row.error.text()


def test_a_run_races_against_now_from_its_menu(real: RealWindow) -> None:
    window = real.window
    real.train(3)
    window.actions_table["new_weights"].trigger()
    real.settle()
    window.tabs.show_view("runs")
    table = window.tabs.view(RunsList).table
    table.selectRow(1)
    at = table.visualItemRect(table.item(1, 0)).center()
    table.customContextMenuRequested.emit(QPoint(at))
    menu = next(one for one in window.tabs.view(RunsList).findChildren(QMenu) if one.isVisible())
    race = next(one for one in menu.actions() if one.text().startswith("Race against now"))
    race.trigger()
    menu.close()
    races = window.run_commands.race
    real.wait(lambda: races.race is not None and races.race.isVisible())
    assert [side.title.text() for side in races.race.sides][1] == "Now"


def test_another_document_ends_the_race(real: RealWindow) -> None:
    window = begun(real, "Learning rate")
    real.window.document.replace_all(real.document.project, None)
    QApplication.processEvents()
    assert not window.isVisible()


def test_space_and_right_act_after_a_click_anywhere(real: RealWindow) -> None:
    window = begun(real, "Learning rate", "0.25")
    window.activateWindow()
    real.wait(window.isActiveWindow)
    clicked = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or not isinstance(widget, (QAbstractSlider, QGraphicsView)):
            continue
        is_view = isinstance(widget, QGraphicsView)
        QTest.mouseClick(widget.viewport() if is_view else widget, LEFT)
        QApplication.processEvents()
        clicked.append(type(widget).__name__)
        before = window.sides[0].place.text()
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Right)
        real.wait(lambda before=before: window.sides[0].place.text() != before)
        real.wait(lambda: not window._waiting)
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Space)
        assert window.play.text() == "Pause", clicked
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Space)
        assert window.play.text() == "Play", clicked
        real.wait(lambda: not window._waiting)
    assert len(clicked) > 2
