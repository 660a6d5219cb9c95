"""What the diagram lights up at a stop: what the phase read, what it wrote, and the numbers."""

import numpy as np

from core.lesson.cards.content import Array, Cursor
from core.lesson.cards.context import Context
from core.lesson.cards.light import Light, Lit
from core.lesson.parts import INPUTS
from core.pictures.snapshot import LayerPicture, StepPicture


def light_of(step: StepPicture, layers: tuple[LayerPicture, ...], cursor: Cursor) -> Light:
    """Return what is lit for the last phase that is done, following the cursor's sample."""
    context = Context(step, layers, None, cursor)
    values = _values(context)
    stop, last = context.stop, len(layers) - 1
    if stop is None:
        return Light(values=values)
    if stop.kind == "batch":
        return Light(written_neurons=(Lit(INPUTS),), values=values)
    if stop.kind == "loss":
        return Light(
            read_neurons=(Lit(last),), written_neurons=(Lit(context.output),), values=values
        )
    if stop.kind == "update":
        changed = [i for i in range(len(layers)) if context.said("update", i)]
        return Light(
            written_edges=tuple(Lit(i) for i in changed),
            values=values,
            ghosts=tuple(_before(context, i) for i in range(len(layers))),
        )
    assert stop.layer is not None
    layer = stop.layer
    if stop.kind == "forward":
        return Light(
            read_neurons=(Lit(layer - 1),),
            read_edges=(Lit(layer),),
            written_neurons=(Lit(layer),),
            values=values,
        )
    here = Lit(layer, context.unit)
    return Light(
        read_neurons=(Lit(layer + 1),) if layer < last else (),
        written_neurons=(here,),
        written_edges=(here,),
        values=values,
        backward=True,
    )


def _values(context: Context) -> dict[int, Array]:
    """Return the followed sample's numbers under the neurons; NaN where there is none yet."""
    layers, row = context.layers, context.row
    values: dict[int, Array] = {INPUTS: np.full(layers[0].inputs, np.nan)} if layers else {}
    x = context.said("batch").get("x")
    if x is not None and len(x):
        values[INPUTS] = np.array(x[row])
    for i, layer in enumerate(layers):
        a = context.said("forward", i).get("a")
        values[i] = np.full(layer.units, np.nan) if a is None else np.array(a[row])
    return values


def _before(context: Context, layer: int) -> dict[str, Array]:
    """Return a layer's learned arrays as they were before the update."""
    return {
        key.removesuffix("_before"): np.asarray(values)
        for key, values in context.said("update", layer).items()
        if key.endswith("_before") and not isinstance(values, dict)
    }
