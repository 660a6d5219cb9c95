"""Runs that are kept, stops that are set, and many starts."""

from dataclasses import replace

import numpy as np
import pytest

from core.data.dataset import load_dataset
from core.documents.records import MAX_RUNS
from core.run.alone import Alone
from core.run.commands import (
    Apply,
    CompareRuns,
    DeleteRun,
    HideRun,
    Load,
    Pin,
    Play,
    RenameRun,
    Reset,
    SetEnd,
    SetSpeed,
    SetStops,
    SetValues,
    SoloRun,
    StepUpdate,
)
from core.run.runs.book import Course, RunBook, measures
from core.run.starts import try_starts
from core.run.stops import Stops, StopWatch
from core.training import changes
from core.training.timeline import Timeline
from tests.nets import dense, points, project, trainer

LAYERS = [dense(2, "tanh"), dense(1, "sigmoid")]
FAST = {"loss": "binary_cross_entropy", "optimizer": {"name": "sgd", "learning_rate": 0.5}}


def made(**training):
    return trainer(LAYERS, training=training, **FAST)


def run_until_fired(one, watch, most=3000):
    for _ in range(most):
        one.run(updates=watch.updates_allowed() or 1)
        fired = watch.fired()
        if fired is not None:
            return fired
    return None


def test_stop_at_an_update_exactly():
    one = made()
    watch = StopWatch(one, Stops(update=37), None)
    assert watch.updates_allowed() == 37
    one.run(updates=watch.updates_allowed())
    assert watch.fired() == ("update", 37)
    assert watch.updates_allowed() is None  # after it, there is no stop any more


def test_stop_at_an_epoch_exactly():
    one = made(batch_size=3)
    watch = StopWatch(one, Stops(epoch=4), None)
    one.run(epochs=watch.epochs_allowed())
    assert (one.epoch, one.update) == (4, 8)  # batches of three from four samples: two updates
    assert watch.fired() == ("epoch", 4)
    one.run(updates=1)
    assert watch.fired() is None  # within the epoch that has begun there, it is past


def test_play_goes_on_from_the_epoch_where_it_stopped():
    alone = Alone()
    alone.do(Load(project(LAYERS, training={"batch_size": 1}, **FAST)))
    alone.do(SetStops(Stops(epoch=1, update=7)))
    alone.do(SetSpeed(1000.0))
    reached = []
    for _ in range(2):
        alone.do(Play())
        reached.append(alone.run.trainer.update)
    assert reached == [4, 7]


def test_stop_at_a_loss_fires_once_when_it_is_crossed():
    one = made()
    changes.reset(one)
    watch = StopWatch(one, Stops(loss=0.69), None)
    fired = run_until_fired(one, watch)
    assert fired is not None and fired[0] == "loss" and fired[1] <= 0.69
    one.run(updates=1)
    assert watch.fired() is None


def test_stop_when_a_sample_changes_class():
    one = made()
    sample = np.array([1.0, 0.0])
    watch = StopWatch(one, Stops(sample=2), sample)
    assert watch.updates_allowed() == 1
    before = one.predict(sample[None])[0, 0] > 0.5
    fired = run_until_fired(one, watch)
    assert fired == ("sample", 2)
    assert (one.predict(sample[None])[0, 0] > 0.5) != before


def test_no_stop_is_no_limit():
    watch = StopWatch(made(), Stops(), None)
    assert not Stops().any()
    assert (watch.updates_allowed(), watch.epochs_allowed(), watch.fired()) == (None, None, None)


def test_runs_are_kept_named_hidden_and_deleted():
    book, one = RunBook(), made()
    timeline = Timeline(one)
    first = book.begin()
    timeline.run(updates=10, seconds=60.0)
    book.archive(timeline)
    second = book.begin()
    assert [item.run_id for item in book.summaries(one)] == [first, second]
    assert [item.current for item in book.summaries(one)] == [False, True]
    book.rename(first, "  a good one ")
    book.hide(first, True)
    summary = book.summaries(one)[0]
    assert (summary.name, summary.hidden, summary.updates) == ("a good one", True, 10)
    assert "2 tanh-1 sigmoid" in summary.settings and "0.5" in summary.settings
    np.testing.assert_array_equal(book.record(first).moment.state, one.state.vector)
    book.delete(first)
    assert book.record(first) is None
    assert [item.run_id for item in book.summaries(one)] == [second]


def test_a_run_without_an_update_is_not_kept_and_the_oldest_go():
    book, one = RunBook(), made()
    timeline = Timeline(one)
    book.begin()
    book.archive(timeline)
    assert len(book.summaries(None)) == 0
    timeline.run(updates=1, seconds=60.0)
    for _ in range(MAX_RUNS + 5):
        book.begin()
        book.archive(timeline)
    book.begin()
    assert len(book.summaries(None)) == MAX_RUNS


