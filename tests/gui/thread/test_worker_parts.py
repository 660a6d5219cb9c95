"""The worker's further commands, without a thread: edits, runs, starts, stops, probes."""

from dataclasses import replace

import numpy as np
import pytest

from core.components.layers import Dense
from core.documents.opening import opening_project
from core.pictures.edits import ArrayEdit, FreezeEdit
from core.pictures.snapshot import Wanted
from core.run.states import State
from core.run.stops import Stops
from tests.gui.thread.test_worker import Heard

START = opening_project()


@pytest.fixture
def heard(qtbot) -> Heard:
    made = Heard()
    made.told = []
    for signal in (
        made.worker.edits.edited,
        made.worker.runs.returned,
        made.worker.runs.runs_changed,
    ):
        signal.connect(made.told.append)
    made.stopped = []
    made.worker.playing.stopped.connect(lambda what, figure: made.stopped.append((what, figure)))
    made.tried = []
    made.worker.starts.starts_tried.connect(lambda found, count: made.tried.append((found, count)))
    made.loaded()
    made.worker.showing.acknowledge()
    return made


def test_a_weight_is_set_told_and_shown(heard):
    heard.worker.edits.set_values(0, "weight", (1, 0), 2.5)
    (edit,) = [item for item in heard.told if isinstance(item, ArrayEdit)]
    assert edit.before[1, 0] == -0.7 and edit.after[1, 0] == 2.5
    assert heard.snapshots[-1].layers[0].arrays["weight"][1, 0] == 2.5


def test_a_wrong_edit_is_said_and_changes_nothing(heard):
    before = heard.worker.trainer.state.vector.copy()
    heard.worker.edits.set_values(0, "weight", None, np.zeros((5, 5)))
    assert "shape" in heard.said["failed"][-1][0].message
    np.testing.assert_array_equal(heard.worker.trainer.state.vector, before)


def test_a_frozen_neuron_is_shown_and_stays(heard):
    heard.worker.edits.set_frozen(0, None, 1, True)
    (edit,) = [item for item in heard.told if isinstance(item, FreezeEdit)]
    picture = heard.snapshots[-1].layers[0]
    assert picture.frozen["weight"].tolist() == [[False, True], [False, True]]
    assert picture.frozen["bias"].tolist() == [False, True]
    before = heard.worker.trainer.state.parameters.copy()
    heard.train(20)
    after = heard.worker.trainer.state.parameters
    assert (after == before)[edit.after].all() and not (after == before)[~edit.after].any()
    heard.worker.edits.set_frozen_mask(edit.before)
    assert heard.worker.trainer.frozen is None


def test_one_neuron_more_keeps_the_trained_weights(heard):
    heard.train(40)
    before = heard.worker.trainer.weights()[0]["weight"]
    layer = replace(START.layers[0], units=3)
    heard.worker.building.apply(replace(START.with_layer(0, layer), weights=None))
    heard.worker.showing.acknowledge()
    after = heard.worker.trainer.weights()[0]["weight"]
    np.testing.assert_array_equal(after[:, :2], before)
    assert heard.snapshots[-1].layers[0].arrays["weight"].shape == (2, 3)
    assert heard.worker.trainer.update == 0


def test_reset_goes_back_to_the_kept_weights_also_after_reopening(heard, tmp_path):
    heard.train(40)
    layer = replace(START.layers[0], units=3)
    heard.worker.building.apply(replace(START.with_layer(0, layer), weights=None))
    start = heard.worker.trainer.state.vector.copy()
    heard.worker.showing.acknowledge()
    heard.train(10)
    heard.worker.building.reset()
    np.testing.assert_array_equal(heard.worker.trainer.state.vector, start)
    path = tmp_path / "kept.backstep"
    heard.train(10)
    heard.worker.keeping.save(path, heard.worker.trainer.project, None)
    other = Heard()
    other.worker.building.open_file(path)
    other.worker.building.reset()
    np.testing.assert_array_equal(other.worker.trainer.state.vector, start)


def test_new_weights_keep_nothing(heard):
    heard.train(40)
    before = heard.worker.trainer.weights()[0]["weight"]
    heard.worker.building.apply(START.with_new_weights(7))
    assert not np.any(heard.worker.trainer.weights()[0]["weight"] == before)


