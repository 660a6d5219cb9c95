"""Stop rules: target loss, patience, and restoring the best weights."""

from dataclasses import replace

import numpy as np
import pytest

from core.data.dataset import load_dataset
from core.pictures.snapshot import Outcome
from core.training import changes
from core.training.trainer import Trainer
from tests.nets import dense, points, project, trainer_of

#: one weight, one sample 1 → 0: loss w², slope 2w; a rate of 0.25 halves w every epoch
HALVING = {"name": "points", "inputs": [[1]], "targets": [[0]]}


def halving(stop, *, rate=0.25, **training):
    made = project(
        [dense(1, bias=False)],
        data=HALVING,
        weights=[{"weight": [[1]]}],
        optimizer={"name": "sgd", "learning_rate": rate},
        training={"stop": stop, "epochs": 50, **training},
    )
    return trainer_of(made)


def weight(one):
    return float(one.state.parameters[0])


@pytest.mark.parametrize(
    ("target", "epochs"), [(0.25, 1), (0.2499, 2), (0.0625, 2), (1e-6, 10), (5.0, 0)]
)
def test_target_loss(target, epochs):
    """Losses 1, ¼, 1/16, …: at or under the target is enough; checked between epochs."""
    one = halving({"target_loss": target})
    one.run(epochs=100)
    assert (one.progress.outcome, one.epoch) == (Outcome.TARGET, epochs)
    assert one.evaluate().loss == 0.25**epochs <= target
    assert one.run(updates=5) == 0


def test_going_on_passes_a_target_and_keeps_on():
    one = halving({"target_loss": 0.25})
    one.run(epochs=100)
    changes.go_on(one)
    one.run(epochs=3)
    assert (one.progress.outcome, one.epoch) == (Outcome.NONE, 4)


def test_patience_brings_back_the_best():
    """Rate 1.5: w ← w − 1.5·2w = −2w, so the start is best; three epochs without better."""
    one = halving({"patience": 3}, rate=1.5)
    one.run(epochs=100)
    assert (one.progress.outcome, one.epoch) == (Outcome.PATIENCE, 3)
    assert weight(one) == 1.0
    assert one.history.loss.since(0).tolist() == [1, 4, 16, 64]
    assert one.evaluate().loss == 1.0


def test_what_counts_as_better():
    """w halves: falls of ¾, 3/16, 3/64 …; by more than 0.1 only the first two are better."""
    one = halving({"patience": 2, "min_change": 0.1})
    one.run(epochs=100)
    # best after epoch 2 (loss 1/16); epochs 3 and 4 fall by less than 0.1
    assert (one.progress.outcome, one.epoch) == (Outcome.PATIENCE, 4)
    assert weight(one) == 0.25


def test_small_falls_add_up_to_a_better_one():
    """Better is measured from the best epoch, not from the previous one."""
    made = project(
        [dense(1, bias=False)],
        data=HALVING,
        weights=[{"weight": [[1]]}],
        optimizer={"name": "sgd", "learning_rate": 0.01},
        training={"stop": {"patience": 3, "min_change": 0.1}, "epochs": 9},
    )
    one = trainer_of(made)
    one.run(epochs=9)
    # losses 0.98²ᵗ: after 3 epochs 0.886, more than 0.1 under 1, in time
    assert one.epoch > 3


def test_a_fall_of_exactly_the_change_is_not_better():
    one = halving({"patience": 1, "min_change": 0.75})
    one.run(epochs=10)
    assert (one.epoch, weight(one)) == (1, 1.0)


