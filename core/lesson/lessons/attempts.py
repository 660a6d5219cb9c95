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
from core.lesson.lessons.texts import filled
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


def _answer_of(task: Task, update: "Update", digits: int) -> str:
    from core.lesson.lessons.answering import key_of, right_answer

    if task.kind == "choice":  # its options stand there with their numbers
        right, options = right_answer(task, update).chosen, choices(task)
        key = "; ".join(filled(options[k - 1], update, digits) for k in right)
    elif task.kind == "reach" and task.solution:
        key = " ".join(task.solution)  # what to do, not what is looked at
    else:
        key = key_of(task, update, digits)
    return say("Lessons", "The answer: {key}", key=key)


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
        if not self.task.hints:
            raise UserError(
                translate("Lessons", "there is no hint here"),
                translate("Lessons", "the text above says how"),
            )
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
        self.result = "right" if verdict.right else "guessed" if self.task.predict else "wrong"
        return verdict

    def told(self, verdict: "Verdict", update: "Update", digits: int) -> tuple[str, ...]:
        """Return what is said of the answer just given, a line each, ✓ or ✗ before the first.

        A prediction that did not come true is told what is right, then why.
        """
        from core.lesson.lessons.checking import not_yet

        sign, said = "✓" if verdict.right else "✗", filled(verdict.sentence, update, digits)
        lines = [said]
        if self.result == "guessed" and (self.task.say or not self.task.moves):
            known = [] if verdict.sentence == not_yet() else [said]
            lines = [_answer_of(self.task, update, digits), *known]
        lines[0] = f"{sign} {lines[0]}"
        return (*lines, *self.end(update, digits))

    def shown(self, update: "Update", digits: int) -> tuple[str, ...]:
        """Return the answer in words, a line each, with what the task says at its end."""
        return (_answer_of(self.task, update, digits), *self.end(update, digits))

    def end(self, update: "Update", digits: int) -> tuple[str, ...]:
        """Return what the task says once it is over, or nothing."""
        after = self.task.after if self.is_over else ""
        return (filled(after, update, digits),) if after else ()

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
