"""The network panel: the hidden layers' activation, the list of layers, and the selected one."""

from collections.abc import Callable

from PySide6.QtCore import (
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QMenu,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core import project_edits as layer_edits
from core.components.activations import ACTIVATIONS
from core.components.layers import LAYERS, Layer
from core.lesson.names.layers import layer_settings, layer_title, short_names
from core.project import Project
from core.registry import Options
from gui.kit.choice import Choice
from gui.kit.form import ParameterForm, Row, with_kind
from gui.kit.icons import icon
from gui.kit.plain import plain_tip
from gui.kit.style import set_role
from gui.kit.texts import component_help, component_label
from gui.kit.theme import Theme
from gui.panels.base import Panel
from gui.panels.facts import DataFacts
from gui.panels.popover import LayerPopover

_translate = QCoreApplication.translate

_ROWS_SHOWN = 6


#: the item role that holds the short form of a layer's line
_SHORT = Qt.ItemDataRole.UserRole
#: the margin of a line, both ends together
_PADDING = 12


class _ByRoom(QStyledItemDelegate):
    """Draws layers in short form if one does not fit, so that no number is cut out of a name."""

    def __init__(self, view: QListWidget) -> None:
        super().__init__(view)
        # a line is measured once, not again for each line that is drawn
        self._widest: tuple[str, int] | None = None
        model = view.model()
        for changed in (model.dataChanged, model.rowsInserted, model.rowsRemoved, model.modelReset):
            changed.connect(self._forget)

    def _forget(self, *_: object) -> None:
        self._widest = None

    def _widest_in(self, option: QStyleOptionViewItem, view: QListWidget) -> int:
        """Return how wide the widest line is in the font of an option, in pixels."""
        font = option.font.key()
        if self._widest is None or self._widest[0] != font:
            lines = (view.item(row).text() for row in range(view.count()))
            widths = (option.fontMetrics.horizontalAdvance(line) for line in lines)
            self._widest = font, max(widths, default=0)
        return self._widest[1]

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        view = self.parent()
        assert isinstance(view, QListWidget)
        margin = 2 * (view.style().pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin) + 1)
        room = view.viewport().width() - margin - _PADDING
        if self._widest_in(option, view) > room:
            option.text = index.data(_SHORT)


