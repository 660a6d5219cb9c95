"""On the command line a file may not name tables elsewhere, unless they are explicitly allowed."""

import json

import pytest

import core.api.run
from core.cli.program import run
from core.documents.table_access import TablesElsewhere
from core.errors import FileError
from tests.documents.saved import TABLE, parts, with_table


@pytest.fixture
def foreign(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "t.csv").write_text(TABLE, encoding="utf-8")
    described = with_table(home).to_json()
    described["data"]["source"]["path"] = "../t.csv"
    described["training"]["epochs"] = 2
    (home / "p.json").write_text(json.dumps(described), encoding="utf-8")
    return home / "p.json"


def test_it_is_refused_and_the_switch_is_named(foreign, tmp_path):
    saved = tmp_path / "out.backstep"
    with pytest.raises(TablesElsewhere) as caught:
        run(["train", str(foreign), "--save", str(saved)])
    assert "../t.csv" in caught.value.message and "--allow-table" in caught.value.hint
    assert not saved.exists()  # nothing of it was packed


def test_it_is_allowed_by_name(foreign, tmp_path, capsys):
    saved = tmp_path / "out.backstep"
    assert run(["train", str(foreign), "--allow-table", "../t.csv", "--save", str(saved)]) == 0
    assert parts(saved.read_bytes())["data/t.csv"] == TABLE.encode()
    with pytest.raises(TablesElsewhere):
        run(["train", str(foreign), "--allow-table", "other.csv"])
    # the saved file contains the table, and needs no permission
    for command in ("check", "walk"):
        assert run([command, str(saved)]) == 0


@pytest.mark.thorough
@pytest.mark.parametrize("command", ["check", "trace", "walk", "starts"])
def test_every_command_asks(foreign, command, capsys):
    with pytest.raises(TablesElsewhere):
        run([command, str(foreign)])
    assert run([command, str(foreign), "--allow-table", "../t.csv"]) == 0


def test_a_network_cannot_be_allowed(foreign):
    described = json.loads(foreign.read_text())
    described["data"]["source"]["path"] = "//host/t.csv"
    foreign.write_text(json.dumps(described), encoding="utf-8")
    with pytest.raises(FileError, match="on a network"):
        run(["train", str(foreign), "--allow-table", "//host/t.csv"])


@pytest.mark.parametrize("settings", [(), ("seed=4",), ("training.epochs=9",)])
def test_from_python_too(foreign, settings):
    with pytest.raises(TablesElsewhere):
        core.api.run.open(foreign, settings=settings)
    made = core.api.run.open(foreign, settings=settings, tables=["../t.csv"])
    assert made.epoch == 0
