"""How well a lesson went: first tries are told, and predictions count apart."""

from core.lesson.lessons.described import Lesson, Step, Task
from core.lesson.lessons.report import Answered
from core.lesson.lessons.score import Score, score_of

TASKS = (
    Task("a", "number", "?", 1),
    Task("b", "number", "?", 1),
    Task("c", "number", "?", 1),
    Task("guess", "choice", "?", 1, predict=True),
    Task("other", "choice", "?", 1, predict=True),
)
LESSON = Lesson("x", "x", "X", "en", (Step("s", "S", "t", 1, tasks=TASKS),))


def answered(task, result, tries):
    return Answered("s", task, "", result, tries, 0, 0.0)


def test_first_tries_are_told_and_predictions_count_apart():
    answers = [
        answered("a", "right", 1),
        answered("b", "right", 3),
        answered("c", "shown", 4),
        answered("guess", "guessed", 1),
        answered("other", "right", 1),
    ]
    assert score_of(LESSON, answers) == Score(right=2, first=1, tasks=3, foreseen=1, predicted=2)
    words = "2 of 3 tasks right, 1 at the first try; predictions: 1 of 2 right"
    assert score_of(LESSON, answers).words() == words


def test_what_was_not_answered_is_not_right_and_predicts_nothing():
    assert score_of(LESSON, []).words() == "0 of 3 tasks right"
    left = [answered("a", "wrong", 2), answered("guess", "open", 0)]
    assert score_of(LESSON, left).words() == "0 of 3 tasks right"


def test_the_last_answer_to_a_task_counts():
    answers = [answered("a", "wrong", 1), answered("a", "right", 2)]
    assert score_of(LESSON, answers) == Score(right=1, first=0, tasks=3)
