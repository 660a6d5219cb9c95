"""Stepping through updates from the command line, as the Step view does."""

from collections.abc import Iterator

from core.pictures.snapshot import StepPicture, Wanted
from core.run.alone import Alone
from core.run.commands import SetWanted, Step


def steps(alone: Alone, updates: int) -> Iterator[StepPicture]:
    """Go phase by phase through so many updates, and yield the update at hand after each.

    Ends early where training diverges.
    """
    alone.do(SetWanted(Wanted.STEP))
    for _ in range(updates):
        step = None
        while step is None or step.done < len(step.rail):
            if alone.run.is_stopped():
                return
            alone.do(Step("phase"))
            assert alone.snapshot is not None
            step = alone.snapshot.step
            if step is None or alone.run.is_stopped():
                return
            yield step
