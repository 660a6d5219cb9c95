"""Whether outputs, loss and targets fit each other, and how to repair those that do not.

A project may be well formed and still make no sense: a loss that needs probabilities after an
output that gives none, three classes but one output neuron. Such a project can still be opened and
shown, so that the fault can be explained and repaired with one click, but it cannot be trained.
"""

from dataclasses import dataclass, field, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from core.components.activations import ACTIVATIONS, Activation, Linear
from core.components.layers import Dense
from core.components.losses import LOSSES, Loss
from core.components.optimizers import OPTIMIZERS
from core.counts import counted
from core.data.dataset import Dataset
from core.data.options import DataOptions
from core.data.samples import Samples, Source, Task
from core.errors import ProjectError, UserError, one_of
from core.project import Project
from core.project_edits import loosened


@dataclass(frozen=True)
class Problem:
    """One thing that does not fit: what it is, what to do, and projects in which it is repaired.

    `repairs` pairs a label ("Use sigmoid at the output") with the repaired project; the first keeps
    the most of what was just chosen.
    """

    message: str
    hint: str
    repairs: tuple[tuple[str, Project], ...] = ()
    #: the original error, if there are no data or no network at all
    cause: UserError | None = field(default=None, compare=False)

    @classmethod
    def of(cls, error: UserError) -> Self:
        """Return an error as a problem of a project that is opened nevertheless."""
        return cls(error.message, error.hint, cause=error)

    def error(self) -> UserError:
        """Return the problem as an error."""
        return self.cause or ProjectError(self.message, self.hint)


def output_activation(project: Project) -> str:
    """Return the name of the last layer's activation, "" if it has none."""
    last = project.layers[-1].neurons
    return "" if last is None else last.activation.name


def with_output(project: Project, units: int, activation: Activation | None = None) -> Project:
    """Return the project with a dense last layer of `units` units.

    A last layer that is not dense gets a dense one after it. Given starting weights are dropped
    where the number of units changes.
    """
    last = project.layers[-1].neurons
    if last is not None:
        changed = replace(last, units=units, activation=activation or last.activation)
        made = project.with_layer(-1 % len(project.layers), changed)
        same = units == last.units
        return made if same else replace(loosened(made, outputs=True), weights=None)
    added = Dense(units=units, activation=activation or Linear())
    return replace(project, layers=(*project.layers, added), weights=None, frozen=None, off=None)


def fitting_losses(activation: str) -> tuple[type[Loss], ...]:
    """Return the losses that an output activation allows, in menu order."""
    return tuple(loss for loss in LOSSES if not loss.fits or activation in loss.fits)


def _sensible(task: Task) -> tuple[Activation, Loss]:
    loss = next(loss for loss in LOSSES if loss.usual_for is task)
    return ACTIVATIONS.named(loss.fits[0])() if loss.fits else Linear(), loss()


def adapted(project: Project, outputs: int, task: Task) -> Project:
    """Return the project with an output layer and a loss that suit a task; the rest stays."""
    activation, loss = _sensible(task)
    return replace(with_output(project, outputs, activation), loss=loss)


def with_points(project: Project, source: Source, samples: Samples) -> Project:
    """Return a project that learns from points that were drawn; `samples` are what they draw.

    Scaling stays, and where it learned from points before, so do its features. The output is made
    for the new classes where it does not fit them.
    """
    old = project.data
    data = DataOptions(source=source, scaling=old.scaling, seed=old.seed)
    if type(old.source) is type(source):
        data = replace(old, source=source)
    made = replace(project, data=data, weights=None, frozen=None, off=None)
    if find_problem(made, samples.targets, samples.task) is None:
        return made
    return adapted(made, samples.targets.shape[1], samples.task)


def with_edited_points(project: Project, source: Source, samples: Samples) -> Project:
    """Return a project whose points were edited by hand; `samples` are what `source` draws.

    All other settings stay, but for the shares of a split if the points say what they are for. The
    output is made for the new classes where it does not fit them.
    """
    data = replace(project.data, source=source)
    if samples.parts is not None or project.data.source.group != source.group:
        data = replace(data, test_share=None, validation_share=0.0)
    made = replace(project, data=data)
    if find_problem(made, samples.targets, samples.task) is None:
        return made
    return adapted(made, samples.targets.shape[1], samples.task)


