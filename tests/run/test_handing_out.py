"""Worksheets from the run: written both or not at all, cancelled, and rebuilt by their number."""

import json

import pytest

from core.cli.program import run
from core.disk import writing
from core.documents.project_file import open_file
from core.errors import FileError, UserError
from core.lesson.marking.marks import Answer, mark
from core.lesson.marking.written import read
from core.lesson.worksheets.sheet import number_of
from core.resources import resource_path
from core.run.alone import Alone
from core.run.commands import AskSheet, CancelHandOut, HandOut, Load, MarkSheet, PutSheets
from core.run.learning.handing_out import HandedOut
from core.run.learning.worksheets import Wanted
from tests.nets import dense, points, project

XOR = resource_path("examples") / "xor.json"


@pytest.fixture(scope="module")
def alone():
    made = Alone()
    made.do(Load(open_file(XOR).project))
    return made


def handed_out(alone, *values) -> HandedOut:
    return alone.ask(HandOut(*values), "handed_out")


def test_the_same_files_as_on_the_command_line(alone, tmp_path, capsys):
    ours = tmp_path / "ours.html", tmp_path / "ours-key.html"
    found = handed_out(alone, 3, Wanted(7), ours)
    assert found.error is None and found.paths == ours and len(found.sheets) == found.whole == 3
    theirs = tmp_path / "theirs.html", tmp_path / "theirs-key.html"
    files = ["--out", str(theirs[0]), "--key", str(theirs[1])]
    assert run(["worksheet", str(XOR), "--count", "3", "--seed", "7", *files]) == 0
    for mine, other in zip(ours, theirs, strict=True):
        assert mine.read_bytes() == other.read_bytes()


def test_both_files_or_neither(alone, tmp_path, monkeypatch):
    sheets, key = tmp_path / "sheets.md", tmp_path / "key.md"
    sheets.write_text("old")
    replaced = writing.os.replace

    def full(beside, target):
        if target.name == "key.md":
            raise OSError(28, "No space left on device")
        replaced(beside, target)

    monkeypatch.setattr(writing.os, "replace", full)
    found = handed_out(alone, 1, Wanted(), (sheets, key))
    assert isinstance(found.error, FileError) and "No space left" in found.error.message
    assert sheets.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["sheets.md"]
    made = handed_out(alone, 1, Wanted()).sheets
    put = PutSheets(made, (sheets, key), {sheets: b"drawn"})
    found = alone.ask(put, "handed_out")
    assert isinstance(found.error, FileError) and sheets.read_text() == "old"
    monkeypatch.undo()
    found = alone.ask(put, "handed_out")
    assert found.paths == (sheets, key) and sheets.read_bytes() == b"drawn"
    assert key.read_text().startswith("# XOR-1")


def test_a_cancelled_one_writes_nothing_and_says_so(alone, tmp_path, piecemeal):
    told: list[HandedOut] = []
    alone.run.sheets.handed_out.connect(told.append)
    alone.run.do(HandOut(30, Wanted(), (tmp_path / "sheets.html",)))
    alone.run.work()
    alone.run.do(CancelHandOut())
    assert alone.run.slicer.is_idle() and not list(tmp_path.iterdir())
    assert told[0].whole == 30 and told[-1] == HandedOut()


@pytest.mark.parametrize(
    ("names", "said"),
    [(("a.pdf",), "cannot be written"), (("a.md", "a.md"), "the same file"),
     (("no/a.md",), "does not exist")],
)  # fmt: skip
def test_files_that_cannot_be_are_refused_before_the_work(alone, tmp_path, names, said):
    found = handed_out(alone, 1, Wanted(), tuple(tmp_path / name for name in names))
    assert found.error is not None and said in found.error.message
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("layers", "batch", "said"),
    [([dense(12), dense(6)], 1, "too many"), ([dense(2), dense(1)], 5, "no room for 5"),
     ([{"name": "dropout", "rate": 0.5}, dense(1)], 1, "layers of neurons only")],
)  # fmt: skip
def test_networks_without_a_sheet_are_refused_in_words(layers, batch, said):
    alone = Alone()
    alone.do(Load(project(layers, points(6, 2, layers[-1]["units"]))))
    found = handed_out(alone, 1, Wanted(batch=batch))
    assert found.error is not None and said in found.error.message and found.error.hint
    rebuilt = alone.ask(AskSheet(1, Wanted(batch=batch)), "sheet_found")
    assert isinstance(rebuilt, UserError) and said in rebuilt.message


def test_without_a_network_it_says_so():
    alone = Alone()
    assert "no network" in handed_out(alone, 1, Wanted()).error.message
    assert "no network" in alone.ask(AskSheet(1, Wanted()), "sheet_found").message


def test_a_sheet_is_rebuilt_by_its_number_and_marked_as_on_the_command_line(alone, capsys):
    sheets = handed_out(alone, 4, Wanted(1)).sheets
    made = alone.ask(AskSheet(4, Wanted(1)), "sheet_found")
    assert made.sheet == sheets[3]
    texts = ["Z2[1,1]=-0.8243", "dZ2[1,1]=0.6951"]
    answers = (Answer(made.sheet.asked()[0].address, read("0.5")),)
    found = alone.ask(MarkSheet(made.update, answers), "sheet_marked")
    assert found == tuple(mark(made.update, answers)) and not found[0].right
    run(["mark", str(XOR), *texts, "--sheet", "XOR-4", "--seed", "1", "--json"])
    for each in json.loads(capsys.readouterr().out):
        known = {str(cell.address): cell.value for cell in made.sheet.cells()}
        assert known[each["address"]] == each["value"]


def test_the_number_of_a_sheet_as_it_is_printed_or_alone():
    assert (
        number_of(" XOR-17 ", "XOR") == number_of("xor-17", "XOR") == number_of("17", "XOR") == 17
    )
    assert number_of("Two-moons-3", "two-moons") == 3
    for text, said in (("", "not the number"), ("XOR-0", "not the number"), ("17a", "not the"),
                       ("1001", "not the number"), ("Circle-17", "another network")):  # fmt: skip
        with pytest.raises(UserError, match=said):
            number_of(text, "XOR")
