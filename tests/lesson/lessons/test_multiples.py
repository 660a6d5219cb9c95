"""An answer that is no number of the network, such as a ratio: what can be said of a wrong one."""

from pathlib import Path

import pytest

from core.documents.lesson_file import open_lesson
from core.lesson.lessons.answering import right_answer
from core.lesson.lessons.checking import check
from core.run.learning.lessons import stand_at


@pytest.mark.parametrize(
    ("factor", "said"),
    [
        (-1.0, "the sign is wrong"),
        (2.0, "it is twice what it should be"),
        (0.5, "it is half what it should be"),
        (10.0, "the decimal point is in the wrong place"),
        (0.01, "the decimal point is in the wrong place"),
        (1.4, ""),
    ],
)
def test_a_simple_multiple_is_named(factor, said):
    file = open_lesson(Path("nudge"))
    step = next(each for each in file.lesson.steps if each.id == "ratio")
    task = next(each for each in step.tasks if each.id == "slope")
    update = stand_at(file, step).update
    ((address, value),) = right_answer(task, update).numbers
    assert address is None
    verdict = check(task, f"{value * factor:.6f}", update)
    assert not verdict.right and verdict.slip == said
