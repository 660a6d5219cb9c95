"""The backward lines of a network with a bug: one has the slip, where it acts, and only there."""

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
    assert wrong and all(len(code.lines) == 4 for code in code_of(trainer))
    for code in wrong:
        k, x = code.layer + 1, f"A{code.layer}" if code.layer else "X"
        assert code.lines[code.wrong] == bug_named(name).wrong.format(k=k, x=x)
        assert len(set(code.lines)) == 4
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