def test_patience_watches_the_test_loss_where_there_is_one():
    """Trained on 1 → 0.1, tested on 1 → 2: from w = 1 on, what helps one hurts the other."""
    source = {"name": "points", "inputs": [[1]] * 4, "targets": [[0.1], [0.1], [0.1], [2]]}
    for seed in range(50):
        made = project(
            [dense(1, bias=False)],
            data={"source": source, "test_share": 0.25, "seed": seed},
            weights=[{"weight": [[1]]}],
            optimizer={"name": "sgd", "learning_rate": 0.1},
            training={"stop": {"patience": 4}, "epochs": 50},
        )
        one = trainer_of(made)
        if one.dataset.test.targets[0, 0] == 2.0:
            break
    one.run(epochs=100)
    assert (one.progress.outcome, one.epoch, weight(one)) == (Outcome.PATIENCE, 4, 1.0)
    history = one.history.since(0)
    assert np.all(np.diff(history.loss) < 0) and np.all(np.diff(history.test_loss) > 0)


def test_statistics_are_brought_back_with_the_weights():
    made = project(
        [{"name": "batch_norm", "momentum": 0.5}, dense(1)],
        data=points(6),
        optimizer={"name": "sgd", "learning_rate": 0.9},
        training={"stop": {"patience": 2}, "epochs": 200, "batch_size": 2, "shuffle": True},
    )
    one, other = trainer_of(made), trainer_of(made)
    one.run(epochs=200)
    assert one.progress.outcome is Outcome.PATIENCE
    best = int(np.argmin(one.history.loss.since(0)))
    assert one.epoch == best + 2
    other.run(epochs=best) if best else None
    np.testing.assert_array_equal(one.state.parameters, other.state.parameters)
    np.testing.assert_array_equal(one.state.statistics, other.state.statistics)
    assert one.evaluate().loss == one.history.loss.since(0)[best]


def test_going_on_waits_anew():
    one = halving({"patience": 3}, rate=1.5)
    one.run(epochs=100)
    changes.go_on(one)
    assert one.progress.outcome is Outcome.NONE
    one.run(epochs=100)
    assert one.progress.outcome is Outcome.PATIENCE
    # the best is unknown until an epoch ends: −2 after the first, then three worse ones
    assert (one.epoch, weight(one)) == (7, -2.0)


def test_without_rules_only_epochs_end_it():
    one = halving({}, rate=0.5)
    one.run(epochs=100)
    assert (one.progress.outcome, one.epoch) == (Outcome.EPOCHS, 50)


def test_no_epochs_run_until_stopped():
    one = halving({}, epochs=None)
    one.run(epochs=200)
    assert (one.progress.outcome, one.epoch) == (Outcome.NONE, 200)


def test_a_rule_set_live():
    one = halving({}, epochs=None)
    one.run(epochs=3)
    stop = replace(one.project.training.stop, target_loss=1e-6)
    changes.apply(one, replace(one.project, training=replace(one.project.training, stop=stop)))
    one.run(epochs=100)
    assert (one.progress.outcome, one.epoch) == (Outcome.TARGET, 10)


def test_the_target_comes_before_patience_and_epochs():
    one = halving({"target_loss": 0.25, "patience": 1}, epochs=1)
    one.run(epochs=5)
    assert one.progress.outcome is Outcome.TARGET


def test_patience_watches_the_validation_part():
    """With a validation part, other targets in the test part lead to the same end, bit for bit."""
    base = points(40, kind="numbers")

    def ended(change):
        made = project(
            [dense(6, "tanh"), dense(1)],
            data={"source": base, "test_share": 0.25, "validation_share": 0.25},
            optimizer={"name": "adam", "learning_rate": 0.05},
            training={"stop": {"patience": 5}, "batch_size": None, "epochs": 400},
        )
        data = load_dataset(made.data, made.data_seed())
        test = replace(data.test, original_targets=data.test.original_targets + change)
        one = Trainer(made, replace(data, test=test))
        one.run(epochs=400)
        return one

    one, other = ended(0.0), ended(50.0)
    assert one.progress.outcome is Outcome.PATIENCE
    history = one.history.since(0)
    best = int(np.argmin(history.validation_loss))
    assert one.epoch == best + 5
    assert one.evaluate().validation_loss == history.validation_loss[best]
    assert (one.epoch, one.state.vector.tobytes()) == (other.epoch, other.state.vector.tobytes())
    assert one.evaluate().test_loss != other.evaluate().test_loss
