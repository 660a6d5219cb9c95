"""Lessons: the format, every error with its place, the nine kinds of task, and bundled lessons."""

import io
import json
import re
import zipfile
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from core.cli.program import run
from core.documents.lesson_file import open_lesson, shipped_lessons
from core.errors import FileError, UserError
from core.lesson.lessons.answering import key_of, right_answer
from core.lesson.lessons.attempts import choices
from core.lesson.lessons.checking import check
from core.lesson.lessons.described import KINDS
from core.lesson.lessons.expressions import address_of, addresses_in, holds, number_of
from core.lesson.lessons.reading import read_lesson
from core.lesson.lessons.texts import filled, shown
from core.run.learning.lessons import problems, stand_at
from tests.amount import some

SHORT = """format = "backstep-lesson"
version = 1
id = "short"
title = "Short"
language = "en"
project = "example:xor"

[[step]]
id = "first"
title = "First"
text = '''
{symbol:Z1[3,1]} is {value:Z1[3,1]}.
[[step]] in a text is no step, and neither is key = value.
'''
moment = { update = 0, stop = "forward 1", sample = 3, part = "W1[1,1]" }
highlight = ["W1[:,1]", "panel:equation"]
cover = ["Z1[3,:]", "*"]

  [[step.task]]
  id = "z"
  kind = "number"
  ask = "What is {symbol:Z1[3,1]}?"
  answer = "Z1[3,1]"
  slips = [{ when = "Z1[3,2]", say = "That is the second neuron." }]

  [[step.task]]
  id = "find"
  kind = "choice"
  ask = "Which?"
  options = ["one", "two"]
  right = [2]
"""


@pytest.fixture(scope="module")
def short(tmp_path_factory):
    folder = tmp_path_factory.mktemp("short")
    (folder / "lesson.toml").write_text(SHORT, encoding="utf-8")
    return open_lesson(folder)


@pytest.fixture(scope="module")
def stand(short):
    return stand_at(short, short.lesson.steps[0])


@pytest.mark.parametrize("name", shipped_lessons())
def test_every_answer_of_the_lessons_that_ship_is_worked_out(name):
    file = open_lesson(Path(name))
    others = [file.translated(language) for language in file.languages()]
    assert list(problems(file, *(other.lesson for other, _ in others))) == []
    assert all(missing == () for _, missing in others)
    assert file.lesson.id == name and file.lesson.about and file.lesson.minutes
    assert set(file.lesson.needs) <= set(shipped_lessons()[: shipped_lessons().index(name)])
    for step, task in file.lesson.tasks():
        assert key_of(task, stand_at(file, step).update, file.lesson.digits)


#: a number with decimals; 1.500 in Portuguese is 1,500
DECIMAL = re.compile(r"(?<![\d.])(?:0\.\d+|\d+\.(?!\d{3}(?!\d))\d+)")


@pytest.mark.parametrize("name", shipped_lessons())
def test_a_translation_quotes_the_same_numbers_and_places(name):
    file = open_lesson(Path(name))
    for language in file.languages():
        other = file.translated(language)[0].lesson
        for own, theirs in zip(texts_of(file.lesson), texts_of(other), strict=True):
            for pattern in (DECIMAL, r"\{(?:value|symbol):[^}]*\}"):
                assert Counter(re.findall(pattern, own)) == Counter(re.findall(pattern, theirs)), (
                    own
                )


def texts_of(lesson):
    for step in lesson.steps:
        yield from (step.title, step.text)
        for task in step.tasks:
            yield from (task.ask, task.after, *task.options, *task.say, *task.hints)
            yield from (slip.say for slip in task.slips)


def test_they_have_every_kind_of_task():
    used = {
        task.kind
        for name in shipped_lessons()
        for _, task in open_lesson(Path(name)).lesson.tasks()
    }
    assert used == set(KINDS)


def test_the_numbers_that_the_texts_quote_are_right():
    file = open_lesson(Path("nudge"))
    step = file.lesson.steps[0]
    changed = stand_at(file, step, ["weights.0.weight=[[0.9,-0.6],[-0.7,0.9]]"])
    assert round(float(changed.update.numbers["L"]), 4) == 0.7120


