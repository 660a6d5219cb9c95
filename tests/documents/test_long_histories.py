"""Long histories in files: they come back whole, stay small, and bad ones are refused."""

import json
from dataclasses import replace

import numpy as np
import pytest

from core.cli.report import as_object
from core.disk.json_text import to_json
from core.documents.backstep_file import save_backstep
from core.documents.kept import Kept
from core.documents.project_file import open_file
from core.documents.records import RunRecord
from core.formats.history import history_csv
from core.history.book import unpacked
from core.history.parts import Packed
from core.pictures.snapshot import RunSummary
from core.run.makers.figures import Figures
from core.run.resuming import kept_of
from core.training.history import HistoryBook
from tests.documents.saved import attempt, packed, parts, reopened, save
from tests.formats.test_history_csv import read
from tests.nets import dense, points, trainer

#: long histories are in other tests too
pytestmark = pytest.mark.thorough


def made(count):
    """A trainer of two updates whose history continues as if it had trained this many epochs."""
    one = trainer(
        [dense(2, "tanh"), dense(1)],
        data={"source": points(9), "test_share": 0.2},
        training={"epochs": None},
    )
    one.run(epochs=2)
    more = np.arange(3.0, count)
    last, book = one.history.since(0), HistoryBook()
    losses = 0.7 * np.exp(-more / 4e5) * (1 + 1e-3 * np.cos(more / 100))
    losses[777 % more.size] = 42.0
    names = {name: np.concatenate([v, losses]) for name, v in last.metrics.items()}
    tests = {name: np.concatenate([v, losses + 1]) for name, v in last.test_metrics.items()}
    book.restore(
        replace(
            last,
            epochs=np.append(last.epochs, more),
            updates=np.append(last.updates, more),
            loss=np.append(last.loss, losses),
            test_loss=np.append(last.test_loss, losses + 1),
            metrics=names,
            test_metrics=tests,
        )
    )
    one.progress.history = book
    return one


@pytest.fixture(scope="module")
def long():
    return made(1_300_000)


def same(one, other):
    assert one.epochs.tobytes() == other.epochs.tobytes()
    assert one.updates.tobytes() == other.updates.tobytes()
    assert one.loss.tobytes() == other.loss.tobytes()
    assert one.test_loss.tobytes() == other.test_loss.tobytes()
    assert one.metrics.keys() == other.metrics.keys()
    for name, values in one.metrics.items():
        assert values.tobytes() == other.metrics[name].tobytes()
    assert (one.thinned is None) is (other.thinned is None)
    if one.thinned is not None and other.thinned is not None:
        assert one.thinned.epochs.tobytes() == other.thinned.epochs.tobytes()
        for name, values in one.thinned.figures.items():
            assert values.tobytes() == other.thinned.figures[name].tobytes()


@pytest.mark.parametrize("count", [100, 12_000, 60_000])
def test_every_entry_comes_back(tmp_path, count):
    one = made(count)
    save(tmp_path / "a.backstep", one)
    kept = open_file(tmp_path / "a.backstep").history
    assert isinstance(kept, Packed) is (count > 12_288)
    same(unpacked(kept), one.history.since(0))
    assert len(unpacked(kept).epochs) == count and unpacked(kept).thinned is None
    # a file holds the moment; what was recorded after it is kept if there is a timeline
    again = open_file(tmp_path / "a.backstep")
    save_backstep(tmp_path / "b.backstep", Kept(again.project, again.moment, again.history), None)
    first, second = (parts((tmp_path / f"{x}.backstep").read_bytes()) for x in "ab")
    held = [name for name in first if name.startswith("history")]
    assert [first[name] for name in held] == [second[name] for name in held]


def test_a_short_history_is_written_as_ever(tmp_path):
    save(tmp_path / "a.backstep", made(12_000))
    assert "history.packed.safetensors" not in parts((tmp_path / "a.backstep").read_bytes())


def test_spans_come_back_and_the_file_is_small(tmp_path, long):
    save(tmp_path / "a.backstep", long)
    assert (tmp_path / "a.backstep").stat().st_size < 5_000_000
    kept = open_file(tmp_path / "a.backstep").history
    assert kept is not None
    same(unpacked(kept), long.history.since(0))
    book = HistoryBook()
    book.restore(kept)
    assert len(book) == 1_300_000 and book.thinned == long.history.thinned > 0
    book.add(1_300_000, 1_300_000, long.progress.last_figures)
    assert len(book) == 1_300_001


def test_a_reopened_run_goes_on_from_its_moment(tmp_path, long):
    save(tmp_path / "a.backstep", long)
    one = reopened(tmp_path / "a.backstep")
    assert one.epoch == 2 and len(one.history) == 3  # nothing is recorded beyond
    one.run(epochs=2)
    assert one.history.since(3).epochs.tolist() == [3.0, 4.0]


