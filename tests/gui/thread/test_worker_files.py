"""The worker's part for files, without a thread: its slots are called."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QCoreApplication

from core.components.activations import Relu
from core.components.layers import Dense
from core.documents.opening import opening_project
from core.errors import UserError
from core.formats.exporters import export
from core.formats.history import history_csv
from core.formats.surface_picture import surface_png
from core.run.files import Files
from core.run.makers.snapshots import facts_of
from core.run.makers.surface import SurfaceMaker, first_view
from core.run.past.again import again
from core.run.past.recorded import recorded_epochs
from core.run.states import State
from core.run.strip import TOGETHER, file_name
from core.run.trained import trained_of
from core.training import changes
from gui.thread.worker import Worker
from tests.nets import bits, trainer_of

NEWS = (
    "refused",
    "progress",
    "exported",
    "history_saved",
    "weights_read",
    "epochs_known",
    "strip_progress",
    "strip_made",
)


class Seen:
    """The part beside a worker that trains, and what it has said."""

    def __init__(self, project=None) -> None:
        self.carrier = Worker()
        self.worker = self.carrier.run
        self.worker.building.load(project or opening_project(), None)
        self.host = SimpleNamespace(
            trainer=self.worker.trainer,
            time=self.worker.time,
            view=lambda: None,
            slicer=self.worker.slicer,
        )
        self.files = Files(self.host)
        self.said = {name: [] for name in NEWS}
        for name in NEWS:
            signal = getattr(self.files, name)
            signal.connect(lambda *values, name=name: self.said[name].append(values))

    def train(self, updates: int) -> None:
        for _ in range(updates):
            self.worker.playing.step_update()

    def finish(self) -> None:
        """Let the strip be drawn to its end."""
        for _ in range(10_000):
            if self.files._strip is None:
                return
            QCoreApplication.processEvents()
        raise AssertionError("the pictures do not come to an end")

    def refused(self) -> tuple[str, UserError]:
        (said,) = self.said["refused"]
        assert self.said["progress"][-1:] in ([], [("", 0, 0)])
        return said


@pytest.fixture
def seen(qtbot) -> Seen:
    made = Seen()
    made.train(12)
    return made


def surface_at(epoch: int, size: int, change=lambda trainer: None) -> bytes:
    """Return the picture of the opening network at an epoch, trained for it alone."""
    trainer = trainer_of(opening_project())
    view = first_view(facts_of(trainer, 0).raw_ranges)
    maker = SurfaceMaker(trainer, view)
    for update in range(epoch):
        if update == 6:
            change(trainer)
        trainer.run(updates=1, seconds=60.0)
    return surface_png(facts_of(trainer, 0), maker.make(maps=False), size)


# ---------------------------------------------------------------------- leaving


def test_an_export_tells_what_checking_it_found(seen, tmp_path) -> None:
    path = tmp_path / "net.npz"
    before = bits(seen.worker.trainer)
    seen.files.export(path)
    ((where, text),) = seen.said["exported"]
    assert where == path and path.exists()
    assert text.startswith("9 weights and biases, read back and compared on 4 samples: largest")
    assert bits(seen.worker.trainer) == before
    assert seen.said["progress"] == [("Writing and checking net.npz", 0, 0), ("", 0, 0)]


def test_an_export_that_cannot_be_is_refused_in_words(seen, tmp_path) -> None:
    seen.files.export(tmp_path / "net.xyz")
    job, error = seen.refused()
    assert job == "export" and ".xyz" in error.message and ".onnx" in error.hint


def test_the_history_is_that_of_the_trainer(seen, tmp_path) -> None:
    path = tmp_path / "losses.csv"
    seen.files.save_history(path)
    assert seen.said["history_saved"] == [(path,)]
    assert path.read_bytes() == history_csv(seen.worker.trainer.history.since(0))
    assert len(path.read_text().splitlines()) == 1 + 13


def test_a_history_into_no_folder_is_refused(seen, tmp_path) -> None:
    seen.files.save_history(tmp_path / "none" / "losses.csv")
    assert seen.refused()[0] == "history"


def test_without_a_network_every_job_is_refused(qtbot, tmp_path) -> None:
    seen = Seen()
    seen.host.trainer = None
    seen.files.export(tmp_path / "net.npz")
    seen.files.save_history(tmp_path / "h.csv")
    seen.files.look_at_weights(tmp_path / "net.npz", opening_project())
    seen.files.make_strip(tmp_path, (0,), 64, False)
    assert [job for job, _ in seen.said["refused"]] == ["export", "history", "weights", "strip"]


# ---------------------------------------------------------------------- coming in


def saved(tmp_path: Path, trainer) -> Path:
    path = tmp_path / "weights.npz"
    export(trained_of(trainer), path)
    return path


def test_weights_that_fit_can_be_used_and_bring_the_same_predictions(seen, tmp_path) -> None:
    project = opening_project()
    path = saved(tmp_path, seen.worker.trainer)
    seen.files.look_at_weights(path, project)
    ((reading,),) = seen.said["weights_read"]
    assert reading.path == path and reading.fit.fits and not reading.turned
    assert reading.applied.layers == project.layers
    started = trainer_of(reading.applied)
    inputs = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    np.testing.assert_allclose(
        started.predict(inputs), seen.worker.trainer.predict(inputs), rtol=1e-12
    )


def test_weights_of_another_network_are_built(seen, tmp_path) -> None:
    project = opening_project()
    layers = (Dense(units=5, activation=Relu()), project.layers[-1])
    wider = replace(project, layers=layers, weights=None)
    path = saved(tmp_path, trainer_of(wider))
    seen.files.look_at_weights(path, project)
    ((reading,),) = seen.said["weights_read"]
    assert reading.applied is None and not reading.fit.fits
    assert reading.built.layers[0].units == 5
    assert trainer_of(reading.built).network.parameter_count == 21


def test_a_network_for_other_data_says_why_it_cannot_be_built(seen, tmp_path) -> None:
    path = tmp_path / "big.npz"
    np.savez(path, coefs_0=np.ones((7, 1)), intercepts_0=np.zeros(1))
    seen.files.look_at_weights(path, opening_project())
    ((reading,),) = seen.said["weights_read"]
    assert reading.applied is None and reading.built is None
    assert "7 inputs" in reading.problem


def test_turning_gives_the_transposes_and_back(seen, tmp_path) -> None:
    matrix = np.array([[1.0, 2.0], [3.0, 4.0]])
    path = tmp_path / "square.npz"
    np.savez(path, coefs_0=matrix, intercepts_0=np.zeros(2))
    seen.files.look_at_weights(path, opening_project())
    seen.files.turn_weights()
    seen.files.turn_weights()
    first, second, third = [said[0] for said in seen.said["weights_read"]]
    assert first.can_turn and [r.turned for r in (first, second, third)] == [False, True, False]
    np.testing.assert_array_equal(second.imported.layers[0].weight, matrix.T)
    np.testing.assert_array_equal(third.imported.layers[0].weight, matrix)
    seen.files.forget_weights()
    seen.files.turn_weights()
    assert len(seen.said["weights_read"]) == 3


def test_a_damaged_file_is_refused_and_nothing_is_left_to_turn(seen, tmp_path) -> None:
    path = tmp_path / "bad.npz"
    path.write_bytes(b"PK\x03\x04 nothing")
    seen.files.look_at_weights(path, opening_project())
    assert seen.refused()[0] == "weights"
    seen.files.turn_weights()
    assert seen.said["weights_read"] == []


# ---------------------------------------------------------------------- pictures


def test_the_epochs_that_are_recorded(seen) -> None:
    assert recorded_epochs(seen.worker.time.timeline) == {k: k for k in range(13)}
    seen.files.ask_epochs()
    assert seen.said["epochs_known"] == [(0, 12)]


def test_pictures_are_those_of_the_moments_and_training_stays_where_it_is(seen, tmp_path) -> None:
    before = bits(seen.worker.trainer)
    seen.files.make_strip(tmp_path, (0, 3, 12), 64, True)
    seen.finish()
    assert bits(seen.worker.trainer) == before
    assert seen.said["strip_made"] == [(tmp_path, 3)]
    assert seen.said["strip_progress"] == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert {item.name for item in tmp_path.iterdir()} == {
        TOGETHER,
        *(file_name(epoch) for epoch in (0, 3, 12)),
    }
    for epoch in (0, 3, 12):
        assert (tmp_path / file_name(epoch)).read_bytes() == surface_at(epoch, 64)
    with Image.open(tmp_path / TOGETHER) as strip:
        assert strip.width > 3 * 64


def test_training_goes_on_while_pictures_are_drawn(seen, tmp_path) -> None:
    alone = Seen()
    alone.train(16)
    seen.files.make_strip(tmp_path, (0, 5, 10), 64, False)
    while seen.files._strip is not None:
        if seen.worker.trainer.update < 16:
            seen.train(1)
        QCoreApplication.processEvents()
    seen.train(16 - seen.worker.trainer.update)
    assert bits(seen.worker.trainer) == bits(alone.worker.trainer)
    assert (tmp_path / file_name(10)).read_bytes() == surface_at(10, 64)


def test_a_change_on_the_way_is_in_the_pictures_also_from_the_past(qtbot, tmp_path) -> None:
    seen = Seen()
    project = opening_project()
    faster = replace(project, optimizer=replace(project.optimizer, learning_rate=8.0))
    seen.train(6)
    seen.worker.building.apply(faster)
    seen.train(6)
    seen.worker.time.go_to(2)
    while seen.worker.time.is_going():
        QCoreApplication.processEvents()
    seen.files.make_strip(tmp_path, (12,), 64, False)
    seen.finish()
    assert seen.worker.trainer.update == 2
    expected = surface_at(12, 64, lambda trainer: changes.apply(trainer, faster))
    assert (tmp_path / file_name(12)).read_bytes() == expected != surface_at(12, 64)


def test_a_copy_has_the_same_recorded_run(seen) -> None:
    copy = again(seen.worker.time.timeline)
    assert copy.trainer is not seen.worker.trainer and copy.end == 12
    assert copy.start == copy.trainer.update == 0
    copy.go_to(12)
    assert copy.trainer.state.vector.tobytes() == seen.worker.trainer.state.vector.tobytes()


def test_a_run_that_diverged_is_drawn_as_far_as_it_was_sound(qtbot, tmp_path) -> None:
    project = opening_project()
    wild = replace(project, optimizer=replace(project.optimizer, learning_rate=1e160))
    seen = Seen()
    seen.train(4)
    seen.worker.building.apply(wild)
    seen.worker.playing.play()
    for _ in range(100):
        seen.worker.playing.run_slice()
    assert seen.worker.state is State.DIVERGED
    known = recorded_epochs(seen.worker.time.timeline)
    assert max(known) >= 4
    seen.files.make_strip(tmp_path, tuple(known), 64, False)
    seen.finish()
    assert seen.said["strip_made"] == [(tmp_path, len(known))]


def test_a_run_beyond_its_last_keyframe_can_be_gone_through(seen) -> None:
    timeline = seen.worker.time.timeline
    last = timeline.trainer.state.vector.tobytes()
    timeline.go_to(3)
    timeline._keyframes = timeline._keyframes[:1]
    copy = again(timeline)
    assert copy.end == 12 and copy.trainer.update == 0
    copy.go_to(12)
    assert copy.trainer.state.vector.tobytes() == last
    assert timeline.trainer.update == 3


def test_epochs_that_are_not_recorded_are_refused(seen, tmp_path) -> None:
    seen.files.make_strip(tmp_path, (0, 500), 64, False)
    job, error = seen.refused()
    assert job == "strip" and "500" in error.message and "0 to 12" in error.hint
    assert list(tmp_path.iterdir()) == [] and seen.files._strip is None


def test_cancelled_pictures_stop_and_those_drawn_stay(seen, tmp_path) -> None:
    seen.files.make_strip(tmp_path, (0, 6, 12), 64, True)
    while len(seen.said["strip_progress"]) < 2:
        QCoreApplication.processEvents()
    seen.files.cancel_strip()
    for _ in range(5):
        QCoreApplication.processEvents()
    assert [item.name for item in tmp_path.iterdir()] == [file_name(0)]
    assert seen.said["strip_made"] == [] and seen.said["progress"][-1] == ("", 0, 0)
    seen.files.make_strip(tmp_path, (12,), 64, False)  # and it can be asked again
    seen.finish()
    assert seen.said["strip_made"] == [(tmp_path, 1)]


def test_a_folder_that_vanishes_ends_the_job_in_words(seen, tmp_path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    seen.files.make_strip(folder, (0, 12), 64, False)
    folder.rmdir()
    seen.finish()
    assert seen.refused()[0] == "strip" and seen.said["strip_made"] == []


def test_a_chosen_plane_is_drawn(seen, tmp_path) -> None:
    seen.files.make_strip(tmp_path, (12,), 64, False)
    seen.finish()
    usual = (tmp_path / file_name(12)).read_bytes()
    view = first_view(facts_of(seen.worker.trainer, 0).raw_ranges)
    seen.host.view = lambda: replace(view, x_range=(-9.0, 9.0))
    seen.files.make_strip(tmp_path, (12,), 64, False)
    seen.finish()
    assert (tmp_path / file_name(12)).read_bytes() != usual
