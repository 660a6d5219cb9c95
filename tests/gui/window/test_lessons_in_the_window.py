"""Lessons in the window: opened in every way, played by keys, left and gone on with."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from core.cli.program import run
from core.components.optimizers import Adam
from core.documents.lesson_file import open_lesson, shipped_lesson, shipped_lessons
from core.lesson.cards.content import plain
from core.lesson.lessons.answering import right_answer
from core.lesson.lessons.attempts import choices
from core.lesson.parts import weight
from gui.commands.teaching.locks import LessonLocks
from gui.documents.questions import Answer
from gui.lessons.fields import AnswerField, CellsField, ChoiceField
from gui.lessons.frames import Frames
from gui.lessons.task import TaskView
from tests.gui.real import RealWindow

#: it takes seconds, and has quicker relatives
pytestmark = pytest.mark.thorough

ALT = Qt.KeyboardModifier.AltModifier


class Player:
    """A lesson in a real window, and a person at the keyboard."""

    def __init__(self, real: RealWindow) -> None:
        self.real, self.window, self.lessons = real, real.window, real.window.lessons
        self.page = self.lessons.page

    def open(self, path: Path) -> None:
        self.window.files.open_path(path)
        self.wait()

    def wait(self) -> None:
        self.real.wait(lambda: self.lessons._is_shown and self.lessons.followed is None)
        self.real.settle()

    def press(self, key: Qt.Key) -> None:
        here = self.lessons._at
        QTest.keyClick(self.window, key, ALT)
        self.real.wait(lambda: self.lessons._at != here)
        self.wait()

    def task(self, place: int = 0) -> TaskView:
        return self.page.tasks[place]

    def field(self, place: int = 0) -> Any:
        return self.task(place).field

    def card(self) -> str:
        card = self.window.steps.sheet.card
        return "\n".join(map(plain, card.blocks))

    def answer_rightly(self, task: TaskView) -> None:
        """Give the right answer as it is shown; what is to be worked on is left to the caller."""
        attempt = task.attempt
        right = right_answer(attempt.task, task._update)
        if attempt.task.kind in ("number", "cells"):
            task.field.put(" ".join(f"{value:.5f}" for _, value in right.numbers))
        elif attempt.task.kind == "choice":
            task.field.put(" ".join(map(str, right.chosen)))
        elif attempt.task.kind == "order":
            shown = choices(attempt.task)
            order = [str(shown.index(item) + 1) for item in attempt.task.items]
            task.field.put(" ".join(order))
        elif attempt.task.kind == "find_bug":
            task.field.put(" ".join(map(str, (attempt.task.layer, *attempt.task.right))))
        elif attempt.task.kind == "mark":
            task.field.put(" ".join(map(str, right.addresses)))
        elif attempt.task.kind == "paste":
            task.field.put(str([list(row) for row in right.array]))
        elif attempt.task.kind == "say":
            task.field.put("because")
        else:
            return
        task.check.click()
        assert attempt.is_over and attempt.result == "right", attempt.task.id


@pytest.fixture
def player(shared: RealWindow, tmp_path: Path, monkeypatch: Any) -> Iterator[Player]:
    monkeypatch.setattr(shared.window.lessons, "folder", tmp_path / "lessons")
    made = Player(shared)
    yield made
    if shared.window.teaching.list.dialog is not None:
        shared.window.teaching.list.dialog.close()
    shared.window.lessons.leave()


def shipped(name: str) -> Path:
    return shipped_lesson(name) / "lesson.toml"


def test_a_step_is_shown_covered_answered_by_keys_and_uncovered(player: Player) -> None:
    player.open(shipped("one-update-by-hand"))
    window, page = player.window, player.page
    assert window.time.is_stepping() and window.left.isVisible()
    assert page.title.text() == "The batch" and page.place.text() == "1 of 9"
    assert not page.back.isEnabled() and page.next.isEnabled()
    assert not page.digits.isVisibleTo(page)  # nothing is asked for
    player.press(Qt.Key.Key_Right)
    assert page.title.text() == "Hidden layer, forward"
    assert page.digits.isVisibleTo(page) and "three digits" in page.digits.text()
    assert window.steps.following.sample == 2
    assert "?" in player.card() and "0.664" not in player.card()
    assert not page.next.isEnabled() and "Answer the tasks first" in page.next.toolTip()
    QTest.keyClick(window, Qt.Key.Key_F9)
    field = player.field()
    assert isinstance(field, CellsField) and window.focusWidget() is field.lines[0]
    for text in ("0", "0", "-0.7", "0.9", "0.8", "0.6", "0.1", "0.3"):
        line = window.focusWidget()
        assert line is not None
        QTest.keyClicks(line, text)
        QTest.keyClick(line, Qt.Key.Key_Return)
    assert "sign" in player.task().said.text() and player.task().said.isVisibleTo(page)
    field.lines[5].setText("-0.6")
    QTest.keyClick(field.lines[5], Qt.Key.Key_Return)
    assert player.task().said.text() == "✓ Right" and not player.task().check.isEnabled()
    assert "?" in player.card()  # the second task is open
    player.answer_rightly(player.task(1))
    assert "?" not in player.card() and "0.664" in player.card()
    assert page.next.isEnabled()
    player.press(Qt.Key.Key_Left)
    assert page.title.text() == "The batch"
    player.press(Qt.Key.Key_Right)
    assert page.next.isEnabled() and player.field().lines[5].text() == "-0.6"


@pytest.mark.thorough
@pytest.mark.parametrize("name", shipped_lessons())
def test_every_lesson_that_ships_is_played_to_its_end(player: Player, name: str) -> None:
    player.open(shipped(name))
    steps = player.lessons.file.lesson.steps
    for at, step in enumerate(steps):
        assert player.lessons._at == at, step.id
        reach = False
        for task in list(player.page.tasks):
            player.answer_rightly(task)
            reach = reach or task.attempt.task.kind == "reach"
        if reach:  # played by its own test
            for attempt in player.lessons._attempts:
                attempt.result = "right"
            player.lessons._tell()
        assert player.page.next.isEnabled(), step.id
        if at + 1 < len(steps):
            player.press(Qt.Key.Key_Right)
    assert player.page.next.text() == "Finish"
    QTest.keyClick(player.window, Qt.Key.Key_Right, ALT)
    assert not player.lessons.is_played() and not player.page.isVisible()
    assert "is left" in player.window.notice_bar.message.text()


def test_what_is_to_be_reached_is_looked_for_at_the_moment_at_hand(player: Player) -> None:
    player.open(shipped("one-neuron"))
    player.lessons._if_safe(lambda: player.lessons._go(2))
    player.wait()
    window, task = player.window, player.task()
    assert not window.time.is_stepping() and window.left.tabs.isVisible()
    assert not window.data.isEnabled() and window.training.isEnabled()
    task.check.click()
    player.real.wait(lambda: task.attempt.tries == 1)
    assert not task.attempt.is_over and task.check.isEnabled()
    player.real.session.set_values(0, "bias", (0,), 0.6)
    player.real.settle()
    task.check.click()
    player.real.wait(lambda: task.attempt.is_over)
    assert task.said.text().startswith("✓ Right") and player.page.next.isEnabled()
    window.left.tabs.setCurrentIndex(1)
    assert window.settings_area.isVisible() and not player.page.isVisible()


@pytest.mark.thorough
def test_a_number_is_chosen_in_the_network_or_on_a_card(player: Player) -> None:
    player.open(shipped("one-neuron"))
    player.lessons._if_safe(lambda: player.lessons._go(3))
    player.wait()
    player.window.diagram.part_selected.emit(weight(0, 1, 0))
    assert player.field().given() == "W1[2,1]"
    player.task().check.click()
    assert player.task().attempt.result == "right"
    order = player.field(1)
    order.put(" ".join(str(choices(player.task(1).attempt.task).index(item) + 1)
                       for item in player.task(1).attempt.task.items))  # fmt: skip
    order.list.setCurrentRow(0)
    order.down.click()
    assert not order.given().startswith("3 1") or order.list.currentRow() == 1
    order.up.click()
    player.task(1).check.click()
    assert player.task(1).attempt.result == "right"


@pytest.mark.thorough
def test_what_is_locked_cannot_be_changed_from_anywhere(player: Player) -> None:
    """Chain rule locks data, network, training and weights; the rest is free, and all is after."""
    player.open(shipped_lesson("chain-rule") / "lesson.toml")
    window = player.window
    before = window.document.project
    told: list[str] = []
    player.lessons.told.connect(told.append)
    player.lessons.offered.connect(lambda words, _: told.append(words))
    window.diagram.add_unit.emit(0)
    window.diagram.value_edited.emit(0, "weight", (0, 0), 0.25)
    window.diagram.freeze_requested.emit(0, "weight", (0, 0), True)
    window.training.edited.emit(replace(before, optimizer=Adam()), "optimizer")
    assert window.document.project == before and len(told) == 4
    assert told == [LessonLocks.words()] * 4
    assert not window.training.isEnabled() and window.speed.slider.isEnabled()
    assert not window.actions_table["open_table"].isEnabled()
    assert window.actions_table["open_table"].toolTip() == LessonLocks.words()
    assert window.actions_table["step"].isEnabled()
    player.lessons.leave()
    assert window.training.isEnabled() and window.actions_table["open_table"].isEnabled()
    window.diagram.value_edited.emit(0, "weight", (0, 0), 0.25)
    player.real.settle()
    assert len(told) == 5 and "left" in told[-1]


def test_what_a_step_points_out_is_framed_and_ringed(player: Player) -> None:
    """Chain rule's fourth step: W1[1,1] and the equation; at the end of the lesson, nothing."""
    player.open(shipped_lesson("chain-rule") / "lesson.toml")
    window = player.window
    frames = window.findChild(Frames)
    steps = player.lessons.file.lesson.steps
    at = next(i for i, step in enumerate(steps) if "W1[1,1]" in step.highlight)
    player.lessons._go(at)
    player.wait()
    equation = window.steps.sheet.equation

    def is_framed() -> bool:
        centre = equation.mapTo(window, equation.visibleRegion().boundingRect().center())
        return len(frames.places) == 1 and frames.places[0].contains(centre)

    player.real.wait(is_framed)
    assert window.diagram._asked == (weight(0, 0, 0),)
    assert frames.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    player.lessons.leave()
    assert not frames.isVisible() and window.diagram._asked == ()


