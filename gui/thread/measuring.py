"""Asks the run how important the inputs are, and hears the answer by its ticket."""

from PySide6.QtCore import QObject, Signal, Slot

from core.run.answers import Answer
from core.run.commands import AskImportance, CancelImportance
from gui.thread.session import Session


class Measuring(QObject):
    """One question at a time: a newer one replaces it."""

    measured = Signal(object)  # Importance, or None if it was cancelled or refused

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._ticket = 0
        session.answered.connect(self._hear)

    @Slot(str, int, int)
    def ask(self, part: str, repeats: int, seed: int) -> None:
        """Measure on a part; `measured` follows."""
        self._ticket = self._session.ticket()
        self._session.do(AskImportance(part, repeats, seed, ticket=self._ticket))

    @Slot()
    def cancel(self) -> None:
        """Stop measuring."""
        self._session.do(CancelImportance())

    @Slot(object)
    def _hear(self, answer: Answer) -> None:
        if answer.news == "importance_measured":
            (found,) = answer.values
            if found is None or answer.ticket == self._ticket:
                self.measured.emit(found)
        elif answer.news == "failed" and answer.ticket == self._ticket and self._ticket:
            self.measured.emit(None)
