"""Files that arrive while the window is open: by letter from a second start, or from the Finder."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from core.desktop import letters
from core.desktop.letters import FIRST, Letter
from gui import app
from gui.window.arrivals import Arrivals


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "windows"


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def arrivals(window: QWidget, folder: Path) -> Iterator[Arrivals]:
    made = Arrivals(window, folder)
    yield made
    made.close()


def test_a_letter_opens_its_file(
    arrivals: Arrivals, window: QWidget, folder: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    window.showMinimized()
    said: list[bool] = []
    file = tmp_path / "a.backstep"
    sender = threading.Thread(
        target=lambda: said.append(letters.send(folder, FIRST, Letter(file), 20))
    )
    with qtbot.waitSignal(arrivals.file_came) as came:
        sender.start()
    sender.join()
    assert came.args == [file] and said == [True]
    assert not window.isMinimized()


def test_while_a_question_is_open_nothing_is_taken(
    arrivals: Arrivals, window: QWidget, folder: Path
) -> None:
    dialog = QDialog(window)
    dialog.setModal(True)
    dialog.show()
    letter = folder / f"{FIRST}-00.letter"
    letter.write_text('{"file": null}')
    arrivals.look()
    assert letter.exists()
    dialog.close()
    arrivals.look()
    assert not letter.exists()


def test_a_second_start_leaves_its_file_to_the_first(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[tuple[int, Letter]] = []
    monkeypatch.setattr(letters, "send", lambda _, to, letter: sent.append((to, letter)) or True)
    monkeypatch.setattr(letters, "window_with", lambda file: 77 if "open" in file.name else None)
    monkeypatch.setattr(letters, "first_window", lambda _: FIRST)
    file = tmp_path / "other.backstep"
    assert not app.handed_over(file, False, folder)  # a window of its own
    assert not app.handed_over(None, False, folder)
    assert sent == []
    assert app.handed_over(file, True, folder)
    assert app.handed_over(tmp_path / "open.backstep", False, folder)
    assert sent == [(FIRST, Letter(file)), (77, Letter())]
