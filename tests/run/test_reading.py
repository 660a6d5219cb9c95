"""A long table read within a run: progress is reported, and it can be cancelled from outside."""

import threading

import pytest

from core.data.reading import describing
from core.disk.json_text import to_json
from core.documents import autosave
from core.errors import UserError
from core.run import building, reading
from core.run.commands import Apply, Autosave, Load, OpenFile
from core.run.run import Run
from core.run.states import State
from core.run.telling import Event
from tests.hostile.made_sheets import ROWS, small_xlsx
from tests.nets import dense, project


@pytest.fixture
def sheet(tmp_path):
    path = tmp_path / "t\x1b[2J.xlsx"
    small_xlsx(path)
    return path


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setattr(reading, "_QUIET", -1.0)
    made = Run()
    made.told = []
    made.progress.connect(lambda *values: made.told.append(values))
    made.errors = []
    made.failed.connect(made.errors.append)
    return made


def test_how_far_it_is_is_told(run, sheet):
    run.do(OpenFile(sheet))
    assert run.errors == [] and run.state is State.READY
    dataset = run.trainer.dataset
    assert len(dataset.train) + len(dataset.test) == ROWS
    assert {said for said, _, _ in run.told} == {"Opening t\\u001b[2J.xlsx", ""}
    shares = [done for said, done, whole in run.told if said and whole]
    assert min(shares) >= 0 and max(shares) <= 100 and len(set(shares)) > 1
    assert run.told[-1] == ("", 0, 0)


def test_a_short_reading_tells_no_share(run, sheet, monkeypatch):
    monkeypatch.setattr(reading, "_QUIET", 1000.0)
    run.do(OpenFile(sheet))
    assert run.told == [("Opening t\\u001b[2J.xlsx", 0, 0), ("", 0, 0)]


def test_given_up_everything_stays_as_it_was(run, sheet):
    run.do(Load(project([dense(1)]), None))
    before = run.trainer

    def elsewhere(*_):
        other = threading.Thread(target=run.reading.give_up)
        other.start()
        other.join()

    run.progress.connect(elsewhere)
    run.do(OpenFile(sheet))
    assert [error.message for error in run.errors] == ["Reading was stopped"]
    assert run.trainer is before and run.state is State.READY
    assert run.told[-1] == ("", 0, 0)


def test_the_next_reading_is_wanted_again(run, sheet):
    run.reading.give_up()
    run.do(OpenFile(sheet))
    assert run.errors == [] and run.state is State.READY


def test_once_closed_nothing_is_read(run, sheet):
    run.reading.close()
    table = {"name": "table", "path": sheet.name}
    made = project([dense(1, "sigmoid")], data={"source": table}, loss="binary_cross_entropy")
    for command in (OpenFile(sheet), Load(made, sheet.parent), Apply(made)):
        run.do(command)
    assert [error.message for error in run.errors[:2]] == ["Reading was stopped"] * 2
    assert run.trainer is None


def test_what_is_raised_ends_the_reading():
    told = Event()
    watching = reading.Reading(told)
    with pytest.raises(UserError), watching.watched("words") as watch:
        watch(0.0)
        watching.give_up()
        watch(0.5)
    with watching.watched("words") as watch:
        watch(0.5)


def test_a_text_table_is_given_up_too(run, tmp_path):
    path = tmp_path / "long.csv"
    path.write_text("a,b,y\n" + "1,2,3\n4,5,6\n" * 5_000, encoding="utf-8")
    run.progress.connect(lambda words, done, whole: whole and run.reading.give_up())
    run.do(OpenFile(path))
    assert [error.message for error in run.errors] == ["Reading was stopped"]
    assert run.trainer is None and run.told[-1] == ("", 0, 0)


def test_a_table_is_read_once(run, tmp_path, monkeypatch):
    path = tmp_path / "short.csv"
    path.write_text("a,b,y\n" + "1,2,3\n4,5,6\n" * 20, encoding="utf-8")
    read = []
    inner = describing.grid_of
    monkeypatch.setattr(describing, "grid_of", lambda *a, **k: read.append(a) or inner(*a, **k))
    run.do(OpenFile(path))
    assert run.state is State.READY and len(read) == 1


@pytest.mark.parametrize("place", ["open_file", "resume"])
def test_a_fault_in_opening_ends_it(run, tmp_path, monkeypatch, place):
    path = tmp_path / "p.json"
    path.write_text(to_json(project([dense(1)]).to_json()), encoding="utf-8")

    def fault(*_):
        raise RuntimeError("nobody has foreseen it")

    monkeypatch.setattr(building, place, fault)
    with pytest.raises(RuntimeError):
        run.do(OpenFile(path))
    assert [error.message for error in run.errors] == ["A fault in Backstep interrupted this"]
    assert run.told[-1] == ("", 0, 0)


def test_a_fault_after_opening_leaves_nothing_half_built(run, tmp_path, monkeypatch):
    run.do(Load(project([dense(1)]), None))
    path = tmp_path / "p.json"
    path.write_text(to_json(project([dense(1)]).to_json()), encoding="utf-8")

    def fault(*_):
        raise RuntimeError("nobody has foreseen it")

    monkeypatch.setattr(run.time, "begin", fault)
    with pytest.raises(RuntimeError):
        run.do(OpenFile(path))
    assert run.state is State.EMPTY and run.trainer is None
    monkeypatch.undo()
    run.do(OpenFile(path))
    assert run.state is State.READY


def test_a_fault_in_setting_aside_is_told(run, tmp_path, monkeypatch):
    made = project([dense(1)])
    run.do(Load(made, None))
    failed = []
    run.keeping.autosave_failed.connect(failed.append)

    def fault(*_):
        raise RuntimeError("nobody has foreseen it")

    monkeypatch.setattr(autosave, "Recovery", fault)
    with pytest.raises(RuntimeError):
        run.do(Autosave(tmp_path, "1-00000000", made, None, "a", None))
    assert len(failed) == 1
