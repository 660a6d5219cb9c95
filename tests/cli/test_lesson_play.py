"""Lessons in the terminal: what can be asked of the player, and what it says to an answer."""

import io
import re
import shlex
from pathlib import Path

import pytest

from core.cli.lesson_play import _HOW
from core.cli.program import run
from core.documents.lesson_file import open_lesson, shipped_lessons
from core.errors import UserError
from core.lesson.addresses.address import parse
from core.lesson.lessons.answering import right_answer
from core.lesson.lessons.attempts import needs_digits
from core.lesson.marking.written import is_rounded, read
from core.run.learning.lessons import stand_at

#: goes on to the next task
ON = ">"


@pytest.fixture
def played(monkeypatch, capsys):
    """Return a function that plays a lesson with lines typed, and returns what was said."""

    def play(name, *lines):
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        assert run(["lesson", "play", name]) == 0
        return capsys.readouterr().out

    return play


def test_the_numbers_of_a_step_can_be_asked_for_at_every_prompt(played):
    out = played("from-inputs-to-output", "show W1", "show Z1[3,1]", "show H1", "show", "q")
    assert "W1 = [[0.8, −0.6], [−0.7, 0.9]]" in out and "Z1[3,1] = ?" in out
    assert "no array is called H1" in out and "\nb2 = [0]\n" in out
    assert "0 of 6 tasks right" in out
    # where there is no task, and where words are asked for
    out = played("one-update-by-hand", "show X", "what", "", "q")
    assert "Enter goes on: X = [[0, 0]" in out and "there is no task here" in out
    assert "2 of 9: Hidden layer, forward" in out


def test_a_word_that_begins_with_show_is_an_answer(played):
    out = played("chain-rule", *[ON] * 11, "show that they hardly learn", "q")
    assert "✓ noted" in out and "about a millionth" in out


def test_a_try_of_settings_says_how_far_it_came_and_what_it_starts_from(played):
    told = [ON] * 4, "0.5", "epochs=100", "optimizer.learningrate=3", "epochs=1000"
    out = played("nudge", *told[0], *told[1:])
    assert "“0.5” is not a setting: type epochs=…" in out
    assert "✗ not yet: loss is 0.1499\n(every try starts afresh)\n" in out
    assert "optimizer: unknown field 'learningrate'" in out and "--" not in out
    assert "✓ right" in out


def test_values_of_settings_may_have_blanks_in_them(played):
    weights = "weights.0.weight = [[0.8, −0.6], [-0.7, 0.9]] weights.1.weight=[[0.7], [0.5]]"
    out = played("when-it-does-not-learn", *[ON] * 5, f"{weights} epochs=600", "q")
    assert "✓ right" in out


def test_a_setting_is_asked_for_with_the_value_that_it_has(played):
    tries = "b1[1] = -0.2", "bias=0.5", "b1=0.5", "b1[2]=0.5", "W9[1,1]=1", "b1[1]=0,6", "b1[1]=0.6"
    out = played("one-neuron", *[ON] * 3, *tries, "q")
    assert "(here: type b1[1]=-0.2 with another number" in out
    assert "✗ not yet: A1[3,1] is 0.3775, b1[1] is −0.2" in out and "✓ right" in out
    assert "“bias” is not one number of the network: write W1[2,1]=… or b1[1]=…" in out
    assert "“b1” is not one number" in out and "b1[2] is no number that this network" in out
    assert "W9[1,1] is no number that this network starts from" in out
    # as project files have it
    assert "✓ right" in played("one-neuron", *[ON] * 3, "weights.0.bias=[0.6]", "q")


def test_a_weight_is_set_by_its_address():
    file = open_lesson(Path("one-neuron"))
    step = file.lesson.steps[2]
    numbers = stand_at(file, step, ["W1[2,1]=0.5", "b1[1]=1/4"]).update.numbers
    assert numbers["W1"].tolist() == [[0.6], [0.5]] and numbers["b1"].tolist() == [0.25]


def test_what_an_answer_needs_is_said_before_and_a_short_one_is_no_try(played):
    out = played("chain-rule", "0.5 0.462 0.19 0.55", "0.5, 0.4621, 0.193, 0.548", "q")
    assert "! shows the answer after 4 tries" in out and needs_digits() in out
    assert "too few digits in 0.19: give at least three" in out
    assert out.endswith("1 of 12 tasks right, 1 at the first try\n")


def test_a_line_of_code_is_asked_for_with_an_example_that_is_not_the_key(played):
    assert "then of the line, as in 2 4: " in played("find-the-bug", "q")
    for name in shipped_lessons():
        for _, task in open_lesson(Path(name)).lesson.tasks():
            assert task.kind != "find_bug" or (task.layer, task.right) != (2, (4,))


