"""The keys of the editor: undo, redo and save mean the lesson while the cursor is in its page."""

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

_KEY = QKeySequence.StandardKey


class EditorKeys(QObject):
    """Takes these keys from all fields of a page, before they or the window's actions do."""

    undo = Signal()
    redo = Signal()
    save = Signal()

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._meant = ((_KEY.Undo, self.undo), (_KEY.Redo, self.redo), (_KEY.Save, self.save))
        for child in (page, *page.findChildren(QWidget)):
            child.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        for key, meant in self._meant:
            if event.matches(key):
                if event.type() == QEvent.Type.ShortcutOverride:
                    event.accept()
                    return True
                if event.type() == QEvent.Type.KeyPress:
                    meant.emit()
                    return True
        return super().eventFilter(watched, event)
