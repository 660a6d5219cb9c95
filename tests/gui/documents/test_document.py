"""The document: every edit can be undone to an equal project."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from core import project_edits as layer_edits
from core.project import Project
from gui.documents.document import Document


def with_rate(project: Project, rate: float) -> Project:
    return replace(project, optimizer=replace(project.optimizer, learning_rate=rate))


def test_undo_and_redo_give_equal_projects(project: Project) -> None:
    document = Document(project)
    rng = random.Random(5)
    states = [project]
    for i in range(120):
        now = document.project
        choice = rng.randrange(4)
        if choice == 0:
            new = with_rate(now, rng.random() + 0.001)
        elif choice == 1:
            new = layer_edits.added(now, rng.choice(["dense", "dropout", "batch_norm"]), 0)
        elif choice == 2 and len(now.layers) > 2:
            new = layer_edits.removed(now, 0)
        else:
            new = replace(now, seed=now.seed + 1)
        document.edit(new, f"edit {i}")
        states.append(document.project)
    assert len(states) == 121
    for expected in reversed(states[:-1]):
        document.stack.undo()
        assert document.project == expected
    assert not document.stack.canUndo()
    for expected in states[1:]:
        document.stack.redo()
        assert document.project == expected


def test_an_edit_that_changes_nothing_is_no_step(project: Project) -> None:
    document = Document(project)
    document.edit(with_rate(project, project.optimizer.learning_rate), "learning rate")
    assert not document.stack.canUndo()
    assert not document.is_modified()


def test_edits_with_one_key_are_one_step(project: Project) -> None:
    document = Document(project)
    for rate in (0.1, 0.2, 0.3):
        document.edit(with_rate(document.project, rate), "learning rate", "drag 1")
    document.edit(with_rate(document.project, 0.4), "learning rate", "drag 2")
    assert document.stack.count() == 2
    document.stack.undo()
    assert document.project.optimizer.learning_rate == 0.3
    document.stack.undo()
    assert document.project == project


def test_edits_without_a_key_stay_apart(project: Project) -> None:
    document = Document(project)
    document.edit(with_rate(project, 0.1), "learning rate")
    document.edit(with_rate(project, 0.2), "learning rate")
    assert document.stack.count() == 2


def test_a_drag_back_to_the_start_leaves_no_step(project: Project) -> None:
    document = Document(project)
    document.edit(with_rate(project, 0.1), "learning rate", "drag")
    document.edit(project, "learning rate", "drag")
    assert not document.stack.canUndo()
    assert document.project == project


def test_amending_is_part_of_the_last_step(project: Project) -> None:
    document = Document(project)
    document.edit(with_rate(project, 0.1), "data")
    document.amend(replace(document.project, seed=7))
    assert document.stack.count() == 1
    assert document.stack.undoText() == "data"
    document.stack.undo()
    assert document.project == project
    document.stack.redo()
    assert document.project.seed == 7
    assert document.project.optimizer.learning_rate == 0.1


def test_amending_without_a_step_changes_nothing(project: Project) -> None:
    document = Document(project)
    document.amend(replace(project, seed=7))
    assert document.project == project


def test_changed_tells_old_and_new(project: Project) -> None:
    document = Document(project)
    seen: list[tuple[Project, Project]] = []
    document.changed.connect(lambda old, new: seen.append((old, new)))
    faster = with_rate(project, 0.9)
    document.edit(faster, "learning rate")
    document.stack.undo()
    document.stack.redo()
    assert seen == [(project, faster), (faster, project), (project, faster)]


def test_modified_is_not_clean(project: Project, tmp_path: Path) -> None:
    document = Document(project)
    clean: list[bool] = []
    document.clean_changed.connect(clean.append)
    faster = with_rate(project, 0.9)
    document.edit(faster, "learning rate")
    assert document.is_modified()
    path = tmp_path / "mine.backstep"
    document.mark_saved(faster, path)
    assert document.path == path
    assert not document.is_modified()
    document.stack.undo()
    assert document.is_modified()
    document.stack.redo()
    assert not document.is_modified()
    assert clean == [False, True, False, True]


def test_saving_an_older_project_leaves_it_modified(project: Project, tmp_path: Path) -> None:
    document = Document(project)
    document.edit(with_rate(project, 0.9), "learning rate")
    document.mark_saved(project, tmp_path / "mine.backstep")
    assert document.is_modified()


def test_edits_after_saving_do_not_merge_into_what_was_saved(
    project: Project, tmp_path: Path
) -> None:
    document = Document(project)
    document.edit(with_rate(project, 0.1), "learning rate", "drag")
    document.mark_saved(document.project, tmp_path / "mine.backstep")
    document.edit(with_rate(project, 0.2), "learning rate", "drag")
    assert document.is_modified()
    document.stack.undo()
    assert document.project.optimizer.learning_rate == 0.1
    assert not document.is_modified()


def test_replacing_all_forgets_the_steps(project: Project, tmp_path: Path) -> None:
    document = Document(project)
    document.edit(with_rate(project, 0.9), "learning rate")
    replaced: list[Project] = []
    changed: list[object] = []
    document.replaced.connect(replaced.append)
    document.changed.connect(lambda *both: changed.append(both))
    other = replace(project, name="Other")
    document.replace_all(other, tmp_path / "other.json")
    assert document.project == other
    assert document.path == tmp_path / "other.json"
    assert not document.stack.canUndo() and not document.is_modified()
    assert replaced == [other] and changed == []


@pytest.mark.parametrize("label", ["learning rate", "add layer"])
def test_undo_is_named(project: Project, label: str) -> None:
    document = Document(project)
    document.edit(with_rate(project, 0.9), label)
    assert document.stack.undoText() == label