def test_hints_come_and_the_answer_is_shown_in_the_end(player: Player) -> None:
    player.open(shipped("one-neuron"))
    task = player.task()
    assert task.show_it.isHidden() and task.hints.isHidden()
    for times in range(4):
        task.field.put(str(40 + times))
        task.check.click()
    assert not task.hints.isHidden() and not task.show_it.isHidden()
    task.field.put("much")
    task.check.click()
    assert "much" in task.said.text() and task.attempt.tries == 4
    task.show_it.click()
    assert task.attempt.result == "shown" and "Z1[4,1] = 0.1" in task.said.text()
    score = player.lessons.score()
    assert score is not None and score.right == 0 and player.page.next.isEnabled()


def test_a_prediction_is_told_what_is_right_then_why_and_counts_apart(player: Player) -> None:
    player.open(shipped("nudge"))
    player.field().put("2")
    player.task().check.click()
    said = player.task().said.text().splitlines()
    assert said[0] == "✗ The answer: It rises" and said[1].startswith("It rises, to 0.7120")
    score = player.lessons.score()
    assert score is not None and (score.tasks, score.predicted, score.foreseen) == (4, 1, 0)


@pytest.mark.thorough
def test_progress_is_kept_and_can_be_forgotten(player: Player) -> None:
    player.open(shipped("one-neuron"))
    player.answer_rightly(player.task())
    player.press(Qt.Key.Key_Right)
    player.lessons.leave()
    player.real.settle()
    player.window.teaching.list.show_list()
    dialog = player.window.teaching.list.dialog
    assert dialog is not None
    player.real.wait(lambda: dialog.list.count() > 0)  # the lessons are read in slices
    assert dialog.list.count() == len(shipped_lessons()) + 3
    assert dialog.list.item(0).text() == "First steps"  # a heading, which cannot be chosen
    assert dialog.list.item(1).text().endswith("1 of 6 right")
    assert dialog.play.text() == "Go on" and "minutes" in dialog.about_one.text()
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    player.wait()
    assert player.page.title.text() == "The activation" and not dialog.isVisible()
    player.window.actions_table["lesson_again"].trigger()
    player.wait()
    assert player.page.title.text() == "The weighted sum"
    assert not player.task().attempt.is_over and player.field().given() == ""


