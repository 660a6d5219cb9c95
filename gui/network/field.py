"""The small field in which a number of the diagram is edited in place.

Enter or a click elsewhere commits, Esc cancels. Text that is not a number stays in the field, with
a message under it, so nothing is lost.
"""

import math
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from core.lesson.parts import Part
from gui.kit.plain import Label
from gui.kit.texts import typed_number
from gui.network.painting import Palette

_translate = QCoreApplication.translate

_SHEET = (
    "QLineEdit {{ background: {canvas}; color: {text}; border: 2px solid {border};"
    " border-radius: 4px; padding: 0 4px; min-height: 0;"
    " font-family: '{family}'; font-size: {size}px; }}"
)
_MESSAGE_SHEET = (
    "QLabel {{ background: {panel}; color: {error}; border: 1px solid {error};"
    " border-radius: 4px; padding: 2px 6px; font-size: {size}px; }}"
)


class ValueField(QLineEdit):
    """Edits the number of a part; calls `commit(part, value)` when there is a new value."""

    def __init__(self, parent: QWidget, commit: Callable[[Part, float], None]) -> None:
        super().__init__(parent)
        self._commit = commit
        self.part: Part | None = None
        self._was = ""
        self._back = Qt.FocusReason.OtherFocusReason
        self._palette: Palette | None = None
        self.message = Label("", parent)
        self.message.hide()
        self.textEdited.connect(self._edited)
        self.hide()

    def open_at(
        self,
        part: Part,
        name: str,
        value: float,
        place: QRectF,
        look: Palette,
        back: Qt.FocusReason = Qt.FocusReason.OtherFocusReason,
    ) -> bool:
        """Open over a place; return False if a text that is not a number is still being edited.

        When the field closes, the focus returns with the reason `back`.
        """
        if self.part is not None and not self.take():
            self.setFocus()
            return False
        self.part, self._palette, self._back = part, look, back
        self._was = "0" if value == 0.0 else repr(value).removesuffix(".0")
        self.setText(self._was)
        self.setAccessibleName(name)
        self.setToolTip(_translate("NetworkDiagram", "Enter accepts the number, Esc cancels"))
        self.setFont(look.number)
        self.message.setFont(look.caption)
        self.move_to(place)
        self._mark("")
        self.show()
        self.raise_()
        self._application().installEventFilter(self)  # clicks on what takes no focus
        self.setFocus(Qt.FocusReason.PopupFocusReason)
        self.selectAll()
        return True

    def move_to(self, place: QRectF) -> None:
        """Move over a place, within the diagram."""
        assert self._palette is not None
        metrics = self._palette.number_metrics
        wide = metrics.horizontalAdvance("0") * min(max(len(self._was) + 1, 9), 22) + 16.0
        rect = QRectF(0.0, 0.0, wide, metrics.height() + 10.0)
        rect.moveCenter(place.center())
        area = self._diagram().rect()
        rect.moveLeft(max(2.0, min(rect.left(), area.width() - wide - 2.0)))
        rect.moveTop(max(2.0, min(rect.top(), area.height() - rect.height() - 2.0)))
        self.setGeometry(rect.toAlignedRect())
        self._place_message()

    def take(self) -> bool:
        """Commit what is typed and close; if it is not a number, say so and return False."""
        part = self.part
        if part is None:
            return True
        if self.text().strip() == self._was:
            self.cancel()
            return True
        try:
            value = float(typed_number(self.text()))
        except (ValueError, OverflowError):
            value = math.nan
        if not math.isfinite(value):
            self._mark(_why(self.text()))
            return False
        self.cancel()
        self._commit(part, value)
        return True

    def cancel(self) -> None:
        """Close without a change."""
        had_focus = self.hasFocus()
        self.part = None
        self._application().removeEventFilter(self)
        self.message.hide()
        self.hide()
        if had_focus:
            self._diagram().setFocus(self._back)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.cancel()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take()
        else:
            super().keyPressEvent(event)
        event.accept()  # keys typed into a number must not control the window

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        passing = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        if self.part is not None and event.reason() not in passing:
            self.take()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        outside = isinstance(watched, QWidget) and watched not in (self, self.message)
        if event.type() == QEvent.Type.MouseButtonPress and outside and self.part is not None:
            self.take()
        return False

    def _diagram(self) -> QWidget:
        diagram = self.parentWidget()
        assert diagram is not None
        return diagram

    def _application(self) -> QCoreApplication:
        application = QCoreApplication.instance()
        assert application is not None
        return application

    def _edited(self) -> None:
        self._mark("")

    def _mark(self, message: str) -> None:
        assert self._palette is not None
        theme = self._palette.theme
        border = theme.error if message else theme.now
        self.setStyleSheet(
            _SHEET.format(
                canvas=theme.canvas,
                text=theme.text,
                border=border,
                family=self._palette.number.family(),
                size=self._palette.number.pixelSize(),
            )
        )
        self.setAccessibleDescription(message)
        self.message.setText(message)
        self.message.setStyleSheet(
            _MESSAGE_SHEET.format(
                panel=theme.panel, error=theme.error, size=self._palette.caption.pixelSize()
            )
        )
        self.message.setVisible(bool(message))
        self._place_message()

    def _place_message(self) -> None:
        self.message.adjustSize()
        area = self._diagram().rect()
        x = max(2, min(self.x(), area.width() - self.message.width() - 2))
        y = self.geometry().bottom() + 4
        if y + self.message.height() > area.height():
            y = self.y() - 4 - self.message.height()
        self.message.move(x, y)
        self.message.raise_()


def _why(text: str) -> str:
    if not text.strip():
        return _translate("NetworkDiagram", "A number is missing; Esc keeps the old one.")
    said = _translate("NetworkDiagram", "“{text}” is not a finite number, like 0.5 or −2.")
    return said.format(text=text.strip()[:20])
