"""A letter reaches one window, once; anything else does no harm."""

import json
import os
import threading

import pytest

from core.desktop import letters
from core.desktop.letters import FIRST, Letter, Letterbox
from core.documents.lock import FileLock

DEAD = 2**22 + 1


@pytest.fixture
def box(tmp_path):
    made = Letterbox(tmp_path / "windows")
    made.take()
    yield made
    made.close()


def put(box, content, name="0-00.letter"):
    path = box.folder / name
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


def sent(box, to, letter):
    """Send a letter while the box is checked; return whether it was taken, and what arrived."""
    said = []
    sender = threading.Thread(target=lambda: said.append(letters.send(box.folder, to, letter, 20)))
    sender.start()
    came = []
    while not came and sender.is_alive():
        came = box.take()
    sender.join()
    return said[0], came


def test_a_letter_is_taken_once(box, tmp_path):
    letter = Letter(tmp_path / "Übung 日.backstep")
    assert sent(box, FIRST, letter) == (True, [letter])
    assert box.take() == [] and not list(box.folder.glob("*.letter"))
    assert sent(box, os.getpid(), Letter()) == (True, [Letter()])


def test_one_that_nobody_takes_is_taken_back(box, tmp_path):
    assert not letters.send(box.folder, DEAD, Letter(), patience=0)
    assert not list(box.folder.glob("*.letter"))
    assert not letters.send(tmp_path / "no" / "folder", FIRST, Letter(), patience=0)


def test_letters_for_others_stay(box):
    path = put(box, {"file": None}, f"{DEAD}-00.letter")
    assert box.take() == [] and path.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[" * 10_000,
        b"x" * 1_000_000,
        [],
        7,
        {"file": 7},
        {"file": ""},
        {"file": "relative.backstep"},
        {"file": "/a\0b"},
        {"file": "/" + "a" * 5000},
        {"file": ["/etc/passwd"]},
    ],
)
def test_what_is_no_letter_is_thrown_away(box, content):
    path = put(box, content)
    assert box.take() == [] and not path.exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="of POSIX")
def test_what_is_no_file_is_not_waited_for(box, tmp_path):
    os.mkfifo(box.folder / "0-01.letter")
    (tmp_path / "secret").write_text('{"file": "/x"}')
    (box.folder / "0-02.letter").symlink_to(tmp_path / "secret")
    (box.folder / "0-03.letter").mkdir()
    assert box.take() == []
    assert (tmp_path / "secret").exists()


def test_a_flood_is_taken_in_portions(box):
    for i in range(60):
        put(box, {"file": None}, f"0-{i:04}.letter")
    assert len(box.take()) == letters._MOST


def test_who_is_asked(tmp_path, monkeypatch):
    folder = tmp_path / "windows"
    folder.mkdir()
    assert letters.first_window(folder) is None
    file = tmp_path / "a.backstep"
    file.write_bytes(b"")
    assert letters.window_with(file) is None
    for path, found in ((folder / "first", letters.first_window), (file, letters.window_with)):
        lock = FileLock.acquire(path)
        monkeypatch.setattr(os, "getpid", lambda: DEAD)  # as another process asks
        asked = folder if path.name == "first" else path
        assert found(asked) is not None
        monkeypatch.undo()
        lock.release()


def test_the_next_window_is_the_first_once_that_is_closed(tmp_path, monkeypatch):
    one, other = Letterbox(tmp_path), Letterbox(tmp_path)
    one.take()
    monkeypatch.setattr(os, "getpid", lambda: DEAD)
    put(other, {"file": None})
    assert other.take() == []
    monkeypatch.undo()
    one.close()
    assert other.take() == [Letter()]
    other.close()
