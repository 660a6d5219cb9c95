"""The main window over a session without a thread: every connection, through keys and clicks."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from core.components.activations import Softmax, Tanh
from core.components.layers import Dense
from core.components.losses import CategoricalCrossEntropy
from core.data.samples import Task
from core.documents.examples import examples
from core.documents.opening import opening_file
from core.errors import UserError
from core.fit import find_problem, loss_problem
from core.pictures.snapshot import Divergence, Outcome, TimeSpan, Wanted
from core.project import Project
from core.run.states import State
from gui.documents.controller import Answer, FileController
from gui.documents.document import Document
from gui.kit.settings import Settings
from gui.kit.theme import DARK, LIGHT
from gui.window.main_window import MainWindow
from tests.gui.fakes import FakeSession, xor_facts, xor_snapshot
from tests.gui.kept import Kept

#: the window as a whole is in other tests too
pytestmark = pytest.mark.thorough


@pytest.fixture
def own(qtbot: QtBot, tmp_path: Path) -> Iterator[Kept]:
    """A separate window in which nothing has been done yet."""
    made = Kept(tmp_path)
    made.renew(qtbot)
    yield made
    made.close()


@pytest.fixture
def session(kept: Kept) -> FakeSession:
    return kept.session


@pytest.fixture
def settings(kept: Kept) -> Settings:
    return kept.settings


@pytest.fixture
def window(qtbot: QtBot, kept: Kept) -> Iterator[MainWindow]:
    kept.renew(qtbot)
    yield kept.window
    kept.window.hide()


def press(window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
    target = QApplication.focusWidget() or window
    QTest.keyClick(target, key, modifier or Qt.KeyboardModifier.NoModifier)


def edited(project: Project) -> Project:
    return replace(project, optimizer=replace(project.optimizer, learning_rate=0.123))


# ---------------------------------------------------------------------- the first three minutes


def test_it_opens_on_xor_with_the_given_weights(
    qtbot: QtBot, session: FakeSession, settings: Settings
) -> None:
    window = MainWindow(session, settings)  # type: ignore[arg-type]
    window.show()
    window.open_first()
    project, _ = session.last("load")
    assert isinstance(project, Project)
    assert project.data.source.name == "xor"
    assert [layer.units for layer in project.layers if isinstance(layer, Dense)] == [2, 1]
    assert project.weights is not None
    first, second = (dict(entry) for entry in project.weights)
    assert np.array_equal(first["weight"].array, [[0.8, -0.6], [-0.7, 0.9]])
    assert np.array_equal(second["weight"].array, [[0.7], [0.5]])
    assert not first["bias"].array.any() and not second["bias"].array.any()
    assert project.optimizer.learning_rate == 0.5
    assert project.training.batch_size is None and not project.training.shuffle
    assert session.last("set_speed") == (20.0,)
    assert session.last("set_wanted")[0] & Wanted.SURFACE
    assert window.windowTitle() == "XOR[*] — Backstep"
    window._closing = True
    window.close()


def test_space_plays_and_pauses(window: MainWindow, session: FakeSession) -> None:
    press(window, Qt.Key.Key_Space)
    assert session.names() == ["play"]
    session.tell_state(State.RUNNING)
    assert window.control_bar.play.text() == "Pause"
    press(window, Qt.Key.Key_Space)
    assert session.names() == ["play", "pause"]
    press(window, Qt.Key.Key_F5)
    assert session.names() == ["play", "pause", "pause"]


def test_space_still_plays_after_a_click_on_data(window: MainWindow, session: FakeSession) -> None:
    QTest.mouseClick(window.data.picture("circle"), Qt.MouseButton.LeftButton)
    press(window, Qt.Key.Key_Space)
    assert session.names()[-1] == "play"
    assert window.document.project.data.source.name == "circle"


def test_space_in_a_field_is_text(own: Kept) -> None:
    window, session = own.window, own.session
    window.training.rate.setFocus()
    press(window, Qt.Key.Key_Space)
    assert session.names() == []


def test_the_arrow_steps_by_the_chosen_unit(window: MainWindow, session: FakeSession) -> None:
    window.actions_table["unit_update"].trigger()
    press(window, Qt.Key.Key_Right)
    window.actions_table["unit_epoch"].trigger()
    press(window, Qt.Key.Key_Right)
    press(window, Qt.Key.Key_F7)
    press(window, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    stepped = [name for name in session.names() if str(name).startswith("step")]
    assert stepped == ["step_update", "step_epoch", "step_epoch", "step_epoch"]


def test_the_arrow_shows_why_phase_by_phase(own: Kept) -> None:
    window, session = own.window, own.session
    press(window, Qt.Key.Key_Right)
    assert ("step", "phase") in session.calls
    assert window.actions_table["step_view"].isChecked() and window.steps.isVisible()
    assert not window.settings_area.isVisible() and not window.columns.plots.isVisible()
    press(window, Qt.Key.Key_F2)
    assert window.settings_area.isVisible() and not window.steps.isVisible()


def test_back_is_offered_where_there_is_something_to_go_back_to(
    window: MainWindow, session: FakeSession
) -> None:
    first = xor_snapshot(window.document.project)
    session.snapshot_ready.emit(replace(first, update=0, epoch=0))
    press(window, Qt.Key.Key_Left)
    assert not [name for name in session.names() if name == "step_back"]
    session.snapshot_ready.emit(replace(first, update=4, epoch=4, time=TimeSpan(0, 4)))
    press(window, Qt.Key.Key_Left)
    press(window, Qt.Key.Key_F6)
    press(window, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    backs = [call[1] for call in session.calls if call[0] == "step_back"]
    assert backs == ["update", "update", "epoch"]  # the Train view shows no phases


def test_the_panels_show_the_options_of_the_moment(
    window: MainWindow, session: FakeSession
) -> None:
    project = window.document.project
    then = replace(project, optimizer=replace(project.optimizer, learning_rate=7.0))
    shown = replace(xor_snapshot(project), update=3, time=TimeSpan(0, 9), past=True, project=then)
    session.snapshot_ready.emit(shown)
    assert window.training.rate.currentText() == "7"
    assert window.document.project == project
    session.snapshot_ready.emit(replace(shown, update=9, past=False, project=project))
    assert window.training.rate.currentText() == "0.5"


def test_nothing_is_done_that_the_state_does_not_allow(
    window: MainWindow, session: FakeSession
) -> None:
    session.tell_state(State.EMPTY)
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_R, Qt.Key.Key_F5):
        press(window, key)
    assert session.names() == []


def test_reset_and_new_weights(window: MainWindow, session: FakeSession) -> None:
    press(window, Qt.Key.Key_R)
    assert session.names() == ["reset"]
    before = window.document.project
    press(window, Qt.Key.Key_R, Qt.KeyboardModifier.ShiftModifier)
    project = window.document.project
    assert project.weights is None and project.seed != before.seed
    assert session.last("apply") == (project,)
    press(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.document.project == before
    assert session.last("apply") == (before,)


def test_speed_goes_to_the_session_and_is_remembered(
    window: MainWindow, session: FakeSession, settings: Settings
) -> None:
    window.speed.slider.setValue(window.speed.slider.maximum())
    assert session.last("set_speed") == (None,)
    assert settings.speed() is None
    window.actions_table["slower"].trigger()
    assert session.last("set_speed") == (500,)
    assert window.speed.label.text() == "500 updates/s"


def test_the_hint_is_dismissed_for_good(window: MainWindow, settings: Settings) -> None:
    assert window.hint.isVisible()
    window.hint.close_button.click()
    assert not window.hint.isVisible()
    assert settings.hint_dismissed()


# ---------------------------------------------------------------------- what training says


def test_a_snapshot_is_shown_and_acknowledged_once(qtbot: QtBot, own: Kept) -> None:
    window, session = own.window, own.session
    window.resize(1024, 768)
    snapshot = xor_snapshot(window.document.project, epoch=12345, loss=0.0123, test_loss=0.2)
    session.snapshot_ready.emit(snapshot)
    assert session.names() == []
    qtbot.waitUntil(lambda: session.names() == ["acknowledge"])
    bar = window.control_bar
    assert bar.epoch.text() == "12,345"
    assert bar.loss.text() == "0.012"
    assert bar.loss.value.toolTip() == "0.0123"
    assert bar.test.text() == "0.200" and bar.test.isVisible()
    assert bar.score.text() == "97.5 %"
    assert "update 12,345" in window.status.state.text()


def test_without_a_test_part_no_test_figure_is_shown(
    window: MainWindow, session: FakeSession
) -> None:
    session.snapshot_ready.emit(xor_snapshot(window.document.project, loss=None))
    assert not window.control_bar.test.isVisible()
    assert window.control_bar.loss.text() == "–"


def test_a_plot_that_fails_stops_neither_training_nor_the_others(
    window: MainWindow,
    session: FakeSession,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import sys

    caught: list[object] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, *_: caught.append(kind))

    def fail(_: object) -> None:
        raise RuntimeError("a plot's bug")

    monkeypatch.setattr(window.surface, "show_snapshot", fail)
    session.snapshot_ready.emit(xor_snapshot(window.document.project, epoch=77))
    qtbot.waitUntil(lambda: "acknowledge" in session.names())
    assert caught == [RuntimeError]
    assert window.control_bar.epoch.text() == "77"


def test_progress_comes_and_goes(window: MainWindow, session: FakeSession) -> None:
    session.progress.emit("Reading the table", 3, 10)
    assert window.status.progress.isVisible()
    assert window.status.progress_words.text() == "Reading the table"
    session.progress.emit("", 0, 0)
    assert not window.status.progress.isVisible()


def test_a_failure_is_told_until_something_works(window: MainWindow, session: FakeSession) -> None:
    session.failed.emit(UserError("there is no such file", "choose another one"))
    assert window.notice_bar.isVisible()
    assert window.notice_bar.message.text() == "There is no such file.\nChoose another one."
    session.facts_ready.emit(xor_facts(2))
    assert not window.notice_bar.isVisible()


def test_divergence_is_told_with_a_way_out(window: MainWindow, session: FakeSession) -> None:
    snapshot = replace(
        xor_snapshot(window.document.project, outcome=Outcome.DIVERGED),
        divergence=Divergence(17, "layers.0.weight"),
    )
    session.tell_state(State.DIVERGED)
    session.snapshot_ready.emit(snapshot)
    text = window.notice_bar.message.text()
    assert "update 17: weights of hidden layer 1" in text and "smaller learning rate" in text
    window.notice_bar.actions_shown()[0].click()
    assert session.names()[-1] == "reset"
    assert not window.notice_bar.isVisible()


def test_an_ending_is_told_once(window: MainWindow, session: FakeSession) -> None:
    ended = xor_snapshot(window.document.project, epoch=300, outcome=Outcome.TARGET)
    session.snapshot_ready.emit(ended)
    assert window.notice_bar.message.text() == "The target loss is reached, at epoch 300."
    window.notice_bar.close_button.click()
    session.snapshot_ready.emit(ended)
    assert not window.notice_bar.isVisible()


# ---------------------------------------------------------------------- edits


def test_an_edit_in_a_panel_reaches_document_session_and_title(
    window: MainWindow, session: FakeSession
) -> None:
    window.training.rate.setEditText("0.25")
    window.training.rate.commit()
    project = window.document.project
    assert project.optimizer.learning_rate == 0.25
    assert session.last("apply") == (project,)
    assert window.isWindowModified()
    assert window.actions_table["undo"].text() == "Undo learning rate"
    window.actions_table["undo"].trigger()
    assert window.training.rate.currentText() == "0.5"
    assert not window.isWindowModified()
    assert session.last("apply")[0].optimizer.learning_rate == 0.5  # type: ignore[attr-defined]


def test_a_drag_of_the_noise_is_one_step(window: MainWindow) -> None:
    window.data.picture("circle").click()
    slider = window.data.noise
    slider.setSliderDown(True)
    for value in range(1, 20):
        slider.setValue(value)
    slider.setSliderDown(False)
    assert window.document.project.data.source.noise == 0.19  # type: ignore[attr-defined]
    window.actions_table["undo"].trigger()
    assert window.document.project.data.source.noise == 0.0  # type: ignore[attr-defined]
    assert slider.value() == 0


def test_the_diagram_edits_the_network(window: MainWindow) -> None:
    window.diagram.add_unit.emit(0)
    assert window.document.project.layers[0].units_out(2) == 3
    window.diagram.remove_unit.emit(0)
    assert window.document.project.layers[0].units_out(2) == 2
    window.diagram.add_layer.emit(1)
    assert len(window.document.project.layers) == 3
    assert isinstance(window.document.project.layers[1], Dense)
    window.diagram.layer_selected.emit(0)
    assert window.network.selected() == 0
    assert window.network.card.isVisible()


def three_classes(project: Project) -> object:
    targets = np.eye(3)[[0, 1, 2, 0]]
    return find_problem(project, targets, Task.CLASSES)


def test_data_of_another_task_adapt_the_output_in_the_same_step(
    window: MainWindow, session: FakeSession
) -> None:
    before = window.document.project
    window.data.picture("blobs").click()
    session.misfit.emit(three_classes(window.document.project))
    project = window.document.project
    last = project.layers[-1]
    assert isinstance(last, Dense) and last.units == 3 and last.activation == Softmax()
    assert project.loss == CategoricalCrossEntropy()
    assert project.data.source.name == "blobs"
    assert session.last("apply") == (project,)
    assert "3 · softmax" in window.notice_bar.message.text()
    session.facts_ready.emit(xor_facts(2))
    assert window.notice_bar.isVisible()
    window.actions_table["undo"].trigger()
    assert window.document.project == before


def test_a_repair_that_brings_up_the_next_problem_is_followed_by_the_next(
    window: MainWindow, session: FakeSession
) -> None:
    window.data.picture("blobs").click()
    session.misfit.emit(three_classes(window.document.project))
    session.facts_ready.emit(xor_facts(2))
    blobs = window.document.project
    window.data.picture("or").click()
    targets = np.array([[0.0], [1.0], [1.0], [1.0]])
    for _ in range(3):
        problem = find_problem(window.document.project, targets, Task.TWO_CLASSES)
        if problem is not None:
            session.misfit.emit(problem)
    assert find_problem(window.document.project, targets, Task.TWO_CLASSES) is None
    assert "1 · sigmoid" in window.notice_bar.message.text()
    window.actions_table["undo"].trigger()
    assert window.document.project == blobs


def test_undo_after_training_says_that_training_is_another_matter(
    window: MainWindow, session: FakeSession
) -> None:
    window.training.rate.setEditText("0.25")
    window.training.rate.commit()
    window.actions_table["undo"].trigger()
    assert not window.notice_bar.isVisible()
    window.actions_table["redo"].trigger()
    session.snapshot_ready.emit(xor_snapshot(window.document.project, epoch=200))
    window.actions_table["undo"].trigger()
    assert "learning rate" in window.notice_bar.message.text()
    assert "not undone" in window.notice_bar.message.text()


def test_a_notice_moves_no_setting(window: MainWindow, session: FakeSession) -> None:
    picture = window.data.picture("circle")
    before = picture.mapToGlobal(picture.rect().center())
    session.failed.emit(UserError("there is no such file", "choose another one"))
    QApplication.processEvents()
    assert picture.mapToGlobal(picture.rect().center()) == before


def test_a_loss_that_does_not_fit_is_explained_and_repaired_with_one_click(
    window: MainWindow, session: FakeSession
) -> None:
    project = window.document.project
    last = project.layers[-1]
    assert isinstance(last, Dense)
    window.network.select_layer(1)
    field = window.network.form.field("activation")
    field.setCurrentIndex(field.findData("tanh"))  # type: ignore[attr-defined]
    field.activated.emit(field.findData("tanh"))  # type: ignore[attr-defined]
    wrong = window.document.project
    assert wrong.layers[-1] == replace(last, activation=Tanh())
    session.tell_state(State.EMPTY)
    session.misfit.emit(loss_problem(wrong))
    assert window.document.project == wrong
    buttons = window.notice_bar.actions_shown()
    assert len(buttons) == 2 and "sigmoid" in buttons[0].text()
    buttons[0].click()
    assert window.document.project == project
    assert session.last("apply") == (project,)
    assert not window.notice_bar.isVisible()
    window.actions_table["undo"].trigger()
    assert window.document.project == wrong


def test_undoing_what_did_not_fit_takes_the_message_away(
    window: MainWindow, session: FakeSession
) -> None:
    project = window.document.project
    wrong = replace(project, loss=CategoricalCrossEntropy())
    window.document.edit(wrong, "loss")
    session.misfit.emit(loss_problem(wrong))
    assert window.notice_bar.isVisible()
    window.actions_table["undo"].trigger()
    assert not window.notice_bar.isVisible()


def test_a_misfit_that_comes_after_another_edit_is_only_explained(
    window: MainWindow, session: FakeSession
) -> None:
    window.data.picture("blobs").click()
    late = three_classes(window.document.project)
    window.training.rate.setEditText("0.25")
    window.training.rate.commit()
    project = window.document.project
    session.misfit.emit(late)
    assert window.document.project == project
    assert window.notice_bar.actions_shown()


# ---------------------------------------------------------------------- files


def test_save_asks_where_and_then_saves_there(
    window: MainWindow,
    session: FakeSession,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    window.document.edit(edited(window.document.project), "learning rate")
    target = tmp_path / "mine"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    press(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    path, project, thumbnail = session.last("save")
    assert path == tmp_path / "mine.backstep"
    assert project == window.document.project
    assert isinstance(thumbnail, bytes) and thumbnail.startswith(b"\x89PNG")
    assert window.isWindowModified()
    session.saved.emit(path)
    assert not window.isWindowModified()
    assert window.windowTitle() == "mine[*] — Backstep"
    assert settings.recent() == [path]
    window.document.edit(replace(window.document.project, seed=9), "seed")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: pytest.fail("asked again"))
    window.actions_table["save"].trigger()
    assert session.last("save")[0] == path


def test_an_edit_while_saving_is_not_saved(
    window: MainWindow,
    session: FakeSession,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "a"), ""))
    window.document.edit(edited(window.document.project), "learning rate")
    window.actions_table["save"].trigger()
    window.document.edit(replace(window.document.project, seed=9), "seed")
    session.saved.emit(tmp_path / "a.backstep")
    assert window.isWindowModified()


def test_a_text_project_is_not_written_over_by_a_save(
    window: MainWindow,
    session: FakeSession,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    session.opened.emit(window.document.project, tmp_path / "lesson.json")
    assert window.windowTitle() == "lesson[*] — Backstep"
    suggested: list[str] = []

    def ask(*values: object) -> tuple[str, str]:
        suggested.append(str(values[2]))
        return "", ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    window.actions_table["save"].trigger()
    assert suggested == [str(tmp_path / "lesson.backstep")]
    assert session.names() == []


def test_open_and_what_was_opened(
    window: MainWindow,
    session: FakeSession,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    path = tmp_path / "spiral.backstep"
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    press(window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    assert session.last("open_file") == (path,)
    other = edited(window.document.project)
    session.opened.emit(other, path)
    assert window.document.project == other and window.document.path == path
    assert window.training.rate.currentText() == "0.123"
    assert "apply" not in session.names()
    assert settings.recent() == [path]
    window.files.recent_menu.aboutToShow.emit()
    assert window.files.recent_menu.actions()[0].text() == "spiral.backstep"


def test_new_and_examples_have_no_file_to_write_over(
    window: MainWindow, session: FakeSession, settings: Settings
) -> None:
    press(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert session.last("open_file") == (opening_file(),)
    session.opened.emit(window.document.project, opening_file())
    assert window.document.path is None
    assert settings.recent() == []
    window.beginning._open_example(examples()[1].path)
    assert session.last("open_file") == (examples()[1].path,)


@pytest.mark.parametrize(
    ("answer", "calls"),
    [(Answer.DISCARD, ["open_file"]), (Answer.CANCEL, []), (Answer.SAVE, ["save"])],
)
def test_unsaved_changes_are_asked_about(
    window: MainWindow,
    session: FakeSession,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    answer: Answer,
    calls: list[str],
) -> None:
    window.document.edit(edited(window.document.project), "learning rate")
    session.calls.clear()
    monkeypatch.setattr(FileController, "ask", lambda _: answer)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "a"), ""))
    window.actions_table["new"].trigger()
    assert session.names() == calls
    if answer is Answer.SAVE:
        session.saved.emit(tmp_path / "a.backstep")
        assert session.names() == ["save", "open_file"]


def test_a_save_that_fails_is_not_followed_by_what_would_lose_the_changes(
    window: MainWindow,
    session: FakeSession,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    window.document.edit(edited(window.document.project), "learning rate")
    monkeypatch.setattr(FileController, "ask", lambda _: Answer.SAVE)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "a"), ""))
    window.close()
    session.failed.emit(UserError("the disk is full", "make room"))
    assert window.isVisible() and window.isWindowModified()
    session.saved.emit(tmp_path / "other.backstep")
    assert window.isVisible()


def test_closing_ends_the_session_and_remembers_the_window(
    window: MainWindow, session: FakeSession, settings: Settings
) -> None:
    window.close()
    assert not window.isVisible()
    assert "shut_down" in session.names()
    assert not settings.bytes("geometry").isEmpty()


def test_closing_can_be_cancelled(monkeypatch: pytest.MonkeyPatch, own: Kept) -> None:
    window, session = own.window, own.session
    window.document.edit(edited(window.document.project), "learning rate")
    monkeypatch.setattr(FileController, "ask", lambda _: Answer.CANCEL)
    press(window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    assert window.isVisible()
    assert "shut_down" not in session.names()


def test_a_dropped_file_is_opened(window: MainWindow, session: FakeSession, tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.csv"))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0)
    enter = QDragEnterEvent(QPoint(5, 5), copy, data, left, none)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(5, 5), copy, data, left, none))
    assert session.last("open_file") == (tmp_path / "a.csv",)


def test_a_dragged_file_shows_a_zone_that_moves_nothing(window: MainWindow, tmp_path: Path) -> None:
    data, places = QMimeData(), {}
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "two.csv"))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0)
    zone = window.files.drops.zone
    window.grab()  # what is still to be laid out is
    for part in window.findChildren(QWidget):
        if part.isVisible():
            places[part] = part.geometry()
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(5, 5), copy, data, left, none))
    assert zone.isVisible() and zone.geometry() == window.rect()
    assert zone.words() == "Drop it to learn from the table two.csv"
    assert not window.grab().toImage().isNull()
    assert zone not in places
    assert all(part.geometry() == place for part, place in places.items())
    QApplication.sendEvent(window, QDragLeaveEvent())
    assert not zone.isVisible()


def test_recent_files_list_tables_below_projects(window: MainWindow, settings: Settings) -> None:
    for name in ("a.csv", "b.backstep", "c.xlsx"):
        settings.add_recent(Path("/nowhere") / name)
    menu = window.files.recent_menu
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()] == [
        "b.backstep", "Tables", "c.xlsx", "a.csv", "", "Clear this list",
    ]  # fmt: skip


# ---------------------------------------------------------------------- the look


def test_the_theme_changes_everywhere_and_is_remembered(
    window: MainWindow, settings: Settings, qtbot: QtBot
) -> None:
    assert window.look.theme == LIGHT
    light = window.grab().toImage()
    window.actions_table["theme_dark"].trigger()
    assert window.look.theme == DARK
    assert settings.theme() == "dark"
    qtbot.waitUntil(window.updatesEnabled)  # it is painted in a later turn
    dark = window.grab().toImage()
    for share in ((0.07, 0.5), (0.5, 0.9), (0.5, 0.02), (0.9, 0.97)):
        x, y = int(share[0] * light.width()), int(share[1] * light.height())
        shades = [
            sorted(picture.pixelColor(x + i, y).lightness() for i in range(-20, 21))[20]
            for picture in (light, dark)
        ]
        assert shades[0] > 128 > shades[1], share  # in the middle: a letter may be at one point


@pytest.mark.parametrize("size", [(800, 560), (1024, 768), (1440, 900)])
def test_no_control_of_the_bar_is_cut_off(
    window: MainWindow, session: FakeSession, size: tuple[int, int], qtbot: QtBot
) -> None:
    window.resize(*size)
    snapshot = xor_snapshot(window.document.project, epoch=888_888, test_loss=0.888)
    session.snapshot_ready.emit(replace(snapshot, test_metrics={"accuracy": 1.0}))
    qtbot.waitUntil(lambda: window.width() == size[0])
    QApplication.processEvents()
    bar = window.control_bar
    assert bar.minimumSizeHint().width() <= size[0]
    for item in (bar.epoch, bar.loss, bar.test, bar.score):
        value, name = item.value, item.name
        assert value.width() >= value.fontMetrics().horizontalAdvance(value.text())
        assert name.width() >= name.fontMetrics().horizontalAdvance(name.text())
    for button in (bar.reset, bar.new_weights, bar.play, bar.step):
        assert button.width() >= button.minimumSizeHint().width()
    assert window.settings_area.horizontalScrollBar().maximum() == 0
    assert window.centralWidget().width() == size[0] and window.height() == size[1]
    for part in (bar, window.settings_area, window.columns, window.timeline, window.status):
        corner = part.mapTo(window, part.rect().bottomRight())
        assert corner.x() < size[0] and corner.y() < size[1]
        assert part.minimumSizeHint().width() <= part.width()
    plots = window.columns.plots
    for part in (window.surface, window.tabs):
        assert part.height() >= part.minimumSizeHint().height(), "rather scrolls"
    assert plots.width() >= plots.minimumSizeHint().width()


def test_help_lists_the_keys(window: MainWindow, qtbot: QtBot) -> None:
    press(window, Qt.Key.Key_F1)
    window.actions_table["about"].trigger()
    dialogs = [item for item in window.findChildren(QDialog) if item.isVisible()]
    assert {item.windowTitle() for item in dialogs} == {"Keys", "About Backstep"}
    for item in dialogs:
        item.close()


def test_the_document_is_the_windows_own(window: MainWindow) -> None:
    assert isinstance(window.document, Document)
    assert window.document.parent() is window


def test_the_window_is_painted_again_after_another_text_size(
    window: MainWindow, qtbot: QtBot
) -> None:
    diagram = window.diagram
    try:
        window.look.choose_text_size(150)
        qtbot.waitUntil(lambda: window.updatesEnabled() and diagram._laid_out)
        diagram._seen_otherwise()  # as zooming would
        qtbot.waitUntil(lambda: diagram._laid_out)
    finally:
        window.look.choose_text_size(100)
