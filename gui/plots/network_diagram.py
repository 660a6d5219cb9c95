"""The network diagram: inputs, layers and outputs as they are now, and what a person may change.

It is told what to show (`show_facts`, `show_snapshot`) and tells what a person wants
(`layer_selected`, `add_unit`, …); it decides nothing. Curves are worked out when the layout
changes, pictures when a snapshot comes, and the cursor only paints on top.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.training.snapshot import Facts, LayerPicture, Snapshot, Surface
from gui.plots import diagram_painting as painting
from gui.plots.diagram_buttons import LayerButtons
from gui.plots.diagram_card import Card
from gui.plots.diagram_edges import MOST_NUMBERS, Edges
from gui.plots.diagram_layout import Layout, Role, Slot, place
from gui.plots.diagram_maps import Images, neuron_images
from gui.plots.diagram_names import (
    captions,
    in_words,
    input_names,
    layer_numbers,
    output_layer,
    output_names,
)
from gui.plots.diagram_words import Words
from gui.plots.numbers import subscript
from gui.theme import LIGHT, Theme

_NO_INDEXES: NDArray[np.intp] = np.empty(0, dtype=np.intp)


class NetworkDiagram(QWidget):
    """Shows a network and emits what a person asks of it; layers are counted from 0."""

    layer_selected = Signal(int)
    add_unit = Signal(int)
    remove_unit = Signal(int)
    #: a new layer is wanted at this index, before the layer that is there now
    add_layer = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts: Facts | None = None
        self._layers: tuple[LayerPicture, ...] = ()
        self._surface: Surface | None = None
        self._selected: int | None = None
        self._neuron: tuple[int, int] | None = None  # under the cursor: (column, unit)
        self._edge: int | None = None  # under the cursor
        self._by_keys = False
        self._ringed = False  # the tab key came here
        self._palette = painting.Palette(LIGHT, self.font())
        self._forget_layout()
        self._buttons = LayerButtons(
            self, self.add_unit.emit, self.remove_unit.emit, self.add_layer.emit
        )
        self._card = Card(self)
        self._background: QPixmap | None = None
        self._foreground: QPixmap | None = None
        self.setMouseTracking(True)
        # a click leaves the keys → and ← to stepping; the tab key gives them to the cursor here
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 120)
        translate = QCoreApplication.translate
        self.setAccessibleName(translate("NetworkDiagram", "Network"))
        self.setAccessibleDescription(in_words(None, ()))
        self.set_theme(LIGHT)

    def _forget_layout(self) -> None:
        self._layout = Layout(())
        self._edges = Edges(self._layout)
        self._weights: NDArray[np.floating[Any]] = np.empty(0)
        self._order = _NO_INDEXES
        self._images: Images = {}
        self._biases: dict[tuple[int, int], float] = {}
        self._names: dict[int, tuple[str, ...]] = {}
        self._number_places: dict[int, QRectF] = {}
        self._hover_places: dict[int, QRectF] = {}
        self._words = Words(self._layout, self._edges, (), {})
        self._laid_out = False

    # what it is told

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._palette = painting.Palette(theme, self.font())
        self._buttons.set_theme(theme)
        self._images_changed()

    def show_facts(self, facts: Facts) -> None:
        """Take the names of one build of the network."""
        self._facts = facts
        self._laid_out = False
        self.update()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the weights, biases and maps of a moment."""
        shape = [(p.kind, p.label, p.inputs, p.units, p.activation) for p in self._layers]
        self._layers = snapshot.layers
        self._surface = snapshot.surface
        if shape != [(p.kind, p.label, p.inputs, p.units, p.activation) for p in self._layers]:
            self._laid_out = False
        if self._laid_out:
            self._take_values()
            self._show_card()
        self.update()

    def clear(self) -> None:
        """Show nothing."""
        self._facts, self._layers, self._surface = None, (), None
        self._selected = None
        self._neuron = self._edge = None
        self._forget_layout()
        self._show_card()
        self._buttons.clear()
        self._images_changed()

    def set_selected(self, layer: int | None) -> None:
        """Mark a layer as the selected one, or none."""
        self._selected = layer
        self._images_changed()

    def note(self) -> str:
        """Return what is left out of the picture, in words; empty where nothing is."""
        return self._words.note()

    def reading(self) -> list[str]:
        """Return what is under the cursor, line by line; nothing where nothing is."""
        if self._neuron is not None:
            return self._words.neuron(*self._neuron)
        if self._edge is not None:
            return self._words.edge(self._edge, float(self._weights[self._edge]))
        return []

    def sizeHint(self) -> QSize:
        return QSize(640, 480)

    # layout and values

    def _lay_out(self) -> None:
        """Place everything anew: after a new structure, name, size or text size."""
        self._laid_out = True
        metrics = self._palette.caption_metrics
        body = self._palette.body_metrics.horizontalAdvance
        layers, last = self._layers, output_layer(self._layers)
        slots: list[Slot] = []
        all_names: list[tuple[str, ...]] = []
        if layers:
            slots.append(Slot(-1, Role.INPUT, layers[0].inputs, captions(layers, -1)))
            all_names.append(input_names(self._facts, layers[0].inputs))
        for index, layer in enumerate(layers):
            role = Role.OUTPUT if index == last else Role.HIDDEN
            if layer.kind != "dense":
                role = Role.PASS
            slots.append(Slot(index, role, layer.units, captions(layers, index)))
            if role is Role.OUTPUT:
                all_names.append(output_names(self._facts, layer.units))
            else:
                all_names.append(tuple("h" + subscript(i + 1) for i in range(layer.units)))
        left = max((body(n) for n in all_names[0]), default=16.0) if all_names else 0.0
        right = 16.0
        for slot, names in zip(slots, all_names, strict=True):
            if slot.role is Role.OUTPUT:
                right = max(body(name) for name in names)
        self._layout = place(
            tuple(slots),
            float(self.width()),
            float(self.height()),
            metrics.horizontalAdvance,
            line=metrics.height(),
            left=min(left, 120.0) + 14.0,
            right=min(right, 120.0) + 14.0,
        )
        self._names = dict(enumerate(all_names)) if self._layout.fits else {}
        self._edges = Edges(self._layout)
        self._words = Words(self._layout, self._edges, layers, self._names)
        self._neuron = self._edge = None
        self._place_numbers()
        self._buttons.place(self._layout, layer_numbers(layers))
        self._show_card()
        self.setAccessibleDescription(in_words(self._facts, layers))
        self._take_values()

    def _place_numbers(self) -> None:
        self._number_places = {}
        if 0 < len(self._edges) <= MOST_NUMBERS:
            everything = np.arange(len(self._edges))
            self._number_places = self._numbers_on(everything)

    def _numbers_beside(self, among: NDArray[np.intp]) -> dict[int, QRectF]:
        """Return places for the numbers of some edges; those shown already stay where they are."""
        there = {i: self._number_places[i] for i in among.tolist() if i in self._number_places}
        others = np.array([i for i in among.tolist() if i not in there], dtype=np.intp)
        return there | self._numbers_on(others, list(there.values()))

    def _numbers_on(
        self, among: NDArray[np.intp], taken: Sequence[QRectF] = ()
    ) -> dict[int, QRectF]:
        metrics = self._palette.number_metrics
        width = metrics.horizontalAdvance("−88.88") + 6.0
        squares = [c.rect(u) for c in self._layout.columns for u in range(len(c.ys))]
        return self._edges.number_places(among, width, metrics.height(), [*squares, *taken])

    def _take_values(self) -> None:
        """Read weights, biases and maps of what is shown out of the last snapshot."""
        self._words.take(self._layers)
        self._weights = self._edges.weights(self._layers)
        self._order = self._edges.strongest(self._weights)
        self._biases = {}
        for index, column in enumerate(self._layout.columns):
            if column.slot.role not in (Role.HIDDEN, Role.OUTPUT):
                continue
            bias = self._layers[column.slot.layer].arrays.get("bias")
            if bias is not None:
                shown = np.asarray(bias).reshape(-1)[: len(column.ys)]
                self._biases.update({(index, u): float(b) for u, b in enumerate(shown)})
        self._images = neuron_images(
            self._layout, self._layers, self._surface, self._facts, self._palette.theme
        )
        self._background = self._foreground = None

    def _images_changed(self) -> None:
        self._background = self._foreground = None
        if self._laid_out:
            self._take_values()
        self.update()

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._laid_out:
            self._lay_out()
        painter = QPainter(self)
        palette, layout = self._palette, self._layout
        if not layout.fits:
            painter.fillRect(self.rect(), palette.canvas)
            self._paint_instead(painter)
            painter.end()
            return
        if self._background is None:
            self._background = self._layer_of_paint(self._paint_edges, opaque=True)
        if self._foreground is None:
            self._foreground = self._layer_of_paint(self._paint_rest, opaque=False)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        emphasised = self._emphasised()
        if len(emphasised):
            painter.fillRect(self.rect(), palette.canvas)
            painter.setOpacity(0.3)
            painter.drawPixmap(0, 0, self._background)
            painter.setOpacity(1.0)
            if self._edge is not None:
                painting.paint_halo(
                    painter, palette, self._edges, self._edge, float(self._weights[self._edge])
                )
            painting.paint_edges(painter, palette, self._edges, self._weights, emphasised)
        else:
            painter.drawPixmap(0, 0, self._background)
        painter.drawPixmap(0, 0, self._foreground)
        places = self._number_places
        if self._neuron is not None or self._edge is not None:
            places = self._hover_places
        if places:
            painting.paint_numbers(painter, palette, self._weights, places)
        self._paint_cursor(painter)
        painter.end()

    def _layer_of_paint(self, paint: Callable[[QPainter], None], opaque: bool) -> QPixmap:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(self.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(self._palette.canvas if opaque else Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint(painter)
        painter.end()
        return pixmap

    def _paint_edges(self, painter: QPainter) -> None:
        painting.paint_passes(painter, self._palette, self._edges)
        painting.paint_edges(painter, self._palette, self._edges, self._weights, self._order)

    def _paint_rest(self, painter: QPainter) -> None:
        palette, layout = self._palette, self._layout
        painting.paint_neurons(painter, palette, layout, self._biases, self._images, self._selected)
        painting.paint_captions(painter, palette, layout, self._selected)
        painting.paint_names(painter, palette, layout, self._shown_names())
        for column in layout.columns:
            if column.words is not None and column.slot.role is not Role.PASS:
                said = self._words.left_out(column, palette.caption_metrics.horizontalAdvance)
                painting.paint_words(painter, palette, column.words, said)
        note = self._words.note()
        if note:
            if palette.caption_metrics.horizontalAdvance(note) > self.width() - 16.0:
                note = note.partition(":")[0]
            rect = QRectF(8.0, self.height() - layout.line - 10.0, self.width() - 16.0, layout.line)
            painting.paint_words(painter, palette, rect, note)

    def _shown_names(self) -> dict[int, tuple[str, ...]]:
        roles = (Role.INPUT, Role.HIDDEN, Role.OUTPUT)
        return {
            index: names
            for index, names in self._names.items()
            if self._layout.columns[index].slot.role in roles
        }

    def _paint_instead(self, painter: QPainter) -> None:
        """Say in words why there is no picture."""
        if self.width() < 40 or self.height() < 20:
            return
        translate = QCoreApplication.translate
        if not self._layers:
            text = translate("NetworkDiagram", "No network yet: choose data to begin.")
        else:
            text = translate(
                "NetworkDiagram",
                "The network has {count} layers: make the window larger.",
            ).format(count=len(self._layers))
        painter.setFont(self._palette.caption)
        painter.setPen(self._palette.secondary)
        area = QRectF(self.rect()).adjusted(8.0, 8.0, -8.0, -8.0)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(area, int(flags), text)

    def _emphasised(self) -> NDArray[np.intp]:
        if self._edge is not None:
            return np.array([self._edge])
        if self._neuron is None:
            return _NO_INDEXES
        mine = self._edges_of(*self._neuron)
        return self._edges.strongest(
            np.where(np.isin(np.arange(len(self._weights)), mine), self._weights, np.nan)
        )

    def _edges_of(self, column: int, unit: int) -> NDArray[np.intp]:
        """Return the edges into a neuron; those out of an input, which has none into it."""
        into = self._edges.into(column, unit)
        return into if len(into) else self._edges.out_of(column, unit)

    def _paint_cursor(self, painter: QPainter) -> None:
        if self._neuron is not None:
            painting.paint_ring(painter, self._palette, self._neuron_rect(*self._neuron))
        elif self._ringed and self.hasFocus():
            around = QRectF(self.rect()).adjusted(6, 6, -6, -6)
            painting.paint_ring(painter, self._palette, around)

    def _show_card(self) -> None:
        """Put the card beside what is under the cursor, with its values of now."""
        near = QRectF()
        if self._neuron is not None:
            near = self._neuron_rect(*self._neuron)
        elif self._edge is not None:
            x, y = self._edges.points[self._edge][len(self._edges.points[self._edge]) // 2]
            near = self._hover_places.get(self._edge, QRectF(x - 4.0, y - 4.0, 8.0, 8.0))
        self._card.show_lines(self.reading(), near, self._palette)

    def _neuron_rect(self, column: int, unit: int) -> QRectF:
        place_ = self._layout.columns[column]
        if place_.slot.role is Role.PASS:
            return QRectF(place_.x - 4.0, place_.ys[unit] - 6.0, 8.0, 12.0)
        return place_.rect(unit)

    # the cursor

    def _point(self, neuron: tuple[int, int] | None, edge: int | None, by_keys: bool) -> None:
        if (neuron, edge) == (self._neuron, self._edge):
            return
        self._neuron, self._edge, self._by_keys = neuron, edge, by_keys
        self._hover_places = {}
        if edge is not None:
            self._hover_places = self._numbers_beside(np.array([edge]))
        elif neuron is not None:
            mine = self._edges_of(*neuron)
            mine = mine[np.isfinite(self._weights[mine])]
            strongest_first = mine[np.argsort(-np.abs(self._weights[mine]), kind="stable")]
            self._hover_places = self._numbers_beside(strongest_first[:64])
        if by_keys:
            said = " · ".join(self.reading())
            self.setAccessibleDescription(said or in_words(self._facts, self._layers))
        self._show_card()
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position()
        neuron = self._layout.neuron_at(point)
        edge = None if neuron is not None else self._edges.nearest(point, self._order)
        self._point(neuron, edge, by_keys=False)
        over_layer = self._layer_at(point) is not None
        shape = Qt.CursorShape.PointingHandCursor if over_layer else Qt.CursorShape.ArrowCursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)

    def leaveEvent(self, event: QEvent) -> None:
        if not self._by_keys:
            self._point(None, None, by_keys=False)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        layer = self._layer_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and layer is not None:
            self._select(layer)
        else:
            super().mousePressEvent(event)

    def _layer_at(self, point: QPointF) -> int | None:
        found = self._layout.neuron_at(point)
        column = found[0] if found is not None else self._layout.caption_at(point)
        if column is None:
            return None
        layer = self._layout.columns[column].slot.layer
        return layer if layer >= 0 else None

    def _select(self, layer: int) -> None:
        self.set_selected(layer)
        self.layer_selected.emit(layer)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        columns = self._layout.columns
        key = event.key()
        moves = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }
        if not columns or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
        elif key in moves:
            across, down = moves[Qt.Key(key)]
            column, unit = self._neuron or (0, 0)
            if self._neuron is not None:
                column = min(max(column + across, 0), len(columns) - 1)
                unit = min(max(unit + down, 0), len(columns[column].ys) - 1)
            self._point((column, unit), None, by_keys=True)
        elif key == Qt.Key.Key_Escape and self._neuron is not None:
            self._point(None, None, by_keys=True)
        elif self._neuron is None or not self._act(key, columns[self._neuron[0]].slot):
            super().keyPressEvent(event)

    def _act(self, key: int, slot: Slot) -> bool:
        """Do what a key asks of the layer under the cursor; False where it means nothing."""
        hidden = slot.role is Role.HIDDEN
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and slot.layer >= 0:
            self._select(slot.layer)
        elif key == Qt.Key.Key_Plus and hidden:
            self.add_unit.emit(slot.layer)
        elif key == Qt.Key.Key_Minus and hidden and slot.units > 1:
            self.remove_unit.emit(slot.layer)
        elif key == Qt.Key.Key_Insert:
            self.add_layer.emit(max(slot.layer, 0))
        else:
            return False
        return True

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        by_tab = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self._ringed = event.reason() in by_tab
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._by_keys:
            self._point(None, None, by_keys=False)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._palette = painting.Palette(self._palette.theme, self.font())
            self._laid_out = False
            self.update()