def test_every_number_of_the_lessons_on_an_update_has_a_hint():
    for name in shipped_lessons()[:12]:
        for step, task in open_lesson(Path(name)).lesson.tasks():
            assert task.hints or task.kind not in ("number", "cells"), (name, step.id, task.id)


def test_the_commands_that_a_lesson_gives_work(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (text,) = [
        step.text
        for step in open_lesson(Path("one-update-by-hand")).lesson.steps
        if step.id == "own"
    ]
    lines = [shlex.split(line) for line in re.findall(r"`uv run main\.py (.*)`", text)]
    assert [run(line) for line in lines] == [0, 0]
    assert "✓ dZ2[3,1] = -0.1128\n✓ W1'[1,1] = 0.7741\n" in capsys.readouterr().out


def test_a_number_may_have_its_name_before_it(played):
    out = played("one-neuron", "z = 0.1", "q")
    assert "✓ right" in out
    out = played("from-inputs-to-output", "z₁=0.8 z₂=-0.6", "q")
    assert "✓ right" in out


def test_a_question_without_hints_says_so_and_others_hint(played):
    out = played("one-neuron", ON, ON, "?", "q")
    assert "there is no hint here: the text above says how" in out
    out = played("nudge", "?", "q")
    assert "(Just guess: a prediction has one try and does not count.)" in out
    assert "there is no hint here: just guess, a prediction does not count" in out
    assert "2 times the first weight" in played("one-neuron", "?", "q")


def test_a_prediction_is_told_then_explained_and_counts_apart(played):
    out = played("nudge", "2", "0.056", "q")
    assert "✗ The answer: It rises\nIt rises, to 0.7120: sample 4" in out
    assert out.endswith("1 of 4 tasks right, 1 at the first try; predictions: 0 of 1 right\n")
    out = played("one-update-by-hand", "", *[ON] * 8, "1", "q")
    assert "✗ Not right: ▼ down" in out and "The answer" not in out  # the sentence has said it


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("W1[1,2]", "✗ the right one? First the input, then the neuron it leads to"),
        ("W1[1,1]", "✗ not yet"),
        ("0.6", "✗ not yet"),
        ("W1[3,1]", "outside"),
        ("0.7", "may stand in several places"),
        ("w", "not the address of a number"),
        ("W1[2, 1]", "✓ right"),
        ("-0.9", "✓ right"),
        ("w = −0.9", "✓ right"),
    ],
)
def test_a_number_that_is_meant_is_named_by_its_address_or_its_value(played, typed, said):
    assert said in played("one-neuron", *[ON] * 4, typed, "q")


@pytest.mark.parametrize("name", shipped_lessons())
def test_no_prompt_and_no_refusal_has_the_answer_in_it(name):
    with pytest.raises(UserError) as caught:
        parse("?")
    texts = f"{' '.join(_HOW.values())} {caught.value.message} {caught.value.hint}"
    with pytest.raises(UserError) as caught:
        read("?")
    words = [word.strip(",") for word in caught.value.hint.split()]
    examples = [read(word) for word in words if word[-1:].isdigit()]
    digits = [word.strip(".,") for word in needs_digits().split()]
    examples += [read(word) for word in digits if word[:1].isdigit()]
    assert len(examples) == 6
    file = open_lesson(Path(name))
    for step, task in file.lesson.tasks():
        if task.kind in ("number", "cells"):
            for _, value in right_answer(task, stand_at(file, step).update).numbers:
                assert not any(is_rounded(each, value) for each in examples)
        if task.kind == "mark":
            for address in right_answer(task, stand_at(file, step).update).addresses:
                assert str(address) not in texts
        if task.kind == "reach":
            assert task.terminal and not re.search(r"epochs=\d", task.terminal)
            assert not any(each in task.terminal for each in task.solution if "null" not in each)


@pytest.mark.parametrize(
    ("name", "step", "task"), [("loss", "mean", "worst"), ("a-batch", "loudest", "who")]
)
def test_the_sample_that_is_farthest_off_is_the_engines(name, step, task):
    file = open_lesson(Path(name))
    (found,) = [at for at in file.lesson.steps if at.id == step]
    (asked,) = [one for one in found.tasks if one.id == task]
    numbers = stand_at(file, found).update.numbers
    assert asked.right == (int(abs(numbers["A2"] - numbers["y"]).argmax()) + 1,)
    assert asked.options == tuple(f"Sample {k}" for k in range(1, 5))
