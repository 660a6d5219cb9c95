"""Numbers over time as they arrive: from going through the run, and from watching training."""

import numpy as np
from numpy.typing import NDArray

from core.lesson.numbers import count
from core.pictures.findings import OverTime
from core.pictures.snapshot import Snapshot
from core.words import say, translate

Floats = NDArray[np.float64]

#: with more points from training than this, every second one is dropped
MOST_LIVE = 800


class Curves:
    """The values of some quantities, by their texts, at ascending updates."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self._whole: OverTime | None = None
        self.updates: NDArray[np.int64] = np.empty(0, dtype=np.int64)
        self.every = 1
        self._values: dict[str, Floats] = {}
        self._live: list[tuple[int, dict[str, float]]] = []
        self._gap = 1  # live points are kept no nearer than this

    def take(self, found: OverTime) -> None:
        """Take the result of going through the run, replacing all before; newer points stay."""
        last = int(found.updates[-1]) if found.updates.size else -1
        self._live = [(update, values) for update, values in self._live if update > last]
        self._whole = found
        self.every = found.every
        self._join()

    def watch(self, snapshot: Snapshot) -> bool:
        """Take a moment of ongoing training; return whether it is new."""
        update, values = snapshot.update, snapshot.watched
        last = int(self.updates[-1]) if self.updates.size else -1
        if not values or update <= last:
            return False
        if self._live and update - self._live[-1][0] < self._gap:
            return False
        self._live.append((update, dict(values)))
        if len(self._live) > MOST_LIVE:
            self._live = self._live[::2]
            span = self._live[-1][0] - self._live[0][0]
            self._gap = max(1, span // len(self._live))
        self._join()
        return True

    def lags(self, update: int) -> bool:
        """Return whether what was gone through ends before an update."""
        whole = self._whole
        return whole is not None and whole.updates.size > 0 and int(whole.updates[-1]) < update

    def cut_after(self, update: int) -> bool:
        """Forget what came after an update; return whether anything did."""
        if not self.updates.size or int(self.updates[-1]) <= update:
            return False
        self.clear()
        return True

    def _join(self) -> None:
        whole = self._whole
        known = np.empty(0, dtype=np.int64) if whole is None else whole.updates
        live = np.array([update for update, _ in self._live], dtype=np.int64)
        self.updates = np.concatenate([known, live])
        names = () if whole is None else whole.names
        self._values = {}
        for name in dict.fromkeys([*names, *(n for _, values in self._live for n in values)]):
            before = np.full(known.size, np.nan)
            if whole is not None and name in names:
                before = whole.values[names.index(name)]
            after = np.array([values.get(name, np.nan) for _, values in self._live])
            self._values[name] = np.concatenate([before, after]) if live.size else before

    def of(self, name: str) -> tuple[NDArray[np.int64], Floats]:
        """Return the updates of a quantity and its values, NaN where it has none."""
        values = self._values.get(name)
        if values is None:
            return np.empty(0, dtype=np.int64), np.empty(0)
        return self.updates, np.where(np.isfinite(values), values, np.nan)

    def thinned_words(self) -> str:
        """Return how the points were chosen, in words."""
        if not self.updates.size:
            return translate("OverTime", "Going through the run …")
        if not any(np.isfinite(values).any() for values in self._values.values()):
            return translate("OverTime", "No update has computed it yet: step on, or train.")
        text = translate("OverTime", "updates, one point each")
        if self.every > 1:
            text = say(
                "OverTime",
                "updates, one point every {every}; zoom in for more",
                every=count(self.every),
            )
        if self._live:
            text += translate("OverTime", "; during training, one per picture")
        return text

    def at(self, update: float) -> int | None:
        """Return the place of the point nearest to an update."""
        if not self.updates.size:
            return None
        return int(np.argmin(np.abs(self.updates - update)))


class Stretch:
    """Which updates are visible: all of the run, or a part that is zoomed in on."""

    def __init__(self) -> None:
        self._part: tuple[float, float] | None = None
        self._whole = (0.0, 1.0)

    @property
    def is_whole(self) -> bool:
        """Whether all updates are seen."""
        return self._part is None

    def show(self, snapshot: Snapshot) -> None:
        """Take note of how far the run goes."""
        time = snapshot.time
        self._whole = float(time.start), float(max(time.end, snapshot.update, time.start + 1))

    def all(self) -> None:
        """See all updates."""
        self._part = None

    def seen(self) -> tuple[float, float]:
        """Return the first and the last update that are seen."""
        first, last = self._whole
        if self._part is None:
            return first, last
        return max(first, self._part[0]), min(last, max(self._part[1], first + 1.0))

    def zoom(self, place: float, factor: float) -> None:
        """Zoom in on an update, or out: it keeps its place on the screen. At most all are shown."""
        (first, last), (low, high) = self.seen(), self._whole
        wide = max(4.0, (last - first) * factor)
        if wide >= high - low:
            self.all()
            return
        share = (place - first) / max(1e-9, last - first)
        begin = min(max(low, place - share * wide), high - wide)
        self._part = (begin, begin + wide)
