"""Project files: what was saved opens again, and a damaged file is reported as such."""

import gc
import zipfile

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from core.components.optimizers import OPTIMIZERS
from core.documents.backstep_file import save_backstep
from core.documents.project_file import Kept, load, open_file, save_json
from core.errors import FileError
from core.project import Project
from core.run.resuming import resume
from core.training import changes
from tests.amount import few, some
from tests.documents.saved import everything, reopened, save, with_table
from tests.nets import assert_same_bits, dense, project, trainer, trainer_of
from tests.strategies import trainable

RANDOM = settings(
    max_examples=some(40),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


# round trip


@RANDOM
@given(trainable())
def test_saved_and_opened_and_saved_gives_equal_bytes(tmp_path, description):
    one = trainer_of(Project.from_json(description))
    one.run(updates=3)
    first, second = tmp_path / "a.backstep", tmp_path / "b.backstep"
    save(first, one)
    save(second, reopened(first))
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("optimizer", OPTIMIZERS.names())
@pytest.mark.parametrize("stop", few([0, 1, 2, 3, 7], 2))
@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_going_on_after_reopening_is_never_having_closed(tmp_path, optimizer, stop, precision):
    """With dropout, batch normalization, a schedule and partial batches: bit for bit."""
    one = everything(optimizer, precision=precision)
    one.run(updates=stop) if stop else None
    save(tmp_path / "a.backstep", one)
    other = reopened(tmp_path / "a.backstep")
    assert_same_bits(one, other)
    for each in (one, other):
        each.run(updates=20)
    assert_same_bits(one, other)
    assert one.moment().record == other.moment().record


def test_patience_and_a_freeze_are_kept(tmp_path):
    one = everything("adam", stop={"patience": 5})
    changes.freeze(one, np.arange(one.network.parameter_count) % 2 == 0)
    one.run(updates=7)
    save(tmp_path / "a.backstep", one)
    other = reopened(tmp_path / "a.backstep")
    np.testing.assert_array_equal(one.frozen, other.frozen)
    for each in (one, other):
        each.run(updates=60)
    assert_same_bits(one, other)
    assert one.progress.outcome is other.progress.outcome


def test_a_save_in_the_middle_of_an_update_is_that_of_its_start(tmp_path):
    one = everything("adam")
    one.run(updates=3)
    save(tmp_path / "a.backstep", one)
    for _ in range(5):
        one.step_phase()
    save(tmp_path / "b.backstep", one)
    assert (tmp_path / "a.backstep").read_bytes() == (tmp_path / "b.backstep").read_bytes()


def test_a_project_without_a_moment(tmp_path):
    made = project()
    save_backstep(tmp_path / "a.backstep", Kept(made), None)
    opened = open_file(tmp_path / "a.backstep")
    assert (opened.project, opened.moment, opened.history) == (made, None, None)
    assert resume(opened, load(opened)).update == 0


def test_a_bare_json(tmp_path):
    made = project(name="Ünïcode", weights=None)
    save_json(tmp_path / "a.json", made)
    assert open_file(tmp_path / "a.json").project == made
    assert "Ünïcode" in (tmp_path / "a.json").read_text(encoding="utf-8")
    save_json(tmp_path / "b.json", open_file(tmp_path / "a.json").project)
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_a_picture_travels_along(tmp_path):
    save(tmp_path / "a.backstep", everything("sgd"), thumbnail=b"\x89PNG...")
    with zipfile.ZipFile(tmp_path / "a.backstep") as archive:
        assert archive.read("thumbnail.png") == b"\x89PNG..."
        assert set(archive.namelist()) == {
            "format.json",
            "project.json",
            "moment.json",
            "moment.safetensors",
            "history.safetensors",
            "thumbnail.png",
        }
    reopened(tmp_path / "a.backstep")


def test_state_that_runs_over_is_saved_and_opened(tmp_path):
    """Adam's squares may be infinite while all weights are finite: that loses nothing."""
    one = trainer(
        [dense(1, bias=False)],
        data={"name": "points", "inputs": [[1e160]], "targets": [[0]]},
        loss="mean_absolute_error",
        optimizer="adam",
        weights=[{"weight": [[1]]}],
    )
    one.run(updates=2)
    assert np.isinf(one.state.vector).any()
    save(tmp_path / "a.backstep", one)
    assert_same_bits(one, reopened(tmp_path / "a.backstep"))


def test_large_given_weights_are_saved_and_opened(tmp_path):
    made = project([dense(1)], weights=[{"weight": [[1e200], [1]], "bias": [0]}])
    one = trainer_of(made)
    save(tmp_path / "a.backstep", one)
    assert_same_bits(one, reopened(tmp_path / "a.backstep"))


# the person's own table


@pytest.mark.parametrize("name", ["own.csv", "below/own.csv"])
def test_an_own_table_travels_inside_the_file(tmp_path, name):
    made = with_table(tmp_path, name)
    one = trainer_of(made, tmp_path)
    one.run(updates=3)
    away = tmp_path / "away"
    away.mkdir()
    save(away / "a.backstep", one, tmp_path)
    (tmp_path / name).unlink()
    opened = open_file(away / "a.backstep")
    other = resume(opened, load(opened))
    for each in (one, other):
        each.run(updates=9)
    np.testing.assert_array_equal(one.state.vector, other.state.vector)
    assert opened.project.data.source.path == "own.csv"
    # and once more from the unpacked one
    again = Kept(opened.project, opened.moment, opened.history)
    save_backstep(away / "b.backstep", again, opened.folder)
    assert (away / "a.backstep").read_bytes() == (away / "b.backstep").read_bytes()


def test_the_unpacked_table_goes_when_nobody_holds_it(tmp_path):
    one = trainer_of(with_table(tmp_path), tmp_path)
    save(tmp_path / "a.backstep", one, tmp_path)
    opened = open_file(tmp_path / "a.backstep")
    folder = opened.folder
    assert folder != tmp_path and (folder / "own.csv").exists()
    del opened
    gc.collect()
    assert not folder.exists()


def test_a_table_that_is_gone_is_said(tmp_path):
    made = with_table(tmp_path)
    one = trainer_of(made, tmp_path)
    (tmp_path / "own.csv").unlink()
    with pytest.raises(FileError, match=r"own\.csv"):
        save(tmp_path / "a.backstep", one, tmp_path)
    assert not (tmp_path / "a.backstep").exists()


def test_a_table_of_the_program_is_not_copied(tmp_path):
    made = project(
        [dense(3, "softmax")],
        data={"source": {"name": "table", "path": "resource:iris.csv"}},
        loss="categorical_cross_entropy",
    )
    save(tmp_path / "a.backstep", trainer_of(made))
    with zipfile.ZipFile(tmp_path / "a.backstep") as archive:
        assert not any(name.startswith("data/") for name in archive.namelist())
    assert reopened(tmp_path / "a.backstep").update == 0


# other kinds


def test_kinds_of_files(tmp_path):
    (tmp_path / "a.docx").write_bytes(b"PK..")
    with pytest.raises(FileError, match="not of a known kind"):
        open_file(tmp_path / "a.docx")
    with pytest.raises(FileError, match="does not exist"):
        open_file(tmp_path / "nosuch.docx")
    with pytest.raises(FileError, match="is a folder"):
        open_file(tmp_path)
