"""A robot at the real window: seeded random keys, clicks, drags, wheels, actions and resizes.

Training runs meanwhile. Whatever it does, nothing raises, Qt gives no warning, nothing is left
hanging, and what the window shows is what training has. The delay of the window's own timer and the
growth of memory are reported (`pytest -rP`), never asserted: machines differ.
"""

import random
import resource
import sys
import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QDialog,
    QFileDialog,
    QInputDialog,
    QMenu,
    QMessageBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from core.run.states import State
from gui.kit.settings import Settings
from tests.amount import some
from tests.gui.real import RealWindow

BEAT_MS = 5
STALL_MS = 100
MOST_BEATS_OPEN = 20
#: these close the window, change its size to the whole screen, or wait for the system
LEFT_ALONE = ("quit", "full_screen", "open_folder", "log")
KEYS = (
    *(Qt.Key.Key_Space, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down),
    *(Qt.Key.Key_F2, Qt.Key.Key_F5, Qt.Key.Key_F6, Qt.Key.Key_F7, Qt.Key.Key_R, Qt.Key.Key_Tab),
    *(Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Delete, Qt.Key.Key_Backspace),
    *(Qt.Key.Key_1, Qt.Key.Key_5, Qt.Key.Key_Minus, Qt.Key.Key_Period, Qt.Key.Key_A),
)
MODIFIERS = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
SIZES = ((1024, 768), (1440, 900), (800, 560), (1280, 720))


