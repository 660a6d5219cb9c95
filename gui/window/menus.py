"""The menu bar, with every action where its row says."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar

from gui.kit.action_row import Menu, Place, in_menu_order
from gui.kit.actions import Actions

_translate = QCoreApplication.translate

#: the submenus
_WITHIN = (
    (Menu.THEME, Place(Menu.VIEW, 2)),
    (Menu.UNIT, Place(Menu.TRAIN)),
    (Menu.BUG, Place(Menu.EXAMINE, 1)),
    (Menu.ASK, Place(Menu.EXAMINE)),
)


def build_menus(
    bar: QMenuBar, actions: Actions, others: Sequence[tuple[QMenu, Place]] = ()
) -> None:
    """Fill the menu bar; submenus go at the end of the section they belong to."""
    titles = {
        Menu.FILE: _translate("Menus", "&File"),
        Menu.EDIT: _translate("Menus", "&Edit"),
        Menu.VIEW: _translate("Menus", "&View"),
        Menu.TRAIN: _translate("Menus", "&Train"),
        Menu.EXAMINE: _translate("Menus", "E&xamine"),
        Menu.LESSONS: _translate("Menus", "&Lessons"),
        Menu.HELP: _translate("Menus", "&Help"),
        Menu.THEME: _translate("Menus", "&Theme"),
        Menu.UNIT: _translate("Menus", "A step &is"),
        Menu.BUG: _translate("Menus", "Plant a &bug"),
        Menu.ASK: _translate("Menus", "When to &ask me first"),
    }
    made = {kind: QMenu(titles[kind], bar) for kind in Menu}
    entries = [(row.place, actions[row.name]) for row in in_menu_order(actions.rows())]
    entries += [(place, menu.menuAction()) for menu, place in others]
    entries += [(place, made[kind].menuAction()) for kind, place in _WITHIN]
    inside = [kind for kind, _ in _WITHIN]
    for kind, menu in made.items():
        menu.setToolTipsVisible(True)
        _fill(menu, [(place.section, action) for place, action in entries if place.menu is kind])
        if kind not in inside:
            bar.addMenu(menu)


def _fill(menu: QMenu, entries: Sequence[tuple[int, QAction]]) -> None:
    """Add actions by section, with a line between sections."""
    before: int | None = None
    for section, action in sorted(entries, key=lambda entry: entry[0]):
        if before not in (None, section):
            menu.addSeparator()
        menu.addAction(action)
        before = section
