"""Worksheets: their keys agree with the trace, and the same seed gives the same bytes."""

import json
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from core.cli.program import run
from core.components.optimizers import OPTIMIZERS
from core.data.dataset import load_dataset
from core.documents.project_file import open_file
from core.errors import UserError
from core.lesson.marking.marks import Answer, mark
from core.lesson.marking.written import read
from core.lesson.worksheets.sheet import PARTS, written
from core.lesson.worksheets.writers import WRITERS
from core.project import Project
from core.resources import resource_path
from core.run.learning.worksheets import sheet_project, sheets
from tests.nets import dense, points, project

XOR = str(resource_path("examples") / "xor.json")
COUNT = 30


def made(one, count, **options):
    dataset = load_dataset(one.data, one.data_seed(), None)
    return list(sheets(one, dataset, count, 1, **options))


@pytest.fixture(scope="module")
def thirty():
    return made(open_file(resource_path("examples") / "xor.json").project, COUNT)


def test_all_sheets_differ_and_their_numbers_are_good(thirty):
    seen = set()
    for sheet, own in thirty:
        values = tuple(cell.value for cell in sheet.cells())
        seen.add(values)
        given = [
            c.value for t in sheet.tables if t.part == "given" for r in t.rows for c in r.cells
        ]
        assert all(abs(value) <= 1 and round(value, 1) == value for value in given)
        for cell in sheet.asked():
            if cell.address.kind == "z" and not cell.address.is_slope:
                assert abs(cell.value) <= 2
            if cell.address.is_slope:
                assert abs(cell.value) >= 0.005 or cell.value == 0.0
        assert own.training.batch_size is None and len(own.data.source.inputs.array) == 1
    assert len(seen) == COUNT


def test_every_key_is_what_the_trace_says(tmp_path, capsys):
    keys = ["--out", str(tmp_path / "s.html"), "--projects", str(tmp_path / "p")]
    assert run(["worksheet", XOR, "--count", "5", "--seed", "1", *keys]) == 0
    capsys.readouterr()
    one = open_file(resource_path("examples") / "xor.json").project
    for sheet, _ in made(one, 5):
        assert run(["trace", str(tmp_path / "p" / f"sheet-{sheet.number}.json")]) == 0
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        said = {(line["phase"], line.get("layer")): line for line in lines}
        names = {"z": "z", "a": "a"}
        for cell in sheet.asked():
            address, place = cell.address, tuple(k - 1 for k in cell.address.index)
            layer = address.layer - 1
            if address.kind == "L":
                value = said["loss", None]["value"]
            elif address.is_after:
                value = said["update", layer][f"{address.kind}_after"]
            elif address.kind == "slope":
                value = 1 - np.square(said["forward", layer]["a"])  # tanh
            elif address.kind == "a" and address.is_slope:
                value = said["backward", layer + 1]["gradient_x"]
            elif address.is_slope:
                value = said["backward", layer][f"gradient_{address.kind}"]
            else:
                value = said["forward", layer][names[address.kind]]
            assert np.asarray(value)[place] == pytest.approx(cell.value, abs=1e-12), cell


def test_the_key_and_what_rounding_makes_of_it_are_marked_right(thirty):
    one = open_file(resource_path("examples") / "xor.json").project
    dataset = load_dataset(one.data, one.data_seed(), None)
    for sheet, _ in thirty[:5]:
        _, update = sheet_project(one, dataset, 1, sheet.number)
        for values in ("value", "by_rounding"):
            answers = [
                Answer(cell.address, read(written(getattr(cell, values), sheet.digits)))
                for cell in sheet.asked()
            ]
            assert all(each.right for each in mark(update, answers))