@pytest.mark.thorough
def test_twenty_starts_of_xor():
    one = project(LAYERS, **FAST)
    dataset = load_dataset(one.data, one.data_seed())
    results = [item for item in try_starts(one, dataset, 20, 600) if item is not None]
    assert [item.seed for item in results] == list(range(20))
    solved = sum(item.solved for item in results)
    # PRODUCT: a random start often gets stuck here, and often does not
    assert 0 < solved < 20
    assert all((item.score == 1.0) == item.solved for item in results)
    again = [item for item in try_starts(one, dataset, 20, 600) if item is not None]
    assert again == results


def learned_twice():
    """A run of six epochs, slowed down at its end and begun again: two runs."""
    alone, start = Alone(), project(LAYERS, **FAST)
    alone.do(Load(start))
    for slower in (replace(start, optimizer=replace(start.optimizer, learning_rate=0.3)), None):
        alone.do(SetEnd(6))
        alone.do(Play())
        alone.do(SetEnd(None))
        if slower is not None:
            alone.do(Apply(slower))
            alone.do(Reset())
    return alone


def test_runs_say_what_was_changed_and_when():
    runs = learned_twice().ask(HideRun(9, False), "runs_changed")
    assert [run.changed for run in runs] == ["η 0.5 → 0.3 at 6", "η 0.5 → 0.3"]


def test_two_runs_compared_say_settings_figures_and_curves():
    alone = learned_twice()
    found = alone.ask(CompareRuns(1, 2), "runs_compared")
    assert [one.words for one in found.settings] == ["η 0.5 → 0.3"]
    assert found.comparable
    assert found.first.edits == ("η 0.5 → 0.3 at 6",) and found.second.edits == ()
    for side in (found.first, found.second):
        assert side.training.epochs.tolist() == list(range(7))
        assert side.training.loss[-1] == side.summary.loss
    alone.do(RenameRun(1, "fast"))
    assert alone.ask(CompareRuns(1, 2), "runs_compared").first.summary.name == "fast"


def test_solo_shows_one_run_beside_the_current_one_and_then_all_again():
    alone = learned_twice()
    for _ in range(2):
        alone.do(StepUpdate())
        alone.do(Reset())

    def hidden(command):
        return [run.hidden for run in alone.ask(command, "runs_changed")]

    assert hidden(SoloRun(2)) == [True, False, True, False]
    assert hidden(SoloRun(3)) == [True, True, False, False]
    assert hidden(SoloRun(3)) == [False, False, False, False]


def test_what_changed_is_put_into_words_once(monkeypatch):
    alone = learned_twice()
    calls = []
    changed_from = Course.changed_from
    monkeypatch.setattr(Course, "changed_from", lambda *of: calls.append(of) or changed_from(*of))
    for _ in range(3):
        alone.do(StepUpdate())  # every stop tells the list of runs
    assert not calls
    alone.do(DeleteRun(1))
    runs = alone.ask(HideRun(9, False), "runs_changed")
    assert [run.changed for run in runs] == [""] and len(calls) == 1


def test_points_of_the_same_number_elsewhere_are_other_data():
    one, other = (project(LAYERS, data=points(samples=5, kind="binary", seed=k)) for k in (0, 1))
    assert measures(one) != measures(other)
    assert measures(one) == measures(replace(one, seed=9, name="x"))


def test_dragging_a_weight_reports_the_list_of_runs_once():
    alone = Alone()
    alone.do(Load(project(LAYERS, **FAST)))
    alone.do(StepUpdate())
    told = []
    for k in range(20):
        told += alone.do(SetValues(0, "weight", (0, 0), 0.1 * k))
    lists = [one.values[0] for one in told if one.news == "runs_changed"]
    assert len(lists) == 1
    assert lists[0][-1].changed == "weight of hidden layer 1 set by hand at 1"


def test_what_is_kept_between_two_epochs_has_the_figures_shown_there():
    """Those of the last whole epoch are of another moment than the update beside them."""
    alone = Alone()
    alone.do(Load(project(LAYERS, points(40, kind="binary"), training={"batch_size": 4}, **FAST)))
    for _ in range(13):
        alone.do(StepUpdate())
    alone.do(Pin("here"))
    shown = alone.snapshot.loss
    assert shown != alone.run.trainer.progress.last_figures.loss
    assert alone.snapshot.time.pins[0].loss == shown
    alone.do(Reset())
    kept = alone.run.runs.book.records()[0].summary
    assert (kept.updates, kept.loss) == (13, shown)
