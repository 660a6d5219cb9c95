"""One message at the bottom of the diagram: what happened, what to do, and buttons to do it.

It covers what is there and moves nothing. A plain message disappears by itself; an error, or a
message with buttons, stays until the next action.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QMainWindow,
    QPushButton,
    QToolButton,
    QWidget,
)

from gui.kit.icons import icon
from gui.kit.plain import Label, plain_tip
from gui.kit.style import set_role, text_scale
from gui.kit.theme import Theme

_translate = QCoreApplication.translate

#: how long a plain message is shown; its greatest width, and the margin beside it
_SHOWN_MS, _WIDTH, _GAP = 6000, 680, 12
#: with less than this width, at the usual text size, the message has its buttons below it
_MESSAGE = 200


class NoticeBar(QFrame):
    """A message, a hint and actions; it is a child of the widget whose bottom edge it covers."""

    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._bad = False
        self._under: QWidget | None = None
        self._above: QWidget | None = None
        self._beside: QWidget | None = None
        self._mark = Label()
        self.message = Label()
        self.message.setWordWrap(True)
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._buttons = QWidget()
        self._row = QHBoxLayout(self._buttons)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self.close_button = QToolButton()
        set_role(self.close_button, "plain")
        self.close_button.setToolTip(_translate("NoticeBar", "Dismiss this message (Esc)"))
        self.close_button.setAccessibleName(_translate("NoticeBar", "Dismiss"))
        self.close_button.clicked.connect(self.dismiss)
        self._parts = layout = QGridLayout(self)
        layout.setContentsMargins(16, 6, 8, 6)
        layout.setSpacing(8)
        layout.setColumnStretch(1, 1)
        layout.addWidget(self._mark, 0, 0)
        layout.addWidget(self.message, 0, 1)
        layout.addWidget(self._buttons, 0, 2)
        layout.addWidget(self.close_button, 0, 3)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(_SHOWN_MS)
        self._late.timeout.connect(self._go_if_unread)
        self.setVisible(False)

    def lie_over(self, widget: QWidget, above: QWidget | None = None) -> None:
        """From now on, cover the bottom edge of a widget, but stay above `above`."""
        self._under, self._above = widget, above
        self.setParent(widget)
        widget.installEventFilter(self)
        self.setVisible(False)

    def stay_beside(self, widget: QWidget) -> None:
        """From now on, lie at the right of a card in the lower left corner, or above it."""
        self._beside = widget
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        moved = kind == QEvent.Type.Resize and watched is self._under
        moved |= watched is self._beside and kind in (
            *(QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.Resize, QEvent.Type.Move),
        )
        if moved and not self.isHidden():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        """Take the room that the message needs, centred at the bottom."""
        under = self._under
        if under is None:
            return
        most = round(_WIDTH * text_scale())
        start, foot = 0, under.height()
        beside = self._beside
        if beside is not None and beside.isVisible():
            corner = under.mapFromGlobal(beside.mapToGlobal(QPoint(0, 0)))
            if under.width() - corner.x() - beside.width() >= most // 2 + 2 * _GAP:
                start = corner.x() + beside.width()
            else:
                foot = corner.y()
        width = min(max(200, under.width() - start - 2 * _GAP), most)
        layout = self._parts
        layout.removeWidget(self._buttons)
        others = (self._mark, self._buttons, self.close_button)
        room = width - sum(part.sizeHint().width() + 8 for part in others) - 24
        if room < _MESSAGE * text_scale():
            layout.addWidget(self._buttons, 1, 1, 1, 3, Qt.AlignmentFlag.AlignLeft)
        else:
            layout.addWidget(self._buttons, 0, 2)
        layout.activate()
        high = max(layout.totalHeightForWidth(width), layout.totalMinimumSize().height())
        left = 0
        if self._above is not None and self._above.isVisible():
            left = self._above.height()
        top = max(0, min(foot, under.height() - left) - high - _GAP)
        self.setGeometry(start + (under.width() - start - width) // 2, top, width, high)
        self.raise_()

    def _go_if_unread(self) -> None:
        """Disappear by itself, but not while the cursor is on it, because it is being read."""
        if self.underMouse():
            self._late.start()
        else:
            self.dismiss()

    def actions_shown(self) -> list[QPushButton]:
        """Return the buttons shown, in order."""
        items = (self._row.itemAt(i) for i in range(self._row.count()))
        widgets = (item.widget() for item in items if item is not None)
        return [widget for widget in widgets if isinstance(widget, QPushButton)]

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._paint()

    def show_notice(
        self, message: str, hint: str = "", actions: Sequence[tuple[str, Callable[[], None]]] = ()
    ) -> None:
        """Show a message that is not an error."""
        self._show(message, hint, actions, bad=False)

    def show_error(
        self, message: str, hint: str = "", actions: Sequence[tuple[str, Callable[[], None]]] = ()
    ) -> None:
        """Show an error and what to do about it."""
        self._show(message, hint, actions, bad=True)

    def dismiss(self) -> None:
        """Remove the message."""
        if not self.isHidden():
            self._let_go()
            self.setVisible(False)
            self.dismissed.emit()

    def _let_go(self) -> None:
        """Take the keyboard focus from a button of this bar, and give it to no other control.

        Qt would pass it to the next control, and Space would then press that.
        """
        focused = QApplication.focusWidget()
        window = self.window()
        if focused is None or not self.isAncestorOf(focused) or not isinstance(window, QMainWindow):
            return
        centre = window.centralWidget()
        if centre is not None:
            centre.setFocus()

    def _show(
        self,
        message: str,
        hint: str,
        actions: Sequence[tuple[str, Callable[[], None]]],
        bad: bool,
    ) -> None:
        self._bad = bad
        self._let_go()
        shown = (message,) if actions else (message, hint)  # the buttons replace the hint
        self.message.setText("\n".join(_sentence(part) for part in shown if part))
        self.message.setToolTip(plain_tip(_sentence(hint) if hint else ""))
        self.setAccessibleName(self.message.text())
        self.setAccessibleDescription(hint)
        while item := self._row.takeAt(0):
            old = item.widget()
            assert old is not None  # this row holds only buttons
            old.hide()
            old.setParent(None)
            old.deleteLater()
        for label, act in actions:
            button = QPushButton(label)
            button.setToolTip(plain_tip(label))
            button.setAccessibleName(label)
            button.clicked.connect(lambda _=False, act=act: self._answer(act))
            self._row.addWidget(button)
        self._buttons.setVisible(bool(actions))
        set_role(self, "error_notice" if bad else "notice")
        self._paint()
        self.setVisible(True)
        self._place()
        if bad or actions:
            self._late.stop()
        else:
            self._late.start()

    def _answer(self, act: Callable[[], None]) -> None:
        self._let_go()
        self.setVisible(False)
        act()

    def _paint(self) -> None:
        if self._theme is None:
            return
        colour = self._theme.error if self._bad else self._theme.now
        name = "warning" if self._bad else "info"
        self._mark.setPixmap(icon(name, self._theme, colour).pixmap(18, 18))
        self.close_button.setIcon(icon("x", self._theme))


def _sentence(text: str) -> str:
    """Return a message as a sentence: capital first, full stop last.

    A message that starts with the name of a file or a field keeps its first letter.
    """
    if text.partition(" ")[0].isalpha():
        text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?", "…", ":")) else text + "."
