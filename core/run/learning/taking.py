"""The moment at hand, taken for a step of a lesson: where it stands, and its network in a file.

A run that the project alone repeats is kept as that project, an example by its name; any other is
kept with the moment itself.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from core.disk.json_text import to_readable_json
from core.disk.writing import write_bytes
from core.documents.backstep_file import save_backstep
from core.documents.examples import examples
from core.documents.lesson_writing import free_name
from core.documents.project_file import open_file
from core.errors import UserError
from core.lesson.writing.edits import id_of
from core.moments.recording import BugChange, GoOn, ProjectChange
from core.pictures.snapshot import StepPicture
from core.project import Project
from core.run.building import Building
from core.run.learning.lessons import stop_name
from core.run.past.again import again
from core.run.resuming import kept_of
from core.run.time import Time
from core.training.trainer import Trainer
from core.words import translate


class Host(Protocol):
    """What is needed of the run that is looked at."""

    trainer: Trainer | None
    folder: Path | None
    time: Time
    building: Building


@dataclass(frozen=True)
class Taken:
    """A moment: the project as a lesson names it, the updates done, the stop, and the bug."""

    project: str
    update: int
    stop: str
    bug: str


def taken(run: Host, folder: Path, picture: StepPicture | None) -> Taken:
    """Return the moment at hand, with its network put into the folder of a lesson if need be.

    `picture` is the update that is stepped through, None where none is. Raises UserError where
    there is no network.
    """
    trainer, timeline = run.trainer, run.time.timeline
    if trainer is None or timeline is None:
        raise UserError(
            translate("Worker", "There is no network yet"),
            translate("Worker", "mend the project first"),
        )
    update, stop = trainer.update, "before"
    if picture is not None and picture.done:
        update, stop = picture.update - 1, stop_name(picture.rail[picture.done - 1])
    project = trainer.project
    if _is_repeated(run, trainer):
        return Taken(_named(project, run.folder, folder), update, stop, trainer.bug)
    apart = again(timeline)
    if update < apart.start:
        raise UserError(
            translate("Lessons", "what comes before this update is not recorded"),
            translate("Lessons", "go a step on or back, and take that moment"),
        )
    apart.go_to(update)
    kept = kept_of(project, apart.trainer)
    assert kept.moment is not None  # it is of this project
    record = replace(kept.moment.record, bug="")
    kept = replace(kept, moment=replace(kept.moment, record=record), history=None)
    name = free_name(folder, id_of(project.name, "network"), ".backstep")
    save_backstep(folder / name, kept, run.folder)
    return Taken(name, update, stop, trainer.bug)


def _is_repeated(run: Host, trainer: Trainer) -> bool:
    """Return whether the project alone, trained from its start, comes to the same moment."""
    timeline = run.time.timeline
    if timeline is None or timeline.start != 0 or trainer.start_values is not None:
        return False
    if run.building.is_given and trainer.project.weights is None:
        return False  # the moment of a file
    for event in timeline.recording().log:
        if event.update > trainer.update or isinstance(event.change, GoOn):
            continue
        is_option = isinstance(event.change, (ProjectChange, BugChange))
        if not is_option or event.update > 0:
            return False
    return True


def _named(project: Project, home: Path | None, folder: Path) -> str:
    """Return how a lesson names a project: an example, or a file that is put into the folder."""
    for example in examples():
        if open_file(example.path).project == project:
            return f"example:{example.name}"
    stem = id_of(project.name, "network")
    if project.data.source.file is not None:
        name = free_name(folder, stem, ".backstep")  # which has the table in it
        save_backstep(folder / name, kept_of(project, None), home)
        return name
    content = to_readable_json(project.to_json()).encode()
    name = free_name(folder, stem, ".json", content)
    write_bytes(folder / name, content)
    return name
