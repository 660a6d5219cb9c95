"""Equations of the cards as they read: cases, class weights, penalties, what stands for what."""

import re

import pytest

from core.components.optimizers import OPTIMIZERS
from core.lesson.cards.card import card_of
from core.lesson.cards.content import Cursor, line_text
from core.lesson.parts import weight
from core.project import Project
from tests.gui.stepped import Stepped
from tests.lesson.addresses.kinds import CLASSES, KINDS, NUMBERS, PAIRS, made
from tests.nets import dense


def lines_at(description, kind, layer=None, cursor=None):
    """Return the blocks of a stop of the first update, each a list of lines, and the card."""
    stepped = Stepped(Project.from_json(description))
    for snapshot in stepped.update():
        stop = snapshot.step.rail[snapshot.step.done - 1]
        if (stop.kind, stop.layer) == (kind, layer):
            at = cursor or Cursor(1, 0)
            card = card_of(snapshot.step, snapshot.layers, stepped.facts, at)
            return [[line_text(line) for line in block] for block in card.blocks], card
    raise AssertionError(f"no stop {kind} {layer}")


def told(blocks):
    return [line for block in blocks for line in block]


def test_every_output_has_its_own_class_weight():
    """ω stood for 1.25 and 0.8333 in one line."""
    description = KINDS["two questions, weights of classes"]()
    lines = told(lines_at(description, "loss")[0])
    assert any("ω₁·ln" in line and "ω₂·ln" in line for line in lines)
    assert not any(re.search("ω(?![₀-₉])", line) for line in lines)
    weights = [line for line in lines if line.startswith("ω")]
    assert [line.split()[0] for line in weights] == ["ω₁", "ω₂"]
    assert weights[1].endswith("for ŷ₂")
    second, card = lines_at(description, "backward", 1, Cursor(1, 1))
    assert told(second)[0].startswith("∂L/∂z⁽²⁾₂ = ω₂·(ŷ₂ − y₂)/n")
    assert "Multiplied by ω₂" in card.remark


def test_a_term_that_begins_with_a_minus_is_taken_away():
    description = made(
        [dense(2, "sigmoid")],
        {**PAIRS, "targets": [[1, 1], [1, 1], [0, 1], [1, 0], [1, 1]]},
        "binary_cross_entropy",
    )()
    first = told(lines_at(description, "loss", cursor=Cursor(0, 0))[0])[0]
    assert first == "L₁ = (−ln ŷ₁ − ln ŷ₂)/2"


def test_an_output_of_several_questions_is_judged_by_itself():
    """The one with the largest output was named, as if the outputs were classes."""
    description = KINDS["two questions, weights of classes"]()
    for unit in (0, 1):
        blocks, card = lines_at(description, "forward", 1, Cursor(1, unit))
        output = float(told(blocks)[-1].rpartition("= ")[2])
        said = "1" if output > 0.5 else "0"
        assert re.fullmatch(rf"ŷ{'₁₂'[unit]}: .*(says|towards) {said}\.", card.remark.replace(
            "Says", "says"
        ))  # fmt: skip


def test_a_loss_with_cases_shows_the_case_that_holds():
    huber = made([dense(1)], NUMBERS, {"name": "huber", "delta": 0.5}, batch=1)()
    first = told(lines_at(huber, "backward", 0)[0])[:2]
    assert first[0] in ("∂L/∂ŷ = δ/n = 0.5/1", "∂L/∂ŷ = −δ/n = −0.5/1")
    assert first[1].startswith("= ") and ", as " in first[1]
    hinge = made(
        [dense(1)], {**NUMBERS, "targets": [[0], [1], [1], [0], [1]]},
        {"name": "hinge", "class_weights": [1.0, 3.0]}, batch=1,
    )()  # fmt: skip
    lines = told(lines_at(hinge, "backward", 0)[0])
    assert lines[0].startswith("∂L/∂ŷ = ω·(1 − 2·y)/n = 1·(1 − 2·0)/1") and "[" not in lines[0]


