"""A change of the look restyles only the window, and redraws nothing needlessly."""

import sys
from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui.kit import style
from gui.kit.settings import Settings
from gui.panels import thumbnails
from tests.gui.real import RealWindow

pytestmark = pytest.mark.thorough


@pytest.fixture
def real(qtbot: QtBot, settings: Settings) -> Iterator[RealWindow]:
    settings.set_theme("light")
    made = RealWindow(qtbot, settings)
    yield made
    made.close()


class Dressed(QObject):
    """Counts how often widgets are told that their style has changed."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: Counter[int] = Counter()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.StyleChange:
            self.seen[id(watched)] += 1
        return False


def test_the_sheet_is_the_windows_and_not_the_applications(
    real: RealWindow, qapp: QApplication
) -> None:
    window = real.window
    for name in ("dark", "light"):
        window.look.choose(name)
        assert qapp.styleSheet() == ""
        assert window.styleSheet() == style.stylesheet(window.look.theme, style.text_scale())


def test_the_same_look_again_dresses_nothing(real: RealWindow) -> None:
    window, counter = real.window, Dressed()
    watched = window.findChildren(QWidget)
    for widget in watched:
        widget.installEventFilter(counter)
    window.look.choose("dark")
    first = len(counter.seen)
    counter.seen.clear()
    window.look.choose("dark")
    assert len(counter.seen) < first / 5, "only what has a sheet of its own"


@pytest.mark.thorough
def test_pictures_of_data_are_drawn_once_a_theme(real: RealWindow) -> None:
    look = real.window.look
    look.choose("dark")
    drawn = thumbnails._picture.cache_info().misses
    for name in ("light", "dark", "light"):
        look.choose(name)
    assert thumbnails._picture.cache_info().misses == drawn


def test_training_gives_way_only_while_the_window_is_dressed(real: RealWindow) -> None:
    usual, seen = sys.getswitchinterval(), []
    real.window.look.changed.connect(lambda _: seen.append(sys.getswitchinterval()))
    real.window.look.choose("dark")
    assert seen and seen[0] < usual / 2
    assert sys.getswitchinterval() == usual
