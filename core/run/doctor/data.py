"""Rules about the data: sizes, reach, contradictions, batches of one class, rare classes."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.activations import ACTIVATIONS, Activation
from core.components.metrics import true_classes
from core.data.dataset import Dataset
from core.data.samples import Task
from core.fit import adapted
from core.lesson.numbers import MINUS, figure, percent, rough
from core.pictures.findings import Finding
from core.project import Project
from core.run.doctor.criteria import (
    APART,
    BY_CHANCE,
    MISSED,
    ONE_CLASS,
    RARE,
    SEEMS_WELL,
)
from core.run.doctor.equal_rows import groups
from core.run.doctor.looking import Looking
from core.run.doctor.rules import Look, Rule
from core.run.starts import SOLVED_ACCURACY, SOLVED_R2
from core.words import say, translate


@dataclass(frozen=True)
class Sizes:
    """The largest and the smallest standard deviation of inputs."""

    largest: float
    smallest: float


def differ_in_size(look: Looking) -> Sizes | None:
    """Return the deviations of inputs if they are of very different size, or large; else None."""
    inputs = look.dataset.train.inputs
    # the deviation of equal numbers may have a rounding error
    varies = inputs.min(axis=0) < inputs.max(axis=0)
    deviations = np.std(inputs, axis=0)[varies]
    if not deviations.size:
        return None
    sizes = Sizes(float(deviations.max()), float(deviations.min()))
    apart = sizes.largest > APART * sizes.smallest or sizes.largest > APART
    return sizes if apart else None


def sizes(look: Looking) -> Look:
    """Find unscaled inputs of very different size."""
    yield
    found = differ_in_size(look)
    if found is None or look.project.data.scales:
        return None
    title = translate("Doctor", "Inputs of very different size")
    measured = say(
        "Doctor", "deviations of the inputs go from {smallest} to {largest}",
        smallest=rough(found.smallest), largest=rough(found.largest),
    )  # fmt: skip
    says = translate("Doctor", "One learning rate cannot fit weights of such different inputs")
    if found.largest <= APART * found.smallest:
        title = translate("Doctor", "Large inputs")
        measured = say("Doctor", "deviations of the inputs go up to {n}", n=rough(found.largest))
        says = translate("Doctor", "Large inputs make large sums and steep slopes: steps overshoot")
    remedy = {"data.scaling": "standard"}
    return Finding("inputs_of_different_size", title, measured, says, remedy, plot="surface")


def _reach(activation: Activation) -> tuple[float, float]:
    """Return the lowest and the highest output: its bounds, or what it comes to far out.

    That is infinite where it is still growing with the sum.
    """
    if activation.bounds is not None:
        return activation.bounds
    far = np.logspace(-3.0, 6.0, 91)
    z = np.concatenate([-far, [0.0], far])[np.newaxis]
    a = np.empty_like(z)
    with np.errstate(all="ignore"):
        activation.forward(z, a, np.empty_like(z))
    low, high = float(np.nanmin(a)), float(np.nanmax(a))
    nearer = a[np.abs(z) <= far[-1] / 10.0]
    if low < 2.0 * float(np.nanmin(nearer)) < 0.0:
        low = -math.inf
    if high > 2.0 * float(np.nanmax(nearer)) > 0.0:
        high = math.inf
    return low, high


def _end(value: float) -> str:
    """Return an end of a range in words."""
    return rough(value) if math.isfinite(value) else "∞" if value > 0.0 else f"{MINUS}∞"


def outside(project: Project, dataset: Dataset) -> float:
    """Return the share of the training targets that the last layer's activation never gives."""
    last = project.layers[-1].neurons
    if last is None or last.activation.is_identity:
        return 0.0
    low, high = _reach(last.activation)
    targets = np.asarray(dataset.train.targets)
    return float(np.mean((targets < low - 1e-9) | (targets > high + 1e-9)))


def out_of_reach(look: Looking) -> Look:
    """Find targets that the last layer's activation can never give."""
    yield
    share = outside(look.project, look.dataset)
    last = look.project.layers[-1].neurons
    if not share or last is None:
        return None
    low, high = _reach(last.activation)
    linear = next(kind for kind in ACTIVATIONS if kind.is_identity)
    settings = {f"layers.{len(look.project.layers) - 1}.activation": linear.name}
    if look.project.loss.fits and linear.name not in look.project.loss.fits:
        fitting = adapted(look.project, last.units, Task.REGRESSION)
        settings["loss"] = fitting.loss.name
    return Finding(
        "targets_out_of_reach",
        translate("Doctor", "Targets out of reach"),
        say(
            "Doctor", "{share} of the targets are outside the output's range, {low} to {high}",
            share=percent(share), low=_end(low), high=_end(high),
        ),
        translate("Doctor", "No training gets closer to these targets than the end of that range"),
        settings,
        plot="surface",
    )  # fmt: skip