def test_texts_are_filled(stand):
    assert filled("{symbol:Z1[3,1]} = {value:Z1[3,1]}", stand.update, 4) == "z₁ = 0.8"
    assert filled("{value:dZ2[3,1]}", stand.update, 4) == "−0.1128"
    assert shown(-0.0, 4) == "0" and shown(-0.5, 4) == "−0.5"
    for wrong in ("{value:Z9[1,1]}", "{symbol:nosuch}", "{value:Z1[3,1]"):
        with pytest.raises(UserError):
            filled(wrong, stand.update, 4)


# ---------------------------------------------------------------------- the format

WRONG = [
    ('kind = "number"', 'kind = "nosuch"', 21, "first", "not a kind of task"),
    ('answer = "Z1[3,1]"', "", 21, "first", "needs answer"),
    ('stop = "forward 1"', 'stop = "sideways"', 15, "first", "there is no stop"),
    ('part = "W1[1,1]"', 'part = "Q"', 15, "first", "not the address of a number"),
    ('cover = ["Z1[3,:]", "*"]', 'cover = ["Z1[3;1]"]', 17, "first", "not the address of a number"),
    ("right = [2]", "right = [3]", 31, "first", "these are not options"),
    ('id = "find"', 'id = "z"', 9, "first", "two tasks have the id z"),
    ('language = "en"', "", 1, "", "language is missing"),
    ('title = "First"', "title = 3", 10, "first", "title is not a text"),
    ('ask = "Which?"', 'ask = "Which?"\n  nosuch = 1', 30, "first", "nosuch is not known"),
    ("update = 0", "update = -1", 15, "first", "update does not fit"),
    (
        'highlight = ["W1[:,1]"',
        'highlight = ["panel:nosuch"',
        16,
        "first",
        "not the address of a number",
    ),
    ("version = 1", "version = 2", 2, "", "it has another version"),
    ('format = "backstep-lesson"', 'format = "x"', 1, "", "not a lesson"),
]


@pytest.mark.parametrize(("old", "new", "line", "step", "words"), WRONG)
def test_every_error_says_file_line_and_step(old, new, line, step, words):
    assert old in SHORT
    with pytest.raises(FileError) as caught:
        read_lesson(SHORT.replace(old, new, 1), "short.toml")
    assert caught.value.message.startswith(f"short.toml, line {line}")
    assert words in caught.value.message and caught.value.hint
    assert (f"step {step}" in caught.value.message) == bool(step)


def test_what_is_not_toml_is_said_with_its_line():
    with pytest.raises(FileError, match="line 4"):
        read_lesson(SHORT.replace('title = "Short"', "title = Short", 1), "short.toml")


@settings(max_examples=some(60), deadline=None)
@drawn(st.integers(0, len(SHORT)), st.text(max_size=8))
def test_a_damaged_lesson_is_read_or_refused_in_words(place, put):
    try:
        read_lesson(SHORT[:place] + put + SHORT[place + len(put) :], "x.toml")
    except UserError as error:
        assert error.message and error.hint


def test_a_packed_lesson_is_the_same_and_leads_nowhere(tmp_path):
    path = tmp_path / "short.lesson"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("lesson.toml", SHORT)
    assert open_lesson(path).lesson.steps[0].tasks[0].answer == "Z1[3,1]"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../lesson.toml", SHORT)
    with pytest.raises(FileError):
        open_lesson(path)
    for name in ("../x.json", "/etc/x.json", "a/../../x.json", "c:\\x.json"):
        folder = tmp_path / "l"
        folder.mkdir(exist_ok=True)
        (folder / "lesson.toml").write_text(
            SHORT.replace("example:xor", name.replace("\\", "\\\\")), encoding="utf-8"
        )
        (found,) = problems(open_lesson(folder))
        assert "not in the lesson's folder" in found


# ---------------------------------------------------------------------- expressions