def test_a_negative_factor_stands_in_parentheses():
    """It was written (2·0 − 1)·−1.353."""
    hinge = made(
        [dense(1)], {**NUMBERS, "targets": [[0], [1], [1], [0], [1]]}, "hinge",
        weights=[{"weight": [[-1.0], [0.0]], "bias": [0.0]}],
    )()  # fmt: skip
    first = told(lines_at(hinge, "loss", cursor=Cursor(0, 0))[0])
    assert first[1] == "= max(0, 1 − (2·0 − 1)·(−0.5)) = 0.5"


def test_the_penalty_has_its_numbers():
    description = made(
        [dense(1)], NUMBERS, "mean_squared_error",
        regularizer={"name": "elastic_net", "strength": 0.05, "l1_share": 0.5},
        weights=[{"weight": [[-0.5], [2.0]], "bias": [0.0]}],
    )()  # fmt: skip
    for place, numbers in (
        (0, "= 0.05·(0.5·sign(−0.5) + (1 − 0.5)·(−0.5)) = −0.0375"),
        (1, "= 0.05·(0.5·sign(2) + (1 − 0.5)·2) = 0.075"),
    ):
        lines = told(lines_at(description, "backward", 0, Cursor(0, 0, weight(0, place, 0)))[0])
        at = next(i for i, line in enumerate(lines) if line.startswith("∂R/∂w"))
        assert lines[at].endswith(f"= 0.05·(0.5·sign(w{'₁₂'[place]}) + (1 − 0.5)·w{'₁₂'[place]})")
        assert lines[at + 1] == numbers


def test_the_letters_of_batch_normalization_come_before_the_slope():
    """A line of the slope stood below those of k, and read as if k were that."""
    layers = [dense(2, "tanh"), {"name": "batch_norm"}, dense(1)]
    blocks, _ = lines_at(made(layers, NUMBERS, "mean_squared_error")(), "backward", 1)
    letters = next(block for block in blocks if block[0].startswith("g ="))
    assert [line.split()[0] for line in letters] == ["g", "k", "="]
    assert letters[1] == "k = γ⁽²⁾₁/√(σ²⁽²⁾₁ + ε⁽²⁾)" and "+ 1·10⁻⁵)" in letters[2]
    after = blocks[blocks.index(letters) + 1]
    assert after[0].startswith("∂L/∂a⁽¹⁾₁ = k·(g − mean g") and len(after) == 3


def test_shares_have_no_second_formula_with_other_symbols():
    _, card = lines_at(
        made([dense(3, "softmax")], CLASSES, "categorical_cross_entropy")(), "forward", 0
    )
    assert card.note == ""


@pytest.mark.parametrize("name", [one.name for one in OPTIMIZERS if one.searches])
def test_the_letters_of_a_rule_are_explained_where_they_have_no_numbers(name):
    description = made([dense(2, "tanh"), dense(1)], NUMBERS, "mean_squared_error", name)()
    card = lines_at(description, "update")[1]
    for letter in OPTIMIZERS.named(name).rule_letters:
        assert re.search(rf"(^|\W){letter}\W", card.remark), letter
    assert "." in card.remark and "None" not in card.remark


@pytest.mark.parametrize(("penalty", "of"), [("none", "L"), ("l2", "J")])
def test_every_place_that_a_search_tries_has_its_own_symbol(penalty, of):
    """α and J stood for several numbers, and J was written where there is no penalty."""
    description = made(
        [dense(2, "tanh"), dense(1)], NUMBERS, "mean_squared_error", "lbfgs", regularizer=penalty
    )()
    blocks, _ = lines_at(description, "update")
    tried = next(block for block in blocks if block[0].startswith("Places tried"))[1:]
    assert tried
    for number, line in enumerate(tried, 1):
        letter = f"α{'₀₁₂₃₄₅₆₇₈₉'[number]}"
        assert line.startswith(f"{letter} = ") and f"{of}({letter}) = " in line
