"""The window of pictures: epochs, size, folder, progress, and what is said at the end."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core.errors import FileError
from core.run.strip import MOST_EPOCHS, TOGETHER, file_name
from gui.exchange.strip import StripDialog, spread
from tests.amount import some


@pytest.fixture
def dialog(qtbot, tmp_path) -> StripDialog:
    window = StripDialog()
    qtbot.addWidget(window)
    window.show_recorded(0, 60)
    window.ask(tmp_path)
    return window


@pytest.fixture
def asked(dialog) -> list[tuple[object, ...]]:
    got: list[tuple[object, ...]] = []
    dialog.strip_requested.connect(lambda *values: got.append(values))
    return got


@pytest.fixture
def cancels(dialog) -> list[int]:
    got: list[int] = []
    dialog.cancelled.connect(lambda: got.append(1))
    return got


def type_epochs(dialog: StripDialog, text: str) -> None:
    dialog.epochs.clear()
    QTest.keyClicks(dialog.epochs, text)


@settings(max_examples=some(50), deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(1, 1000))
def test_epochs_are_spread_from_the_first_to_the_last(first: int, more: int, count: int) -> None:
    chosen = spread(first, first + more, count)
    assert chosen[0] == first and list(chosen) == sorted(set(chosen))
    assert len(chosen) == min(count, MOST_EPOCHS, more + 1)
    if count > 1:
        assert chosen[-1] == first + more
        gaps = [b - a for a, b in pairwise(chosen)]
        assert not gaps or max(gaps) - min(gaps) <= 1


def test_it_proposes_epochs_evenly_spread(dialog, asked, tmp_path) -> None:
    assert dialog.epochs.text() == "0, 15, 30, 45, 60"
    assert "0 to 60" in dialog.about.text()
    QTest.keyClick(dialog.epochs, Qt.Key.Key_Return)
    assert asked == [(tmp_path, (0, 15, 30, 45, 60), 320, True)]


def test_a_number_of_pictures_writes_their_epochs(dialog) -> None:
    dialog.count.lineEdit().selectAll()
    QTest.keyClicks(dialog.count, "3")
    dialog.count.commit()
    assert dialog.epochs.text() == "0, 30, 60"


def test_a_longer_run_moves_the_proposal_but_not_what_is_typed(dialog) -> None:
    dialog.show_recorded(0, 100)
    assert dialog.epochs.text() == "0, 25, 50, 75, 100"
    type_epochs(dialog, "1,2")
    dialog.show_recorded(0, 200)
    assert dialog.epochs.text() == "1,2" and "0 to 200" in dialog.about.text()


def test_what_is_typed_is_asked_for(dialog, asked, tmp_path) -> None:
    type_epochs(dialog, "10, 0,100")
    dialog.side.set_value(128)
    dialog.together.setChecked(False)
    dialog.run.click()
    assert asked == [(tmp_path, (0, 10, 100), 128, False)]


def test_epochs_that_are_none_are_said_under_the_field(dialog, asked) -> None:
    type_epochs(dialog, "1, soon")
    dialog.run.click()
    assert asked == [] and "'soon'" in dialog._epochs_row.error.text()
    QTest.keyClick(dialog.epochs, Qt.Key.Key_Backspace)
    assert dialog._epochs_row.error.text() == ""


def test_a_size_out_of_bounds_is_said_and_nothing_is_asked(dialog, asked) -> None:
    dialog.side.lineEdit().selectAll()
    QTest.keyClicks(dialog.side, "5")
    dialog.run.click()
    assert asked == [] and dialog._size_row.error.text()


def test_progress_and_the_end(dialog, asked, tmp_path) -> None:
    shown: list[Path] = []
    dialog.folder_wanted.connect(shown.append)
    dialog.run.click()
    assert dialog.is_running and dialog.run.text() == "Cancel" and not dialog.epochs.isEnabled()
    dialog.show_progress(2, 5)
    assert (dialog.progress.value(), dialog.progress.maximum()) == (2, 5)
    assert dialog.progress.isVisible() and dialog.outcome.text() == "2 of 5 pictures"
    dialog.show_made(tmp_path, 5)
    assert dialog.outcome.text() == f"Saved in the folder {tmp_path.name}: 5 pictures."
    assert not dialog.progress.isVisible() and dialog.run.text() == "Draw them"
    dialog.open_folder.click()
    assert shown == [tmp_path]


def test_cancel_stops_and_late_progress_is_not_shown(dialog, cancels) -> None:
    dialog.run.click()
    dialog.show_progress(2, 5)
    dialog.run.click()
    assert cancels == [1] and "after 2 pictures" in dialog.outcome.text()
    dialog.show_progress(3, 5)
    assert "after 2 pictures" in dialog.outcome.text() and dialog.open_folder.isEnabled()


@pytest.mark.parametrize("how", ["close", "escape"])
def test_closing_cancels(dialog, cancels, how: str) -> None:
    dialog.run.click()
    if how == "close":
        dialog.close()
    else:
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert cancels == [1] and not dialog.is_running and not dialog.isVisible()


def test_an_error_ends_it_in_words(dialog) -> None:
    dialog.run.click()
    dialog.show_error(FileError("there is no room", "make some"))
    assert dialog.error.text() == "there is no room: make some" and dialog.error.isVisible()
    assert dialog.run.text() == "Draw them" and dialog.epochs.isEnabled()


def test_pictures_are_not_replaced_without_a_question(dialog, asked, tmp_path, monkeypatch) -> None:
    questions: list[list[str]] = []
    monkeypatch.setattr(dialog, "may_replace", lambda names: bool(questions.append(names)))
    (tmp_path / file_name(15)).write_bytes(b"mine")
    (tmp_path / TOGETHER).write_bytes(b"mine")
    dialog.run.click()
    assert questions == [[file_name(15), TOGETHER]] and asked == []
    monkeypatch.setattr(dialog, "may_replace", lambda names: True)
    dialog.run.click()
    assert len(asked) == 1


def test_it_needs_epochs_and_a_folder(dialog) -> None:
    dialog.folder.path.clear()
    assert not dialog.run.isEnabled()
    dialog.folder.path.setText("here")
    assert dialog.run.isEnabled()
    type_epochs(dialog, " ")
    assert not dialog.run.isEnabled()


def test_every_control_has_a_name_and_help(dialog) -> None:
    controls = (dialog.epochs, dialog.count, dialog.side, dialog.folder.path, dialog.together)
    for control in (*controls, dialog.folder.button, dialog.run, dialog.open_folder):
        assert control.accessibleName() and control.toolTip()