def test_a_flipped_sign_is_one_wrong_cell_and_the_later_ones_follow(thirty, capsys):
    sheet, _ = thirty[2]
    cells = {str(cell.address): cell.value for cell in sheet.cells()}
    flipped = -cells["dZ2[1,1]"]
    given = [
        f"dZ2[1,1]={flipped:.4f}",
        f"db2[1]={flipped:.4f}",
        f"dW2[1,1]={flipped * cells['A1[1,1]']:.4f}",
        f"dA1[1,1]={flipped * cells['W2[1,1]']:.4f}",
    ]
    assert run(["mark", XOR, *given, "--sheet", "XOR-3", "--seed", "1", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [each["right"] for each in found] == [False, True, True, True]
    assert found[3]["slip"] == "follows from your dZ2[1,1]"


@pytest.mark.parametrize("ending", WRITERS)
def test_the_same_seed_gives_the_same_bytes(ending, tmp_path, capsys):
    written_twice = []
    for name in ("a", "b"):
        out, key = tmp_path / f"{name}{ending}", tmp_path / f"{name}-key{ending}"
        files = ["--out", str(out), "--key", str(key)]
        assert run(["worksheet", XOR, "--count", "3", "--seed", "7", *files]) == 0
        written_twice.append((out.read_bytes(), key.read_bytes()))
    assert written_twice[0] == written_twice[1]
    sheet, key = written_twice[0]
    assert sheet != key and b"XOR-3" in sheet and b"XOR-3" in key
    capsys.readouterr()


def test_blanks_are_blank_and_the_key_is_whole(thirty):
    sheet, _ = thirty[0]
    (value,) = [cell for cell in sheet.asked() if str(cell.address) == "Z2[1,1]"]
    shown = written(value.value, 4)
    for ending in (".html", ".tex", ".md"):
        assert shown not in WRITERS[ending]([sheet], False)
        assert shown in WRITERS[ending]([sheet], True)

    class Text(HTMLParser):
        pages = 0

        def handle_starttag(self, tag, attributes):
            self.pages += tag == "section"

    text = Text()
    text.feed(WRITERS[".html"]([each for each, _ in thirty], False))
    assert text.pages == COUNT
    quiz = ElementTree.fromstring(WRITERS[".xml"]([sheet], False))
    fields = quiz.find("question/questiontext/text").text.count("NUMERICAL")
    assert fields == len(sheet.asked())
    assert WRITERS[".gift"]([sheet], False).count("::XOR-1 ") == fields


def test_only_what_is_asked_for_is_blank():
    one = open_file(resource_path("examples") / "xor.json").project
    ((sheet, _),) = made(one, 1, blank=("backward",), digits=3)
    assert {table.part for table in sheet.tables} == {"given", *PARTS}
    assert all(cell.address.is_slope for cell in sheet.asked())
    assert written(-0.0004, 3) == "0.000" and written(-0.5, 3) == "−0.500"


def test_several_samples_stand_beside_each_other():
    one = project(
        [dense(2, "tanh"), dense(2, "linear")],
        data=points(6, 2, 2, "numbers", 3),
        loss="mean_squared_error",
    )
    ((sheet, own),) = made(one, 1, batch=2)
    assert len(own.data.source.inputs.array) == 2
    assert {"Z1[2,1]", "dZ2[1,2]", "dA1[2,2]"} <= {str(cell.address) for cell in sheet.cells()}
    assert any("4" in line for line in sheet.box)  # n = 2 samples · 2 outputs


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (["--out", "s.pdf"], "suffix"),
        (["--out", "s.html", "--key", "s.html"], "same file"),
        (["--out", "s.html", "--batch", "9"], "no room"),
        (["--out", "s.html", "--blank", "nosuch"], "not a part"),
        (["--out", "s.html", "--count", "0"], "sheets"),
    ],
)
def test_what_makes_no_sheet_is_said(options, word, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError, match=word) as caught:
        run(["worksheet", XOR, *options])
    assert caught.value.hint and not list(tmp_path.iterdir())


def test_a_network_that_fits_no_page_is_refused():
    large = project([dense(9, "tanh"), dense(1, "linear")], loss="mean_squared_error")
    with pytest.raises(UserError, match="too many"):
        made(large, 1)
    noisy = project(
        [dense(2, "tanh"), {"name": "dropout", "rate": 0.5}, dense(1, "linear")],
        loss="mean_squared_error",
    )
    with pytest.raises(UserError, match="neurons only"):
        made(noisy, 1)


BY_RULE = {
    "sgd": "",
    "adam": "m = 0,  v = 0,  t = 1",
    "nadam": "m = 0,  v = 0,  t = 1,  M = 1",
    "rprop": "g′ = 0,  Δ = 0",
}


