"""Figures: what is saved is what is shown."""

import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QWidget

from core.data.samples import Task
from core.errors import FileError
from core.pictures.snapshot import Confusion, Surface
from gui.confusion.plot import ConfusionPlot
from gui.diagnostics.plot import DiagnosticsPlot
from gui.kit.figure_export import copy_figure, save_figure
from gui.kit.theme import DARK, LIGHT
from gui.loss.plot import LossPlot
from gui.network.diagram import NetworkDiagram
from gui.surface.plot import SurfacePlot
from gui.weights.plot import WeightsPlot
from tests.gui.diagnostics.test_diagnostics_plot import FOUND, LAYERS
from tests.gui.made import PLANE, facts, history, network, slope, snapshot

SVG = "{http://www.w3.org/2000/svg}"


def surface() -> QWidget:
    plot = SurfacePlot()
    plot.show_facts(facts())
    plot.show_snapshot(snapshot(surface=Surface(PLANE, slope())))
    return plot


def loss() -> QWidget:
    plot = LossPlot()
    plot.show_facts(facts())
    plot.show_snapshot(snapshot(figures=history(), epoch=50))
    return plot


def confusion() -> QWidget:
    plot = ConfusionPlot()
    plot.show_facts(facts(Task.CLASSES, classes=3))
    counts = np.array([[8, 2, 0], [0, 5, 5], [0, 0, 10]])
    plot.show_snapshot(replace(snapshot(), confusion=Confusion(counts, None)))
    return plot


def weights() -> QWidget:
    plot = WeightsPlot()
    plot.show_facts(facts())
    plot.show_snapshot(snapshot(network(2, 3, 1)))
    return plot


def diagnostics() -> QWidget:
    plot = DiagnosticsPlot()
    plot.show_facts(facts())
    plot.show_snapshot(replace(snapshot(LAYERS), diagnostics=FOUND))
    return plot


def diagram() -> QWidget:
    plot = NetworkDiagram()
    plot.show_facts(facts())
    plot.show_snapshot(snapshot(network(2, 3, 1)))
    return plot


@pytest.fixture(params=[surface, loss, confusion, weights, diagnostics, diagram])
def plot(request, qtbot) -> QWidget:
    widget = request.param()
    qtbot.addWidget(widget)
    widget.set_theme(LIGHT)
    widget.resize(360, 320)
    widget.show()
    widget.grab()
    return widget


def test_svg_holds_lines_and_letters(plot, tmp_path: Path) -> None:
    file = tmp_path / "figure.svg"
    save_figure(plot, file, "XOR & more")
    root = ElementTree.fromstring(file.read_text(encoding="utf-8"))
    assert root.tag == f"{SVG}svg"
    assert root.get("viewBox") == "0 0 360 320"
    assert root.findtext(f"{SVG}title") == "XOR & more"
    shapes = [e for e in root.iter() if e.tag in (f"{SVG}path", f"{SVG}rect", f"{SVG}polyline")]
    words = "".join("".join(e.itertext()) for e in root.iter(f"{SVG}text"))
    assert len(shapes) > 5 and len(words) > 5


def test_points_in_an_svg_are_shapes_and_not_pictures(qtbot, tmp_path: Path) -> None:
    plot = surface()
    qtbot.addWidget(plot)
    plot.resize(360, 320)
    plot.show()
    save_figure(plot, tmp_path / "points.svg")
    root = ElementTree.parse(tmp_path / "points.svg").getroot()
    pictures = list(root.iter(f"{SVG}image"))
    assert len(pictures) < 15  # the surface, the key, boxes, arrows; none of the 30 points


def test_png_has_twice_the_pixels(plot, tmp_path: Path) -> None:
    file = tmp_path / "figure.PNG"
    save_figure(plot, file)
    image = QImage(str(file))
    assert (image.width(), image.height()) == (720, 640)
    assert image.text("Title") == plot.accessibleName()
    seen = {image.pixel(x, y) for x in range(0, 720, 3) for y in range(0, 640, 3)}
    assert QColor(LIGHT.canvas).rgb() in seen and len(seen) > 20


def test_pdf_is_one_page_of_the_right_shape(plot, tmp_path: Path) -> None:
    file = tmp_path / "figure.pdf"
    save_figure(plot, file, "A title")
    content = file.read_bytes()
    assert content.startswith(b"%PDF-") and b"%%EOF" in content[-32:]
    assert len(content) > 2000
    box = content[content.index(b"/MediaBox") :].split(b"]")[0].split(b"[")[1].split()
    width, height = (float(box[2]), float(box[3]))
    assert width / height == pytest.approx(360 / 320, rel=0.01)


def test_the_clipboard_takes_the_picture(plot) -> None:
    copy_figure(plot)
    image = QGuiApplication.clipboard().image()
    assert (image.width(), image.height()) == (720, 640)


def test_the_ground_is_the_themes(qtbot, tmp_path: Path) -> None:
    plot = loss()
    qtbot.addWidget(plot)
    plot.set_theme(DARK)
    plot.resize(300, 200)
    plot.show()
    save_figure(plot, tmp_path / "dark.png")
    assert QImage(str(tmp_path / "dark.png")).pixelColor(2, 2) == QColor(DARK.canvas)


def test_a_plot_that_was_never_shown_can_be_saved(qtbot, tmp_path: Path) -> None:
    plot = loss()
    qtbot.addWidget(plot)
    plot.set_theme(LIGHT)
    plot.resize(300, 200)
    save_figure(plot, tmp_path / "unseen.png")
    assert QImage(str(tmp_path / "unseen.png")).width() == 600


@pytest.mark.parametrize("name", ["figure", "figure.jpg", "figure.svg.zip"])
def test_other_endings_are_refused_in_words(qtbot, tmp_path: Path, name: str) -> None:
    plot = QWidget()
    qtbot.addWidget(plot)
    with pytest.raises(FileError, match="a figure cannot be saved as") as caught:
        save_figure(plot, tmp_path / name)
    assert ".svg" in caught.value.hint
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("ending", [".png", ".svg", ".pdf"])
def test_a_folder_that_is_not_there_is_said(qtbot, tmp_path: Path, ending: str) -> None:
    plot = QWidget()
    qtbot.addWidget(plot)
    plot.resize(20, 20)
    with pytest.raises(FileError):
        save_figure(plot, tmp_path / "nowhere" / f"figure{ending}")
