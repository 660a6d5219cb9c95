"""What can be done with pins: a menu of all of them, and the small window that names one."""

from PySide6.QtCore import QCoreApplication, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QMenu, QToolTip, QWidget

from core.lesson.numbers import count, figure
from core.pictures.snapshot import Pin
from gui.kit.plain import Label
from gui.kit.style import set_role

_LONGEST = 60


def pin_title(pin: Pin) -> str:
    """Return a pin in words: flat · update 20; or just the name if it contains the update."""
    translate = QCoreApplication.translate
    update = count(pin.update)
    if update in pin.name:
        return pin.name
    return translate("TimelineBar", "{name} · update {update}").format(name=pin.name, update=update)


class PinMenu(QMenu):
    """The pins and what can be done with them; filled again each time it opens."""

    go_requested = Signal(int)  # the number of updates
    rename_requested = Signal(object)  # Pin
    delete_requested = Signal(int)  # number of the pin
    compare_requested = Signal(int, int)  # two numbers of updates

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setToolTipsVisible(True)
        self.setAccessibleName(QCoreApplication.translate("TimelineBar", "Pins"))

    def fill(self, pins: tuple[Pin, ...], start: int, now: int, end: int) -> None:
        """Offer every pin, and the comparisons that need none."""
        translate = QCoreApplication.translate
        self._empty()
        if not pins:
            text = translate("TimelineBar", "No moment is pinned yet")
            self.addAction(text).setEnabled(False)
        for pin in pins:
            self._fill_one(self.addMenu(_escaped(pin_title(pin))), pin, now)
        self.addSeparator()
        self._add_compare(self, translate("TimelineBar", "Compare the start with now"), start, now)
        self._add_compare(self, translate("TimelineBar", "Compare now with the latest"), now, end)

    def fill_for(self, pin: Pin, now: int) -> None:
        """Offer only what can be done with one pin."""
        self._empty()
        title = self.addAction(_escaped(pin_title(pin)))
        title.setEnabled(False)
        self.addSeparator()
        self._fill_one(self, pin, now)

    def _empty(self) -> None:
        for action in self.actions():
            inner = action.menu()
            if isinstance(inner, QMenu):
                inner.deleteLater()
        self.clear()

    def _fill_one(self, menu: QMenu, pin: Pin, now: int) -> None:
        translate = QCoreApplication.translate
        go = menu.addAction(translate("TimelineBar", "Go there"))
        go.setEnabled(pin.update != now)
        if pin.loss is not None:
            text = translate("TimelineBar", "training loss {loss}").format(loss=figure(pin.loss))
            go.setToolTip(text)
        go.triggered.connect(lambda: self.go_requested.emit(pin.update))
        text = translate("TimelineBar", "Compare with now")
        self._add_compare(menu, text, pin.update, now)
        rename = menu.addAction(translate("TimelineBar", "Rename…"))
        rename.triggered.connect(lambda: self.rename_requested.emit(pin))
        delete = menu.addAction(translate("TimelineBar", "Delete"))
        delete.setToolTip(translate("TimelineBar", "Forget the name; the moment stays recorded"))
        delete.triggered.connect(lambda: self.delete_requested.emit(pin.number))

    def _add_compare(self, menu: QMenu, text: str, first: int, second: int) -> None:
        action = menu.addAction(text)
        action.setEnabled(first != second)
        one, other = sorted((first, second))
        action.triggered.connect(lambda: self.compare_requested.emit(one, other))


class NameField(QFrame):
    """A small window above the bar that asks for a pin's name: Enter accepts it, Esc cancels."""

    named = Signal(int, str)  # number of the pin, its new name

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        translate = QCoreApplication.translate
        set_role(self, "card")
        self._pin: Pin | None = None
        self.field = QLineEdit()
        self.field.setMaxLength(_LONGEST)
        self.field.setMinimumWidth(200)
        words = translate("TimelineBar", "Name of this moment")
        self.field.setAccessibleName(words)
        self.field.setToolTip(translate("TimelineBar", "Enter accepts the name, Esc cancels"))
        self.field.returnPressed.connect(self._take)
        self.field.inputRejected.connect(self._say_full)
        label = Label(words)
        set_role(label, "caption")
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 8, 8, 8)
        row.addWidget(label)
        row.addWidget(self.field)

    def ask(self, pin: Pin, place: QPoint) -> None:
        """Ask for the name of a pin, in a window whose lower right corner is at `place`."""
        self._pin = pin
        self.field.setText(pin.name)
        self.field.selectAll()
        self.adjustSize()
        self.move(place - QPoint(self.width(), self.height() + 4))
        self.show()
        self.field.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        event.accept()  # keys typed into a name must not control the window

    def _say_full(self) -> None:
        """Say, beside the text, why no more letters are accepted."""
        text = QCoreApplication.translate("TimelineBar", "A name has at most {count} letters.")
        place = self.field.mapToGlobal(QPoint(0, -2 * self.field.height()))
        QToolTip.showText(place, text.format(count=_LONGEST), self.field)

    def _take(self) -> None:
        pin, name = self._pin, self.field.text().strip()
        self.hide()
        if pin is not None and name and name != pin.name:
            self.named.emit(pin.number, name)


def _escaped(text: str) -> str:
    """Return a text escaped for a menu, in which & would mark a key."""
    return text.replace("&", "&&")
