"""The hand that draws: what tools do to a drawing while a button or a key is held down.

A stroke is all that comes between pressing and letting go, and one step of undo. What is selected
is moved, changed or deleted together. Nothing here knows a mouse: places are given in the plane.
"""

from enum import IntEnum

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from core.data.drawn import MOST_POINTS, Drawn, Places, sprayed

Mask = NDArray[np.bool_]

#: points of one touch of the brush, and how far it goes until the next one, as a share of its reach
_SPRAYED, _BETWEEN = 4, 0.35
#: strokes that can be taken back
_MOST_STROKES = 200


class Tool(IntEnum):
    """What a stroke does."""

    POINT = 0
    BRUSH = 1
    ERASER = 2
    SELECT = 3


class Strokes:
    """A drawing with what it was before each stroke; a stroke is one step of undo."""

    def __init__(self, drawn: Drawn) -> None:
        self.drawn = drawn
        self._before: list[Drawn] = []
        self._after: list[Drawn] = []
        self._start: Drawn | None = None

    def begin(self) -> None:
        """Begin a stroke: all that comes until `end` is taken back together."""
        self._start = self.drawn

    def end(self) -> bool:
        """End the stroke; return whether it has changed anything, otherwise it is none."""
        start, self._start = self._start, None
        if start is None or start.is_same(self.drawn):
            return False
        self._before = [*self._before[1 - _MOST_STROKES :], start]
        self._after = []
        return True

    def do(self, drawn: Drawn) -> None:
        """Go over to another drawing: a stroke of its own, or a part of the one that is begun."""
        alone = self._start is None
        if alone:
            self.begin()
        self.drawn = drawn
        if alone:
            self.end()

    def can_undo(self) -> bool:
        """Return whether there is a stroke to take back."""
        return bool(self._before)

    def can_redo(self) -> bool:
        """Return whether there is a stroke to do again."""
        return bool(self._after)

    def undo(self) -> None:
        """Take the last stroke back, where there is one."""
        self.end()
        if self._before:
            self._after.append(self.drawn)
            self.drawn = self._before.pop()

    def redo(self) -> None:
        """Do a stroke again that was taken back, where there is one."""
        self.end()
        if self._after:
            self._before.append(self.drawn)
            self.drawn = self._after.pop()


