"""The painted diagram: two kept pictures, edges below and neurons above, and the cursor on top.

The pictures are made anew when a snapshot or a layout comes; a move of the cursor only paints
what it points at.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from gui.plots import diagram_marks as marks
from gui.plots import diagram_painting as painting
from gui.plots.diagram_layout import Role
from gui.plots.diagram_painting import Palette
from gui.plots.diagram_parts import Part, Sort
from gui.plots.diagram_scene import Indexes, Scene

_NO_INDEXES: Indexes = np.empty(0, dtype=np.intp)


@dataclass(frozen=True)
class Marked:
    """What is pointed at and selected: `numbers` are the places of numbers shown for the cursor."""

    under: Part | None = None
    chosen: Part | None = None
    selected: int | None = None  # a layer
    ringed: bool = False  # the whole diagram has the focus of the keyboard
    numbers: dict[int, QRectF] = field(default_factory=dict)


class Picture:
    """Paints a scene on a widget."""

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._background: QPixmap | None = None
        self._foreground: QPixmap | None = None

    def forget(self) -> None:
        """Make both pictures anew at the next painting."""
        self._background = self._foreground = None

    def paint(self, painter: QPainter, scene: Scene, palette: Palette, marked: Marked) -> None:
        """Paint everything."""
        area = self._widget.rect()
        if not scene.layout.fits:
            painter.fillRect(area, palette.canvas)
            self._paint_instead(painter, scene, palette)
            return
        if self._background is None:
            self._background = self._kept(
                palette, lambda p: _paint_edges(p, scene, palette), opaque=True
            )
        if self._foreground is None:
            self._foreground = self._kept(
                palette, lambda p: self._paint_rest(p, scene, palette, marked), opaque=False
            )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self._lit(scene, marked.under)
        if len(lit):
            painter.fillRect(area, palette.canvas)
            painter.setOpacity(0.3)
            painter.drawPixmap(0, 0, self._background)
            painter.setOpacity(1.0)
        else:
            painter.drawPixmap(0, 0, self._background)
        self._paint_lit(painter, scene, palette, marked, lit)
        painter.drawPixmap(0, 0, self._foreground)
        places = scene.number_places if marked.under is None or not len(lit) else marked.numbers
        if places:
            painting.paint_numbers(painter, palette, scene.weights, places)
        marks.paint_frozen(painter, palette, scene)
        self._paint_cursor(painter, scene, palette, marked)

    def _lit(self, scene: Scene, under: Part | None) -> Indexes:
        if under is None or not scene.has(under):
            return _NO_INDEXES
        mine = scene.edges_of(under)
        if under.sort is Sort.WEIGHT or not len(mine):
            return mine
        among = np.isin(np.arange(len(scene.weights)), mine)
        return scene.edges.strongest(np.where(among, scene.weights, np.nan))

    def _paint_lit(
        self, painter: QPainter, scene: Scene, palette: Palette, marked: Marked, lit: Indexes
    ) -> None:
        """Paint the edges of what is pointed at, and the selected one."""
        under = None if marked.under is None else scene.edge_of(marked.under)
        if under is not None:
            painting.paint_halo(painter, palette, scene.edges, under, float(scene.weights[under]))
        if len(lit):
            self._paint_some(painter, scene, palette, lit)
        chosen = None if marked.chosen is None else scene.edge_of(marked.chosen)
        if chosen is not None:
            marks.paint_chosen_edge(painter, palette, scene, chosen)
            self._paint_some(painter, scene, palette, np.array([chosen]))

    def _paint_some(self, painter: QPainter, scene: Scene, palette: Palette, some: Indexes) -> None:
        frozen = scene.frozen_edges
        painting.paint_edges(painter, palette, scene.edges, scene.weights, some, frozen)

    def _paint_cursor(
        self, painter: QPainter, scene: Scene, palette: Palette, marked: Marked
    ) -> None:
        if marked.chosen is not None and scene.has(marked.chosen):
            marks.paint_chosen(painter, palette, scene, marked.chosen)
        under = marked.under
        if under is not None and scene.has(under):
            if under.sort is not Sort.WEIGHT:
                rect = scene.rect(under)
                if under.sort is Sort.LAYER:
                    rect = rect.adjusted(0.0, 2.0, 0.0, -2.0)
                painting.paint_ring(painter, palette, rect)
        elif marked.ringed:
            around = QRectF(self._widget.rect()).adjusted(6, 6, -6, -6)
            painting.paint_ring(painter, palette, around)

    def _kept(self, palette: Palette, paint: Callable[[QPainter], None], opaque: bool) -> QPixmap:
        ratio = self._widget.devicePixelRatioF()
        pixmap = QPixmap(self._widget.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(palette.canvas if opaque else Qt.GlobalColor.transparent)
        with QPainter(pixmap) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint(painter)
        return pixmap

    def _paint_rest(
        self, painter: QPainter, scene: Scene, palette: Palette, marked: Marked
    ) -> None:
        layout, chosen = scene.layout, marked.chosen
        # a selected neuron is marked alone, else the whole layer is
        selected = marked.selected if chosen is None or chosen.sort is Sort.LAYER else None
        marks.paint_strips(painter, palette, scene, selected)
        painting.paint_neurons(painter, palette, layout, scene.biases, scene.images, selected)
        marks.paint_features(painter, palette, scene)
        painting.paint_captions(painter, palette, layout, marked.selected)
        painting.paint_names(painter, palette, layout, _shown_names(scene))
        marks.paint_values(painter, palette, scene)
        for column in layout.columns:
            if column.words is not None and column.slot.role is not Role.PASS:
                said = scene.words.strip(column, palette.caption_metrics.horizontalAdvance)
                painting.paint_words(painter, palette, column.words, said)
        note = scene.words.note()
        if note:
            area = QRectF(self._widget.rect())
            wide = area.width() - 16.0
            if palette.caption_metrics.horizontalAdvance(note) > wide:
                note = note.partition(":")[0]
            rect = QRectF(8.0, area.height() - layout.line - 10.0, wide, layout.line)
            painting.paint_words(painter, palette, rect, note)

    def _paint_instead(self, painter: QPainter, scene: Scene, palette: Palette) -> None:
        """Say in words why there is no picture."""
        area = QRectF(self._widget.rect())
        if area.width() < 40 or area.height() < 20:
            return
        translate = QCoreApplication.translate
        text = translate("NetworkDiagram", "No network yet: choose data to begin.")
        if scene.layers:
            text = translate(
                "NetworkDiagram",
                "The network has {count} layers: make the window larger.",
            ).format(count=len(scene.layers))
        painter.setFont(palette.caption)
        painter.setPen(palette.secondary)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(area.adjusted(8.0, 8.0, -8.0, -8.0), int(flags), text)


def _paint_edges(painter: QPainter, scene: Scene, palette: Palette) -> None:
    painting.paint_passes(painter, palette, scene.edges)
    painting.paint_edges(
        painter, palette, scene.edges, scene.weights, scene.order, scene.frozen_edges
    )


def _shown_names(scene: Scene) -> dict[int, tuple[str, ...]]:
    columns = scene.layout.columns
    return {
        index: names
        for index, names in scene.names.items()
        if columns[index].slot.role is not Role.PASS and not columns[index].is_strip
    }
