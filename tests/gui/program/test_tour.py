"""First five minutes: each act waits until it is done, and the tour can be left at any time."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.gui.real import RealWindow

#: the window as a whole is in other tests too
pytestmark = pytest.mark.thorough


def test_the_whole_tour_by_its_acts(shared: RealWindow, qtbot) -> None:
    window, tour = shared.window, shared.window.program.tour
    table = window.actions_table
    table["tour"].trigger()
    assert tour.isVisible() and tour.act == 0 and "Space" in tour.words.text()
    assert tour.words.height() >= tour.words.heightForWidth(tour.words.width())
    shared.session.set_speed(200.0)
    QTest.keyClick(window, Qt.Key.Key_Space)
    shared.wait(lambda: tour.act == 1)
    shared.wait(lambda: shared.snapshots[-1].update > 3)
    QTest.keyClick(window, Qt.Key.Key_Space)
    shared.wait(lambda: tour.act == 2)
    shared.settle()
    shared.session.go_to(2)
    shared.wait(lambda: tour.act == 3)
    table["unit_update"].setChecked(True)
    QTest.keyClick(window, Qt.Key.Key_Right)
    shared.wait(lambda: tour.act == 4)
    window.diagram.add_unit.emit(0)
    shared.wait(lambda: tour.act == 5)
    assert tour.title.text() == "That is all you need" and not tour.skip.isVisible()
    qtbot.mouseClick(tour.leave, Qt.MouseButton.LeftButton)
    assert not tour.isVisible() and tour.act == -1


def test_acts_are_skipped_and_the_tour_is_left(shared: RealWindow, qtbot) -> None:
    window, tour = shared.window, shared.window.program.tour
    diagram = window.diagram.geometry()
    window.actions_table["tour"].trigger()
    qtbot.mouseClick(tour.skip, Qt.MouseButton.LeftButton)
    assert tour.act >= 1 and tour.count.text().endswith("of 5")
    inside = window.rect()
    assert inside.contains(tour.geometry())
    assert window.diagram.geometry() == diagram  # it moves nothing
    window.notices.tell("Something is worth knowing")
    bar = window.notice_bar
    shared.wait(bar.isVisible)
    notice = bar.rect().translated(bar.mapTo(window, bar.rect().topLeft()))
    assert not notice.intersects(tour.geometry())  # both can be read
    bar.dismiss()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert tour.act == -1 and not tour.isVisible()
