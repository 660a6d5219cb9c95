"""The scale of the timeline: where each update is, and how far one pixel goes.

A run may have a million updates and the bar a few hundred pixels. Near the bar, the handle follows
the mouse; farther above or below, one pixel means fewer and fewer updates, down to one.
"""

from core.records import Record

#: the distances from the bar, in pixels, at which a drag starts to be finer and is finest
FINER_FROM, FINEST_AT = 32.0, 160.0


class TimelineScale(Record):
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
        """Return the place of an update; one outside is placed at the nearer end."""
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
        """Return the nearest update on the scale."""
        return float(max(self.start, min(update, self.end)))

    def updates_a_pixel(self, away: float = 0.0, exact: bool = False) -> float:
        """Return how many updates one pixel means when the mouse is `away` pixels from the bar.

        With `exact`, at most one update per pixel, wherever the mouse is.
        """
        if self.is_empty:
            return 0.0
        coarse = (self.end - self.start) / self.width
        if coarse <= 1.0:
            return coarse
        share = max(0.0, min((away - FINER_FROM) / (FINEST_AT - FINER_FROM), 1.0))
        return 1.0 if exact else float(coarse ** (1.0 - share))


class TimelineDrag:
    """One drag of the handle: where the mouse was, and the update reached.

    In a coarse drag the handle stays under the mouse; the difference made by a finer part of the
    drag is kept as an offset between the two.
    """

    def __init__(self, scale: TimelineScale, x: float, value: float) -> None:
        self.scale = scale
        self.value = scale.clamped(value)
        self._x = x
        self._offset = x - scale.x(self.value)

    def move(self, x: float, away: float, exact: bool) -> int:
        """Follow the mouse to `x`, `away` pixels from the bar; return the update."""
        scale = self.scale
        rate = scale.updates_a_pixel(away, exact)
        if rate == scale.updates_a_pixel():
            self.value = scale.update(x - self._offset)
        else:
            self.value = scale.clamped(self.value + (x - self._x) * rate)
            self._offset = x - scale.x(self.value)
        self._x = x
        return round(self.value)
