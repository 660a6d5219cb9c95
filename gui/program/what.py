"""What is this? Shift+F1, then a click on anything: what it is, and what it says now.

The answer comes from what every control already has: its name, its help, its value; and from the
glossary.
"""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QTextDocumentFragment
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QFrame,
    QLabel,
    QLineEdit,
    QMainWindow,
    QProgressBar,
    QTabBar,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from core.lesson.glossary.finding import explained
from core.records import Record
from core.words import say
from gui.kit.plain import Label
from gui.kit.style import set_role, text_scale

_translate = QCoreApplication.translate


class Told(Record):
    """What something is called, what it does, what it says now, and the words in that."""

    name: str
    help: str
    now: str
    terms: tuple[tuple[str, str], ...]


def told_about(widget: QWidget, place: QPoint) -> Told:
    """Return what can be said about a widget at a place in it; "" where there is nothing."""
    found: QWidget | None = widget
    while found is not None and not found.isWindow():
        told = _told(found, found.mapFromGlobal(widget.mapToGlobal(place)))
        if told.name and (told.help or told.now):
            return told
        found = found.parentWidget()
    window = widget.window()
    name = window.windowTitle().replace("[*]", "")
    help = _translate("WhatIsThis", "Nothing is here. Point at a control, a plot or a number.")
    return Told(name, help, "", ())


def _told(widget: QWidget, place: QPoint) -> Told:
    name, help = widget.accessibleName(), _plain(widget.toolTip())
    if isinstance(widget, QTabBar) and widget.tabAt(place) >= 0:
        tab = widget.tabAt(place)
        name, help = widget.tabText(tab), _plain(widget.tabToolTip(tab))
    if not name and isinstance(widget, QAbstractButton | QLabel):
        name = _plain(widget.text()).replace("&", "")
    help = help or widget.accessibleDescription() or _said_there(widget, place)
    now = _value(widget)
    terms = tuple(explained(f"{name}. {help}")) if name else ()
    return Told(name, "" if help == name else help, "" if now in (name, help) else now, terms)


def _said_there(widget: QWidget, place: QPoint) -> str:
    """Return the tip that a widget shows at a place, as plots do."""
    _hide_tip()
    before = QToolTip.text()
    event = QHelpEvent(QEvent.Type.ToolTip, place, widget.mapToGlobal(place))
    QApplication.sendEvent(widget, event)
    text = QToolTip.text()
    _hide_tip()
    return "" if text == before else _plain(text)


def _hide_tip() -> None:
    """Hide a tip at once; Qt itself would wait a third of a second."""
    QToolTip.hideText()
    for widget in QApplication.topLevelWidgets():
        if widget.windowType() is Qt.WindowType.ToolTip and isinstance(widget, QLabel):
            widget.hide()


def _value(widget: QWidget) -> str:
    """Return what a control says now."""
    if isinstance(widget, QAbstractButton) and widget.isCheckable():
        return _translate("WhatIsThis", "on") if widget.isChecked() else _translate(
            "WhatIsThis", "off"
        )  # fmt: skip
    if isinstance(widget, QComboBox):
        return str(widget.currentText())
    if isinstance(widget, QLineEdit | QAbstractSpinBox):
        return str(widget.text())
    if isinstance(widget, QAbstractSlider | QProgressBar):
        return widget.accessibleDescription() or str(widget.value())
    if isinstance(widget, QLabel):
        return _plain(widget.text())
    return str(widget.accessibleDescription())


def _plain(text: str) -> str:
    """Return a tip without its marks, if it is rich text."""
    if not text.lstrip().startswith("<"):
        return text
    return QTextDocumentFragment.fromHtml(text).toPlainText()


class Answer(QFrame):
    """What is told, in a small window that goes at the next click or key."""

    def __init__(self, told: Told, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        set_role(self, "card")
        self.setAccessibleName(told.name)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(6)
        width = round(340 * text_scale())
        texts = [("heading", told.name), ("", told.help)]
        if told.now:
            texts.append(("", say("WhatIsThis", "Now: {value}", value=told.now)))
        texts += [("caption", f"{term}: {meaning}") for term, meaning in told.terms]
        self.setAccessibleDescription("\n".join(text for _, text in texts[1:] if text))
        for role, text in texts:
            if not text:
                continue
            label = Label(text if len(text) < 600 else text[:600] + "…")
            if role:
                set_role(label, role)
            label.setWordWrap(True)
            label.setFixedWidth(width)
            column.addWidget(label)

    def show_at(self, place: QPoint) -> None:
        """Show it beside a place on the screen."""
        self.adjustSize()
        parent = self.parentWidget()
        assert parent is not None
        room = parent.screen().availableGeometry()
        at = place + QPoint(12, 16)
        x = max(room.left(), min(at.x(), room.right() - self.width()))
        y = at.y() if at.y() + self.height() <= room.bottom() else place.y() - self.height() - 8
        self.move(x, max(room.top(), y))
        self.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.close()


class WhatIsThis(QObject):
    """Waits for a click, or for Enter at what has the keyboard, and says what is there."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._is_on = False
        self.answer: Answer | None = None

    @property
    def is_on(self) -> bool:
        """Whether it waits for a click."""
        return self._is_on

    def begin(self) -> None:
        """Wait for a click."""
        if self._is_on:
            return
        self._is_on = True
        QApplication.setOverrideCursor(Qt.CursorShape.WhatsThisCursor)
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(self)

    def end(self) -> None:
        """Wait no longer."""
        if self._is_on:
            self._is_on = False
            QApplication.restoreOverrideCursor()
            application = QApplication.instance()
            assert application is not None
            application.removeEventFilter(self)

    def show(self, widget: QWidget, place: QPoint) -> None:
        """Say what is at a place in a widget."""
        told = told_about(widget, place)
        self.answer = Answer(told, widget.window())
        self.answer.destroyed.connect(self._gone)
        self.answer.show_at(widget.mapToGlobal(place))

    def _gone(self) -> None:
        self.answer = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
            assert isinstance(event, QMouseEvent)
            # nothing is pressed; but Qt's own window has to pass it on, else no widget is released
            return isinstance(watched, QWidget)
        if kind is QEvent.Type.MouseButtonRelease and isinstance(watched, QWidget):
            assert isinstance(event, QMouseEvent)
            self.end()
            if event.button() is Qt.MouseButton.LeftButton:
                self.show(watched, event.position().toPoint())
            return True
        if kind is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if kind is QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            return self._typed(Qt.Key(event.key()))
        return False

    def _typed(self, key: Qt.Key) -> bool:
        if key in (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt):
            return True
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            return False
        focused = QApplication.focusWidget()
        self.end()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F1) and focused is not None:
            self.show(focused, focused.rect().center())
        return True