def test_what_is_not_saved_is_asked_about_and_the_network_stays_in_the_end(
    player: Player, monkeypatch: Any, tmp_path: Path
) -> None:
    window, real = player.window, player.real
    mine = tmp_path / "mine.backstep"
    real.session.save(mine, window.document.project)
    real.settle()
    window.files.open_path(mine)
    real.wait(lambda: window.document.path == mine)
    real.session.set_values(0, "bias", (0,), 0.25)
    window.document.edit_live("bias", lambda: None, lambda: None)
    asked: list[Answer] = []

    def ask(answer: Answer) -> Any:
        return lambda: asked.append(answer) or answer

    monkeypatch.setattr(window.files, "ask", ask(Answer.CANCEL))
    window.files.open_path(shipped("loss"))
    real.settle()
    assert asked == [Answer.CANCEL] and not player.lessons.is_played()
    assert window.document.path == mine
    monkeypatch.setattr(window.files, "ask", ask(Answer.DISCARD))
    player.open(shipped("loss"))
    assert window.document.path is None and not window.files.is_modified()
    player.lessons.leave()
    assert "its network stays here" in window.notice_bar.message.text()
    assert window.document.project.name == "XOR" and window.document.path is None
    assert window.data.isEnabled() and not player.page.isVisible()
    window.notice_bar.actions_shown()[0].click()
    real.wait(lambda: window.document.path == mine)


