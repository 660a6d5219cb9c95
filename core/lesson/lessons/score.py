"""How well a lesson went: what was right, what at the first try, and predictions apart.

A prediction is made before one can know: it counts neither for anybody nor against.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from core.counts import counted
from core.lesson.lessons.report import Answered
from core.records import Record
from core.words import say

if TYPE_CHECKING:
    from core.lesson.lessons.described import Lesson


class Score(Record):
    """Tasks: right, at the first try, in all; predictions: right, and made."""

    right: int = 0
    first: int = 0
    tasks: int = 0
    foreseen: int = 0
    predicted: int = 0

    def words(self) -> str:
        """Return it in words: 6 of 6 tasks right, 4 at the first try; predictions: 1 of 2 right."""
        tasks = counted(self.tasks, "task")
        text = say("Lessons", "{right} of {tasks} right", right=self.right, tasks=tasks)
        if self.right:
            text += say("Lessons", ", {n} at the first try", n=self.first)
        if self.predicted:
            n, made = self.foreseen, self.predicted
            text += say("Lessons", "; predictions: {n} of {made} right", n=n, made=made)
        return text


def score_of(lesson: "Lesson", answers: Iterable[Answered]) -> Score:
    """Return the score of answers to a lesson."""
    found = {(answer.step, answer.task): answer for answer in answers}
    right = first = tasks = foreseen = predicted = 0
    for step, task in lesson.tasks():
        answer = found.get((step.id, task.id))
        is_right = answer is not None and answer.result == "right"
        if task.predict:
            predicted += answer is not None and answer.tries > 0
            foreseen += is_right
            continue
        tasks += 1
        right += is_right
        first += is_right and answer is not None and answer.tries <= 1
    return Score(right, first, tasks, foreseen, predicted)
