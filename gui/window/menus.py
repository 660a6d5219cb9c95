"""The menu bar: every action under the heading where people look for it."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMenu, QMenuBar

from gui.kit.actions import Actions
from gui.kit.tabs import VIEWS

_translate = QCoreApplication.translate


def build_menus(
    bar: QMenuBar,
    actions: Actions,
    recent: QMenu,
    examples: QMenu,
    figures: Sequence[QMenu] = (),
) -> None:
    """Fill the menu bar."""
    file = _menu(bar, _translate("Menus", "&File"))
    file.addActions([actions["new"], actions["open"]])
    file.addMenu(recent)
    file.addMenu(examples)
    file.addSeparator()
    file.addActions([actions["save"], actions["save_as"], actions["revert"]])
    file.addSeparator()
    file.addActions([actions["export"], actions["import_weights"]])
    file.addSeparator()
    file.addActions([actions["save_history"], actions["save_strip"]])
    for menu in figures:
        file.addMenu(menu)
    file.addSeparator()
    file.addAction(actions["quit"])

    edit = _menu(bar, _translate("Menus", "&Edit"))
    edit.addActions([actions.undo, actions.redo])
    edit.addSeparator()
    edit.addAction(actions["preferences"])

    view = _menu(bar, _translate("Menus", "&View"))
    view.addActions([actions["train_view"], actions["step_view"], actions["switch_view"]])
    view.addSeparator()
    view.addActions([actions[f"view_{name}"] for name in VIEWS])
    view.addSeparator()
    theme = view.addMenu(_translate("Menus", "&Theme"))
    theme.setToolTipsVisible(True)
    theme.addActions([actions[f"theme_{name}"] for name in ("light", "dark", "system")])
    view.addSeparator()
    view.addAction(actions["full_screen"])

    train = _menu(bar, _translate("Menus", "&Train"))
    train.addActions([actions["play"], actions["step"], actions["step_epoch"]])
    train.addActions([actions["back"], actions["back_epoch"]])
    unit = train.addMenu(_translate("Menus", "A step &is"))
    unit.addActions([actions[f"unit_{name}"] for name in ("phase", "update", "epoch")])
    train.addSeparator()
    train.addActions([actions["to_start"], actions["to_end"], actions["pin"]])
    train.addSeparator()
    train.addActions([actions["stops"], actions["go_to_epoch"]])
    train.addSeparator()
    train.addActions([actions["reset"], actions["new_weights"], actions["try_starts"]])
    train.addSeparator()
    train.addActions([actions["slower"], actions["faster"]])

    examine = _menu(bar, _translate("Menus", "E&xamine"))
    names = ("explain", "check_gradients", "compare", "notebook")
    examine.addActions([actions[name] for name in names])

    help = _menu(bar, _translate("Menus", "&Help"))
    help.addActions([actions["keys"], actions["about"]])


def _menu(bar: QMenuBar, title: str) -> QMenu:
    menu = bar.addMenu(title)
    menu.setToolTipsVisible(True)
    return menu