def test_runs_are_listed_and_returned_to(heard):
    heard.train(30)
    state, update = heard.worker.trainer.state.vector.copy(), heard.worker.trainer.update
    heard.worker.building.apply(replace(START.with_layer(0, Dense(units=4)), weights=None))
    heard.worker.showing.acknowledge()
    runs = heard.told[-1]
    assert [item.current for item in runs] == [False, True]
    assert runs[0].updates == update
    heard.worker.runs.rename_run(runs[0].run_id, "two neurons")
    assert heard.told[-1][0].name == "two neurons"
    heard.worker.runs.return_to_run(runs[0].run_id)
    assert START in [item for item in heard.told if not isinstance(item, tuple)]
    np.testing.assert_array_equal(heard.worker.trainer.state.vector, state)
    assert (heard.worker.trainer.update, heard.worker.state) == (update, State.PAUSED)
    heard.worker.runs.delete_run(runs[0].run_id)
    assert runs[0].run_id not in [item.run_id for item in heard.told[-1]]


def test_the_stops_pause_and_are_told(heard):
    heard.worker.playing.set_speed(None)
    heard.worker.playing.set_stops(Stops(update=123))
    heard.train(10_000)
    assert heard.worker.trainer.update == 123
    assert heard.stopped == [("update", 123.0)]
    assert heard.worker.state is State.PAUSED
    heard.worker.playing.set_stops(Stops(loss=0.05))
    heard.train(10_000)
    assert heard.stopped[-1][0] == "loss"
    assert heard.worker.trainer.progress.last_figures.loss <= 0.05


def test_go_to_an_epoch(heard):
    heard.worker.playing.set_speed(None)
    heard.worker.playing.go_to_epoch(77)
    while heard.worker.state is State.RUNNING:
        heard.worker.playing.run_slice()
    assert heard.worker.trainer.epoch == 77
    heard.worker.playing.go_to_epoch(5)  # behind: nothing happens
    assert heard.worker.trainer.epoch == 77


def test_a_followed_sample_and_a_probe_ride_in_the_snapshots(heard):
    heard.worker.showing.follow(2)
    found = heard.snapshots[-1].probe
    assert found.sample == 2 and found.target.tolist() == [1.0]
    assert round(float(found.answer[0]), 4) == 0.5489  # PRODUCT: (1, 0) → 0.5489
    heard.worker.showing.acknowledge()
    heard.worker.showing.probe(np.array([0.5, 0.25]))
    assert heard.snapshots[-1].probe.sample is None
    assert heard.snapshots[-1].probe.raw.tolist() == [0.5, 0.25]
    heard.worker.showing.probe(np.zeros(5))
    assert "5 inputs" in heard.said["failed"][-1][0].message


def test_diagnostics_and_confusion_only_when_wanted(heard):
    assert heard.snapshots[-1].diagnostics == () and heard.snapshots[-1].confusion is None
    heard.worker.showing.set_wanted(Wanted.DIAGNOSTICS | Wanted.CONFUSION | Wanted.GRADIENTS)
    heard.worker.showing.acknowledge()
    heard.worker.playing.step_update()
    snapshot = heard.snapshots[-1]
    assert len(snapshot.diagnostics) == 2
    assert snapshot.confusion.train.sum() == 4 and snapshot.confusion.test is None
    assert snapshot.layers[0].gradients["weight"].shape == (2, 2)


def test_watching_changes_no_bit(heard):
    other = Heard()
    other.loaded()
    heard.worker.showing.set_wanted(Wanted.GRADIENTS | Wanted.SURFACE | Wanted.MAPS)
    for one in (heard, other):
        one.worker.playing.set_stops(Stops(update=500))
        one.worker.playing.set_speed(None)
        one.train(10_000)
    np.testing.assert_array_equal(
        heard.worker.trainer.state.vector, other.worker.trainer.state.vector
    )


def test_starts_are_tried_and_can_be_cancelled(heard, qtbot):
    heard.worker.starts.try_starts(5, 50)
    qtbot.waitUntil(lambda: bool(heard.tried) and len(heard.tried[-1][0]) == 5, timeout=20_000)
    assert [item.seed for item in heard.tried[-1][0]] == [0, 1, 2, 3, 4]
    assert heard.tried[-1][1] == 5
    count = len(heard.tried)
    heard.worker.starts.try_starts(1000, 1000)
    heard.worker.starts.cancel_starts()
    qtbot.wait(50)
    assert len(heard.tried) <= count + 1
