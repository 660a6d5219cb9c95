"""Lessons written as TOML: every one that ships, and texts of every kind, are read back equal."""

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.documents.lesson_file import open_lesson, shipped_lesson, shipped_lessons
from core.errors import FileError, UserError
from core.lesson.lessons.described import Lesson, Moment, OwnSlip, Step, Task
from core.lesson.lessons.reading import read_lesson
from core.lesson.writing.toml import line
from core.lesson.writing.written import bare, checked, written
from tests.amount import few, some

_TEXTS = st.text(
    st.one_of(
        st.sampled_from("'\"\\\n\t[]{}=#ü½₁\x00\x1f\x7f"),
        st.characters(exclude_categories=("Cs",), exclude_characters="\r"),
    ),
    max_size=40,
)


@pytest.mark.parametrize("name", few(list(shipped_lessons()), 4))
def test_every_lesson_that_ships_is_written_and_read_back_equal(name: str) -> None:
    lesson = open_lesson(shipped_lesson(name)).lesson
    text, again = checked(lesson, "lesson.toml")
    assert bare(again) == bare(lesson)
    assert written(again) == text


@settings(max_examples=some(150), deadline=None)
@given(_TEXTS)
def test_every_text_is_read_back(text: str) -> None:
    assert tomllib.loads(line("key", text)) == {"key": text}
    assert tomllib.loads(line("key", [text, text])) == {"key": [text, text]}
    assert tomllib.loads(line("key", {text: text})) == {"key": {text: text}}


@settings(max_examples=some(60), deadline=None)
@given(_TEXTS, _TEXTS)
def test_lines_of_steps_are_found_whatever_the_texts_hold(first: str, second: str) -> None:
    """A text can hold what looks like the head of a step, and quotes of every kind."""
    steps = tuple(
        Step(id=f"s{i}", title=f"t{text}", text=f"x{text}\n[[step]]\nid = 1", line=0)
        for i, text in enumerate((first, second, "end"))
    )
    text = written(Lesson("", "a", "b", "en", steps))
    again = read_lesson(text, "f")
    rows = text.split("\n")
    assert [rows[step.line - 1] for step in again.steps] == ["[[step]]"] * 3
    assert [rows[step.line] for step in again.steps] == ['id = "s0"', 'id = "s1"', 'id = "s2"']


def test_numbers_switches_and_lists_are_read_back() -> None:
    value = {"a": 1, "b": -0.5, "c": True, "d": [1e-9, 2.0], "e": {}, "f": "x" * 200}
    assert tomllib.loads(line("v", value)) == {"v": value}
    long = ["word " * 10] * 5
    assert tomllib.loads(line("v", long)) == {"v": long}
    assert line("v", long).count("\n") == 6


def test_all_fields_are_written() -> None:
    tasks = (
        Task("n", "number", "?", 0, answer="L", rel=0.0, abs=0.25, predict=True),
        Task("c", "cells", "?", 0, cells=("dW1[:,:]", "b1[1]"), hints=("one", "two")),
        Task("o", "order", "?", 0, items=("a", "b"), after="so"),
        Task("m", "mark", "?", 0, answer=("W1[1,1]", "W1[2,1]")),
        Task("r", "reach", "?", 0, conditions=("loss < 1",), solution=("epochs=5",)),
        Task("p", "paste", "?", 0, array="dW1"),
        Task("f", "find_bug", "?", 0, layer=2, options=("x", "y"), right=(2,)),
        Task("k", "choice", "?", 0, options=("x", "y"), right=(1, 2), say=("", "no")),
        Task("s", "say", "?", 0, slips=(OwnSlip("L * 2", "twice"),)),
    )
    step = Step(
        *("s", "Title", "One\ntwo ''' three\n", 0),
        moment=Moment(3, 2, "backward 1", 4, "W1[1,1]", "train"),
        project="a.json",
        set=(("optimizer.learning_rate", 0.5), ("layers.0.units", 3)),
        highlight=("W1[:,1]", "panel:equation"),
        cover=("Z1[1,1]", "*"),
        lock=("data", "play"),
        bug="sign",
        go_on="never",
        tasks=tasks,
    )
    lesson = Lesson(
        *("", "id", "T", "de", (step,)),
        minutes=5,
        needs=("one-neuron",),
        project="example:xor",
        digits=3,
        lock=("files",),
        about="About",
    )
    assert bare(checked(lesson, "f")[1]) == lesson


def test_what_is_not_complete_is_told_with_its_step() -> None:
    lesson = Lesson("", "a", "T", "en", (Step("s", "Title", "text", 0), Step("u", "Title", "", 0)))
    with pytest.raises(FileError) as error:
        checked(lesson, "lesson.toml")
    assert "step u" in error.value.message and "text is missing" in error.value.message


def test_half_a_letter_is_refused() -> None:
    with pytest.raises(UserError, match="half a letter"):
        line("key", "a\ud800b")
