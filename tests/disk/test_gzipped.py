"""Files compressed by gzip open wherever the bare ones do, within bounds."""

import gzip
import json

import numpy as np
import pytest

from core.data import table_files
from core.disk.gzipped import inner_suffix, unpacked
from core.documents.opening import holds_project
from core.documents.project_file import is_table, open_file
from core.errors import FileError
from core.formats.importers import read_weights
from tests.documents.saved import save
from tests.nets import project, trainer_of

TABLE = b"a,b,kind\n" + b"".join(b"%d,%d,%s\n" % (i, -i, b"xy"[i % 2 :][:1]) for i in range(40))


def packed(path, content):
    path.write_bytes(gzip.compress(content))
    return path


@pytest.mark.parametrize("name", ["iris.csv.gz", "iris.CSV.GZ", "iris.txt.gz"])
def test_a_table_opens(tmp_path, name):
    path = packed(tmp_path / name, TABLE)
    assert is_table(path) and not holds_project(path)
    opened = open_file(path)
    assert opened.project.data.source.file == name
    # its own table goes with the file that is saved, and is read from there
    one = trainer_of(opened.project, tmp_path)
    assert one.dataset.classes == ("x", "y")
    save(tmp_path / "a.backstep", one, folder=tmp_path)
    path.unlink()
    again = open_file(tmp_path / "a.backstep")
    assert trainer_of(again.project, again.folder).dataset.classes == ("x", "y")


def test_a_project_and_a_list_of_rows_open(tmp_path):
    path = packed(tmp_path / "xor.json.gz", json.dumps(project().to_json()).encode())
    assert holds_project(path) and not is_table(path)
    assert open_file(path).project == project()
    rows = [{"a": i, "y": 2 * i} for i in range(20)]
    path = packed(tmp_path / "rows.json.gz", json.dumps(rows).encode())
    assert is_table(path) and not holds_project(path)
    assert trainer_of(open_file(path).project, tmp_path).dataset.raw_names == ("a",)


def test_weights_come_in(tmp_path):
    path = packed(tmp_path / "w.json.gz", json.dumps({"W1": [[1.5]], "b1": [2.5]}).encode())
    np.testing.assert_array_equal(read_weights(path).layers[0].weight, [[1.5]])


@pytest.mark.parametrize("name", ["a.csv.gz", "a.json.gz", "w.npz.gz"])
def test_what_unpacks_to_too_much_or_is_damaged_is_refused(tmp_path, monkeypatch, name):
    read = read_weights if name.startswith("w") else open_file
    whole = gzip.compress(TABLE * 30)
    for content in (whole[:-9], whole[:40], whole[:200] + b"\xff" * 40 + whole[240:]):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(FileError) as found:
            read(tmp_path / name)
        assert "cannot be unpacked" in found.value.message and "\n" not in found.value.message
    monkeypatch.setattr(table_files, "MAX_BYTES", 2**20)
    packed(tmp_path / "bomb.csv.gz", b"1,2\n" * 2**19)
    with pytest.raises(FileError, match="unpacks to more than 1 MB"):
        open_file(tmp_path / "bomb.csv.gz")


def test_a_bomb_is_not_unpacked_beyond_the_bound():
    content = gzip.compress(b"0" * 2**24)
    with pytest.raises(FileError, match="more than 1 MB"):
        unpacked(content, "bomb", 2**20)


def test_what_is_packed_in_itself_is_not_taken_for_a_table(tmp_path):
    path = packed(tmp_path / "sheet.xlsx.gz", b"PK\x03\x04")
    assert not is_table(path)
    with pytest.raises(FileError, match="known kind"):
        open_file(path)


def test_the_kind_is_that_of_what_is_packed(tmp_path):
    assert inner_suffix(tmp_path / "a.b.CSV.gz") == ".csv"
    assert inner_suffix(tmp_path / "a.gz") == ""
    assert inner_suffix(tmp_path / "a.npz") == ".npz"
