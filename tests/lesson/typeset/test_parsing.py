"""Formulas as trees: everything that the program writes in LaTeX is understood."""

import json
import re

import numpy as np
import pytest

from core.lesson.formulas.network import explain
from core.lesson.typeset.numbers import sample_lines
from core.lesson.typeset.parsing import lines_of, parse
from core.lesson.typeset.parts import (
    Accent,
    Fenced,
    Fraction,
    Grid,
    Root,
    Row,
    Script,
    Space,
    Text,
)
from core.pictures.snapshot import Probe
from core.project import Project
from core.resources import resource_path
from tests.gui.made import dense

EXAMPLES = sorted(
    path for path in resource_path("examples").glob("*.json") if path.name != "index.json"
)


def test_every_part_is_read() -> None:
    found = parse(r"\frac{\partial L}{\partial W_{1}}")
    assert found == Fraction(
        Row((Text("∂"), Text("L", "italic"))),
        Row((Text("∂"), Script(Text("W", "italic"), Text("1")))),
    )
    assert parse(r"{\sigma^2}^{(2)}") == Script(
        Script(Text("σ", "italic"), None, Text("2")), None,
        Row((Text("("), Text("2"), Text(")"))),
    )  # fmt: skip
    assert parse(r"A^\top_{1}") == Script(Text("A", "italic"), Text("1"), Text("⊤"))
    assert parse(r"\sqrt{x}") == Root(Text("x", "italic"))
    assert parse(r"\hat{X}") == Accent("ˆ", Text("X", "italic"))
    assert parse(r"\left(a\right)") == Fenced("(", Text("a", "italic"), ")")
    assert parse(r"\left\lVert w\right\rVert") == Fenced("‖", Text("w", "italic"), "‖")
    assert parse(r"a \, b") == Row((Text("a", "italic"), Space(0.17), Text("b", "italic")))
    assert parse(r"\operatorname{soft\_plus}'") == Row((Text("soft_plus", "name"), Text("′")))
    assert parse(r"\mathtt{a\_b}") == Text("a_b", "code")
    cases = parse(r"\begin{cases} z & z > 0 \\ 0 & \text{else} \end{cases}")
    assert isinstance(cases, Fenced) and isinstance(cases.inside, Grid)
    assert [len(row) for row in cases.inside.rows] == [2, 2] and not cases.inside.centred
    assert parse(r"\unknown x") == Row((Text(r"\unknown"), Text("x", "italic")))


def test_lines_are_taken_apart_at_their_signs() -> None:
    block = "Z &= \\begin{cases} 1 & a \\\\ 2 & b \\end{cases} \\\\\n&\\beta = 1"
    assert lines_of(block) == [
        ("Z ", r"= \begin{cases} 1 & a \\ 2 & b \end{cases}"),
        ("", r"\beta = 1"),
    ]


def texts(part) -> list[str]:
    if isinstance(part, Text):
        return [part.text]
    if isinstance(part, Row):
        return [text for one in part.parts for text in texts(one)]
    if isinstance(part, Grid):
        return [text for row in part.rows for one in row for text in texts(one)]
    found = []
    for name in ("base", "below", "above", "inside"):
        if getattr(part, name, None) is not None:
            found += texts(getattr(part, name))
    return found


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_all_that_is_explained_is_understood(path) -> None:
    project = Project.from_json(json.loads(path.read_text(encoding="utf-8")))
    latex = explain(project, 2).latex
    blocks = re.findall(r"\\begin\{align\*\}\n(.*?)\n\\end\{align\*\}", latex, re.DOTALL)
    assert blocks
    for block in blocks:
        for left, right in lines_of(block):
            for side in (left, right):
                unknown = [text for text in texts(parse(side)) if "\\" in text or text == "{"]
                assert not unknown, (side, unknown)


@pytest.mark.parametrize("text", [r"\frac", "{", "}", "^", "_{", r"\left(", r"\begin{cases}", "\\"])
def test_broken_lines_end(text) -> None:
    parse(text)
    parse("{" * 500 + "x")


def test_a_sample_s_own_numbers() -> None:
    layers = (dense(np.array([[0.8, -0.7], [0.5, 0.25]])), dense(np.ones((2, 1))))
    probe = Probe(
        np.array([1.0, 2.0]), np.array([1.0, 2.0]),
        (np.array([1.8, -0.2]), np.array([0.7])), (np.array([0.95, -0.2]), np.array([0.67])),
        np.array([0.67]), 3, np.array([1.0]),
    )  # fmt: skip
    lines = sample_lines(layers, probe)
    assert [line.split(" &= ")[0] for line in lines] == [
        "x", "z_{1}", "a_{1}", "z_{2}", "a_{2}", r"\hat{y}",
    ]  # fmt: skip
    assert r"\text{0.80} & \text{−0.70} \\ \text{0.50}" in lines[1]
    assert r"y = \begin{bmatrix} \text{1.00}" in lines[-1]
    wide = (dense(np.ones((30, 9))),)
    many = Probe(np.ones(30), np.ones(30), (np.ones(9),), (np.ones(9),), np.ones(9))
    lines = sample_lines(wide, many)
    assert r"\ldots" in lines[0] and lines[1].count("bmatrix") == 2
