"""The context menus of the network diagram: what can be done with the part under the cursor."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from core.components.activations import ACTIVATIONS
from core.lesson.names.symbols import pretty_name
from core.lesson.parts import Part, Sort
from gui.kit.texts import component_help, component_label
from gui.network.layout import Role
from gui.network.scene import Scene
from gui.network.verbs import Verbs, keep

_translate = QCoreApplication.translate


def menu_for(
    parent: QWidget, scene: Scene, verbs: Verbs, part: Part, open_field: Callable[[Part], bool]
) -> QMenu:
    """Return the menu of a part; it deletes itself when it closes."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setToolTipsVisible(True)
    if part.sort is Sort.LAYER:
        _add_layer_verbs(menu, scene, verbs, part)
        return menu
    if part.sort is Sort.INPUT:
        _add_input_verbs(menu, verbs, part)
        return menu
    number = verbs.value_part(part)
    if number is not None:
        text = _translate("NetworkDiagram", "Edit this weight")
        if number.sort is Sort.BIAS:
            text = _translate("NetworkDiagram", "Edit the bias")
        _add(menu, text, keep(open_field, number), "Return")
    if verbs.can_copy(part):
        text = _translate("NetworkDiagram", "Copy the number")
        latex = _translate("NetworkDiagram", "Copy the number as LaTeX")
        if part.sort is Sort.NEURON:
            text = _translate("NetworkDiagram", "Copy the formula")
            latex = _translate("NetworkDiagram", "Copy the formula as LaTeX")
        _add(menu, text, keep(verbs.copy, part, False), "Ctrl+C")
        _add(menu, latex, keep(verbs.copy, part, True), "Ctrl+Shift+C")
    if verbs.can_freeze(part):
        menu.addSeparator()
        _add_freeze(menu, verbs, part, "F")
    if verbs.can_switch(part):
        _add_switch(menu, verbs, part)
    _add_plots(menu, verbs, part)
    if part.sort is Sort.NEURON and verbs.role(part) is Role.HIDDEN:
        text = _translate("NetworkDiagram", "Delete this neuron")
        _add(menu, text, keep(verbs.remove, part), "Delete")
    if part.sort is Sort.NEURON:
        menu.addSeparator()
        below = menu.addMenu(verbs.layer_title(part.layer))
        below.setToolTipsVisible(True)
        _add_layer_verbs(below, scene, verbs, Part(part.layer))
    return menu


def _add(menu: QMenu, text: str, call: Callable[[], object], key: str = "") -> QAction:
    action = menu.addAction(text)
    if key:  # only shown here: the diagram itself handles its keys
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.setShortcutVisibleInContextMenu(True)
    action.triggered.connect(call)
    return action


def _add_freeze(menu: QMenu, verbs: Verbs, part: Part, key: str = "") -> None:
    frozen = verbs.is_frozen(part)
    words = {
        (Sort.WEIGHT, False): _translate("NetworkDiagram", "Freeze this weight"),
        (Sort.WEIGHT, True): _translate("NetworkDiagram", "Unfreeze this weight"),
        (Sort.BIAS, False): _translate("NetworkDiagram", "Freeze this bias"),
        (Sort.BIAS, True): _translate("NetworkDiagram", "Unfreeze this bias"),
        (Sort.NEURON, False): _translate("NetworkDiagram", "Freeze this neuron"),
        (Sort.NEURON, True): _translate("NetworkDiagram", "Unfreeze this neuron"),
        (Sort.LAYER, False): _translate("NetworkDiagram", "Freeze this layer"),
        (Sort.LAYER, True): _translate("NetworkDiagram", "Unfreeze this layer"),
    }
    _add(menu, words[part.sort, frozen], keep(verbs.freeze, part), key)


