"""Planting a bug in the backward pass, hidden or chosen by name, mending it, taking it out.

Each is a step of undo once it is done, but no file holds it: there is nothing to save after it.
Only mending the bug or taking it out reveals which one it was; undo and redo must not give a hidden
bug away.
"""

import random
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from core.pictures.edits import FreezeEdit
from core.pictures.findings import GradientCheck
from core.pictures.snapshot import Snapshot
from core.run.answers import Answer
from core.run.commands import AskCode, PlantAnyBug, PlantBug
from core.run.learning.mending import LayerCode
from core.run.learning.planted import BUG_NAMES, bug_label, bug_words
from core.words import say
from gui.documents.document import Document
from gui.kit.action_row import ActionRow, Menu, Place, Situation, can_step
from gui.thread.session import Session

if TYPE_CHECKING:
    from gui.examine.mending import MendDialog

_translate = QCoreApplication.translate

_MOST = 2**31


class BugCommands(QObject):
    """Plants bugs, and knows whether one is planted at the moment shown."""

    told = Signal(str)
    #: a bug has been planted or taken out
    changed = Signal()
    #: the worst number of the last gradient check is to be shown
    worst_wanted = Signal(object)  # Worst

    def __init__(self, session: Session, document: Document, window: QWidget | None = None) -> None:
        super().__init__(window)
        self._window = window
        self._checked: GradientCheck | None = None  # at the moment shown
        self._checked_at: tuple[int, int, str] | None = None
        self._shown: Snapshot | None = None
        self.dialog: MendDialog | None = None
        self._session, self._document = session, document
        self._bug = self._last = ""  # at the moment shown, and where training is
        #: the steps of undo that are not confirmed yet, by the ticket of the command
        self._asked: dict[int, str] = {}
        session.answered.connect(self._answered)
        session.gradients_checked.connect(self._show_check)
        session.edited.connect(self._drop_check)
        session.code_shown.connect(self._show_code)
        document.replaced.connect(self._forget)

    def rows(self) -> tuple[ActionRow, ...]:
        """Return the actions."""
        hidden = ActionRow(
            "plant_hidden_bug",
            _translate("Actions", "One that I do not &know"),
            _translate(
                "Actions", "Put a mistake into the backward pass for you to find (Ctrl+Shift+B)"
            ),
            Place(Menu.BUG),
            self.plant_hidden,
            can_step,
            ("Ctrl+Shift+B",),
        )
        out = ActionRow(
            "take_bug_out",
            _translate("Actions", "&Take the bug out"),
            _translate("Actions", "Repair the backward pass, and say which bug it was"),
            Place(Menu.BUG, 2),
            self.take_out,
            _has_bug,
        )
        mend = ActionRow(
            "mend_bug",
            _translate("Actions", "&Mend it…"),
            _translate("Actions", "Find the wrong line of the backward pass, and mend it"),
            Place(Menu.BUG, 2),
            self.mend,
            _has_bug,
        )
        return hidden, *(self._row(name) for name in BUG_NAMES), mend, out

    def _row(self, name: str) -> ActionRow:
        label = bug_label(name)
        return ActionRow(
            f"plant_{name}",
            label[:1].upper() + label[1:],
            _translate("Actions", "Plant this bug in the backward pass"),
            Place(Menu.BUG, 1),
            partial(self.plant, name),
            can_step,
        )

    # ------------------------------------------------------------------ what it receives

    @Slot(object)
    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Note the bug that is planted at the moment shown."""
        before, self._bug = self._bug, snapshot.bug
        self._last, self._shown = snapshot.bug, snapshot
        if self.dialog is not None:
            self.dialog.show_layers(snapshot.layers)
        if self._checked is not None and _moment_of(snapshot) != self._checked_at:
            self._drop_check()
        if self._bug != before and self.dialog is not None and not self.dialog.is_mended():
            self._begin()
        if bool(before) != bool(snapshot.bug):
            self.changed.emit()

    @Slot()
    def _drop_check(self, by: object = None) -> None:
        """Forget the last check; whatever is frozen `by` an edit has the gradient that it had."""
        if isinstance(by, FreezeEdit):
            return
        self._checked = None
        if self.dialog is not None:
            self.dialog.show_check(None)

    def is_planted(self) -> bool:
        """Return whether a bug is planted at the moment shown."""
        return bool(self._bug)

    @Slot(object)
    def _forget(self, _: object) -> None:
        self._asked.clear()
        self._last = ""
        if self._bug:
            self._bug = ""
            self.changed.emit()

    @Slot(object)
    def _answered(self, answer: Answer) -> None:
        if answer.news == "failed":
            self._asked.pop(answer.ticket, None)
        if answer.news != "planted":
            return
        before, (now,) = self._last, answer.values
        self._last = now
        label = self._asked.pop(answer.ticket, None)
        if label is None or before == now:
            return
        again = partial(self._put, now)
        self._document.edit_live(label, partial(self._put, before), again, counts=False)
        if not now and self.dialog is not None:
            self.dialog.said(bug_words(before))
        if now:
            self.told.emit(
                _translate(
                    "BugCommands",
                    "A bug is planted. Train, then Examine ▸ Check gradients shows where it is, "
                    "and Mend it… finds its line.",
                )
            )
        else:
            self.told.emit(bug_words(before))

    # ------------------------------------------------------------------ what it does

    @Slot()
    def plant_hidden(self) -> None:
        """Plant one of the bugs that can act here, without revealing which."""
        label = _translate("BugCommands", "planting of a bug")
        draw = random.SystemRandom().randrange(_MOST)
        self._session.do(PlantAnyBug(draw, ticket=self._ask(label)))

    def plant(self, name: str) -> None:
        """Plant a bug by its name."""
        label = say("BugCommands", "planting of “{bug}”", bug=bug_label(name))
        self._session.do(PlantBug(name, acting=True, ticket=self._ask(label)))

    @Slot()
    def take_out(self) -> None:
        """Take the bug out."""
        label = _translate("BugCommands", "repair of the bug")
        self._session.do(PlantBug("", ticket=self._ask(label)))

    # ------------------------------------------------------------------ mending

    @Slot()
    def mend(self) -> None:
        """Open the window in which the wrong line is found."""
        from gui.examine.mending import MendDialog

        if self.dialog is None:
            self.dialog = MendDialog(self._window)
            self.dialog.check_wanted.connect(self._session.check_gradients)
            self.dialog.worst_wanted.connect(self._show_worst)
            self.dialog.mended.connect(self._mended)
        if self._shown is not None:
            self.dialog.show_layers(self._shown.layers)
        self._begin()
        self.dialog.bring()

    def _begin(self) -> None:
        assert self.dialog is not None
        self.dialog.begin()
        self.dialog.show_check(self._checked)
        self._session.do(AskCode())

    def _show_worst(self) -> None:
        if self._checked is not None and self._checked.worst is not None:
            self.worst_wanted.emit(self._checked.worst)

    def _mended(self) -> None:
        self.take_out()
        self._session.check_gradients()

    @Slot(object)
    def _show_check(self, check: GradientCheck) -> None:
        if self._shown is not None:
            # a bug may have been mended since the snapshot shown
            of = self._shown
            self._checked, self._checked_at = check, (of.run_id, of.update, self._last)
        if self.dialog is not None:
            self.dialog.show_check(check)

    @Slot(object)
    def _show_code(self, code: tuple[LayerCode, ...]) -> None:
        if self.dialog is not None:
            self.dialog.show_code(code)

    def _ask(self, label: str) -> int:
        ticket = self._session.ticket()
        self._asked[ticket] = label
        return ticket

    def _put(self, name: str) -> None:
        self._session.do(PlantBug(name))


def _has_bug(now: Situation) -> bool:
    return now.planted and can_step(now)


def _moment_of(snapshot: Snapshot) -> tuple[int, int, str]:
    return snapshot.run_id, snapshot.update, snapshot.bug
