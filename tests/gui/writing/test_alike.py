"""A lesson written by hand and one made in the editor are the same, and play alike."""

from pathlib import Path
from typing import Any

import pytest

from core.documents.lesson_file import open_lesson
from core.documents.lesson_writing import save_lesson
from core.lesson.writing.written import bare
from core.run.learning.lessons import problems, stand_at
from tests.gui.writing.author import Author

BY_HAND = """format = "backstep-lesson"
version = 1
id = "three"
title = "Three steps"
language = "en"
project = "example:xor"

[[step]]
id = "sum"
title = "The sum"
text = "Here is {symbol:Z1[3,1]}."
moment = { stop = "forward 1", sample = 3 }
cover = ["Z1[3,1]"]

  [[step.task]]
  id = "z1-3-1"
  kind = "number"
  ask = "Sample 3: what is {symbol:Z1[3,1]}?"
  answer = "Z1[3,1]"
  hints = ["Only x₁ is not 0."]

[[step]]
id = "loss"
title = "The loss"
text = "Here is the loss."
moment = { stop = "loss", sample = 3 }

  [[step.task]]
  id = "choice"
  kind = "choice"
  ask = "Will it fall?"
  options = ["Yes", "No"]
  right = [1]
  predict = true

[[step]]
id = "later"
title = "Later"
text = "After 20 updates."
moment = { update = 20, view = "train" }
lock = ["data", "files"]
"""


@pytest.mark.thorough
def test_a_lesson_by_hand_and_one_of_the_editor_are_the_same_and_play_alike(
    author: Author, tmp_path: Path
) -> None:
    """The editor is used as a teacher uses it; then both are saved, read and answered."""
    (tmp_path / "hand").mkdir()
    (tmp_path / "hand" / "lesson.toml").write_text(BY_HAND, encoding="utf-8")
    window, real = author.window, author.real
    author.step_on(2)
    author.begin()
    editor, step, tasks = author.editor, author.editor.step, author.editor.tasks
    author.type(step.title, "The sum")
    author.type(step.text, "Here is {symbol:Z1[3,1]}.")
    author.type(step.id, "sum")
    author.click(tasks.ask_for)
    author.pick("Z1[3,1]")
    author.type(tasks.fields["hints"], "Only x")
    tasks.fields["hints"].setPlainText("Only x₁ is not 0.")
    for _ in range(2):
        window.actions_table["step"].trigger()
    real.wait(lambda: real.snapshots[-1].phases == 4)
    real.settle()
    author.click(editor.steps.add)
    real.wait(lambda: len(author.lesson.steps) == 2)
    author.type(step.title, "The loss")
    author.type(step.text, "Here is the loss.")
    author.type(step.id, "loss")
    tasks.added.emit("choice")
    author.type(tasks.fields["ask"], "Will it fall?")
    author.type(tasks.fields["options"], "Yes\nNo")
    tasks.predict.click()
    window.time.show_steps(False)
    real.session.go_to_moment("update", 20)
    real.wait(lambda: real.snapshots[-1].update == 20)
    real.settle()
    author.click(editor.steps.add)
    real.wait(lambda: len(author.lesson.steps) == 3)
    author.type(step.title, "Later")
    author.type(step.text, "After 20 updates.")
    author.type(step.id, "later")
    for name in ("data", "files"):
        step.locks[name].click()
    author.type(editor.lesson.fields["title"], "Three steps")
    author.type(editor.lesson.fields["id"], "three")
    author.type(editor.lesson.fields["language"], "en")
    file = author.writing.moments.lesson_file()
    assert file is not None
    save_lesson(author.lesson, file.folder, tmp_path / "made.lesson")
    hand, made = open_lesson(tmp_path / "hand"), open_lesson(tmp_path / "made.lesson")
    assert bare(made.lesson) == bare(hand.lesson)
    assert list(problems(made)) == list(problems(hand)) == []
    for one, other in zip(hand.lesson.steps, made.lesson.steps, strict=True):
        first, second = stand_at(hand, one), stand_at(made, other)
        assert first.stops == second.stops
        assert {name: array.tolist() for name, array in first.update.numbers.items()} == {
            name: array.tolist() for name, array in second.update.numbers.items()
        }
    played = [_played(author, path) for path in (tmp_path / "hand", tmp_path / "made.lesson")]
    assert played[0] == played[1] and len(played[0]) == 3


def _played(author: Author, path: Path) -> list[Any]:
    """Play a lesson with the same answers, and return what was seen and said."""
    lessons, real = author.window.lessons, author.real
    if author.editor.isVisible():
        author.writing.close()
    lessons.folder = None
    author.window.files.open_path(path / "lesson.toml" if path.is_dir() else path)
    seen = []
    for at in range(3):
        real.wait(
            lambda at=at: lessons._at == at and lessons._is_shown and lessons.followed is None
        )
        page, said = lessons.page, []
        for task in page.tasks:
            for given in ("-0.8", "0.8") if task.attempt.task.kind == "number" else ("2",):
                task.field.put(given)
                task.check.click()
                said.append(task.said.text())
        seen.append((page.title.text(), page.text.text(), page.next.text(), said))
        lessons.next()
    assert not lessons.is_played()
    return seen
