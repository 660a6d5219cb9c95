"""Moments taken for a lesson: whatever run they are of, the step comes to the same numbers."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.documents.examples import example_named
from core.documents.lesson_file import open_lesson
from core.documents.lesson_writing import begin_writing
from core.errors import UserError
from core.lesson.lessons.described import Moment
from core.lesson.writing.edits import changed, new_lesson, with_new_step, with_project
from core.pictures.snapshot import Wanted
from core.run.alone import Alone
from core.run.commands import (
    Apply,
    CancelGoing,
    CheckLesson,
    GoToMoment,
    GoToPhase,
    OpenFile,
    OpenForWriting,
    PlantBug,
    Save,
    SaveLesson,
    SetValues,
    SetWanted,
    TakeMoment,
)
from core.run.learning.lessons import stand_at


def opened(path=None):
    alone = Alone()
    alone.do(SetWanted(Wanted.STEP))
    alone.do(OpenFile(example_named("xor").path if path is None else path))
    return alone


def lesson_of(taken, file):
    lesson = with_project(new_lesson("en"), 0, taken.project)
    moment = Moment(update=taken.update, stop=taken.stop)
    lesson = changed(lesson, 0, moment=moment, bug=taken.bug)
    return replace(file, lesson=lesson)


def comes_to_the_same(alone, stepped=True):
    """Take the moment, and go to it in the lesson: all numbers of the update are equal."""
    file = begin_writing(new_lesson("en"))
    before = alone.run.trainer.update, alone.run.trainer.state.vector.copy()
    picture = alone.run.time.walk.picture() if stepped else None
    taken = alone.ask(TakeMoment(file.folder, stepped), "moment_taken")
    trainer = alone.run.trainer
    assert trainer.update == before[0] and np.array_equal(trainer.state.vector, before[1])
    file = lesson_of(taken, file)
    stand = stand_at(file, file.lesson.steps[0])
    if picture is not None and picture.done:
        assert taken.stop == stand.stops[picture.done] and taken.update == picture.update - 1
        for record in (each for records in picture.records for each in records):
            if record.phase == "forward":
                found = stand.update.numbers[f"A{record.layer + 1}"]
                assert np.array_equal(found, record.values["a"])
    elif alone.run.trainer.update == taken.update:
        weights = alone.run.trainer.weights()
        assert np.array_equal(stand.update.numbers["W1"], weights[0]["weight"])
    return taken, file


def test_an_example_is_taken_by_its_name():
    taken, _ = comes_to_the_same(opened())
    assert (taken.project, taken.update, taken.stop) == ("example:xor", 0, "before")


@pytest.mark.parametrize(
    ("phases", "stop"), [(1, "batch"), (3, "forward 2"), (4, "loss"), (7, "update")]
)
def test_a_stop_of_a_later_update_is_taken(phases, stop):
    alone = opened()
    alone.do(GoToMoment("update", 5))  # its last stop is that of the fifth update, number 4
    alone.do(GoToPhase(phases))
    taken, _ = comes_to_the_same(alone)
    assert (taken.project, taken.update, taken.stop) == ("example:xor", 4, stop)


def test_without_stepping_it_is_the_moment_before_the_update():
    alone = opened()
    alone.do(GoToMoment("update", 5))
    alone.do(GoToPhase(3))
    taken, _ = comes_to_the_same(alone, stepped=False)
    assert (taken.update, taken.stop) == (4, "before")


def test_settings_changed_before_the_start_make_a_project_of_its_own():
    alone = opened()
    project = alone.run.trainer.project
    alone.do(Apply(replace(project, name="Fast XOR", seed=7)))
    alone.do(GoToMoment("update", 3))
    taken, file = comes_to_the_same(alone)
    assert taken.project == "fast-xor.json" and (file.folder / taken.project).is_file()
    again = alone.ask(TakeMoment(file.folder, False), "moment_taken")
    assert again.project == taken.project  # the same network is not written twice


@pytest.mark.parametrize("phases", [0, 2, 7])
def test_numbers_set_by_hand_are_kept_with_the_moment(phases):
    alone = opened()
    alone.do(GoToMoment("update", 2))
    alone.do(SetValues(0, "weight", (0, 1), 0.125))
    alone.do(GoToMoment("update", 4))
    alone.do(GoToPhase(phases))
    taken, _ = comes_to_the_same(alone)
    assert taken.project == "xor.backstep" and taken.update == 3


def test_a_trained_file_is_kept_with_its_moment(tmp_path):
    alone = opened()
    alone.do(SetValues(1, "bias", (0,), 0.5))
    alone.do(GoToMoment("update", 6))
    alone.ask(Save(tmp_path / "mine.backstep", alone.run.trainer.project), "saved")
    other = opened(tmp_path / "mine.backstep")
    taken, _ = comes_to_the_same(other)
    assert (taken.project, taken.update, taken.stop) == ("xor.backstep", 5, "update")


def test_a_table_of_ones_own_goes_along(tmp_path):
    rows = [f"{a},{b},{'yes' if a + b > 5 else 'no'}" for a in range(4) for b in range(4)]
    (tmp_path / "own.csv").write_text("\n".join(("a,b,c", *rows)), encoding="utf-8")
    alone = opened(tmp_path / "own.csv")
    alone.do(GoToMoment("update", 2))
    taken, file = comes_to_the_same(alone)
    assert taken.project.endswith(".backstep")
    (tmp_path / "own.csv").unlink()  # the lesson needs it no more
    assert stand_at(file, file.lesson.steps[0]).update.numbers["X"].shape[1] == 2


def test_a_planted_bug_is_taken_as_the_bug_of_the_step():
    alone = opened()
    alone.do(PlantBug("no_slope"))
    alone.do(GoToMoment("update", 3))
    taken, file = comes_to_the_same(alone)
    assert taken.bug == "no_slope" and taken.project == "example:xor"
    assert file.lesson.steps[0].bug == "no_slope"


def test_without_a_network_it_is_told(tmp_path):
    with pytest.raises(UserError, match="no network"):
        Alone().ask(TakeMoment(tmp_path, True), "moment_taken")


# ---------------------------------------------------------------------- checked, saved, opened


def test_problems_are_told_with_their_step_and_task():
    file = open_lesson(Path("loss"))
    lesson = changed(file.lesson, 1, cover=("Z9[1,1]",))
    lesson = changed(lesson, 2, moment=replace(lesson.steps[2].moment, sample=99))
    alone = Alone()
    told = alone.do(CheckLesson(replace(file, lesson=lesson)))
    found, whole = [answer.values for answer in told if answer.news == "lesson_checked"][-1]
    assert whole and [problem.step for problem in found] == [step.id for step in lesson.steps[1:3]]
    assert "99" in found[1].message and found[0].line > 1
    told = alone.do(CheckLesson(file))
    assert [answer.values for answer in told if answer.news == "lesson_checked"] == [((), True)]


def test_an_incomplete_lesson_is_not_looked_over_but_told():
    file = begin_writing(changed(new_lesson("en", "example:xor"), 0, title=""))
    told = Alone().do(CheckLesson(file))
    ((found, whole),) = [answer.values for answer in told if answer.news == "lesson_checked"]
    assert whole and [(one.step, one.message) for one in found] == [("step-1", "title is missing")]


def test_a_translation_that_does_not_fit_any_more_is_a_problem():
    file = begin_writing(new_lesson("en", "example:xor"))
    (file.folder / "lesson.de.toml").write_text(
        'language = "de"\n[[step]]\nid = "gone"\ntitle = "Weg"\n', encoding="utf-8"
    )
    (found,) = problems_of(file)
    assert found.step == "" and "there is no step gone" in found.message
    (file.folder / "lesson.de.toml").write_text(
        'language = "de"\n[[step]]\nid = "step-1"\ntext = "{value:Z9[1,1]}"\n', encoding="utf-8"
    )
    (found,) = problems_of(file)
    assert (found.step, found.language) == ("step-1", "de")


def test_looking_that_fails_takes_its_progress_back(monkeypatch):
    def looking(*_, **__):
        yield 1
        raise UserError("It fails", "do something else")

    monkeypatch.setattr("core.run.learning.lessons.looked_over", looking)
    alone, said = Alone(), []
    alone.run.progress.connect(lambda *values: said.append(values))
    with pytest.raises(UserError):
        alone.do(CheckLesson(open_lesson(Path("loss"))))
    assert said[0][1] == 1 and said[-1] == ("", 0, 0)
    assert alone.run.slicer.is_idle() and alone.run.writing._looking is None


def test_looking_can_be_ended():
    alone = Alone()
    lesson = with_new_step(new_lesson("en", "example:xor"), 0, Moment(), "example:xor")
    alone.run.do(CheckLesson(replace(begin_writing(lesson), lesson=lesson)))
    alone.run.work()
    alone.run.do(CancelGoing())
    assert alone.run.slicer.is_idle() or alone.run.writing._looking is None


def test_a_lesson_is_opened_changed_and_saved_through_the_run(tmp_path):
    alone = Alone()
    told = alone.do(OpenForWriting(Path("chain-rule")))
    ((file, by_hand),) = [each.values for each in told if each.news == "writing_opened"]
    path = tmp_path / "own.lesson"
    assert alone.ask(SaveLesson(file.lesson, file.folder, path), "lesson_saved") == path
    assert open_lesson(path).lesson.id == "chain-rule" and by_hand
    told = alone.do(OpenForWriting(path))
    assert not next(each.values[1] for each in told if each.news == "writing_opened")


def problems_of(file):
    told = Alone().do(CheckLesson(file))
    found, whole = [answer.values for answer in told if answer.news == "lesson_checked"][-1]
    assert whole
    return found


def test_a_bug_that_changes_nothing_is_a_problem():
    file = begin_writing(changed(new_lesson("en", "example:xor"), 0, bug="no_slope"))
    assert problems_of(file) == ()
    file = begin_writing(changed(new_lesson("en", "example:xor"), 0, bug="wrong_count"))
    (found,) = problems_of(file)
    assert (found.step, found.message) == ("step-1", "the bug wrong_count changes no number here")
