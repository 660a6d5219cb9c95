"""Going back and forth in the worker, without a thread: its slots are called."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication

from core.components.activations import Tanh
from core.components.layers import Dense
from core.documents.opening import opening_project
from core.pictures.snapshot import Outcome, Wanted
from core.run.answers import NEWS
from core.run.states import State
from gui.thread.worker import Worker

STEP = Wanted.STEP | Wanted.WEIGHTS


class Seen:
    """A worker whose window draws at once, and what it has said."""

    def __init__(self, project=None) -> None:
        self.carrier = Worker()
        self.worker = self.carrier.run
        self.snapshots = []
        self.said = {}
        self.worker.showing.snapshot_ready.connect(self._draw)
        for name in ("returned_to_start", "compared", "gradients_checked", "loss_curve", "going"):
            self.said[name] = []
            getattr(getattr(self.worker, NEWS[name]), name).connect(
                lambda *values, name=name: self.said[name].append(values)
            )
        self.errors = []
        self.worker.failed.connect(self.errors.append)
        self.worker.building.load(project or opening_project(), None)

    def _draw(self, snapshot) -> None:
        self.snapshots.append(snapshot)
        self.worker.showing.publisher.credit = True

    @property
    def last(self):
        while self.worker.time.is_going():
            QCoreApplication.processEvents()
        self.worker.showing.soon()
        return self.snapshots[-1]

    def train(self, updates: int) -> bytes:
        """Train this many updates; return the bits of the moment."""
        for _ in range(updates):
            self.worker.playing.step_update()
        return self.worker.trainer.state.vector.tobytes()


@pytest.fixture
def seen(qtbot) -> Seen:
    return Seen()


def test_a_view_that_steps_is_told_every_phase(seen):
    seen.worker.showing.set_wanted(STEP)
    kinds = []
    for done in range(1, 8):
        seen.worker.time.step("phase")
        step = seen.last.step
        assert (step.update, step.done) == (1, done)
        kinds.append((step.records[-1][0].phase, step.rail[done - 1].layer))
    assert kinds == [
        ("batch", None),
        ("forward", 0),
        ("forward", 1),
        ("loss", None),
        ("backward", 1),
        ("backward", 0),
        ("update", None),
    ]
    assert seen.last.update == 1 and seen.last.step.loss_after == pytest.approx(0.6989, abs=5e-5)


def test_back_gives_the_same_bits_and_the_future_is_followed(seen):
    bits = {0: seen.train(0)}
    for update in range(1, 31):
        bits[update] = seen.train(1)
    for update in (17, 3, 29, 0, 30, 12):
        seen.worker.time.go_to(update)
        assert seen.last.update == update
        assert seen.worker.trainer.state.vector.tobytes() == bits[update]
        assert seen.last.past is (update < 30)
    assert seen.train(1) == bits[13]
    assert seen.last.time.end == 30 and seen.last.run_id == 1
    seen.worker.time.go_to(30)
    seen.train(1)
    assert seen.last.time.end == 31 and not seen.last.past


def test_a_live_change_is_passed_through_on_the_way(seen):
    seen.train(5)
    project = seen.worker.trainer.project
    faster = replace(project, optimizer=replace(project.optimizer, learning_rate=2.0))
    seen.worker.building.apply(faster)
    end = seen.train(5)
    seen.worker.time.go_to(2)
    assert seen.last.project.optimizer.learning_rate == 0.5
    seen.worker.time.go_to(10)
    assert seen.last.project.optimizer.learning_rate == 2.0
    assert seen.worker.trainer.state.vector.tobytes() == end


def test_an_edit_in_the_past_keeps_the_run_and_begins_another(seen):
    end = seen.train(20)
    losses = seen.worker.trainer.history.since(0).loss
    seen.worker.time.go_to(8)
    seen.worker.edits.set_values(0, "weight", (0, 0), 3.0)
    last = seen.last
    assert (last.run_id, last.update, last.time.end, last.past) == (2, 8, 8, False)
    record = seen.worker.runs.book.record(1)
    assert record.moment.record.update == 20
    assert record.moment.state.tobytes() == end
    np.testing.assert_array_equal(record.history.loss, losses)
    assert len(seen.worker.trainer.history) == 9
    # what came before the edit belongs to both
    seen.worker.time.go_to(5)
    assert seen.last.update == 5
    # and the first run is as it was, with its past
    seen.worker.runs.return_to_run(1)
    assert seen.worker.trainer.state.vector.tobytes() == end
    seen.worker.time.go_to(8)
    assert seen.last.layers[0].arrays["weight"][0, 0] != 3.0


def test_a_change_that_gives_the_recorded_future_up_branches_too(seen):
    seen.train(3)
    project = seen.worker.trainer.project
    seen.worker.building.apply(
        replace(project, optimizer=replace(project.optimizer, learning_rate=2.0))
    )
    seen.train(3)
    seen.worker.time.go_to(1)
    assert seen.worker.trainer.project.optimizer.learning_rate == 0.5
    seen.worker.building.apply(project)  # the moment's own options, but not those of the future
    assert seen.last.run_id == 2 and seen.last.time.end == 1


def test_an_edit_in_the_middle_of_an_update_returns_to_its_start_and_says_so(seen):
    seen.worker.showing.set_wanted(STEP)
    for _ in range(4):
        seen.worker.time.step("phase")
    seen.worker.edits.set_values(1, "bias", (0,), 0.25)
    assert seen.said["returned_to_start"] == [()]
    assert seen.worker.trainer.position == 0
    assert seen.last.step.done == 0
    assert seen.last.layers[1].arrays["bias"][0] == 0.25


def test_play_finishes_the_update_first(seen):
    seen.worker.showing.set_wanted(STEP)
    for _ in range(3):
        seen.worker.time.step("phase")
    seen.worker.playing.step_update()
    assert (seen.last.update, seen.worker.trainer.position) == (1, 0)
    other = Seen()
    assert other.train(1) == seen.worker.trainer.state.vector.tobytes()


def test_going_back_from_an_end_and_on_again(qtbot):
    project = opening_project()
    seen = Seen(replace(project, training=replace(project.training, epochs=10)))
    seen.worker.playing.play()
    while seen.worker.state is State.RUNNING:
        seen.worker.playing.run_slice()
        seen.worker.playing._due_from -= 1.0
    assert seen.worker.state is State.FINISHED
    seen.worker.time.step_back("update")
    assert seen.last.update == 9 and seen.worker.state is State.PAUSED
    seen.worker.time.step("update")
    assert seen.last.update == 10 and seen.worker.state is State.FINISHED
    seen.worker.time.go_to(4)
    assert seen.last.outcome is Outcome.NONE
    seen.worker.time.go_to(10)
    assert seen.worker.state is State.FINISHED
    seen.worker.time.step("phase")  # beyond the end: as many epochs again
    assert seen.worker.state is State.PAUSED


def test_going_back_from_divergence(qtbot):
    project = opening_project()
    wild = replace(project, optimizer=replace(project.optimizer, learning_rate=1e200))
    seen = Seen(wild)
    seen.worker.showing.set_wanted(STEP)
    while seen.worker.state is not State.DIVERGED:
        seen.worker.time.step("phase")
        assert seen.worker.trainer.update < 50
    seen.worker.time.step_back("phase")
    assert seen.worker.state in (State.PAUSED, State.READY)
    assert np.isfinite(seen.worker.trainer.state.vector).all()


def test_only_the_newest_of_many_targets_counts(seen):
    seen.train(40)
    for update in (3, 9, 1, 33, 21):
        seen.worker.time.go_to(update)
    assert seen.last.update == 21


def test_pins_are_kept_named_and_cut_off_with_the_future(seen):
    time = seen.worker.time
    seen.train(4)
    time.pin("early")
    seen.train(4)
    time.pin("")
    first, second = seen.last.time.pins
    assert (first.name, first.update, second.name) == ("early", 4, "Update 8")
    time.rename_pin(second.number, "  late ")
    assert seen.last.time.pins[1].name == "late"
    time.go_to(5)
    seen.worker.edits.set_values(1, "bias", (0,), 1.0)
    assert [pin.name for pin in seen.last.time.pins] == ["early"]
    time.delete_pin(first.number)
    assert seen.last.time.pins == ()


def test_two_moments_are_compared_and_time_stands_where_it_stood(seen):
    seen.worker.showing.set_wanted(STEP)
    seen.train(60)
    seen.worker.time.step("phase")
    before = (seen.worker.trainer.update, seen.worker.trainer.position)
    seen.worker.time.compare_moments(5, 60)
    assert (seen.last.update, seen.last.phases) == before
    comparison = seen.said["compared"][0][0]
    assert tuple(comparison.updates) == (5, 60)
    assert np.any(comparison.arrays[0]["weight"].change)


def test_the_gradients_are_checked_in_slices_and_nothing_moves(seen):
    bits = seen.train(3)
    seen.worker.questions.check_gradients()
    while not seen.said["gradients_checked"]:
        QCoreApplication.processEvents()
    check = seen.said["gradients_checked"][0][0]
    assert check.failures == 0 and check.worst.error < 1e-6
    assert seen.worker.trainer.state.vector.tobytes() == bits


def test_a_long_check_can_be_cancelled(qtbot):
    project = opening_project()
    layers = (Dense(units=400, activation=Tanh()), project.layers[-1])
    seen = Seen(replace(project, layers=layers, weights=None))
    seen.worker.questions.check_gradients()
    assert seen.said["gradients_checked"] == []  # 1,601 gradients take more than one slice
    seen.worker.cancel()
    for _ in range(20):
        QCoreApplication.processEvents()
    assert seen.said["gradients_checked"] == []


def test_the_loss_along_a_weight_is_that_of_the_update_shown(seen):
    seen.worker.showing.set_wanted(STEP)
    seen.worker.time.step("update")
    seen.worker.questions.ask_loss_along(0, "weight", (0, 0))
    curve = seen.said["loss_curve"][0][0]
    assert curve.value == 0.8
    assert curve.slope == pytest.approx(0.0518, abs=5e-5)
    assert curve.reached == pytest.approx(0.7741, abs=5e-5)


def test_slow_motion_plays_phase_by_phase(seen):
    seen.worker.showing.set_wanted(STEP)
    seen.worker.playing.set_slow_motion(4)
    seen.worker.playing.play()
    stops = []
    for _ in range(9):
        seen.worker.playing._due_from -= 0.25
        seen.worker.playing.run_slice()
        stops.append((seen.worker.trainer.update, seen.worker.trainer.position))
    assert stops == [(0, n) for n in range(1, 7)] + [(1, 0), (1, 1), (1, 2)]
    seen.worker.pause()
    assert seen.worker.state is State.PAUSED


def test_the_memory_for_time_can_be_chosen(seen):
    seen.worker.set_budget(20_000)
    seen.train(300)
    assert seen.worker.time.timeline.bytes <= 10_000
    end = seen.worker.trainer.state.vector.tobytes()
    seen.worker.time.go_to(150)
    seen.worker.time.go_to(300)
    assert seen.last.update == 300
    assert seen.worker.trainer.state.vector.tobytes() == end
