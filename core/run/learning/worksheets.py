"""Worksheets of a network: for each sheet number a separate project, run for one update."""

from collections.abc import Iterator, Sequence

import numpy as np

from core.data.dataset import Dataset, load_dataset
from core.lesson.marking.worked import Update
from core.lesson.worksheets.drawing import MOST_DRAWS, drawn, is_good, none_found
from core.lesson.worksheets.sheet import PARTS, Sheet, check_layers, sheet_of
from core.project import Project
from core.training.timeline import Timeline
from core.training.trainer import Trainer
from core.training.walk import Walk


def update_of(project: Project) -> Update:
    """Return the first update of a project whose samples are in it."""
    trainer = Trainer(project, load_dataset(project.data, project.data_seed(), None))
    walk = Walk(Timeline(trainer))
    walk.run_update()
    return Update.of(walk.picture())


def sheet_project(
    project: Project, dataset: Dataset, seed: int, number: int, batch: int = 1
) -> tuple[Project, Update]:
    """Return the project of one sheet and its update. Raises UserError if none is suitable."""
    check_layers(project)
    train = dataset.train
    inputs, targets = np.asarray(train.inputs), np.asarray(train.targets)
    for draw in range(MOST_DRAWS):
        made = drawn(project, inputs, targets, seed, number, draw, batch)
        update = update_of(made)
        if draw == 0:
            sheet_of(update, project.name, number, seed)  # refuses a sheet that would be too large
        if is_good(update):
            return made, update
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
    for number in range(1, count + 1):
        made, update = sheet_project(project, dataset, seed, number, batch)
        yield sheet_of(update, project.name, number, seed, blank, digits), made
