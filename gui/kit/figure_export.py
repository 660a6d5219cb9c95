"""Figures for papers and slides: any plot as PNG, SVG or PDF, or on the clipboard.

A widget is painted as it is shown, on its own background. PNG has twice the pixels of the screen;
SVG and PDF keep lines and letters. The device takes the widget's resolution; otherwise letters
would not have the size they were laid out for.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyqtgraph
from PySide6.QtCore import (
    QBuffer,
    QCoreApplication,
    QIODevice,
    QMarginsF,
    QPoint,
    QRect,
    QSizeF,
)
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
)
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from core.disk.writing import write_bytes
from core.errors import FileError
from gui.kit.picture import png_bytes

SCALE = 2.0


def save_figure(widget: QWidget, path: Path | str, title: str = "") -> None:
    """Save a widget as .png, .svg or .pdf; `title` is written into the file.

    Raises FileError for any other ending, or if the file cannot be written.
    """
    path = Path(path)
    maker = _MAKERS.get(path.suffix.lower())
    if maker is None:
        raise FileError(
            QCoreApplication.translate(
                "Figure", "{name}: a figure cannot be saved as “{ending}”"
            ).format(name=path.name, ending=path.suffix),
            QCoreApplication.translate("Figure", "choose a name that ends in .png, .svg or .pdf"),
        )
    write_bytes(path, maker(widget, title or widget.accessibleName()))


def copy_figure(widget: QWidget) -> None:
    """Copy a widget to the clipboard as a picture."""
    QGuiApplication.clipboard().setImage(figure_image(widget))


def figure_image(widget: QWidget) -> QImage:
    """Return a widget as a picture with twice its pixels, on its own background."""
    _lay_out(widget)
    image = QImage(widget.size() * SCALE, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(SCALE)
    image.fill(_ground(widget))
    painter = QPainter(image)
    _paint(widget, painter)
    return image


def _png(widget: QWidget, title: str) -> bytes:
    image = figure_image(widget)
    image.setText("Title", title)
    return png_bytes(image)


def _svg(widget: QWidget, title: str) -> bytes:
    _lay_out(widget)
    buffer = _buffer()
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(widget.logicalDpiX())
    generator.setSize(widget.size())
    generator.setViewBox(QRect(QPoint(), widget.size()))
    generator.setTitle(title)
    _paint(widget, QPainter(generator))
    return bytes(buffer.data().data())


def _pdf(widget: QWidget, title: str) -> bytes:
    _lay_out(widget)
    buffer = _buffer()
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setCreator("Backstep")
    points = QSizeF(widget.size()) * (72.0 / widget.logicalDpiX())
    page = QPageSize(points, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch)
    # always portrait, whatever the widget's shape: its width is then the page's width
    layout = QPageLayout(page, QPageLayout.Orientation.Portrait, QMarginsF())
    writer.setPageLayout(layout)
    writer.setPageMargins(QMarginsF())
    writer.setResolution(widget.logicalDpiX())
    _paint(widget, QPainter(writer))
    return bytes(buffer.data().data())


def _paint(widget: QWidget, painter: QPainter) -> None:
    painter.fillRect(QRect(QPoint(), widget.size()), _ground(widget))
    flags = QWidget.RenderFlag
    with _points_as_shapes(widget):
        widget.render(
            painter, QPoint(), renderFlags=flags.DrawWindowBackground | flags.DrawChildren
        )
    painter.end()


@contextmanager
def _points_as_shapes(widget: QWidget) -> Iterator[None]:
    """Have points painted one by one.

    For speed, pyqtgraph copies them out of one picture of all marks; Qt's SVG device does not crop
    that picture and would paint the whole of it at every point.
    """
    plots = widget.findChildren(pyqtgraph.PlotWidget)
    items = [item for plot in plots for item in plot.scene().items()]
    points = [item for item in items if isinstance(item, pyqtgraph.ScatterPlotItem)]
    for item in points:
        item.setExportMode(True, {"antialias": True, "resolutionScale": 1.0})
    try:
        yield
    finally:
        for item in points:
            item.setExportMode(False)


def _ground(widget: QWidget) -> QColor:
    colour = QColor(widget.palette().color(QPalette.ColorRole.Window))
    colour.setAlpha(255)
    return colour


def _lay_out(widget: QWidget) -> None:
    """Lay out a widget that was never shown."""
    widget.ensurePolished()
    if widget.width() < 2 or widget.height() < 2:
        widget.resize(widget.sizeHint().expandedTo(widget.minimumSizeHint()))


def _buffer() -> QBuffer:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return buffer


_MAKERS: dict[str, Callable[[QWidget, str], bytes]] = {".png": _png, ".svg": _svg, ".pdf": _pdf}
