"""Damaged and hostile project files: a UserError of one line, and nothing worse."""

import json
import pickle
import zipfile

import numpy as np
import pytest

from core.documents.project_file import open_file
from core.errors import FileError
from tests.documents.saved import attempt, everything, packed, parts, save, with_table
from tests.nets import dense, points, trainer_of


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    path = tmp_path_factory.mktemp("good") / "a.backstep"
    one = everything("nadam", stop={"patience": 50})
    one.run(updates=5)
    save(path, one)
    return path.read_bytes()


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
    # bit flips in the zip's dates and flags do no harm; in the content they are detected
    assert opened < 150


@pytest.mark.long
def test_every_single_byte_flipped(tmp_path, good):
    for place in range(len(good)):
        for mask in (1, 0x80, 0xFF):
            spoiled = bytearray(good)
            spoiled[place] ^= mask
            attempt(tmp_path / "a.backstep", bytes(spoiled))


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
    """The file with values in the moment's record changed, given by dotted path."""
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
    with pytest.raises(FileError, match="unpacking it would take 70 MB"):
        open_file(path)
    path.write_bytes(packed({**parts(good), "moment.json": b" " * (9 * 2**20)}))
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
def test_other_compressions_are_refused(tmp_path, good, method):
    content = packed(parts(good), method)
    assert not attempt(tmp_path / "a.backstep", content)
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
