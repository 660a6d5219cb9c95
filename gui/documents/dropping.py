"""A file dropped on the window, and the zone that shows where while one is dragged over it."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from core.documents.opening import is_lesson, is_project
from core.words import plain_name, say
from gui.kit.fonts import heading_font
from gui.kit.theme import CARD_RADIUS, LIGHT, Theme

_translate = QCoreApplication.translate
_MARGIN = 12.0


class Drops(QObject):
    """Accepts a file dropped on a window; the zone lies over it and moves nothing."""

    dropped = Signal(object)  # Path

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.zone = DropZone(window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragEnterEvent) and (path := _dropped(event)) is not None:
            event.acceptProposedAction()
            self.zone.appear(path)
            return True
        if event.type() == QEvent.Type.DragLeave:
            self.zone.hide()
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            self.zone.hide()
            path = _dropped(event)
            if path is not None:
                event.acceptProposedAction()
                self.dropped.emit(path)
                return True
        return super().eventFilter(watched, event)


class DropZone(QWidget):
    """A dashed frame over the whole window, with a sentence on what dropping the file does."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._words = ""
        self._theme = LIGHT
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(_translate("DropZone", "Drop a file here"))
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def appear(self, path: Path) -> None:
        """Lie over the window, and say what becomes of this file."""
        window = self.parentWidget()
        assert window is not None
        self._words = _words_of(path)
        self.setAccessibleDescription(self._words)
        self.setGeometry(window.rect())
        self.show()
        self.raise_()

    def words(self) -> str:
        """Return the sentence."""
        return self._words

    def paintEvent(self, _: QPaintEvent) -> None:
        theme = self._theme
        frame = QRectF(self.rect()).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        ground = QColor(theme.canvas)
        ground.setAlphaF(0.85)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(self.rect(), ground)
            pen = QPen(QColor(theme.now), 2.0)
            pen.setDashPattern([5.0, 4.0])
            painter.setPen(pen)
            painter.drawRoundedRect(frame, CARD_RADIUS, CARD_RADIUS)
            painter.setFont(heading_font(self.font()))
            painter.setPen(QColor(theme.text))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(frame.adjusted(24.0, 0.0, -24.0, 0.0), int(flags), self._words)


def _words_of(path: Path) -> str:
    """Return what dropping a file does."""
    name = plain_name(path.name)
    if is_lesson(path):
        return say("DropZone", "Drop it to begin the lesson {name}", name=name)
    if is_project(path):
        return say("DropZone", "Drop it to open the project {name}", name=name)
    return say("DropZone", "Drop it to learn from the table {name}", name=name)


def _dropped(event: QDragEnterEvent | QDropEvent) -> Path | None:
    """Return the dropped file, if it is a single local one, or None."""
    urls = event.mimeData().urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    if not event.possibleActions() & Qt.DropAction.CopyAction:
        return None
    return Path(urls[0].toLocalFile())
