"""Documents without usable data open and keep their runs; foreign tables need permission."""

from dataclasses import replace

import pytest

from core.data.tables import Table
from core.disk.json_text import to_json
from core.documents.project_file import open_file
from core.run.commands import (
    Apply,
    Autosave,
    Load,
    OpenFile,
    OpenWith,
    Play,
    ReturnToRun,
    Save,
    SetEnd,
)
from core.run.run import Run
from core.run.states import State
from tests.documents.saved import TABLE, with_table
from tests.nets import dense, project


class Hearing:
    """A run, and everything it has reported."""

    def __init__(self):
        self.run = Run()
        self.told = []
        self.run.answered.connect(self.told.append)

    def do(self, command):
        self.told.clear()
        self.run.do(command)
        while self.run.wait() is not None:
            self.run.work()
        return self

    def values(self, news):
        return [answer.values for answer in self.told if answer.news == news]


@pytest.fixture
def hearing():
    return Hearing()


def trained(hearing, made, folder=None, epochs=3):
    hearing.do(Load(made, folder))
    hearing.do(SetEnd(epochs))
    hearing.do(Play())
    hearing.do(SetEnd(None))
    return made


def over_one_row(hearing, folder):
    """Save a trained network to which a table of one row was given; return the file."""
    (folder / "one.csv").write_text("a,b,y\n1,2,3\n", encoding="utf-8")
    made = trained(hearing, project([dense(2, "tanh"), dense(1)]), folder)
    changed = replace(made, data=replace(made.data, source=Table(path="one.csv")))
    hearing.do(Apply(changed))
    assert "one row of data" in hearing.values("failed")[0][0].message
    hearing.do(Save(folder / "a.backstep", changed))
    return folder / "a.backstep"


def test_training_is_kept_beside_data_that_cannot_be_used(hearing, tmp_path):
    opened = open_file(over_one_row(hearing, tmp_path))
    assert opened.moment is None
    assert [run.moment.record.epoch for run in opened.runs] == [3]


def test_a_document_without_usable_data_opens(hearing, tmp_path):
    path = over_one_row(hearing, tmp_path)
    other = Hearing().do(OpenFile(path))
    (problem,) = other.values("misfit")[0]
    assert "one row of data" in problem.message and problem.cause is not None
    assert other.values("opened")[0][1] == path and not other.values("failed")
    assert other.run.state is State.EMPTY
    (runs,) = other.values("runs_changed")[-1]
    assert [run.epochs for run in runs] == [3]
    # its run can be returned to
    other.do(ReturnToRun(runs[0].run_id))
    assert other.run.trainer.epoch == 3 and other.run.state is not State.EMPTY


def test_it_is_saved_again_with_all_its_runs(hearing, tmp_path):
    path = over_one_row(hearing, tmp_path)
    other = Hearing().do(OpenFile(path))
    other.do(Save(tmp_path / "b.backstep", other.values("opened")[0][0]))
    assert len(open_file(tmp_path / "b.backstep").runs) == 1


def test_other_data_mend_it(hearing, tmp_path):
    path = over_one_row(hearing, tmp_path)
    other = Hearing().do(OpenFile(path))
    found = other.values("opened")[0][0]
    other.do(Apply(replace(found, data=project([dense(1)]).data)))
    assert other.run.state is State.READY
    assert len(other.run.runs.book.records()) == 1


def test_where_it_stood_is_kept_when_its_table_is_gone(hearing, tmp_path):
    trained(hearing, with_table(tmp_path), tmp_path)
    path = tmp_path / "a.backstep"
    hearing.do(Save(path, with_table(tmp_path)))
    broken = tmp_path / "b.backstep"
    from tests.documents.saved import packed, parts

    members = {k: v for k, v in parts(path.read_bytes()).items() if not k.startswith("data/")}
    members["data/own.csv"] = b"a,b,y\n1,2,yes\n"
    broken.write_bytes(packed(members))
    other = Hearing().do(OpenFile(broken))
    assert other.run.state is State.EMPTY and not other.values("failed")
    (runs,) = other.values("runs_changed")[-1]
    assert [(run.epochs, run.current) for run in runs] == [(3, False)]


@pytest.mark.parametrize("absolute", [False, True])
def test_it_is_set_aside_though_its_table_is_gone(hearing, tmp_path, absolute):
    described = with_table(tmp_path)
    table = tmp_path / "own.csv"
    if absolute:
        source = described.data.source.with_file(str(table))
        described = replace(described, data=replace(described.data, source=source))
    trained(hearing, described, tmp_path)
    table.unlink()
    aside = tmp_path / "aside"
    hearing.do(Autosave(aside, "1-00000000", described, None, "a", None))
    assert hearing.values("autosaved") and not hearing.values("autosave_failed")
    other = Hearing().do(OpenFile(aside / "1-00000000.backstep"))
    if absolute:
        assert other.values("elsewhere")[0][0].tables == (str(table),)
        other.do(OpenFile(aside / "1-00000000.backstep", (str(table),)))
    assert other.values("misfit") and not other.values("failed")
    (runs,) = other.values("runs_changed")[-1]
    assert [(run.epochs, run.current) for run in runs] == [(3, False)]


def test_a_network_too_large_to_build_opens_too(hearing, tmp_path):
    path = tmp_path / "p.json"
    path.write_text(to_json(project([dense(100_000), dense(100_000), dense(1)]).to_json()))
    hearing.do(OpenFile(path))
    assert hearing.values("misfit") and hearing.run.state is State.EMPTY


@pytest.fixture
def foreign(tmp_path):
    """A project file whose table is in the parent folder."""
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "t.csv").write_text(TABLE, encoding="utf-8")
    described = with_table(home).to_json()
    described["data"]["source"]["path"] = "../t.csv"
    (home / "p.json").write_text(to_json(described), encoding="utf-8")
    return home / "p.json"


@pytest.mark.parametrize("command", [OpenFile, lambda path, *t: OpenWith(path, ("seed=2",), *t)])
def test_a_foreign_table_is_asked_for(hearing, foreign, command):
    hearing.do(command(foreign))
    (error,) = hearing.values("elsewhere")[0]
    assert error.tables == ("../t.csv",) and error.path == foreign
    assert hearing.run.trainer is None and not hearing.values("opened")
    assert hearing.values("progress")[-1] == ("", 0, 0)
    hearing.do(command(foreign, ("../t.csv",)))
    assert hearing.run.state is State.READY


def test_a_table_that_a_setting_names_is_the_persons_own(hearing, foreign):
    (foreign.parent / "own.csv").write_text(TABLE, encoding="utf-8")
    table = str(foreign.parent.parent / "t.csv")
    path = foreign.parent / "q.json"
    path.write_text(to_json(with_table(foreign.parent).to_json()), encoding="utf-8")
    hearing.do(OpenWith(path, (f"data.source.path={table}",)))
    assert hearing.run.state is State.READY


@pytest.mark.parametrize("table", [r"\\host\share\t.csv", "//host/share/t.csv", "smb://host/t"])
def test_a_network_is_never_asked(hearing, foreign, table):
    described = with_table(foreign.parent).to_json()
    described["data"]["source"]["path"] = table
    foreign.write_text(to_json(described), encoding="utf-8")
    hearing.do(OpenFile(foreign, (table,)))
    assert "on a network" in hearing.values("failed")[0][0].message
    assert not hearing.values("opened")
