"""The worker without a thread: its slots are called, its signals collected."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.components.activations import Relu
from core.components.layers import Dense
from core.components.losses import CategoricalCrossEntropy, MeanSquaredError
from core.components.optimizers import Adam
from core.documents.opening import opening_project
from core.errors import FileError
from core.pictures.snapshot import Outcome, Wanted
from core.project import Project
from core.run.answers import NEWS, NOT_SHOWN
from core.run.run import Run
from core.run.states import State
from gui.thread.session import Session
from gui.thread.worker import Worker

SIGNALS = ("facts_ready", "snapshot_ready", "state_changed", "failed", "misfit", "opened", "saved")


class Heard:
    """A worker and everything it has said."""

    def __init__(self) -> None:
        self.carrier = Worker()
        self.worker = self.carrier.run
        self.said: dict[str, list] = {name: [] for name in SIGNALS}
        for name in SIGNALS:
            part = NEWS[name]
            told = getattr(self.worker, part) if part else self.worker
            getattr(told, name).connect(lambda *values, name=name: self.said[name].append(values))

    @property
    def snapshots(self) -> list:
        return [values[0] for values in self.said["snapshot_ready"]]

    @property
    def states(self) -> list[State]:
        return [values[0] for values in self.said["state_changed"]]

    def loaded(self, project: Project | None = None) -> Run:
        self.worker.building.load(project or opening_project(), None)
        return self.worker

    def train(self, updates: int) -> None:
        """Run slices, drawing every snapshot at once, until this many updates are done."""
        self.worker.playing.play()
        while self.worker.trainer.update < updates and self.worker.state is State.RUNNING:
            self.worker.playing.run_slice()
            self.worker.showing.acknowledge()
        self.worker.pause()
        self.worker.showing.acknowledge()


@pytest.fixture
def heard(qtbot) -> Heard:
    return Heard()


def with_training(project: Project, **changes) -> Project:
    return replace(project, training=replace(project.training, **changes))


def test_loading_announces_facts_then_a_snapshot(heard):
    heard.loaded()
    (facts,) = heard.said["facts_ready"][0]
    assert facts.run_id == heard.snapshots[0].run_id
    assert facts.parameters == 9  # 2-2-1: 4 + 2 weights, 2 + 1 biases
    assert heard.states == [State.READY]
    # PRODUCT: the mean of four losses before the first update is 0.7064
    assert heard.snapshots[0].loss == pytest.approx(0.7064, abs=5e-5)


def test_the_opening_project_learns_as_promised(heard):
    heard.loaded()
    heard.worker.playing.set_speed(None)
    heard.train(200)
    history = heard.worker.trainer.history.since(0)
    assert history.loss[66] < 0.3
    assert history.loss[200] < 0.05


def test_no_history_point_is_lost_between_snapshots(heard, piecemeal):
    worker = heard.loaded()
    worker.playing.play()
    slices = 0
    while worker.trainer.epoch <= 100:
        worker.playing.run_slice()
        if slices % 7 == 0:  # the window draws rarely
            worker.showing.acknowledge()
        slices += 1
    worker.pause()
    worker.showing.acknowledge()
    seen = np.concatenate([snapshot.history.epochs for snapshot in heard.snapshots])
    assert slices > 20
    np.testing.assert_array_equal(seen, np.arange(worker.trainer.epoch + 1))


def test_without_credit_nothing_is_sent_and_a_pause_is_sent_later(heard):
    worker = heard.loaded()
    count = len(heard.snapshots)
    worker.playing.play()
    for _ in range(20):
        worker.playing.run_slice()
    worker.pause()
    assert len(heard.snapshots) == count  # the first one is not drawn yet
    worker.showing.acknowledge()
    assert heard.snapshots[-1].update == worker.trainer.update


def test_at_most_thirty_snapshots_a_second(heard, monkeypatch):
    worker = heard.loaded()
    worker.showing.acknowledge()
    clock = [1e9]  # far from the real one
    monkeypatch.setattr("core.run.playing.clock.perf_counter", lambda: clock[0])
    worker.playing.set_speed(100.0)
    worker.playing.play()
    count = len(heard.snapshots)
    for _ in range(1000):  # one second in steps of a millisecond
        clock[0] += 0.001
        worker.playing.run_slice()
        worker.showing.acknowledge()
    assert 25 <= len(heard.snapshots) - count <= 31


def test_the_set_speed_is_kept(heard, monkeypatch):
    worker = heard.loaded()
    clock = [50.0]
    monkeypatch.setattr("core.run.playing.clock.perf_counter", lambda: clock[0])
    worker.playing.set_speed(20.0)
    worker.playing.play()
    for _ in range(300):  # three seconds
        clock[0] += 0.01
        worker.playing.run_slice()
    assert 60 <= worker.trainer.update <= 62


def test_step_update_and_step_epoch(heard):
    project = with_training(opening_project(), batch_size=3)
    worker = heard.loaded(project)
    worker.playing.step_update()
    assert (worker.trainer.update, worker.trainer.epoch) == (1, 0)
    assert worker.state is State.PAUSED
    worker.playing.step_epoch()
    while worker.state is State.RUNNING:
        worker.playing.run_slice()
    assert (worker.trainer.update, worker.trainer.epoch) == (2, 1)
    worker.playing.step_epoch()
    while worker.state is State.RUNNING:
        worker.playing.run_slice()
    assert (worker.trainer.update, worker.trainer.epoch) == (4, 2)


def test_a_step_shows_the_figures_of_that_very_moment(heard):
    project = with_training(opening_project(), batch_size=3)
    worker = heard.loaded(project)
    worker.showing.acknowledge()
    worker.playing.step_update()
    assert heard.snapshots[-1].loss == worker.trainer.evaluate().loss
    assert heard.snapshots[-1].loss != heard.snapshots[0].loss


def test_live_change_keeps_the_weights_and_the_run(heard):
    worker = heard.loaded()
    heard.train(50)
    before, run = worker.trainer.state.parameters.copy(), heard.snapshots[-1].run_id
    project = replace(opening_project(), optimizer=Adam(learning_rate=0.01))
    worker.building.apply(project)
    np.testing.assert_array_equal(worker.trainer.state.parameters, before)
    assert worker.trainer.update >= 50
    assert heard.snapshots[-1].run_id == run
    heard.train(worker.trainer.update + 5)
    assert not np.array_equal(worker.trainer.state.parameters, before)


def test_a_structural_change_starts_a_new_run(heard):
    worker = heard.loaded()
    heard.train(20)
    run = heard.snapshots[-1].run_id
    project = opening_project()
    wider = replace(project.with_layer(0, Dense(units=3, activation=Relu())), weights=None)
    worker.building.apply(wider)
    worker.showing.acknowledge()
    assert worker.trainer.update == 0
    assert heard.snapshots[-1].run_id > run
    assert heard.snapshots[-1].layers[0].units == 3
    assert heard.states[-1] is State.READY


def test_reset_gives_the_same_start_under_a_new_run(heard):
    worker = heard.loaded()
    start = worker.trainer.state.vector.copy()
    heard.train(30)
    run = heard.snapshots[-1].run_id
    worker.building.reset()
    worker.showing.acknowledge()
    np.testing.assert_array_equal(worker.trainer.state.vector, start)
    assert heard.snapshots[-1].run_id > run
    assert heard.snapshots[-1].update == 0


def test_a_misfit_is_explained_and_the_trained_weights_survive_its_repair(heard):
    worker = heard.loaded()
    heard.train(40)
    before = worker.trainer.state.parameters.copy()
    wrong = replace(opening_project(), loss=CategoricalCrossEntropy())
    worker.building.apply(wrong)
    (problem,) = heard.said["misfit"][0]
    assert "softmax" in problem.message
    assert worker.state is State.EMPTY
    worker.playing.play()
    assert worker.state is State.EMPTY  # nothing is trained until it is repaired
    worker.building.apply(replace(opening_project(), loss=MeanSquaredError()))
    assert worker.state is State.PAUSED
    np.testing.assert_array_equal(worker.trainer.state.parameters, before)


def test_undoing_a_misfit_goes_on_where_it_was(heard):
    worker = heard.loaded()
    heard.train(10)
    update = worker.trainer.update
    worker.building.apply(replace(opening_project(), loss=CategoricalCrossEntropy()))
    worker.building.apply(opening_project())
    assert worker.state is State.PAUSED
    assert worker.trainer.update == update


def test_divergence_is_a_state_and_a_smaller_rate_mends_it(heard):
    project = opening_project()
    wild = replace(project, optimizer=replace(project.optimizer, learning_rate=1e300))
    worker = heard.loaded(wild)
    worker.showing.acknowledge()
    worker.playing.set_speed(None)
    worker.playing.play()
    worker.playing.run_slice()
    assert worker.state is State.DIVERGED
    assert heard.snapshots[-1].divergence is not None
    assert np.isfinite(worker.trainer.state.parameters).all()
    worker.playing.play()
    assert worker.state is State.DIVERGED
    worker.building.apply(project)
    assert worker.state in (State.PAUSED, State.READY)
    worker.playing.play()
    assert worker.state is State.RUNNING
    worker.pause()


def test_a_finished_run_can_be_played_on(heard):
    worker = heard.loaded(with_training(opening_project(), epochs=5))
    heard.train(100)
    assert worker.state is State.FINISHED
    assert worker.trainer.epoch == 5
    assert heard.snapshots[-1].outcome is Outcome.EPOCHS
    heard.train(100)
    assert worker.trainer.epoch == 10


def test_surface_and_maps_only_when_wanted(heard):
    worker = heard.loaded()
    assert heard.snapshots[-1].surface is None
    worker.showing.acknowledge()
    worker.showing.set_wanted(Wanted.SURFACE)
    assert heard.snapshots[-1].surface.outputs.shape == (100, 100, 1)
    assert heard.snapshots[-1].surface.maps == ()
    worker.showing.acknowledge()
    worker.showing.set_wanted(Wanted.SURFACE | Wanted.MAPS)
    assert [m.shape[2] for m in heard.snapshots[-1].surface.maps] == [2, 1]


def test_save_and_open_continue_with_the_same_bits(heard, tmp_path, piecemeal):
    worker = heard.loaded(with_training(opening_project(), batch_size=3, shuffle=True))
    heard.train(25)
    path = tmp_path / "a.backstep"
    worker.keeping.save(path, worker.trainer.project, b"\x89PNG")
    assert heard.said["saved"] == [(path,)]
    other = Heard()
    other.worker.building.open_file(path)
    assert other.said["opened"][0][1] == path
    assert other.worker.state is State.PAUSED
    for trainer in (worker.trainer, other.worker.trainer):
        trainer.run(updates=40)
    np.testing.assert_array_equal(worker.trainer.state.vector, other.worker.trainer.state.vector)
    seen = np.concatenate([snapshot.history.epochs for snapshot in other.snapshots])
    np.testing.assert_array_equal(seen[:3], [0, 1, 2])


def test_an_unreadable_file_changes_nothing(heard, tmp_path):
    worker = heard.loaded()
    heard.train(10)
    trainer, update = worker.trainer, worker.trainer.update
    path = tmp_path / "broken.backstep"
    path.write_bytes(b"no zip")
    worker.building.open_file(path)
    assert "broken.backstep" in heard.said["failed"][0][0].message
    assert worker.trainer is trainer
    assert worker.trainer.update == update
    assert heard.said["opened"] == []


def test_a_network_too_large_is_refused_and_the_old_one_kept(heard):
    worker = heard.loaded()
    trainer = worker.trainer
    huge = replace(
        opening_project(),
        layers=(Dense(units=100_000), Dense(units=100_000), Dense(units=1)),
        loss=MeanSquaredError(),
        weights=None,
    )
    worker.building.apply(huge)
    assert "parameters" in heard.said["failed"][0][0].message
    assert worker.trainer is trainer
    assert worker.state is State.EMPTY


def test_saving_into_a_missing_folder_is_said(heard, tmp_path):
    worker = heard.loaded()
    worker.keeping.save(tmp_path / "none" / "a.backstep", worker.trainer.project, None)
    assert "does not exist" in heard.said["failed"][0][0].message
    assert heard.said["saved"] == []


def test_commands_before_anything_is_loaded_do_nothing(heard):
    worker = heard.worker
    for command in (
        worker.playing.play,
        worker.pause,
        worker.playing.step_update,
        worker.playing.step_epoch,
        worker.building.reset,
    ):
        command()
    worker.showing.acknowledge()
    worker.files.export(Path("nowhere.npz"))
    assert worker.state is State.EMPTY
    assert heard.snapshots == []


def test_a_file_whose_moment_does_not_fit_changes_nothing(heard, tmp_path, monkeypatch):
    worker = heard.loaded()
    heard.train(10)
    path = tmp_path / "saved.backstep"
    worker.keeping.save(path, worker.trainer.project, None)
    trainer, update = worker.trainer, worker.trainer.update

    def refuse(*_):
        raise FileError("the saved moment does not belong to the saved project", "open another")

    monkeypatch.setattr("core.run.building.resume", refuse)
    worker.building.open_file(path)
    assert "does not belong" in heard.said["failed"][0][0].message
    assert heard.said["opened"] == []
    assert worker.trainer is trainer and worker.trainer.update == update
    assert worker.state is State.PAUSED


def test_repairing_a_document_that_was_opened_keeps_nothing_of_the_last_one(heard):
    worker = heard.loaded()
    heard.train(50)
    trained = worker.trainer.weights()[0]["weight"]
    other = replace(
        opening_project().with_layer(0, Dense(units=3, activation=Relu())), weights=None
    )
    worker.building.load(replace(other, loss=CategoricalCrossEntropy()), None)
    assert worker.state is State.EMPTY and len(heard.said["misfit"]) == 1
    worker.building.apply(other)
    assert worker.state is State.READY
    assert not np.any(worker.trainer.weights()[0]["weight"][:, :2] == trained)


def test_a_session_has_a_signal_for_all_that_a_window_is_shown(qtbot):
    missing = [news for news in NEWS if news not in NOT_SHOWN and not hasattr(Session, news)]
    assert missing == []
    assert not [news for news in NOT_SHOWN if hasattr(Session, news)]