class NetworkPanel(Panel):
    """What the network is made of; `layer_selected` carries an index, or −1 for none."""

    layer_selected = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_translate("NetworkPanel", "Network"), parent)
        self._project: Project | None = None
        self.activation = Choice(ACTIVATIONS)
        self.activation.chosen.connect(self._activation_chosen)
        self.rows.addWidget(
            Row(
                _translate("NetworkPanel", "Activation"),
                _translate("NetworkPanel", "What the neurons of hidden layers do with their sum"),
                self.activation,
            )
        )
        self.layers = QListWidget()
        self.layers.setAccessibleName(_translate("NetworkPanel", "Layers"))
        self.layers.setToolTip(
            _translate("NetworkPanel", "The layers from inputs to outputs; select one to change it")
        )
        self.layers.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # the end of a long name tells which layer it is
        self.layers.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.layers.setUniformItemSizes(True)
        self.layers.setItemDelegate(_ByRoom(self.layers))
        self.layers.currentRowChanged.connect(self._selected)
        self.rows.addWidget(self.layers)
        self.rows.addLayout(self._build_buttons())
        self.rows.addWidget(self._build_card())
        self.popover: LayerPopover | None = None
        self._place_of: Callable[[int], QRectF | None] = lambda _: None

    def float_over(self, widget: QWidget, place_of: Callable[[int], QRectF | None]) -> LayerPopover:
        """Show the selected layer's form over a widget, beside the layer's place in it."""
        self.popover = popover = LayerPopover(self.card)
        self._place_of = place_of
        popover.lie_over(widget)
        popover.closed.connect(lambda: self.select_layer(-1))
        return popover

    def float_form(self) -> None:
        """Bring the floating form where the selected layer is now, or hide it."""
        if self.popover is None:
            return
        index, project = self.selected(), self._project
        place = self._place_of(index) if index >= 0 and self.isVisible() else None
        if place is None or project is None or index >= len(project.layers):
            self.popover.hide()
        else:
            self.popover.show_beside(place, layer_title(project.layers, index))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.float_form()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self.popover is not None:
            self.popover.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.up.setIcon(icon("arrow-up", theme))
        self.down.setIcon(icon("arrow-down", theme))
        self.remove.setIcon(icon("trash", theme))
        self.add.setIcon(icon("plus", theme))
        if self.popover is not None:
            self.popover.set_theme(theme)

    def show_project(self, project: Project) -> None:
        """Show the project's layers; keep the selection if possible."""
        row = self.layers.currentRow()
        self._project = project
        hidden = layer_edits.hidden_activations(project)
        self.activation.setEnabled(bool(hidden))
        shared = layer_edits.shared_activation(project)
        self.activation.set_name(shared or (hidden[0].name if len(hidden) == 1 else ""))
        self.layers.blockSignals(True)
        self.layers.clear()
        for index, (layer, short) in enumerate(
            zip(project.layers, short_names(project.layers), strict=True)
        ):
            words = self._words(index, layer)
            self.layers.addItem(words)
            item = self.layers.item(index)
            item.setToolTip(plain_tip(words))
            item.setData(_SHORT, " · ".join(filter(None, (short, layer_settings(layer)))))
        self.layers.setCurrentRow(min(row, len(project.layers) - 1))
        self.layers.blockSignals(False)
        shown = min(len(project.layers), _ROWS_SHOWN)
        height = max(26, self.layers.sizeHintForRow(0))
        self.layers.setFixedHeight(shown * height + 8)
        self._show_selected()

    def show_facts(self, facts: DataFacts | None) -> None:
        """Do nothing: this panel shows nothing about the data."""

    def selected(self) -> int:
        """Return the index of the selected layer, or −1 if none is."""
        return self.layers.currentRow()

    def select_layer(self, index: int) -> None:
        """Select a layer, as a click on it in the diagram does; −1 selects none."""
        self.layers.setCurrentRow(index)
        self._show_selected()

    def add_layer(self, name: str, index: int | None = None) -> None:
        """Add a layer after the selected one, or at `index`; the last layer stays last."""
        if self._project is None:
            return
        if index is None:
            index = self.selected() + 1 if self.selected() >= 0 else len(self._project.layers)
        index = min(index, len(self._project.layers) - 1)
        self._send(
            layer_edits.added(self._project, name, index),
            _translate("NetworkPanel", "add layer"),
            index,
        )

    def change_units(self, index: int, by: int) -> None:
        """Give a layer more or fewer neurons, at least one."""
        if self._project is None:
            return
        changed = layer_edits.with_units(self._project, index, by)
        if changed is not self._project:
            self._send(changed, _translate("NetworkPanel", "neurons"))

    def _build_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(2)
        self.add = QPushButton(_translate("NetworkPanel", "Add layer"))
        self.add.setToolTip(_translate("NetworkPanel", "Add a layer after the selected one"))
        self.add.setAccessibleName(_translate("NetworkPanel", "Add layer"))
        set_role(self.add, "small")
        self.add.setMinimumWidth(80)
        self.add.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menu = QMenu(self.add)
        menu.setToolTipsVisible(True)
        for kind in LAYERS:
            label = component_label(kind)
            action = menu.addAction(label[:1].upper() + label[1:])
            action.setToolTip(component_help(kind))
            action.triggered.connect(lambda _=False, name=kind.name: self.add_layer(name))
        self.add.setMenu(menu)
        row.addWidget(self.add, 1)
        self.up = self._button(_translate("NetworkPanel", "Move the layer towards the inputs"))
        self.up.clicked.connect(lambda: self._move(-1))
        self.down = self._button(_translate("NetworkPanel", "Move the layer towards the outputs"))
        self.down.clicked.connect(lambda: self._move(1))
        self.remove = self._button(_translate("NetworkPanel", "Delete the selected layer"))
        self.remove.clicked.connect(self._remove)
        for button in (self.up, self.down, self.remove):
            row.addWidget(button)
        return row

    def _button(self, words: str) -> QToolButton:
        button = QToolButton()
        set_role(button, "plain")
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.setIconSize(QSize(16, 16))
        button.setFixedWidth(26)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _build_card(self) -> QFrame:
        self.card = QFrame()
        layout = QVBoxLayout(self.card)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(8)
        self.kind = Choice(LAYERS)
        self.kind.chosen.connect(self._kind_chosen)
        layout.addWidget(
            Row(
                _translate("NetworkPanel", "Kind"),
                _translate("NetworkPanel", "What the selected layer does"),
                self.kind,
                wide=True,
            )
        )
        self.form = ParameterForm()
        self.form.edited.connect(self._layer_edited)
        layout.addWidget(self.form)
        return self.card

    def _words(self, index: int, layer: Layer) -> str:
        assert self._project is not None
        words = layer_title(self._project.layers, index), layer_settings(layer)
        return " · ".join(text for text in words if text)

    def _show_selected(self) -> None:
        index = self.selected()
        project = self._project
        chosen = project is not None and 0 <= index < len(project.layers)
        self.card.setVisible(chosen)
        self.form.show_value(project.layers[index] if project is not None and chosen else None)
        if project is not None and chosen:
            self.kind.set_name(project.layers[index].name)
        self.up.setEnabled(project is not None and layer_edits.may_move(project, index, -1))
        self.down.setEnabled(project is not None and layer_edits.may_move(project, index, 1))
        last = project is None or index == len(project.layers) - 1
        self.kind.setEnabled(not last)
        self.remove.setEnabled(chosen and not last)
        self.float_form()

    def _selected(self, index: int) -> None:
        self._show_selected()
        self.layer_selected.emit(index)

    def _send(self, project: Project, label: str, select: int | None = None) -> None:
        self.show_project(project)
        if select is not None:
            self.select_layer(select)
        self.edited.emit(project, label)

    def _activation_chosen(self, name: str) -> None:
        if self._project is not None:
            self._send(
                layer_edits.with_hidden_activation(self._project, name),
                _translate("NetworkPanel", "activation"),
            )

    def _kind_chosen(self, name: str) -> None:
        assert self._project is not None
        index = self.selected()
        layer = with_kind(self._project.layers[index], LAYERS.named(name))
        if layer.neurons is not None:
            layer = layer_edits.new_layer(self._project, name)
        self._send(
            layer_edits.exchanged(self._project, index, layer),
            _translate("NetworkPanel", "kind of layer"),
        )

    def _layer_edited(self, layer: Options, label: str) -> None:
        assert self._project is not None and isinstance(layer, Layer)
        self._send(layer_edits.exchanged(self._project, self.selected(), layer), label)

    def _move(self, by: int) -> None:
        index = self.selected()
        if self._project is not None and layer_edits.may_move(self._project, index, by):
            changed = layer_edits.moved(self._project, index, by)
            self._send(changed, _translate("NetworkPanel", "move layer"), index + by)

    def _remove(self) -> None:
        index = self.selected()
        if self._project is not None and 0 <= index < len(self._project.layers) - 1:
            changed = layer_edits.removed(self._project, index)
            self._send(changed, _translate("NetworkPanel", "remove layer"))
