"""Live changes: what a person can change in a run without restarting it.

They apply at the start of the current update: an unfinished update is undone first.
"""

import numpy as np
from numpy.typing import NDArray

from core.fit import find_problem
from core.project import Change, Project, change_between
from core.training.network import Network
from core.training.trainer import Trainer
from core.training.workspace import frozen_by, off_by


def check(trainer: Trainer, project: Project) -> Network:
    """Return the network of a project to change to; nothing is changed.

    Raises ProjectError if the project does not fit, SizeError if it would be too large, ValueError
    if the change needs a restart.
    """
    if change_between(trainer.project, project) is Change.RESTART:
        raise ValueError("this change needs a new trainer")
    problem = find_problem(project, trainer.dataset.train.targets, trainer.dataset.task)
    if problem is not None:
        raise problem.error()
    network = Network(project.layers, trainer.dataset.inputs)
    network.check_size(project, trainer.work.samples.count)
    return network


def apply(trainer: Trainer, project: Project) -> None:
    """Change to a project with the same arrays; numbers and progress stay.

    Optimizer state is kept if the new optimizer is of the same kind and has the same vectors.
    Raises what `check` raises.
    """
    old, network = trainer.project, check(trainer, project)
    frozen, off = frozen_by(project, network), off_by(project, network)
    trainer.return_to_update_start()
    trainer.work.change_to(project, network)
    if old.frozen != project.frozen:  # otherwise keep what a person has frozen or freed since
        trainer.work.freeze(frozen)
    switched = trainer.work.switch(off)
    trainer.bind()
    trainer.progress.change_to(old, project)
    trainer.progress.last_figures = trainer.evaluate()
    if switched and trainer.update == 0:
        trainer.progress.begin_again(trainer.progress.last_figures)
    trainer.sound.keep()


def rename(trainer: Trainer, project: Project) -> None:
    """Change to a project that trains identically, to the last bit: only names differ."""
    if change_between(trainer.project, project) is not Change.NOTHING:
        raise ValueError("this changes more than names")
    trainer.work.rename(project)


def reset(trainer: Trainer) -> None:
    """Go back to the same start, with the present project; what is frozen stays frozen."""
    frozen = trainer.frozen
    trainer.begin(trainer.project, trainer.network)
    if frozen is not None or trainer.frozen is not None:
        freeze(trainer, frozen)


def go_on(trainer: Trainer) -> None:
    """Continue after a stop: as many epochs again, with new patience, past the target."""
    trainer.progress.go_on()
    trainer.sound.keep()


def freeze(trainer: Trainer, mask: NDArray[np.bool_] | None) -> None:
    """Freeze the marked parameters, (parameters,), and their optimizer state."""
    trainer.return_to_update_start()
    if trainer.work.freeze(None if mask is None or not mask.any() else mask):
        trainer.renew_engine()
    trainer.sound.keep()


def plant(trainer: Trainer, bug: str) -> None:
    """Plant a bug by its name, or remove it: "". Raises UserError for an unknown name."""
    trainer.return_to_update_start()
    if trainer.work.plant(bug):
        trainer.renew_engine()
    trainer.sound.keep()


def take_edit(trainer: Trainer) -> None:
    """Note that numbers were set by hand, at an update boundary.

    Before the first update they become the start, to which `reset` goes back.
    """
    work, progress = trainer.work, trainer.progress
    work.gradient_of = -1
    figures = trainer.evaluate()
    if work.update == 0:
        trainer.start_values = work.learned()
        progress.begin_again(figures)
    progress.pass_edit(figures)
    trainer.sound.keep()
