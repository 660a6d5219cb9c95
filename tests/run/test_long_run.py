"""A long run: what its snapshots carry, its kept runs and its strip of pictures."""

import numpy as np

from core.history.book import FigureBook, unpacked
from core.history.parts import Limits, Packed
from core.run.past.recorded import recorded_epochs
from core.run.run import Run
from core.training.history import HistoryBook
from tests.nets import dense, points, project

#: 60 epochs in place of a million
SMALL = Limits(exact=60, size=3000, span_size=1500, levels=3, raw=8, block=8, width=4, factor=2)


class Heard:
    """A run with a book of small limits, and everything it reported."""

    def __init__(self):
        self.run, self.snapshots = Run(), []
        self.run.showing.snapshot_ready.connect(self.snapshots.append)
        made = project(
            [dense(2, "tanh"), dense(1)],
            data={"source": points(8)},
            training={"batch_size": 4, "epochs": None},
        )
        self.run.building.load(made, None)
        trainer = self.run.trainer
        trainer.progress.history = HistoryBook(SMALL)
        trainer.history.add(0, 0, trainer.progress.last_figures)

    def train(self, epochs, drawn=True):
        trainer = self.run.trainer
        self.run.playing.go_to_epoch(trainer.epoch + epochs)
        while self.run.wait() is not None:
            self.run.work()
            if drawn:
                self.run.showing.acknowledge()


def test_pieces_are_joined_to_the_book_that_the_trainer_has():
    heard = Heard()
    view = FigureBook(SMALL)
    for epochs in (30, 1, 200, 7, 400):
        heard.train(epochs, drawn=False)
        heard.run.showing.acknowledge()
        for one in heard.snapshots:
            if isinstance(one.history, Packed):
                view.restore(one.history)
            else:
                start = view.epochs.below(one.history.epochs[0]) if one.history.epochs.size else 0
                view.cut(start)
                view.extend(one.history.epochs, one.history.updates, {"loss": one.history.loss})
        heard.snapshots.clear()
    book = heard.run.trainer.history
    assert len(view) == len(book) == 639 and book.thinned
    assert view.history().loss[-8:].tobytes() == book.since(0).loss[-8:].tobytes()
    lows = [found.thinned.figures["loss"][:, 0].min() for found in (view.history(), book.since(0))]
    assert lows[0] == lows[1]


def test_a_branch_carries_all_at_once_and_the_run_before_is_kept():
    heard = Heard()
    heard.train(300)
    whole = heard.run.trainer.history.since(0)
    heard.run.time.go_to(80)  # epoch 40, in a span
    while heard.run.wait() is not None:
        heard.run.work()
    heard.snapshots.clear()
    heard.run.showing.acknowledge()
    heard.run.time.prepare_change()  # as an edit does
    heard.run.showing.acknowledge()
    first = heard.snapshots[-1].history
    assert isinstance(first, Packed) and len(first.epochs) == 41
    record = heard.run.runs.book.records()[0]
    kept = unpacked(record.history)
    assert kept.loss.tobytes() == whole.loss.tobytes()
    assert len(kept.thinned) == len(whole.thinned)
    assert record.summary.loss == whole.loss[-1] and record.summary.epochs == 300


def test_epochs_to_draw_are_not_listed_one_by_one():
    heard = Heard()
    heard.train(300)
    known = recorded_epochs(heard.run.time.timeline)
    assert known.ends == (0, 300)
    assert known[7] == 14 and known[300] == 600
    assert 301 not in known and 7 in known
    assert dict(known) == {epoch: 2 * epoch for epoch in range(301)}


def test_a_long_past_takes_no_more_to_step_back_in():
    heard = Heard()
    heard.train(300)
    walk = heard.run.time.walk
    assert walk.before("epoch", False).update == 598
    heard.run.time.go_to(31)
    while heard.run.wait() is not None:
        heard.run.work()
    assert walk.before("epoch", False).update == 30
    assert np.isfinite(heard.run.trainer.progress.last_figures.loss)
