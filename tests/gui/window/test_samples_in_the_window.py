"""Samples, surface, confusion matrix and the followed sample, linked in the whole window."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.documents.examples import examples
from gui.confusion.plot import ConfusionPlot
from gui.kit.settings import Settings
from gui.samples.plot import SamplesPlot
from gui.surface.points import places
from tests.gui.real import RealWindow

pytestmark = pytest.mark.thorough

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def real(qtbot: QtBot, settings: Settings) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, settings)
    told: list[object] = []
    made.document.replaced.connect(told.append)
    made.window.files.open_path(next(e.path for e in examples() if "iris" in e.path.name))
    made.wait(lambda: bool(told))
    made.settle()
    yield made
    made.close()


def samples_of(real: RealWindow) -> SamplesPlot:
    """Bring up the table by its key, and wait for its contents."""
    plot = real.window.tabs.view(SamplesPlot)
    real.window.actions_table["view_samples"].trigger()
    real.wait(lambda: plot.table.rows.rowCount() > 0)
    return plot


def followed(real: RealWindow) -> int | None:
    probe = real.snapshots[-1].probe
    return None if probe is None else probe.sample


def test_a_row_is_followed_and_a_point_on_the_surface_is_its_row(real: RealWindow) -> None:
    plot, surface = samples_of(real), real.window.surface
    assert "logistic regression" in plot.compared()
    place = plot.table.visualRect(plot.table.rows.index(1, 0)).center()
    real.qtbot.mouseClick(plot.table.viewport(), LEFT, pos=place)
    sample = plot.table.chosen()
    assert sample is not None
    real.wait(lambda: followed(real) == sample)
    real.qtbot.keyClick(plot.table, Qt.Key.Key_Down)
    below = plot.table.chosen()
    assert below != sample
    real.wait(lambda: followed(real) == below)
    # a click on another point of the surface
    facts, view = surface._facts, surface._view
    assert facts is not None and view is not None
    x, y = places(facts, view, 0)
    box = surface.canvas.item.getViewBox()
    at = box.mapViewToScene(QPointF(float(x[0]), float(y[0])))
    spot = surface.canvas.plot.mapFromScene(at)
    real.qtbot.mouseClick(surface.canvas.plot.viewport(), LEFT, pos=spot)
    real.wait(lambda: followed(real) not in (sample, below, None))
    real.wait(lambda: plot.table.chosen() == followed(real))
    row = plot.table.visualRect(plot.table.rows.index(plot.table.rows.row_of(0), 0))
    assert plot.table.chosen() != 0 or plot.table.viewport().rect().intersects(row)


def test_a_cell_of_the_confusion_matrix_lists_its_samples_and_marks_them(real: RealWindow) -> None:
    window = real.window
    window.actions_table["view_confusion"].trigger()
    confusion = window.tabs.view(ConfusionPlot)
    real.wait(lambda: confusion.matrix.counts().size > 0)
    counts = confusion.matrix.counts()
    true, said = (int(k) for k in np.unravel_index(counts.argmax(), counts.shape))
    cell = confusion.matrix.cell_rect(true, said).center().toPoint()
    real.qtbot.mouseClick(confusion.matrix, LEFT, pos=cell)
    plot = window.tabs.view(SamplesPlot)
    assert window.tabs.shown() == "samples"
    real.wait(lambda: plot.table.rows.rowCount() == counts[true, said])
    assert len(window.surface.canvas.marks.marked.data) == counts[true, said]
    # back to the matrix, at the same cell, and there again
    real.qtbot.keyClick(plot.table, Qt.Key.Key_Backspace)
    assert window.tabs.shown() == "confusion" and confusion.matrix.pointed_cell() == (true, said)
    assert len(window.surface.canvas.marks.marked.data) == 0
    real.qtbot.keyClick(confusion.matrix, Qt.Key.Key_Return)
    assert window.tabs.shown() == "samples"
    real.wait(lambda: plot.table.rows.rowCount() == counts[true, said])
    real.qtbot.mouseClick(plot.cell, LEFT)
    QApplication.processEvents()
    assert plot.table.rows.rowCount() == 105  # the training part is still chosen
    assert len(window.surface.canvas.marks.marked.data) == 0
    # by keys, and of what is kept for testing: the surface shows those points then
    window.actions_table["view_confusion"].trigger()
    real.qtbot.mouseClick(confusion.part.button(1), LEFT)
    confusion.matrix.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Return):
        real.qtbot.keyClick(confusion.matrix, key)
    assert window.tabs.shown() == "samples" and plot.shown().part == "test"
    assert plot.shown().cell is not None
