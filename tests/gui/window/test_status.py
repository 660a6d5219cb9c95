"""The line at the bottom moves nothing when long work begins and ends."""

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.window.status import StatusLine
from tests.gui.fakes import xor_facts


def made(qtbot: QtBot, width: int) -> StatusLine:
    line = StatusLine()
    qtbot.addWidget(line)
    line.show_facts(xor_facts())
    line.resize(width, line.sizeHint().height())
    line.show()
    QApplication.processEvents()
    return line


def test_its_height_is_the_same_with_the_button_that_cancels(qtbot: QtBot) -> None:
    line = made(qtbot, 1400)
    before = line.sizeHint().height(), line.minimumSizeHint().height(), line.minimumHeight()
    line.show_progress("Going through the recorded run", 3, 10)
    assert line.cancel.isVisible()
    now = line.sizeHint().height(), line.minimumSizeHint().height(), line.minimumHeight()
    assert max(before) == max(now)
    assert line.network.isVisible()
    line.show_progress("", 0, 0)
    assert not line.cancel.isVisible()


def test_in_a_narrow_window_progress_takes_the_place_of_the_network(qtbot: QtBot) -> None:
    line = made(qtbot, 560)
    assert line.network.isVisible()
    line.show_progress("Going through the recorded run", 3, 10)
    assert line.cancel.isVisible() and not line.network.isVisible()
    line.show_progress("", 0, 0)
    assert line.network.isVisible()
