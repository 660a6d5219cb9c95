"""A question that a file of weights leaves open, with its answers."""

import math
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    """One answer: its value, its words, and the network's results with it, once known."""

    value: str
    words: str
    shown: str = ""


@dataclass(frozen=True)
class Question:
    """What a file leaves open; `must` says that nothing tells the answer.

    `chosen` is the answer that was given; if empty, the first is tried. A `number` may be any above
    0, besides those that are offered.
    """

    name: str
    words: str
    answers: tuple[Answer, ...]
    must: bool = True
    chosen: str = ""
    number: bool = False

    def accepts(self, value: str) -> bool:
        """Return whether it can be answered so."""
        if value in [answer.value for answer in self.answers]:
            return True
        try:
            return self.number and 0.0 < float(value) < math.inf
        except ValueError:
            return False

    @property
    def is_guessed(self) -> bool:
        """Whether its first answer is taken without a word of a person, and there are others."""
        return not self.must and not self.chosen and (self.number or len(self.answers) > 1)

    @property
    def is_open(self) -> bool:
        """Whether it must be answered and has not been."""
        return self.must and not self.chosen

    @property
    def taken(self) -> str:
        """The answer that is tried."""
        return self.chosen or self.answers[0].value


#: asks a question and returns the answer to use
Ask = Callable[[Question], str]
