"""The command `walk`: the numbers of the XOR walk in every format, and what is refused."""

import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

import main
from core.cli.program import run
from core.lesson.cards.content import Card, Column, Line, Matrix, Token
from core.lesson.printing.formats import FORMATS, printed
from core.resources import resource_path
from tests.amount import few

ROOT = Path(__file__).parents[2]
XOR = str(resource_path("examples") / "xor.json")
NUMBERS = ("0.6640", "0.5489", "0.5998", "0.7064", "−0.1128", "0.0518", "0.7741", "0.6989")


def walked(capsys, *arguments: str) -> str:
    assert run(["walk", XOR, *arguments]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_every_format_has_the_numbers_of_the_walk(capsys, form):
    out = walked(capsys, "--format", form)
    assert [number for number in NUMBERS if number not in out] == []


def test_the_object_has_them_too(capsys):
    lines = [json.loads(line) for line in walked(capsys, "--json").splitlines()]
    assert len(lines) == 7
    assert [line["place"].split(" · ")[1] for line in lines] == [f"{k} of 7" for k in range(1, 8)]
    text = json.dumps(lines, ensure_ascii=False)
    assert [number for number in NUMBERS if number not in text] == []
    assert lines[1]["code"] == ["Z1 = X @ W1 + b1", "A1 = tanh(Z1)"]


def test_two_updates_are_the_stops_of_both(capsys):
    one, two = walked(capsys), walked(capsys, "--updates", "2")
    assert two.startswith(one.rstrip("\n"))
    assert [two.count(f"Update {update} · ") for update in (1, 2, 3)] == [7, 7, 0]


def test_no_line_ends_in_a_blank(capsys):
    assert [line for line in walked(capsys).splitlines() if line != line.rstrip()] == []


@pytest.mark.parametrize(
    "name", few(sorted(path.stem for path in resource_path("examples").glob("*.json")), 10)
)
def test_every_example_is_printed(capsys, name):
    if name == "index":
        return
    assert run(["walk", str(resource_path("examples") / f"{name}.json"), "--format", "html"]) == 0
    assert "</html>" in capsys.readouterr().out


def odd_card(words: str) -> Card:
    matrix = Matrix(words, (0,), (words,), (Column(words, np.array([1.5])),))
    line = Line(words, ((Token(words),),))
    return Card(words, words, words, ((line,),), matrix=matrix, line="Z = 1")


def test_names_cannot_break_out_of_a_format():
    words = "<b>|*x*_y_ & 50 % $#{1}\\end{x}~^"
    out = {form: printed([odd_card(words)], form, words) for form in FORMATS}
    seen = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: seen.append(tag)
    parser.feed(out["html"])
    assert "b" not in seen and "table" in seen
    rows = [line for line in out["markdown"].splitlines() if line.startswith("| ")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {3}
    body = re.sub(r"(?s)\\begin\{Verbatim\}.*?\\end\{Verbatim\}", "", out["latex"])
    assert r"\end{x}" not in body and "50 \\%" in body


def test_divergence_is_said_and_ends_with_3(capsys, tmp_path):
    project = json.loads(Path(XOR).read_text(encoding="utf-8"))
    project["optimizer"] = {"name": "sgd", "learning_rate": 1e300}
    project["layers"][0]["activation"] = {"name": "linear"}
    (tmp_path / "wild.json").write_text(json.dumps(project), encoding="utf-8")
    assert run(["walk", str(tmp_path / "wild.json"), "--updates", "5"]) == 3
    assert "diverged" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [["nowhere.json"], [XOR, "--updates", "x"], [XOR, "--updates", "0"], [XOR, "--format", "pdf"]],
)
def test_bad_input_is_refused_in_two_lines(capsys, arguments):
    assert main.main(["walk", *arguments]) == 2
    out, err = capsys.readouterr()
    assert not out
    assert [line.split(":")[0] for line in err.splitlines()] == ["error", "hint"]


def test_the_readme_shows_what_is_printed():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.search(r"```console\n\$ uv run main\.py walk xor\.json\n(.*?)```", readme, re.S)
    assert shown is not None
    done = subprocess.run(
        [sys.executable, "main.py", "walk", XOR],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    begin, _, end = shown[1].partition("…\n")
    assert done.stdout.startswith(begin) and done.stdout.endswith(end) and end.strip()
