"""Questions to training that are answered by news with their own ticket."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Slot

from core.run.answers import Answer
from core.run.commands import Command
from gui.thread.session import Session


class Asking(QObject):
    """Sends commands, and calls back with each piece of the news that was asked for."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._waiting: dict[int, tuple[str, Callable[..., Any], Callable[..., Any]]] = {}
        session.answered.connect(self._answered)

    def ask(
        self,
        command: Command,
        news: str,
        then: Callable[..., Any],
        failed: Callable[..., Any] = lambda _: None,
    ) -> None:
        """Send a command; `then` is called with the values of that news, as often as it comes.

        `failed` is called with the error where there is one; the window shows it anyway.
        """
        ticket = self._session.ticket()
        self._waiting[ticket] = news, then, failed
        self._session.do(replace(command, ticket=ticket))

    def forget(self) -> None:
        """Hear of none of them any more."""
        self._waiting.clear()

    @Slot(object)
    def _answered(self, answer: Answer) -> None:
        if answer.ticket not in self._waiting:
            return
        news, then, failed = self._waiting[answer.ticket]
        if answer.news == news:
            then(*answer.values)
        elif answer.news == "failed":
            self._waiting.pop(answer.ticket)
            failed(*answer.values)
