"""Where now is on the axis of the loss plot, and which update a place on the axis means.

Epochs are converted to updates by the number of updates that the history records for each. While a
person drags the line, it is at the mouse, not at the moment that training shows.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.pictures.snapshot import Snapshot, TimeSpan
from core.records import Record

Floats = NDArray[np.float64]


class Knot(Record):
    """A moment whose place on the axis and whose update are both known."""

    epoch: float
    update: float


def update_at(
    epoch: float, known: tuple[Floats, Floats], knots: Sequence[Knot], per_epoch: float
) -> float:
    """Return the update, with its fraction, at a place on the axis.

    `known` are epochs and updates of the history, with NaN for unknown updates; in between, updates
    are spread evenly. `knots` are further moments. After the last of all, an epoch has `per_epoch`
    updates.
    """
    x, y = known
    # a file of the first version says 0 updates at every epoch
    told = np.isfinite(y) & ((y > 0.0) | (x == 0.0))
    x = np.append(x[told], [knot.epoch for knot in knots])
    y = np.append(y[told], [knot.update for knot in knots])
    if not x.size:
        return epoch * per_epoch
    order = np.argsort(x, kind="stable")
    x, y = x[order], y[order]
    if epoch > x[-1]:
        return float(y[-1] + (epoch - x[-1]) * per_epoch)
    if epoch < x[0]:
        return float(y[0] - (x[0] - epoch) * per_epoch)
    return float(np.interp(epoch, x, y))


class LossNow:
    """The moment shown, how far training has come, and where the line is dragged to."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Begin a run."""
        self.now, self._past = 0.0, False
        self._here = self._reached = Knot(0.0, 0.0)
        self.span = TimeSpan(0, 0)
        self._dragged: float | None = None
        self._asked: int | None = None

    def take(self, snapshot: Snapshot, is_dragging: bool) -> None:
        """Take the moment of a snapshot; a line being dragged stays at the mouse."""
        # a hand-made snapshot may have no position
        self.now, self._past = max(snapshot.position, float(snapshot.epoch)), snapshot.past
        self._here = Knot(self.now, float(snapshot.update))
        self.span = snapshot.time
        if not snapshot.past:
            self._reached = self._here
        if not is_dragging:
            self._dragged = self._asked = None

    @property
    def line(self) -> float:
        """The place of the line: at now, or where it has been dragged to."""
        return self.now if self._dragged is None else self._dragged

    @property
    def split(self) -> float:
        """Where the part recorded after the line begins; infinite while now is the newest."""
        return self.line if self._past or self._dragged is not None else np.inf

    def right(self, last: float) -> float:
        """Return the last place of a run whose history goes up to epoch `last`."""
        return max(last, self._reached.epoch, self.now)

    def update_at(self, epoch: float, known: tuple[Floats, Floats], per_epoch: float) -> int:
        """Return the recorded update nearest to a place on the axis."""
        found = update_at(epoch, known, (self._here, self._reached), per_epoch)
        return max(self.span.start, min(round(found), self.span.end))

    def drag(self, epoch: float, known: tuple[Floats, Floats], per_epoch: float) -> int | None:
        """Follow the mouse; return the update it points at, or None if that is still the same."""
        self._dragged = min(epoch, self.right(float(known[0][-1]) if len(known[0]) else 0.0))
        update = self.update_at(epoch, known, per_epoch)
        if update == self._asked:
            return None
        self._asked = update
        return update
