"""What is followed through the phases: a sample, a neuron of every layer, and one number.

A sample is followed by its number in the training part, so it is found again in the next batch that
contains it; for a batch without it, another one is shown.
"""

from dataclasses import replace

from core.lesson.cards.backward import followed_part
from core.lesson.cards.content import Cursor
from core.lesson.cards.context import Context
from core.lesson.cards.update import updated_part
from core.lesson.parts import Part
from core.pictures.snapshot import Facts, LayerPicture, StepPicture


class Following:
    """What the person is looking at; `cursor` gives it for the current stop."""

    def __init__(self) -> None:
        self.sample: int | None = None  # its index in the training part
        self.part: Part | None = None
        self._units: dict[int, int] = {}
        #: what was shown of a neuron without being asked for: it stays that from update to update
        self._shown: dict[tuple[object, ...], Part] = {}
        self._context: Context | None = None

    def forget(self) -> None:
        """Follow nothing in particular: another network or other data."""
        self.sample = self.part = self._context = None
        self._units, self._shown = {}, {}

    def show(
        self, step: StepPicture, layers: tuple[LayerPicture, ...], facts: Facts | None
    ) -> Cursor:
        """Move to a stop; return the cursor in it."""
        plain = Context(step, layers, facts, Cursor(None, 0))
        cursor = Cursor(self._row(plain), self._unit(plain), self._valid(layers))
        self._context = context = Context(step, layers, facts, cursor)
        stop = context.stop
        if stop is not None and stop.kind == "update":
            part = self._steady(context, updated_part(context))
            cursor = replace(cursor, part=part)
            if part is not None:
                cursor = replace(cursor, neuron=int(part.index[-1]))
        elif stop is not None and stop.kind == "backward" and stop.layer is not None:
            cursor = replace(cursor, part=self._steady(context, followed_part(context, stop.layer)))
        self._context = Context(step, layers, facts, cursor)
        return cursor

    def _steady(self, context: Context, part: Part | None) -> Part | None:
        """Return a part, or what was first shown in its place if nobody chose it."""
        if part is None or part == context.cursor.part or part.name is None:
            return part
        shape = context.layers[part.layer].arrays[part.name].shape
        return self._shown.setdefault((part.layer, part.name, part.index[-1], shape), part)

    @property
    def context(self) -> Context:
        """The current stop with the cursor; only after `show`."""
        assert self._context is not None
        return self._context

    def is_at(self, step: StepPicture) -> bool:
        """Return whether the current stop is that of a picture, and not of one before it."""
        return self._context is not None and self._context.step is step

    def _row(self, context: Context) -> int | None:
        if not context.size:
            return None
        indexes = list(context.said("batch").get("indexes", ()))
        if self.sample is not None and self.sample in indexes:
            return indexes.index(self.sample)
        return context.size // 2

    def _layer(self, context: Context) -> int:
        stop = context.stop
        layer = context.output if stop is None or stop.layer is None else stop.layer
        return context.behind(layer)

    def _unit(self, context: Context) -> int:
        return self._units.get(self._layer(context), 0)

    def _valid(self, layers: tuple[LayerPicture, ...]) -> Part | None:
        """Return the followed number, unless it belongs to another network."""
        part = self.part
        if part is None or part.name is None or not 0 <= part.layer < len(layers):
            return None
        array = layers[part.layer].arrays.get(part.name)
        if array is None or len(part.index) != array.ndim:
            return None
        inside = all(0 <= i < n for i, n in zip(part.index, array.shape, strict=True))
        return part if inside else None

    def meant(self, part: Part | None) -> Part | None:
        """Return the neuron behind a unit of a layer that only passes it on."""
        context = self._context
        if context is None or part is None or part.name is not None or part.index is None:
            return part
        if not 0 <= part.layer < len(context.layers):
            return part
        return context.neuron(part.layer, int(part.index))

    # ------------------------------------------------------------------ changes

    def follow_part(self, part: Part | None) -> None:
        """Follow a number or a neuron that was pointed out; None changes nothing."""
        part = self.meant(part)
        if part is None or part.layer < 0:
            return
        if part.name is None:
            if part.index is not None:
                self._units[part.layer] = int(part.index)
                self._take_part_along(part.layer, int(part.index))
            return
        self.part = part
        self._units[part.layer] = int(part.index[-1])

    def follow_row(self, row: int) -> None:
        """Follow a sample by its row in the current batch."""
        self.sample = self.context.number(row) - 1

    def follow_unit(self, unit: int) -> None:
        """Follow a neuron of the current layer; a followed weight becomes the one into it."""
        context = self.context
        stop = context.stop
        if stop is not None and stop.kind == "update":
            part = context.cursor.part
            if part is not None:
                self.follow_part(Part(part.layer, part.name, (*part.index[:-1], unit)))
            return
        layer = self._layer(context)
        self._units[layer] = unit
        self._take_part_along(layer, unit)

    def _take_part_along(self, layer: int, unit: int) -> None:
        part = self.part
        if part is not None and part.layer == layer:
            self.part = Part(layer, part.name, (*part.index[:-1], unit))

    # ------------------------------------------------------------------ neurons one by one

    def neurons(self) -> list[tuple[int, int]]:
        """Return the neurons that can be followed at this stop: (layer, unit)."""
        context = self.context
        stop = context.stop
        if stop is None or stop.kind == "batch":
            return []
        if stop.kind == "update":
            layers = [i for i in range(len(context.layers)) if context.said("update", i)]
        else:
            layers = [context.output if stop.layer is None else stop.layer]
        return [(i, unit) for i in layers for unit in range(context.layers[i].units)]

    def neuron(self) -> tuple[int, int] | None:
        """Return the followed neuron at this stop."""
        context, found = self.context, self.neurons()
        if not found:
            return None
        part, stop = context.cursor.part, context.stop
        if stop is not None and stop.kind == "update":
            return (part.layer, int(part.index[-1])) if part is not None else None
        return found[context.unit]

    def step_neuron(self, step: int) -> None:
        """Follow the next or the previous neuron."""
        found, now = self.neurons(), self.neuron()
        if now is None or now not in found:
            return
        at = min(max(found.index(now) + step, 0), len(found) - 1)
        layer, unit = found[at]
        stop, part = self.context.stop, self.context.cursor.part
        if stop is not None and stop.kind == "update" and part is not None:
            if part.layer == layer:
                self.follow_unit(unit)
                return
            arrays = self.context.layers[layer].arrays
            first = Part(layer, "weight", (0, unit)) if "weight" in arrays else None
            self.follow_part(first or Part(layer, "scale", (unit,)))
            return
        self.follow_unit(unit)