class Hand:
    """Draws with a tool and a value, the class or number of what is drawn next.

    `radius` is how far brush and eraser reach, as a share of the plane. `selected` (m,) marks the
    selected points, `band` the two corners of the rectangle in which points are being selected.
    """

    def __init__(self, rng: Generator, drawn: Drawn | None = None) -> None:
        self.strokes = Strokes(drawn or Drawn.empty())
        self.tool, self.value, self.radius = Tool.BRUSH, 0.0, 0.12
        self.erasing = False
        self.band: tuple[Places, Places] | None = None
        self._rng = rng
        self._last: Places | None = None  # where the stroke at hand was last
        self._begun: Places | None = None
        self._held: Mask | None = None  # what is being dragged
        self._held_from: Drawn | None = None
        self._before = self.selected = self._nothing()

    @property
    def drawn(self) -> Drawn:
        """The drawing as it is now."""
        return self.strokes.drawn

    @property
    def is_busy(self) -> bool:
        """Whether a stroke is begun and not yet ended."""
        return self._last is not None

    def tool_in_use(self) -> Tool:
        """Return the tool of the stroke at hand, or of the next one."""
        return Tool.ERASER if self.erasing else self.tool

    # ------------------------------------------------------------------ strokes

    def press(
        self, place: Places, near: float, *, erase: bool = False, extend: bool = False
    ) -> None:
        """Begin a stroke at a place (2,); a point within `near` of it is the one that is meant.

        `erase` erases whatever the tool; `extend` adds to what is selected, or takes away.
        """
        self.erasing = erase
        self.strokes.begin()
        self._last = self._begun = place
        self._held, self._held_from = None, self.drawn
        tool = self.tool_in_use()
        found = self.drawn.nearest(place, near)
        if tool is Tool.SELECT:
            self._press_to_select(place, found, extend)
        elif tool is Tool.POINT:
            self._press_a_point(place, found)
        else:
            self._touch(tool, place)

    def _press_a_point(self, place: Places, found: int | None) -> None:
        drawn = self.drawn
        if found is None and len(drawn) < MOST_POINTS:
            found = len(drawn)
            self.do(drawn.added(place[None], self.value))
        if found is not None:
            self._hold(np.arange(len(self.drawn)) == found)

    def _press_to_select(self, place: Places, found: int | None, extend: bool) -> None:
        if found is None:
            self.band = place, place
            self._before = self.selected if extend else self._nothing()
            self.selected = self._before
            return
        if extend:
            self.selected = self.selected ^ (np.arange(len(self.drawn)) == found)
        elif not self.selected[found]:
            self.selected = np.arange(len(self.drawn)) == found
        if self.selected[found]:
            self._hold(self.selected)

    def _hold(self, points: Mask) -> None:
        self._held, self._held_from = points, self.drawn

    def go_on(self, place: Places) -> None:
        """Go on with the stroke to another place (2,)."""
        last, begun = self._last, self._begun
        if last is None or begun is None:
            return
        tool = self.tool_in_use()
        if tool is Tool.SELECT and self.band is not None:
            self.band = begun, place
            self.selected = self._before | self.drawn.between(begun, place)
        elif tool in (Tool.SELECT, Tool.POINT):
            if self._held is not None and self._held_from is not None:
                self.do(self._held_from.moved(self._held, place - begun))
        else:
            self._stroke(tool, last, place)

    def _stroke(self, tool: Tool, last: Places, place: Places) -> None:
        way = place - last
        length = float(np.hypot(*(way / self.drawn.setting.half)))
        touches = int(length / (_BETWEEN * self.radius))
        for k in range(1, touches + 1):
            self._touch(tool, last + way * (k / touches))
        if touches:
            self._last = place

    def _touch(self, tool: Tool, place: Places) -> None:
        drawn = self.drawn
        if tool is Tool.ERASER:
            self._keep(drawn.distances(place) > self.radius)
        else:
            places = sprayed(self._rng, place, self.radius, _SPRAYED, drawn.setting)
            self.do(drawn.added(places, self.value))

    def let_go(self) -> bool:
        """End the stroke; return whether it has changed the drawing."""
        if self._last is None:
            return False
        self._last = self._begun = self._held = self._held_from = None
        self.band = None
        self.erasing = False
        return self.strokes.end()

    # ------------------------------------------------------------------ all at once

    def do(self, drawn: Drawn) -> None:
        """Go over to a changed drawing, as a stroke or as a part of one; points stay selected."""
        self.strokes.do(drawn)
        more = len(drawn) - len(self.selected)
        if more > 0:
            self.selected = np.concatenate([self.selected, np.zeros(more, dtype=np.bool_)])
        elif more < 0:
            self.selected = self._nothing()

    def take(self, drawn: Drawn) -> None:
        """Go over to a drawing from elsewhere, without a stroke to take back."""
        same = len(drawn) == len(self.drawn)
        self.strokes = Strokes(drawn)
        self.selected = self.selected if same else self._nothing()

    def select_all(self) -> None:
        """Select every point."""
        self.selected = np.ones(len(self.drawn), dtype=np.bool_)

    def select_none(self) -> bool:
        """Select no point; return whether one was selected."""
        had = self.has_selection()
        self.selected = self._nothing()
        return had

    def select_round(self, place: Places, extend: bool) -> None:
        """Select the points within the radius of a place (2,), added to the others or alone."""
        found = self.drawn.distances(place) <= self.radius
        self.selected = self.selected | found if extend else found

    def has_selection(self) -> bool:
        """Return whether any point is selected."""
        return bool(self.selected.any())

    def nudge(self, way: Places) -> None:
        """Move what is selected by a way (2,), as shares of the plane."""
        self.do(self.drawn.moved(self.selected, way * self.drawn.setting.half))

    def delete(self) -> None:
        """Take away what is selected."""
        self._keep(~self.selected)

    def revalue(self, value: float) -> None:
        """Give what is selected another class or number."""
        self.do(self.drawn.valued(self.selected, value))

    def jitter(self) -> None:
        """Move what is selected a little, or every point if none is."""
        self.do(self.drawn.jittered(self._rng, self.selected if self.has_selection() else None))

    def clear(self) -> None:
        """Take all points away."""
        self._keep(np.zeros(len(self.drawn), dtype=np.bool_))

    def undo(self) -> None:
        """Take the last stroke back."""
        self.strokes.undo()
        self._fit()

    def redo(self) -> None:
        """Do a stroke again that was taken back."""
        self.strokes.redo()
        self._fit()

    def _fit(self) -> None:
        if len(self.selected) != len(self.drawn):
            self.selected = self._nothing()

    def _keep(self, kept: Mask) -> None:
        """Take away all points but some (m,); those stay selected that were."""
        if not kept.all():
            selected = self.selected[kept]
            self.strokes.do(self.drawn.only(kept))
            self.selected = selected

    def _nothing(self) -> Mask:
        return np.zeros(len(self.drawn), dtype=np.bool_)
