"""What the diagram lights up at a stop: what the phase read, what it wrote, and the numbers."""

from dataclasses import replace

import numpy as np

from core.lesson.cards.content import Array, Cursor
from core.lesson.cards.context import Context
from core.lesson.cards.light import Light, Lit
from core.lesson.names.symbols import objective, slope
from core.lesson.parts import INPUTS
from core.pictures.snapshot import LayerPicture, StepPicture


def light_of(step: StepPicture, layers: tuple[LayerPicture, ...], cursor: Cursor) -> Light:
    """Return what is lit for the last finished phase, following the cursor's sample."""
    context = Context(step, layers, None, cursor)
    gradients = _gradients(context)
    of = objective(step.project.regularizer.penalizes)
    return replace(_of_stop(context, gradients, of), gradients=gradients, objective=of)


def _of_stop(context: Context, gradients: dict[int, dict[str, Array]], of: str) -> Light:
    layers = context.layers
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
            faded=True,
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
        slopes=_slopes(context),
        handed=_handed(context, layer),
        edges=_edges(context, gradients),
        edges_label=slope("w", of),
        read_neurons=(Lit(layer + 1),) if layer < last else (),
        written_neurons=(here,),
        written_edges=(here,),
        values=values,
        backward=True,
    )


def _values(context: Context) -> dict[int, Array]:
    """Return the followed sample's numbers under the neurons; NaN if there is none yet."""
    layers, row = context.layers, context.row
    values: dict[int, Array] = {INPUTS: np.full(layers[0].inputs, np.nan)} if layers else {}
    x = context.said("batch").get("x")
    if x is not None and len(x):
        values[INPUTS] = np.array(x[row])
    for i, layer in enumerate(layers):
        a = context.said("forward", i).get("a")
        values[i] = np.full(layer.units, np.nan) if a is None else np.array(a[row])
    return values


def _gradients(context: Context) -> dict[int, dict[str, Array]]:
    """Return the gradients that this update has computed so far, by layer and name."""
    found = {}
    for i, layer in enumerate(context.layers):
        said = context.said("backward", i)
        names = [name for name in layer.arrays if f"gradient_{name}" in said]
        if names:
            found[i] = {name: np.asarray(said[f"gradient_{name}"]) for name in names}
    return found


def _edges(context: Context, gradients: dict[int, dict[str, Array]]) -> dict[int, Array]:
    """Return ∂L/∂w on the edges; NaN where this update has not computed it, never a weight."""
    found = {}
    for i, layer in enumerate(context.layers):
        if (weight := layer.arrays.get("weight")) is not None:
            unknown = np.full(weight.shape, np.nan)
            found[i] = gradients.get(i, {}).get("weight", unknown)
    return found


def _slopes(context: Context) -> dict[int, Array]:
    """Return ∂L/∂z of the followed sample, or ∂L/∂a; NaN where it is not computed yet."""
    found = {}
    for i, layer in enumerate(context.layers):
        said = context.said("backward", i).get("gradient_z")
        found[i] = np.full(layer.units, np.nan) if said is None else np.array(said[context.row])
    return found


def _handed(context: Context, layer: int) -> dict[int, Array]:
    said = context.said("backward", layer).get("gradient_x")
    return {} if said is None or layer == 0 else {layer: np.array(said[context.row])}


def _before(context: Context, layer: int) -> dict[str, Array]:
    """Return a layer's learned arrays from before the update."""
    return {
        key.removesuffix("_before"): np.asarray(values)
        for key, values in context.said("update", layer).items()
        if key.endswith("_before") and not isinstance(values, dict)
    }
