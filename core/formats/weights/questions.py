"""A question that a file of weights leaves open, with its answers."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    """One answer: its value, its words, and what the network then says, once that is known."""

    value: str
    words: str
    shown: str = ""


@dataclass(frozen=True)
class Question:
    """What a file leaves open; `must` says that predictions hang on it.

    `chosen` is the answer that was given, empty where none was: then the first is tried.
    """

    name: str
    words: str
    answers: tuple[Answer, ...]
    must: bool = True
    chosen: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it has to be answered and is not."""
        return self.must and not self.chosen

    @property
    def taken(self) -> str:
        """The answer that is tried."""
        return self.chosen or self.answers[0].value


#: puts a question and returns the answer that is taken
Ask = Callable[[Question], str]
