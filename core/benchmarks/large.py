"""The benchmark of large networks: one thread and two, both precisions, and Adam beside SGD.

All of a row is measured in turns in one process, and the best turn of each counts.
"""

import contextlib
import math
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np

from core.benchmarks.engine import REFERENCES, Reference, reference_dataset
from core.benchmarks.peers import torch_step
from core.components.optimizers import Adam, Optimizer, Sgd
from core.training.trainer import Trainer
from core.two_threads import THREADS

LARGE = REFERENCES[-2:]
PRECISIONS, COUNTS = ("float64", "float32"), (1, 2)
#: the columns of a row
COLUMNS = (Sgd.name, Adam.name, "torch_sgd")


def measure_large(
    references: tuple[Reference, ...] = LARGE, seconds: float = 1.0, turns: int = 10
) -> Iterator[dict[str, Any]]:
    """Yield a row for each network, precision and number of threads: microseconds an update.

    `torch_sgd` is None if PyTorch is not installed.
    """
    for reference, precision, threads in product(references, PRECISIONS, COUNTS):
        yield {
            "network": reference.name,
            "batch": reference.batch,
            "precision": precision,
            "threads": threads,
            **_measured(reference, precision, threads, seconds, turns),
        }


def _measured(
    reference: Reference, precision: str, threads: int, seconds: float, turns: int
) -> dict[str, float | None]:
    steps: dict[str, Callable[[], Any]] = {}
    for name, optimizer in ((Sgd.name, None), (Adam.name, Adam(learning_rate=1e-4))):
        steps[name] = _ours(reference, precision, threads, optimizer)
    with contextlib.suppress(ImportError):
        steps["torch_sgd"] = torch_step(reference, precision, threads)
    counts = {}
    for name, step in steps.items():
        _timed(step, 2)
        counts[name] = max(2, int(seconds / turns / (_timed(step, 3) / 3)))
    best = dict.fromkeys(steps, math.inf)
    for _ in range(turns):
        for name, step in steps.items():
            best[name] = min(best[name], _timed(step, counts[name]) / counts[name])
    return {name: round(1e6 * best[name], 1) if name in best else None for name in COLUMNS}


def _ours(
    reference: Reference, precision: str, threads: int, optimizer: Optimizer | None
) -> Callable[[], Any]:
    """Return an update of ours, without the figures at an epoch's end.

    The number of threads is decided as the plan is made.
    """
    project, dataset = reference_dataset(reference)
    project = replace(project, training=replace(project.training, precision=precision))
    if optimizer is not None:
        project = replace(project, optimizer=optimizer)
    before = os.environ.get(THREADS)
    os.environ[THREADS] = str(threads)
    try:
        trainer = Trainer(project, dataset, "phases")
        plan, batches = trainer.plan_at_hand(), trainer.work.batches
    finally:
        os.environ.pop(THREADS)
        if before is not None:
            os.environ[THREADS] = before

    def step() -> None:
        for call in plan.calls:
            call()
        batches.finish_epoch()

    return step


def _timed(step: Callable[[], Any], count: int) -> float:
    with np.errstate(all="ignore"):
        begin = time.perf_counter()
        for _ in range(count):
            step()
        return time.perf_counter() - begin
