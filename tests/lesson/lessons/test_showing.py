"""The numbers at a step, for the terminal: what is known there, and nothing that is asked for."""

from pathlib import Path

import pytest

from core.documents.lesson_file import open_lesson, shipped_lessons
from core.errors import UserError
from core.lesson.lessons.answering import right_answer
from core.lesson.lessons.showing import covered_in, lines_of
from core.lesson.marking.worked import array_of
from core.run.learning.lessons import stand_at


def at(lesson, number):
    """Return a function that shows what is asked for at a step of a lesson."""
    file = open_lesson(Path(lesson))
    step = file.lesson.steps[number - 1]
    stand = stand_at(file, step)
    cover = covered_in(step, stand.update)
    return lambda text="": lines_of(text, stand.update, stand.known, cover, 4)


def test_what_is_known_is_shown_and_what_is_asked_for_is_covered():
    show = at("from-inputs-to-output", 1)
    assert show("W1") == ("W1 = [[0.8, −0.6], [−0.7, 0.9]]",)
    assert show("Z1") == ("Z1 = [[0, 0], [−0.7, 0.9], [?, ?], [0.1, 0.3]]",)
    assert show("X[3,1]") == ("X[3,1] = 1",) and show("A1[3,2]") == ("A1[3,2] = ?",)
    names = [line.partition(" = ")[0] for line in show()]
    assert names == ["X", "y", "W1", "b1", "W2", "b2", "Z1", "A1"]
    # an array that is to be worked out and pasted
    assert at("from-inputs-to-output", 3)("Z1") == ("Z1 = [[?, ?], [?, ?], [?, ?], [?, ?]]",)


def test_a_prediction_and_the_losses_of_the_samples_are_shown_by_their_names():
    show = at("loss", 1)
    assert show("ŷ[3,1]") == ("A2[3,1] = 0.5489",)
    assert "L of each sample = [0.6931, 0.7261, ?, 0.8066]" in show()


@pytest.mark.parametrize(
    ("text", "words"),
    [("Z2", "not known at this stop"), ("H1", "no array is called"), ("W1[9,1]", "outside")],
)
def test_what_there_is_not_is_said(text, words):
    with pytest.raises(UserError, match=words):
        at("from-inputs-to-output", 1)(text)


def test_before_the_update_there_are_the_samples_and_what_is_learned():
    names = [line.partition(" = ")[0] for line in at("one-neuron", 3)()]
    assert names == ["X", "y", "W1", "b1"]


@pytest.mark.parametrize("name", shipped_lessons())
def test_no_lesson_shows_what_its_tasks_ask_for(name):
    file = open_lesson(Path(name))
    for step in file.lesson.steps:
        stand = stand_at(file, step)
        cover = covered_in(step, stand.update)
        for task in step.tasks:
            for address, _ in right_answer(task, stand.update).numbers:
                if address is not None and array_of(address) in stand.known:
                    told = lines_of(str(address), stand.update, stand.known, cover, 4)
                    assert told == (f"{address} = ?",)