def loss_problem(project: Project) -> Problem | None:
    """Return what is wrong between the loss and the output activation, or None."""
    loss, activation = project.loss, output_activation(project)
    if not loss.fits or activation in loss.fits:
        return None
    repairs = []
    for name in loss.fits:
        chosen = ACTIVATIONS.named(name)
        repaired = with_output(project, project.layers[-1].units_out(1), chosen())
        repairs.append((f"Use {chosen.label} at the output", repaired))
    for other in fitting_losses(activation)[:1]:
        repairs.append((f"Use {other.label} as the loss", replace(project, loss=other())))
    return Problem(
        f"The loss {loss.label} needs {one_of(loss.fits)} outputs, "
        f"the last layer's activation is {activation or 'none'}",
        f"set the last layer's activation to {one_of(loss.fits)}, or choose one of the losses "
        f"{one_of(item.name for item in fitting_losses(activation))}",
        tuple(repairs),
    )


def _fits_targets(loss: Loss, targets: NDArray[np.float64]) -> bool:
    if loss.targets == "any":
        return True
    if bool(np.any(targets < 0.0)) or bool(np.any(targets > 1.0)):
        return False
    if loss.targets == "binary":
        return bool(np.all((targets == 0.0) | (targets == 1.0)))
    if loss.targets == "shares":
        return bool(np.allclose(targets.sum(axis=1), 1.0, rtol=0.0, atol=1e-9))
    return True


def fitted_to(project: Project, dataset: Dataset) -> Dataset:
    """Return the dataset with its targets in the form the project's loss needs.

    Targets are left unscaled if the loss could not take them scaled; nothing else changes.
    """
    base = dataset.scaled or dataset
    own = not _fits_targets(project.loss, base.train.targets) and _fits_targets(
        project.loss, base.train.original_targets
    )
    if own == (dataset.scaled is not None):
        return dataset
    if not own:
        return base
    return base.with_own_targets(
        f"The targets are not scaled: {project.loss.label} needs them unscaled."
    )


def with_fitted_loss(project: Project, targets: NDArray[np.float64]) -> Project:
    """Return the project with the loss's own settings taken from the targets (m, outputs)."""
    loss = project.loss.fitted(targets)
    return project if loss is project.loss else replace(project, loss=loss)


def find_problem(project: Project, targets: NDArray[np.float64], task: Task) -> Problem | None:
    """Return the first thing that does not fit targets (samples, outputs), or None."""
    index = len(project.layers) - 1
    outputs = targets.shape[1]
    last = project.layers[-1].neurons
    repaired = (("Make the output fit the data", adapted(project, outputs, task)),)
    if last is None:
        return Problem(
            f"layers.{index}: the last layer is {project.layers[-1].name}, not dense",
            "end with a dense layer: its neurons are the outputs",
            repaired,
        )
    if last.units != outputs:
        kept = with_output(project, outputs)
        first = () if loss_problem(kept) else ((f"Use {counted(outputs, 'output')}", kept),)
        return Problem(
            f"layers.{index}.units: the network has {counted(last.units, 'output')}, "
            f"the data have {counted(outputs, 'target column')}",
            f"give the last layer {counted(outputs, 'neuron')}",
            (*repaired, *first) if task is Task.CLASSES else (*first, *repaired),
        )
    problem = loss_problem(project)
    if problem is not None:
        return problem
    wrong = project.loss.problem_with(outputs)
    if wrong:
        return Problem(
            f"loss.class_weights: {wrong} for {counted(outputs, 'output')}",
            "give a weight for each class; of two classes: [no, yes]",
        )
    if not _fits_targets(project.loss, targets):
        needs = {
            "unit": "targets from 0 to 1",
            "binary": "targets of 0 and 1",
            "shares": "targets that add up to 1 in every row, one column a class",
        }[project.loss.targets]
        return Problem(
            f"loss: {project.loss.name} needs {needs}, but the data have others",
            "choose another loss or other data",
            repaired,
        )
    return search_problem(project)


def search_problem(project: Project) -> Problem | None:
    """Return that the optimizer is for squared errors and the loss is none, or None."""
    optimizer, loss = project.optimizer, project.loss
    one = np.zeros((1, 1))
    if not optimizer.of_squared_errors or loss.curvature(one) is not None:
        return None
    squares = next(kind for kind in LOSSES if kind().curvature(one) is not None)()
    other = next(kind for kind in OPTIMIZERS if not kind.of_squared_errors)()
    return Problem(
        f"loss: {optimizer.label} is for squared errors, and {loss.label} is none",
        f"set the loss to {squares.name}, or choose another optimizer",
        (
            (f"Use {squares.label} as the loss", replace(project, loss=squares)),
            (f"Use {other.label}", replace(project, optimizer=other)),
        ),
    )
