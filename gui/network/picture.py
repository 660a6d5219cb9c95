"""The painted diagram: edges below, neurons above, and the cursor on top.

While something is pointed at, edges and neurons are kept as two pictures, made again for each
snapshot or layout, so that a move of the cursor only paints what it points at. Otherwise, for
example while a network learns, everything is painted directly: two pictures as large as the diagram
cost more than most networks do.
"""

from collections.abc import Callable
from dataclasses import field

import numpy as np
from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from core.lesson.parts import Part, Sort
from core.records import Record
from gui.network import check_painting as checking
from gui.network import light_painting as lighting
from gui.network import marks, painting, value_painting
from gui.network.edge_pictures import EdgePictures
from gui.network.layout import Role
from gui.network.legend import legend_of, paint_legend
from gui.network.painting import Palette
from gui.network.scene import Indexes, Scene

_NO_INDEXES: Indexes = np.empty(0, dtype=np.intp)
#: the opacity of edges that are not under the cursor; higher during a light or a check
_FADED, _LESS_FADED = 0.3, 0.6


class Marked(Record):
    """What is pointed at and selected: `numbers` are the places of numbers shown for the cursor."""

    under: Part | None = None
    chosen: Part | None = None
    selected: int | None = None  # a layer
    ringed: bool = False  # the whole diagram has the keyboard focus
    numbers: dict[int, QRectF] = field(default_factory=dict)
    elsewhere: Part | None = None  # pointed at in another view
    asked: tuple[Part, ...] = ()  # pointed out by a lesson

    @property
    def others(self) -> tuple[Part, ...]:
        """What is pointed at or out, but not with the cursor."""
        return self.asked if self.elsewhere is None else (*self.asked, self.elsewhere)