class Robot:
    """Does one thing after another, each drawn from a seed."""

    def __init__(self, real: RealWindow, seed: int) -> None:
        self.real = real
        self.draw = random.Random(seed)
        self.done: list[str] = []
        self.late: list[float] = []
        self._open = 0
        self._beat = QTimer(real.window)
        self._beat.timeout.connect(self._take_beat)
        self._last = time.perf_counter()
        self._beat.start(BEAT_MS)

    def _take_beat(self) -> None:
        now = time.perf_counter()
        self.late.append((now - self._last) * 1000 - BEAT_MS)
        self._last = now
        # a menu that Qt opens by itself has its own event loop, which only this can leave
        popup = QApplication.activePopupWidget()
        self._open = self._open + 1 if popup is not None else 0
        if popup is not None and self._open > MOST_BEATS_OPEN:
            popup.close()
            self._open = 0

    def run(self, events: int) -> None:
        acts = (self.click, self.click, self.click, self.key, self.key, self.act, self.act)
        acts += (self.move, self.wheel, self.drag, self.example, self.resize, self.wait)
        for _ in range(events):
            act = self.draw.choice(acts)
            self.done.append(act.__name__)
            act()
            for popup in iter(QApplication.activePopupWidget, None):
                popup.close()
                QApplication.processEvents()
            if len(self._dialogs()) > 3:
                self._dialogs()[0].close()
            QApplication.processEvents()

    def _dialogs(self) -> list[QWidget]:
        return [
            w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()
        ]

    def _widget(self) -> QWidget:
        tops = [self.real.window, self.real.window, *self._dialogs()]
        top = self.draw.choice(tops)
        seen = [child for child in top.findChildren(QWidget) if child.isVisible() and child.width()]
        widget = self.draw.choice(seen) if seen else top
        return widget.viewport() if isinstance(widget, QAbstractItemView) else widget

    def _place(self, widget: QWidget) -> QPoint:
        return QPoint(
            self.draw.randrange(max(1, widget.width())),
            self.draw.randrange(max(1, widget.height())),
        )

    def click(self) -> None:
        widget = self._widget()
        self.done[-1] = f"click {type(widget).__name__} {widget.objectName()}"
        button = (
            Qt.MouseButton.RightButton if self.draw.random() < 0.15 else Qt.MouseButton.LeftButton
        )
        kind = QTest.mouseDClick if self.draw.random() < 0.15 else QTest.mouseClick
        kind(widget, button, self.draw.choice(MODIFIERS), self._place(widget))

    def move(self) -> None:
        widget = self._widget()
        QTest.mouseMove(widget, self._place(widget))

    def drag(self) -> None:
        widget = self._widget()
        self.done[-1] = f"drag {type(widget).__name__}"
        QTest.mousePress(widget, Qt.MouseButton.LeftButton, pos=self._place(widget))
        for _ in range(3):
            QTest.mouseMove(widget, self._place(widget))
        QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=self._place(widget))

    def wheel(self) -> None:
        widget = self._widget()
        place = QPointF(self._place(widget))
        turn = QPoint(0, self.draw.choice((-120, 120)))
        event = QWheelEvent(
            place,
            QPointF(widget.mapToGlobal(place.toPoint())),
            QPoint(),
            turn,
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(widget, event)

    def key(self) -> None:
        target = QApplication.focusWidget() or self.real.window
        key = self.draw.choice(KEYS)
        self.done[-1] = f"key {key.name} {type(target).__name__}"
        QTest.keyClick(target, key, self.draw.choice(MODIFIERS))

    def act(self) -> None:
        table = self.real.window.actions_table
        name = self.draw.choice([one.name for one in table.rows() if one.name not in LEFT_ALONE])
        self.done[-1] = f"act {name}"
        if table[name].isEnabled():
            table[name].trigger()

    def example(self) -> None:
        if self.draw.random() < 0.3:
            actions = [
                action
                for menu in self.real.window.menuBar().findChildren(QMenu)
                for action in menu.actions()
                if action.data() is not None and action.isEnabled()
            ]
            if actions:
                self.draw.choice(actions).trigger()

    def resize(self) -> None:
        self.real.window.resize(*self.draw.choice(SIZES))

    def wait(self) -> None:
        QTest.qWait(20)


@pytest.fixture
def nobody_answers(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    """Cancel every question that would wait for a person."""
    monkeypatch.setattr(QMessageBox, "exec", lambda box: QMessageBox.StandardButton.Cancel)
    monkeypatch.setattr(QDialog, "exec", lambda dialog: QDialog.DialogCode.Rejected)
    monkeypatch.setattr(QMenu, "exec", lambda *_: None)
    for name in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, name, staticmethod(lambda *_, **__: ("", "")))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", staticmethod(lambda *_, **__: ""))
    monkeypatch.setattr(QInputDialog, "getText", staticmethod(lambda *_, **__: ("", False)))


@pytest.fixture
def real(qtbot: QtBot, settings: Settings, nobody_answers: None) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, settings)
    yield made
    for widget in QApplication.topLevelWidgets():
        if widget is not made.window and widget.isVisible():
            widget.close()
    made.close()


def let_loose(real: RealWindow, seed: int, events: int) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    real.session.set_speed(None)
    real.window.actions_table["play"].trigger()
    robot = Robot(real, seed)
    try:
        robot.run(events)
        real.session.pause()
        real.settle()
        QApplication.processEvents()
    except BaseException as error:
        error.add_note(f"seed {seed}, last: {robot.done[-12:]}")
        raise
    run = real.session.worker()
    if run.state is not State.EMPTY and run.trainer is not None:
        # what is shown last is what training has
        real.wait(lambda: real.snapshots[-1].update == run.trainer.update)
    stalls = sorted((late for late in robot.late if late > STALL_MS), reverse=True)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    worst = ", ".join(f"{late:.0f}" for late in stalls[:10])
    sys.stdout.write(
        f"seed {seed}: {len(stalls)} stalls over {STALL_MS} ms ({worst}) of {len(robot.late)} "
        f"beats, {grown:.0f} MB more\n"
    )


@pytest.mark.parametrize("seed", [1])
def test_some_hundred_events(real: RealWindow, seed: int) -> None:
    let_loose(real, seed, some(500))


@pytest.mark.long
@pytest.mark.timeout(3000)
@pytest.mark.parametrize("seed", range(100, 120))
def test_twenty_thousand_events(real: RealWindow, seed: int) -> None:
    let_loose(real, seed, 1000)
