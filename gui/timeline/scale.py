"""The scale of the timeline: which update is where, and how far a pixel goes.

A run may have a million updates and the bar a few hundred pixels. Near the bar the handle follows
the mouse; farther above or below it one pixel means fewer and fewer updates, down to one.
"""

from dataclasses import dataclass

#: pixels away from the bar at which a drag begins to be finer, and at which it is finest
FINER_FROM, FINEST_AT = 32.0, 160.0


@dataclass(frozen=True)
class TimelineScale:
    """Updates from `start` to `end` over `width` pixels from `left` on."""

    start: int
    end: int
    left: float
    width: float

    @property
    def is_empty(self) -> bool:
        """Whether there is nowhere to go."""
        return self.end <= self.start or self.width <= 0.0

    def x(self, update: float) -> float:
        """Return where an update is; what is outside stands at the end it is nearer to."""
        if self.is_empty:
            return self.left
        inside = self.clamped(update)
        return self.left + (inside - self.start) / (self.end - self.start) * self.width

    def update(self, x: float) -> float:
        """Return the update at a place, with its fraction."""
        if self.is_empty:
            return float(self.start)
        return self.clamped(self.start + (x - self.left) / self.width * (self.end - self.start))

    def clamped(self, update: float) -> float:
        """Return the nearest update that there is."""
        return float(max(self.start, min(update, self.end)))

    def updates_a_pixel(self, away: float = 0.0, exact: bool = False) -> float:
        """Return how far one pixel goes, the mouse being so many pixels away from the bar.

        `exact`: no more than one update a pixel, wherever the mouse is.
        """
        if self.is_empty:
            return 0.0
        coarse = (self.end - self.start) / self.width
        if coarse <= 1.0:
            return coarse
        share = max(0.0, min((away - FINER_FROM) / (FINEST_AT - FINER_FROM), 1.0))
        return 1.0 if exact else float(coarse ** (1.0 - share))


class TimelineDrag:
    """One drag of the handle: where the mouse was, and the update it has come to.

    While it is coarse the handle stays under the mouse; what a fine part of the drag has won is
    kept as a distance between the two.
    """

    def __init__(self, scale: TimelineScale, x: float, value: float) -> None:
        self.scale = scale
        self.value = scale.clamped(value)
        self._x = x
        self._offset = x - scale.x(self.value)

    def move(self, x: float, away: float, exact: bool) -> int:
        """Follow the mouse to `x`, so many pixels away from the bar; return the update."""
        scale = self.scale
        rate = scale.updates_a_pixel(away, exact)
        if rate == scale.updates_a_pixel():
            self.value = scale.update(x - self._offset)
        else:
            self.value = scale.clamped(self.value + (x - self._x) * rate)
            self._offset = x - scale.x(self.value)
        self._x = x
        return round(self.value)
