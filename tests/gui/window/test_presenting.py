"""Presentation: what is seen, a clicker's keys, and that everything is as it was afterwards."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from gui.kit.settings import Settings
from gui.kit.style import text_scale
from tests.gui.real import RealWindow

pytestmark = pytest.mark.thorough


@pytest.fixture
def real(qtbot: QtBot, settings: Settings) -> Iterator[RealWindow]:
    settings.set_theme("light")
    made = RealWindow(qtbot, settings)
    made.window.resize(1024, 768)
    yield made
    made.close()


def press(real: RealWindow, key: Qt.Key) -> None:
    QTest.keyClick(real.window, key)
    QApplication.processEvents()


def seen(real: RealWindow) -> dict[str, bool]:
    window = real.window
    parts = ("control_bar", "timeline", "status", "settings_area", "tabs", "hint", "surface")
    return {name: getattr(window, name).isVisible() for name in (*parts, "steps", "diagram")}


def test_the_network_and_the_surface_alone_and_all_as_it_was(real: RealWindow) -> None:
    columns = real.window.columns
    real.window.resize(800, 768)  # as wide as the screen of tests
    real.wait(lambda: sum(columns.sizes()) < 600)
    before, scale, widths = seen(real), text_scale(), columns.widths()
    press(real, Qt.Key.Key_F12)
    assert {name for name, is_seen in seen(real).items() if is_seen} == {"surface", "diagram"}
    assert not real.window.menuBar().isVisible() and real.window.isFullScreen()
    assert text_scale() == scale * 1.5
    press(real, Qt.Key.Key_Escape)
    assert seen(real) == before and text_scale() == scale
    assert not real.window.isFullScreen() and real.window.menuBar().isVisible()
    real.wait(lambda: columns.widths() == widths)
    assert not real.window.actions_table["present"].isChecked()


def test_nothing_that_edits_is_seen(real: RealWindow) -> None:
    """No control changes the network or the data; all of them come back afterwards."""
    window = real.window
    window.resize(1440, 900)
    window.surface.edit_fold.setChecked(True)

    def controls() -> set[str]:
        inside = [*window.diagram.findChildren(QToolButton), *window.surface.folds.heads]
        return {button.accessibleName() for button in inside if button.isVisible()}

    before = controls()
    assert any("layer" in name for name in before) and "Edit points" in before
    press(real, Qt.Key.Key_F12)
    assert controls() == set() and not window.surface.editing.isVisible()
    press(real, Qt.Key.Key_PageDown)
    real.wait(lambda: real.snapshots[-1].phases == 1)
    assert controls() == set()
    press(real, Qt.Key.Key_PageUp)
    real.settle()
    press(real, Qt.Key.Key_F12)
    window.actions_table["train_view"].trigger()
    real.wait(lambda: controls() == before)
    assert not window.surface.edit_fold.isChecked()


def test_a_clicker_steps_ahead_and_back(real: RealWindow) -> None:
    press(real, Qt.Key.Key_PageDown)  # not in a presentation: nothing
    assert not real.snapshots[-1].phases
    press(real, Qt.Key.Key_F12)
    press(real, Qt.Key.Key_PageDown)
    real.wait(lambda: real.snapshots[-1].phases == 1)
    press(real, Qt.Key.Key_PageDown)
    real.wait(lambda: real.snapshots[-1].phases == 2)
    assert {name for name, is_seen in seen(real).items() if is_seen} == {"steps", "diagram"}
    assert not real.window.steps.explain_button.isVisible()
    press(real, Qt.Key.Key_PageUp)
    real.wait(lambda: real.snapshots[-1].phases == 1)
    press(real, Qt.Key.Key_F12)
    assert real.window.steps.explain_button.isVisibleTo(real.window.steps)
    assert not real.window.settings_area.isVisible()  # of the Train view only
    assert real.window.timeline.isVisible()
    real.window.actions_table["train_view"].trigger()
    parts = (real.window.settings_area, real.window.tabs, real.window.surface)
    real.wait(lambda: all(part.isVisible() for part in parts))


def test_b_darkens_the_screen_until_the_next_key(real: RealWindow) -> None:
    press(real, Qt.Key.Key_F12)
    dark = real.window.presenting._dark
    for key in (Qt.Key.Key_B, Qt.Key.Key_Period):
        press(real, key)
        assert dark.isVisible() and dark.size() == real.window.size()
        press(real, key)
        assert not dark.isVisible()
    press(real, Qt.Key.Key_B)
    press(real, Qt.Key.Key_PageDown)
    assert not dark.isVisible()
    press(real, Qt.Key.Key_B)
    press(real, Qt.Key.Key_Escape)
    assert not dark.isVisible() and real.window.control_bar.isVisible()


@pytest.mark.parametrize("stepping", [False, True])
def test_it_fits_a_projector(real: RealWindow, stepping: bool) -> None:
    press(real, Qt.Key.Key_F12)
    if stepping:
        press(real, Qt.Key.Key_PageDown)
        real.wait(lambda: real.snapshots[-1].phases == 1)
    assert real.window.minimumSizeHint().width() <= 1024
    assert real.window.minimumSizeHint().height() <= 768


def test_small_text_grows_with_the_rest_and_comes_back(real: RealWindow) -> None:
    window = real.window
    small = (window.surface.discretize, window.steps.explain_button, window.steps.follow)
    before = [part.font().pixelSize() for part in small]
    for size in (150, 90, 125, 100):
        window.look.choose_text_size(size)
        now = [part.font().pixelSize() for part in small]
        wanted = [max(12, round(old * size / 100)) for old in before]
        assert all(abs(one - other) <= 1 for one, other in zip(now, wanted, strict=True)), size
    assert now == before