def _add_switch(menu: QMenu, verbs: Verbs, part: Part) -> None:
    off = verbs.is_off(part)
    words = {
        (Sort.WEIGHT, False): _translate("NetworkDiagram", "Switch this weight off"),
        (Sort.WEIGHT, True): _translate("NetworkDiagram", "Switch this weight on"),
        (Sort.NEURON, False): _translate("NetworkDiagram", "Switch this neuron off"),
        (Sort.NEURON, True): _translate("NetworkDiagram", "Switch this neuron on"),
    }
    tip = _translate("NetworkDiagram", "The weight is held at 0, also while training goes on")
    if part.sort is Sort.NEURON:
        tip = _translate(
            "NetworkDiagram",
            "The weights that lead away from it are held at 0, also while training goes on",
        )
    if off:
        tip = _translate("NetworkDiagram", "It gets back exactly what it had")
    _add(menu, words[part.sort, off], keep(verbs.switch, part), "O").setToolTip(tip)


def _add_plots(menu: QMenu, verbs: Verbs, part: Part) -> None:
    """Add what can be plotted over time about a part, below a separator."""
    offered = verbs.plottable(part)
    if not offered:
        return
    menu.addSeparator()
    below = menu.addMenu(_translate("NetworkDiagram", "Plot over time"))
    below.setToolTipsVisible(True)
    for place, (words, quantity) in enumerate(offered):
        text = words[:1].upper() + words[1:]
        action = _add(below, text, keep(verbs.plot, part, quantity), "" if place else "T")
        action.setToolTip(quantity)


def features_menu(parent: QWidget, names: Sequence[str], choose: Callable[[str], None]) -> QMenu:
    """Return the menu of the unused features, which have names as in files."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for name in names:
        _add(menu, pretty_name(name), keep(choose, name))
    return menu


def _add_input_verbs(menu: QMenu, verbs: Verbs, part: Part) -> None:
    text = _translate("NetworkDiagram", "Switch this input off")
    action = _add(menu, text, keep(verbs.toggle, part), "Space")
    action.setEnabled(verbs.has_features())


def _add_layer_verbs(menu: QMenu, scene: Scene, verbs: Verbs, part: Part) -> None:
    layer = scene.layers[part.layer]
    if layer.has_neurons:
        _add_activations(menu, verbs, part, layer.activation)
        menu.addSeparator()
        text = _translate("NetworkDiagram", "Set all weights of this layer…")
        _add(menu, text, keep(verbs.set_layer, part))
    if verbs.can_freeze(part):
        _add_freeze(menu, verbs, part)
    _add_plots(menu, verbs, part)
    menu.addSeparator()
    if verbs.role(part) is Role.HIDDEN:
        _add(menu, _translate("NetworkDiagram", "Add a neuron"), keep(verbs.add_unit, part), "+")
        text = _translate("NetworkDiagram", "Remove a neuron")
        action = _add(menu, text, keep(verbs.remove_unit, part), "-")
        action.setEnabled(layer.units > 1)
    text = _translate("NetworkDiagram", "Add a layer before this one")
    _add(menu, text, keep(verbs.add_layer, part), "Ins")
    if verbs.role(part) is not Role.OUTPUT:
        text = _translate("NetworkDiagram", "Add a layer after this one")
        _add(menu, text, keep(verbs.add_layer, part, True))
    _add(menu, _translate("NetworkDiagram", "Delete this layer"), keep(verbs.remove, part))


def _add_activations(menu: QMenu, verbs: Verbs, part: Part, now: str) -> None:
    """Add the activations: the common ones first, the others in a submenu."""
    choose = verbs.choose_activation(part.layer)
    more = None
    for common in (True, False):
        for activation in ACTIVATIONS:
            if activation.common is not common:
                continue
            if not common and more is None:
                more = menu.addMenu(_translate("NetworkDiagram", "More activations"))
                more.setToolTipsVisible(True)
            target = menu if common or more is None else more
            action = _add(target, component_label(activation), keep(choose, activation.name))
            action.setToolTip(component_help(activation))
            action.setCheckable(True)
            action.setChecked(activation.name == now)
