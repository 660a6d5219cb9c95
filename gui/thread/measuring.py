"""Asks the run for something that takes a while, and hears the answer by its ticket."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from core.run.answers import Answer
from core.run.commands import Command
from gui.thread.session import Session


class Measuring(QObject):
    """One question at a time: a newer one replaces it. `news` is the kind of its answer.

    What others ask, and what a question that was replaced still brings, is not heard.
    """

    #: what the answer holds, several values as a tuple; None if it was cancelled or refused
    measured = Signal(object)
    progressed = Signal(str, int, int)  # what, done, total
    refused = Signal(object)  # UserError; `measured` follows

    def __init__(self, session: Session, news: str, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._news = session, news
        self._ticket = 0
        session.answered.connect(self._hear)

    def ask(self, command: Command) -> None:
        """Do a command; `measured` follows."""
        self._ticket = self._session.ticket()
        self._session.do(replace(command, ticket=self._ticket))

    @Slot(object)
    def _hear(self, answer: Answer) -> None:
        if not self._ticket or answer.ticket != self._ticket:
            return
        if answer.news == self._news:
            values = answer.values
            self.measured.emit(values[0] if len(values) == 1 else values)
        elif answer.news == "progress":
            self.progressed.emit(*answer.values)
        elif answer.news == "failed":
            self.refused.emit(*answer.values)
            self.measured.emit(None)
