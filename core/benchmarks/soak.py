"""The results of long training in a real window: memory, speed, files, and silences.

On a machine that also does other things, updates per second depend on those as much as on the
program; so the updates per second of the training thread's own processor time are reported too.
"""

import math
import os
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

#: the interval of the window's heartbeat, in milliseconds
TICK_MS = 5

MEGABYTE = 1024**2

#: when memory counts as settled, and the length of the stretches whose speeds are compared, seconds
SETTLED, STRETCH = 300.0, 120.0


@dataclass(frozen=True)
class Sample:
    """What is read once a second: time in seconds, updates so far, bytes.

    `busy` is the processor time that the training thread has used, in seconds; NaN if unknown.
    """

    at: float
    updates: int
    memory: int
    recovery: int
    busy: float = math.nan


@dataclass
class Heartbeat:
    """How late a timer of the window's thread comes, in milliseconds.

    `longest_busy` is how much of the longest silence that thread spent on its own work; for the
    rest it waited for the interpreter or for a processor. `most_busy` is its longest work between
    two beats.
    """

    last: float = field(default_factory=time.perf_counter)
    last_busy: float = field(default_factory=time.thread_time)
    longest: float = 0.0
    longest_at: float = 0.0
    longest_busy: float = 0.0
    most_busy: float = 0.0
    over: dict[int, int] = field(default_factory=lambda: {50: 0, 100: 0, 250: 0})

    def beat(self, now: float, busy: float = 0.0) -> None:
        """Note that the timer fired at `now`; `busy` is the thread's processor time. In seconds."""
        late = 1000 * max(0.0, now - self.last) - TICK_MS
        worked = 1000 * (busy - self.last_busy)
        self.last, self.last_busy = now, busy
        self.most_busy = max(self.most_busy, worked)
        if late > self.longest:
            self.longest, self.longest_at, self.longest_busy = late, now, worked
        for limit in self.over:
            self.over[limit] += late > limit


def thread_seconds(ident: int | None) -> float:
    """Return the processor time of a thread of this process; NaN if unknown.

    `ident` is the result of `threading.get_ident` in that thread.
    """
    clock = getattr(time, "pthread_getcpuclockid", None)
    if ident is None or clock is None:  # not on Windows and macOS
        return math.nan
    return float(time.clock_gettime(clock(ident)))


def resident_bytes() -> int:
    """Return how much memory this process uses; if only the maximum is known, that."""
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
    """Return the results of a soak; runs shorter than the settling time settle halfway."""
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
        "updates_per_busy_second_first": _per_busy_second(begin, first),
        "updates_per_busy_second_last": _per_busy_second(last, end),
        "recovery_mb": round(max(one.recovery for one in samples) / MEGABYTE, 3),
        "longest_silence_ms": round(heartbeat.longest, 1),
        "longest_silence_busy_ms": round(heartbeat.longest_busy, 1),
        "most_work_ms": round(heartbeat.most_busy, 1),
        "longest_silence_at_minute": round(max(0.0, heartbeat.longest_at - begin.at) / 60, 2),
        "silences_over_ms": {str(limit): n for limit, n in heartbeat.over.items()},
    }


def _per_busy_second(earlier: Sample, later: Sample) -> int | None:
    busy = later.busy - earlier.busy
    return round((later.updates - earlier.updates) / busy) if busy > 0 else None


def minute(samples: list[Sample], number: int) -> str:
    """Return a line on the minute that ends with the last sample."""
    end = samples[-1]
    begin = next(one for one in samples if end.at - one.at <= 60)
    speed = (end.updates - begin.updates) / max(end.at - begin.at, 1e-9)
    busy = _per_busy_second(begin, end)
    own = "" if busy is None else f", {busy:,} per second of processor time"
    return (
        f"minute {number}: {end.memory / MEGABYTE:.1f} MB, {round(speed):,} updates/s{own}, "
        f"recovery file {end.recovery / MEGABYTE:.3f} MB\n"
    )


def told(found: dict[str, Any]) -> str:
    """Return the figures in words."""
    over = ", ".join(f"{n} over {limit} ms" for limit, n in found["silences_over_ms"].items())
    busy = found["updates_per_busy_second_first"], found["updates_per_busy_second_last"]
    own = ""
    if None not in busy:
        own = f"; per second of the training thread's processor time {busy[0]:,} and {busy[1]:,}"
    return (
        f"{found['example']}: {found['updates']:,} updates in {found['minutes']:g} minutes\n"
        f"memory: {found['memory_settled_mb']:g} MB after {found['settled_minutes']:g} minutes, "
        f"{found['memory_end_mb']:g} MB at the end, {found['memory_most_mb']:g} MB at most\n"
        f"speed: {found['updates_per_second_first']:,} updates/s at first, "
        f"{found['updates_per_second_last']:,} at last{own}\n"
        f"recovery file: {found['recovery_mb']:g} MB at most\n"
        f"longest silence: {found['longest_silence_ms']:g} ms "
        f"({found['longest_silence_busy_ms']:g} ms of them its own work), after "
        f"{found['longest_silence_at_minute']:g} minutes; {over}; "
        f"the longest work of its own {found['most_work_ms']:g} ms\n"
    )
