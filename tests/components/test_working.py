"""Optimizers by hand: the last line is the engine's number, the lines above say why."""

import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.components.optimizers import OPTIMIZERS, Optimizer
from core.components.working import Sheet, significant, whole
from tests.amount import some
from tests.nets import gradients, points, trainer
from tests.strategies import component, options

#: those whose rule is a formula; the others have it in words
WRITTEN = [kind.name for kind in OPTIMIZERS if kind().is_written]
EVERY = pytest.mark.parametrize("name", WRITTEN)
# squares that underflow cannot be compared
FIGURES = st.floats(-1e3, 1e3).map(lambda x: x if abs(x) > 1e-100 else 0.0)


def made(name, **fields):
    return OPTIMIZERS.read({"name": name, **fields}, "")


def by_engine(optimizer, value, gradient, rate, state, counters):
    """Do one update on vectors of one number; return value, state and counters after it."""
    w, g = np.array([value]), np.array([gradient])
    slots = {name: np.array([state[name]]) for name in optimizer.state_slots()}
    counters = dict(counters)
    with np.errstate(all="ignore"):
        optimizer.bind(w, g, slots, counters)(*optimizer.numbers(rate, counters))
    return float(w[0]), {name: float(vector[0]) for name, vector in slots.items()}, counters


def walk(optimizer, value, series):
    """Go through updates line by line alongside the engine, from its state; yield all lines."""
    state = dict.fromkeys(optimizer.state_slots(), 0.0)
    counters = dict(optimizer.counters)
    for t, gradient in enumerate(series):
        rate = optimizer.rate(t)
        lines = optimizer.working(value, gradient, rate, state, counters)
        after, state, counters = by_engine(optimizer, value, gradient, rate, state, counters)
        if any(0.0 < abs(number) < 1e-290 for number in state.values()):
            return
        if not math.isfinite(after):
            assert not math.isfinite(lines[-1].result)
            return
        # rounding is relative to what was subtracted, not to what is left
        size = max(abs(value), abs(after), abs(after - value))
        assert lines[-1].symbol == "w"
        assert abs(lines[-1].result - after) <= 1e-12 * size + 1e-300
        written = {line.symbol: line.result for line in lines}
        for name, number in {**state, **counters}.items():
            if optimizer.symbols[name] in written:  # the count t is not computed
                expected = pytest.approx(number, rel=1e-12, abs=1e-300)
                assert written[optimizer.symbols[name]] == expected
        yield lines
        value = after


@EVERY
@settings(max_examples=some(40), deadline=None)
@given(st.data(), FIGURES, st.lists(FIGURES, min_size=1, max_size=6))
def test_the_last_result_is_the_engines(name, data, value, series):
    """For all hyper-parameters, update after update."""
    fields = data.draw(options(OPTIMIZERS.named(name)))
    optimizer = made(name, **fields)
    assert len(list(walk(optimizer, value, series))) <= len(series)


@pytest.mark.long
@settings(max_examples=3000, deadline=None)
@given(
    component(OPTIMIZERS).filter(lambda one: one["name"] in WRITTEN),
    FIGURES,
    st.lists(FIGURES, min_size=1, max_size=12),
)
def test_the_last_result_is_the_engines_at_length(description, value, series):
    list(walk(OPTIMIZERS.read(description, ""), value, series))


SETTINGS = [
    *((name, {}) for name in WRITTEN),
    ("sgd", {"momentum": 0.9}),
    ("sgd", {"momentum": 0.9, "nesterov": True}),
    ("rmsprop", {"epsilon": 0.0}),
    ("adam", {"beta1": 0.0, "beta2": 0.0}),
]


