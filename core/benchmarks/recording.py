"""The timeline benchmark: what recording a run costs, and how long going back in it takes.

A reference network is trained for a million updates with a timeline. In turns with it, the same
training runs without one, so that both are measured at the same time and their ratio is the cost of
the timeline.
"""

import random
import time
from typing import Any

import numpy as np

from core.benchmarks.engine import REFERENCES, Reference, reference_dataset
from core.training.timeline import BUDGET_BYTES, Timeline
from core.training.trainer import Trainer

_SLICE = 0.010
_STEPPED = 200


def measure_time(
    updates: int = 1_000_000,
    jumps: int = 200,
    reference: Reference = REFERENCES[0],
    budget: int = BUDGET_BYTES,
) -> dict[str, Any]:
    """Return memory, the keyframes' share of the time, the paired ratio, and the jumps' times.

    Also `same`: whether the numbers after jumping back and forth equal, bit for bit, those of a
    trainer that never jumped.
    """
    project, dataset = reference_dataset(reference)
    trainer, alone = Trainer(project, dataset), Trainer(project, dataset)
    timeline = Timeline(trainer, budget)
    recorded = plain = 0.0
    ratios, most = [], 0
    while trainer.update < updates:
        begin = time.perf_counter()
        done = timeline.run(updates=updates - trainer.update, seconds=_SLICE)
        middle = time.perf_counter()
        alone.run(updates=done)
        end = time.perf_counter()
        recorded += middle - begin
        plain += end - middle
        ratios.append((middle - begin) / (end - middle))
        most = max(most, timeline.bytes)
    stepped = _phase_time(timeline)
    timeline.go_to(updates)
    rng = random.Random(0)
    times = []
    for _ in range(jumps):
        update = rng.randrange(updates + 1)
        begin = time.perf_counter()
        timeline.go_to(update)
        times.append(time.perf_counter() - begin)
    timeline.go_to(updates)
    return {
        "network": reference.name,
        "batch": reference.batch,
        "updates": updates,
        "seconds": round(recorded, 3),
        "budget_bytes": budget,
        "most_bytes": most,
        "keyframes": len(timeline.keyframes),
        "keyframes_share": round(timeline.seconds / recorded, 5),
        "ratio_recorded_to_plain": round(recorded / plain, 4),
        "ratio_median_of_slices": round(float(np.median(ratios)), 4),
        "step_phase_microseconds": round(stepped * 1e6, 1),
        "jumps": jumps,
        "jump_median_ms": round(float(np.median(times)) * 1e3, 3),
        "jump_worst_ms": round(max(times) * 1e3, 3),
        "same": bool(trainer.state.vector.tobytes() == alone.state.vector.tobytes()),
    }


def _phase_time(timeline: Timeline) -> float:
    """Return the seconds for one phase with its card, stepping back through the recorded run."""
    timeline.go_to(timeline.end // 2)
    begin = time.perf_counter()
    for _ in range(_STEPPED):
        timeline.step_phase()
    return (time.perf_counter() - begin) / _STEPPED
