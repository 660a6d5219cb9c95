"""Which updates a film shows: every so many epochs or updates of a recorded run."""

from dataclasses import dataclass

from core.errors import UserError
from core.formats.film.options import frames_of
from core.run.past.recorded import recorded_epochs
from core.training.timeline import Timeline
from core.words import say, translate

EPOCH, UPDATE = "epoch", "update"


@dataclass(frozen=True)
class Moments:
    """From the first to the last, every so many; None means from or to where it is recorded."""

    unit: str = EPOCH
    first: int | None = None
    last: int | None = None
    every: int = 1


def updates_of(timeline: Timeline, asked: Moments) -> list[int]:
    """Return the updates after which frames are drawn, ascending, each once.

    Raises UserError if a moment is not recorded.
    """
    begin, end = timeline.start, timeline.end
    if asked.unit == EPOCH:
        known = recorded_epochs(timeline)
        begin, end = known.ends
    first = begin if asked.first is None else asked.first
    last = end if asked.last is None else asked.last
    if first < begin or last > end:
        many = translate("Film", "epochs") if asked.unit == EPOCH else translate("Film", "updates")
        raise UserError(
            say("Film", "not recorded: {unit} {first} to {last}", unit=many,
                first=f"{first:,}", last=f"{last:,}"),
            say("Film", "choose from {first} to {last}, or train on first", first=f"{begin:,}",
                last=f"{end:,}"),
        )  # fmt: skip
    wanted = frames_of(first, last, max(1, asked.every))
    if asked.unit == UPDATE:
        return wanted
    return sorted({known[epoch] for epoch in wanted if epoch in known})