def test_expressions_are_worked_out(stand):
    numbers = stand.update.numbers
    assert number_of("2 * (A2[3,1] - y[3,1]) / n", numbers) == pytest.approx(-0.2256, abs=1e-4)
    assert number_of("-ln(A2[3,1])", numbers) == pytest.approx(0.5998, abs=1e-4)
    assert number_of("W1'[1,1]", numbers) == pytest.approx(0.7741, abs=1e-4)
    assert number_of("max(abs(dW1)) ** 2 + sqrt(4)", numbers) > 2
    assert number_of("sigmoid(Z2[3,1])", numbers) == pytest.approx(0.5489, abs=1e-4)
    assert str(address_of("argmax(abs(dW1))", numbers)) == "dW1[1,1]"
    assert [str(each) for each in addresses_in("dW1[:,2]", numbers)] == ["dW1[1,2]", "dW1[2,2]"]
    facts = {"accuracy": 0.5, "units": lambda layer: 2.0, "activation": lambda layer: "tanh"}
    assert holds("accuracy < 1", numbers, facts) and holds("units(1) == 2", numbers, facts)
    assert holds('activation(1) == "tanh"', numbers, facts)


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')", "Z1.shape", "(lambda: 1)()", "[x for x in Z1]", "Z1[3]", "Z9[1,1]",
        "exp(1, 2)", "open('x')", "1 if 1 else 2", "'a' + 'b'", "", "1 +", "9" * 300, "ln(0)",
        "units(1)", "True", "Z1", "-" * 150 + "1", "1 / 0", "10 ** 400", "W1[1.5,1]", "argmax(dW1)",
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused(stand, text):
    with pytest.raises(UserError):
        number_of(text, stand.update.numbers)


@settings(max_examples=some(100), deadline=None)
@drawn(text=st.text(st.sampled_from("Z1[,]3()+-*/.abs' eW:\"x<"), max_size=30))
def test_any_text_is_a_number_or_refused(stand, text):
    try:
        assert np.isfinite(number_of(text, stand.update.numbers))
    except UserError as error:
        assert error.hint


# ---------------------------------------------------------------------- answers


def task_of(kind, **fields):
    lines = [f"  {key} = {value}" for key, value in fields.items()]
    text = SHORT[: SHORT.index("  [[step.task]]")]
    text += "\n".join(["  [[step.task]]", f'  kind = "{kind}"', '  ask = "?"', *lines]) + "\n"
    return read_lesson(text, "x").steps[0].tasks[0]


@pytest.mark.parametrize(
    ("kind", "fields", "right", "wrong"),
    [
        ("number", {"answer": '"Z1[3,1]"'}, ["0.8", "0,8", "0.801"], ["-0.8", "0.4", "0.79"]),
        ("cells", {"cells": '"Z1[3,:]"'}, ["0.8 -0.6", "0,8 −0,6"], ["-0.6 0.8", "0.8 0.6"]),
        ("choice", {"options": '["a", "b", "c"]', "right": "[1, 3]"}, ["1 3", "3,1"], ["1", "2"]),
        ("order", {"items": '["a", "b", "c"]'}, ["1 2 3"], ["2 1 3"]),
        ("mark", {"answer": '"argmax(abs(dW1))"'}, ["dW1[1,1]"], ["dW1[2,1]"]),
        ("reach", {"conditions": '["accuracy >= 0.5", "loss < 1"]'}, [""], []),
        ("paste", {"array": '"b1"'}, ["[0, 0]"], ["[0, 1]"]),
        (
            "find_bug",
            {"layer": "1", "options": '["a", "b"]', "right": "[2]"},
            ["1 2"],
            ["2 2", "1 1"],
        ),
        ("say", {}, ["whatever"], []),
    ],
)
def test_the_nine_kinds_of_task(stand, kind, fields, right, wrong):
    task = task_of(kind, **fields)
    right_answer(task, stand.update)
    for given in right:
        verdict = check(task, given, stand.update, stand.facts)
        assert verdict.right and verdict.sentence
    for given in wrong:
        verdict = check(task, given, stand.update, stand.facts)
        assert not verdict.right and verdict.sentence


def test_a_wrong_answer_is_told_by_the_author_first_then_by_its_slip(short, stand):
    task = short.lesson.steps[0].tasks[0]
    assert check(task, "-0.6", stand.update).sentence == "That is the second neuron."
    assert "sign" in check(task, "-0.8", stand.update).sentence
    small = task_of("number", answer='"dW2[2,1]"')
    value = float(stand.update.numbers["dW2"][1, 0])
    assert not check(small, repr(-value), stand.update).right
    assert not check(small, repr(value * 2), stand.update).right


