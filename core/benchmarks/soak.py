"""What a long training in a real window came to: memory, speed, files, and the window's silence."""

import os
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

#: how often the window's heart beats, in milliseconds
TICK_MS = 5

MEGABYTE = 1024**2

#: when memory counts as settled, and how long the stretches are whose speeds are compared, seconds
SETTLED, STRETCH = 300.0, 120.0


@dataclass(frozen=True)
class Sample:
    """What is read once a second: time in seconds, updates so far, bytes."""

    at: float
    updates: int
    memory: int
    recovery: int


@dataclass
class Heartbeat:
    """How late a timer of the window's thread comes, in milliseconds."""

    last: float = field(default_factory=time.perf_counter)
    longest: float = 0.0
    longest_at: float = 0.0
    over: dict[int, int] = field(default_factory=lambda: {50: 0, 100: 0, 250: 0})

    def beat(self, now: float) -> None:
        """Note that the timer came at `now`, in seconds."""
        late = 1000 * max(0.0, now - self.last) - TICK_MS
        self.last = now
        if late > self.longest:
            self.longest, self.longest_at = late, now
        for limit in self.over:
            self.over[limit] += late > limit


def resident_bytes() -> int:
    """Return how much memory this process has; where only the most is known, that."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return _most_bytes()
    return pages * int(os.sysconf("SC_PAGE_SIZE"))


def _most_bytes() -> int:
    try:
        import resource
    except ModuleNotFoundError:  # Windows
        return 0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def figures(
    samples: list[Sample], heartbeat: Heartbeat, settled: float = SETTLED
) -> dict[str, Any]:
    """Return what a soak came to; runs shorter than the settling time settle halfway."""
    begin, end = samples[0], samples[-1]
    length = end.at - begin.at
    settled = min(settled, length / 2)
    stretch = min(STRETCH, length / 3)
    early = next(one for one in samples if one.at - begin.at >= settled)
    first = next(one for one in samples if one.at - begin.at >= stretch)
    last = next(one for one in samples if end.at - one.at <= stretch)
    return {
        "minutes": round(length / 60, 2),
        "updates": end.updates,
        "settled_minutes": round(settled / 60, 2),
        "memory_settled_mb": round(early.memory / MEGABYTE, 1),
        "memory_end_mb": round(end.memory / MEGABYTE, 1),
        "memory_most_mb": round(max(one.memory for one in samples) / MEGABYTE, 1),
        "updates_per_second_first": round((first.updates - begin.updates) / (first.at - begin.at)),
        "updates_per_second_last": round((end.updates - last.updates) / (end.at - last.at)),
        "recovery_mb": round(max(one.recovery for one in samples) / MEGABYTE, 3),
        "longest_silence_ms": round(heartbeat.longest, 1),
        "longest_silence_at_minute": round(max(0.0, heartbeat.longest_at - begin.at) / 60, 2),
        "silences_over_ms": {str(limit): n for limit, n in heartbeat.over.items()},
    }


def told(found: dict[str, Any]) -> str:
    """Return the figures in words."""
    over = ", ".join(f"{n} over {limit} ms" for limit, n in found["silences_over_ms"].items())
    return (
        f"{found['example']}: {found['updates']:,} updates in {found['minutes']:g} minutes\n"
        f"memory: {found['memory_settled_mb']:g} MB after {found['settled_minutes']:g} minutes, "
        f"{found['memory_end_mb']:g} MB at the end, {found['memory_most_mb']:g} MB at most\n"
        f"speed: {found['updates_per_second_first']:,} updates/s at first, "
        f"{found['updates_per_second_last']:,} at last\n"
        f"recovery file: {found['recovery_mb']:g} MB at most\n"
        f"longest silence: {found['longest_silence_ms']:g} ms, after "
        f"{found['longest_silence_at_minute']:g} minutes; {over}\n"
    )
