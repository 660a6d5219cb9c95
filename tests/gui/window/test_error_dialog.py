"""The safety net: bugs are logged and shown once each, from any thread; mistakes are not bugs."""

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from core.errors import UserError
from gui.window import errors
from gui.window.errors import MOST, ErrorNet


@pytest.fixture
def net(tmp_path: Path, qtbot: QtBot) -> Iterator[ErrorNet]:
    made = ErrorNet(tmp_path / "logs")
    made.install()
    yield made
    if made.dialog is not None:
        made.dialog.close()
    made.remove()


def raise_bug(number: int = 0) -> None:
    """Raise an exception and pass it to the hook, as Qt does."""
    try:
        raise ValueError(f"bug {number}")
    except ValueError:
        sys.excepthook(*sys.exc_info())


def raise_another() -> None:
    try:
        raise KeyError("another")
    except KeyError:
        sys.excepthook(*sys.exc_info())


def log_text(net: ErrorNet) -> str:
    assert net.log is not None
    return net.log.read_text(encoding="utf-8") if net.log.exists() else ""


def test_a_bug_is_logged_and_shown_with_details(net: ErrorNet, qtbot: QtBot) -> None:
    raise_bug()
    qtbot.waitUntil(lambda: net.dialog is not None)
    assert net.dialog is not None
    details = net.dialog.details.toPlainText()
    assert "ValueError: bug 0" in details and "raise_bug" in details
    assert "ValueError: bug 0" in log_text(net)
    net.dialog.copy_button.click()
    assert QGuiApplication.clipboard().text() == details
    assert "NumPy" in details and "NumPy" in log_text(net)  # the versions it happened with
    assert not net.dialog.saved.text()  # nobody keeps a document here


class Keeper(QObject):
    """Sets copies aside, and reports the outcome."""

    kept_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.words, self.asked = "nothing", 0

    def set_aside(self) -> None:
        self.asked += 1
        self.words = "on its way"

    def kept_words(self) -> str:
        return self.words


class Broken(Keeper):
    """A keeper that has the bug itself."""

    def set_aside(self) -> None:
        raise RuntimeError("and this too")


def test_it_says_what_is_saved(net: ErrorNet, qtbot: QtBot) -> None:
    keeper = Keeper()
    net.keep_by(keeper)
    raise_bug()
    qtbot.waitUntil(lambda: net.dialog is not None)
    assert net.dialog is not None and keeper.asked == 1
    assert net.dialog.saved.text() == "on its way"
    keeper.words = "there"
    keeper.kept_changed.emit()
    assert net.dialog.saved.text() == "there"


def test_a_bug_in_what_saves_is_no_endless_circle(net: ErrorNet, qtbot: QtBot) -> None:
    net.keep_by(Broken())
    raise_bug()
    qtbot.waitUntil(lambda: net.dialog is not None)
    assert net.dialog is not None
    assert not net.dialog.saved.isVisible()
    assert "and this too" in log_text(net)


def test_the_log_folder_is_opened_or_named(
    net: ErrorNet, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(errors, "open_folder", opened.append)  # None: there is no program for it
    raise_bug()
    qtbot.waitUntil(lambda: net.dialog is not None)
    assert net.dialog is not None and net.log is not None
    net.dialog.folder_button.click()
    assert opened == [net.log.parent]
    assert str(net.log.parent) in net.dialog.saved.text()


def test_what_ended_the_run_before_is_offered_once(tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "faults.log").write_text("Fatal Python error: Segmentation fault")
    told: list[str] = []
    for _ in range(2):
        net = ErrorNet(tmp_path / "logs")
        net.offer_last_fault(lambda words, answers: told.append(words))
        net.remove()
    assert len(told) == 1 and "ended unexpectedly" in told[0]


def test_the_same_traceback_is_told_once(net: ErrorNet, qtbot: QtBot) -> None:
    for number in range(1000):
        raise_bug(number)
    qtbot.waitUntil(lambda: net.dialog is not None)
    assert net.dialog is not None
    assert net.dialog.details.toPlainText().count("Traceback") == 1
    assert log_text(net).count("Traceback") == 1


def test_a_second_bug_joins_the_open_dialog(net: ErrorNet, qtbot: QtBot) -> None:
    raise_bug()
    raise_another()
    qtbot.waitUntil(lambda: net.dialog is not None)
    first = net.dialog
    assert first is not None
    qtbot.waitUntil(lambda: "KeyError" in first.details.toPlainText())
    assert net.dialog is first


def test_a_closed_dialog_does_not_come_back_for_the_same_bug(net: ErrorNet, qtbot: QtBot) -> None:
    raise_bug()
    qtbot.waitUntil(lambda: net.dialog is not None)
    assert net.dialog is not None
    net.dialog.close()
    qtbot.waitUntil(lambda: net.dialog is None)
    raise_bug()
    raise_another()
    qtbot.waitUntil(lambda: net.dialog is not None)
    assert net.dialog is not None
    assert "ValueError" not in net.dialog.details.toPlainText()


def test_a_bug_in_another_thread_is_shown_here(net: ErrorNet, qtbot: QtBot) -> None:
    def fail() -> None:
        raise RuntimeError("in a thread")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: net.dialog is not None)
    assert net.dialog is not None
    assert "in a thread" in net.dialog.details.toPlainText()


def test_what_a_person_can_mend_is_no_bug(net: ErrorNet, qtbot: QtBot) -> None:
    told: list[UserError] = []
    net.tell_user_errors(told.append)
    error = UserError("the table is empty", "add rows")
    sys.excepthook(UserError, error, None)
    qtbot.waitUntil(lambda: told == [error])
    assert net.dialog is None
    assert log_text(net) == ""


def test_no_flood_of_different_bugs(net: ErrorNet, qtbot: QtBot) -> None:
    for number in range(MOST + 30):
        scope: dict[str, object] = {}
        exec(f"def fail_{number}():\n    raise ValueError({number})", scope)
        try:
            scope[f"fail_{number}"]()  # type: ignore[operator]
        except ValueError:
            sys.excepthook(*sys.exc_info())
    qtbot.waitUntil(lambda: net.dialog is not None)
    assert log_text(net).count("Traceback") == MOST


def test_hooks_are_given_back(tmp_path: Path) -> None:
    before = (sys.excepthook, threading.excepthook)
    net = ErrorNet(tmp_path)
    net.install()
    assert sys.excepthook != before[0]
    net.remove()
    assert (sys.excepthook, threading.excepthook) == before


def test_a_folder_that_cannot_be_written_does_no_harm(tmp_path: Path, qtbot: QtBot) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", encoding="utf-8")
    net = ErrorNet(blocked / "logs")
    net.install()
    try:
        assert net.log is None
        raise_bug()
        qtbot.waitUntil(lambda: net.dialog is not None)
        assert net.dialog is not None
        net.dialog.close()
    finally:
        net.remove()
