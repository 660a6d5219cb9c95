"""The cards of the step panel: the numbers of an update worked by hand, and those of the engine."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.components.losses import LOSSES
from core.lesson.cards.backward import followed_part, shares, slope_of
from core.lesson.cards.card import card_of
from core.lesson.cards.content import Cursor, pieces, plain, shown, window
from core.lesson.cards.context import Context
from core.lesson.cards.loss import LossTerms, divisor
from core.lesson.cards.update import updated_part, working_lines
from core.lesson.parts import bias, neuron, weight
from core.project import Project
from tests.amount import some
from tests.gui.stepped import Stepped, opening
from tests.nets import dense, described, points, project
from tests.strategies import trainable

BATCH, HIDDEN, OUTPUT, LOSS, BACK_OUTPUT, BACK_HIDDEN, UPDATE = range(7)
THIRD = Cursor(2, 0)


def cards(made, cursor=THIRD, updates=1):
    """The cards of the last of this many updates, and the contexts they are made from."""
    stepped = Stepped(made)
    for _ in range(updates - 1):
        stepped.walk.run_update()
    found = []
    for snapshot in stepped.update():
        arguments = (snapshot.step, snapshot.layers, stepped.facts, cursor)
        found.append((card_of(*arguments), Context(*arguments)))
    return found


def written(card):
    return "\n".join(plain(block) for block in card.blocks)


def results(card):
    """The numbers that the phase wrote, in order."""
    lines = [line for block in card.every_block for line in block]
    return [token.value for line in lines for cell in line.cells for token in cell if token.now]


@pytest.fixture(scope="module")
def xor():
    return [card for card, _ in cards(opening())]


# ---------------------------------------------------------------------- the walk through XOR


def test_batch(xor):
    card = xor[BATCH]
    assert (card.title, card.place) == ("The batch", "Update 1 · 1 of 7")
    assert written(card).split() == ["x₁", "=", "1", "x₂", "=", "0", "y", "=", "1"]
    assert card.remark == "All four go in together; we follow number 3."
    assert card.matrix.labels == ("1 (0, 0)", "2 (0, 1)", "3 (1, 0)", "4 (1, 1)")
    assert card.matrix.followed == 2


def test_hidden_forward(xor):
    # z = 1·0.8 + 0·(−0.7) + 0 = 0.8; tanh 0.8 = 0.6640
    assert written(xor[HIDDEN]) == (
        "z₁ = x₁·w⁽¹⁾₁₁ + x₂·w⁽¹⁾₂₁ + b⁽¹⁾₁\n= 1·0.8 + 0·(−0.7) + 0\n= 0.8\n"
        "h₁ = tanh(z₁) = tanh(0.8) = 0.6640"
    )
    second = cards(opening(), Cursor(2, 1))[HIDDEN][0]
    # z = 1·(−0.6) + 0·0.9 + 0 = −0.6; tanh −0.6 = −0.5370
    assert "= 1·(−0.6) + 0·0.9 + 0\n= −0.6\nh₂ = tanh(z₂) = tanh(−0.6) = −0.5370" in written(second)


def test_output_forward(xor):
    card = xor[OUTPUT]
    # 0.6640·0.7 = 0.4648; −0.5370·0.5 = −0.2685; their sum 0.1963; σ(0.1963) = 0.5489
    assert written(card) == (
        "z = h₁·w⁽²⁾₁₁ + h₂·w⁽²⁾₂₁ + b⁽²⁾₁\n"
        "= 0.6640·0.7 + (−0.5370)·0.5 + 0\n"
        "= 0.1963\n"
        "ŷ = σ(z) = σ(0.1963) = 0.5489"
    )
    assert card.title == "Output layer, forward"
    assert card.remark == "Barely says 1."
    assert card.line == "Z2 = A1 @ W2 + b2; A2 = sigmoid(Z2)"
    assert card.shapes == (
        "(4, 2) @ (2, 1) + (1,) → (4, 1) · rows are samples, columns are neurons"
    )
    names = [column.name for column in card.matrix.columns]
    assert names == ["h₁", "h₂", "z", "ŷ", "y"]
    row = [shown(column.values[2]) for column in card.matrix.columns]
    assert row == ["0.6640", "−0.5370", "0.1963", "0.5489", "1"]


def test_loss(xor):
    # −ln 0.5489 = 0.5998; (0.6931 + 0.7261 + 0.5998 + 0.8066)/4 = 0.7064
    assert written(xor[LOSS]) == (
        "L₃ = −ln ŷ\n"
        "= −ln 0.5489 = 0.5998\n"
        "L = mean of 4\n"
        "= (0.6931 + 0.7261 + 0.5998 + 0.8066)/4\n"
        "= 0.7064"
    )
    assert xor[LOSS].bars[0].total == "their mean: 0.7064"


def test_output_backward(xor):
    card = xor[BACK_OUTPUT]
    # (0.5489 − 1)/4 = −0.1128
    assert written(card).startswith("∂L/∂z = (ŷ − y)/n\n= (0.5489 − 1)/4\n= −0.1128")
    assert "Divided by 4 because the loss is a mean" in card.remark
    # 0.5489·(1 − 0.5489) = 0.2476; (0.5489 − 1)/0.2476/4 = −0.4554; −0.4554·0.2476 = −0.1128
    chain = "\n".join(plain(block) for block in card.reasons[0].blocks)
    assert "= −0.4554\n" in chain
    assert "= 0.5489·(1 − 0.5489) = 0.2476" in chain
    assert chain.endswith("= −0.4554·0.2476 = −0.1128")


def test_hidden_backward(xor):
    card = xor[BACK_HIDDEN]
    text = written(card)
    assert "= −0.1128·0.7 = −0.0789" in text
    assert "= 1 − 0.6640² = 0.5591" in text  # 0.6640² = 0.4409
    assert "= −0.0789·0.5591 = −0.0441" in text
    assert "= 1·(−0.0441) = −0.0441" in text  # times x₁ = 1
    # the bias without a click: 0.0875 − 0.0573 − 0.0441 + 0.0959 = 0.0820
    assert text.endswith(
        "∂L/∂w⁽¹⁾₁₁ = 0 + 0 + (−0.0441) + 0.0959\n= 0.0518\n∂L/∂b⁽¹⁾₁ = Σ ∂L/∂z₁ = 0.0820"
    )
    assert [shown(value) for value in card.bars[0].values] == ["0", "0", "−0.0441", "0.0959"]
    assert card.bars[0].total == "together +0.0518"
    assert card.remark == "Sample 3 asks for more weight, sample 4 asks louder for less."


def test_update(xor):
    card = xor[UPDATE]
    assert written(card).endswith("w⁽¹⁾₁₁ ← w⁽¹⁾₁₁ − η·g\n= 0.8 − 0.5·0.0518\n= 0.7741  ▼")
    assert card.outcome == "Next forward pass on this batch: training loss 0.7064 → 0.6989"
    assert card.matrix.labels[0] == "x₁ → h₁"
    assert (card.matrix.marks[0], card.matrix.parts[0]) == ("▼", weight(0, 0, 0))
    assert len(card.matrix.rows) == 6  # 2·2 weights and 2 biases


def test_every_why_is_short(xor):
    assert max(len(card.why.split()) for card in xor) <= 25


def test_before_an_update_nothing_is_computed():
    stepped = Stepped(opening())
    snapshot = stepped.snapshot()
    card = card_of(snapshot.step, snapshot.layers, stepped.facts, THIRD)
    assert card.title == "Before update 1"
    assert written(card) == "ŷ = ·\nL = ·"
    assert card.matrix is None


def test_terms_are_the_parts_of_the_network(xor):
    tokens = [token for line in xor[OUTPUT].blocks[0] for cell in line.cells for token in cell]
    parts = {token.text: token.part for token in tokens}
    assert parts["0.7"] == weight(1, 0, 0)
    assert parts["0.6640"] == neuron(0, 0)
    assert parts["b⁽²⁾₁"] == bias(1, 0)
    assert parts["0.1963"] == neuron(1, 0)


def test_follows_another_weight():
    made = cards(opening(), Cursor(2, 0, weight(0, 1, 0)))
    # x₂ of the samples is 0, 1, 0, 1: 0 − 0.0573 + 0 + 0.0959 = 0.0386
    assert "∂L/∂w⁽¹⁾₂₁ = 0 + (−0.0573) + 0 + 0.0959\n= 0.0386" in written(made[BACK_HIDDEN][0])
    assert "= −0.7 − 0.5·0.0386" in written(made[UPDATE][0])
    biased = cards(opening(), Cursor(2, 0, bias(0, 0)))
    # ∂L/∂z of the samples: 0.0875 − 0.0573 − 0.0441 + 0.0959 = 0.0820
    assert written(biased[BACK_HIDDEN][0]).endswith(
        "∂L/∂b⁽¹⁾₁ = 0.0875 + (−0.0573) + (−0.0441) + 0.0959\n= 0.0820"
    )


# ---------------------------------------------------------------------- worked by hand


def two_layers(**fields):
    layers = [dense(2, "relu"), dense(1, "linear")]
    source = {"name": "points", "inputs": [[1, 2], [3, -1]], "targets": [[1], [2]]}
    weights = [
        {"weight": [[1, 0.5], [0.25, -1]], "bias": [0, 0.5]},
        {"weight": [[2], [-1]], "bias": [0.5]},
    ]
    return project(
        layers, source, loss="mean_squared_error", weights=weights,
        optimizer={"name": "sgd", "learning_rate": 0.1}, **fields,
    )  # fmt: skip


def test_a_network_by_hand():
    # sample 1, x = (1, 2): z₁ = 1·1 + 2·0.25 + 0 = 1.5, z₂ = 0.5 − 2 + 0.5 = −1
    #   h = (1.5, 0); ŷ = 1.5·2 + 0·(−1) + 0.5 = 3.5; (3.5 − 1)² = 6.25
    # sample 2, x = (3, −1): z₁ = 3 − 0.25 = 2.75, z₂ = 1.5 + 1 + 0.5 = 3
    #   h = (2.75, 3); ŷ = 5.5 − 3 + 0.5 = 3; (3 − 2)² = 1;  L = (6.25 + 1)/2 = 3.625
    # ∂L/∂ŷ = 2(ŷ − y)/2 = 2.5 and 1; ∂L/∂h₁ = 2.5·2 = 5 and 2, slope 1 for both
    # ∂L/∂w₁ of h₁ = 1·5 + 3·2 = 11; w₁ = 1 − 0.1·11 = −0.1
    found = [card for card, _ in cards(two_layers(), Cursor(0, 0))]
    assert written(found[HIDDEN]) == (
        "z₁ = x₁·w⁽¹⁾₁₁ + x₂·w⁽¹⁾₂₁ + b⁽¹⁾₁\n= 1·1 + 2·0.25 + 0\n= 1.5\n"
        "h₁ = relu(z₁) = relu(1.5) = 1.5"
    )
    assert "= 1.5·2 + 0·(−1) + 0.5\n= 3.5\nŷ = z = 3.5" in written(found[OUTPUT])
    assert written(found[LOSS]) == (
        "L₁ = (ŷ − y)²\n= (3.5 − 1)² = 6.25\nL = mean of 2\n= (6.25 + 1)/2\n= 3.625"
    )
    assert "∂L/∂ŷ = 2·(ŷ − y)/n\n= 2·(3.5 − 1)/2\n= 2.5" in written(found[BACK_OUTPUT])
    hidden = written(found[BACK_HIDDEN])
    assert "= 2.5·2 = 5" in hidden
    assert hidden.endswith("∂L/∂w⁽¹⁾₁₁ = 5 + 6\n= 11\n∂L/∂b⁽¹⁾₁ = Σ ∂L/∂z₁ = 7")
    assert written(found[UPDATE]).endswith("= 1 − 0.1·11\n= −0.1  ▼")


def test_a_dead_neuron_gets_no_blame():
    found = cards(two_layers(), Cursor(0, 1))[BACK_HIDDEN][0]
    # z₂ = −1: the slope of ReLU is 0 there
    assert "= −2.5·0 = 0" in written(found)


def test_the_penalty_has_its_part():
    made = two_layers(regularizer={"name": "l2", "strength": 0.5})
    found = cards(made, Cursor(0, 0))
    card, context = found[BACK_HIDDEN]
    slope = slope_of(context, 0, weight(0, 0, 0))
    rest = slope - 11.0  # what L2 adds for w = 1
    assert rest > 0.0
    assert written(card).endswith(
        "∂L/∂w⁽¹⁾₁₁ = 5 + 6\n= 11\n"
        f"∂R/∂w⁽¹⁾₁₁ = 0.5·w⁽¹⁾₁₁\n= 0.5·1 = {shown(rest)}\n"
        "∂J/∂w⁽¹⁾₁₁ = ∂L/∂w⁽¹⁾₁₁ + ∂R/∂w⁽¹⁾₁₁\n"
        f"= 11 + {shown(rest)}\n= {shown(slope)}\n"
        "∂J/∂b⁽¹⁾₁ = Σ ∂L/∂z₁ = 7"
    )
    assert "J = L + R" in written(found[LOSS][0])


# ---------------------------------------------------------------------- softmax, dropout, norm


def deep(**fields):
    layers = [
        dense(3, "tanh"),
        {"name": "dropout", "rate": 0.5},
        {"name": "batch_norm"},
        dense(3, "softmax"),
    ]
    return project(layers, points(6, 2, 3, "one_hot"), loss="categorical_cross_entropy", **fields)


def test_dropout_and_batch_norm_go_both_ways():
    found = cards(deep(), Cursor(1, 2))
    titles = [card.title for card, _ in found]
    assert titles == [
        "The batch",
        "Hidden layer 1, forward",
        "Dropout, forward",
        "Batch normalization, forward",
        "Output layer, forward",
        "The loss",
        "Output layer, backward",
        "Batch normalization, backward",
        "Dropout, backward",
        "Hidden layer 1, backward",
        "The update",
    ]
    context = found[-1][1]
    said = {i: (context.said("forward", i), context.said("backward", i)) for i in range(4)}
    assert results(found[2][0]) == [said[1][0]["mask"][1, 2], said[1][0]["a"][1, 2]]
    norm = said[2][0]
    assert results(found[3][0]) == [
        norm["mean"][2], norm["variance"][2], norm["normalized"][1, 2], norm["a"][1, 2]
    ]  # fmt: skip
    assert results(found[7][0])[0] == said[2][1]["gradient_x"][1, 2]
    assert results(found[8][0])[0] == said[1][1]["gradient_x"][1, 2]


def test_softmax_is_a_share_and_its_chain_comes_to_the_short_form():
    card, context = cards(deep(), Cursor(1, 2))[6]
    said = context.said("forward", 3)
    # Σ over the outputs of a·(g − Σ g·a), with g from the loss, is (a − y)/m
    g = context.said("loss")["gradient"][1]
    a = said["a"][1]
    by_hand = a[2] * (g[2] - np.sum(g * a))
    assert results(card)[0] == pytest.approx(by_hand, rel=1e-9, abs=1e-15)
    assert "(ŷ₃ − y₃)/m\n" in written(card)


def test_an_overflowing_chain_is_said_in_words():
    made = project(
        [dense(1, "sigmoid")],
        {"name": "points", "inputs": [[1], [2]], "targets": [[1], [0]]},
        loss="binary_cross_entropy",
        weights=[{"weight": [[2000]], "bias": [0]}],
    )
    card = cards(made, Cursor(0, 0))[3][0]
    assert card.title == "Output layer, backward"
    assert card.reasons[0].blocks == ()
    assert "so close to 0 or 1" in card.reasons[0].words


# ---------------------------------------------------------------------- any network


def check_numbers(made, row, unit):
    for card, context in cards(made, Cursor(row, unit), updates=2):
        stop = context.stop
        if stop is None:  # diverged
            return
        row, unit = context.row, context.unit
        if stop.kind == "forward":
            said = context.said("forward", stop.layer)
            assert results(card)[-1] == said["a"][row, unit]
            if context.is_dense(stop.layer):
                assert results(card)[0] == said["z"][row, unit]
        elif stop.kind == "loss":
            terms = LossTerms(context)
            total = np.mean(terms.each) if terms.mean else np.sum(terms.each)
            assert total == pytest.approx(terms.value, rel=1e-4, abs=1e-7)
            assert float(context.said("loss")["value"]) in results(card) or len(terms.each) == 1
        elif stop.kind == "backward":
            said = context.said("backward", stop.layer)
            if context.is_dense(stop.layer):
                assert said["gradient_z"][row, unit] in results(card)
            part = followed_part(context, stop.layer)
            if part is not None:
                engine = slope_of(context, stop.layer, part)
                assert engine in results(card)
                each = shares(context, stop.layer, part)
                penalty = engine - float(np.sum(each))
                assert card.bars[0].values == pytest.approx(each)
                if made.regularizer.name == "none":
                    scale = float(np.sum(np.abs(each)))
                    assert penalty == pytest.approx(0.0, abs=1e-4 * scale + 1e-9)
        elif stop.kind == "update":
            part = updated_part(context)
            after = float(context.said("update", part.layer)[f"{part.name}_after"][part.index])
            assert results(card)[-1] == after
            lines = working_lines(context, part)
            assert bool(lines) == made.optimizer.is_written
            if lines:
                assert lines[-1].result == pytest.approx(after, rel=1e-4, abs=1e-5)


@settings(max_examples=some(15), deadline=None, suppress_health_check=list(HealthCheck))
@given(trainable(), st.integers(0, 8), st.integers(0, 3))
def test_numbers_are_the_engines(described_project, row, unit):
    check_numbers(Project.from_json(described_project), row, unit)


@pytest.mark.long
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(trainable(), st.integers(0, 8), st.integers(0, 3))
def test_numbers_are_the_engines_for_many(described_project, row, unit):
    check_numbers(Project.from_json(described_project), row, unit)


@pytest.mark.parametrize("loss", list(LOSSES), ids=lambda loss: loss.name)
def test_every_loss_says_its_terms(loss):
    output = (loss.fits or ("linear",))[0]
    kind = {"any": "numbers", "shares": "one_hot"}.get(loss.targets, "binary")
    outputs = 3 if kind == "one_hot" else 2
    made = Project.from_json(
        described(
            [dense(2, "tanh"), dense(outputs, output)],
            data=points(5, 2, outputs, kind),
            loss=loss.name,
        )
    )
    card, context = cards(made, Cursor(1, 1))[LOSS]
    terms = LossTerms(context)
    total = np.mean(terms.each) if terms.mean else np.sum(terms.each)
    assert total == pytest.approx(terms.value, rel=1e-12)
    assert terms.mean == (loss.name != "sum_squared_error")
    assert results(card)[0] == terms.each[1]
    if loss().is_written:
        assert len(card.blocks[0]) == 2  # it is written out, not only its result
    assert context.is_fused(1) == loss.fused
    if loss.fused:
        a, y = terms.a, terms.y
        short = (a - y) / divisor(context.project.loss, y.shape)
        back = cards(made, Cursor(1, 1))[BACK_OUTPUT][1].said("backward", 1)["gradient_z"]
        assert short == pytest.approx(back, rel=1e-12)


# ---------------------------------------------------------------------- small things


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.8, "0.8"), (-0.7, "−0.7"), (0.0, "0"), (1.0, "1"), (0.663987, "0.6640"),
        (0.1 + 0.2, "0.3"), (0.00123456, "0.00123"), (123456.0, "123456"), (1e-8, "1·10⁻⁸"),
        (float("nan"), "NaN"), (float("-inf"), "−∞"), (12.34567, "12.35"),
    ],
)  # fmt: skip
def test_shown(value, text):
    assert shown(value) == text


@given(st.integers(1, 60), st.integers(0, 59), st.integers(1, 20))
def test_a_window_holds_its_centre(count, centre, most):
    centre = min(centre, count - 1)
    found = window(count, centre, most)
    assert centre in found
    assert len(found) == min(count, most)
    assert found.start >= 0 and found.stop <= count


def test_formulas_are_parted_outside_of_parentheses():
    found = ["".join(t.text for t in cell) for cell in pieces("β·v + (1 − β)·g² − w")]
    assert found == ["β·v", "+ (1 − β)·g²", "− w"]
