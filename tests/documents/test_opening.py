"""Which files are projects and which are tables, told before anything is read."""

import pytest

from core.documents.opening import holds_project, is_project
from core.documents.pasted_tables import PastedTables
from core.errors import DataError


@pytest.mark.parametrize(
    ("name", "content", "project"),
    [
        ("a.backstep", b"", True),
        ("a.JSON", b'{"format": "backstep-project"}', True),
        ("a.json", b'\xef\xbb\xbf\n [{"a": 1, "y": 2}]', False),
        ("a.csv", b"a,y\n", False),
        ("a", b"{}", False),
    ],
)
def test_projects_and_tables(tmp_path, name, content, project):
    path = tmp_path / name
    path.write_bytes(content)
    assert holds_project(path) is project
    assert is_project(path) is (name.lower() in ("a.backstep", "a.json"))


def test_what_is_not_there_is_left_to_opening(tmp_path):
    assert holds_project(tmp_path / "none.json") and not is_project(None)


def test_pasted_tables_have_files_of_their_own():
    pasted = PastedTables()
    first, second = pasted.add("a\tb\n"), pasted.add("c\td\n")
    assert first.read_text("utf-8") == "a\tb\n" and second.read_text("utf-8") == "c\td\n"
    assert (first.name, second.name) == ("Pasted table.txt", "Pasted table 2.txt")
    with pytest.raises(DataError, match="no table to paste"):
        pasted.add(" \n")
    del pasted
    assert not first.exists() and not second.exists()
