"""Reading in a child process: whatever happens to it, the parent gets values or one error."""

import os
import sys
from pathlib import Path

import pytest

import core.disk.apart
from core.disk.apart import Limits, child_command, read_apart
from core.disk.child import READ_APART
from core.disk.processes import is_alive, memory_of
from core.errors import FileError
from tests.test_architecture import HEAVY, QT

ROOT = Path(__file__).resolve().parents[2]
MB = 2**20
LIMITS = Limits(memory=512 * MB, seconds=60.0)


@pytest.fixture
def read(tmp_path):
    path = tmp_path / "a file.bin"
    path.write_text("content")

    def read(name, limits=LIMITS, **fields):
        watch = fields.pop("watch", core.disk.apart.unwatched)
        return read_apart(
            path,
            f"tests.disk.readers:{name}",
            fields,
            refuse=lambda why: FileError(f"refused: {why}", "do something else"),
            limits=limits,
            watch=watch,
        )

    return read


def test_what_is_read_comes_back(read):
    shares = []
    content, process = read("well", word="ä\n\"\u2028'", watch=shares.append)
    assert content == ["content", "ä\n\"\u2028'"]
    assert process["pid"] != os.getpid()
    assert 0.5 in shares
    assert not is_alive(process["pid"])


def test_the_child_imports_only_what_it_needs(read):
    (found,) = read("modules")
    rooms = {name.partition(".")[0] for name in found}
    assert not rooms & {*QT, *HEAVY, "numpy", "gui", "main"}
    assert "core.disk.child" in found


def test_nothing_is_imported_from_the_folder_the_person_is_in(read, tmp_path, monkeypatch):
    (tmp_path / "json.py").write_text("import os; os.abort()")
    (tmp_path / "core.py").write_text("import os; os.abort()")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend("")
    ((folder, places),) = read("places")
    assert folder == str(tmp_path)
    assert "" not in places and folder not in places


def test_errors_of_the_user_are_those_of_the_child(read):
    pieces = read("refuses")
    assert next(pieces) == 1
    with pytest.raises(FileError) as error:
        next(pieces)
    assert (error.value.message, error.value.hint) == ("this is the matter", "this is to be done")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("fails", "it is broken"),
        ("panics", "it is damaged"),
        ("aborts", "stopped suddenly"),
        ("is_killed", "stopped suddenly"),
        ("ends_early", "stopped suddenly"),
        ("says_pickles", "refused"),
        ("nests", "refused"),
        ("says_surrogates", "refused"),
        ("says_what_is_no_line", "refused"),
        ("nosuch", "nosuch"),
    ],
)
def test_other_ends_are_one_error(read, name, words):
    if sys.platform == "win32" and name == "is_killed":
        pytest.skip("there is no such signal")
    with pytest.raises(FileError, match=words):
        list(read(name))


def test_what_a_library_prints_is_not_among_the_lines(read, capfd):
    assert list(read("prints")) == [1]
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("bounded", [True, False])
def test_memory_is_bounded(read, monkeypatch, bounded):
    """By the system, or if that does not work, by watching."""
    if bounded and not core.disk.apart.system_bounds_memory():
        pytest.skip("this system does not hold a process to its memory")
    monkeypatch.setattr(core.disk.apart, "system_bounds_memory", lambda: bounded)
    limits = Limits(memory=256 * MB, seconds=60.0)
    with pytest.raises(FileError, match="more than 256 MB of memory"):
        list(read("takes_memory", limits))


@pytest.mark.parametrize("name", ["never_ends", "says_nothing"])
def test_time_is_bounded(read, name):
    pieces = read(name, Limits(memory=256 * MB, seconds=0.5))
    with pytest.raises(FileError, match="more than 0 seconds"):
        children = [next(pieces)]
        list(pieces)
    assert not any(is_alive(child) for child in children)


@pytest.mark.parametrize("name", ["never_ends", "says_nothing"])
def test_a_cancel_ends_the_child(read, name):
    children = []

    def watch(share):
        if children:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        for child in read(name, watch=watch):
            children.append(child)
    assert len(children) == 1 and not is_alive(children[0])


def test_giving_up_half_way_ends_the_child(read):
    pieces = read("never_ends")
    child = next(pieces)
    pieces.close()
    assert not is_alive(child)


def test_what_is_handed_over_is_bounded(read):
    with pytest.raises(FileError, match="too much text"):
        list(read("says_too_much", Limits(memory=512 * MB, output=MB)))
    with pytest.raises(FileError, match="too much text"):
        list(read("says_one_long_line", Limits(memory=512 * MB, line=1000)))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such bound")
def test_the_child_writes_no_file(read, tmp_path):
    with pytest.raises(FileError):
        list(read("writes_a_file", path=str(tmp_path / "out")))
    assert not (tmp_path / "out").exists() or not (tmp_path / "out").read_text()


def test_a_missing_file(tmp_path):
    with pytest.raises(FileError, match=r"none\.xls cannot be read"):
        next(
            read_apart(
                tmp_path / "none.xls",
                "tests.disk.readers:well",
                {},
                refuse=lambda why: FileError(why),
                limits=LIMITS,
            )
        )


def test_no_process_can_be_started(read, monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nosuch"))
    with pytest.raises(FileError, match="no process could be started"):
        list(read("well", word=""))


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
def test_a_frozen_program_is_its_own_child(read, monkeypatch, tmp_path):
    program = tmp_path / "backstep"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{ROOT / "main.py"}" "$@"\n')
    program.chmod(0o700)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(program))
    assert child_command("a:b", "{}") == [str(program), READ_APART, "a:b", "{}"]
    content, _ = read("well", word="frozen")
    assert content == ["content", "frozen"]
    (found,) = read("modules")
    assert not {name.partition(".")[0] for name in found} & {*QT, *HEAVY, "numpy", "gui"}


def test_memory_of_processes():
    assert memory_of(os.getpid()) > 10 * MB
    assert memory_of(2**22 + 7) == 0