@pytest.mark.parametrize("given", ["", "x", "4", "1 x"])
def test_what_is_no_answer_is_said(stand, given):
    with pytest.raises(UserError):
        check(task_of("choice", options='["a", "b"]', right="[1]"), given, stand.update)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('answer = "Z1[3,1]"', 'answer = "Z9[3,1]"', "there is no layer 9"),
        ('when = "Z1[3,2]"', 'when = "Z1[3,1]"', "would be marked right"),
        ('stop = "forward 1"', 'stop = "forward 7"', "no stop"),
        ("sample = 3", "sample = 9", "no sample 9"),
        ("{value:Z1[3,1]}", "{value:Z1[9,1]}", "outside"),
        ("example:xor", "nosuch.json", "nosuch.json"),
        ('id = "first"', 'id = "first"\nset = { "layers.9.units" = 3 }', "no entry"),
        ('id = "first"', 'id = "first"\nbug = "nosuch"', "no bug"),
    ],
)
def test_lesson_check_finds_what_cannot_be_answered(old, new, words, tmp_path, capsys):
    (tmp_path / "lesson.toml").write_text(SHORT.replace(old, new, 1), encoding="utf-8")
    assert run(["lesson", "check", str(tmp_path)]) == 1
    out = capsys.readouterr().out
    assert words in out and "lesson.toml, line" in out and "step first" in out


def test_a_lesson_is_played_handed_in_and_graded(tmp_path, monkeypatch, capsys):
    (tmp_path / "lesson.toml").write_text(SHORT, encoding="utf-8")
    report = tmp_path / "ada.json"
    monkeypatch.setattr("sys.stdin", io.StringIO("-0.6\nx\n0.8\n1\n2\n"))
    assert run(["lesson", "play", str(tmp_path), "--report", str(report), "--name", "=Ada"]) == 0
    out = capsys.readouterr().out
    assert "✗ That is the second neuron." in out and "2 of 2 tasks right" in out
    assert "z₁ is 0.8." in out
    answers = json.loads(report.read_text(encoding="utf-8"))["answers"]
    assert [(each["result"], each["tries"]) for each in answers] == [("right", 2), ("right", 2)]
    table = tmp_path / "all.csv"
    assert run(["lesson", "grade", str(report), str(report), "--out", str(table)]) == 0
    lines = table.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("name,lesson,step,task,result") and len(lines) == 5
    assert lines[1].startswith("'=Ada,short,first,z,right,2,0,")  # no formula to a spreadsheet
    report.write_text('{"format": "x"}', encoding="utf-8")
    with pytest.raises(FileError, match="not a report"):
        run(["lesson", "grade", str(report)])


def test_leaving_and_the_end_of_input_leave_what_was_answered(tmp_path, monkeypatch, capsys):
    (tmp_path / "lesson.toml").write_text(SHORT, encoding="utf-8")
    for typed in ("0.8\nq\n", "0.8\n"):
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        assert run(["lesson", "play", str(tmp_path)]) == 0
        assert "1 of 2 tasks right" in capsys.readouterr().out


def test_a_name_that_ships_is_a_lesson_and_another_is_refused(capsys):
    assert run(["lesson", "answers", "one-neuron"]) == 0
    assert "Z1[4,1] = 0.1" in capsys.readouterr().out
    with pytest.raises(FileError, match="there is no lesson"):
        run(["lesson", "check", "nosuch"])


TRANSLATION = """language = "pt"
title = "Curto"

[[step]]
id = "first"
title = "Primeiro"
text = "{symbol:Z1[3,1]} vale {value:Z1[3,1]}."

  [[step.task]]
  id = "z"
  ask = "Quanto vale {symbol:Z1[3,1]}?"
  slips = ["Esse é o segundo neurônio."]

  [[step.task]]
  id = "find"
  ask = "Qual?"
  options = ["um", "dois"]
"""


