"""Recovery: what a crashed window has left is offered, opened, and kept until saved."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, QDateTime, QEvent, Qt, QTime
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.documents.autosave import Found
from core.documents.project_file import open_file
from gui.documents.recovery import RecoveryDialog, when_words
from gui.kit.settings import Settings
from tests.gui.keeping_room import Answer, Changed, Room, crash, lock_elsewhere

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def rooms(qtbot, tmp_path, monkeypatch):
    """Return a maker of windows over one recovery folder."""
    made = []

    def make():
        settings = Settings(tmp_path / f"{len(made)}.ini")
        made.append(Room(tmp_path, settings, monkeypatch))
        return made[-1]

    yield make
    for room in made:
        if room.keeping.dialog is not None:
            room.keeping.dialog.close()
        room.end()


def crashed(rooms, updates=11, path=None):
    """Return a window that ended with unsaved work, and its numbers."""
    room = rooms()
    if path is not None:
        room.save_as(path)
    room.edit()
    bits = room.session.train(updates)
    room.keeping.autosave()
    crash(room)
    return room, bits


def press(widget, key):
    QTest.keyClick(widget, key)


def test_a_clean_end_leaves_nothing_to_offer(rooms):
    room = rooms()
    room.edit()
    room.keeping.autosave()
    room.answers["unsaved"] = [Answer.DISCARD]
    assert room.close()
    second = rooms()
    second.keeping.offer_recovery()
    assert second.keeping.dialog is None


def test_it_is_offered_and_opened_as_it_was(rooms, tmp_path):
    path = tmp_path / "a.backstep"
    first, bits = crashed(rooms, path=path)
    room = rooms()
    room.keeping.offer_recovery()
    dialog = room.keeping.dialog
    name, place, state = dialog.list.item(0).text().split("\n")
    assert (name, place) == ("a", str(path))
    assert state.startswith("today ") and state.endswith("update 11")
    assert not dialog.list.item(0).icon().isNull()
    press(dialog.list, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert room.document.project == first.document.project
    assert room.session.bits() == bits
    assert room.document.path == path and room.files.is_modified()
    assert len(room.copies()) == 1, "it is kept until it is saved"
    room.files.save()
    assert room.asked == [] and room.copies() == []
    assert open_file(path).moment.record.update == 11
    assert list(room.recovery.iterdir()) == []


def test_what_was_never_saved_asks_where(rooms, tmp_path):
    crashed(rooms)
    room = rooms()
    room.keeping.offer_recovery()
    assert "never saved" in room.keeping.dialog.list.item(0).text()
    room.keeping.dialog.recover.click()
    assert room.document.path is None and room.document.is_modified()
    room.where = [str(tmp_path / "b.backstep")]
    room.files.save()
    assert room.document.path == tmp_path / "b.backstep" and room.copies() == []


def test_later_leaves_it_for_the_next_start(rooms):
    crashed(rooms)
    for press_later in (lambda d: d.later.click(), lambda d: press(d, Qt.Key.Key_Escape)):
        room = rooms()
        room.keeping.offer_recovery()
        press_later(room.keeping.dialog)
        assert not room.keeping.dialog.isVisible() and len(room.copies()) == 1
        room.close()
        assert len(room.copies()) == 1


def test_discarding_asks_first(rooms):
    crashed(rooms)
    room = rooms()
    room.keeping.offer_recovery()
    dialog = room.keeping.dialog
    room.answers["discard_recovery"] = [False, True]
    dialog.discard.click()
    assert dialog.isVisible() and len(room.copies()) == 1
    dialog.discard.click()
    assert not dialog.isVisible() and list(room.recovery.iterdir()) == []


def test_recovered_and_given_up_on_closing_is_gone(rooms):
    crashed(rooms)
    room = rooms()
    room.keeping.offer_recovery()
    room.keeping.dialog.recover.click()
    room.answers["unsaved"] = [Answer.CANCEL, Answer.DISCARD]
    assert not room.close()
    assert len(room.copies()) == 1
    assert room.close()
    assert list(room.recovery.iterdir()) == []


def test_recovered_and_crashed_again_is_still_there(rooms):
    _, bits = crashed(rooms)
    second = rooms()
    second.keeping.offer_recovery()
    second.keeping.dialog.recover.click()
    crash(second)
    second.keeping._source.lock.release()  # because its process is gone
    third = rooms()
    third.keeping.offer_recovery()
    third.keeping.dialog.recover.click()
    assert third.session.bits() == bits


def test_giving_up_the_question_before_recovering_loses_nothing(rooms):
    crashed(rooms)
    room = rooms()
    mine = room.edit(rate=0.9)
    room.keeping.offer_recovery()
    room.answers["unsaved"] = [Answer.CANCEL]
    room.keeping.dialog.recover.click()
    assert room.document.project == mine and len(room.copies()) == 1
    room.answers["unsaved"] = [Answer.DISCARD]
    room.files.new()
    assert len(room.copies()) == 1, "another document is no answer about this one"


def test_what_another_window_is_recovering_is_not_offered(rooms):
    crashed(rooms)
    room = rooms()
    place = lock_elsewhere(room.recovery / room.copies()[0])
    room.keeping.offer_recovery()
    assert room.keeping.dialog is None
    place.unlink()
    room.keeping.offer_recovery()
    lock_elsewhere(room.recovery / room.copies()[0])  # another window was quicker
    room.keeping.dialog.recover.click()
    assert "in another window" in room.told[-1] and not room.document.is_modified()


def test_a_file_saved_after_the_crash_is_not_written_over_unasked(rooms, tmp_path):
    path = tmp_path / "a.backstep"
    crashed(rooms, path=path)
    os.utime(path, (time.time() + 60, time.time() + 60))
    room = rooms()
    room.keeping.offer_recovery()
    room.keeping.dialog.recover.click()
    room.answers["changed_outside"] = [Changed.CANCEL]
    room.files.save()
    assert room.asked == ["changed_outside"] and len(room.copies()) == 1


def test_another_file_of_that_name_is_not_written_over_unasked(rooms, tmp_path, monkeypatch):
    """Killed in folder a, recovered in b, where the file of that name is another project."""
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "a")
    crashed(rooms, path=Path("x.backstep"))
    mine = (tmp_path / "a" / "x.backstep").read_bytes()
    other = tmp_path / "b" / "x.backstep"
    other.write_bytes(b"another project")
    monkeypatch.chdir(tmp_path / "b")
    room = rooms()
    room.keeping.offer_recovery()
    room.keeping.dialog.recover.click()
    assert room.document.path == tmp_path / "a" / "x.backstep"
    room.files.save()
    assert other.read_bytes() == b"another project"
    assert (tmp_path / "a" / "x.backstep").read_bytes() != mine


def test_another_content_at_the_place_of_the_old_is_asked_about(rooms, tmp_path):
    path = tmp_path / "a.backstep"
    crashed(rooms, path=path)
    path.write_bytes(b"written by another program")
    os.utime(path, (1e9, 1e9))  # and older than the copy, like one restored from a backup
    room = rooms()
    room.keeping.offer_recovery()
    room.keeping.dialog.recover.click()
    room.answers["changed_outside"] = [Changed.CANCEL]
    room.files.save()
    assert room.asked == ["changed_outside"]
    assert path.read_bytes() == b"written by another program"


def test_a_damaged_copy_says_so(rooms):
    first, _ = crashed(rooms)
    (first.recovery / first.copies()[0]).write_bytes(b"half a fi")
    room = rooms()
    room.keeping.offer_recovery()
    dialog = room.keeping.dialog
    assert "damaged" in dialog.list.item(0).text()
    assert not dialog.recover.isEnabled() and dialog.discard.isEnabled()
    press(dialog.list, Qt.Key.Key_Return)
    assert dialog.isVisible() and not room.document.is_modified()


def test_a_copy_damaged_inside_says_so_and_can_be_discarded(rooms):
    first, _ = crashed(rooms)
    path = first.recovery / first.copies()[0]
    content = bytearray(path.read_bytes())
    at = content.index(b"moment.safetensors") + 60
    content[at : at + 40] = bytes(40)  # which the checksum detects when it is read
    path.write_bytes(bytes(content))
    room = rooms()
    project = room.document.project
    room.keeping.offer_recovery()
    room.keeping.dialog.recover.click()
    assert room.errors and room.document.project == project
    ((text, answers),) = room.offers
    assert "cannot be recovered" in text and len(room.copies()) == 1
    answers["Keep it"]()
    assert len(room.copies()) == 1
    answers["Discard it"]()
    assert list(room.recovery.glob("*.backstep*")) == []


def test_times_in_words():
    now = QDateTime(QDate(2026, 11, 22), QTime(16, 0))

    def at(*date):
        return QDateTime(QDate(*date), QTime(14, 5)).toSecsSinceEpoch()

    assert when_words(at(2026, 11, 22), now) == "today 14:05"
    assert when_words(at(2026, 11, 21), now) == "yesterday 14:05"
    assert when_words(at(2026, 5, 3), now) == "3 May 2026 14:05"


def test_several_are_listed_and_taken_away_one_by_one(qtbot, tmp_path):
    found = [
        Found(f"1-0000000{i}", tmp_path / "none", f"n{i}", None, None, time.time(), 0, None)
        for i in range(3)
    ]
    dialog = RecoveryDialog(found)
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.remove(found[1])
    assert [dialog.list.item(i).text().split("\n")[0] for i in range(2)] == ["n0", "n2"]
    dialog.remove(found[0])
    dialog.remove(found[2])
    assert not dialog.isVisible()


_PROGRAM = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from tests.gui.keeping_room import DirectSession
from core.documents.opening import opening_project
application = QCoreApplication([])
session = DirectSession()
session.worker.building.load(opening_project(), None)
session.train(31)
session.autosave(Path(sys.argv[1]), "{key}", opening_project(), None, "killed", None)
assert session.autosaves
sys.stdout.write(session.bits().hex() + chr(10))
sys.stdout.flush()
sys.stdin.read()
"""


def test_a_killed_process_loses_nothing_that_was_set_aside(rooms, tmp_path):
    program = _PROGRAM.replace("{key}", "77-0123abcd")
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path / "recovery")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    ) as process:
        bits = bytes.fromhex(process.stdout.readline().decode())
        room = rooms()
        room.keeping.offer_recovery()
        assert room.keeping.dialog is None, "its window lives"
        process.kill()
        process.wait()
    room.keeping.offer_recovery()
    assert room.keeping.dialog.list.item(0).text().startswith("killed\n")
    room.keeping.dialog.recover.click()
    assert len(bits) and room.session.bits() == bits


def test_each_offer_lets_the_last_one_go(rooms):
    crashed(rooms)
    room = rooms()
    for _ in range(3):
        room.keeping.offer_recovery()
        room.keeping.dialog.later.click()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert len(room.window.findChildren(RecoveryDialog)) == 1
