"""Comparison of two moments, array by array and sample by sample."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.metrics import predicted_classes
from core.data.dataset import Dataset
from core.data.samples import Task
from core.moments.moment import Moment
from core.pictures.findings import (
    ArrayChange,
    Crossing,
    MomentComparison,
    MomentPicture,
    OutputChange,
)
from core.training.twin import HeldBatch, twin_at

Array = NDArray[np.floating[Any]]

#: the most outputs that are listed as having moved the most
MOST_MOVED = 20


def picture_of(dataset: Dataset, moment: Moment, raw_inputs: Array) -> MomentPicture:
    """Return a picture of a moment, with the predictions of raw inputs (m, r).

    These are the points that views draw (`Facts.points.inputs`), so that samples have the same
    numbers. It is taken of a twin: no trainer is touched. Raises SizeError if a twin would be
    too large.
    """
    twin = twin_at(dataset, moment)
    state, network = twin.state, twin.network
    figures = twin.evaluate()
    layers = network.arrays(state.parameters.copy(), state.statistics.copy())
    outputs = twin.predict(raw_inputs)
    classes = None
    if dataset.task is not Task.REGRESSION:
        classes = predicted_classes(outputs, dataset.task, twin.figures.threshold)
    with np.errstate(all="ignore"):
        batch = HeldBatch(twin)
        batch.loss()
        gradients = network.learned(batch.gradient())
    return MomentPicture(
        update=twin.update,
        epoch=twin.epoch,
        loss=figures.loss,
        test_loss=figures.test_loss,
        layers=tuple(layers),
        gradients=tuple(gradients),
        outputs=outputs,
        classes=classes,
    )


def compare(before: MomentPicture, after: MomentPicture) -> MomentComparison:
    """Return what has changed from one moment to another of the same network and points.

    Raises ValueError if their shapes differ.
    """
    if before.outputs.shape != after.outputs.shape:
        raise ValueError("the moments have other points or outputs")
    test_losses = None
    if before.test_loss is not None and after.test_loss is not None:
        test_losses = (before.test_loss, after.test_loss)
    with np.errstate(all="ignore"):
        return MomentComparison(
            updates=(before.update, after.update),
            epochs=(before.epoch, after.epoch),
            losses=(before.loss, after.loss),
            test_losses=test_losses,
            arrays=_changes(before.layers, after.layers),
            gradients=_changes(before.gradients, after.gradients),
            changed_side=_crossings(before.classes, after.classes),
            moved_most=_moved_most(before.outputs, after.outputs),
        )


def _changes(
    before: tuple[dict[str, Array], ...], after: tuple[dict[str, Array], ...]
) -> tuple[dict[str, ArrayChange], ...]:
    shapes = [
        [{name: array.shape for name, array in arrays.items()} for arrays in layers]
        for layers in (before, after)
    ]
    if shapes[0] != shapes[1]:
        raise ValueError("the moments belong to different networks")
    return tuple(
        {
            name: ArrayChange(array, new[name], np.asarray(new[name] - array))
            for name, array in old.items()
        }
        for old, new in zip(before, after, strict=True)
    )


def _crossings(
    before: NDArray[np.intp] | None, after: NDArray[np.intp] | None
) -> tuple[Crossing, ...]:
    if before is None or after is None:
        return ()
    old, new = before.reshape(len(before), -1), after.reshape(len(after), -1)
    return tuple(
        Crossing(int(sample), int(old[sample, output]), int(new[sample, output]), int(output))
        for sample, output in np.argwhere(old != new)
    )


def _moved_most(before: Array, after: Array) -> tuple[OutputChange, ...]:
    """Return the largest changes; equal ones by their numbers, and none that is 0 or no number."""
    distance = np.abs(after - before).reshape(-1)
    distance[~np.isfinite(distance)] = 0.0
    order = np.argsort(-distance, kind="stable")[:MOST_MOVED]
    places = np.unravel_index(order[distance[order] > 0.0], before.shape)
    return tuple(
        OutputChange(int(i), int(j), float(before[i, j]), float(after[i, j]))
        for i, j in zip(*places, strict=True)
    )