def test_a_translation_has_the_texts_and_nothing_else(tmp_path, capsys, monkeypatch):
    (tmp_path / "lesson.toml").write_text(SHORT, encoding="utf-8")
    other = tmp_path / "lesson.pt.toml"
    other.write_text(TRANSLATION, encoding="utf-8")
    file = open_lesson(tmp_path)
    made, missing = file.translated("pt")
    assert file.languages() == ("pt",) and missing == ()
    assert made.lesson.title == "Curto" and made.lesson.steps[0].tasks[1].right == (2,)
    (slip,) = made.lesson.steps[0].tasks[0].slips
    assert slip.say == "Esse é o segundo neurônio." and slip.when == "Z1[3,2]"
    assert file.best_in("pt").lesson == made.lesson and file.best_in("fr") is file
    assert run(["lesson", "check", str(tmp_path)]) == 0
    monkeypatch.setattr("sys.stdin", io.StringIO("0.8\n2\n"))
    assert run(["lesson", "play", str(tmp_path), "--language", "pt"]) == 0
    assert "z₁ vale 0.8." in capsys.readouterr().out
    other.write_text(TRANSLATION.replace("{value:Z1[3,1]}", "{value:Z9[1,1]}"), encoding="utf-8")
    assert run(["lesson", "check", str(tmp_path)]) == 1
    assert "pt: first: " in capsys.readouterr().out
    other.write_text(TRANSLATION.replace('title = "Primeiro"', ""), encoding="utf-8")
    assert run(["lesson", "check", str(tmp_path)]) == 1
    assert "pt: not translated: first: title" in capsys.readouterr().out
    with pytest.raises(FileError, match="no translation"):
        file.translated("fr")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('id = "first"', 'id = "nosuch"', "line 4: there is no step"),
        ('id = "find"', 'id = "nosuch"', "line 14: there is no task"),
        ('["um", "dois"]', '["um"]', "line 14: options must be 2 texts"),
        ('language = "pt"', "", "language is missing"),
        ('title = "Curto"', "title = 3", "title is not a text"),
        ('ask = "Qual?"', "ask = Qual?", "line 16"),
    ],
)
def test_what_is_no_translation_is_said_with_its_line(old, new, words, tmp_path):
    (tmp_path / "lesson.toml").write_text(SHORT, encoding="utf-8")
    text = TRANSLATION.replace(old, new, 1)
    (tmp_path / "lesson.pt.toml").write_text(text, encoding="utf-8")
    with pytest.raises(FileError) as caught:
        open_lesson(tmp_path).translated("pt")
    assert words in caught.value.message and caught.value.hint


def lesson_with(task: str):
    begin = SHORT[: SHORT.index("  [[step.task]]")]
    return read_lesson(begin + "  [[step.task]]\n" + task, "a.toml")


@pytest.mark.parametrize(("moves", "right"), [("W2[1,1]", "▼ down"), ("L", "▼ it falls")])
def test_which_way_a_number_moves_is_computed_not_written(stand, moves, right):
    text = f'  id = "way"\n  kind = "choice"\n  ask = "Which?"\n  moves = "{moves}"\n'
    (task,) = lesson_with(text).steps[0].tasks
    assert task.options == () and choices(task)[1] == right
    assert key_of(task, stand.update, 4) == f"2: {right}"
    assert check(task, "2", stand.update).right and not check(task, "1", stand.update).right
    assert check(task, "1", stand.update).sentence.startswith(f"Not right: {right}")
    with pytest.raises(UserError):
        check(task, "4", stand.update)
    with pytest.raises(FileError, match="options beside moves"):
        lesson_with(text + '  options = ["a"]\n')


def test_what_is_typed_in_a_terminal_is_said_there_only(monkeypatch, capsys, tmp_path):
    for name in shipped_lessons():
        file = open_lesson(Path(name))
        for lesson in (file.lesson, *(file.translated(at)[0].lesson for at in file.languages())):
            for _, task in lesson.tasks():
                texts = (task.ask, task.after, *task.hints, *task.say, *task.options)
                told = [text for text in texts if "terminal" in text or "epochs=" in text]
                assert told == [], (name, lesson.language, task.id)
    task = 'id = "do"\nkind = "reach"\nask = "Train."\nconditions = ["epoch >= 2"]\n'
    begin = SHORT[: SHORT.index("  [[step.task]]")]
    (tmp_path / "lesson.toml").write_text(
        f'{begin}[[step.task]]\n{task}terminal = "epochs=…"\n', encoding="utf-8"
    )
    monkeypatch.setattr("sys.stdin", io.StringIO("epochs=2\n"))
    assert run(["lesson", "play", str(tmp_path)]) == 0
    assert "Train.\n(here: type epochs=…)\n" in capsys.readouterr().out
