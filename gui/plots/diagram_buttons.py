"""The small buttons above the layers: fewer neurons, more neurons, another layer."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QToolButton, QWidget

from gui.plots.diagram_layout import Column, Layout, Role
from gui.plots.fonts import caption_font
from gui.theme import Theme

Ask = Callable[[int], None]

_STYLE = (
    "QToolButton {{ color: {text}; background: {canvas}; border: 1px solid {separator};"
    " border-radius: 4px; padding: 0; margin: 0; min-height: 0; min-width: 0; }}"
    "QToolButton:hover, QToolButton:focus {{ border-color: {now}; }}"
    "QToolButton:disabled {{ color: {separator}; }}"
)


class LayerButtons:
    """The buttons of one diagram; those of layers that stay are kept, and with them the focus."""

    def __init__(self, parent: QWidget, add_unit: Ask, remove_unit: Ask, add_layer: Ask) -> None:
        self._parent = parent
        self._asks = {"add": add_unit, "remove": remove_unit, "layer": add_layer}
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

    def place(self, layout: Layout, numbers: dict[int, int]) -> None:
        """Put the buttons where a layout has room for them; `numbers` counts hidden layers."""
        wanted: set[tuple[int, str]] = set()
        for column in layout.columns:
            if column.buttons is None:
                continue
            layer = column.slot.layer
            if column.slot.role is Role.OUTPUT:
                self._place_layer_button(column)
                wanted.add((layer, "layer"))
            else:
                self._place_unit_buttons(column, numbers.get(layer, 0))
                wanted |= {(layer, "remove"), (layer, "add")}
        for key in set(self._buttons) - wanted:
            button = self._buttons.pop(key)
            button.hide()
            button.deleteLater()

    def clear(self) -> None:
        """Remove all buttons."""
        self.place(Layout(()), {})

    def _place_layer_button(self, column: Column) -> None:
        translate = QCoreApplication.translate
        tip = translate("NetworkDiagram", "Add a hidden layer before the outputs")
        text = translate("NetworkDiagram", "+ layer")
        button = self._button(column.slot.layer, "layer", text, tip)
        assert column.buttons is not None
        area = column.buttons.toRect()
        centre = area.center()
        area.setWidth(max(area.width(), button.fontMetrics().horizontalAdvance(text) + 16))
        area.moveCenter(centre)
        button.setGeometry(area)

    def _place_unit_buttons(self, column: Column, number: int) -> None:
        translate = QCoreApplication.translate
        layer = column.slot.layer
        less = translate("NetworkDiagram", "Remove a neuron from hidden layer {number}")
        more = translate("NetworkDiagram", "Add a neuron to hidden layer {number}")
        minus = self._button(layer, "remove", "−", less.format(number=number))
        plus = self._button(layer, "add", "+", more.format(number=number))
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
            button.setStyleSheet(self._style)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(_asking(self._asks[what], layer))
            self._buttons[layer, what] = button
        button.setFont(_button_font(self._parent))
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.show()
        return button


def _button_font(parent: QWidget) -> QFont:
    return caption_font(parent.font())


def _asking(ask: Ask, layer: int) -> Callable[[], None]:
    def clicked() -> None:
        ask(layer)

    return clicked
