"""A person's own table in the whole window: every way in, accepted, undone, read another way."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from core.data.choosing import wishes_of
from core.documents.project_file import open_file
from core.run.states import State
from gui.documents.controller import Answer
from gui.kit.settings import Settings
from gui.table.dialog import TableDialog
from tests.data.reading.tables import MESS
from tests.gui.real import RealWindow

#: the window as a whole is in other tests too
pytestmark = pytest.mark.thorough


@pytest.fixture
def real(shared: RealWindow) -> RealWindow:
    return shared


@pytest.fixture
def fresh(qtbot: QtBot, settings: Settings) -> Iterator[RealWindow]:
    """A window of the test's own, in which no table was opened before."""
    made = RealWindow(qtbot, settings)
    yield made
    made.close()


@pytest.fixture
def mess(tmp_path: Path) -> Path:
    path = tmp_path / "mess.csv"
    path.write_text(MESS, encoding="utf-8")
    return path


def dialog_of(real: RealWindow) -> TableDialog:
    """Return the window of the table, once it is read."""
    dialog = real.window.tables.dialog
    assert dialog is not None
    real.wait(lambda: dialog.isVisible() and dialog._read is not None)
    return dialog


def accept(real: RealWindow) -> None:
    dialog = dialog_of(real)
    QTest.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Return)
    real.wait(lambda: not dialog.isVisible() and not real.window.files.is_busy())
    real.settle()


def drop(real: RealWindow, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(real.window, QDragEnterEvent(QPoint(5, 5), copy, data, left, none))
    QApplication.sendEvent(real.window, QDropEvent(QPointF(5, 5), copy, data, left, none))


def test_a_dropped_table_becomes_a_document(real: RealWindow, mess: Path) -> None:
    before = real.document.project
    drop(real, mess)
    dialog = dialog_of(real)
    assert real.document.project is before and dialog.open_button.text() == "Open"
    accept(real)
    assert real.trainer.dataset.inputs == 7 and real.document.path == mess
    assert real.window.windowTitle().startswith("mess[*]")
    assert real.window._settings.recent()[0] == mess
    assert real.session.state is State.READY and not real.window.files.is_modified()
    assert wishes_of(real.document.project.data.source).columns.of("Kunde").role == "ignored"


def test_cancelled_nothing_has_changed(real: RealWindow, mess: Path) -> None:
    before, trainer = real.document.project, real.trainer
    real.window.files.open_path(mess)
    dialog = dialog_of(real)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    real.settle()
    assert real.document.project is before and real.trainer is trainer
    assert mess not in real.window._settings.recent() and not real.window.files.is_busy()


@pytest.mark.thorough
def test_what_does_not_read_leaves_the_project_alone(real: RealWindow, tmp_path: Path) -> None:
    path = tmp_path / "letter.log"
    path.write_bytes(b"\x00\x01\x02 no table" * 40)
    trainer = real.trainer
    real.window.files.open_path(path)
    dialog = dialog_of(real)
    assert "is not a text table" in dialog.error.text()
    assert not dialog.open_button.isEnabled()
    QTest.mouseClick(dialog.cancel_button, Qt.MouseButton.LeftButton)
    real.settle()
    assert real.trainer is trainer and real.failures == []


def test_a_table_for_the_open_project_and_back(
    real: RealWindow, mess: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = real.document.project
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(mess), ""))
    QTest.mouseClick(real.window.data.table_button, Qt.MouseButton.LeftButton)
    accept(real)
    assert real.trainer.dataset.inputs == 7 and real.trainer.network.inputs == 7
    assert real.document.project.layers[0] == before.layers[0]
    assert real.window.windowTitle().startswith("mess[*]")
    assert real.window._settings.recent()[0] == mess
    assert real.window.notice_bar.isVisible()
    assert "Predicts Kauft" in real.window.notice_bar.message.text()
    real.undo()
    assert real.document.project == before and real.trainer.network.inputs == 2
    real.redo()
    assert real.trainer.network.inputs == 7 and real.failures == []


def test_cells_of_a_spreadsheet_are_pasted(fresh: RealWindow, tmp_path: Path) -> None:
    real = fresh
    rows = "".join(f"{i / 4}\t{i % 5}\t{'odd' if i % 2 else 'even'}\n" for i in range(30))
    QApplication.clipboard().setText("a\tb\tparity\n" + rows)
    QTest.keyClick(real.window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    dialog = dialog_of(real)
    assert dialog.windowTitle() == "Pasted table"
    accept(real)
    assert real.trainer.dataset.classes == ("even", "odd")
    assert real.window._settings.recent() == []
    # saved, it takes the cells along
    kept = tmp_path / "kept.backstep"
    save_to(real, kept)
    opened = open_file(kept)
    assert opened.project.data.source.file == "Pasted table.txt"
    assert opened.project.data.source.draw(None, opened.folder).inputs.shape == (30, 2)


def save_to(real: RealWindow, path: Path) -> None:
    real.session.save(path, real.document.project, None)
    real.wait(path.exists)
    real.settle()


@pytest.mark.thorough
def test_nothing_on_the_clipboard_is_said(fresh: RealWindow) -> None:
    real = fresh
    QApplication.clipboard().clear()
    QTest.keyClick(real.window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert "no table to paste" in real.window.notice_bar.message.text()
    assert real.window.tables.dialog is None


def test_the_table_is_read_otherwise_later(real: RealWindow, mess: Path) -> None:
    real.window.files.open_path(mess)
    accept(real)
    real.train(2)
    window = real.window
    QTest.keyClick(window.data.more.head, Qt.Key.Key_Space)
    QTest.mouseClick(window.data.reading_button, Qt.MouseButton.LeftButton)
    dialog = dialog_of(real)
    assert dialog.open_button.text() == "Apply"
    place = [head.name for head in dialog._read.preview.heads].index("Kauf am")
    dialog.heads.chosen.emit(place, "role", "ignored")
    real.wait(lambda: dialog._read.preview.heads[place].role == "ignored")
    accept(real)
    assert real.trainer.dataset.inputs == 6 and real.document.path == mess
    real.undo()
    assert real.trainer.dataset.inputs == 7 and real.failures == []


def test_unsaved_work_is_asked_about_first(
    fresh: RealWindow, mess: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = fresh
    real.window.data.picture("circle").click()
    real.settle()
    asked: list[object] = []
    answers = [Answer.CANCEL, Answer.DISCARD]
    monkeypatch.setattr(
        real.window.files.questions, "unsaved", lambda *v: asked.append(v) or answers.pop(0)
    )
    drop(real, mess)
    assert len(asked) == 1 and real.window.tables.dialog is None
    drop(real, mess)
    accept(real)
    assert real.document.path == mess


def test_dropped_weights_are_looked_at_as_weights(real: RealWindow, tmp_path: Path) -> None:
    np.savez(tmp_path / "w.npz", W1=np.ones((2, 3)), b1=np.zeros(3))
    path = tmp_path / "w.npz.gz"
    path.write_bytes(gzip.compress((tmp_path / "w.npz").read_bytes()))
    before = real.document.project
    drop(real, path)
    real.wait(lambda: real.window.exchange.weights is not None)
    dialog = real.window.exchange.weights
    assert dialog is not None
    real.wait(lambda: dialog.file.text().startswith("w.npz.gz:"))
    assert dialog.isVisible() and real.document.project is before
    dialog.close()
