"""Plotting the number under the cursor over time: in menus, and with a key."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QMenu

from core.lesson.past.naming import line_of


def has_line(address: str) -> bool:
    """Return whether the number at an address can be plotted over time."""
    return bool(address) and bool(line_of(address, int))


def add_plot(
    menu: QMenu, address: str, ask: Callable[[str], None], words: str = "", is_key: bool = True
) -> None:
    """Add “Plot over time” to a menu, if there is such a line; `is_key`: it is what T does."""
    if not has_line(address):
        return
    words = words or QCoreApplication.translate("StepPanel", "Plot over time")
    action = QAction(f"{words}\tT" if is_key else words, menu)
    action.setToolTip(line_of(address, int))
    action.triggered.connect(lambda: ask(address))
    menu.addAction(action)


def is_plot_key(event: QKeyEvent) -> bool:
    """Return whether a key asks for the plot: T, as in the diagram."""
    return event.key() == Qt.Key.Key_T and event.modifiers() == Qt.KeyboardModifier.NoModifier
