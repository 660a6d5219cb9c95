"""A lesson written in the real window: by mouse and by keys, tried and checked."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QMenu

from core.documents.lesson_file import open_lesson
from core.lesson.lessons.described import LOCKS
from core.lesson.writing.written import bare
from core.run.learning.lessons import problems
from core.run.states import State
from gui.writing.page import CHECK, STEP, TASKS
from tests.gui.writing.author import CTRL, LEFT, Author


def test_a_lesson_is_begun_asks_for_a_number_and_is_saved(
    author: Author, tmp_path: Path, monkeypatch: Any
) -> None:
    window, path = author.window, tmp_path / "mine"
    author.step_on(2)
    window.beginning.show_page()
    assert window.start_page.isVisible()
    author.begin()
    editor = author.editor
    assert not window.start_page.isVisible()
    assert editor.isVisible() and window.focusWidget() is editor.step.title
    moment = author.lesson.steps[0].moment
    assert (moment.stop, moment.sample, moment.view) == ("forward 1", 3, "step")
    assert author.lesson.project == "example:xor"
    QTest.keyClicks(editor.step.title, "The sum")
    assert author.lesson.steps[0].title == "The sum"
    author.click(editor.tasks.ask_for)
    assert editor.picking == "ask" and "Click a number" in editor.hint.text()
    author.pick("Z1[2,1]")
    assert editor.picking == "" and editor.tabs.currentIndex() == TASKS
    (task,) = author.lesson.steps[0].tasks
    assert (task.kind, task.answer) == ("number", "Z1[2,1]")
    assert task.ask == "Sample 2: what is {symbol:Z1[2,1]}?"
    assert author.lesson.steps[0].cover == ("Z1[2,1]",)
    assert window.steps.following.sample != 1  # the click did nothing else
    monkeypatch.setattr(
        QFileDialog,
        "getSaveFileName",
        lambda *_: (str(path), "Lesson in one file (*.lesson)"),
    )
    assert editor.is_unsaved()
    QTest.keyClick(editor.tasks.fields["ask"], Qt.Key.Key_S, CTRL)
    author.real.wait(lambda: not editor.is_unsaved())
    saved = open_lesson(tmp_path / "mine.lesson")
    assert bare(saved.lesson) == bare(author.lesson) and list(problems(saved)) == []
    assert "mine.lesson" in window.notice_bar.message.text()


@pytest.mark.thorough
def test_undo_means_the_lesson_while_the_cursor_is_in_its_page(author: Author) -> None:
    author.begin()
    editor = author.editor
    first = author.lesson
    author.type(editor.step.text, "New words")
    author.click(editor.steps.copy)
    assert len(author.lesson.steps) == 2 and author.window.document.stack.count() == 0
    QTest.keyClick(editor.step.text, Qt.Key.Key_Z, CTRL)
    assert len(author.lesson.steps) == 1 and author.lesson.steps[0].text == "New words"
    QTest.keyClick(editor.step.title, Qt.Key.Key_Z, CTRL)
    assert author.lesson == first and editor.step.text.toPlainText() == first.steps[0].text
    author.click(editor.redo)
    assert author.lesson.steps[0].text == "New words" and editor.redo.isEnabled()


@pytest.mark.thorough
def test_picking_by_keys_and_in_the_diagram(author: Author) -> None:
    author.step_on(2)
    author.begin()
    window, editor = author.window, author.editor
    author.click(editor.step.pick_cover)
    equation = window.steps.sheet.equation
    equation.setFocus()
    QTest.keyClick(equation, Qt.Key.Key_Right)
    while equation.address_of_keys() != "A1[3,1]":
        QTest.keyClick(equation, Qt.Key.Key_Right)
    QTest.keyClick(equation, Qt.Key.Key_Return)
    assert author.lesson.steps[0].cover == ("A1[3,1]",)
    QTest.keyClick(equation, Qt.Key.Key_Return)
    assert author.lesson.steps[0].cover == ()
    QTest.keyClick(equation, Qt.Key.Key_Escape)
    assert editor.picking == "" and not editor.step.pick_cover.isChecked()
    author.click(editor.step.pick_highlight)
    diagram = window.diagram
    places = [diagram.scene.rect(part).center().toPoint() for part in diagram._asked] or None
    assert places is None
    from core.lesson.parts import bias, neuron

    QTest.mouseClick(diagram, LEFT, pos=diagram.scene.rect(neuron(0, 1)).center().toPoint())
    assert author.lesson.steps[0].highlight == ("A1[3,2]",)
    QTest.mouseClick(window.control_bar.play, LEFT)
    assert author.lesson.steps[0].highlight == ("A1[3,2]", "control:play")
    assert author.real.session.state is not State.RUNNING
    QTest.mouseClick(window.control_bar.play, LEFT)
    assert author.lesson.steps[0].highlight == ("A1[3,2]",)
    author.real.wait(lambda: diagram._asked == (neuron(0, 1),))
    assert bias(0, 0) not in diagram._asked


@pytest.mark.thorough
def test_steps_are_added_moved_and_deleted_and_show_their_moment(author: Author) -> None:
    window, real = author.window, author.real
    author.step_on(2)
    author.begin()
    editor = author.editor
    window.time.show_steps(False)  # in the Step view it would go there phase by phase
    real.session.go_to_moment("update", 3)
    real.wait(lambda: real.snapshots[-1].update == 3)
    real.settle()
    author.click(editor.steps.add)
    real.wait(lambda: len(author.lesson.steps) == 2)
    second = author.lesson.steps[1].moment
    assert (second.update, second.stop, second.view) == (3, "before", "train")
    assert editor.at == 1 and window.focusWidget() is editor.step.title
    author.click(editor.steps.up)
    assert [step.id for step in author.lesson.steps] == ["step-2", "step-1"] and editor.at == 0
    editor.steps.list.setCurrentRow(1)
    assert editor.at == 1 and "forward 1" in editor.step.moment.text()
    editor.steps.list.setFocus()
    QTest.keyClick(editor.steps.list, Qt.Key.Key_Return)
    real.wait(window.time.is_stepping)
    real.wait(lambda: window.lessons.followed is None and real.snapshots[-1].phases == 2)
    assert window.steps.following.sample == 2
    author.click(editor.steps.delete)
    assert [step.id for step in author.lesson.steps] == ["step-2"] and editor.at == 0
    assert not editor.steps.delete.isEnabled()


@pytest.mark.thorough
def test_locks_are_all_that_was_not_touched(author: Author) -> None:
    window = author.window
    author.begin()
    author.click(author.editor.step.take)
    author.real.settle()
    author.real.session.set_values(0, "bias", (0,), 0.5)
    author.real.settle()
    window.actions_table["reset"].trigger()
    author.real.settle()
    author.click(author.editor.step.lock)
    free = {"weights", "reset"}
    assert author.lesson.steps[0].lock == tuple(name for name in LOCKS if name not in free)
    box = author.editor.step.locks["data"]
    assert box.isChecked() and not author.editor.step.locks["weights"].isChecked()
    box.click()
    assert "data" not in author.lesson.steps[0].lock


@pytest.mark.thorough
def test_every_field_of_a_step_of_a_task_and_of_the_lesson_is_edited(author: Author) -> None:
    author.begin()
    editor, step = author.editor, author.editor.step
    author.type(step.cover, "Z1[1,1], A1[:,2]")
    author.type(step.highlight, "W1[:,1]")
    author.type(step.id, "first")
    step.bug.setCurrentIndex(step.bug.findData("no_slope"))
    step.bug.activated.emit(step.bug.currentIndex())
    step.go_on.setCurrentIndex(step.go_on.findData("read"))
    step.go_on.activated.emit(step.go_on.currentIndex())
    author.click(step.parts)
    menu = next(menu for menu in step.findChildren(QMenu) if menu.isVisible())
    next(action for action in menu.actions() if action.data() == "panel:why").trigger()
    menu.close()
    found = author.lesson.steps[0]
    assert found.cover == ("Z1[1,1]", "A1[:,2]") and found.highlight == ("W1[:,1]", "panel:why")
    assert (found.id, found.bug, found.go_on) == ("first", "no_slope", "read")
    tasks = editor.tasks
    editor.tabs.setCurrentIndex(TASKS)
    author.click(tasks.add)
    menu = next(menu for menu in tasks.findChildren(QMenu) if menu.isVisible())
    assert len(menu.actions()) == 9
    menu.actions()[2].trigger()  # a choice
    menu.close()
    author.type(tasks.fields["ask"], "Up or down?")
    author.type(tasks.fields["options"], "Up\nDown\nNeither")
    author.type(tasks.fields["right"], "2, 3")
    author.type(tasks.fields["say"], "\nyes")
    author.type(tasks.fields["hints"], "Look")
    tasks.predict.click()
    tasks.added.emit("number")
    author.type(tasks.fields["answer"], "L * 2")
    author.type(tasks.fields["slips"], "L : once only")
    author.type(tasks.fields["rel"], "0.1")
    first, second = author.lesson.steps[0].tasks
    assert first.ask == "Up or down?" and first.options == ("Up", "Down", "Neither")
    assert first.right == (2, 3) and first.say == ("", "yes") and first.predict
    assert first.hints == ("Look",)
    assert second.answer == "L * 2" and second.slips[0].say == "once only" and second.rel == 0.1
    author.click(tasks.rows.up)
    assert [task.kind for task in author.lesson.steps[0].tasks] == ["number", "choice"]
    author.click(tasks.rows.delete)
    assert [task.kind for task in author.lesson.steps[0].tasks] == ["choice"]
    fields = editor.lesson.fields
    for name, text in (("title", "T"), ("about", "A"), ("minutes", "9"), ("digits", "3")):
        author.type(fields[name], text)
    author.type(fields["lock"], "data, files")
    lesson = author.lesson
    assert (lesson.title, lesson.about, lesson.minutes, lesson.digits) == ("T", "A", 9, 3)
    assert lesson.lock == ("data", "files") and "T ●" in editor.title.text()


@pytest.mark.thorough
def test_the_text_reads_as_in_the_moment_and_says_what_is_wrong(author: Author) -> None:
    author.step_on(2)
    author.begin()
    editor, step = author.editor, author.editor.step
    step.text.setPlainText("It is **{value:Z1[3,1]}**, {symbol:Z1[3,1]}.")
    author.real.wait(lambda: "0.8" in step.reading.text())
    assert "{" not in step.reading.text() and step.wrong.isHidden()
    step.text.setPlainText("It is {value:Z9[3,1]}.")
    author.real.wait(lambda: not step.wrong.isHidden())
    assert "Show it" in step.wrong.text() and editor.tabs.currentIndex() == STEP


@pytest.mark.thorough
def test_trying_plays_from_here_keeps_nothing_and_comes_back(
    author: Author, tmp_path: Path
) -> None:
    window = author.window
    author.step_on(2)
    author.begin()
    editor = author.editor
    editor.step.pick_wanted.emit("ask")
    author.pick("Z1[3,1]")
    author.click(editor.steps.copy)
    author.click(editor.try_it)
    author.real.wait(lambda: window.lessons._is_shown and window.lessons.followed is None)
    page = window.lessons.page
    assert page.isVisible() and not editor.isVisible() and page.place.text() == "2 of 2"
    page.tasks[0].field.put("0.8")
    page.tasks[0].check.click()
    assert page.tasks[0].attempt.result == "right"
    assert not window.actions_table["hand_in"].isEnabled()
    author.real.settle()
    assert not (tmp_path / "lessons").exists()
    window.lessons.next()
    assert editor.isVisible() and not window.lessons.is_played() and editor.at == 1
    author.type(editor.step.title, "")
    QTest.keyClick(editor.step.title, Qt.Key.Key_Backspace)
    author.click(editor.try_it)
    author.real.wait(lambda: "title is missing" in window.notice_bar.message.text())
    assert not window.lessons.is_played()


@pytest.mark.thorough
def test_the_check_lists_what_is_wrong_and_a_click_goes_there(author: Author) -> None:
    author.step_on(2)
    author.begin()
    editor = author.editor
    author.click(editor.steps.copy)
    editor.tasks.added.emit("number")
    editor.tasks.fields["answer"].setText("")
    author.type(editor.tasks.fields["answer"], "Z7[1,1]")
    editor.steps.list.setCurrentRow(0)
    author.click(editor.check)
    problems = editor.problems
    author.real.wait(lambda: "to mend" in problems.said.text())
    assert editor.tabs.currentIndex() == CHECK and problems.list.count() == 1
    item = problems.list.item(0)
    assert item.text().startswith("Step 2, task number:")
    QTest.mouseClick(
        problems.list.viewport(), LEFT, pos=problems.list.visualItemRect(item).center()
    )
    assert editor.at == 1 and editor.tabs.currentIndex() == TASKS
    author.type(editor.tasks.fields["answer"], "Z1[1,1]")
    author.click(editor.check)
    author.real.wait(lambda: "✓" in problems.said.text())
    assert problems.list.count() == 0


@pytest.mark.thorough
def test_controls_have_names_and_help(author: Author) -> None:
    author.begin()
    editor = author.editor
    editor.tasks.added.emit("number")
    for button in editor.findChildren(QAbstractButton):
        if button.isVisibleTo(editor) or button.parent() in (editor.step, editor.tasks):
            assert button.accessibleName() and button.toolTip(), button.text()
    for field in (*editor.tasks.fields.values(), *editor.lesson.fields.values()):
        assert field.accessibleName() and field.toolTip()
    assert editor.steps.list.accessibleName() and editor.tabs.accessibleName()
