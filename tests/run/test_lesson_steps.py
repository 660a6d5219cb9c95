"""Steps of lessons in a run: the same numbers as in the terminal, at the stop that is asked for."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.documents.lesson_file import open_lesson, shipped_lessons
from core.documents.lesson_progress import keep_progress, kept_progress, progress_path
from core.errors import FileError, UserError
from core.lesson.lessons.attempts import Attempt, choices
from core.lesson.lessons.described import Moment, Step, Task
from core.lesson.lessons.progress import Progress
from core.lesson.lessons.report import Answered
from core.run.alone import Alone
from core.run.commands import (
    AskStand,
    KeepProgress,
    OpenLesson,
    OpenStep,
    SetValues,
)
from core.run.learning.lessons import stand_at
from tests.amount import few

SHIPPED = [
    pytest.param(name, step.id, id=f"{name}-{step.id}")
    for name in shipped_lessons()
    for step in open_lesson(Path(name)).lesson.steps
]


def lesson_with(step, project="example:xor"):
    file = open_lesson(Path("loss"))
    return replace(file, lesson=replace(file.lesson, steps=(step,), project=project))


def step(moment, **more):
    return Step("one", "One", "text", 1, moment, **more)


def same(one, other):
    assert one.update.numbers.keys() == other.update.numbers.keys()
    for name, numbers in one.update.numbers.items():
        assert np.array_equal(numbers, other.update.numbers[name], equal_nan=True), name
    assert one.stops == other.stops


@pytest.mark.parametrize(("name", "of"), few(SHIPPED, 8))
def test_every_step_that_ships_is_gone_to_and_stands_where_the_terminal_does(name, of):
    file = open_lesson(Path(name))
    (wanted,) = (each for each in file.lesson.steps if each.id == of)
    alone = Alone()
    stand = alone.ask(OpenStep(file, wanted), "stood")
    same(stand, stand_at(file, wanted))
    trainer = alone.run.trainer
    picture = alone.run.time.walk.picture()
    at = stand.stops.index(wanted.moment.stop)
    moment = wanted.moment  # an epoch is one update in all of them
    update = moment.update if moment.epoch is None else moment.epoch
    assert picture.done == at and picture.update == update + 1
    assert trainer.bug == wanted.bug


@pytest.mark.parametrize(
    "moment", [Moment(update=130, stop="backward 1"), Moment(epoch=7, stop="update"), Moment(5)]
)
def test_a_moment_is_trained_to_with_the_settings_and_the_bug_of_the_step(moment):
    wanted = step(moment, set=(("optimizer.learning_rate", 0.1),), bug="no_slope")
    file = lesson_with(wanted)
    alone = Alone()
    told = alone.do(OpenStep(file, wanted))
    same(
        next(answer.values[0] for answer in told if answer.news == "stood"), stand_at(file, wanted)
    )
    (project, path) = next(answer.values for answer in told if answer.news == "opened")
    assert path is None and project.optimizer.learning_rate == 0.1
    assert alone.run.trainer.bug == "no_slope"


def test_a_moment_past_the_end_of_training_is_reached_and_the_end_stays():
    wanted = step(Moment(epoch=3), set=(("training.epochs", 2),))
    alone = Alone()
    stand = alone.ask(OpenStep(lesson_with(wanted), wanted), "stood")
    assert stand.facts["epoch"] == 3 and alone.run.trainer.progress.epoch_limit == 2
    wanted = step(Moment(epoch=3, stop="loss"), set=(("training.epochs", 2),))
    stand = alone.ask(OpenStep(lesson_with(wanted), wanted), "stood")
    assert alone.run.time.walk.picture().done == stand.stops.index("loss")


def test_the_moment_at_hand_is_worked_out_anew_and_left_as_it_is():
    wanted = step(Moment())
    alone = Alone()
    before = alone.ask(OpenStep(lesson_with(wanted), wanted), "stood")
    alone.do(SetValues(0, "bias", (0,), 0.6))
    vector = alone.run.trainer.state.vector.copy()
    now = alone.ask(AskStand(), "stood")
    assert before.update.numbers["b1"][0] == 0.0 and now.update.numbers["b1"][0] == 0.6
    assert np.array_equal(alone.run.trainer.state.vector, vector)
    assert not now.facts["changed"]("optimizer.learning_rate")


def test_what_cannot_be_gone_to_is_said_and_nothing_waits():
    alone = Alone()
    nowhere = step(Moment(stop="backward 7"))
    with pytest.raises(UserError, match="no stop"):
        alone.do(OpenStep(lesson_with(nowhere), nowhere))
    lost = step(Moment(update=50), set=(("optimizer.learning_rate", 1e300),))
    with pytest.raises(UserError, match="does not reach that moment"):
        alone.do(OpenStep(lesson_with(lost, "example:two-layer-sum-of-squares"), lost))
    assert alone.run.slicer.is_idle()
    with pytest.raises(UserError, match="no project"):
        alone.do(OpenStep(lesson_with(step(Moment()), ""), step(Moment())))


def test_going_to_a_step_can_be_cancelled(piecemeal):
    wanted = step(Moment(update=10**6))
    alone = Alone()
    alone.do(OpenStep(lesson_with(wanted), wanted), go_on=lambda: alone.run.trainer.update < 1)
    alone.run.cancel()
    assert 0 < alone.run.trainer.update < 10**6
    assert alone.run.slicer.is_idle()


# ---------------------------------------------------------------------- opening and progress


def test_a_lesson_is_opened_with_the_progress_that_was_kept(tmp_path):
    alone = Alone()
    path = Path("loss")
    file, progress = alone.ask(OpenLesson(path, "en", tmp_path), "lesson_opened")
    assert file.lesson.id == "loss" and progress == Progress.begin(file.lesson)
    answered = Answered("mean", "mean", "0.7064", "right", 2, 1, 12.5)
    kept = progress.with_answer(answered).at("mean")
    alone.do(KeepProgress(tmp_path, kept))
    assert alone.ask(OpenLesson(path, "en", tmp_path), "lesson_opened")[1] == kept
    assert kept.score(file.lesson).right == 1 and kept.answer("mean", "mean") == answered
    newer = replace(file.lesson, version=2)
    assert kept_progress(tmp_path, newer) == Progress.begin(newer)


def test_damaged_progress_is_said_and_the_lesson_begins_anew(tmp_path):
    keep_progress(tmp_path, Progress("loss", 1))
    for damaged in ("{", "[]", '{"format": "backstep-progress", "version": 1, "at": 3}'):
        progress_path(tmp_path, "loss").write_text(damaged, encoding="utf-8")
        with pytest.raises(FileError):
            Alone().ask(OpenLesson(Path("loss"), "en", tmp_path), "lesson_opened")


# ---------------------------------------------------------------------- the rules of answering


@pytest.fixture(scope="module")
def update():
    wanted = step(Moment())
    return stand_at(lesson_with(wanted), wanted).update


def number(**more):
    return Task("z", "number", "z?", 1, answer="Z1[3,1]", hints=("first", "second"), **more)


def test_a_hint_comes_after_two_misses_and_the_answer_may_be_shown_after_four(update):
    attempt = Attempt(number())
    with pytest.raises(UserError, match="4 tries"):
        attempt.show()
    assert not attempt.take("9", update).right and attempt.hint_due() == ""
    attempt.take("9", update)
    assert attempt.hint_due() == "first" and attempt.hints == 1
    with pytest.raises(UserError):
        attempt.take("much", update)  # no answer, and no try
    assert attempt.tries == 2 and attempt.hint() == "second"
    with pytest.raises(UserError, match="no other hint"):
        attempt.hint()
    attempt.take("9", update)
    attempt.take("9", update)
    assert attempt.may_be_shown and not attempt.is_over
    attempt.show()
    assert attempt.is_over and attempt.result == "shown"
    again = Attempt.again(attempt.task, attempt.answered("s"))
    assert again == attempt


def test_a_prediction_is_over_after_one_answer_and_a_right_one_at_once(update):
    guess = Attempt(number(predict=True))
    verdict = guess.take("9", update)
    assert not verdict.right and guess.is_over and guess.result == "guessed"
    # what it is, and no “not yet”: there is no other try
    assert guess.told(verdict, update, 4) == ("✗ The answer: Z1[3,1] = 0.8",)
    right = Attempt(number())
    assert right.take("0.8", update).right and right.is_over and right.result == "right"


def test_a_prediction_is_told_what_is_right_before_it_is_told_why(update):
    options, say = ("up", "down"), ("Up it goes.", "No: it goes up.")
    task = Task("p", "choice", "?", 1, options=options, right=(1,), say=say, after="So.")
    guess = Attempt(replace(task, predict=True))
    told = guess.told(guess.take("2", update), update, 4)
    assert told == ("✗ The answer: up", "No: it goes up.", "So.")
    again = Attempt(task)
    assert again.told(again.take("2", update), update, 4) == ("✗ No: it goes up.",)
    assert again.told(again.take("1", update), update, 4) == ("✓ Up it goes.", "So.")


def test_a_task_without_hints_has_none_to_give(update):
    with pytest.raises(UserError, match="no hint here"):
        Attempt(Task("z", "number", "z?", 1, answer="Z1[3,1]")).hint()


def test_an_order_is_given_by_the_items_as_they_are_shown(update):
    attempt = Attempt(Task("o", "order", "?", 1, items=("zeta", "alpha", "mid")))
    assert choices(attempt.task) == ("alpha", "mid", "zeta")
    assert not attempt.take("1 2 3", update).right
    assert attempt.take("3 1 2", update).right
