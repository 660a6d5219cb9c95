"""What is chosen in a view: noted when the view is made, and chosen again for another document."""

from PySide6.QtWidgets import QAbstractButton, QWidget

from gui.kit.view import Forgets


def note_choices(view: QWidget) -> None:
    """Note what is chosen in a view that was just made."""
    for button in view.findChildren(QAbstractButton):
        if button.isCheckable():
            button.setProperty("as_made", button.isChecked())


def forget_choices(*views: QWidget) -> None:
    """Choose again in views what they were made with: another document begins."""
    for view in views:
        made = [button for button in view.findChildren(QAbstractButton) if _is_other(button)]
        for button in sorted(made, key=QAbstractButton.isChecked):  # of a group, the first one
            button.setChecked(bool(button.property("as_made")))
        if isinstance(view, Forgets):
            view.forget()


def _is_other(button: QAbstractButton) -> bool:
    made = button.property("as_made")
    return made is not None and bool(made) is not button.isChecked()
