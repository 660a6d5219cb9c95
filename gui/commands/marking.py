"""Check my number and ask me first: one's own numbers, marked at the stop at hand."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from core.pictures.snapshot import Snapshot
from gui.kit.action_row import ActionRow, Menu, Place, can_look
from gui.step.panel import StepPanel

if TYPE_CHECKING:
    from gui.examine.marking import MarkDialog

_translate = QCoreApplication.translate


class MarkCommands(QObject):
    """Opens the window, which stays open and follows the stops."""

    told = Signal(str)
    changed = Signal()  # whether numbers are asked for before they are shown

    def __init__(self, window: QWidget, panel: StepPanel) -> None:
        super().__init__(window)
        self._window, self._panel = window, panel
        self._snapshot: Snapshot | None = None
        self.dialog: MarkDialog | None = None
        panel.cursor_changed.connect(self._follow)
        panel.covers.changed.connect(self._follow)
        panel.predict_box.toggled.connect(lambda _: self.changed.emit())

    def rows(self) -> tuple[ActionRow, ...]:
        """Return the actions."""
        return (
            ActionRow(
                "ask_first",
                _translate("Actions", "As&k me first"),
                _translate(
                    "Actions",
                    "In the Step view: cover what each stop computes until I have predicted it "
                    "(Ctrl+Shift+P)",
                ),
                Place(Menu.EXAMINE),
                self.switch_asking,
                can_look,
                ("Ctrl+Shift+P",),
                checked=lambda now: now.asking,
            ),
            ActionRow(
                "check_number",
                _translate("Actions", "Check my n&umber…"),
                _translate(
                    "Actions",
                    "Check a number of this update that you worked out by hand (Ctrl+Shift+M)",
                ),
                Place(Menu.EXAMINE),
                self.ask,
                can_look,
                ("Ctrl+Shift+M",),
            ),
        )

    def is_asking(self) -> bool:
        """Return whether numbers are asked for before they are shown."""
        return self._panel.predict_box.isChecked()

    @Slot()
    def switch_asking(self) -> None:
        """Ask for the numbers of every stop before they are shown, or not any more."""
        self._panel.predict_box.toggle()
        if self.is_asking():
            self._panel.predict.begin()

    @Slot(object)
    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Take the current moment."""
        self._snapshot = snapshot
        self._follow()

    @Slot(object)
    def _follow(self, *_: object) -> None:
        if self.dialog is not None and self.dialog.isVisible():
            self._show()

    @Slot()
    def ask(self) -> None:
        """Ask for a number of the current stop."""
        from gui.examine.marking import MarkDialog

        step = None if self._snapshot is None else self._snapshot.step
        if step is None or not step.records:
            self.told.emit(
                _translate(
                    "MarkCommands",
                    "Step through an update first (F2, then →): then it has numbers.",
                )
            )
            return
        if self.dialog is None:
            self.dialog = MarkDialog(self._window)
        self._show()
        self.dialog.bring()
        self.dialog.given.setFocus()

    def _show(self) -> None:
        from core.lesson.marking.asked import asked_of
        from core.lesson.marking.worked import Update

        snapshot, card = self._snapshot, self._panel.card
        if self.dialog is None or snapshot is None:
            return
        self.dialog.set_cover(self._panel.covers.now())
        if snapshot.step is None or not snapshot.step.records or card is None:
            self.dialog.show_update(None, ())
            return
        update = Update.of(snapshot.step, snapshot.layers)
        self.dialog.show_update(update, asked_of(card, update))
