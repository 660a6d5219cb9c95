"""Tables that a project file names: its own, those that are asked for, those on a network."""

import os

import pytest

from core.disk.json_text import to_json
from core.documents.project_file import open_file
from core.documents.table_access import (
    TablesElsewhere,
    check_tables,
    is_elsewhere,
    is_network,
)
from core.errors import FileError
from tests.documents.saved import TABLE, with_table


@pytest.mark.parametrize(
    "path",
    [r"\\host\share\t.csv", "//host/share/t.csv", r"\\?\UNC\host\t.csv", "http://host/t.csv",
     "smb://host/t.csv", "file:///etc/passwd", "ftp:host", r"\/host/t.csv", " //host/t.csv"],
)  # fmt: skip
def test_paths_on_a_network(path):
    assert is_network(path)


@pytest.mark.parametrize(
    "path", ["t.csv", "/etc/passwd", "C:/t.csv", "a/b.csv", "resource:iris.csv", ""]
)
def test_paths_on_this_computer(path):
    assert not is_network(path)


@pytest.mark.parametrize(
    "path", ["t.csv", "sub/t.csv", "./t.csv", "sub/../t.csv", "resource:iris.csv"]
)
def test_tables_beside_and_below_are_its_own(path, tmp_path):
    assert not is_elsewhere(path, tmp_path, tmp_path)


@pytest.mark.parametrize(
    "path", ["../t.csv", "sub/../../t.csv", "/etc/passwd", "C:\\t.csv", "C:t.csv", "\\t.csv"]
)
def test_tables_elsewhere(path, tmp_path):
    assert is_elsewhere(path, tmp_path, tmp_path)


def test_an_absolute_path_to_what_lies_beside_is_its_own(tmp_path):
    unpacked = tmp_path / "unpacked"
    home = tmp_path / "home"
    assert not is_elsewhere(str(home / "t.csv"), home, home)
    assert not is_elsewhere(str(home / "t.csv"), unpacked, home)
    assert is_elsewhere(str(tmp_path / "homely" / "t.csv"), unpacked, home)


@pytest.mark.skipif(not hasattr(os, "symlink") or os.name == "nt", reason="needs links")
def test_a_link_counts_as_what_it_leads_to(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "secret.csv").write_text(TABLE)
    (home / "t.csv").symlink_to(tmp_path / "secret.csv")
    assert is_elsewhere("t.csv", home, home)


def test_a_file_names_what_it_may(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "t.csv").write_text(TABLE)
    for table in ("../t.csv", str(tmp_path / "t.csv")):
        project = with_table(home)
        source = project.data.source.with_file(table)
        path = home / "p.json"
        description = project.to_json()
        description["data"]["source"]["path"] = source.file
        path.write_text(to_json(description))
        opened = open_file(path)
        with pytest.raises(TablesElsewhere) as caught:
            check_tables(opened, path)
        assert caught.value.tables == (table,) and table in caught.value.message
        check_tables(opened, path, (table,))
        with pytest.raises(TablesElsewhere):
            check_tables(opened, path, ("other.csv",))
    description["data"]["source"]["path"] = "//host/t.csv"
    path.write_text(to_json(description))
    with pytest.raises(FileError, match="on a network"):
        check_tables(open_file(path), path, ("//host/t.csv",))


def test_a_table_that_is_opened_itself_is_the_persons_own(tmp_path):
    (tmp_path / "t.csv").write_text(TABLE)
    check_tables(open_file(tmp_path / "t.csv"), tmp_path / "t.csv")
