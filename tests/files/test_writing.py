"""Writing and reading whole files: the old file or the new one, never half of one."""

import os

import pytest

from core.errors import FileError
from core.files import writing
from core.files.writing import check_writable, read_bytes, write_bytes


def test_written_and_read_again(tmp_path):
    path = tmp_path / "a.bin"
    write_bytes(path, b"\0\1\2" * 1000)
    assert read_bytes(path, 10_000) == b"\0\1\2" * 1000
    write_bytes(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("step", ["fsync", "replace", "chmod"])
def test_the_old_file_survives_a_write_that_fails(tmp_path, monkeypatch, step):
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")

    def fail(*_):
        raise OSError(28, "No space left on device")

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
