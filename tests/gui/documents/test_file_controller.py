"""Files of one window: the lock, a change from outside, revert, and what is asked."""

import os
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from core.data.tables import Table
from core.disk.json_text import to_json
from core.documents.backstep_file import save_backstep
from core.documents.opening import opening_file
from core.documents.project_file import Kept, open_file
from core.errors import UserError
from core.run import building
from core.run.commands import OpenFile
from core.run.states import State
from tests.documents.saved import TABLE, with_table
from tests.gui.keeping_room import Answer, Changed, Room, lock_elsewhere
from tests.gui.real import RealWindow


@pytest.fixture
def room(qtbot, tmp_path, settings, monkeypatch):
    made = Room(tmp_path, settings, monkeypatch)
    yield made
    made.end()


def test_weights_are_compared_before_anything_is_asked(room, tmp_path) -> None:
    """Nothing is replaced until their import is accepted, so there is nothing to ask about."""
    path = tmp_path / "w.npz"
    path.write_bytes(b"PK")
    wanted: list[object] = []
    room.files.table_wanted.connect(wanted.append)
    room.edit()
    assert room.files.is_modified()
    room.files.open_path(path)
    assert wanted == [path] and room.asked == []
    room.answers["unsaved"] = [Answer.CANCEL]
    table = tmp_path / "t.csv"
    table.write_text("a,b\n1,2\n", encoding="utf-8")
    room.files.open_path(table)
    assert wanted == [path] and len(room.asked) == 1
    room.answers["unsaved"] = [Answer.DISCARD]


def change_outside(path, project, rate=0.7):
    """Write another project to the file, as another program would."""
    other = replace(project, optimizer=replace(project.optimizer, learning_rate=rate))
    save_backstep(path, Kept(other), None)


def activate(room):
    QApplication.sendEvent(room.window, QEvent(QEvent.Type.WindowActivate))


# ---------------------------------------------------------------------- what is asked about


def test_the_untouched_example_is_trained_and_left_without_a_question(room):
    room.session.train(50)
    assert room.files.unsaved.is_trained() and not room.files.is_modified()
    assert room.close()
    assert room.asked == []


def test_training_since_saving_is_asked_about(room, tmp_path):
    room.session.train(5)
    room.save_as(tmp_path / "a.backstep")
    assert not room.files.is_modified()
    room.session.train(1)
    assert room.files.is_modified() and not room.document.is_modified()
    room.answers["unsaved"] = [Answer.CANCEL]
    assert not room.close()
    room.answers["unsaved"] = [Answer.SAVE]
    assert room.close()
    opened = open_file(tmp_path / "a.backstep")
    assert opened.moment.record.update == 6


def test_going_back_or_reset_is_nothing_to_save(room, tmp_path):
    room.session.train(9)
    room.save_as(tmp_path / "a.backstep")
    room.session.worker.time.step_back("update")
    assert not room.files.is_modified()
    room.session.worker.building.reset()
    assert not room.files.is_modified()
    room.session.train(1)
    assert room.files.is_modified()


def test_an_opened_file_is_as_it_was_saved(room, tmp_path):
    room.session.train(7)
    room.save_as(tmp_path / "a.backstep")
    room.files.open_path(tmp_path / "a.backstep")
    assert not room.files.is_modified() and not room.files.unsaved.differs()
    room.session.train(1)
    assert room.files.is_modified()


def test_a_pin_is_asked_about_everywhere(room):
    room.session.train(3)
    room.session.worker.time.pin("here")
    assert room.files.is_modified()
    room.answers["unsaved"] = [Answer.CANCEL]
    assert not room.close()


def test_the_question_speaks_of_training_where_only_that_is_lost(room, tmp_path, monkeypatch):
    room.save_as(tmp_path / "a.backstep")
    said = []
    monkeypatch.setattr(
        room.files.questions, "unsaved", lambda *values: said.append(values) or Answer.CANCEL
    )
    room.session.train(1)
    assert not room.close()
    room.edit()
    assert not room.close()
    assert said == [("a", True), ("a", False)]


