"""Worksheets of a network: for each sheet number a separate project, run for one update."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from core.data.dataset import Dataset, load_dataset
from core.lesson.marking.worked import Update
from core.lesson.worksheets.drawing import MOST_DRAWS, drawn, is_good, none_found
from core.lesson.worksheets.sheet import PARTS, Sheet, check_layers, check_rule, sheet_of
from core.project import Project
from core.training.timeline import Timeline
from core.training.trainer import Trainer
from core.training.walk import Walk


@dataclass(frozen=True)
class Wanted:
    """What sheets are to be like: which seed, how many samples, what is blank, and its digits."""

    seed: int = 0
    batch: int = 1
    blank: tuple[str, ...] = PARTS
    digits: int = 4


@dataclass(frozen=True)
class Made:
    """A sheet, the project that it shows, and the update that is worked out on it."""

    sheet: Sheet
    project: Project
    update: Update


def update_of(project: Project) -> Update:
    """Return the first update of a project whose samples are in it."""
    trainer = Trainer(project, load_dataset(project.data, project.data_seed(), None))
    walk = Walk(Timeline(trainer))
    walk.run_update()
    return Update.of(walk.picture())


def making(
    project: Project, dataset: Dataset, numbers: Iterable[int], wanted: Wanted
) -> Iterator[Made | None]:
    """Yield the sheets of these numbers, and None for every draw that is not suitable.

    Raises UserError for a network that no sheet can be made of.
    """
    check_layers(project)
    check_rule(project, wanted.blank)
    train, seed = dataset.train, wanted.seed
    inputs, targets = np.asarray(train.inputs), np.asarray(train.targets)
    for number in numbers:
        for draw in range(MOST_DRAWS):
            own = drawn(project, inputs, targets, seed, number, draw, wanted.batch)
            update = update_of(own)
            if draw == 0:
                sheet_of(update, project.name, number, seed)  # refuses one that would be too large
            if is_good(update):
                told = project.name, number, seed, wanted.blank, wanted.digits
                yield Made(sheet_of(update, *told), own, update)
                break
            yield None
        else:
            raise none_found()


def sheet_project(
    project: Project, dataset: Dataset, seed: int, number: int, batch: int = 1
) -> tuple[Project, Update]:
    """Return the project of one sheet and its update. Raises UserError if none is suitable."""
    for made in making(project, dataset, (number,), Wanted(seed, batch, blank=())):
        if made is not None:
            return made.project, made.update
    raise none_found()


def sheets(
    project: Project,
    dataset: Dataset,
    count: int,
    seed: int,
    batch: int = 1,
    blank: Sequence[str] = PARTS,
    digits: int = 4,
) -> Iterator[tuple[Sheet, Project]]:
    """Yield sheets with their projects, numbered from 1."""
    wanted = Wanted(seed, batch, tuple(blank), digits)
    for made in making(project, dataset, range(1, count + 1), wanted):
        if made is not None:
            yield made.sheet, made.project
