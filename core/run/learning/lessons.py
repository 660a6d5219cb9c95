"""Lessons in the engine: going to a step's moment, and computing every answer there."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from core.data.dataset import load_dataset
from core.disk.json_text import to_json
from core.documents.kept import Opened
from core.documents.lesson_file import LessonFile
from core.documents.settings_path import with_settings
from core.errors import UserError
from core.lesson.addresses.moment import numbers_of
from core.lesson.lessons.answering import is_reached, right_answer
from core.lesson.lessons.checking import check
from core.lesson.lessons.described import Lesson, Step, Task
from core.lesson.lessons.expressions import addresses_in, holds, number_of
from core.lesson.lessons.reading import place
from core.lesson.lessons.texts import filled
from core.lesson.marking.worked import Update
from core.pictures.snapshot import StepPicture
from core.project import Project
from core.run.learning.facts import facts_of
from core.run.resuming import resume
from core.run.slicer import SLICE_SECONDS
from core.training import changes
from core.training.timeline import Timeline
from core.training.trainer import Trainer
from core.training.walk import Walk
from core.words import say, translate

EPOCHS = "epochs="
#: the most epochs allowed in a task
_MOST_EPOCHS = 100_000


@dataclass(frozen=True)
class Stand:
    """A step's moment: its update, completely done, and the facts before it.

    `known` names the arrays that are known at the stop of the step, in the order of computation.
    """

    update: Update
    facts: Mapping[str, Any]
    stops: tuple[str, ...]
    known: tuple[str, ...] = ()


def prepared(file: LessonFile, step: Step, settings: Sequence[str] = ()) -> tuple[Opened, Project]:
    """Return the document of a step, with settings of one's own, and its project without those.

    Raises UserError for a project or a setting that is none.
    """
    name = step.project or file.lesson.project
    if not name:
        raise UserError(
            translate("Lessons", "the step has no project"),
            translate("Lessons", "give project = “…”, for the lesson or for the step"),
        )
    opened = file.project(name)
    own = [f"{path}={_written(value)}" for path, value in step.set]
    before = with_settings(opened.project, own)
    project = with_settings(before, list(settings))
    if project != opened.project:
        opened = replace(
            opened, project=project, moment=None, history=None, start=None, recording=None, pins=()
        )
    return opened, before


def stand_at(file: LessonFile, step: Step, settings: Sequence[str] = ()) -> Stand:
    """Go to the moment of a step, with settings of one's own: `optimizer.learning_rate=1`.

    `epochs=100` among them trains so many epochs on. Raises UserError where there is no such
    moment, or training diverges on the way.
    """
    going = reaching(file, step, settings, None)
    while True:
        try:
            next(going)
        except StopIteration as end:
            assert isinstance(end.value, Stand)
            return end.value


def reaching(
    file: LessonFile, step: Step, settings: Sequence[str], seconds: float | None
) -> Generator[None, None, Stand]:
    """Go to the moment of a step in slices of so many seconds, None: in one; return the stand."""
    wanted = [setting for setting in settings if not setting.startswith(EPOCHS)]
    opened, before = prepared(file, step, wanted)
    trainer = resume(opened, load_dataset(*_data_of(opened)))
    trainer.progress.epoch_limit = None
    if step.bug:
        changes.plant(trainer, step.bug)
    while any(way := way_to(trainer, step)):
        if not trainer.run(updates=way[0], epochs=way[1], seconds=seconds):
            break
        yield
    check_arrived(trainer, step)
    more = [setting.removeprefix(EPOCHS) for setting in settings if setting.startswith(EPOCHS)]
    for epochs in more:
        if not epochs.isdecimal() or not 0 <= int(epochs) <= _MOST_EPOCHS:
            raise UserError(
                say("Lessons", "“{text}” is not a number of epochs", text=epochs[:40]),
                say("Lessons", "give epochs=1 to epochs={most}", most=_MOST_EPOCHS),
            )
        end = trainer.epoch + int(epochs)
        while trainer.epoch < end and trainer.run(epochs=end - trainer.epoch, seconds=seconds):
            yield
    return stand_of(trainer, before, step.moment.stop)


def _data_of(opened: Opened) -> tuple[Any, int, Any]:
    return opened.project.data, opened.project.data_seed(), opened.folder


def stand_of(trainer: Trainer, before: Project, stop: str = "before") -> Stand:
    """Return where a trainer stands, by doing the update at hand: give a twin to keep it.

    `before` is the project as the step had it, `stop` where it stands in the update. Raises
    UserError where the update diverges.
    """
    facts = facts_of(trainer, before)  # before the update is done
    walk = Walk(Timeline(trainer))
    walk.run_update()
    picture = walk.picture()
    if picture.done < len(picture.rail):
        raise UserError(
            translate("Lessons", "training diverges at this moment"),
            translate("Lessons", "give an earlier one, or another learning rate"),
        )
    stops = ("before", *(stop_name(at) for at in picture.rail))
    update, done = Update.of(picture), stops.index(stop) if stop in stops else 0
    return Stand(update, facts, stops, _known_at(picture, done, update))


def _known_at(picture: StepPicture, done: int, update: Update) -> tuple[str, ...]:
    """Return the arrays that are known once so many stops of an update are done.

    What is learned is known from the start, and so is what the batch will be.
    """
    after = picture.loss_after if done == len(picture.rail) else None
    part = replace(picture, records=picture.records[: max(1, done)], loss_after=after)
    found = dict.fromkeys(numbers_of(part))
    learned = [name for name in update.numbers if f"{name}'" in update.numbers]
    first = [name for name in ("X", "y") if name in found]
    # the slopes of activations are not looked at before the way back, nor a penalty that is none
    none = {f"slope{name[2:]}" for name in update.numbers if name[:2] == "dZ" and name not in found}
    if not picture.project.regularizer.penalizes:
        none |= {"R", "J"}
    others = [name for name in (*found, "eta") if name in update.numbers and name not in none]
    return tuple(dict.fromkeys((*first, *learned, *others)))


def _written(value: Any) -> str:
    return value if isinstance(value, str) else to_json(value)


def way_to(trainer: Trainer, step: Step) -> tuple[int | None, int | None]:
    """Return how many updates, or epochs, there are from here to the moment of a step."""
    moment = step.moment
    if moment.epoch is not None:
        return None, max(0, moment.epoch - trainer.epoch)
    return max(0, moment.update - trainer.update), None


def check_arrived(trainer: Trainer, step: Step) -> None:
    """Raise UserError where training has not come to the moment of a step."""
    moment = step.moment
    reached = trainer.update == moment.update
    if moment.epoch is not None:
        reached = trainer.epoch == moment.epoch
    if not reached:
        raise UserError(
            translate("Lessons", "training does not reach that moment"),
            translate("Lessons", "it stops or diverges before: give an earlier one"),
        )


def stop_name(stop: Any) -> str:
    """Return a stop, or a phase, as lessons write it: "batch", or "forward 1"."""
    return stop.kind if stop.layer is None else f"{stop.kind} {stop.layer + 1}"


# ---------------------------------------------------------------------- checking a lesson


@dataclass(frozen=True)
class Problem:
    """What is wrong with a lesson: the step, the task (or none), and the line of its file.

    `language` is that of a translation, "" for the lesson itself.
    """

    step: str
    task: str
    line: int
    message: str
    hint: str
    language: str = ""

    def text(self, file: str) -> str:
        """Return it in one line, with file, line, step and task."""
        if self.language:
            return f"{self.language}: {self.step}: {self.message} ({self.hint})"
        return f"{place(file, self.line, self.step, self.task)}{self.message} ({self.hint})"


def problems(file: LessonFile, *translations: Lesson) -> Iterator[str]:
    """Yield what is wrong with a lesson, each with file, line, step and task.

    It goes to every moment, computes every answer and checks it against itself, tries every
    solution, and fills in the texts of `translations`, which are those of this lesson.
    """
    for found in looked_over(file, None, translations):
        if isinstance(found, Problem):
            yield found.text(file.lesson.file)


def looked_over(
    file: LessonFile,
    seconds: float | None = SLICE_SECONDS,
    translations: Sequence[Lesson] = (),
) -> Iterator[Problem | int | None]:
    """Look a lesson over in slices: yield problems, and between them the steps done, or None."""
    lesson = file.lesson
    for number, step in enumerate(lesson.steps):
        yield number
        try:
            stand = yield from reaching(file, step, (), seconds)
            _check_step(step, stand, lesson.digits)
            yield from _check_bug(file, step, stand, seconds)
        except UserError as error:
            yield Problem(step.id, "", step.line, error.message, error.hint)
            continue
        for task in step.tasks:
            try:
                yield from _check_task(file, step, task, stand, seconds)
            except UserError as error:
                yield Problem(step.id, task.id, task.line, error.message, error.hint)
        for other in translations:
            try:
                _check_texts(other.steps[number], stand, lesson.digits)
            except UserError as error:
                told = (error.message, error.hint, other.language)
                yield Problem(step.id, "", step.line, *told)


def _check_texts(step: Step, stand: Stand, digits: int) -> None:
    texts = [step.title, step.text]
    for task in step.tasks:
        texts += [task.ask, task.after, *task.hints, *task.options, *task.say]
        texts += [slip.say for slip in task.slips]
    for text in texts:
        filled(text, stand.update, digits)


def _check_step(step: Step, stand: Stand, digits: int) -> None:
    _check_texts(replace(step, tasks=()), stand, digits)
    if step.moment.stop not in stand.stops:
        raise UserError(
            say("Lessons", "there is no stop “{stop}”", stop=step.moment.stop),
            say("Lessons", "there are {stops}", stops=", ".join(stand.stops)),
        )
    if step.moment.sample > len(stand.update.numbers["X"]):
        raise UserError(
            say("Lessons", "the batch has no sample {n}", n=step.moment.sample),
            say("Lessons", "it has {n}", n=len(stand.update.numbers["X"])),
        )
    for pattern in (*step.highlight, *step.cover):
        if pattern != "*" and not pattern.startswith(("panel:", "control:", "plot:")):
            addresses_in(pattern, stand.update.numbers)


def _check_bug(
    file: LessonFile, step: Step, stand: Stand, seconds: float | None
) -> Generator[None, None, None]:
    """Raise UserError for a bug that changes no number: there would be nothing to find."""
    if not step.bug:
        return
    without = yield from reaching(file, replace(step, bug=""), (), seconds)
    numbers, others = stand.update.numbers, without.update.numbers
    if all(np.array_equal(numbers[name], others[name], equal_nan=True) for name in numbers):
        raise UserError(
            say("Lessons", "the bug {bug} changes no number here", bug=step.bug),
            translate("Lessons", "plant another one, or take another moment or network"),
        )


def _check_task(
    file: LessonFile, step: Step, task: Task, stand: Stand, seconds: float | None
) -> Generator[None, None, None]:
    update = stand.update
    _check_texts(replace(step, title="", text="", tasks=(task,)), stand, file.lesson.digits)
    right = right_answer(task, update)
    if task.kind == "reach":
        yield from _check_reach(file, step, task, stand, seconds)
    for own in task.slips:
        wrong = number_of(own.when, update.numbers)
        if check(task, repr(wrong), update).right:
            raise UserError(
                say("Lessons", "the slip {when} would be marked right", when=own.when[:60]),
                translate("Lessons", "choose another sample, or a smaller tolerance"),
            )
    if task.kind == "number":
        (_, value) = right.numbers[0]
        if not check(task, repr(value), update).right:
            raise UserError(
                translate("Lessons", "the right answer is not marked right"),
                translate("Lessons", "give a larger tolerance"),
            )


def _check_reach(
    file: LessonFile, step: Step, task: Task, stand: Stand, seconds: float | None
) -> Generator[None, None, None]:
    reached = [holds(text, stand.update.numbers, stand.facts) for text in task.conditions]
    if all(reached):
        raise UserError(
            translate("Lessons", "the conditions hold before anything is done"),
            translate("Lessons", "ask for something that is not yet true"),
        )
    if not task.solution:
        raise UserError(
            translate("Lessons", "there is no solution"),
            'solution = ["optimizer.learning_rate=1", "epochs=100"]',
        )
    solved = yield from reaching(file, step, task.solution, seconds)
    if not is_reached(task, solved.update, solved.facts):
        raise UserError(
            translate("Lessons", "the solution does not reach it"),
            translate("Lessons", "give settings and epochs with which the conditions hold"),
        )