class Picture:
    """Paints a scene on a widget."""

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._background: QPixmap | None = None
        self._foreground: QPixmap | None = None
        #: the edges, as far as they are drawn ahead
        self.edges = EdgePictures(widget)

    def forget(self) -> None:
        """Make all pictures again at the next painting."""
        self.edges.forget()
        self._background = self._foreground = None

    def paint(self, painter: QPainter, scene: Scene, palette: Palette, marked: Marked) -> None:
        """Paint everything."""
        area = self._widget.rect()
        if not scene.layout.fits:
            painter.fillRect(area, palette.canvas)
            self._paint_instead(painter, scene, palette)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self._lit(scene, marked.under)
        if marked.under is None:
            painter.fillRect(area, palette.canvas)
            if self.edges.paint(painter):
                painting.paint_passes(painter, palette, scene.edges)
            else:
                _paint_edges(painter, scene, palette)
            self._paint_lit(painter, scene, palette, marked, lit)
            self._paint_rest(painter, scene, palette, marked)
        else:
            self._paint_kept(painter, scene, palette, marked, lit)
        places = scene.number_places if marked.under is None or not len(lit) else marked.numbers
        if places:
            _paint_numbers(painter, scene, palette, places)
        marks.paint_frozen(painter, palette, scene)
        marks.paint_off(painter, palette, scene)
        self._paint_cursor(painter, scene, palette, marked)

    def _paint_kept(
        self, painter: QPainter, scene: Scene, palette: Palette, marked: Marked, lit: Indexes
    ) -> None:
        """Paint from the kept pictures, the edges pale where some of them are pointed at."""
        if self._background is None:
            self._background = self._kept(
                palette, lambda p: _paint_edges(p, scene, palette), opaque=True
            )
        if self._foreground is None:
            self._foreground = self._kept(
                palette, lambda p: self._paint_rest(p, scene, palette, marked), opaque=False
            )
        if len(lit):
            painter.fillRect(self._widget.rect(), palette.canvas)
            calm = scene.shine is None and scene.findings is None
            painter.setOpacity(_FADED if calm else _LESS_FADED)
        painter.drawPixmap(0, 0, self._background)
        painter.setOpacity(1.0)
        self._paint_lit(painter, scene, palette, marked, lit)
        painter.drawPixmap(0, 0, self._foreground)

    def _lit(self, scene: Scene, under: Part | None) -> Indexes:
        if under is None or not scene.has(under):
            return _NO_INDEXES
        mine = scene.edges_of(under)
        if under.sort is Sort.WEIGHT or not len(mine):
            return mine
        among = np.isin(np.arange(len(scene.drawn)), mine)
        return scene.edges.strongest(np.where(among, scene.drawn, np.nan))

    def _paint_lit(
        self, painter: QPainter, scene: Scene, palette: Palette, marked: Marked, lit: Indexes
    ) -> None:
        """Paint the edges of what is pointed at, and the selected edge."""
        pointed_at = () if marked.under is None else (marked.under,)
        for pointed in (*pointed_at, *marked.others):
            under = scene.edge_of(pointed)
            if under is not None:
                width = float(scene.drawn[under])
                painting.paint_halo(painter, palette, scene.edges, under, width)
                self._paint_some(painter, scene, palette, np.array([under]))
        if len(lit):
            self._paint_some(painter, scene, palette, lit)
        chosen = None if marked.chosen is None else scene.edge_of(marked.chosen)
        if chosen is not None:
            marks.paint_chosen_edge(painter, palette, scene, chosen)
            self._paint_some(painter, scene, palette, np.array([chosen]))

    def _paint_some(self, painter: QPainter, scene: Scene, palette: Palette, some: Indexes) -> None:
        if scene.findings is not None:
            checking.paint_edges(painter, palette, scene, some)
            return
        frozen = scene.frozen_edges
        painting.paint_edges(painter, palette, scene.edges, scene.drawn, some, frozen)

    def _paint_cursor(
        self, painter: QPainter, scene: Scene, palette: Palette, marked: Marked
    ) -> None:
        if marked.chosen is not None and scene.has(marked.chosen):
            marks.paint_chosen(painter, palette, scene, marked.chosen)
        for other in filter(scene.has, marked.others):
            is_bare = other.sort is Sort.WEIGHT and scene.edge_of(other) not in scene.number_places
            if not is_bare or scene.edge_of(other) is None:
                painting.paint_ring(painter, palette, scene.rect(other))
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
        # if a neuron is selected, only it is marked, otherwise the whole layer is
        selected = marked.selected if chosen is None or chosen.sort is Sort.LAYER else None
        shine, findings, images = scene.shine, scene.findings, scene.images
        if findings is not None:
            shine, images = None, images | checking.strip_images(scene, findings, palette)
        if shine is not None:
            lighting.paint_grounds(painter, palette, scene, shine)
        marks.paint_strips(painter, palette, scene, images, selected)
        lit = None if shine is None else shine.neurons
        veil = (
            None
            if shine is None or shine.is_dark
            else lighting.veil(palette, lighting.UNLIT_NEURON)
        )
        painting.paint_neurons(painter, palette, layout, scene.biases, images, selected, lit, veil)
        if shine is not None:
            lighting.paint_over(painter, palette, scene, shine)
        if findings is not None:
            checking.paint_biases(painter, palette, scene, findings)
            checking.paint_marks(painter, palette, scene, findings)
        painting.paint_captions(painter, palette, layout, marked.selected)
        painting.paint_names(painter, palette, layout, _shown_names(scene))
        if scene.shine is not None:
            value_painting.paint_values(painter, palette, scene, scene.shine)
        else:
            marks.paint_values(painter, palette, scene)
        for column in layout.columns:
            if column.words is not None and column.slot.role is not Role.PASS:
                said = scene.words.strip(column, palette.caption_metrics.horizontalAdvance)
                painting.paint_words(painter, palette, column.words, said)
        self._paint_last_line(painter, scene, palette)

    def _paint_last_line(self, painter: QPainter, scene: Scene, palette: Palette) -> None:
        """Paint the legend, if one is needed, and the note on what is left out of the picture."""
        high = scene.layout.line
        area = QRectF(self._widget.rect())
        line = QRectF(8.0, area.height() - high - 10.0, area.width() - 16.0, high)
        legend = legend_of(palette, scene.light, scene.findings)
        if legend is not None:
            used = paint_legend(painter, palette, legend, line)
            line.setLeft(line.left() + used + 16.0)
        note = scene.words.note()
        if note and line.width() > 120.0:
            if palette.caption_metrics.horizontalAdvance(note) > line.width():
                note = note.partition(":")[0]
            # on its own background, because neurons of a larger diagram may be there
            wide = min(line.width(), palette.caption_metrics.horizontalAdvance(note) + 8.0)
            place = QRectF(line.center().x() - wide / 2.0, line.y(), wide, line.height())
            painting.paint_words(painter, palette, place, note, canvas=True)

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


def _paint_numbers(
    painter: QPainter, scene: Scene, palette: Palette, places: dict[int, QRectF]
) -> None:
    if scene.findings is not None:
        checking.paint_numbers(painter, palette, scene, scene.findings, places)
    elif scene.shine is not None:
        lighting.paint_numbers(painter, palette, scene, scene.shine, places)
    else:
        painting.paint_numbers(painter, palette, scene.weights, places)


def _paint_edges(painter: QPainter, scene: Scene, palette: Palette) -> None:
    if scene.findings is None and scene.shine is not None:
        lighting.paint_edges(painter, palette, scene, scene.shine)
        return
    painting.paint_passes(painter, palette, scene.edges)
    if scene.findings is not None:
        checking.paint_edges(painter, palette, scene, scene.order)
        return
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
