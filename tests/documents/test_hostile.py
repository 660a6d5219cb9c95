"""Files made to do harm, or spoiled at random: little memory, little time, one line of error."""

import json
import random
import time
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load as load_arrays
from safetensors.numpy import save as save_arrays

from core.documents import zip_parts
from core.documents.backstep_file import save_backstep
from core.documents.project_file import Kept, open_file
from core.errors import FileError, UserError
from tests.amount import few
from tests.documents.saved import attempt, packed, parts
from tests.nets import dense, project

FIXTURES = Path(__file__).parent / "fixtures"
MB = 1024**2


@pytest.fixture(scope="module")
def good():
    """A file with everything in it: a run with a future, pins, another run, a start, a picture."""
    return (FIXTURES / "version_2.backstep").read_bytes()


def described(good, name, **changes):
    return json.dumps({**json.loads(parts(good)[name]), **changes}).encode()


def header(entries, length=None):
    text = json.dumps(entries).encode()
    return (len(text) if length is None else length).to_bytes(8, "little") + text


HARM = {
    "blanks": lambda good: {"project.json": b" " * (60 * MB)},
    "deep": lambda good: {"project.json": b"[" * (10 * MB)},
    "deep, but small": lambda good: {"project.json": b"[" * 100_000},
    "lists": lambda good: {"project.json": b"[" + b"[]," * (10 * MB) + b"0]"},
    "objects": lambda good: {"timeline.json": b'{"a":' * (2 * MB)},
    "layers": lambda good: {
        "project.json": described(good, "project.json", layers=[{"name": "dropout"}] * 200_000)
    },
    "units": lambda good: {
        "project.json": described(
            good, "project.json", layers=[{"name": "dense", "units": 9_000_000}] * 2
        )
    },
    "points": lambda good: {
        "project.json": parts(good)["project.json"].replace(
            b'"inputs": [', b'"inputs": [' + b"[0,0]," * (MB // 12), 1
        )
    },
    "events": lambda good: {
        "timeline.json": described(
            good, "timeline.json", log=[{"update": 0, "kind": "go_on"}] * 200_000
        )
    },
    "projects": lambda good: {
        "timeline.json": described(
            good, "timeline.json", projects=[{"seed": i} for i in range(1000)]
        )
    },
    "counters": lambda good: {
        "moment.json": described(good, "moment.json", counters={str(i): 0 for i in range(200_000)})
    },
    "a large state": lambda good: {
        "moment.safetensors": save_arrays({"state": np.zeros(7 * MB)}),
        "start.safetensors": save_arrays({"start": np.zeros(MB // 2)}),
    },
    "a large run": lambda good: {
        "runs/1.safetensors": save_arrays({f"moment/{i}": np.zeros(MB // 2) for i in range(14)})
    },
    "a large header": lambda good: {
        "moment.safetensors": (10 * MB).to_bytes(8, "little") + b'{"' * (5 * MB)
    },
    "a huge shape": lambda good: {
        "moment.safetensors": header(
            {"state": {"dtype": "F64", "shape": [10**15], "data_offsets": [0, 8 * 10**15]}}
        )
    },
    "many dimensions": lambda good: {
        "moment.safetensors": header(
            {"state": {"dtype": "F64", "shape": [1] * 10_000, "data_offsets": [0, 8]}}
        )
        + bytes(8)
    },
    "a long header": lambda good: {"moment.safetensors": header({}, 2**60)},
    "a picture": lambda good: {"thumbnail.png": bytes(50 * MB)},
    "very much together": lambda good: {f"data/{i}": bytes(30 * MB) for i in range(4)},
}


@pytest.mark.thorough
@pytest.mark.parametrize("harm", few(list(HARM), 3))
def test_harm(tmp_path, good, harm):
    path = tmp_path / "a.backstep"
    path.write_bytes(packed({**parts(good), **HARM[harm](good)}))
    begin = time.process_time()
    assert not attempt(path, path.read_bytes())
    assert time.process_time() - begin < 2.0
    tracemalloc.start()
    try:
        with pytest.raises(UserError):
            attempt_open(path)
        assert tracemalloc.get_traced_memory()[1] < 200 * MB
    finally:
        tracemalloc.stop()


def attempt_open(path):
    if not attempt(path, path.read_bytes()):
        raise UserError("refused")


def test_a_bare_project_of_lists(tmp_path):
    path = tmp_path / "a.json"
    for content in (b"[" * MB, b"[" + b"[]," * (4 * MB) + b"0]", b'{"a":' * MB):
        path.write_bytes(content)
        begin = time.process_time()
        with pytest.raises(UserError):
            open_file(path)
        assert time.process_time() - begin < 2.0


@pytest.mark.thorough
def test_very_many_parts(tmp_path, good):
    path = tmp_path / "a.backstep"
    path.write_bytes(packed({**parts(good), **{f"part{i}": b"" for i in range(20_000)}}))
    with pytest.raises(FileError, match="too many parts"):
        open_file(path)


@pytest.mark.parametrize("name", ["../evil", "/evil", "data/../../evil", "..\\evil", "C:/evil"])
def test_a_name_that_leads_out(tmp_path, good, name):
    folder = tmp_path / "folder"
    folder.mkdir()
    assert not attempt(folder / "a.backstep", packed({**parts(good), name: b"evil"}))
    assert not list(tmp_path.rglob("*evil*")) and not Path("/evil").exists()


def test_a_link_in_place_of_a_part(tmp_path, good):
    path = tmp_path / "a.backstep"
    path.write_bytes(good)
    link = zipfile.ZipInfo("data/own.csv")
    link.create_system = 3
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(FileError, match="link"):
        open_file(path)


def test_the_own_files_of_large_projects_open(tmp_path, monkeypatch):
    """What is written can be read, however well it compresses."""
    monkeypatch.setattr(zip_parts, "_FREE_JSON", MB // 4)
    zeros = {"name": "points", "inputs": [[0] * 100] * 500, "targets": [[0]] * 500}
    made = project([dense(1)], data=zeros)
    save_backstep(tmp_path / "a.backstep", Kept(made), None)
    assert open_file(tmp_path / "a.backstep").project == made
    again = packed(parts((tmp_path / "a.backstep").read_bytes()))
    (tmp_path / "a.backstep").write_bytes(again)
    with pytest.raises(FileError, match="it would take"):
        open_file(tmp_path / "a.backstep")


# spoiled at random

ODD = (
    None, True, -1, 0, 1, 2.5, 10**6, 10**30, 1e308, float("nan"), "", "x", "\ud800", "adam",
    [], [1], [[0.5]], {}, {"name": "sgd"}, {"a": []},
)  # fmt: skip


def spoil_json(rng, content):
    """Replace one value anywhere by something odd, or remove it, or duplicate it."""
    found = json.loads(content)
    place = found
    while True:
        keys = list(place) if isinstance(place, dict) else range(len(place))
        key = rng.choice(list(keys))
        below = place[key]
        if not isinstance(below, (dict, list)) or not below or rng.random() < 0.2:
            break
        place = below
    kind = rng.randrange(4)
    if kind == 0:
        del place[key]
    elif kind == 1 and isinstance(place, list):
        place.append(below)
    elif kind == 2 and isinstance(below, (int, float)) and not isinstance(below, bool):
        place[key] = below + rng.choice([-1, 1, 7])
    else:
        place[key] = rng.choice(ODD)
    return json.dumps(found).encode()


def spoil_arrays(rng, content):
    """Change one array: other numbers, another length, kind or shape, or none."""
    arrays = dict(load_arrays(content))
    name = rng.choice(sorted(arrays))
    array = arrays[name].copy()
    kind = rng.randrange(7)
    if kind == 0:
        del arrays[name]
    elif kind == 1:
        arrays[name] = array[: array.size // 2]
    elif kind == 2:
        with np.errstate(all="ignore"):
            arrays[name] = array.astype(rng.choice(["f4", "f8", "i8", "u1", "?", "f2"]))
    elif kind == 3:
        arrays[name] = np.stack([array, array])
    elif kind == 4:
        arrays[name] = arrays[rng.choice(sorted(arrays))]
    elif array.size:
        odd = [np.nan, np.inf, -1e300, 0.0, 1.0, 5.0]
        with np.errstate(all="ignore"):
            value = rng.choice(odd if array.dtype.kind == "f" else [0, 1, 5])
            array.flat[rng.randrange(array.size)] = value
        arrays[name] = array
    return save_arrays(arrays)


def spoiled(rng, good):
    """Return a file spoiled in one of many ways."""
    kind = rng.randrange(8)
    if kind == 0:
        return good[: rng.randrange(len(good))]
    if kind == 1:
        content = bytearray(good)
        for _ in range(rng.randrange(1, 5)):
            content[rng.randrange(len(content))] ^= rng.randrange(1, 256)
        return bytes(content)
    members = parts(good)
    name = rng.choice(sorted(members))
    if kind == 2:
        content = bytearray(members[name])
        content[rng.randrange(len(content))] ^= rng.randrange(1, 256)
        return packed({**members, name: bytes(content)})
    suffix = ".json" if kind < 6 else ".safetensors"
    name = rng.choice([name for name in sorted(members) if name.endswith(suffix)])
    for _ in range(rng.choice([1, 1, 2])):
        spoil = spoil_json if suffix == ".json" else spoil_arrays
        try:
            members[name] = spoil(rng, members[name])
        except IndexError:  # nothing is left to spoil
            break
    return packed(members)


def spoil_often(path, good, seeds):
    opened = 0
    for seed in seeds:
        content = spoiled(random.Random(seed), good)
        begin = time.process_time()
        try:
            opened += attempt(path, content)
        except Exception as error:
            raise AssertionError(f"seed {seed}: {error!r}") from error
        assert time.process_time() - begin < 2.0, seed
    return opened


def test_spoiled_at_random(tmp_path, good):
    spoil_often(tmp_path / "a.backstep", good, range(60))


@pytest.mark.long
@pytest.mark.timeout(900)
def test_spoiled_very_often(tmp_path, good):
    opened = spoil_often(tmp_path / "a.backstep", good, range(100, 2600))
    assert 200 < opened < 1500  # names, dates and colours may change; most else is found
