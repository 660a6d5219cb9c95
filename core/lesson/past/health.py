"""Diagnostics over the updates as they arrive: from going through the run, and from training."""

import bisect
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from core.pictures.health import Health, HealthMoment
from core.pictures.snapshot import LayerDiagnostics, Snapshot

Floats = NDArray[np.float64]

#: with more moments than this, every second one of those from training is dropped
MOST_LIVE = 400


class HealthBook:
    """The moments of one run that are known, ascending."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self._whole: tuple[HealthMoment, ...] = ()
        self._live: list[HealthMoment] = []
        self._gap = 1  # moments of training are kept no nearer than this
        self._end = -1  # up to here the run was gone through
        self._going = False  # whether it is being gone through
        self._breaks: set[int] = set()  # moments before which nobody watched
        self._resting = False

    @property
    def moments(self) -> tuple[HealthMoment, ...]:
        """All moments that are known."""
        return (*self._whole, *self._live)

    @property
    def updates(self) -> tuple[int, ...]:
        """Their updates."""
        return tuple(one.update for one in self.moments)

    def gaps(self) -> tuple[bool, ...]:
        """Return for each moment whether the updates just before it were not measured."""
        found: list[bool] = []
        before = 0
        begin = self._live[0].update if self._going and self._live and self._whole else -1
        for one in self.moments:
            breaks = any(before < at <= one.update for at in self._breaks)
            found.append(bool(found) and (breaks or one.update == begin))
            before = one.update
        return tuple(found)

    def rest(self) -> None:
        """Note that from now on nobody watches, until the next moment of training."""
        self._resting = True

    def take(self, found: Health, done: bool) -> None:
        """Take what was found in the recorded run so far; newer moments stay."""
        last = found.moments[-1].update if found.moments else -1
        self._going = not done
        self._breaks = {at for at in self._breaks if at > last}
        self._whole = found.moments
        self._live = [one for one in self._live if one.update > last]
        if done:
            self._end = found.last

    def watch(self, snapshot: Snapshot) -> bool:
        """Take a moment of ongoing training, if it is new; return whether it was."""
        found = snapshot.diagnostics
        if not any(one.update_ratio is not None for one in found):
            return False
        last = self.updates[-1] if self.moments else -1
        if self._resting and last >= 0 and snapshot.update > last + 1:
            self._breaks.add(snapshot.update)
        self._resting = False
        if snapshot.update <= last or (self._live and snapshot.update - last < self._gap):
            return False
        self._live.append(HealthMoment(snapshot.update, found, snapshot.verdict))
        if len(self._live) > MOST_LIVE:
            self._live = self._live[::2]
            span = self._live[-1].update - self._live[0].update
            self._gap = max(1, span // len(self._live))
        return True

    def lags(self, end: int) -> bool:
        """Return whether moments up to an update are missing that only going there tells."""
        known = max(self._end, self._live[-1].update if self._live else -1)
        unknown = self._end < 0 and bool(self._live) and self._live[0].update > 1
        return known < end or unknown or bool(self._breaks)

    def cut_after(self, update: int) -> bool:
        """Forget what came after an update; return whether anything did."""
        if not self.moments or self.updates[-1] <= update:
            return False
        self._whole = tuple(one for one in self._whole if one.update <= update)
        self._live = [one for one in self._live if one.update <= update]
        self._end = min(self._end, update)
        self._breaks = {at for at in self._breaks if at <= update}
        return True

    def nearest(self, update: int) -> int:
        """Return the place of the moment nearest to an update, the earlier of two; −1: none."""
        updates = self.updates
        if not updates:
            return -1
        after = bisect.bisect_left(updates, update)
        near = [place for place in (after - 1, after) if 0 <= place < len(updates)]
        return min(near, key=lambda place: abs(updates[place] - update))

    def lines(self, of: Callable[[LayerDiagnostics], float | None]) -> Floats:
        """Return a figure of every layer at every moment, (layers, moments); NaN: it has none."""
        moments = self.moments
        if not moments:
            return np.empty((0, 0))
        values = [[of(one) for one in moment.layers] for moment in moments]
        table = np.array(
            [[np.nan if value is None else value for value in row] for row in values],
            dtype=np.float64,
        )
        return table.T
