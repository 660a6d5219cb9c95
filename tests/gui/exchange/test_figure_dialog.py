"""Saving a figure: without controls, in any size and theme, and the screen stays as it is."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from shiboken6 import isValid

from core.pictures.snapshot import Surface
from gui.exchange.arranging import arranged, controls_of
from gui.exchange.figure import FigureDialog
from gui.kit.theme import DARK, LIGHT
from gui.surface.plot import SurfacePlot
from tests.gui.made import PLANE, facts, slope, snapshot
from tests.gui.real import RealWindow

#: the window as a whole is in other tests too
pytestmark = pytest.mark.thorough


@pytest.fixture
def plot(qtbot) -> SurfacePlot:
    widget = SurfacePlot()
    widget.set_theme(LIGHT)
    widget.show_facts(facts())
    widget.show_snapshot(snapshot(surface=Surface(PLANE, slope())))
    qtbot.addWidget(widget)
    widget.resize(340, 420)
    widget.show()
    widget.grab()
    return widget


@pytest.fixture
def dialog(plot, qtbot, tmp_path) -> Iterator[FigureDialog]:
    saved = []
    window = FigureDialog(plot, tmp_path / "surface", lambda: LIGHT, saved.append)
    window.saved_files = saved
    window.show()
    yield window
    if isValid(window):
        window.close()


def test_a_figure_has_no_controls(plot) -> None:
    before = plot.controls.discretize
    assert before.isVisible() and before in controls_of(plot)
    whole = plot.canvas.geometry()
    with arranged(plot, QSize(600, 500), DARK, LIGHT):
        assert controls_of(plot) == [] and plot.canvas.isVisible()
        assert plot.canvas.width() > 500 and plot.canvas.height() > 400
    assert before.isVisible() and plot.size() == QSize(340, 420)
    assert plot.canvas.geometry() == whole


def test_a_theme_chosen_meanwhile_stays(plot, tmp_path, qtbot) -> None:
    themes = [LIGHT]
    window = FigureDialog(plot, tmp_path / "surface", lambda: themes[-1], lambda _: None)
    qtbot.addWidget(window)
    themes.append(DARK)
    plot.set_theme(DARK)
    dark = plot.grab().toImage()
    window.show_preview()  # in the light colours that the dialog has
    assert plot.grab().toImage() == dark


@pytest.mark.parametrize("typed", ["", "/"])
def test_a_figure_without_a_name_is_asked_for_one(dialog, typed) -> None:
    dialog.file.path.setText(typed)
    dialog.save.click()
    assert dialog.isVisible() and not dialog.saved_files
    assert dialog.error.isVisible() and dialog.error.text()


def test_the_screen_stays_as_it_is(plot, dialog, qtbot) -> None:
    plot.controls.discretize.setFocus()
    before = plot.grab().toImage()
    dialog.theme.setCurrentIndex(1)
    dialog.theme.activated.emit(1)
    dialog.image()
    qtbot.wait(20)
    assert plot.grab().toImage() == before
    assert plot.window().focusWidget() is plot.controls.discretize


def test_size_format_and_theme_are_chosen(dialog, tmp_path) -> None:
    assert dialog.file.file() == tmp_path / "surface.png"
    assert not dialog.preview.pixmap().isNull()
    dialog.wide.set_value(800)
    dialog.high.set_value(700)
    dialog.theme.setCurrentIndex(1)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    made = QImage(str(tmp_path / "surface.png"))
    assert (made.width(), made.height()) == (800, 700)
    assert made.pixelColor(QPoint(3, 3)) == QColor(DARK.canvas)
    assert dialog.saved_files == [tmp_path / "surface.png"]
    assert not isValid(dialog) or not dialog.isVisible()


def test_the_preview_is_the_figure(dialog) -> None:
    dialog.wide.set_value(800)
    dialog.high.set_value(800)
    dialog.show_preview()
    pixmap = dialog.preview.pixmap()
    assert abs(pixmap.width() - pixmap.height()) <= 1
    image = pixmap.toImage().convertToFormat(QImage.Format.Format_RGB32)
    seen = {image.pixel(x, y) for x in range(0, image.width(), 5) for y in range(0, 300, 5)}
    assert len(seen) > 20 and np.isfinite(len(seen))


def test_what_cannot_be_written_is_told(dialog, tmp_path) -> None:
    dialog.file.set_file(tmp_path / "no" / "surface.png")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.error.isVisible() and dialog.isVisible() and dialog.error.text()


def test_a_figure_of_the_network_has_no_buttons_in_any_size(shared: RealWindow) -> None:
    diagram = shared.window.diagram
    diagram.grab()
    before = {part.accessibleName() for part in controls_of(diagram)}
    assert before
    for size in (QSize(1600, 1200), diagram.size()):
        with arranged(diagram, size, DARK, LIGHT):
            diagram.grab()
            assert controls_of(diagram) == []
        diagram.grab()
        assert {part.accessibleName() for part in controls_of(diagram)} == before
