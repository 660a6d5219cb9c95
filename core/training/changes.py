"""Live changes: what a person changes in a run without starting it anew.

They apply at the start of the update at hand: an update that is not finished is taken back first.
"""

import numpy as np
from numpy.typing import NDArray

from core.fit import find_problem
from core.project import Change, Project, change_between
from core.training.network import Network
from core.training.trainer import Trainer
from core.training.workspace import frozen_by


def apply(trainer: Trainer, project: Project) -> None:
    """Go over to a project with the same arrays; numbers and progress stay.

    Optimizer state is kept where the new optimizer is of the same kind and keeps the same
    vectors. Raises ProjectError where the project does not fit, ValueError where the change needs
    a restart.
    """
    old = trainer.project
    if change_between(old, project) is Change.RESTART:
        raise ValueError("this change needs a new trainer")
    problem = find_problem(project, trainer.dataset.train.targets, trainer.dataset.task)
    if problem is not None:
        raise problem.error()
    network = Network(project.layers, trainer.dataset.inputs)
    frozen = frozen_by(project, network)
    trainer.return_to_update_start()
    trainer.work.change_to(project, network)
    if old.frozen != project.frozen:  # else a person may have frozen more, or less
        trainer.work.freeze(frozen)
    trainer.bind()
    trainer.progress.change_to(old, project)
    trainer.progress.last_figures = trainer.evaluate()
    trainer.sound.keep()


def rename(trainer: Trainer, project: Project) -> None:
    """Take over a project that trains alike, to the last bit: only what it is called differs."""
    if change_between(trainer.project, project) is not Change.NOTHING:
        raise ValueError("this changes more than names")
    trainer.work.rename(project)


def reset(trainer: Trainer) -> None:
    """Go back to the same start, with the project as it is now; what is frozen stays so."""
    frozen = trainer.frozen
    trainer.begin(trainer.project, trainer.network)
    if frozen is not None or trainer.frozen is not None:
        freeze(trainer, frozen)


def go_on(trainer: Trainer) -> None:
    """Train on after a stop: as many epochs again, patience anew, past the target."""
    trainer.progress.go_on()
    trainer.sound.keep()


def freeze(trainer: Trainer, mask: NDArray[np.bool_] | None) -> None:
    """Keep the marked parameters, (parameters,), and their optimizer state as they are."""
    trainer.return_to_update_start()
    if trainer.work.freeze(None if mask is None or not mask.any() else mask):
        trainer.renew_engine()
    trainer.sound.keep()


def plant(trainer: Trainer, bug: str) -> None:
    """Plant a bug by its name, or take it out again: "". Raises UserError for another name."""
    trainer.return_to_update_start()
    if trainer.work.plant(bug):
        trainer.renew_engine()
    trainer.sound.keep()


def take_edit(trainer: Trainer) -> None:
    """Take note that numbers were set by hand, at an update boundary.

    Before the first update they are a start of their own, to which `reset` goes back.
    """
    work, progress = trainer.work, trainer.progress
    work.gradient_of = -1
    figures = trainer.evaluate()
    if work.update == 0:
        trainer.start_values = work.learned()
        progress.begin_again(figures)
    progress.pass_edit(figures)
    trainer.sound.keep()