def contradictions(look: Looking) -> Look:
    """Find samples with the same inputs but different targets, if they prevent a solution."""
    part, task = look.dataset.train, look.dataset.task
    group, counts = yield from groups(np.asarray(part.inputs))
    if counts.size == len(group):
        return None
    targets = np.asarray(part.original_targets)
    if task is Task.REGRESSION:
        means = np.stack([np.bincount(group, column) / counts for column in targets.T], axis=1)
        left = np.square(targets - means[group]).sum()
        spread = np.square(targets - targets.mean(axis=0)).sum()
        best, needed = (1.0 - float(left / spread) if spread else 1.0), SOLVED_R2
        name, shown = translate("Doctor", "training R²"), figure(best)
    else:
        best, needed = (
            _best_accuracy(group, counts.size, true_classes(targets, task)),
            SOLVED_ACCURACY,
        )
        name, shown = translate("Doctor", "training accuracy"), percent(best)
    if best >= needed:
        return None
    twice = int(np.count_nonzero(counts[group] > 1))
    return Finding(
        "contradicting_samples",
        translate("Doctor", "Contradicting samples"),
        say(
            "Doctor", "{count} training samples share their inputs with others: {name} can be at "
            "most {best}",
            count=twice, name=name, best=shown,
        ),
        translate("Doctor", "The same inputs have different answers: some information is missing"),
        None,
        plot="surface",
    )  # fmt: skip


def _best_accuracy(group: NDArray[np.intp], count: int, classes: NDArray[Any]) -> float:
    """Return the share that is right if every group gets its most frequent class."""
    columns = classes.reshape(len(group), -1).T
    right = 0.0
    for column in columns:
        classes_of_all = int(column.max()) + 1
        pairs, counts = np.unique(group * classes_of_all + column, return_counts=True)
        most = np.zeros(count, dtype=np.intp)
        np.maximum.at(most, pairs // classes_of_all, counts)
        right += float(most.sum()) / len(group)
    return right / len(columns)


def _classes(look: Looking) -> NDArray[np.intp] | None:
    """Return the class of every training sample, (m,); None if there are none, or several."""
    task = look.dataset.task
    if task is Task.REGRESSION:
        return None
    classes = true_classes(np.asarray(look.dataset.train.original_targets), task)
    return classes if classes.ndim == 1 else None


def one_class_batches(look: Looking) -> Look:
    """Find batches in which all samples have one class, as they are not shuffled."""
    yield
    classes, training = _classes(look), look.project.training
    size = look.project.batch_size
    if classes is None or training.shuffle or size is None or size < 2 or look.is_solved:
        return None
    batches = [classes[i : i + size] for i in range(0, len(classes), size)]
    share = float(np.mean([np.all(batch == batch[0]) for batch in batches]))
    frequent = np.bincount(classes) / len(classes)
    by_chance = float(np.sum(frequent**size))
    if len(batches) < 2 or share < ONE_CLASS or by_chance > BY_CHANCE:
        return None
    return Finding(
        "one_class_batches",
        translate("Doctor", "Batches of one class"),
        say(
            "Doctor", "{share} of the batches hold only one class; by chance it would be {chance}",
            share=percent(share), chance=percent(by_chance),
        ),
        translate("Doctor", "Each batch pulls towards its own class and undoes the previous one"),
        {"training.shuffle": True},
        plot="loss",
    )  # fmt: skip


def imbalance(look: Looking) -> Look:
    """Find a rare class that is missed although the accuracy looks good."""
    yield
    classes = _classes(look)
    if classes is None or look.score < SEEMS_WELL:
        return None
    counts = np.bincount(classes)
    present = np.flatnonzero(counts)
    rare = int(present[np.argmin(counts[present])])
    if len(present) < 2 or counts.max() < RARE * counts[rare]:
        return None
    recognised = look.confusion()[rare, rare] / counts[rare]
    if recognised >= MISSED:
        return None
    names = look.dataset.classes
    return Finding(
        "rare_class_missed",
        translate("Doctor", "A rare class is missed"),
        say(
            "Doctor", "class {name}: {count} of {all} training samples, {share} of them recognised",
            name=names[rare] if rare < len(names) else rare, count=int(counts[rare]),
            all=len(classes), share=percent(float(recognised)),
        ),
        say(
            "Doctor", "A training accuracy of {score} says little here: look at the confusion "
            "matrix",
            score=percent(look.score),
        ),
        None,
        plot="confusion",
    )  # fmt: skip


DATA_RULES = (
    Rule("targets_out_of_reach", out_of_reach),
    Rule("inputs_of_different_size", sizes),
    Rule("one_class_batches", one_class_batches),
    Rule("contradicting_samples", contradictions),
    Rule("rare_class_missed", imbalance),
)
