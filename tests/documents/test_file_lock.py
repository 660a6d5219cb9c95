"""A lock is held by one process, visible to others, and taken over from processes that are gone."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.disk import processes
from core.disk.processes import began, computer, is_alive
from core.documents import lock as file_lock
from core.documents.lock import OLD_SECONDS, FileLock, Held

ROOT = Path(__file__).resolve().parent.parent.parent

HOLDER = """
import sys
from pathlib import Path
from core.documents.lock import FileLock
lock = FileLock.acquire(Path(sys.argv[1]))
print(type(lock).__name__, flush=True)
sys.stdin.readline()
lock.release()
"""


@pytest.fixture
def path(tmp_path):
    (tmp_path / "a.backstep").write_bytes(b"x")
    return tmp_path / "a.backstep"


def place_of(path):
    return path.with_name(f".{path.name}.lock")


def write_lock(path, **changes):
    """Write the lock of another process, by default a running one: the parent of this one."""
    other = os.getppid()
    content = {
        "host": computer(),
        "process": other,
        "began": began(other),
        "since": 1000.0,
        "token": "t",
        **changes,
    }
    place_of(path).write_text(json.dumps(content))
    return place_of(path)


def test_taken_and_released(path):
    lock = FileLock.acquire(path)
    assert isinstance(lock, FileLock) and lock.is_there and lock.is_ours()
    assert place_of(path).exists()
    lock.release()
    assert not place_of(path).exists() and not lock.is_ours()
    lock.release()
    assert list(path.parent.iterdir()) == [path]


def test_another_process_has_it(path):
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        text=True,
    ) as other:
        assert other.stdout.readline() == "FileLock\n"
        held = FileLock.acquire(path)
        assert isinstance(held, Held)
        assert (held.host, held.process) == (computer(), other.pid)
        assert abs(time.time() - held.since) < 100
        other.stdin.write("\n")
        other.stdin.flush()
        other.wait()
    lock = FileLock.acquire(path)
    assert isinstance(lock, FileLock)
    lock.release()


def test_one_whose_process_was_killed_is_taken_over(path):
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as other:
        other.stdout.readline()
        other.kill()
    assert place_of(path).exists()
    lock = FileLock.acquire(path)
    assert isinstance(lock, FileLock) and lock.is_ours()
    lock.release()
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.skipif(not began(os.getpid()), reason="processes do not say when they began")
def test_a_number_that_was_given_out_again_is_not_the_holder(path):
    write_lock(path, began="1")
    assert isinstance(FileLock.acquire(path), FileLock)


def test_the_same_process_may_open_a_file_twice(path):
    first = FileLock.acquire(path)
    second = FileLock.acquire(path)
    assert isinstance(second, FileLock) and second.is_ours() and not first.is_ours()
    first.release()  # it belongs to the other now
    assert second.is_ours()
    second.release()
    assert not place_of(path).exists()


def test_a_lock_of_another_computer(path):
    place = write_lock(path, host="elsewhere", process=5)
    assert FileLock.acquire(path) == Held("elsewhere", 5, 1000.0)
    old = time.time() - OLD_SECONDS - 10
    os.utime(place, (old, old))
    lock = FileLock.acquire(path)
    assert isinstance(lock, FileLock) and lock.is_there


def test_a_refreshed_lock_is_new(path):
    lock = FileLock.acquire(path)
    os.utime(place_of(path), (1, 1))
    lock.refresh()
    assert time.time() - place_of(path).stat().st_mtime < 100
    place_of(path).unlink()
    lock.refresh()
    lock.release()
    assert not place_of(path).exists()


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"7", b"[" * 5000, b"\xff\xfe", b'{"host": 5, "process": "x"}']
)
def test_what_is_no_lock_does_not_keep_anyone_out(path, content):
    place_of(path).write_bytes(content)
    assert FileLock.acquire(path) == Held("", 0, pytest.approx(time.time(), abs=100))
    os.utime(place_of(path), (1, 1))  # and is not just being written
    lock = FileLock.acquire(path)
    assert isinstance(lock, FileLock) and lock.is_ours()


@pytest.mark.parametrize("changes", [{"process": True}, {"process": -1}, {"process": 10**30}])
def test_a_process_that_cannot_be(path, changes):
    os.utime(write_lock(path, **changes), (1, 1))
    assert isinstance(FileLock.acquire(path), FileLock)


@pytest.mark.parametrize("since", ["x", None, 1e300, [1]])
def test_a_time_that_cannot_be(path, since):
    write_lock(path, since=since)
    assert FileLock.acquire(path).since == 0.0


def test_where_none_can_be_written_there_is_none(path, monkeypatch):
    def refuse(*_):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(file_lock.os, "open", refuse)
    monkeypatch.setattr(file_lock.os, "access", lambda *_: False)
    lock = FileLock.acquire(path)
    assert isinstance(lock, FileLock) and not lock.is_there and not lock.is_ours()
    lock.refresh()
    lock.release()


def test_in_a_folder_that_is_gone(tmp_path):
    lock = FileLock.acquire(tmp_path / "nosuch" / "a.backstep")
    assert isinstance(lock, FileLock) and not lock.is_there


def test_a_name_that_is_too_long_for_a_lock(tmp_path):
    lock = FileLock.acquire(tmp_path / ("x" * 250))
    assert isinstance(lock, FileLock) and not lock.is_there


def test_a_full_disk_leaves_no_empty_lock(path, monkeypatch):
    class Full:
        def __init__(self, handle):
            self.handle = handle

        def __enter__(self):
            return self

        def __exit__(self, *_):
            os.close(self.handle)

        def write(self, _):
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(file_lock.os, "fdopen", lambda handle, _: Full(handle))
    lock = FileLock.acquire(path)
    assert isinstance(lock, FileLock) and not lock.is_there
    assert not place_of(path).exists()


def test_a_link_is_locked_where_it_leads(path, tmp_path):
    link = tmp_path / "link.backstep"
    link.symlink_to(path)
    lock = FileLock.acquire(link)
    assert place_of(path).exists() and lock.is_ours()


def test_a_newer_lock_that_came_in_between_is_given_back(path, monkeypatch):
    """Two processes find the same stale lock; the slower must not remove the other's new one."""
    place = write_lock(path, process=2**30)
    rename = os.rename

    def late(source, target):
        if Path(source) == place and not getattr(late, "done", False):
            late.done = True
            write_lock(path, token="new")
        rename(source, target)

    monkeypatch.setattr(file_lock.os, "rename", late)
    held = FileLock.acquire(path)
    assert isinstance(held, Held) and held.process == os.getppid()
    assert json.loads(place.read_text())["token"] == "new"
    assert sorted(p.name for p in path.parent.iterdir()) == [place.name, path.name]


# processes


def test_living_and_dead_processes():
    assert is_alive(os.getpid()) and is_alive(os.getpid(), began(os.getpid()))
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        assert is_alive(other.pid, began(other.pid))
        other.stdin.close()
    assert not is_alive(other.pid)
    for number in (0, -1, 2**31, 10**30):
        assert not is_alive(number)


def test_someone_elses_process_lives(monkeypatch):
    def refuse(*_):
        raise PermissionError

    monkeypatch.setattr(processes.os, "kill", refuse)
    assert is_alive(os.getpid())
