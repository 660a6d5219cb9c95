"""Autosave: when a copy is set aside, and when it is forgotten."""

from dataclasses import replace

import pytest

from core.components.losses import CategoricalCrossEntropy
from core.documents.opening import opening_project
from core.documents.project_file import load, open_file
from core.run.resuming import resume
from core.run.states import State
from gui.documents.keeping import AUTOSAVE_MS, Keeping
from tests.gui.keeping_room import Answer, DirectSession, Room


@pytest.fixture
def room(qtbot, tmp_path, settings, monkeypatch):
    made = Room(tmp_path, settings, monkeypatch)
    yield made
    made.end()


def test_the_timer_asks_often_enough_for_half_a_minute(room):
    assert room.keeping.timer.isActive() and room.keeping.timer.interval() == AUTOSAVE_MS <= 25_000
    room.edit()
    room.keeping.timer.timeout.emit()
    assert len(room.copies()) == 1


def test_nothing_is_set_aside_where_there_is_nothing_to_lose(room, tmp_path):
    room.keeping.autosave()
    assert not room.recovery.exists()
    room.edit()
    room.save_as(tmp_path / "a.backstep")
    room.keeping.autosave()
    assert room.copies() == []


def test_edits_and_training_are_set_aside_once(room):
    room.edit()
    room.keeping.autosave()
    room.keeping.autosave()
    assert len(room.session.autosaves) == 1
    bits = room.session.train(12)
    room.keeping.autosave()
    assert len(room.session.autosaves) == 2
    opened = open_file(room.recovery / room.copies()[0])
    assert opened.project == room.document.project and opened.thumbnail == b"\x89PNG picture"
    assert resume(opened, load(opened)).state.vector.tobytes() == bits


def test_training_goes_on_from_the_same_bits_after_it(room):
    other = DirectSession()
    other.worker.building.load(opening_project(), None)
    for _ in range(5):
        assert room.session.train(7) == other.train(7)
        room.keeping.autosave()
    assert len(room.session.autosaves) == 5


def test_an_edit_that_was_undone_is_not_offered_after_a_crash(room, tmp_path):
    room.save_as(tmp_path / "a.backstep")
    room.edit()
    room.keeping.autosave()
    assert room.copies()
    room.document.stack.undo()
    room.keeping.autosave()
    assert room.copies() == []


def test_saving_closing_and_another_document_forget_the_copy(room, tmp_path):
    for leave in (
        lambda: room.save_as(tmp_path / "a.backstep"),
        lambda: room.files.new(),
        lambda: room.files.open_path(tmp_path / "a.backstep"),
        lambda: room.close(),
    ):
        room.answers["unsaved"] = [Answer.DISCARD]
        room.edit(rate=0.1 + 0.01 * len(room.session.autosaves))
        room.keeping.autosave()
        assert len(room.copies()) == 1
        leave()
        assert room.copies() == [] and list(room.recovery.iterdir()) == []


def test_a_file_that_cannot_be_opened_forgets_nothing(room, tmp_path):
    room.edit()
    room.keeping.autosave()
    room.answers["unsaved"] = [Answer.DISCARD]
    room.files.open_path(tmp_path / "none.backstep")
    assert room.errors and len(room.copies()) == 1


def test_nothing_is_set_aside_while_a_file_is_on_its_way(room, tmp_path, monkeypatch):
    """The worker may hold one document while the window still shows the other."""
    room.edit()
    room.answers["unsaved"] = [Answer.DISCARD]
    asked = []
    monkeypatch.setattr(room.session, "open_file", lambda path, *_: asked.append(path))
    room.files.open_path(tmp_path / "slow.backstep")
    room.keeping.autosave()
    assert asked and room.session.autosaves == []


def test_a_project_that_does_not_fit_its_data_is_set_aside_too(room):
    project = room.document.project
    room.document.edit(replace(project, loss=CategoricalCrossEntropy()), "loss")
    assert room.session.state is State.EMPTY
    room.keeping.autosave()
    opened = open_file(room.recovery / room.copies()[0])
    assert opened.project == room.document.project


def test_a_full_disk_is_said_once_and_leaves_the_last_copy(room, monkeypatch):
    room.edit()
    room.keeping.autosave()
    before = (room.recovery / room.copies()[0]).read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("core.disk.writing.os.fsync", full)
        for _ in range(3):
            room.session.train(1)
            room.keeping.autosave()
    (said,) = room.told
    assert "No space left" in said and "No copy can be kept" in said
    assert (room.recovery / room.copies()[0]).read_bytes() == before and room.errors == []
    room.keeping.autosave()  # the disk has room again
    assert (room.recovery / room.copies()[0]).read_bytes() != before
    with monkeypatch.context() as patched:
        patched.setattr("core.disk.writing.os.fsync", full)
        room.session.train(1)
        room.keeping.autosave()
    assert len(room.told) == 2, "it worked in between: it is news again"


def test_a_recovery_folder_that_cannot_be_made_is_said(room):
    room.recovery.write_text("a file is in the way")
    room.edit()
    room.keeping.autosave()
    assert "cannot be created" in room.told[0]
    assert room.document.is_modified()


def test_a_copy_that_never_comes_does_not_end_autosaving(room, monkeypatch):
    room.edit()
    with monkeypatch.context() as patched:
        patched.setattr(room.session, "autosave", lambda *_: None)
        room.keeping.autosave()
    for _ in range(4):
        room.keeping.autosave()
    assert len(room.session.autosaves) == 1


def test_without_a_folder_nothing_is_done(qtbot, tmp_path, settings, monkeypatch):
    room = Room(tmp_path, settings, monkeypatch)
    keeping = Keeping(room.window, room.document, room.session, room.files, lambda: None, None)
    room.edit()
    keeping.autosave()
    keeping.offer_recovery()
    assert not keeping.timer.isActive() and keeping.dialog is None
    assert room.session.autosaves == []
    keeping.end()
    room.end()


def test_a_copy_of_the_last_document_is_not_taken_for_one_of_the_next(room, monkeypatch):
    monkeypatch.setattr(room.session, "autosave", lambda *_: None)
    room.edit()
    room.keeping.autosave()
    room.document.replace_all(opening_project(), None)
    room.keeping.autosaved(0.0)  # it was being written meanwhile
    assert room.keeping._aside is None
