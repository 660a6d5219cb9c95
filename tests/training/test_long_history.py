"""Thinned histories in a trainer that goes back and forth: what is exact stays exact."""

import numpy as np
import pytest

from core.history.parts import Limits
from core.moments.recording import ValueChange
from core.training.edits import set_values
from core.training.history import HistoryBook
from core.training.timeline import Timeline
from tests.nets import dense, points, trainer

#: 100 epochs in place of a million
SMALL = Limits(exact=100, size=3000, span_size=1500, levels=3, raw=8, block=8, width=4, factor=2)
EPOCHS = 400


def made(limits=SMALL):
    """A trainer with a test part and noise from batch to batch, and a book of these limits."""
    one = trainer(
        [dense(3, "tanh"), {"name": "dropout", "rate": 0.3}, dense(1)],
        data={"source": points(9), "test_share": 0.2},
        training={"batch_size": 4, "shuffle": True, "epochs": None},
        seed=2,
    )
    one.progress.history = HistoryBook(limits)
    one.history.add(0, 0, one.progress.last_figures)
    return one


@pytest.fixture(scope="module")
def straight():
    """The history of a run whose every epoch is kept."""
    one = made(Limits())
    one.run(epochs=EPOCHS)
    return one.history.since(0)


def agree(one, straight, count=EPOCHS + 1):
    """Assert that a thinned history is of the same run as one that is not."""
    found = one.history.since(0)
    thinned = one.history.thinned
    assert thinned and found.thinned is not None
    assert found.epochs.tolist() == straight.epochs[thinned:count].tolist()
    assert found.updates.tolist() == straight.updates[thinned:count].tolist()
    assert found.loss.tobytes() == straight.loss[thinned:count].tobytes()
    assert found.test_loss.tobytes() == straight.test_loss[thinned:count].tobytes()
    for name, values in found.metrics.items():
        assert values.tobytes() == straight.metrics[name][thinned:count].tobytes()
    for (first, last), figures in zip(
        found.thinned.epochs.astype(int), found.thinned.figures["loss"], strict=True
    ):
        part = straight.loss[first : last + 1]
        assert figures == pytest.approx([part.min(), part.max(), part.mean()], rel=1e-12)


def test_a_run_and_its_ways_back(straight):
    one = made()
    timeline = Timeline(one)
    while one.epoch < EPOCHS:
        timeline.run(epochs=10, seconds=1.0)
    agree(one, straight)
    ends = one.history.since(0)
    for epoch in (5, 250, EPOCHS - 2):  # in a wide span, in a narrow one, among exact ones
        timeline.go_to(int(straight.updates[epoch]))
        assert one.progress.last_figures.loss == straight.loss[epoch]
        agree(one, straight)  # going back forgets nothing
        timeline.go_to(timeline.end)
        agree(one, straight)
        assert one.history.since(0).loss.tobytes() == ends.loss.tobytes()
        assert one.history.thinned == EPOCHS + 1 - len(ends.epochs)


@pytest.mark.parametrize("epoch", [5, 250, EPOCHS - 2])
def test_another_course_from_a_thinned_past(straight, epoch):
    one = made()
    timeline = Timeline(one)
    timeline.run(epochs=EPOCHS, seconds=60.0)
    timeline.go_to(int(straight.updates[epoch]))
    change = set_values(one, 0, "weight", (0, 0), 0.25)
    assert timeline.record(ValueChange(0, "weight", change.after))
    assert len(one.history) == epoch + 1
    timeline.run(epochs=150, seconds=60.0)
    found = one.history.since(0)
    assert len(one.history) == epoch + 151 and found.epochs[-1] == epoch + 150
    other = made(Limits())  # the same without thinning
    compared = Timeline(other)
    compared.run(epochs=epoch, seconds=60.0)
    set_values(other, 0, "weight", (0, 0), 0.25)
    compared.run(epochs=150, seconds=60.0)
    whole = other.history.since(0)
    assert found.loss.tobytes() == whole.loss[one.history.thinned :].tobytes()
    lowest = min(found.thinned.figures["loss"][:, 0].min(), found.loss.min())
    highest = max(found.thinned.figures["loss"][:, 1].max(), found.loss.max())
    assert lowest <= whole.loss.min() and highest >= whole.loss.max()


def test_where_an_epoch_began_is_known_in_spans_too(straight):
    one = made()
    one.run(epochs=EPOCHS)
    for epoch in (0, 3, 77, EPOCHS):
        update = int(straight.updates[epoch])
        assert one.history.update_of(epoch) == update
        assert one.history.update_before(update + 1) == update
        assert one.history.epochs_between(update, update) == (epoch, epoch)
    assert one.history.update_of(EPOCHS + 1) is one.history.update_before(0) is None
    assert one.history.loss.last() == straight.loss[-1]
    assert len(one.history.loss) == len(one.history.test_loss) == EPOCHS + 1
    assert np.array_equal(one.history.loss.since(0), straight.loss[one.history.thinned :])