# ---------------------------------------------------------------------- the lock


def test_a_lesson_is_played_and_is_no_table(qtbot, settings, tmp_path):
    """The desktop starts the program on one by a double click."""
    real = RealWindow(qtbot, settings)
    tables = []
    real.window.files.table_wanted.connect(tables.append)
    path = tmp_path / "nudge.lesson"
    path.write_bytes(b"PK")
    before = real.document.project
    real.window.files.open_path(path)
    real.wait(lambda: bool(real.failures))
    assert len(real.failures) == 1 and real.failures[0].startswith("nudge.lesson")
    assert not tables and real.document.project is before
    real.close()


def test_the_open_file_is_locked_and_freed_again(room, tmp_path):
    first, second = tmp_path / "a.backstep", tmp_path / "b.backstep"
    lock = tmp_path / ".a.backstep.lock"
    room.save_as(first)
    assert lock.exists()
    room.files.save()
    assert lock.exists()
    room.save_as(second)
    assert not lock.exists() and (tmp_path / ".b.backstep.lock").exists()
    room.files.open_path(first)
    assert lock.exists() and not (tmp_path / ".b.backstep.lock").exists()
    room.files.new()
    assert not lock.exists()
    room.files.open_path(first)
    assert room.close()
    assert not lock.exists()


def test_a_file_open_elsewhere_opens_but_is_saved_under_another_name(room, tmp_path):
    path = tmp_path / "a.backstep"
    room.save_as(path)
    room.files.new()
    before = path.read_bytes()
    other = lock_elsewhere(path)
    room.files.open_path(path)
    assert room.document.path == path
    assert f"process {os.getppid()}" in room.told[-1] and "another name" in room.told[-1]
    room.edit()
    room.where = [str(path), str(tmp_path / "mine")]  # insists, then gives in
    room.files.save()
    assert room.asked == ["say_held", "say_held"]
    assert path.read_bytes() == before
    assert room.document.path == tmp_path / "mine.backstep"
    assert other.exists(), "the other window's lock is left alone"


def test_the_file_is_saved_again_once_the_other_window_has_closed(room, tmp_path):
    path = tmp_path / "a.backstep"
    room.save_as(path)
    room.files.new()
    other = lock_elsewhere(path)
    room.files.open_path(path)
    changed = room.edit()
    other.unlink()
    room.files.save()
    assert room.asked == []
    assert open_file(path).project == changed
    assert room.files.guard.held is None and other.exists()


def test_save_as_given_up_leaves_everything(room, tmp_path):
    room.edit()
    room.answers["unsaved"] = [Answer.SAVE]
    room.where = [""]
    assert not room.close()
    assert room.document.path is None and room.document.is_modified()


def test_a_lock_taken_over_is_noticed(room, tmp_path):
    path = tmp_path / "a.backstep"
    room.save_as(path)
    lock_elsewhere(path)  # while this computer slept, the other took the lock
    room.edit()
    room.where = [""]
    room.files.save()
    assert room.asked == ["say_held"]


def test_a_name_completed_by_the_suffix_is_asked_about(room, tmp_path):
    (tmp_path / "a.backstep").write_bytes(b"precious")
    room.answers["replace"] = [False, True]
    room.save_as(tmp_path / "a")
    assert (tmp_path / "a.backstep").read_bytes() == b"precious"
    room.save_as(tmp_path / "a")
    assert room.document.path == tmp_path / "a.backstep"


# ---------------------------------------------------------------------- a change from outside


