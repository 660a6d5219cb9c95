"""Facts and snapshots made by hand, for plots."""

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.samples import Task
from core.pictures.snapshot import (
    Facts,
    History,
    LayerPicture,
    Points,
    Snapshot,
    Surface,
    View,
)

_BELOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")

Floats = NDArray[np.floating[Any]]


def dense(weight: Any, bias: Any = None, activation: str = "tanh") -> LayerPicture:
    weight = np.asarray(weight, dtype=np.float64)
    arrays = {"weight": weight}
    if bias is not None:
        arrays["bias"] = np.asarray(bias, dtype=np.float64)
    inputs, units = weight.shape
    return LayerPicture("dense", f"{units} · {activation}", inputs, units, activation, arrays)


def network(*units: int, last: str = "sigmoid", seed: int = 0) -> tuple[LayerPicture, ...]:
    rng = np.random.default_rng(seed)
    layers = []
    for index, (inputs, outputs) in enumerate(pairwise(units)):
        activation = last if index == len(units) - 2 else "tanh"
        layers.append(
            dense(rng.normal(0, 1, (inputs, outputs)), rng.normal(0, 1, outputs), activation)
        )
    return tuple(layers)


def xor_layers() -> tuple[LayerPicture, ...]:
    return (
        dense([[2.5, -2.56], [-2.61, 2.45]], [-1.25, 1.3]),
        dense([[3.16], [-3.16]], [0.5], "sigmoid"),
    )


def facts(
    task: Task = Task.TWO_CLASSES,
    raw: int = 2,
    classes: int = 2,
    samples: int = 40,
    run: int = 1,
    threshold: float = 0.5,
) -> Facts:
    """Samples in a grid-like cloud in [-1, 1]; the first input decides the class."""
    rng = np.random.default_rng(1)
    inputs = rng.uniform(-1.0, 1.0, (samples, raw))
    if task is Task.CLASSES:
        number = np.clip(((inputs[:, 0] + 1.0) / 2.0 * classes).astype(int), 0, classes - 1)
        targets = np.eye(classes)[number]
        names = tuple(f"kind {i}" for i in range(classes))
        target_names = names
    elif task is Task.TWO_CLASSES:
        targets = (inputs[:, :1] > 0.0).astype(np.float64)
        names, target_names = ("0", "1"), ("y",)
    else:
        targets = inputs[:, :1] * 2.0
        names, target_names = (), ("y",)
    raw_names = tuple(f"x{i + 1}" for i in range(raw))
    return Facts(
        run_id=run,
        task=task,
        classes=names,
        raw_names=raw_names,
        input_names=tuple(name.translate(_BELOW) for name in raw_names),
        target_names=target_names,
        points=Points(inputs, targets, np.arange(samples) % 4 == 0),
        threshold=threshold,
        updates_per_epoch=1,
        parameters=9,
        loss_label="binary cross-entropy",
        train_samples=samples,
        test_samples=0,
        raw_means=inputs.mean(axis=0) if samples else np.zeros(raw),
        raw_ranges=tuple((-1.0, 1.0) for _ in range(raw)),
    )


PLANE = View(0, 1, (-1.0, 1.0), (-1.0, 1.0))
LINE = View(0, None, (-1.0, 1.0), (0.0, 0.0))


def slope(outputs: int = 1, rows: int = 100, columns: int = 100) -> Floats:
    """Outputs (rows, columns, outputs) that go from 0 on the left to 1 on the right."""
    across = np.linspace(0.0, 1.0, columns)
    grid = np.repeat(across[None, :], rows, axis=0)
    return np.stack([grid] * outputs, axis=-1)


def history(first: int = 0, count: int = 50, test: bool = True, scale: float = 1.0) -> History:
    epochs = np.arange(first, first + count, dtype=np.float64)
    loss = scale * np.exp(-epochs / 40.0)
    share = {"accuracy": 1.0 - loss / 4.0, "r2": 1.0 - loss}
    return History(epochs, loss, loss * 1.1 if test else np.empty(0), share, share)


NOTHING = History(np.empty(0), np.empty(0), np.empty(0))


def snapshot(
    layers: tuple[LayerPicture, ...] | None = None,
    surface: Surface | None = None,
    figures: History = NOTHING,
    run: int = 1,
    epoch: int = 0,
) -> Snapshot:
    return Snapshot(
        run_id=run,
        update=epoch,
        epoch=epoch,
        layers=xor_layers() if layers is None else layers,
        loss=0.5,
        test_loss=None,
        penalty=0.0,
        train_metrics={},
        test_metrics={},
        history=figures,
        surface=surface,
    )