@pytest.mark.thorough
def test_another_file_ends_the_lesson(player: Player) -> None:
    player.open(shipped("loss"))
    player.window.files.new()
    player.real.wait(lambda: not player.lessons.is_played())
    assert not player.window.steps.covers.of_lesson()
    assert not player.window.actions_table["lesson_leave"].isEnabled()


def test_a_packed_lesson_opens_and_a_bad_one_is_said(player: Player, tmp_path: Path) -> None:
    packed = tmp_path / "own.lesson"
    with ZipFile(packed, "w") as file:
        for part in shipped_lesson("one-neuron").iterdir():
            file.write(part, part.name)
    player.open(packed)
    assert player.page.lesson.text() == open_lesson(packed).lesson.title
    assert packed in player.window._settings.recent()
    player.lessons.leave()
    bad = tmp_path / "bad.lesson"
    bad.write_bytes(b"PK\x03\x04 no zip")
    player.window.files.open_path(bad)
    player.real.wait(lambda: bool(player.real.failures))
    assert "bad.lesson" in player.real.failures[-1] and not player.lessons.is_played()


def test_texts_of_a_lesson_fetch_and_run_nothing(qtbot: QtBot) -> None:
    from gui.lessons.markdown import html_of

    text = "**bold** ![p](file:///etc/passwd) [l](http://x.y) <img src='a'> <b>1</b> [[1, 2]]"
    found = html_of(text)
    assert "600" in found or "700" in found or "<b" in found
    assert "<img" not in found and "href" not in found
    assert "[[1, 2]]" in found


def test_answers_are_handed_in_under_a_name_and_graded(
    player: Player, tmp_path: Path, monkeypatch: Any, capsys: Any
) -> None:
    window, real, act = player.window, player.real, player.window.actions_table["hand_in"]
    window.lessons.forget()
    assert not act.isEnabled()
    player.open(shipped("one-neuron"))
    player.answer_rightly(player.task())
    assert act.isEnabled()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "ada"), ""))
    window.lessons.leave()
    assert window.notice_bar.actions_shown()[-1].text() == "Hand in…"
    act.trigger()
    dialog = window.teaching.classroom.dialog
    assert dialog is not None and "1 of 6 tasks right" in dialog.counts.text()
    assert not dialog.write.isEnabled()
    QTest.keyClicks(dialog.name, "Ada Lovelace")
    QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    real.wait(lambda: (tmp_path / "ada.json").exists())
    real.settle()
    assert not dialog.isVisible() and "ada.json" in window.notice_bar.message.text()
    assert run(["lesson", "grade", str(tmp_path / "ada.json")]) == 0
    table = capsys.readouterr().out.splitlines()
    assert table[1].startswith("Ada Lovelace,one-neuron,sum,z,right,1,0,")
    assert len(table) == 7 and all(",open,0,0,0.0" in line for line in table[2:])


def test_controls_have_names_and_help(player: Player) -> None:
    player.open(shipped("from-inputs-to-output"))
    for at in range(len(player.lessons.file.lesson.steps)):
        player.lessons._go(at)
        player.wait()
        for task in player.page.tasks:
            for button in (task.check, task.hint, task.show_it):
                assert button.accessibleName() and button.toolTip()
            for child in task.findChildren(AnswerField):
                focus = child.focusProxy()
                assert isinstance(child, ChoiceField) or focus is None or focus.accessibleName()
                assert focus is None or focus.toolTip()