@pytest.mark.parametrize("answer", list(Changed))
def test_a_change_from_outside_is_asked_about_before_saving(room, tmp_path, answer):
    path = tmp_path / "a.backstep"
    room.save_as(path)
    mine = room.edit()
    change_outside(path, mine)
    outside = path.read_bytes()
    room.answers["changed_outside"] = [answer]
    room.where = [str(tmp_path / "b.backstep")]
    room.files.save()
    assert room.asked == ["changed_outside"]
    assert (path.read_bytes() == outside) == (answer is not Changed.OVERWRITE)
    assert (tmp_path / "b.backstep").exists() == (answer is Changed.SAVE_AS)
    assert room.document.is_modified() == (answer is Changed.CANCEL)
    if answer is Changed.OVERWRITE:
        room.files.save()
        assert room.asked == ["changed_outside"], "it is known again"


def test_a_change_from_outside_is_told_once_and_can_be_taken(room, tmp_path):
    path = tmp_path / "a.backstep"
    room.save_as(path)
    activate(room)
    assert room.offers == [] and not room.files.can_revert()
    change_outside(path, room.document.project, rate=0.7)
    activate(room)
    activate(room)
    ((text, answers),) = room.offers
    assert text.startswith("a.backstep was changed") and room.files.can_revert()
    answers["Revert to the file"]()
    assert room.document.project.optimizer.learning_rate == 0.7
    assert not room.files.is_modified() and not room.files.can_revert()


def test_keep_mine_makes_it_unsaved_and_the_next_save_replaces(room, tmp_path):
    path = tmp_path / "a.backstep"
    room.save_as(path)
    mine = room.document.project
    change_outside(path, mine)
    activate(room)
    room.offers[0][1]["Keep mine"]()
    assert room.files.is_modified()
    room.files.save()
    assert room.asked == [] and open_file(path).project == mine


def test_a_touched_file_has_not_changed(room, tmp_path):
    path = tmp_path / "a.backstep"
    room.save_as(path)
    os.utime(path, (1, 1))
    activate(room)
    assert room.offers == []


def test_a_file_that_is_gone_is_written_again(room, tmp_path):
    path = tmp_path / "a.backstep"
    room.save_as(path)
    path.unlink()
    activate(room)
    room.edit()
    room.files.save()
    assert room.asked == room.offers == [] and path.exists()


def test_an_edit_while_a_file_is_opened_does_not_mix_two_documents(room, tmp_path, monkeypatch):
    path, asked = tmp_path / "a.backstep", []
    saved = room.document.project
    monkeypatch.setattr(room.session, "open_file", lambda path, *_: asked.append(path))
    room.files.open_path(path)
    edited = room.edit()  # the thread handles this after the file, in order
    room.files.opened(saved, path)
    assert asked == [path, path] and room.document.project == edited
    room.files.opened(saved, path)
    assert asked == [path, path] and room.document.project == saved
    assert room.document.path == path and not room.files.is_busy()


def test_a_project_begun_while_a_file_is_opened_is_not_replaced_by_it(room, tmp_path, monkeypatch):
    path, done = tmp_path / "a.backstep", []
    saved = room.document.project
    begun = replace(saved, name="begun")
    monkeypatch.setattr(room.session, "open_file", lambda path, *_: done.append(path))
    monkeypatch.setattr(room.session, "load", done.append, raising=False)
    room.files.open_path(path)
    room.files.begin(begun)
    assert done == [path, begun]  # the thread does one after the other: it ends with the project
    room.files.opened(saved, path)
    assert room.document.project == begun and room.document.path is None
    room.answers["unsaved"].append(Answer.DISCARD)
    room.files.open_path(path)  # asked for anew, it is opened
    room.files.opened(saved, path)
    assert room.document.project == saved and room.document.path == path


def test_the_last_picture_of_a_document_says_nothing_of_the_next(room, monkeypatch):
    """It may be on its way when another is begun, whose runs are counted from 1 again."""
    shown = []
    room.session.worker.showing.snapshot_ready.connect(shown.append)
    room.session.train(50)
    late = shown[-1]
    load = room.session.worker.building.load
    monkeypatch.setattr(room.session, "load", lambda project: None, raising=False)
    room.files.begin(replace(room.document.project, seed=7))
    room.files.unsaved.show_snapshot(late)
    load(room.document.project, None)
    room.session.train(20)
    assert room.files.unsaved.is_trained()


