"""A change from outside is noticed; a touch, or writing the same again, does not count."""

import os
import shutil

import pytest

from core.disk.writing import write_bytes
from core.documents.seal import changed, seal
from tests.documents.saved import everything, save


@pytest.fixture
def path(tmp_path):
    save(tmp_path / "a.backstep", everything("adam"))
    return tmp_path / "a.backstep"


def test_nothing_changed(path):
    assert not changed(path, seal(path))


def test_touched_or_written_again_the_same(path):
    known = seal(path)
    os.utime(path, (1, 1))
    assert not changed(path, known)
    write_bytes(path, path.read_bytes())
    assert not changed(path, known)


def test_another_content(path, tmp_path):
    known = seal(path)
    one = everything("adam")
    one.run(updates=1)
    save(path, one)
    assert changed(path, known)
    # even with the same length and time
    content = bytearray(path.read_bytes())
    known, stat = seal(path), path.stat()
    content[-3] ^= 1
    (tmp_path / "b").write_bytes(content)
    os.utime(tmp_path / "b", ns=(stat.st_atime_ns, stat.st_mtime_ns))
    shutil.move(tmp_path / "b", path)
    assert changed(path, known)


def test_a_large_file_changed_in_the_middle_and_its_directory(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(bytes(10**6))
    known = seal(path)
    path.write_bytes(bytes(10**6 - 1) + b"x")
    assert changed(path, known)


def test_gone_and_new(path):
    known = seal(path)
    content = path.read_bytes()
    path.unlink()
    assert seal(path) is None and not changed(path, known) and not changed(path, None)
    path.write_bytes(content)
    assert changed(path, None) and not changed(path, known)
