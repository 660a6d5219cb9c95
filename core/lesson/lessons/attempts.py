"""What somebody makes of a task: tries are counted, hints come, and in the end the answer is shown.

The terminal and the window play by these rules.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.counts import counted
from core.errors import UserError
from core.lesson.addresses.address import parse
from core.lesson.lessons.described import Task
from core.lesson.lessons.expressions import Facts
from core.lesson.marking.directions import ways
from core.words import say, translate

if TYPE_CHECKING:
    from core.lesson.lessons.checking import Verdict
    from core.lesson.lessons.report import Answered
    from core.lesson.marking.worked import Update

#: misses after which a hint comes by itself, and after which the answer may be shown
HINT_AFTER, SHOW_AFTER = 2, 4


def choices(task: Task) -> tuple[str, ...]:
    """Return what is numbered: options, ways, or the items of an order, sorted by their words."""
    if task.moves:
        return ways(parse(task.moves).kind in ("L", "J"))
    return task.options or tuple(sorted(task.items))


@dataclass
class Attempt:
    """One task as it stands: the last answer, what it came to, and what it took."""

    task: Task
    given: str = ""
    result: str = "open"
    tries: int = 0
    hints: int = 0
    seconds: float = 0.0

    @classmethod
    def again(cls, task: Task, answered: "Answered | None") -> "Attempt":
        """Return a task as it was left, or as it begins."""
        if answered is None:
            return cls(task)
        return cls(
            task,
            answered.given,
            answered.result,
            answered.tries,
            min(answered.hints, len(task.hints)),
            answered.seconds,
        )

    def answered(self, step: str) -> "Answered":
        """Return it as reports have it."""
        from core.lesson.lessons.report import Answered

        seconds = self.seconds
        return Answered(
            step, self.task.id, self.given, self.result, self.tries, self.hints, seconds
        )

    @property
    def is_over(self) -> bool:
        """Whether it is answered: rightly, by being shown, or once where a prediction was asked."""
        return self.result in ("right", "shown") or (self.task.predict and self.tries > 0)

    @property
    def may_be_shown(self) -> bool:
        """Whether the answer may be shown: after some misses."""
        return self.tries >= SHOW_AFTER

    def hint(self) -> str:
        """Return the next hint. Raises UserError where there is none."""
        if self.hints >= len(self.task.hints):
            raise UserError(
                translate("Lessons", "there is no other hint"),
                translate("Lessons", "try once more, or go on and come back"),
            )
        self.hints += 1
        return self.task.hints[self.hints - 1]

    def hint_due(self) -> str:
        """Return the hint that comes by itself after a miss; empty where none does."""
        due = self.result == "wrong" and self.tries == HINT_AFTER and not self.is_over
        return self.hint() if due and self.hints < len(self.task.hints) else ""

    def take(self, given: str, update: "Update", facts: Facts | None = None) -> "Verdict":
        """Check an answer and count it. Raises UserError for what is none, which does not count.

        The numbers of an order are those of the items as they are shown, `choices`.
        """
        from core.lesson.lessons.checking import check

        written = self._in_own_order(given) if self.task.kind == "order" else given
        verdict = check(self.task, written, update, facts)
        self.given, self.tries = given, self.tries + 1
        self.result = "right" if verdict.right else "wrong"
        return verdict

    def show(self) -> None:
        """Note that the answer was shown. Raises UserError where it is too early."""
        if not self.may_be_shown:
            left = SHOW_AFTER - self.tries
            raise UserError(
                say(
                    "Lessons", "the answer is shown after {tries} more", tries=counted(left, "try")
                ),
                translate("Lessons", "a hint may help"),
            )
        self.result = "shown"

    def _in_own_order(self, given: str) -> str:
        shown, numbers = choices(self.task), given.replace(",", " ").split()
        if not all(each.isdecimal() and 1 <= int(each) <= len(shown) for each in numbers):
            return given
        return " ".join(str(self.task.items.index(shown[int(each) - 1]) + 1) for each in numbers)
