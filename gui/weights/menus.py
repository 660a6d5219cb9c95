"""The context menu of one number in the table: freeze it, switch it off, plot it over time."""

from PySide6.QtCore import QCoreApplication, Qt, SignalInstance
from PySide6.QtWidgets import QMenu, QWidget

from core.lesson.parts import Part, can_switch, exists, is_frozen, is_off
from core.lesson.past.naming import offered_by
from core.pictures.snapshot import LayerPicture

_translate = QCoreApplication.translate


def verbs_of(
    parent: QWidget,
    part: Part,
    layers: tuple[LayerPicture, ...],
    freeze: SignalInstance,
    switch: SignalInstance,
    plot: SignalInstance,
) -> QMenu:
    """Return the menu of a number; it deletes itself when it closes."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setToolTipsVisible(True)
    if not exists(part, layers):  # for example a running mean, which cannot be frozen
        return menu
    frozen = is_frozen(layers, part)
    words = _translate("WeightsPlot", "Freeze this number")
    if frozen:
        words = _translate("WeightsPlot", "Unfreeze this number")
    action = menu.addAction(words)
    action.setToolTip(_translate("WeightsPlot", "What is frozen does not change in training"))
    action.triggered.connect(lambda: freeze.emit(part.layer, part.name, part.index, not frozen))
    if can_switch(layers, part):
        off = is_off(layers, part)
        words = _translate("WeightsPlot", "Switch this weight off")
        tip = _translate("WeightsPlot", "It is held at 0, also while training goes on")
        if off:
            words = _translate("WeightsPlot", "Switch this weight on")
            tip = _translate("WeightsPlot", "It gets back exactly what it had")
        action = menu.addAction(words)
        action.setToolTip(tip)
        action.triggered.connect(lambda: switch.emit(part.layer, part.index, not off))
    menu.addSeparator()
    for text, quantity in offered_by(part, layers, 1):
        said = _translate("WeightsPlot", "Plot {what} over time").format(what=text)
        action = menu.addAction(said)
        action.setToolTip(quantity)
        action.triggered.connect(lambda _=False, quantity=quantity: plot.emit(quantity))
    return menu
