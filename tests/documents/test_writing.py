"""Writing and reading whole files: the old file or the new one, never half of one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.disk import writing
from core.disk.writing import check_writable, read_bytes, write_bytes, write_with
from core.errors import FileError


def test_written_and_read_again(tmp_path):
    path = tmp_path / "a.bin"
    write_bytes(path, b"\0\1\2" * 1000)
    assert read_bytes(path, 10_000) == b"\0\1\2" * 1000
    write_bytes(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("step", ["fsync", "replace", "chmod", "open"])
def test_the_old_file_survives_a_write_that_fails(tmp_path, monkeypatch, step):
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")

    def fail(*_):
        raise OSError(28, "No space left on device")

    if step == "open":
        monkeypatch.setattr("builtins.open", fail)
    else:
        monkeypatch.setattr(writing.os, step, fail)
    with pytest.raises(FileError, match=r"a\.bin cannot be written: No space left") as caught:
        write_bytes(path, b"new")
    assert caught.value.hint
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]  # nothing half-written is left behind


def test_an_old_file_keeps_its_permissions(tmp_path):
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")
    path.chmod(0o640)
    write_bytes(path, b"new")
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_folder_that_does_not_exist(tmp_path):
    for check in (check_writable, lambda path: write_bytes(path, b"x")):
        with pytest.raises(FileError, match="nosuch does not exist"):
            check(tmp_path / "nosuch" / "a.bin")
    assert not (tmp_path / "nosuch").exists()


def test_a_folder_in_the_files_place(tmp_path):
    for check in (check_writable, lambda path: write_bytes(path, b"x")):
        with pytest.raises(FileError, match="is a folder"):
            check(tmp_path)


def test_a_file_in_the_folders_place(tmp_path):
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises(FileError, match="does not exist"):
        check_writable(tmp_path / "file" / "a.bin")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root writes anywhere")
def test_a_folder_that_cannot_be_written_to(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(FileError, match="cannot be written to"):
        check_writable(tmp_path / "a.bin")


def test_reading_what_is_not_there_or_no_file(tmp_path):
    with pytest.raises(FileError, match="does not exist"):
        read_bytes(tmp_path / "nosuch", 10)
    with pytest.raises(FileError, match="is a folder"):
        read_bytes(tmp_path, 10)
    (tmp_path / "empty").touch()
    with pytest.raises(FileError, match="is empty"):
        read_bytes(tmp_path / "empty", 10)
    with pytest.raises(FileError, match=r"cannot be read|does not exist"):
        read_bytes(tmp_path / ("x" * 5000), 10)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileError, match="not an ordinary file"):
        read_bytes(tmp_path / "pipe", 10)


def test_reading_is_bounded(tmp_path):
    path = tmp_path / "a.bin"
    path.write_bytes(b"x" * 11)
    assert len(read_bytes(path, 11)) == 11
    with pytest.raises(FileError, match="is larger than"):
        read_bytes(path, 10)


def test_a_write_that_fails_half_way(tmp_path):
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")

    def fill(file):
        file.write(b"half")
        raise OSError(28, "No space left on device")

    with pytest.raises(FileError, match="No space left"):
        write_with(path, fill)
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]


def test_a_write_that_is_given_up(tmp_path):
    """An error that is not the disk's is passed on, and leaves nothing behind either."""
    path = tmp_path / "a.bin"
    for error in (KeyboardInterrupt, ValueError, FileError):

        def fill(file, error=error):
            file.write(b"half")
            raise error("x")

        with pytest.raises(error):
            write_with(path, fill)
        assert list(tmp_path.iterdir()) == []


LIMITED = """
import resource, sys
from pathlib import Path
from core.errors import FileError
from core.disk.writing import write_bytes
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    write_bytes(Path(sys.argv[1]), bytes(300_000))
except FileError as error:
    print(error.message, "|", error.hint)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limits there")
def test_a_disk_that_takes_no_more(tmp_path):
    """The system itself refuses, in the middle of writing."""
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")
    root = Path(__file__).resolve().parent.parent.parent
    found = subprocess.run(
        [sys.executable, "-c", LIMITED, str(path)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "a.bin cannot be written: File too large | choose another folder" in found.stdout
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")
def test_a_device_that_is_full(tmp_path, monkeypatch):
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")
    real = open

    def full(name, mode="r", *arguments):
        return real("/dev/full", "wb") if mode == "xb" else real(name, mode, *arguments)

    monkeypatch.setattr("builtins.open", full)
    with pytest.raises(FileError, match="No space left on device"):
        write_bytes(path, bytes(100_000))
    assert path.read_bytes() == b"old"


def test_a_folder_that_goes_while_writing(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()

    def fill(file):
        file.write(b"x")
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()

    with pytest.raises(FileError, match="cannot be written: No such file"):
        write_with(folder / "a.bin", fill)


def test_a_file_that_is_read_only(tmp_path, monkeypatch):
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")
    monkeypatch.setattr(writing.os, "access", lambda name, _: name != path)
    with pytest.raises(FileError, match=r"a\.bin is read-only"):
        write_bytes(path, b"new")
    assert path.read_bytes() == b"old"


def test_a_read_only_folder(tmp_path, monkeypatch):
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")
    monkeypatch.setattr(writing.os, "access", lambda name, _: name != tmp_path)
    with pytest.raises(FileError, match="cannot be written to") as caught:
        write_bytes(path, b"new")
    assert caught.value.hint == "choose another folder"
    assert path.read_bytes() == b"old"


def test_a_link_stays_one(tmp_path):
    (tmp_path / "there").mkdir()
    target, link = tmp_path / "there" / "a.bin", tmp_path / "link.bin"
    target.write_bytes(b"old")
    link.symlink_to(target)
    write_bytes(link, b"new")
    assert link.is_symlink() and target.read_bytes() == b"new"


def test_what_killed_programs_left_is_cleared_away(tmp_path):
    path, dead, alive = tmp_path / "a.bin", 2**30, os.getppid()
    left = [f".a.bin.{dead}-0123abcd.tmp", f".a.bin.{dead}-01230000.tmp"]
    stay = [
        f".a.bin.{alive}-0123abcd.tmp",  # its writer is still running
        f".b.bin.{dead}-0123abcd.tmp",
        f".a.bin.{dead}-xyz.tmp",
        f"x.a.bin.{dead}-0123abcd.tmp",
        ".a.bin.lock",
        f".a.bin.{dead}-0123abcd",
    ]
    for name in (*left, *stay):
        (tmp_path / name).write_bytes(b"half")
    write_bytes(path, b"new")
    assert {p.name for p in tmp_path.iterdir()} == {"a.bin", *stay}
    old = tmp_path / stay[0]
    os.utime(old, (1, 1))  # nobody keeps writing for days
    write_bytes(path, b"new")
    assert not old.exists()


def test_names_at_the_edge(tmp_path):
    for name in ("x" * 250, "ünï☂", ".hidden", "with blank", "[a]*?.bin"):
        write_bytes(tmp_path / name, b"x")
        assert (tmp_path / name).read_bytes() == b"x"
