"""Project files: what was saved opens again, and a damaged file is said to be one."""

import gc
import io
import json
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from core.components.optimizers import OPTIMIZERS
from core.errors import FileError, UserError
from core.files.project_file import load, open_file, save_backstep, save_json
from core.files.resuming import resume
from core.project import Project
from tests.nets import assert_same_bits, dense, points, project, trainer, trainer_of
from tests.strategies import trainable

RANDOM = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


def everything(optimizer, **training):
    fields = {"momentum": 0.9} if optimizer == "sgd" else {}
    return trainer(
        [
            dense(4, "tanh"),
            {"name": "batch_norm"},
            {"name": "dropout", "rate": 0.3},
            dense(1),
        ],
        data={"source": points(11), "test_share": 0.2},
        optimizer={"name": optimizer, "schedule": "cosine", **fields},
        training={"batch_size": 4, "shuffle": True, **training},
        seed=3,
    )


def save(path, one, folder=None, thumbnail=None):
    save_backstep(path, one.project, folder, one.moment(), one.history.since(0), thumbnail)


def reopened(path):
    opened = open_file(path)
    return resume(opened, load(opened))


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
@pytest.mark.parametrize("stop", [0, 1, 2, 3, 7])
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
    one.freeze(np.arange(one.network.parameter_count) % 2 == 0)
    one.run(updates=7)
    save(tmp_path / "a.backstep", one)
    other = reopened(tmp_path / "a.backstep")
    np.testing.assert_array_equal(one.frozen, other.frozen)
    for each in (one, other):
        each.run(updates=60)
    assert_same_bits(one, other)
    assert one.outcome is other.outcome


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
    save_backstep(tmp_path / "a.backstep", made, None, None, None)
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
            "project.json",
            "moment.json",
            "moment.safetensors",
            "history.safetensors",
            "thumbnail.png",
        }
    reopened(tmp_path / "a.backstep")


def test_state_that_runs_over_is_saved_and_opened(tmp_path):
    """Adam's squares may be infinite while all weights are finite: nothing is lost by it."""
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

TABLE = "a,b,y\n1,2,yes\n2,1,no\n3,5,yes\n4,4,no\n5,1,yes\n6,2,no\n"


def with_table(folder, name="own.csv"):
    (folder / Path(name).parent).mkdir(exist_ok=True)
    (folder / name).write_text(TABLE, encoding="utf-8")
    return project(
        [dense(3, "tanh"), dense(1, "sigmoid")],
        data={"source": {"name": "table", "path": name}, "scaling": "standard"},
        loss="binary_cross_entropy",
        training={"batch_size": 2, "shuffle": True},
    )


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
    save_backstep(away / "b.backstep", opened.project, opened.folder, opened.moment, opened.history)
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


# damaged files


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    path = tmp_path_factory.mktemp("good") / "a.backstep"
    one = everything("nadam", stop={"patience": 50})
    one.run(updates=5)
    save(path, one)
    return path.read_bytes()


def attempt(path, content):
    """Open, build and train one update; only a UserError may come out. Returns whether it does."""
    path.write_bytes(content)
    try:
        one = reopened(path)
        one.run(updates=3)
    except UserError as error:
        assert error.message and error.hint and "\n" not in error.message
        return False
    return True