# ---------------------------------------------------------------------- revert


def test_revert_goes_back_to_the_file(room, tmp_path):
    possible = []
    room.files.revert_possible.connect(possible.append)
    room.session.train(4)
    assert not room.files.can_revert(), "there is no file"
    room.save_as(tmp_path / "a.backstep")
    saved, bits = room.document.project, room.session.bits()
    assert not room.files.can_revert()
    room.edit()
    room.session.train(9)
    assert room.files.can_revert() and possible[-1] is True
    room.answers["revert"] = [False]
    room.files.revert()
    assert room.document.project != saved
    room.answers["revert"] = [True]
    room.files.revert()
    assert room.document.project == saved and room.session.bits() == bits
    assert not room.files.can_revert() and possible[-1] is False
    assert room.document.path == tmp_path / "a.backstep"


def test_revert_to_a_file_that_is_gone_keeps_what_is_there(room, tmp_path):
    room.save_as(tmp_path / "a.backstep")
    mine = room.edit()
    (tmp_path / "a.backstep").unlink()
    room.answers["revert"] = [True]
    room.files.revert()
    assert "does not exist" in room.errors[0].message
    assert room.document.project == mine and room.document.is_modified()


# ---------------------------------------------------------------------- saving that fails


def full_disk(*_):
    raise OSError(28, "No space left on device")


def test_a_full_disk_leaves_the_old_file(room, tmp_path, monkeypatch):
    path = tmp_path / "a.backstep"
    room.save_as(path)
    before = path.read_bytes()
    room.edit()
    room.answers["unsaved"] = [Answer.SAVE]
    with monkeypatch.context() as patched:
        patched.setattr("core.disk.writing.os.fsync", full_disk)
        assert not room.close(), "what could not be saved is not closed"
    assert "No space left" in room.errors[0].message and room.errors[0].hint
    assert path.read_bytes() == before and room.document.is_modified()
    assert sorted(p.name for p in tmp_path.iterdir() if p.suffix == ".tmp") == []
    room.files.save()
    assert not room.files.is_modified()


