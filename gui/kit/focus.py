"""After a click, the keys belong to the window: what was clicked does not keep the focus.

Space plays and → steps, whatever was clicked before. Boxes, folds, lists and plots take the focus
only by the Tab key; fields for numbers or text, and tables of cells, also take it by a click.
"""

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QTableView,
    QTextEdit,
    QWidget,
)

#: where a person types, or selects something to copy
_TYPED = (QLineEdit, QAbstractSpinBox, QPlainTextEdit, QTextEdit, QTableView, QLabel)


class QuietClicks(QObject):
    """When a click has moved the focus to a control of one window, gives it back to that window.

    It watches the whole application, because controls come and go with what is shown.
    """

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._moved)

    @Slot(QWidget, QWidget)
    def _moved(self, _: QWidget | None, now: QWidget | None) -> None:
        if now is None or not QApplication.mouseButtons() or now.window() is not self._window:
            return
        centre = self._window.centralWidget()
        if now is centre or now is self._window or _takes_clicks(now):
            return
        if now.focusPolicy() & Qt.FocusPolicy.ClickFocus and centre is not None:
            now.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            centre.setFocus(Qt.FocusReason.MouseFocusReason)


def _takes_clicks(widget: QWidget) -> bool:
    """Return whether a person who clicks there goes on with the keyboard."""
    if isinstance(widget, QComboBox):
        return widget.isEditable()
    kinds = (widget, widget.parentWidget(), widget.focusProxy())
    return any(isinstance(one, _TYPED) for one in kinds)
