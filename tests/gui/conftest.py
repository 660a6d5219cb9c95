"""What applies to every test of the window: no display, no bug unnoticed, nothing left behind."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pytest
from PySide6.QtCore import QMessageLogContext, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.documents.opening import opening_project
from core.lesson.numbers import FEWEST_DIGITS, set_digits
from core.project import Project
from core.words import speak_with
from gui.kit import style
from gui.kit.settings import Settings
from tests.gui.kept import Kept
from tests.gui.real import RealWindow

#: Qt messages on a machine without a display that have nothing to do with this program
_HARMLESS = ("This plugin does not support", "propagateSizeHints")


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    return ["backstep-tests"]


@pytest.fixture(scope="session", autouse=True)
def fonts(qapp: QApplication) -> None:
    style.load_fonts()
    QApplication.setStyle("Fusion")  # as every window has it, whichever test comes first


@pytest.fixture(autouse=True)
def no_bug_unseen(qapp: QApplication) -> Iterator[None]:
    """Fail a test in which an exception reached the hook, Qt warned, or a window was left."""
    seen: list[str] = []
    font, palette = qapp.font(), qapp.palette()
    old_hook = sys.excepthook

    def hook(kind: type[BaseException], error: BaseException, trace: object) -> None:
        seen.append(f"{kind.__name__}: {error}")

    def message(kind: QtMsgType, _: QMessageLogContext, text: str) -> None:
        loud = kind in (QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg)
        if loud and not any(part in text for part in _HARMLESS):
            seen.append(f"Qt: {text}")

    sys.excepthook = hook
    old_handler = qInstallMessageHandler(message)
    yield
    qapp.processEvents()
    left = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    names = [f"left open: {type(widget).__name__}" for widget in left]
    for widget in left:
        widget.hide()
        widget.deleteLater()
    let_go()
    sys.excepthook = old_hook
    qInstallMessageHandler(old_handler)
    # otherwise the application would keep the look that a test gave it
    if qapp.styleSheet():
        qapp.setStyleSheet("")
    if qapp.font() != font:
        qapp.setFont(font)
    if qapp.palette() != palette:
        qapp.setPalette(palette)
    qapp.setProperty(style._TEXT_SIZE, None)
    speak_with(None)
    set_digits(FEWEST_DIGITS)
    assert not seen + names, "\n".join(seen + names)


def let_go() -> None:
    """Release the mouse buttons that a test left pressed: what has the focus depends on them."""
    for button in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
        if QApplication.mouseButtons() & button:
            QTest.mouseRelease(QWidget(), button)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return settings in a file of the test's own."""
    return Settings(tmp_path / "settings.ini")


@pytest.fixture
def project() -> Project:
    """Return the initial project."""
    return opening_project()


@pytest.fixture(scope="module")
def kept_window(
    request: pytest.FixtureRequest, qapp: QApplication, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RealWindow]:
    """A window for all the tests of a file: building one takes longer than most tests."""
    settings = Settings(tmp_path_factory.mktemp("settings") / "settings.ini")
    settings.set_theme("light")
    made = RealWindow(QtBot(request), settings)
    made.put_away()
    yield made
    made.close()


@pytest.fixture
def shared(kept_window: RealWindow, qtbot: QtBot) -> Iterator[RealWindow]:
    """The window of the file, as just opened."""
    kept_window.renew(qtbot)
    yield kept_window
    kept_window.put_away()


@pytest.fixture(scope="module")
def kept(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    """A window over a session without a thread, for all the tests of a file."""
    made = Kept(tmp_path_factory.mktemp("kept"))
    yield made
    made.close()
