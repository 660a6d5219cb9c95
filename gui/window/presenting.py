"""Presentation: only the network, its surface and its equations, readable from the last row.

Everything else is hidden, so that it fits a 1024×768 projector. The keys of a presenter's clicker
work: Page Down and Page Up step, B or the full stop darkens the screen. F12 or Esc ends it, and
everything is as before.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QMainWindow, QWidget

from gui.commands.time import TimeCommands
from gui.kit.action_row import ActionRow, Menu, Place, Situation, can_look, can_step
from gui.kit.look import Look
from gui.step.panel import StepPanel
from gui.window.layout import Columns

_translate = QCoreApplication.translate

#: text size, in per cent of the usual
TEXT_SIZE = 150
#: the network's share of the window
_OF_NETWORK = 0.55


class Verbs(Protocol):
    """The controls of a part by which something is changed or asked."""

    def allow(self, allowed: bool, /) -> None:
        """Show them, or none of them."""


class Presenting(QObject):
    """Turns the presentation on and off; `changed` is emitted after either."""

    changed = Signal()

    def __init__(
        self, window: QMainWindow, look: Look, time: TimeCommands, steps: StepPanel
    ) -> None:
        super().__init__(window)
        self._window, self._look, self._time, self._steps = window, look, time, steps
        self._columns: Columns | None = None
        self._hidden: tuple[QWidget, ...] = ()
        self._of_train: tuple[QWidget, ...] = ()
        self._verbs: tuple[Verbs, ...] = ()
        self._before: list[QWidget] = []
        self._widths = (0, 0)
        self._state = Qt.WindowState.WindowNoState
        self._is_on = False
        self._dark = QWidget(window)
        self._dark.setAccessibleName(_translate("Presenting", "Dark screen"))
        self._dark.setStyleSheet("background: black;")
        self._dark.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._dark.hide()

    def rows(self) -> tuple[ActionRow, ...]:
        """Return the actions: the presentation itself, and what the clicker's keys do in it."""
        place = Place(Menu.VIEW, 3)
        return (
            ActionRow(
                "present",
                _translate("Actions", "Prese&ntation"),
                _translate("Actions", "Only the network, its surface and equations, large"),
                place,
                self.switch,
                keys=("F12",),
                checked=_is_presenting,
            ),
            ActionRow(
                "present_next",
                _translate("Actions", "One step forward"),
                _translate("Actions", "The key of a presenter's clicker, in a presentation"),
                place,
                self._lit(self._time.step),
                lambda now: now.presenting and can_step(now),
                ("PgDown",),
                shown=_is_presenting,
            ),
            ActionRow(
                "present_back",
                _translate("Actions", "One step back"),
                _translate("Actions", "The key of a presenter's clicker, in a presentation"),
                place,
                self._lit(self._time.back),
                lambda now: now.presenting and can_look(now) and now.behind,
                ("PgUp",),
                shown=_is_presenting,
            ),
            ActionRow(
                "present_dark",
                _translate("Actions", "Dark screen"),
                _translate("Actions", "In a presentation: show nothing, or show it again"),
                place,
                self._darken,
                _is_presenting,
                ("B", "."),
                repeats=False,
                shown=_is_presenting,
            ),
        )

    def place(
        self,
        columns: Columns,
        hidden: Sequence[QWidget],
        of_train: Sequence[QWidget],
        verbs: Sequence[Verbs],
    ) -> None:
        """Take the columns, and the parts of the window that a presentation hides.

        `of_train` are those parts that are shown only in the Train view, `verbs` the controls of
        parts that stay.
        """
        self._columns, self._of_train = columns, tuple(of_train)
        self._hidden, self._verbs = (*hidden, *of_train), tuple(verbs)
        self._time.view_changed.connect(self._show_view)

    def is_on(self) -> bool:
        """Return whether it is on."""
        return self._is_on

    @Slot()
    def switch(self) -> None:
        """Begin it if it is off, otherwise end it."""
        self.turn(not self._is_on)

    def turn(self, on: bool) -> None:
        """Begin it, or end it."""
        if on is self._is_on or self._columns is None:
            return
        self._is_on = on
        if on:
            self._state = self._window.windowState()
            self._widths = self._columns.widths()
            self._before = [
                part for part in self._hidden if not part.isHidden() or part in self._of_train
            ]
            self._window.setWindowState(self._state | Qt.WindowState.WindowFullScreen)
        for part in self._before:
            # the settings belong to the Train view, whichever view this ends in
            part.setVisible(not on and not (part in self._of_train and self._time.is_stepping()))
        self._steps.show_questions(not on)
        for controls in self._verbs:
            controls.allow(not on)
        self._look.present(TEXT_SIZE if on else None)
        if on:
            self._share()
        else:
            self._dark.hide()
            self._columns.share(None)
            self._window.setWindowState(self._state)
            QTimer.singleShot(0, self, self._give_back)  # once the window has its size again
        self.changed.emit()

    @Slot()
    def _give_back(self) -> None:
        if self._columns is not None and not self._is_on:
            self._columns.set_widths(self._widths)

    @Slot()
    def leave(self) -> None:
        """End it, if it is on."""
        self.turn(False)

    @Slot(bool)
    def _show_view(self, _: bool) -> None:
        if self._is_on:
            for part in self._hidden:
                part.hide()
            self._share()

    def _share(self) -> None:
        """Give the network its share of the window, and the rest to what is beside it."""
        assert self._columns is not None
        self._columns.share(_OF_NETWORK)

    def _lit(self, act: Callable[[], object]) -> Callable[[], None]:
        def acted() -> None:
            self._dark.hide()
            act()

        return acted

    def _darken(self) -> None:
        self._dark.setGeometry(self._window.rect())
        self._dark.setVisible(self._dark.isHidden())
        self._dark.raise_()


def _is_presenting(now: Situation) -> bool:
    return now.presenting