def test_a_folder_that_vanished_is_said(room, tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    room.save_as(folder / "a.backstep")
    room.edit()
    for item in folder.iterdir():
        item.unlink()
    folder.rmdir()
    room.files.save()
    assert "does not exist" in room.errors[0].message
    assert room.document.is_modified()


def test_a_save_as_that_fails_frees_its_lock_and_keeps_the_old_file(room, tmp_path, monkeypatch):
    room.save_as(tmp_path / "a.backstep")
    with monkeypatch.context() as patched:
        patched.setattr("core.disk.writing.os.fsync", full_disk)
        room.save_as(tmp_path / "b.backstep")
    assert room.document.path == tmp_path / "a.backstep"
    assert (tmp_path / ".a.backstep.lock").exists()
    assert not (tmp_path / ".b.backstep.lock").exists()


def test_another_error_while_saving_does_not_lose_that_it_was_saved(room, tmp_path, monkeypatch):
    path = tmp_path / "a.backstep"
    save = room.session.part.save

    def save_after_another_error(*values):
        room.files.failed(UserError("no such input", "type another"))
        save(*values)

    monkeypatch.setattr(room.session, "save", save_after_another_error)
    room.edit()
    room.save_as(path)
    assert room.document.path == path and not room.files.is_modified()
    assert (tmp_path / ".a.backstep.lock").exists()


# ---------------------------------------------------------------------- with a thread


@pytest.mark.thorough
def test_training_goes_on_while_it_is_saved(qtbot, settings, tmp_path, monkeypatch):
    real = RealWindow(qtbot, settings)
    try:
        real.session.set_speed(None)
        real.session.play()
        real.wait(lambda: real.session.state is State.RUNNING and real.trainer.update > 50)
        path, saved = tmp_path / "a.backstep", []
        real.session.saved.connect(saved.append)
        lock = real.window.files.guard.lock_for(path)
        real.window.files._save_to(path, lock)
        real.wait(lambda: bool(saved))
        at = real.trainer.update
        real.wait(lambda: real.trainer.update > at + 50)
        assert real.session.state is State.RUNNING and real.failures == []
        assert 50 < open_file(path).moment.record.update <= at
        real.session.pause()
        real.settle()
    finally:
        real.window.files.end()
        real.close()


def test_new_is_never_guarded(room):
    room.files.new()
    assert room.document.path is None and room.files.guard.path is None
    assert not (opening_file().parent / f".{opening_file().name}.lock").exists()


# ---------------------------------------------------------------------- what goes wrong on the way


def test_a_fault_in_opening_leaves_setting_aside_alive(room, tmp_path, monkeypatch):
    path = tmp_path / "a.backstep"
    room.save_as(path)
    monkeypatch.setattr(
        room.session, "open_file", lambda path, *_: room.session.worker.do(OpenFile(path))
    )

    def fault(*_):
        raise RuntimeError("nobody has foreseen it")

    monkeypatch.setattr(building, "open_file", fault)
    with pytest.raises(RuntimeError):
        room.files.open_path(path)
    assert not room.files.is_busy() and len(room.errors) == 1
    room.edit()
    room.keeping.autosave()
    assert len(room.copies()) == 1


def test_closing_waits_once_for_a_file_on_its_way_out(room, tmp_path, monkeypatch):
    went = []
    room.files.may_close.connect(lambda: went.append(True))
    written = []
    monkeypatch.setattr(room.session, "save", lambda *values: written.append(values))
    room.save_as(tmp_path / "a.backstep")
    room.files.close()
    assert went == [] and room.told[-1] == "The window closes when a.backstep is saved"
    room.files.saved(tmp_path / "a.backstep")
    assert went == [True]


def test_closing_again_does_not_wait(room, tmp_path, monkeypatch):
    went = []
    room.files.may_close.connect(lambda: went.append(True))
    monkeypatch.setattr(room.session, "save", lambda *values: None)
    room.save_as(tmp_path / "a.backstep")
    room.files.close()
    room.files.close()
    assert went == [True]


# ---------------------------------------------------------------------- tables elsewhere


@pytest.fixture
def foreign(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "t.csv").write_text(TABLE, encoding="utf-8")
    described = with_table(home).to_json()
    described["data"]["source"]["path"] = "../t.csv"
    (home / "p.json").write_text(to_json(described), encoding="utf-8")
    return home / "p.json"


def test_a_table_elsewhere_is_asked_for_once(room, foreign, tmp_path):
    before = room.document.project
    room.answers["allow_tables"] = [False]
    room.files.open_path(foreign)
    assert room.document.project == before and not room.files.is_busy()
    assert room.told[-1] == "p.json was not opened" and room.errors == []
    room.answers["allow_tables"] = [True]
    room.files.open_path(foreign)
    assert room.document.path == foreign and room.session.state is State.READY
    room.files.new()
    room.files.open_path(foreign)
    assert room.document.path == foreign and room.asked.count("allow_tables") == 2


def test_a_document_without_usable_data_is_not_saved_without_a_word(room, tmp_path):
    (tmp_path / "one.csv").write_text("a,b,y\n1,2,3\n", encoding="utf-8")
    project = room.document.project
    table = Table(path=str(tmp_path / "one.csv"))
    room.document.edit(replace(project, data=replace(project.data, source=table)), "data")
    assert room.session.state is State.EMPTY
    room.save_as(tmp_path / "a.backstep")
    assert room.told[-1].startswith("Saved as a.backstep. The network does not fit its data yet")
    room.files.new()
    assert room.session.state is State.READY
    room.files.open_path(tmp_path / "a.backstep")
    assert room.document.path == tmp_path / "a.backstep"
    assert room.session.state is State.EMPTY and len(room.errors) == 1