@pytest.mark.parametrize("rule", BY_RULE)
def test_the_box_says_what_the_first_update_of_a_rule_begins_with(rule):
    one = replace(open_file(Path(XOR)).project, optimizer=OPTIMIZERS.named(rule)())
    ((sheet, _),) = made(one, 1)
    last = sheet.box[-1]
    assert last.endswith(BY_RULE[rule]) and last.startswith("This is the first update: ") == (
        bool(BY_RULE[rule])
    )
    assert rule != "rprop" or "Δ ← η where Δ = 0" in sheet.box[-2]


def test_a_rule_that_searches_is_not_worked_out_by_hand():
    one = replace(open_file(Path(XOR)).project, optimizer=OPTIMIZERS.named("lbfgs")())
    with pytest.raises(UserError, match="L-BFGS cannot be worked out by hand") as caught:
        made(one, 1)
    assert "update" in caught.value.hint
    ((sheet, _),) = made(one, 1, blank=("forward", "backward"))
    assert sheet.asked() and "update" in {table.part for table in sheet.tables}
    dataset = load_dataset(one.data, one.data_seed(), None)
    assert sheet_project(one, dataset, 1, 1)[1].numbers  # and such a sheet is marked


def test_a_sheet_has_no_frozen_weight_and_no_state_that_is_not_on_it():
    one = replace(open_file(Path(XOR)).project, optimizer=OPTIMIZERS.named("adam")())
    ((plain, _),) = made(one, 1)
    weights = [{name: v.write() for name, v in entry} for entry in drawn_weights(one)]
    ones = [{name: np.ones_like(v).tolist() for name, v in entry.items()} for entry in weights]
    state = {
        "optimizer": "adam",
        "slots": {"mean": ones, "squares": ones},
        "counters": {"steps": 5},
    }
    settings = {
        "weights": weights,
        "optimizer_state": state,
        "frozen": [True, False],
        "off": [False, {"weight": [[True], [False]]}],
    }
    trained = Project.from_json({**one.to_json(), **settings})
    assert trained.optimizer_state and trained.frozen and trained.off
    ((sheet, own),) = made(trained, 1)
    assert own.optimizer_state is own.frozen is own.off is None
    assert list(sheet.cells()) == list(plain.cells())


def drawn_weights(one):
    ((_, own),) = made(one, 1)
    return own.weights


LOSS_CHANGES = [
    ({"name": "mean_squared_error", "half": True}, "L = 0.5·mean((a − y)²)"),
    ({"name": "mean_squared_error", "reduction": "mean_samples"}, "L = Σ((a − y)²)/m"),
    ({"name": "mean_absolute_error", "reduction": "sum"}, "L = Σ(|a − y|)"),
    ("mean_squared_error", "L = Σ(a − y)² / n"),
    ({"name": "huber", "delta": 1.0}, "½δ)) / n,  δ = 1"),
]


@pytest.mark.parametrize(("loss", "formula"), LOSS_CHANGES)
def test_the_box_tells_the_loss_as_it_is_and_every_constant(loss, formula):
    """Its formula had the divisor n whatever the reduction, and no factor of a half."""
    layers = [dense(2, "elu"), dense(1, "sigmoid")]
    ((one, _),) = made(project(layers, points(4, 2, 1), loss=loss, optimizer="adam"), 1)
    (told,) = (line for line in one.box if line.startswith("L = "))
    assert told.endswith(formula)
    box = "\n".join(one.box)
    for constant in ("α = 1", "β₁ = 0.9", "β₂ = 0.999", "ε = 1·10⁻⁸"):
        assert constant in box, constant


def test_no_page_cuts_a_table_the_box_or_the_drawing(thirty):
    """What must stay whole says so, and tables stand in lines between which a page may end."""
    text = WRITERS[".html"]([sheet for sheet, _ in thirty[:1]], True)
    style = text[text.index("<style>") : text.index("</style>")]
    rules = {part.split("{")[0].strip(): part for part in style.replace("<style>", "").split("}")}
    for name in (".box", "table", "svg"):
        assert "break-inside: avoid" in rules[name], name
    assert "inline-table" in rules["table"] and ".tables" not in rules
    assert "white-space: nowrap" in rules["td, th"]
    assert '<section class="key">' in text
