"""Pipes and devices in place of files: an error at once, and never a wait."""

import os
from pathlib import Path

import pytest

import main as program
from core.data.reading.options import Reading
from core.data.reading.unread import raw_rows
from core.data.table_files import table_bytes
from core.disk.writing import open_ordinary, read_bytes
from core.documents.autosave import Recovery
from core.documents.seal import changed, seal
from core.errors import FileError
from core.run.commands import OpenFile
from tests.run.test_opening import Hearing

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a system with such pipes")

SUFFIXES = (".csv", ".xlsx", ".json", ".backstep", ".names", "")


@pytest.fixture(params=["pipe", "device", "folder", "loop"])
def odd(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Something that exists but is not a file."""
    path = tmp_path / "odd"
    match request.param:
        case "pipe":
            os.mkfifo(path)
        case "device":
            path.symlink_to("/dev/zero")
        case "folder":
            path.mkdir()
        case _:
            path.symlink_to(path)
    return path


def test_none_is_opened(odd: Path) -> None:
    with pytest.raises(OSError):
        open_ordinary(odd)
    assert seal(odd) is None and not changed(odd, seal(Path(__file__)))
    for read in (table_bytes, lambda path: read_bytes(path, 1000)):
        with pytest.raises(FileError):
            read(odd)
    (odd.parent / "1-00000000.backstep").write_bytes(b"x")
    (odd.parent / "1-00000000.json").symlink_to(odd)
    assert Recovery(odd.parent).found() == []


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_each_is_refused_in_words(
    odd: Path, suffix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = odd.rename(odd.with_suffix(suffix)) if not odd.is_symlink() else odd
    if path is odd and suffix:
        path = odd.with_name(f"odd{suffix}")
        path.symlink_to(odd)
    told = Hearing().do(OpenFile(path))
    assert told.values("failed") and not told.values("opened")
    for command in (["inspect"], ["train", "--epochs", "1"]):
        assert program.main([command[0], str(path), *command[1:]]) == 2
        assert capsys.readouterr().err.startswith("error: ")


def test_a_table_that_grows_while_it_is_read_is_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"a,b\n1,2\n3,4\n")
    monkeypatch.setattr("core.data.table_files.MAX_BYTES", 10)
    with pytest.raises(FileError, match="more than the"):
        table_bytes(path)


@pytest.mark.parametrize("suffix", [suffix for suffix in SUFFIXES if suffix != ".names"])
def test_a_file_of_a_terabyte_is_refused_by_its_size(
    tmp_path: Path, suffix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / f"large{suffix}"
    with path.open("wb") as file:
        file.write(b"PK\x03\x04" if suffix in (".xlsx", ".backstep") else b'{"a": [')
        try:
            file.truncate(2**40)  # of which nothing is on the disk
        except OSError:
            pytest.skip("a file system without such files")
    told = Hearing().do(OpenFile(path))
    (error,) = told.values("failed")[0]
    assert " MB" in error.message and not told.values("opened")
    assert program.main(["train", str(path), "--epochs", "1"]) == 2
    assert capsys.readouterr().err.startswith("error: ")


def test_a_table_whose_name_is_no_text_is_refused(tmp_path: Path) -> None:
    """A project that names it could not be written: nothing of it would be set aside."""
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe.csv"))
    try:
        path.write_bytes(b"a,b\n1,2\n3,4\n5,7\n")
    except OSError:
        pytest.skip("a file system without such names")
    told = Hearing().do(OpenFile(path))
    (error,) = told.values("failed")[0]
    assert "not UTF-8" in error.message and "\udcff" not in error.message


def test_a_file_that_only_looks_ordinary_is_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Linux says of its log that it is an ordinary file; reading it waits for the next line."""
    pipe = tmp_path / "log.csv"
    os.mkfifo(pipe)
    ends = os.open(pipe, os.O_RDWR)  # there is nothing to read, and no end
    monkeypatch.setattr("core.disk.writing.stat.S_ISREG", lambda _: True)
    monkeypatch.setattr(Path, "is_file", lambda _: True)
    try:
        for read in (lambda file: file.read(100), lambda file: file.read(), list):
            with open_ordinary(pipe) as file, pytest.raises(OSError, match="not an ordinary"):
                read(file)
        assert raw_rows(pipe, Reading())[0] == []
        with pytest.raises(FileError, match="not an ordinary"):
            table_bytes(pipe)
        assert program.main(["inspect", str(pipe)]) == 2
        assert capsys.readouterr().err.startswith("error: ")
    finally:
        os.close(ends)
