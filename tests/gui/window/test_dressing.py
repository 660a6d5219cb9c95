"""A change of the look restyles only the window, and redraws nothing needlessly."""

import sys
from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui.kit import style
from gui.kit.dialog import RoomyDialog
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


def test_the_sheet_is_on_the_parts_of_the_window_and_not_on_one_within_another(
    real: RealWindow, qapp: QApplication
) -> None:
    window, counter = real.window, Dressed()
    whole = window.centralWidget()
    assert whole is not None
    for widget in whole.findChildren(QWidget):
        widget.installEventFilter(counter)
    for name in ("dark", "light"):
        counter.seen.clear()
        window.look.choose(name)
        sheet = style.stylesheet(window.look.theme, style.text_scale())
        assert qapp.styleSheet() == window.styleSheet() == ""
        assert whole.styleSheet() == window.menuBar().styleSheet() == sheet
        few = sum(times <= 2 for times in counter.seen.values())  # Qt itself goes round twice
        assert few > 0.9 * len(counter.seen) > 0, "all but a few with a sheet of their own"


def test_dialogs_that_were_opened_and_closed_are_not_restyled(real: RealWindow) -> None:
    window, counter = real.window, Dressed()
    for name in ("go_to", "stops", "preferences"):
        window.actions_table[name].trigger()
    closed = window.findChildren(RoomyDialog)
    assert len(closed) >= 3
    for dialog in closed:
        dialog.close()
        for widget in (dialog, *dialog.findChildren(QWidget)):
            widget.installEventFilter(counter)
    window.look.choose("dark")
    window.look.choose_text_size(125)
    assert not counter.seen


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
