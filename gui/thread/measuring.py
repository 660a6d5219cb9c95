"""Asks the run for something that takes a while, and hears the answer by its ticket."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from core.run.answers import Answer
from core.run.commands import Command
from gui.thread.session import Session


class Measuring(QObject):
    """One question at a time: a newer one replaces it. `news` is the kind of its answer."""

    measured = Signal(object)  # what the answer holds, or None if it was cancelled or refused

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
        if answer.news == self._news:
            (found,) = answer.values
            if found is None or answer.ticket == self._ticket:
                self.measured.emit(found)
        elif answer.news == "failed" and answer.ticket == self._ticket and self._ticket:
            self.measured.emit(None)