def test_truncated_at_fifty_places(tmp_path, good):
    for k in range(50):
        assert not attempt(tmp_path / "a.backstep", good[: k * len(good) // 50])


def test_flipped_bytes(tmp_path, good):
    rng = np.random.default_rng(0)
    opened = 0
    for place in rng.choice(len(good), 300, replace=False):
        spoiled = bytearray(good)
        spoiled[place] ^= int(rng.integers(1, 256))
        opened += attempt(tmp_path / "a.backstep", bytes(spoiled))
    # flips in dates and flags of the zip do no harm; in the content they are found
    assert opened < 150


@pytest.mark.long
def test_every_single_byte_flipped(tmp_path, good):
    for place in range(len(good)):
        for mask in (1, 0x80, 0xFF):
            spoiled = bytearray(good)
            spoiled[place] ^= mask
            attempt(tmp_path / "a.backstep", bytes(spoiled))


def parts(good):
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(members, method=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_missing_parts(tmp_path, good):
    members = parts(good)
    for name in members:
        left = {k: v for k, v in members.items() if k != name}
        works = attempt(tmp_path / "a.backstep", packed(left))
        # without the project there is nothing; without the moment, the project alone
        assert works == (name != "project.json")


@pytest.mark.parametrize("content", [b"", b"not a zip at all", b"PK\x03\x04", b"\0" * 1000])
def test_what_is_no_zip(tmp_path, content):
    assert not attempt(tmp_path / "a.backstep", content)


class _Trap:
    def __reduce__(self):
        return (pytest.fail, ("a pickle was run",))


def test_pickles_are_never_run(tmp_path, good):
    trap = pickle.dumps(_Trap())
    assert not attempt(tmp_path / "a.backstep", trap)
    for name in parts(good):
        assert not attempt(tmp_path / "a.backstep", packed({**parts(good), name: trap}))
    assert attempt(tmp_path / "a.backstep", packed({**parts(good), "extra.pkl": trap}))


def edited(good, **changes):
    """The file with values of the moment's record changed by dotted path."""
    members = parts(good)
    record = json.loads(members["moment.json"])
    for path, value in changes.items():
        *steps, last = path.split("__")
        place = record
        for step in steps:
            place = place[step]
        if value is None:
            del place[last]
        else:
            place[last] = value
    return packed({**members, "moment.json": json.dumps(record).encode()})


@pytest.mark.parametrize(
    "change",
    [
        {"update": -1},
        {"update": 2.5},
        {"update": "x"},
        {"update": True},
        {"epoch": None},
        {"epoch": []},
        {"cursor": 10**9},
        {"cursor": 0},
        {"counters": []},
        {"counters": {}},
        {"counters": 3},
        {"counters__steps": -1},
        {"counters__steps": "x"},
        {"counters__steps": 10**400},
        {"counters__momentum_product": None},
        {"counters__nosuch": 1},
        {"shuffle_state": None},
        {"shuffle_state": 7},
        {"shuffle_state": {}},
        {"shuffle_state": {"bit_generator": "MT19937"}},
        {"shuffle_state__state": {"state": "x", "inc": 1}},
        {"shuffle_state__state": {"state": 2**200, "inc": -5}},
        {"dropout_state": []},
        {"dropout_state__bit_generator": 5},
        {"stop": None},
        {"stop": 3},
        {"stop__waited": -1},
        {"stop__best_loss": "x"},
        {"stop__best_loss": [1]},
    ],
    ids=str,
)
def test_a_record_that_was_tampered_with(tmp_path, good, change):
    assert not attempt(tmp_path / "a.backstep", edited(good, **change))


def test_a_record_that_is_no_object(tmp_path, good):
    for text in (b"[]", b"1", b"null", b'"x"', b"{}", b"{", b"[" * 100_000):
        assert not attempt(tmp_path / "a.backstep", packed({**parts(good), "moment.json": text}))


def moment_with(good, **arrays):
    from safetensors.numpy import load as load_arrays
    from safetensors.numpy import save as save_arrays

    members = parts(good)
    held = {**load_arrays(members["moment.safetensors"]), **arrays}
    held = {name: array for name, array in held.items() if array is not None}
    return packed({**members, "moment.safetensors": save_arrays(held)})


@pytest.mark.parametrize(
    "arrays",
    [
        {"state": None},
        {"state": np.zeros(3)},
        {"state": np.zeros((2, 2))},
        {"state": np.full(1, np.nan)},
        {"permutation": None},
        {"permutation": np.arange(9) + 1},
        {"permutation": np.zeros(9, dtype=np.int64)},
        {"permutation": np.arange(3)},
        {"permutation": np.full(9, np.nan)},
        {"best": np.zeros(2)},
        {"best": np.zeros((3, 3))},
        {"frozen": np.ones(2, dtype=bool)},
        {"frozen": np.ones((3, 3), dtype=bool)},
    ],
    ids=lambda arrays: "-".join(f"{k}{getattr(v, 'shape', '')}" for k, v in arrays.items()),
)
def test_arrays_that_were_tampered_with(tmp_path, good, arrays):
    assert not attempt(tmp_path / "a.backstep", moment_with(good, **arrays))


def test_weights_that_are_not_finite(tmp_path, good):
    from safetensors.numpy import load as load_arrays

    state = load_arrays(parts(good)["moment.safetensors"])["state"].copy()
    state[0] = np.nan
    assert not attempt(tmp_path / "a.backstep", moment_with(good, state=state))


def test_histories_that_were_tampered_with(tmp_path, good):
    from safetensors.numpy import load as load_arrays
    from safetensors.numpy import save as save_arrays

    members = parts(good)
    held = load_arrays(members["history.safetensors"])
    changes = [{name: array[:0]} for name, array in held.items() if not name.startswith("test")]
    changes += [{name: array[:1]} for name, array in held.items()]
    changes += [
        {"epochs": np.full_like(held["epochs"], np.nan)},
        {"epochs": np.full_like(held["epochs"], np.inf)},
        {"epochs": np.zeros((2, 2))},
    ]
    for change in changes:
        content = packed({**members, "history.safetensors": save_arrays({**held, **change})})
        assert not attempt(tmp_path / "a.backstep", content), change


def test_a_project_of_another_network_than_the_moment(tmp_path, good):
    members = parts(good)
    description = json.loads(members["project.json"])
    for change in (
        {"layers": [dense(7, "tanh"), dense(1)]},
        {"optimizer": {"name": "sgd"}},
        {"optimizer": {"name": "adam"}},
        {"training": {**description["training"], "precision": "float32"}},
        {"data": {"source": points(5)}},
    ):
        text = json.dumps({**description, **change}).encode()
        assert not attempt(tmp_path / "a.backstep", packed({**members, "project.json": text}))


# bounds


def test_a_part_that_would_unpack_to_very_much_is_not_unpacked(tmp_path, good):
    bomb = b" " * (70 * 1024**2)
    path = tmp_path / "a.backstep"
    path.write_bytes(packed({**parts(good), "project.json": bomb}))
    with pytest.raises(FileError, match="would unpack to"):
        open_file(path)
    path.write_bytes(packed({**parts(good), "moment.json": b" " * 2**21}))
    with pytest.raises(FileError, match="would unpack to"):
        open_file(path)


def test_a_zip_of_very_many_parts_is_refused(tmp_path, good):
    many = {f"part{i}": b"x" for i in range(1000)}
    assert not attempt(tmp_path / "a.backstep", packed({**parts(good), **many}))


def test_a_path_out_of_the_file_leads_nowhere(tmp_path):
    """The table is not written outside the unpacked folder."""
    one = trainer_of(with_table(tmp_path), tmp_path)
    save(tmp_path / "a.backstep", one, tmp_path)
    members = parts((tmp_path / "a.backstep").read_bytes())
    table = members.pop("data/own.csv")
    for name in ("../evil.csv", "/evil.csv", "below/evil.csv", "..\\evil.csv"):
        description = json.loads(members["project.json"])
        description["data"]["source"]["path"] = name
        project_text = json.dumps(description).encode()
        attempt(
            tmp_path / "b.backstep",
            packed({**members, "project.json": project_text, f"data/{name}": table}),
        )
    assert not list(tmp_path.parent.rglob("evil.csv"))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_compressions_open_or_are_refused(tmp_path, good, method):
    content = packed(parts(good), method)
    assert attempt(tmp_path / "a.backstep", content)
    rng = np.random.default_rng(1)
    for place in rng.choice(len(content), 60, replace=False):
        spoiled = bytearray(content)
        spoiled[place] ^= 0xFF
        attempt(tmp_path / "a.backstep", bytes(spoiled))


def test_an_encrypted_part_is_refused(tmp_path, good):
    spoiled = bytearray(good)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = spoiled.find(signature)
        spoiled[at + offset] |= 1
    assert not attempt(tmp_path / "a.backstep", bytes(spoiled))


def test_kinds_of_files(tmp_path):
    (tmp_path / "a.docx").write_bytes(b"PK..")
    with pytest.raises(FileError, match="of no known kind"):
        open_file(tmp_path / "a.docx")
    with pytest.raises(FileError, match="does not exist"):
        open_file(tmp_path / "nosuch.docx")
    with pytest.raises(FileError, match="is a folder"):
        open_file(tmp_path)
