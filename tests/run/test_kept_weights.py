"""What an edited network keeps of the weights of the one before."""

from dataclasses import replace

import numpy as np

from core.components.initializers import INITIALIZERS
from core.run.kept_weights import carry_over
from tests.nets import project, trainer_of


def test_an_array_with_another_initializer_is_drawn_anew_and_the_others_stay():
    made = project()
    old = trainer_of(made)
    old.run(epochs=5)
    orthogonal = INITIALIZERS.named("orthogonal")()
    edited = made.with_layer(0, replace(made.layers[0], initializer=orthogonal))
    new, drawn = trainer_of(edited), trainer_of(edited)
    carry_over(old, new)
    before, now, fresh = (one.weights() for one in (old, new, drawn))
    assert np.array_equal(now[0]["weight"], fresh[0]["weight"])
    assert not np.array_equal(now[0]["weight"], before[0]["weight"])
    assert np.array_equal(now[0]["bias"], before[0]["bias"])
    assert all(np.array_equal(now[1][name], before[1][name]) for name in before[1])
    constant = INITIALIZERS.named("constant")()
    edited = made.with_layer(0, replace(made.layers[0], bias_initializer=constant))
    new = trainer_of(edited)
    carry_over(old, new)
    assert np.array_equal(new.weights()[0]["weight"], before[0]["weight"])
    assert len(set(new.weights()[0]["bias"])) == 1
