"""The backward lines of a network with a bug: one has the slip, where it acts, and only there."""

import numpy as np
import pytest

from core.run.learning.mending import code_of
from core.run.learning.planted import BUG_NAMES, acting
from core.training import changes
from core.training.bugs import bug_named
from tests.nets import XOR, dense, project
from tests.run.doctor.sick import ring, trained


#: square hidden layers, a square loss, and 120 samples in batches of 50: every bug has a place here
def wide():
    return project(
        [dense(3, "tanh"), dense(3, "tanh"), dense(1, "tanh")],
        data=ring(0),
        loss="mean_squared_error",
        training={"batch_size": 50, "shuffle": False},
    )


@pytest.mark.parametrize("name", BUG_NAMES)
def test_each_bug_has_its_line_where_it_acts(name):
    made = wide()
    if name == "sign":
        made = project([dense(2, "tanh"), dense(1, "sigmoid")], data=XOR)
    trainer = trained(made, 0)
    trainer.run(updates=2 if name == "wrong_count" else 1)
    assert name in acting(trainer)
    changes.plant(trainer, name)
    right = {line for code in code_of(trainer) for line in code.lines}
    wrong = [code for code in code_of(trainer) if code.wrong is not None]
    assert wrong
    for code in code_of(trainer):
        assert len(code.lines) == 4 + (code.layer == len(made.layers) - 1)
    for code in wrong:
        k, x = code.layer + 1, f"A{code.layer}" if code.layer else "X"
        if code.layer < len(made.layers) - 1:
            assert code.lines[code.wrong] == bug_named(name).wrong.format(k=k, x=x)
        assert len(set(code.lines)) == len(code.lines)
    changes.plant(trainer, "")
    clean = code_of(trainer)
    assert all(code.wrong is None for code in clean)
    assert {line for code in clean for line in code.lines} != right


def test_a_bug_of_the_last_batch_is_shown_during_the_others_too():
    trainer = trained(wide(), 0)
    changes.plant(trainer, "wrong_count")
    assert [code.layer for code in code_of(trainer) if code.wrong is not None] == [2]


def test_layers_come_backwards_and_the_first_has_no_way_further_back():
    trainer = trained(project([dense(2, "tanh"), dense(1, "sigmoid")], data=XOR), 0)
    output, hidden = code_of(trainer)
    assert (output.layer, hidden.layer) == (1, 0)
    assert hidden.lines == (
        "dZ1 = dA1 * f_slope(Z1)",
        "dW1 = X.T @ dZ1",
        "db1 = np.sum(dZ1, axis=0)",
        "W1 -= eta * dW1",
    )


SQUARE, HALF = {"name": "mean_squared_error"}, {"name": "mean_squared_error", "half": True}
FIRST_LINES = [
    ("sigmoid", "binary_cross_entropy", "", "dZ2 = (A2 - y) / n"),
    ("sigmoid", "binary_cross_entropy", "sign", "dZ2 = (y - A2) / n"),
    ("sigmoid", "binary_cross_entropy", "no_mean", "dZ2 = A2 - y"),
    ("sigmoid", SQUARE, "first_sample", "dA2 = 2 * (A2 - y) / n"),
    ("sigmoid", SQUARE, "sign", "dA2 = 2 * (y - A2) / n"),
    ("sigmoid", SQUARE, "no_mean", "dA2 = 2 * (A2 - y)"),
    ("sigmoid", SQUARE, "half", "dA2 = (A2 - y) / n"),
    ("sigmoid", HALF, "first_sample", "dA2 = (A2 - y) / n"),
    ("sigmoid", "sum_squared_error", "sign", "dA2 = 2 * (y - A2)"),
    ("tanh", "huber", "sign", "dA2 = -loss_slope(A2, y) / n"),
    ("tanh", "mean_absolute_error", "no_mean", "dA2 = loss_slope(A2, y)"),
]


@pytest.mark.parametrize(("end", "loss", "bug", "line"), FIRST_LINES, ids=str)
def test_the_first_line_is_that_of_the_loss(end, loss, bug, line):
    """Who knows better must not be told that (ŷ − y)/n is right for a squared error."""
    made = project([dense(2, "tanh"), dense(1, end)], data=XOR, loss=loss)
    trainer = trained(made, 0)
    assert not bug or bug in acting(trainer)
    changes.plant(trainer, bug)
    code = code_of(trainer)[0]
    assert code.lines[0] == line
    assert (code.wrong == 0) == (bug in ("sign", "no_mean", "half"))
    if not made.loss.fused:
        assert code.lines[1] == "dZ2 = dA2 * f_slope(Z2)"


def test_the_lines_of_a_square_loss_give_the_engines_slopes():
    """The lines, run as they are, beside the gradient of an update without a bug."""
    trainer = trained(wide(), 0)
    step = {record.phase: record.values for record in trainer.trace(1) if record.layer in (None, 2)}
    a, z, x = (step["forward"][name] for name in ("a", "z", "x"))
    known = {
        "A3": a,
        "Z3": z,
        "A2": x,
        "y": step["batch"]["y"],
        "W3": trainer.weights()[2]["weight"],
    }
    known |= {"np": np, "n": a.size, "f_slope": lambda z: 1.0 - np.tanh(z) ** 2}
    for line in code_of(trainer)[0].lines:
        exec(line, known)
    for name, found in (("gradient_weight", "dW3"), ("gradient_bias", "db3")):
        np.testing.assert_allclose(known[found], step["backward"][name], rtol=1e-12)
