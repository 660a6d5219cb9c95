"""The small buttons of the diagram: fewer neurons, more neurons, a new layer between two others.

The buttons between layers are invisible until the cursor comes near or Tab reaches them.
"""

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import QCoreApplication, QRect, QRectF, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from core.lesson.names.layers import the_layer
from core.lesson.parts import INPUTS
from core.pictures.snapshot import LayerPicture
from core.words import say
from gui.kit.fonts import caption_font, larger
from gui.kit.style import set_styled
from gui.kit.theme import Theme
from gui.network.layout import Column, Layout, Role

GAP_SIZE = 24.0

Ask = Callable[[int], None]

_STYLE = (
    "QToolButton {{ color: {text}; background: {canvas}; border: 1px solid {separator};"
    " border-radius: 4px; padding: 0; margin: 0; min-height: 0; min-width: 0; }}"
    "QToolButton:hover, QToolButton:focus {{ border-color: {now}; }}"
    "QToolButton:disabled {{ color: {separator}; }}"
    'QToolButton[near="false"] {{ color: transparent; background: transparent;'
    " border: none; }}"
    'QToolButton[near="false"]:hover, QToolButton[near="false"]:focus'
    " {{ color: {text}; background: {canvas}; border: 1px solid {now}; }}"
)


class LayerButtons:
    """The buttons of one diagram; those of unchanged layers are kept, and so is the focus."""

    def __init__(
        self,
        parent: QWidget,
        add_unit: Ask,
        remove_unit: Ask,
        add_layer: Ask,
        add_feature: Ask,
    ) -> None:
        self._parent = parent
        self._asks = {"add": add_unit, "remove": remove_unit, "layer": add_layer, "gap": add_layer}
        self._asks["feature"] = add_feature
        self._scale = 1.0
        self._near: int | None = None
        self._allowed = True
        self._placed: tuple[Layout, tuple[LayerPicture, ...], float] = (Layout(()), (), 1.0)
        self._buttons: dict[tuple[int, str], QToolButton] = {}
        self._style = ""

    def __len__(self) -> int:
        return len(self._buttons)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._style = _STYLE.format(
            text=theme.text, canvas=theme.canvas, separator=theme.separator, now=theme.now
        )
        for button in self._buttons.values():
            button.setStyleSheet(self._style)

    def allow(self, allowed: bool) -> None:
        """Show the buttons, or none of them: in a presentation nothing is edited."""
        if allowed is not self._allowed:
            self._allowed = allowed
            self.place(*self._placed)

    def place(self, layout: Layout, layers: tuple[LayerPicture, ...], scale: float = 1.0) -> None:
        """Place the buttons where a layout has room for them, their text scaled."""
        wanted: set[tuple[int, str]] = set()
        self._placed = layout, layers, scale
        self._scale = scale
        if not self._allowed:
            layout = Layout(())
        area = QRectF(self._parent.rect())
        for left, right in pairwise(layout.columns):
            if right.x < area.left() or left.x > area.right():
                continue
            if self._place_gap_button(left, right, layers):
                wanted.add((right.slot.layer, "gap"))
        for column in layout.columns:
            # what is out of view is skipped by Tab
            if column.buttons is None or not area.intersects(column.buttons):
                continue
            layer = column.slot.layer
            if column.slot.role is Role.INPUT:
                self._place_feature_button(column, layout.step)
                wanted.add((layer, "feature"))
            elif column.slot.role is Role.OUTPUT:
                self._place_layer_button(column, layout.step)
                wanted.add((layer, "layer"))
            else:
                self._place_unit_buttons(column, the_layer(layers, layer))
                wanted |= {(layer, "remove"), (layer, "add")}
        for key in set(self._buttons) - wanted:
            button = self._buttons.pop(key)
            button.hide()
            button.deleteLater()

    def feature_place(self) -> QRect:
        """Return the rectangle of the features' control; empty if there is none."""
        button = self._buttons.get((INPUTS, "feature"))
        return QRect() if button is None else button.geometry()

    def set_near(self, layer: int | None) -> None:
        """Show the button before the layer that the cursor is near; with None, show none."""
        if layer == self._near:
            return
        old, self._near = self._near, layer
        for changed in (old, layer):
            button = None if changed is None else self._buttons.get((changed, "gap"))
            if button is not None:
                _set_near(button, changed == layer)

    def _place_gap_button(
        self, left: Column, right: Column, layers: tuple[LayerPicture, ...]
    ) -> bool:
        """Place the + between two columns, above their edges; return False if there is no room."""
        room = right.x - left.x - (left.size + right.size) / 2.0
        if room < 2.0 * GAP_SIZE or (right.slot.role is Role.OUTPUT and right.buttons is not None):
            return False
        layer = right.slot.layer
        tip = say("NetworkDiagram", "Add a layer before {layer}", layer=the_layer(layers, layer))
        button = self._button(layer, "gap", "+", tip)
        if button.property("near") is None:
            _set_near(button, False)
        x = (left.x + left.size / 2.0 + right.x - right.size / 2.0) / 2.0
        y = max(GAP_SIZE, (left.ys[0] + right.ys[0]) / 2.0 - 34.0)
        half = GAP_SIZE / 2.0
        button.setGeometry(QRectF(x - half, y - half, GAP_SIZE, GAP_SIZE).toAlignedRect())
        return True

    def clear(self) -> None:
        """Remove all buttons."""
        self.place(Layout(()), ())

    def _place_layer_button(self, column: Column, step: float) -> None:
        translate = QCoreApplication.translate
        tip = translate("NetworkDiagram", "Add a hidden layer before the output layer")
        text = translate("NetworkDiagram", "+ layer")
        self._place_words(self._button(column.slot.layer, "layer", text, tip), column, step)

    def _place_feature_button(self, column: Column, step: float) -> None:
        """Place the single control of all unused features, which opens a list."""
        translate = QCoreApplication.translate
        tip = translate("NetworkDiagram", "Add an input: a feature like x₁² or x₁·x₂")
        text = translate("NetworkDiagram", "+ feature")
        self._place_words(self._button(column.slot.layer, "feature", text, tip), column, step)

    def _place_words(self, button: QToolButton, column: Column, step: float) -> None:
        """Give a button the room for its words, or shorten them to + where columns are close."""
        assert column.buttons is not None
        area = column.buttons.toRect()
        wide = max(area.width(), button.fontMetrics().horizontalAdvance(button.text()) + 16)
        if wide > 2.0 * step - area.width() - 8.0:
            button.setText("+")
            wide = area.width()
        centre = area.center()
        area.setWidth(wide)
        area.moveCenter(centre)
        area.moveLeft(max(2, area.left()))
        button.setGeometry(area)

    def _place_unit_buttons(self, column: Column, name: str) -> None:
        layer = column.slot.layer
        less = say("NetworkDiagram", "Remove a neuron from {layer}", layer=name)
        more = say("NetworkDiagram", "Add a neuron to {layer}", layer=name)
        minus = self._button(layer, "remove", "−", less)
        plus = self._button(layer, "add", "+", more)
        minus.setEnabled(column.slot.units > 1)
        assert column.buttons is not None
        area = column.buttons.toRect()
        half = (area.width() - 8) // 2
        minus.setGeometry(area.x(), area.y(), half, area.height())
        plus.setGeometry(area.right() - half + 1, area.y(), half, area.height())

    def _button(self, layer: int, what: str, text: str, tip: str) -> QToolButton:
        button = self._buttons.get((layer, what))
        if button is None:
            button = QToolButton(self._parent)
            button.setObjectName(what)
            button.setStyleSheet(self._style)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(_asking(self._asks[what], layer))
            self._buttons[layer, what] = button
        button.setFont(larger(caption_font(self._parent.font()), self._scale))
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.show()
        return button


def _set_near(button: QToolButton, near: bool) -> None:
    set_styled(button, "near", near)


def _asking(ask: Ask, layer: int) -> Callable[[], None]:
    def clicked() -> None:
        ask(layer)

    return clicked
