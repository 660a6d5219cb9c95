"""Live options changed at random moments: no update and no loss point is lost."""

import random
from dataclasses import replace

import numpy as np
import pytest

from core.components.activations import ACTIVATIONS
from core.components.losses import BinaryCrossEntropy, MeanSquaredError
from core.components.optimizers import OPTIMIZERS
from core.components.regularizers import L1, L2, NoRegularizer
from core.documents.opening import opening_project
from core.project import Change, Project, change_between
from core.run.states import State
from tests.amount import few
from tests.gui.thread.test_worker import Heard, with_training


def changed(project: Project, rng: random.Random) -> Project:
    """Change one thing that can change live."""
    kind = rng.randrange(6)
    if kind == 0:
        rate = rng.choice([0.001, 0.01, 0.1])
        return replace(project, optimizer=replace(project.optimizer, learning_rate=rate))
    if kind == 1:
        optimizer = rng.choice(list(OPTIMIZERS))(learning_rate=0.01)
        return replace(project, optimizer=optimizer)
    if kind == 2:
        activation = ACTIVATIONS.named(rng.choice(["tanh", "relu", "sigmoid", "sine"]))()
        return project.with_layer(0, replace(project.layers[0], activation=activation))
    if kind == 3:
        return with_training(
            project, batch_size=rng.choice([1, 2, 3, None]), shuffle=rng.random() < 0.5
        )
    if kind == 4:
        return replace(project, loss=rng.choice([BinaryCrossEntropy(), MeanSquaredError()]))
    return replace(project, regularizer=rng.choice([L1(), L2(), NoRegularizer()]))


@pytest.mark.thorough
@pytest.mark.parametrize("seed", few(range(4), 1))
def test_no_update_and_no_loss_point_is_lost(qtbot, piecemeal, seed):
    rng = random.Random(seed)
    heard = Heard()
    worker = heard.loaded()
    project = opening_project()
    worker.showing.acknowledge()
    worker.playing.set_speed(None)
    worker.playing.play()
    before = 0
    for _ in range(60):
        if rng.random() < 0.6:
            for _ in range(10):
                worker.playing.run_slice()
        if rng.random() < 0.3:
            worker.showing.acknowledge()
        if rng.random() < 0.5:
            edited = changed(project, rng)
            assert change_between(project, edited) is not Change.RESTART
            worker.building.apply(edited)
            project = edited
        assert worker.state is State.RUNNING
        assert worker.trainer.update >= before
        assert worker.trainer.project == project
        before = worker.trainer.update
    worker.pause()
    worker.showing.acknowledge()
    assert worker.trainer.epoch > 50
    seen = np.concatenate([snapshot.history.epochs for snapshot in heard.snapshots])
    np.testing.assert_array_equal(seen, np.arange(worker.trainer.epoch + 1))
    losses = np.concatenate([snapshot.history.loss for snapshot in heard.snapshots])
    np.testing.assert_array_equal(losses, worker.trainer.history.since(0).loss)
    assert heard.said["failed"] == [] and heard.said["misfit"] == []
