"""Planting a bug in the backward pass, hidden or chosen by name, and taking it out.

Each is a step of undo once it is done. Only taking the bug out reveals which one it was; undo and
redo must not give a hidden bug away.
"""

import random
from functools import partial

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from core.pictures.snapshot import Snapshot
from core.run.answers import Answer
from core.run.commands import PlantAnyBug, PlantBug
from core.run.learning.planted import BUG_NAMES, bug_label, bug_words
from core.words import say
from gui.documents.document import Document
from gui.kit.action_row import ActionRow, Menu, Place, Situation, can_step
from gui.thread.session import Session

_translate = QCoreApplication.translate

_MOST = 2**31


class BugCommands(QObject):
    """Plants bugs, and knows whether one is planted at the moment shown."""

    told = Signal(str)
    #: a bug has been planted or taken out
    changed = Signal()

    def __init__(self, session: Session, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._document = session, document
        self._bug = self._last = ""  # at the moment shown, and where training is
        #: the steps of undo that are not confirmed yet, by the ticket of the command
        self._asked: dict[int, str] = {}
        session.answered.connect(self._answered)
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
        return hidden, *(self._row(name) for name in BUG_NAMES), out

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
        self._last = snapshot.bug
        if bool(before) != bool(snapshot.bug):
            self.changed.emit()

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
        self._document.edit_live(label, partial(self._put, before), partial(self._put, now))
        if now:
            self.told.emit(
                _translate(
                    "BugCommands",
                    "A bug is planted. Train, then Examine ▸ Check gradients shows where it is.",
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

    def _ask(self, label: str) -> int:
        ticket = self._session.ticket()
        self._asked[ticket] = label
        return ticket

    def _put(self, name: str) -> None:
        self._session.do(PlantBug(name))


def _has_bug(now: Situation) -> bool:
    return now.planted and can_step(now)
