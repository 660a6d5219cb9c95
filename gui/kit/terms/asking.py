"""Asking what a word means: the cursor rests on it, or F1 is pressed, and the window is told.

Whoever shows words knows neither the glossary nor the numbers of the moment: an event goes to the
main window, which shows a card over the window that asked.
"""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, QRect, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from core.records import Record

#: how long the cursor has to rest, in milliseconds
REST = 400
#: the key that asks about the control with the keys, in every window
KEY = "F1"

_ASKED = QEvent.Type(QEvent.registerEventType())
_KEY_ASKED = QEvent.Type(QEvent.registerEventType())
_LEFT = QEvent.Type(QEvent.registerEventType())


class Asked(Record):
    """What is asked about: terms by their ids, and the address of a number if it is one.

    `place` is where it stands, in the coordinates of its widget; `help` is what else is known of
    it.
    """

    ids: tuple[str, ...]
    place: QRect
    address: str = ""
    help: str = ""


class TermAsked(QEvent):
    """Sent to the main window; it accepts it if it shows a card for it."""

    KIND = _ASKED

    def __init__(self, asked: Asked, widget: QWidget) -> None:
        super().__init__(_ASKED)
        self.asked, self.widget = asked, widget
        self.ignore()


class KeyAsked(QEvent):
    """Sent to the main window when another window asks about its control with the keys."""

    KIND = _KEY_ASKED

    def __init__(self, window: QWidget) -> None:
        super().__init__(_KEY_ASKED)
        self.window = window
        self.ignore()


class TermLeft(QEvent):
    """Sent to the main window when the cursor has gone on."""

    KIND = _LEFT

    def __init__(self) -> None:
        super().__init__(_LEFT)


class Resting(QObject):
    """Watches the cursor in a widget that tells it of every move, and asks once it rests."""

    def __init__(self, widget: QWidget, at: Callable[[QPointF], Asked | None]) -> None:
        super().__init__(widget)
        self._widget, self._at = widget, at
        self._asked: Asked | None = None
        #: whether the card of what the cursor rests on is shown
        self.is_shown = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REST)
        self._timer.timeout.connect(self._rest)

    def move(self, place: QPointF) -> None:
        """Take where the cursor is."""
        asked = self._at(place)
        if asked == self._asked:
            return
        self.leave()
        self._asked = asked
        if asked is not None:
            self._timer.start()

    def leave(self) -> None:
        """The cursor is on no word, or what it was on is gone."""
        self._timer.stop()
        self._asked = None
        if self.is_shown:
            self.is_shown = False
            _send(self._widget, TermLeft())

    def _rest(self) -> None:
        if self._asked is not None and self._widget.isVisible():
            event = TermAsked(self._asked, self._widget)
            _send(self._widget, event)
            self.is_shown = event.isAccepted()


def asks_by_key(event: QKeyEvent, window: QWidget) -> bool:
    """Return whether a key that no control of a window needed asks about one, and is answered.

    The actions of the main window hear no key of the windows beside it, and a window that is modal
    lets nothing open but what lies over it.
    """
    if QKeySequence(event.keyCombination()) != QKeySequence(KEY):
        return False
    asked = KeyAsked(window)
    _send(window, asked)
    return asked.isAccepted()


def _send(widget: QWidget, event: QEvent) -> None:
    """Send an event to the main window, also from the windows beside it."""
    window = widget.window()
    while (parent := window.parentWidget()) is not None:
        window = parent.window()
    QCoreApplication.sendEvent(window, event)
