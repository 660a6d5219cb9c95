"""What is this? Every control and plot answers: what it is, and what it says now."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QScrollBar,
    QTabBar,
    QWidget,
)
from shiboken6 import isValid

from gui.program.what import told_about
from tests.gui.real import RealWindow

#: the window as a whole is in other tests too
pytestmark = pytest.mark.thorough

CONTROLS = (QAbstractButton, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit, QTabBar)


def silent(window: QWidget) -> list[str]:
    """Return the visible controls that have no answer."""
    found, asked = [], []
    for widget in window.findChildren(QWidget):
        if not isValid(widget) or not widget.isVisible() or isinstance(widget, QScrollBar):
            continue
        if not isinstance(widget, CONTROLS) or widget.objectName().startswith("qt_"):
            continue
        asked.append(widget)
        told = told_about(widget, widget.rect().center())
        if not told.name or not (told.help or told.now):
            parent = widget.parentWidget()
            found.append(f"{type(widget).__name__} {widget.accessibleName()!r} in {parent}")
    assert len(asked) > 20
    return found


def test_every_visible_control_answers(shared: RealWindow) -> None:
    window = shared.window
    shared.train(2)
    assert silent(window) == []
    for tab in window.tabs.tabs:
        if window.tabs.is_offered(tab.name):
            window.tabs.show_view(tab.name)
            QApplication.processEvents()
            assert silent(window) == [], tab.name
    window.actions_table["step_view"].trigger()
    shared.settle()
    assert silent(window) == []


def test_every_plot_answers(shared: RealWindow) -> None:
    window = shared.window
    shared.train(1)
    for plot in (window.diagram, window.surface.canvas, window.loss, window.timeline):
        told = told_about(plot, plot.rect().center())
        assert told.name and (told.help or told.now), type(plot).__name__


def test_a_click_asks_and_does_not_press(shared: RealWindow, qtbot) -> None:
    window, what = shared.window, shared.window.program.what
    box = window.surface.controls.discretize
    before = box.isChecked()
    window.actions_table["what"].trigger()
    assert what.is_on
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton)
    assert not what.is_on and box.isChecked() is before
    assert what.answer is not None and what.answer.accessibleName() == "discretize"
    assert "Now: off" in what.answer.accessibleDescription()
    what.answer.close()
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton)
    assert box.isChecked() is not before  # the next one presses again
    box.setChecked(before)


def test_the_keyboard_asks_too(shared: RealWindow, qtbot) -> None:
    window, what = shared.window, shared.window.program.what
    field = window.findChild(QLineEdit)
    combo = next(one for one in window.findChildren(QComboBox) if one.isVisible())
    combo.setFocus()
    window.actions_table["what"].trigger()
    QTest.keyClick(combo, Qt.Key.Key_Return)
    assert what.answer is not None and what.answer.accessibleName() and field is not None
    QTest.keyClick(what.answer, Qt.Key.Key_Escape)
    window.actions_table["what"].trigger()
    QTest.keyClick(combo, Qt.Key.Key_Escape)
    assert not what.is_on and QApplication.overrideCursor() is None


def test_nothing_has_an_answer_too(shared: RealWindow) -> None:
    told = told_about(shared.window.centralWidget(), QPoint(1, 1))
    assert told.name and told.help


def test_a_click_that_comes_through_the_window_system_is_answered(shared: RealWindow) -> None:
    window, what = shared.window, shared.window.program.what
    button = window.tabs.larger
    at = button.mapTo(window, button.rect().center())
    window.actions_table["what"].trigger()
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, pos=at)
    assert what.answer is not None and not what.is_on and not button.isChecked()
    assert what.answer.accessibleName() == "Larger views"
    what.answer.close()
    assert not told_about(window, QPoint()).name.count("[*]")
