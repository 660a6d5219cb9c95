"""Space plays and → steps, whatever was clicked before."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QListWidget,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from core.resources import resource_path
from gui.kit.focus import _takes_clicks
from gui.kit.settings import Settings
from tests.amount import few
from tests.gui.real import RealWindow

LEFT = Qt.MouseButton.LeftButton
#: what closes the window or waits for a person
LEFT_ALONE = {"Play", "Pause", "Step", "One step", "Table…", "Open a table…"}
#: and what opens a field to type in
LEFT_ALONE |= {"Pin this moment", "Pinned here"}


@pytest.fixture
def real(qtbot: QtBot, settings: Settings, monkeypatch) -> Iterator[RealWindow]:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    made = RealWindow(qtbot, settings)
    yield made
    made.close()


def clickable(window: QWidget) -> list[QWidget]:
    """Return what can be clicked on the screen: boxes, folds, buttons, lists, sliders, drawings.

    Fields and tables are left out: a person who clicks there goes on with the keyboard.
    """
    kinds = (QAbstractButton, QComboBox, QAbstractSlider, QListWidget)
    seen = [
        child
        for child in window.findChildren(QWidget)
        if isinstance(child, kinds)
        or (child.focusPolicy() & Qt.FocusPolicy.ClickFocus and not _takes_clicks(child))
    ]
    return [
        child
        for child in seen
        if child.isVisible()
        and child.isEnabled()
        and child.window() is window
        and not isinstance(child, QScrollBar)
        and child.accessibleName() not in LEFT_ALONE
        and not child.visibleRegion().isEmpty()
    ]


def click(widget: QWidget) -> None:
    """Click a control, and close what that opens."""

    def close() -> None:
        for popup in iter(QApplication.activePopupWidget, None):
            popup.close()

    QTimer.singleShot(0, close)
    at = widget.visibleRegion().boundingRect().center()
    if isinstance(widget, QListWidget):
        QTest.mouseClick(widget.viewport(), LEFT, pos=QPoint(20, 10))
    else:
        QTest.mouseClick(widget, LEFT, pos=at)
    QApplication.processEvents()
    close()
    close_dialogs()


def close_dialogs() -> None:
    for other in QApplication.topLevelWidgets():
        if isinstance(other, QDialog) and other.isVisible():
            other.close()


#: each view with a tab, and the Step view
SHOWN = ["loss", "stepping", "runs", "confusion", "weights", "diagnostics", "over_time", "samples"]
SHOWN += ["pad", "assess"]


@pytest.mark.thorough
@pytest.mark.parametrize("shown", few(SHOWN, 1))
def test_space_and_right_act_after_a_click_on_anything(real: RealWindow, shown) -> None:
    window, table = real.window, real.window.actions_table
    stepping = shown == "stepping"
    if shown == "pad":  # only pictures can be drawn
        window.files.open_path(resource_path("examples", "digits.json"))
        real.wait(lambda: window.tabs.is_offered("pad"))
    real.train(2)
    table["reset"].trigger()
    real.train(2)
    if not stepping:
        window.views.bring(shown)
        assert window.tabs.shown() == shown
    for fold in window.findChildren(QAbstractButton):
        if fold.property("role") == "fold" and fold.isVisible():
            fold.setChecked(True)
    window.time.show_steps(stepping)
    real.settle()
    done: list[str] = []
    for name in ("play", "step"):
        table[name].triggered.connect(lambda _=False, name=name: done.append(name))
    names = []
    # the panels on the left are the same beside every tab: they are clicked beside the first two
    left = window.left if shown in SHOWN[2:] else None
    for widget in clickable(window):
        if not isValid(widget) or not widget.isVisible():
            continue  # an earlier click took it away
        if left is not None and left.isAncestorOf(widget):
            continue
        name = f"{type(widget).__name__} {widget.accessibleName()}"
        click(widget)
        window.time.show_steps(stepping)
        real.settle()
        close_dialogs()  # some open once the run has answered
        window.activateWindow()
        real.wait(window.isActiveWindow)
        real.settle()
        if real.session.state.value == "running":
            real.session.pause()
            real.settle()
        real.wait(lambda: table["play"].isEnabled() and table["step"].isEnabled())
        done.clear()
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Space)
        assert done == ["play"], name
        real.session.pause()
        real.settle()
        real.wait(table["step"].isEnabled)
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Right)
        assert done == ["play", "step"], (name, widget.parent(), QApplication.focusWidget())
        names.append(name)
    assert len(names) > (15 if left is None else 5), names


def test_a_rate_chosen_from_the_list_leaves_the_keys_to_the_window(real: RealWindow) -> None:
    rate = next(
        box
        for box in real.window.training.findChildren(QComboBox)
        if box.accessibleName() == "Learning rate"
    )
    QTest.mouseClick(rate, LEFT, pos=QPoint(rate.width() - 8, rate.height() // 2))
    view = rate.view()
    # Qt takes a click on the list right after it opened for the click that opened it
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Return)
    real.window.activateWindow()
    real.wait(real.window.isActiveWindow)
    text = rate.currentText()
    assert text != "0.5"
    assert QApplication.focusWidget() not in (rate, rate.lineEdit())
    QTest.keyClick(QApplication.focusWidget() or real.window, Qt.Key.Key_Space)
    real.wait(lambda: real.session.state.value == "running")
    assert rate.currentText() == text
