"""Copies set aside are found after a crash, and only then."""

import json
import os
import time
from dataclasses import replace

import pytest

from core.disk.processes import computer
from core.documents import backstep_file
from core.documents.autosave import MOST_FILES, Recovery
from core.documents.kept import Kept
from core.documents.project_file import load, open_file
from core.errors import FileError
from core.run.resuming import kept_of, resume, resumed_timeline
from core.training.timeline import Timeline
from tests.documents.saved import everything, with_table
from tests.nets import assert_same_bits, project, trainer_of

DEAD = 2**30


@pytest.fixture
def recovery(tmp_path):
    return Recovery(tmp_path / "aside" / "recovery")


def kept(optimizer="adam", updates=5, **fields):
    timeline = Timeline(everything(optimizer))
    timeline.run(updates=updates, seconds=60.0)
    return replace(kept_of(timeline.trainer.project, timeline.trainer, timeline), **fields)


def crash(recovery, key, **changes):
    """Make it seem as if the process that wrote a file had died."""
    path = recovery.folder / f"{key}.json"
    note = {**json.loads(path.read_text()), "process": DEAD, **changes}
    path.write_text(json.dumps(note))


def test_found_after_a_crash_with_picture_name_and_time(recovery, tmp_path):
    one = kept(thumbnail=b"\x89PNG picture")
    key = Recovery.new_key()
    recovery.write(key, one, "Größe", tmp_path / "a.backstep", None)
    assert recovery.found() == []  # its window is still running
    crash(recovery, key)
    (found,) = recovery.found()
    assert (found.key, found.name, found.update) == (key, "Größe", 5)
    assert found.original == tmp_path / "a.backstep" and found.thumbnail == b"\x89PNG picture"
    assert abs(time.time() - found.time) < 100
    opened = open_file(found.path)
    again = resumed_timeline(resume(opened, load(opened)), opened.recording)
    again.go_to(0)
    again.go_to(5)
    straight = everything("adam")
    straight.run(updates=5)
    assert_same_bits(again.trainer, straight)
    recovery.discard(key)
    assert recovery.found() == [] and list(recovery.folder.iterdir()) == []


def test_the_newest_state_is_kept(recovery):
    key = Recovery.new_key()
    for updates in (1, 2, 3):
        recovery.write(key, kept(updates=updates), "a", None, None)
    crash(recovery, key)
    (found,) = recovery.found()
    assert found.original is None
    assert open_file(found.path).moment.record.update == found.update == 3
    assert sorted(path.suffix for path in recovery.folder.iterdir()) == [".backstep", ".json"]


def test_keys_are_told_apart(recovery):
    keys = {Recovery.new_key() for _ in range(100)}
    assert len(keys) == 100


def test_several_windows(recovery):
    keys = [Recovery.new_key() for _ in range(3)]
    for number, key in enumerate(keys):
        recovery.write(key, Kept(project()), f"window {number}", None, None)
        os.utime(recovery.folder / f"{key}.backstep", (number + 1, number + 1))
    for key in keys[1:]:
        crash(recovery, key)
    assert [found.name for found in recovery.found()] == ["window 2", "window 1"]


def test_of_another_computer(recovery):
    key = Recovery.new_key()
    recovery.write(key, kept(), "a", None, None)
    crash(recovery, key, host="elsewhere")
    assert recovery.found() == []  # it may well live
    os.utime(recovery.folder / f"{key}.backstep", (1, 1))
    assert len(recovery.found()) == 1


def test_an_own_table_is_kept_too(recovery, tmp_path):
    one = trainer_of(with_table(tmp_path), tmp_path)
    key = Recovery.new_key()
    recovery.write(key, kept_of(one.project, one), "a", None, tmp_path)
    crash(recovery, key)
    (tmp_path / "own.csv").unlink()
    opened = open_file(recovery.found()[0].path)
    assert_same_bits(resume(opened, load(opened)), one)


def test_at_most_so_many_are_kept(recovery):
    keys = [Recovery.new_key() for _ in range(MOST_FILES + 5)]
    for number, key in enumerate(keys):
        recovery.write(key, Kept(project()), str(number), None, None)
        crash(recovery, key)
        os.utime(recovery.folder / f"{key}.backstep", (number + 1, number + 1))
    living = Recovery.new_key()
    recovery.write(living, Kept(project()), "living", None, None)
    names = [found.name for found in recovery.found()]
    assert names == [str(number) for number in range(MOST_FILES + 4, 5, -1)]
    assert (recovery.folder / f"{living}.backstep").exists()


def test_living_windows_lose_nothing_however_many(recovery):
    keys = [Recovery.new_key() for _ in range(MOST_FILES + 5)]
    for key in keys:
        recovery.write(key, Kept(project()), "a", None, None)
    assert len(list(recovery.folder.glob("*.backstep"))) == MOST_FILES + 5


def test_damaged_notes_and_strange_files_do_no_harm(recovery, tmp_path):
    recovery.folder.mkdir(parents=True)
    good = Recovery.new_key()
    recovery.write(good, kept(), "good", None, None)
    crash(recovery, good)
    note = json.loads((recovery.folder / f"{good}.json").read_text())
    contents = [b"", b"{", b"[]", b"[" * 9000, b"\xff"]
    for number, content in enumerate(contents):
        key = f"{DEAD}-0000000{number}"
        (recovery.folder / f"{key}.backstep").write_bytes(b"x")
        (recovery.folder / f"{key}.json").write_bytes(content)
    odd = f"{DEAD}-000000ff"
    (recovery.folder / f"{odd}.backstep").write_bytes(b"no zip")
    odd_note = {**note, "name": 5, "original": 7, "update": "x", "process": "y"}
    (recovery.folder / f"{odd}.json").write_text(json.dumps(odd_note))
    (recovery.folder / "other.backstep").write_bytes(b"x")
    (recovery.folder / "other.json").write_bytes(b"{}")
    (recovery.folder / f"{DEAD}-00000aaa.backstep").mkdir()
    names = {found.name: found for found in recovery.found()}
    assert set(names) == {"good", "5"}
    assert names["5"].original is None and names["5"].thumbnail is None
    recovery.write(Recovery.new_key(), Kept(project()), "a", None, None)
    assert (recovery.folder / "other.json").exists()


def test_a_note_without_a_file_goes(recovery):
    key = f"{DEAD}-00000001"
    recovery.write(Recovery.new_key(), Kept(project()), "a", None, None)
    (recovery.folder / f"{key}.json").write_text(
        json.dumps({"host": computer(), "process": DEAD, "began": "", "name": "a"})
    )
    assert len(recovery.found()) == 0
    recovery.write(Recovery.new_key(), Kept(project()), "a", None, None)
    assert not (recovery.folder / f"{key}.json").exists()


def test_a_full_disk_is_said_and_what_was_kept_stays(recovery, monkeypatch):
    key = Recovery.new_key()
    recovery.write(key, kept(updates=1), "a", None, None)

    def fail(*_):
        raise FileError("the disk is full", "make room")

    monkeypatch.setattr(backstep_file, "set_aside", fail)
    with pytest.raises(FileError):
        recovery.write(key, kept(updates=2), "a", None, None)
    crash(recovery, key)
    (found,) = recovery.found()
    assert open_file(found.path).moment.record.update == 1


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_bytes(b"x")
    recovery = Recovery(tmp_path / "file" / "recovery")
    with pytest.raises(FileError, match="cannot be created"):
        recovery.write(Recovery.new_key(), Kept(project()), "a", None, None)
    assert recovery.found() == []
    assert Recovery(tmp_path / "nosuch").found() == []
