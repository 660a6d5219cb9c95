"""A question that a file of weights leaves open, with its answers."""

from collections.abc import Callable
from dataclasses import dataclass

from core.words import translate


@dataclass(frozen=True)
class Answer:
    """One answer: its value, its words, and the network's results with it, once known."""

    value: str
    words: str
    shown: str = ""


@dataclass(frozen=True)
class Question:
    """What a file leaves open; `must` says that predictions depend on it.

    `chosen` is the answer that was given; if empty, the first is tried.
    """

    name: str
    words: str
    answers: tuple[Answer, ...]
    must: bool = True
    chosen: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it must be answered and has not been."""
        return self.must and not self.chosen

    @property
    def taken(self) -> str:
        """The answer that is tried."""
        return self.chosen or self.answers[0].value


def bias_question() -> Question:
    """Return the question which column of a matrix is the bias, where the shapes do not tell."""
    return Question(
        "bias",
        translate(
            "Import", "Which column of every matrix is the bias? The first, as usual, is taken."
        ),
        (
            Answer("first", translate("Import", "the first column")),
            Answer("last", translate("Import", "the last column")),
        ),
        must=False,
    )


#: asks a question and returns the answer to use
Ask = Callable[[Question], str]
