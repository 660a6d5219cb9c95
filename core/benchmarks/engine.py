"""The benchmark: microseconds per update, compared with two other ways to write the training.

`plain` is the loop of a tutorial: it allocates new arrays, and has samples as rows. `hand_unrolled`
is the fastest NumPy known to us for one fixed shape of network, without layers, phases or a
trainer. All three draw shuffled batches, compute the loss of every batch, and step by gradient
descent; none computes figures over the whole data within the measured time. They run in turns, and
the best turn of each counts, as other programs can only slow a measurement down.
"""

import math
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.activations import Tanh
from core.components.layers import Dense
from core.components.losses import MeanSquaredError
from core.components.optimizers import Sgd
from core.data.dataset import Dataset, load_dataset
from core.data.options import DataOptions
from core.data.points import Points
from core.project import Project, TrainingOptions
from core.training.trainer import Trainer
from core.values import Values

Array = NDArray[np.floating[Any]]
Run = Callable[[int], None]

RATE = 0.01


@dataclass(frozen=True)
class Reference:
    """A reference network: its sizes from inputs to outputs, and its batch size."""

    sizes: tuple[int, ...]
    batch: int

    @property
    def name(self) -> str:
        """The sizes the way people write them."""
        return "-".join(str(size) for size in self.sizes)

    @property
    def samples(self) -> int:
        """How many samples an epoch has: enough that the end of an epoch costs little."""
        return 200 * self.batch if max(self.sizes) <= 100 else 20 * self.batch


REFERENCES = (
    Reference((2, 4, 2, 1), 10),
    Reference((2, 8, 8, 8, 8, 8, 8, 1), 10),
    Reference((2, 64, 64, 1), 32),
    Reference((64, 100, 10), 32),
    Reference((784, 128, 10), 128),
    Reference((784, 512, 256, 10), 128),
)


def reference_dataset(reference: Reference) -> tuple[Project, Dataset]:
    """Return the project of a reference network and its data: random numbers."""
    rng = np.random.default_rng(0)
    inputs = rng.normal(size=(reference.samples, reference.sizes[0]))
    targets = np.tanh(rng.normal(size=(reference.samples, reference.sizes[-1])))
    source = Points(inputs=Values(inputs), targets=Values(targets))
    project = Project(
        data=DataOptions(source=source),
        layers=tuple(Dense(units=n, activation=Tanh()) for n in reference.sizes[1:]),
        loss=MeanSquaredError(),
        optimizer=Sgd(learning_rate=RATE),
        training=TrainingOptions(batch_size=reference.batch),
    )
    return project, load_dataset(project.data, project.data_seed())


def plain_loop(trainer: Trainer, reference: Reference) -> Run:
    """Return the loop of a tutorial: Z = A @ W + b, new arrays at every step."""
    x, y = trainer.dataset.train.inputs, trainer.dataset.train.targets
    arrays = trainer.weights()
    weights = [np.ascontiguousarray(a["weight"]) for a in arrays]
    biases = [a["bias"] for a in arrays]
    rng = np.random.default_rng(0)
    batch = reference.batch

    def run(updates: int) -> None:
        cursor, order = len(x), np.arange(len(x))
        for _ in range(updates):
            if cursor >= len(x):
                order, cursor = rng.permutation(len(x)), 0
            chosen = order[cursor : cursor + batch]
            cursor += batch
            outputs = [x[chosen]]
            target = y[chosen]
            for w, b in zip(weights, biases, strict=True):
                outputs.append(np.tanh(outputs[-1] @ w + b))
            error = outputs[-1] - target
            if not math.isfinite(np.mean(error**2)):
                raise ArithmeticError("the plain loop diverged")
            delta = 2 * error / error.size * (1 - outputs[-1] ** 2)
            for i in reversed(range(len(weights))):
                gradient_w = outputs[i].T @ delta
                gradient_b = delta.sum(axis=0)
                if i > 0:
                    delta = (delta @ weights[i].T) * (1 - outputs[i] ** 2)
                weights[i] -= RATE * gradient_w
                biases[i] -= RATE * gradient_b

    return run


def unrolled_source(layers: int, names: Iterable[str]) -> str:
    """Return the source of an update of a network with this many layers: only NumPy calls.

    For layer i: `w` its weights with the bias as last column, `x` its inputs over a row of ones,
    `z` its sums, `a` its outputs, `g` the slope of its outputs, `d` of its sums, `s` of `w`.
    All `names` become arguments with defaults, which Python looks up fastest.
    """
    lines = []
    for i in range(layers):
        lines += [f"dot(w{i}, x{i}, z{i})", f"tanh(z{i}, a{i})"]
    last = layers - 1
    lines += [
        f"subtract(a{last}, y, g{last})",
        "loss = dot(error, error) / size",
        "if not isfinite(loss): raise ArithmeticError('the hand-unrolled loop diverged')",
        f"multiply(g{last}, scale, g{last})",
    ]
    for i in range(last, -1, -1):
        lines += [
            f"multiply(a{i}, a{i}, z{i})",
            f"multiply(z{i}, g{i}, d{i})",
            f"subtract(g{i}, d{i}, d{i})",
            f"dot(d{i}, r{i}, s{i})",
        ]
        if i:
            lines.append(f"dot(t{i}, d{i}, g{i - 1})")
    lines += ["multiply(gradient, rate, step)", "subtract(flat, step, flat)"]
    arguments = "".join(f", {name}={name}" for name in names)
    head = (
        f"def run(updates{arguments}):"
        + """
    cursor, order = count, None
    for _ in range(updates):
        if cursor >= count:
            order, cursor = permutation(count), 0
        take(order[cursor:cursor + batch], 0, drawn, "clip")
        cursor += batch
"""
    )
    return head + "".join(f"        {line}\n" for line in lines)


