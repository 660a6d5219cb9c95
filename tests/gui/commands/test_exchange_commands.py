"""Exchange between actions, windows, session and document, with a session that records calls."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from core.documents.opening import opening_project
from core.errors import FileError
from core.formats.exporters import export
from core.formats.importers import read_weights
from core.run.files import Files
from core.run.states import State
from core.run.trained import trained_of
from core.run.weights import reading_of
from gui.commands.exchange import ExchangeCommands
from gui.documents.document import Document
from gui.kit.action_row import Situation
from gui.kit.actions import Actions
from gui.kit.theme import DARK
from tests.gui.fakes import FakeSession
from tests.nets import trainer_of


class Made:
    """The commands, and everything around them."""

    def __init__(self, qtbot, settings) -> None:
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.session = FakeSession()
        self.document = Document(opening_project(), self.window)
        self.commands = ExchangeCommands(self.window, self.session, self.document, settings)
        self.actions = Actions(self.window)
        self.actions.add(self.commands.rows())
        self.actions.show(Situation(State.READY))
        self.told: list[str] = []
        self.failed: list[object] = []
        self.commands.told.connect(self.told.append)
        self.commands.failed.connect(self.failed.append)

    @property
    def calls(self) -> list[tuple[object, ...]]:
        return self.session.calls

    def close(self) -> None:
        for dialog in (self.commands.export, self.commands.weights, self.commands.strip):
            if dialog is not None:
                dialog.close()


@pytest.fixture
def made(qtbot, settings, tmp_path, monkeypatch):
    built = Made(qtbot, settings)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    yield built
    built.close()


def reading(tmp_path: Path):
    project = opening_project()
    trainer = trainer_of(project)
    trainer.run(updates=5, seconds=60.0)
    path = tmp_path / "trained.npz"
    export(trained_of(trainer), path)
    return reading_of(path, read_weights(path), trainer.dataset, project)


def test_the_fake_session_is_like_the_worker() -> None:
    for name in ("exported", "history_saved", "weights_read", "epochs_known", "refused"):
        assert hasattr(Files, name)
    for name in ("export", "save_history", "look_at_weights", "turn_weights", "forget_weights"):
        assert hasattr(Files, name) and hasattr(FakeSession, name)
    for name in ("ask_epochs", "make_strip", "cancel_strip", "strip_progress", "strip_made"):
        assert hasattr(Files, name) and hasattr(FakeSession, name)


def test_an_export_and_its_outcome_in_the_window(made, tmp_path) -> None:
    made.actions["export"].trigger()
    dialog = made.commands.export
    assert dialog.isVisible() and dialog.folder.folder() == tmp_path
    dialog.export()
    ((name, path),) = made.calls
    assert name == "export" and path.parent == tmp_path and path.suffix == ".npz"
    made.session.exported.emit(path, "9 weights")
    assert "9 weights" in dialog.outcome.text() and made.told == []


def test_an_export_that_ends_after_the_window_was_closed_is_told(made) -> None:
    made.actions["export"].trigger()
    made.commands.export.export()
    made.commands.export.close()
    made.session.exported.emit(Path("net.npz"), "9 weights")
    assert made.told == ["Exported to net.npz. 9 weights"]


def test_errors_go_to_the_window_of_the_job_or_to_the_main_one(made) -> None:
    error = FileError("it cannot be", "try again")
    made.session.refused.emit("history", error)
    assert made.failed == [error]
    made.actions["export"].trigger()
    made.session.refused.emit("export", error)
    assert made.failed == [error] and made.commands.export.error.text() == "it cannot be: try again"
    made.commands.export.close()
    made.session.refused.emit("export", error)
    assert made.failed == [error, error]


def test_weights_are_looked_at_and_taken_as_one_step_of_undo(made, tmp_path, monkeypatch) -> None:
    path = tmp_path / "trained.npz"
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    made.commands.set_theme(DARK)
    made.actions["import_weights"].trigger()
    before = made.document.project
    assert made.calls == [("look_at_weights", path, before)]
    found = reading(tmp_path)
    made.session.weights_read.emit(found)
    made.commands.weights.use_button.click()
    assert made.document.project == found.applied != before
    assert made.document.stack.undoText() == "weights of trained.npz"
    assert "trained.npz" in made.told[0] and made.calls[-1] == ("forget_weights",)
    made.document.stack.undo()
    assert made.document.project == before


def test_weights_do_not_undo_an_edit_made_meanwhile(made, tmp_path) -> None:
    made.commands.look_at(tmp_path / "trained.npz")
    found = reading(tmp_path)
    made.session.weights_read.emit(found)
    edited = replace(made.document.project, name="other")
    made.document.edit(edited, "name")
    made.commands.weights.use_button.click()
    assert made.document.project == edited and "changed" in made.told[0]


def test_the_same_weights_again_are_no_edit(made, tmp_path) -> None:
    found = reading(tmp_path)
    made.document.edit(found.applied, "weights")
    made.commands.look_at(found.path)
    made.session.weights_read.emit(found)
    count = made.document.stack.count()
    made.commands.weights.use_button.click()
    assert made.document.stack.count() == count and "already" in made.told[0]


def test_turning_is_asked_of_the_session(made, tmp_path) -> None:
    made.commands.look_at(tmp_path / "trained.npz")
    made.session.weights_read.emit(replace(reading(tmp_path), can_turn=True))
    made.commands.weights.turn.click()
    assert made.calls[-1] == ("turn_weights",)


def test_a_history_gets_its_suffix(made, tmp_path, monkeypatch) -> None:
    asked: list[str] = []

    def get(*arguments: object) -> tuple[str, str]:
        asked.append(str(arguments[2]))
        return str(tmp_path / "losses"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", get)
    made.actions["save_history"].trigger()
    assert made.calls == [("save_history", tmp_path / "losses.csv")]
    assert asked[0].endswith("history.csv")
    made.session.history_saved.emit(tmp_path / "losses.csv")
    assert made.told == ["History saved as losses.csv"]


def test_a_history_under_a_name_that_was_not_asked_about_is_asked_about(
    made, tmp_path, monkeypatch
) -> None:
    (tmp_path / "losses.csv").write_text("mine")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "losses"), ""))
    monkeypatch.setattr(made.commands, "may_replace", lambda path: False)
    made.actions["save_history"].trigger()
    assert made.calls == []


def test_no_file_chosen_is_no_history(made, monkeypatch) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    made.actions["save_history"].trigger()
    assert made.calls == []


def test_pictures_from_asking_to_the_end(made, tmp_path) -> None:
    made.actions["save_strip"].trigger()
    assert made.calls == [("ask_epochs",)]
    made.session.epochs_known.emit(0, 8)
    dialog = made.commands.strip
    dialog.run.click()
    assert made.calls[-1] == ("make_strip", tmp_path, (0, 2, 4, 6, 8), 320, True)
    made.session.strip_progress.emit(1, 5)
    assert dialog.progress.value() == 1
    made.session.strip_made.emit(tmp_path, 5)
    assert "5 pictures" in dialog.outcome.text()
    made.commands.show_state(None)
    assert made.calls[-1] == ("ask_epochs",)


def test_closing_the_pictures_cancels_and_asks_no_more(made) -> None:
    made.actions["save_strip"].trigger()
    made.commands.strip.run.click()
    made.commands.strip.close()
    assert made.calls[-1] == ("cancel_strip",)
    made.commands.show_state(None)
    assert made.calls[-1] == ("cancel_strip",)


def test_a_folder_is_opened_or_named(made, tmp_path, monkeypatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()) or True
    )
    made.commands.open_folder(tmp_path)
    assert opened == [str(tmp_path)] and made.told == []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: False)
    made.commands.open_folder(tmp_path)
    assert str(tmp_path) in made.told[0]


def test_the_last_folder_is_where_the_next_begins(made, tmp_path) -> None:
    assert made.commands.folder() == tmp_path
    made.session.strip_made.emit(tmp_path / "pictures", 1)
    assert made.commands.folder() == tmp_path / "pictures"


@pytest.mark.parametrize(
    ("typed", "kind", "name", "scaled"),
    [
        ("a.csv", "CSV, as the table has them (*.csv)", "a.csv", False),
        ("a", "XLSX, as the network sees them (*.xlsx)", "a.xlsx", True),
        ("a.XLSX", "", "a.XLSX", False),
        ("a.b", "CSV, as the network sees them (*.csv)", "a.b.csv", True),
    ],
)
def test_samples_are_saved_as_chosen(made, tmp_path, monkeypatch, typed, kind, name, scaled):
    offered = []
    monkeypatch.setattr(
        QFileDialog,
        "getSaveFileName",
        lambda *given: offered.append(given[-1]) or (str(tmp_path / typed), kind),
    )
    made.actions["save_samples"].trigger()
    assert made.session.last("save_samples") == (tmp_path / name, scaled)
    assert not kind or kind in offered[0].split(";;")
    made.session.samples_saved.emit(tmp_path / name, 12)
    assert made.told == [f"12 samples saved as {name}"]
