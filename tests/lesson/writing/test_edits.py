"""Edits of a lesson, one after another, and the row of documents that they make."""

import pytest

from core.lesson.addresses.address import parse
from core.lesson.lessons.described import KINDS, LOCKS, Lesson, Moment
from core.lesson.writing.documents import Documents
from core.lesson.writing.edits import (
    changed,
    changed_task,
    free_id,
    id_of,
    moved_step,
    moved_task,
    new_lesson,
    toggled,
    untouched,
    with_copy,
    with_new_step,
    with_project,
    with_task,
    without_step,
    without_task,
)
from core.lesson.writing.proposing import asks_for, new_task
from core.lesson.writing.written import checked


def ids(lesson: Lesson) -> list[str]:
    return [step.id for step in lesson.steps]


def test_steps_are_added_copied_moved_and_taken_away() -> None:
    lesson = new_lesson("en", "example:xor")
    assert ids(lesson) == ["step-1"] and lesson.project == "example:xor"
    lesson = with_new_step(lesson, 0, Moment(update=2), "example:xor")
    lesson = with_copy(lesson, 0)
    assert ids(lesson) == ["step-1", "step-3", "step-2"]
    assert lesson.steps[2].moment.update == 2
    assert ids(moved_step(lesson, 0, 2)) == ["step-3", "step-2", "step-1"]
    assert ids(moved_step(lesson, 0, 9)) == ["step-3", "step-2", "step-1"]
    assert ids(without_step(lesson, 1)) == ["step-1", "step-2"]
    only = new_lesson("en")
    assert without_step(only, 0) == only
    checked(lesson, "f")


def test_a_project_is_said_once_where_all_steps_have_it() -> None:
    lesson = new_lesson("en", "example:xor")
    lesson = with_new_step(lesson, 0, Moment(), "own.json")
    assert [step.project for step in lesson.steps] == ["", "own.json"]
    lesson = with_project(lesson, 1, "example:xor")
    assert [step.project for step in lesson.steps] == ["", ""]
    bare = with_project(new_lesson("en"), 0, "own.json")
    assert bare.project == "own.json" and bare.steps[0].project == ""


def test_tasks_are_added_changed_moved_and_taken_away() -> None:
    lesson = new_lesson("en")
    lesson = with_task(lesson, 0, asks_for(parse("Z1[3,2]")))
    lesson = with_task(lesson, 0, asks_for(parse("Z1[3,2]")))
    assert [task.id for task in lesson.steps[0].tasks] == ["z1-3-2", "z1-3-2-no2"]
    lesson = changed_task(lesson, 0, 1, ask="And now?")
    lesson = moved_task(lesson, 0, 1, 0)
    assert lesson.steps[0].tasks[0].ask == "And now?"
    assert len(without_task(lesson, 0, 0).steps[0].tasks) == 1


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("Z1[3,2]", "Sample 3: what is {symbol:Z1[3,2]}?"),
        ("dW1[2,1]", "What is {symbol:dW1[2,1]}?"),
        ("W1'[2,1]", "What is {symbol:W1'[2,1]} after the update?"),
        ("L", "What is {symbol:L}?"),
    ],
)
def test_the_wording_of_a_number_is_proposed(address: str, words: str) -> None:
    task = asks_for(parse(address))
    assert task.ask == words and task.answer == address and task.kind == "number"
    checked(with_task(new_lesson("en"), 0, task), "f")


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_task_of_every_kind_is_complete(kind: str) -> None:
    checked(with_task(new_lesson("en"), 0, new_task(kind)), "f")


def test_ids_are_free_and_short() -> None:
    assert free_id(["a", "a-2"], "a") == "a-3" and free_id(["b"], "a") == "a"
    long = "x" * 60
    assert len(free_id([long], long)) == 60
    assert id_of("Ein Schritt: ½ + ½!", "lesson") == "ein-schritt"
    assert id_of("异或", "lesson") == "lesson"


@pytest.mark.parametrize("address", ["Z1[3,1]", "W2'[1,1]", "b1[1]", "L", "L[2]", "loss_after"])
def test_the_id_of_a_second_task_is_not_that_of_another_address(address: str) -> None:
    """Asked thrice for one number, a step has ids that only this number's tasks can have."""
    lesson, task = new_lesson("en"), asks_for(parse(address))
    for _ in range(3):
        lesson = with_task(lesson, 0, task)
    ids = [each.id for each in lesson.steps[0].tasks]
    assert ids == [task.id, f"{task.id}-no2", f"{task.id}-no3"]
    assert free_id(ids, ids[-1]) == f"{task.id}-no4"
    checked(lesson, "f")


def test_covers_and_locks() -> None:
    assert toggled(("a",), "b") == ("a", "b") and toggled(("a", "b"), "a") == ("b",)
    assert untouched(("play", "training")) == tuple(
        name for name in LOCKS if name not in ("play", "training")
    )


def test_edits_are_taken_back_and_made_again_one_by_one() -> None:
    first = new_lesson("en")
    row = Documents(first)
    for letter in ("a", "ab", "abc"):
        row = row.edited(changed(row.now, 0, title=letter), 0, "title")
    row = row.edited(changed(row.now, 0, bug="sign"), 0)
    assert len(row.before) == 2
    row = row.undone()
    assert row.now.steps[0].title == "abc" and row.now.steps[0].bug == ""
    row = row.undone()
    assert row.now == first and row.undone() == row
    row = row.redone()
    assert row.now.steps[0].title == "abc"
    row = row.edited(changed(row.now, 0, title="x"), 0, "title")
    assert row.after == () and row.redone() == row
    assert row.edited(row.now, 0) == row


def test_looking_at_another_step_ends_an_edit() -> None:
    row = Documents(with_copy(new_lesson("en"), 0))
    row = row.edited(changed(row.now, 0, title="a"), 0, "title")
    row = row.looking(1).looking(0)
    row = row.edited(changed(row.now, 0, title="ab"), 0, "title")
    assert len(row.before) == 2
