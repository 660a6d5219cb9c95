"""Formulas with several cases: the case said to apply gives what the component computes."""

import math
import re

import numpy as np
import pytest

from core.components.activations import ACTIVATIONS
from core.components.cases import Case, holding
from core.components.losses import LOSSES
from core.components.optimizers import OPTIMIZERS

BROKEN = [kind for kind in ACTIVATIONS if " where " in kind.formula + kind.derivative]
SUMS = (-5.0, -3.0, -0.58, 0.0, 0.7, 3.0, 5.5, 6.0, 7.0)


def worked(formula, letters):
    """Evaluate a case as it is written: 2z, ·, eᶻ and letters for constants."""
    text = re.sub(r"(?<=\d)(?=[az])", "*", formula.replace("eᶻ", "exp(z)"))
    text = text.replace("·", "*").replace("−", "-")
    return eval(text, {"__builtins__": {}, "exp": math.exp, **letters})


@pytest.mark.parametrize("kind", BROKEN, ids=lambda kind: kind.name)
@pytest.mark.parametrize("z", SUMS)
def test_the_case_that_holds_gives_output_and_slope(kind, z):
    one = kind()
    at = np.array([[z]])
    a, out = np.empty_like(at), np.empty_like(at)
    one.forward(at, a, np.empty_like(at))
    one.backward(np.ones_like(at), at, a, out, np.empty_like(at))
    letters = {**one.constants(), "z": z, "a": float(a[0, 0])}
    case, slope = one.case_of(z, float(a[0, 0])), one.slope_case_of(z, float(a[0, 0]))
    if case is not None:
        assert worked(case.formula, letters) == pytest.approx(a[0, 0], abs=1e-12)
    assert worked(slope.formula, letters) == pytest.approx(out[0, 0], abs=1e-12)
    left, relation, right, *more = re.split(r" ([<>≤≥]) ", slope.condition)
    steps = [(left, relation, right)] + ([(right, *more)] if more else [])
    for first, how, second in steps:
        first, second = (worked(side, letters) for side in (first, second))
        assert {"<": first < second, ">": first > second, "≤": first <= second,
                "≥": first >= second}[how]  # fmt: skip


def test_what_has_no_cases_has_none_that_holds():
    assert holding("1 − a²", {"a": 0.5}) is None
    assert holding("1 where z > 0, else 0", {"z": math.nan}) is None
    assert holding("1 where z is even, else 0", {"z": 2.0}) is None
    assert holding("p where z ≤ 1, q where z ≤ 2, else r", {"z": 1.5}) == Case("q", "z ≤ 2")
    assert holding("p where 0 < z ≤ 6, else q", {"z": -1.0}) == Case("q", "z ≤ 0")


@pytest.mark.parametrize("kind", list(LOSSES), ids=lambda kind: kind.name)
@pytest.mark.parametrize("a", [-2.0, 0.0, 0.25, 1.0, 3.0])
@pytest.mark.parametrize("y", [0.0, 1.0])
def test_the_case_of_a_loss_gives_its_slope(kind, a, y):
    loss = kind()
    case = loss.slope_case(a, y)
    if case is None:
        return
    output, target = np.array([[a]]), np.array([[y]])
    out, work = np.empty_like(output), np.empty_like(output)
    loss.forward(output, target, output, work)
    loss.backward(output, target, out, work)
    letters = {**loss.constants(), "a": a, "y": y, "n": 1.0}

    def filled(text):
        text = re.sub(r"\{(.)\}", lambda found: f"({letters[found[1]]!r})", text)
        return re.sub(r"\|([^|]+)\|", r"abs(\1)", text).replace("·", "*").replace("−", "-")

    assert eval(filled(case.formula)) == pytest.approx(out[0, 0])
    condition = filled(case.condition).replace("≤", "<=").replace("≥", ">=")
    assert eval(re.sub(r"(?<![<>=])=(?!=)", "==", condition))


def test_constants_are_called_by_the_letters_of_the_formulas():
    assert ACTIVATIONS.named("leaky_relu")().constants() == {"slope": 0.01}
    assert ACTIVATIONS.named("elu")(alpha=2.0).constants() == {"α": 2.0}
    assert set(ACTIVATIONS.named("selu")().constants()) == {"scale", "α"}
    assert LOSSES.named("huber")().constants() == {"δ": 1.0}
    for kind in OPTIMIZERS:
        one = kind()
        for letter in one.constants():
            assert letter in one.formula, (kind.name, letter)
    sgd = OPTIMIZERS.named("sgd")
    assert sgd(momentum=0.9).constants() == {"μ": 0.9} and sgd().constants() == {}
