"""A run for scripts and notebooks: open it, look at it, pass it to the verbs."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.documents.project_file import is_table, open_file
from core.documents.settings_path import with_settings
from core.documents.table_access import check_tables
from core.errors import UserError
from core.pictures.snapshot import History, Outcome
from core.project import Change, Project, change_between
from core.run.alone import Alone, interruptible
from core.run.answers import Answer
from core.run.commands import Apply, Command, Load, OpenFile, OpenWith

Array = NDArray[np.floating[Any]]


class Run:
    """A network in training. `open` makes one; `train` trains it further, in place."""

    def __init__(self, alone: Alone, holds: object = None) -> None:
        """Take over what `open` has loaded; `holds` is kept alive with it."""
        self._alone = alone
        self._holds = holds

    def __repr__(self) -> str:
        return f"<Run {self.project.name!r}: epoch {self.epoch}, loss {self.loss:.6g}>"

    def do(self, command: Command) -> tuple[Answer, ...]:
        """Run any command of `run.commands` and all its work to the end; return the answers.

        Raises UserError if it is refused. Ctrl+C waits for the end of the current slice of work, so
        no update is left half done, and is then raised as KeyboardInterrupt.
        """
        with interruptible() as caught:
            told = self._alone.do(command, go_on=lambda: not caught)
        if caught:
            raise KeyboardInterrupt
        return tuple(told)

    # the run's own trainer is for the verbs, and for anyone curious
    @property
    def trainer(self) -> Any:
        """The trainer, for reading only: a change made here would break going back in time."""
        return self._alone.run.trainer

    @property
    def alone(self) -> Alone:
        """What carries out its commands and keeps the latest answers."""
        return self._alone

    @property
    def project(self) -> Project:
        """The project in force."""
        project: Project = self.trainer.project
        return project

    @property
    def epoch(self) -> int:
        """How many epochs are done."""
        return int(self.trainer.epoch)

    @property
    def update(self) -> int:
        """How many updates are done."""
        return int(self.trainer.update)

    @property
    def outcome(self) -> Outcome:
        """Why training has ended: NONE, EPOCHS, TARGET, PATIENCE or DIVERGED."""
        outcome: Outcome = self.trainer.progress.outcome
        return outcome

    @property
    def loss(self) -> float:
        """The loss over the training part now, in prediction mode, without the penalty."""
        return float(self.trainer.evaluate().loss)

    @property
    def test_loss(self) -> float | None:
        """The same over the test part; None if there is none."""
        loss: float | None = self.trainer.evaluate().test_loss
        return loss

    @property
    def validation_loss(self) -> float | None:
        """The same over the validation part; None if there is none."""
        loss: float | None = self.trainer.evaluate().validation_loss
        return loss

    @property
    def metrics(self) -> dict[str, float]:
        """The metrics of the training part, by name: {"accuracy": 0.98, …}."""
        return dict(self.trainer.evaluate().metrics)

    @property
    def test_metrics(self) -> dict[str, float]:
        """The metrics of the test part, by name; empty if there is none."""
        return dict(self.trainer.evaluate().test_metrics)

    @property
    def validation_metrics(self) -> dict[str, float]:
        """The metrics of the validation part, by name; empty if there is none."""
        return dict(self.trainer.evaluate().validation_metrics)

    @property
    def history(self) -> History:
        """Loss and metrics at every epoch so far, each an array (epochs + 1,)."""
        history: History = self.trainer.history.since(0)
        return history

    @property
    def weights(self) -> list[dict[str, Array]]:
        """Copies of what every layer has learned: weight (inputs, units), bias (units,), …"""
        weights: list[dict[str, Array]] = self.trainer.weights()
        return weights


def open(
    source: str | os.PathLike[str] | Project,
    *,
    folder: str | os.PathLike[str] | None = None,
    settings: Sequence[str] = (),
    tables: Sequence[str] = (),
) -> Run:
    """Return a run of a project file, a table or a Project, at its saved moment of training.

    A table (CSV, Excel, …) gets a first network: a hidden layer of 16, and outputs and a loss
    that fit its last column. `folder` is what a Project's relative paths start from. `settings`
    change the project as `--set` does: `["layers.0.units=8", "optimizer=sgd"]`; training starts
    again if they ask for another network, other data or another start. A project file may name
    tables beside or below it; any other must be listed in `tables`, spelled as in the file.

    Raises FileError for a file that is missing or damaged, ProjectError for a project that does not
    make sense or fit its data, DataError for a table that cannot be trained on, SizeError for
    anything too large: each a UserError.
    """
    alone = Alone()
    wanted = list(settings)
    if isinstance(source, Project):
        start = None if folder is None else Path(folder)
        alone.do(Load(with_settings(source, wanted), start))
        return _opened(alone)
    if folder is not None:
        raise UserError("folder goes with a Project", "leave it out: a file's folder is known")
    path = Path(source)
    if is_table(path):
        alone.do(OpenWith(path, tuple(wanted)))
        return _opened(alone)
    if not wanted:
        alone.do(OpenFile(path, tuple(tables)))
        return _opened(alone)
    opened = open_file(path)
    check_tables(opened, path, tables)
    project = with_settings(opened.project, wanted)
    if opened.moment is None or change_between(opened.project, project) is Change.RESTART:
        alone.do(Load(project, opened.folder))
        return _opened(alone, opened.unpacked)
    alone.do(OpenFile(path, tuple(tables)))
    alone.do(Apply(project))
    return _opened(alone)


def _opened(alone: Alone, holds: object = None) -> Run:
    assert alone.run.trainer is not None  # otherwise its error has been raised
    return Run(alone, holds)