def test_kept_runs_have_theirs(tmp_path, long):
    summary = RunSummary(1, "First", "", 1, 1, 0.5, None, {}, False, False)
    run = RunRecord("First", long.project, long.moment(), long.history.kept(), summary)
    save_backstep(tmp_path / "a.backstep", replace(kept_of(long.project, long), runs=(run,)), None)
    found = open_file(tmp_path / "a.backstep").runs[0]
    same(unpacked(found.history), long.history.since(0))
    kept = replace(kept_of(long.project, long), runs=(run,))
    assert kept.size > kept.within(2_000_000).size  # histories count for what is set aside
    assert not kept.within(2_000_000).runs


def test_older_programs_find_the_newest_entries(tmp_path):
    """They know only `history.safetensors`, in its old form."""
    save(tmp_path / "a.backstep", made(60_000))
    members = parts((tmp_path / "a.backstep").read_bytes())
    del members["history.packed.safetensors"]
    (tmp_path / "a.backstep").write_bytes(packed(members))
    history = unpacked(open_file(tmp_path / "a.backstep").history)
    assert history.epochs[-1] == 59_999 and 8_000 < len(history.epochs) < 13_000


@pytest.mark.thorough
def test_packed_histories_that_were_tampered_with(tmp_path):
    from safetensors.numpy import load as load_arrays
    from safetensors.numpy import save as save_arrays

    save(tmp_path / "a.backstep", made(30_000))
    members = parts((tmp_path / "a.backstep").read_bytes())
    held = load_arrays(members["history.packed.safetensors"])
    changes = [{name: array[:0]} for name, array in held.items()]
    changes += [{name: array[:-1]} for name, array in held.items()]
    changes += [
        {"counts": np.array([2**60, 4096])},
        {"counts": held["counts"] + [1, 0]},
        {"counts": np.array([30_000, 64])},
        {"counts": np.array([30_000, 0])},
        {"counts": np.array([30_000, -4096])},
        {"epochs": held["epochs"] * np.nan},
        {"sizes/loss": -held["sizes/loss"]},
        {"packed/loss": held["packed/loss"][::-1].copy()},
        {"spans/0": np.array([2**62, 2**62])},
        {"spans/0": np.array([4096]), "spans/0/loss": np.zeros(3)},
    ]
    for change in changes:
        made_of = {**held, **change}
        if all(made_of[name].tobytes() == held[name].tobytes() for name in held):
            continue
        content = packed({**members, "history.packed.safetensors": save_arrays(made_of)})
        assert not attempt(tmp_path / "b.backstep", content), change.keys()


# ---------------------------------------------------------------------- where it is thinned


@pytest.mark.thorough
def test_a_table_says_what_its_rows_stand_for(long):
    found = read(history_csv(long.history.kept()))
    assert found == read(history_csv(long.history.since(0)))
    entries = np.array(found["entries"], dtype=np.int64)
    assert entries.sum() == 1_300_000 and entries[0] > 1 and entries[-1] == 1
    first, last = (np.array(found[name], dtype=np.int64) for name in ("epoch", "last_epoch"))
    assert (first[0], last[-1]) == (0, 1_299_999)
    assert np.all(first[1:] == last[:-1] + 1) and np.all(last - first + 1 == entries)
    assert max(float(text) for text in found["loss_highest"]) == 42.0
    exact = entries == 1
    for name in ("loss", "test_loss", "mean_squared_error", "test_mean_squared_error"):
        low, mean, high = (
            np.array(found[name + end], dtype=np.float64) for end in ("_lowest", "", "_highest")
        )
        assert np.all(low <= mean) and np.all(mean <= high)
        assert np.array_equal(low[exact], high[exact])


@pytest.mark.thorough
def test_a_table_of_fewer_is_as_ever():
    found = read(history_csv(made(60_000).history.kept()))
    assert list(found)[:4] == ["epoch", "update", "loss", "test_loss"]
    assert not {"entries", "last_epoch", "loss_lowest"} & set(found)
    assert len(found["epoch"]) == 60_000


@pytest.mark.thorough
def test_the_object_of_train_says_what_is_thinned(long):
    history = json.loads(to_json(as_object(Figures.of(long), 1.0)))["history"]
    thinned = history["thinned"]
    assert sum(thinned["entries"]) + len(history["loss"]) == 1_300_000
    assert thinned["first_epoch"][0] == thinned["first_update"][0] == 0
    assert thinned["last_epoch"][-1] == thinned["last_update"][-1] == sum(thinned["entries"]) - 1
    assert max(thinned["loss"]["maximum"]) == 42.0
    kinds = {"minimum", "maximum", "mean"}
    assert set(thinned["test_loss"]) == set(thinned["metrics"]["mean_squared_error"]) == kinds
    assert len(history["test_metrics"]["mean_squared_error"]) == len(history["loss"])


def test_the_object_of_fewer_is_as_ever():
    history = as_object(Figures.of(made(60_000)), 1.0)["history"]
    kinds = ("loss", "metrics")
    parts = ("", "test_", "validation_")
    assert set(history) == {f"{part}{kind}" for part in parts for kind in kinds}
    assert len(history["loss"]) == 60_000