def hand_unrolled(trainer: Trainer, reference: Reference) -> Run:
    """Return training as a plain list of NumPy calls, with buffers and the biases folded in."""
    sizes, batch = reference.sizes, reference.batch
    train, inputs = trainer.dataset.train, reference.sizes[0]
    rows = np.hstack([train.inputs, np.ones((len(train), 1)), train.targets])
    flat = trainer.state.parameters.copy()
    gradient, drawn = np.empty_like(flat), np.empty((batch, rows.shape[1]))
    names: dict[str, Any] = {}
    x: Array = drawn[:, : inputs + 1].T
    start = 0
    for i, (n_in, n_out) in enumerate(pairwise(sizes)):
        stop = start + n_out * (n_in + 1)
        weight = flat[start:stop].reshape(n_out, n_in + 1)
        outputs = np.ones((n_out + 1, batch))
        names |= {f"w{i}": weight, f"s{i}": gradient[start:stop].reshape(weight.shape)}
        names |= {f"x{i}": x, f"r{i}": x.T, f"t{i}": weight[:, :-1].T, f"a{i}": outputs[:-1]}
        names |= {f"{kind}{i}": np.empty((n_out, batch)) for kind in "zgd"}
        x, start = outputs, stop
    error = names[f"g{len(sizes) - 2}"]
    names |= {
        "dot": np.dot,
        "tanh": np.tanh,
        "multiply": np.multiply,
        "subtract": np.subtract,
        "isfinite": math.isfinite,
        "permutation": np.random.default_rng(0).permutation,
        "take": rows.take,
        "count": len(rows),
        "batch": batch,
        "drawn": drawn,
        "y": drawn[:, inputs + 1 :].T,
        "error": error.reshape(-1),
        "size": error.size,
        "scale": 2.0 / error.size,
        "gradient": gradient,
        "step": np.empty_like(flat),
        "flat": flat,
        "rate": RATE,
    }
    exec(unrolled_source(len(sizes) - 1, list(names)), names)
    run: Run = names["run"]
    return run


def _timed(run: Run, updates: int) -> float:
    begin = time.perf_counter()
    run(updates)
    return time.perf_counter() - begin


def _timed_backstep(trainer: Trainer, updates: int, batches_in_epoch: int) -> float:
    """Return the time of this many updates, without the last of each epoch and its figures."""
    seconds = 0.0
    while updates > 0:
        part = min(updates, batches_in_epoch - 1)
        begin = time.perf_counter()
        trainer.run(updates=part)
        seconds += time.perf_counter() - begin
        trainer.run(epochs=1)
        updates -= part
    return seconds


def _epochs_in_a_second(trainer: Trainer, seconds: float) -> float:
    begin, before = time.perf_counter(), trainer.epoch
    while trainer.epoch == before or time.perf_counter() - begin < seconds:
        trainer.run(epochs=max(1, trainer.epoch - before))
    return (trainer.epoch - before) / (time.perf_counter() - begin)


def measure(reference: Reference, seconds: float = 0.6, turns: int = 8) -> dict[str, Any]:
    """Return the microseconds per update of each, over `turns` turns of `seconds` each.

    `backstep` runs the phases, `tape` plays the same from the tape. `epochs` are the whole epochs
    per second that each of the two trains, figures included.
    """
    project, dataset = reference_dataset(reference)
    trainer, played = (Trainer(project, dataset, engine) for engine in ("phases", "tape"))
    plain, unrolled = plain_loop(trainer, reference), hand_unrolled(trainer, reference)
    batches = reference.samples // reference.batch
    runs: dict[str, Callable[[int], float]] = {
        "tape": lambda updates: _timed_backstep(played, updates, batches),
        "backstep": lambda updates: _timed_backstep(trainer, updates, batches),
        "plain": lambda updates: _timed(plain, updates),
        "hand_unrolled": lambda updates: _timed(unrolled, updates),
    }
    counts, epochs = {}, {}
    for name, run in runs.items():
        run(batches)
        counts[name] = max(5, int(seconds / turns / (run(10) / 10)))
    best = dict.fromkeys(runs, math.inf)
    for _ in range(turns):
        for name, run in runs.items():
            best[name] = min(best[name], run(counts[name]) / counts[name])
    for name, one in (("backstep", trainer), ("tape", played)):
        epochs[name] = max(_epochs_in_a_second(one, seconds / turns) for _ in range(turns))
    return {
        "network": reference.name,
        "batch": reference.batch,
        "precision": project.training.precision,
        **{name: round(value * 1e6, 3) for name, value in best.items()},
        "epochs": {name: round(value, 1) for name, value in epochs.items()},
        "played": played.engine.plays,
    }


def lone_speed(project: Project, seconds: float = 2.0) -> float:
    """Return the updates per second of a trainer without a window."""
    trainer = Trainer(project, load_dataset(project.data, project.data_seed()))
    trainer.run(seconds=0.2)
    begin, before = time.perf_counter(), trainer.update
    while time.perf_counter() - begin < seconds:
        trainer.run(seconds=0.01)
    return float((trainer.update - before) / (time.perf_counter() - begin))