@pytest.mark.parametrize(("name", "fields"), SETTINGS, ids=str)
def test_the_numbers_of_every_line_give_its_result(name, fields):
    """With all digits shown, a line can be evaluated from its own numbers."""
    optimizer = made(name, learning_rate=0.25, **fields)
    rng = np.random.default_rng(3)
    state = {slot: float(rng.uniform(0.1, 1.0)) for slot in optimizer.state_slots()}
    counters = {key: 4.0 if key == "steps" else 0.5 for key in optimizer.counters}
    for value, gradient in rng.normal(size=(20, 2)):
        found = optimizer.working(
            float(value), float(gradient), 0.25, state, counters, shown=repr_with_minus
        )
        for line in found:
            assert evaluated(line.numbers) == pytest.approx(line.result, rel=1e-9, abs=1e-12)


def repr_with_minus(value):
    return repr(value).replace("-", "−")


def evaluated(numbers):
    """Evaluate a line as Python would, after replacing its signs."""
    exponents = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
    text = re.sub(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+", lambda m: f"**({m[0].translate(exponents)})", numbers)
    text = re.sub(r"√(\([^()]*\)|[0-9.e−]+)", r"sqrt(\1)", text)
    text = text.replace("−", "-").replace("·", "*").replace("^", "**").replace("½", "0.5")
    return eval(text, {"sqrt": math.sqrt, "__builtins__": {}})


def test_gradient_descent_by_hand():
    (line,) = made("sgd").working(0.8, 0.0518, 0.5, {}, {})
    assert (line.symbol, line.formula) == ("w", "w − η·g")
    assert line.numbers == "0.8 − 0.5·0.0518"
    assert line.result == pytest.approx(0.7741)


def test_negative_factors_stand_in_parentheses():
    velocity, step = made("sgd", momentum=0.9).working(-0.8, -0.05, 0.5, {"velocity": -0.1}, {})
    assert velocity.numbers == "0.9·(−0.1) + (−0.05)"
    assert step.numbers == "−0.8 − 0.5·(−0.14)"


def test_adam_by_hand():
    """Third update: t = 3; (0.9·0.1 + 0.1·0.2) = 0.11 and so on."""
    lines = made("adam", beta2=0.5, epsilon=0.01).working(
        1.0, 0.2, 0.1, {"mean": 0.1, "squares": 0.03}, {"steps": 2.0}
    )
    assert [line.symbol for line in lines] == ["m", "v", "m̂", "v̂", "w"]
    assert [line.formula for line in lines] == [
        "β₁·m + (1 − β₁)·g",
        "β₂·v + (1 − β₂)·g²",
        "m/(1 − β₁ᵗ)",
        "v/(1 − β₂ᵗ)",
        "w − η·m̂/(√v̂ + ε)",
    ]
    assert [line.numbers for line in lines] == [
        "0.9·0.1 + (1 − 0.9)·0.2",
        "0.5·0.03 + (1 − 0.5)·0.2²",
        "0.11/(1 − 0.9³)",
        "0.035/(1 − 0.5³)",
        "1 − 0.1·0.4059/(√0.04 + 0.01)",
    ]
    # 0.11/0.271 = 0.40590; √0.04 + 0.01 = 0.21; 0.1·0.40590/0.21 = 0.19329
    assert lines[-1].result == pytest.approx(1 - 0.19329, abs=1e-5)


def test_nothing_over_nothing_is_said_as_no_step():
    lines = made("rmsprop", epsilon=0.0).working(0.5, 0.0, 0.1, {"squares": 0.0}, {})
    assert lines[-1].formula == "w − η·g" and lines[-1].result == 0.5


def test_another_way_to_show_numbers():
    (line,) = made("sgd").working(0.8, 0.3, 0.5, {}, {}, shown=lambda value: f"<{value}>")
    assert line.numbers == "<0.8> − <0.5>·<0.3>"


def test_in_a_trainer():
    """The lines of one weight and one bias of a network against its own update."""
    one = trainer(data=points(6, kind="binary"), optimizer="nadam", training={"batch_size": 4})
    for _ in range(3):
        state = one.state.vector.copy()
        slots = {name: vector.copy() for name, vector in one.state.slots.items()}
        counters, rate = dict(one.work.counters), one.project.optimizer.rate(one.update)
        gradients(one)
        slope = one.work.gradient.copy()
        one.step_phase()
        for i in range(one.network.parameter_count):
            lines = one.project.optimizer.working(
                float(state[i]),
                float(slope[i]),
                rate,
                {name: float(vector[i]) for name, vector in slots.items()},
                counters,
            )
            assert lines[-1].result == pytest.approx(one.state.parameters[i], rel=1e-12)


@pytest.mark.parametrize(("name", "fields"), SETTINGS, ids=str)
def test_the_rule_in_plain_text_and_in_latex(name, fields):
    optimizer = made(name, **fields)
    assert optimizer.formula.startswith(("w ←", "v ←", "G ←", "m ←", "μₜ ←", "Δ ←"))
    assert "w ← w" in optimizer.formula and "{" not in optimizer.formula
    latex = optimizer.latex()
    assert latex.count("{") == latex.count("}")
    assert latex.count(r"\left") - latex.count(r"\leftarrow") == latex.count(r"\right")
    assert r"w \leftarrow w" in latex and r"\eta" in latex
    lines = [line.partition(" ←")[0] for line in optimizer.formula.split(", ")]
    assert {optimizer.symbols[slot] for slot in optimizer.state_slots()} <= set(lines)


def test_the_rule_follows_the_options():
    assert made("sgd").formula == "w ← w − η·g"
    assert made("sgd", momentum=0.5).formula == "v ← μ·v + g, w ← w − η·v"
    assert "d ← g + μ·v" in made("sgd", momentum=0.5, nesterov=True).formula


@EVERY
def test_every_slot_and_counter_has_a_symbol(name):
    kind = OPTIMIZERS.named(name)
    assert set(kind.symbols) >= set(kind.slots) | set(kind.counters)
    assert set(kind.symbols) >= set(
        kind(**({"momentum": 0.5} if name == "sgd" else {})).state_slots()
    )


def test_what_is_not_written_down_is_said_in_words():
    class HeavyBall(Optimizer):
        """Steps along a fading memory.

        And more.
        """

        name = "heavy-ball"
        slots = ("memory",)

    class Silent(Optimizer):
        name, label = "silent", "silent one"

    optimizer = HeavyBall()
    assert optimizer.working(0.0, 0.0, 0.0, {"memory": 0.0}, {}) == ()
    assert not optimizer.is_written and optimizer.symbol_of("memory") == "memory"
    assert optimizer.formula == "Steps along a fading memory."
    assert r"\operatorname{heavy\_ball}(w, g, \eta, \mathrm{memory})" in optimizer.latex()
    assert Silent().formula == "silent one"


@pytest.mark.parametrize(
    ("value", "short", "full"),
    [
        (0.8, "0.8", "0.8"),
        (-0.05184, "−0.05184", "−0.05184"),
        (1e-8, "1·10⁻⁸", "1·10⁻⁸"),
        (-2.5e-7, "−2.5·10⁻⁷", "−2.5·10⁻⁷"),
        (0.999999, "1", "0.999999"),
        (20.0, "20", "20"),
        (-3.0, "−3", "−3"),
        (12345.6, "12346", "12345.6"),
        (1234567.0, "1.235·10⁶", "1234567"),
        (math.inf, "∞", "∞"),
        (-math.inf, "−∞", "−∞"),
        (math.nan, "NaN", "NaN"),
    ],
)
def test_numbers_for_people(value, short, full):
    assert significant(value) == short
    assert whole(value) == full


def test_a_power_of_ten_is_kept_together():
    sheet = Sheet({"a": -1e-6, "b": 2e-7}, {})
    sheet.write("c", "{a}/{b} + {a}² + √{b} + {a}·{b}", 0.0)
    (line,) = sheet.lines()
    assert line.numbers == ("−1·10⁻⁶/(2·10⁻⁷) + (−1·10⁻⁶)² + √(2·10⁻⁷) + (−1·10⁻⁶)·2·10⁻⁷")
