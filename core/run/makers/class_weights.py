"""Words about classes with different weights: the weights, and how many samples each has."""

import numpy as np

from core.components.metrics import true_classes
from core.counts import counted
from core.data.dataset import Dataset
from core.data.samples import Task
from core.project import Project
from core.words import plain_name, say

#: the most classes that are named individually
_MOST_NAMED = 12


def class_counts(dataset: Dataset) -> tuple[int, ...]:
    """Return how many training samples each class has; empty if there is no single class."""
    targets = dataset.train.original_targets
    if dataset.task is Task.REGRESSION or (
        dataset.task is Task.TWO_CLASSES and targets.shape[1] > 1
    ):
        return ()
    numbers = true_classes(targets, dataset.task)
    return tuple(np.bincount(numbers.reshape(-1), minlength=len(dataset.classes)).tolist())


def weights_told(dataset: Dataset, fitted: Project) -> tuple[str, ...]:
    """Return a line on the class weights of a project's fitted loss; nothing if all count one.

    With several outputs, each has a line.
    """
    rows = fitted.loss.weights_by_class(dataset.outputs)
    counts = class_counts(dataset)
    lines = []
    for i, row in enumerate(rows):
        of = counts
        if len(rows) > 1:
            yes = int(dataset.train.original_targets[:, i].sum())
            of = len(dataset.train) - yes, yes
        told = [
            say(
                "Classes",
                "{name} {weight} ({samples})",
                name=plain_name(name),
                weight=f"{weight:.4g}",
                samples=counted(count, "sample"),
            )
            for name, weight, count in zip(dataset.classes, row, of, strict=False)
        ]
        more = len(told) - _MOST_NAMED
        said = ", ".join(told[:_MOST_NAMED])
        if more > 0:
            said += say("Classes", " and {n} more", n=more)
        which = f" {plain_name(dataset.target_names[i])}" if len(rows) > 1 else ""
        lines.append(say("Classes", "class weights{which}: {said}", which=which, said=said))
    return tuple(lines)
