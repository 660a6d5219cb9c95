"""Neuron by neuron: the forward pass of a small network with every subscript written out.

w⁽¹⁾₂₃ is the weight of layer 1 from input 2 to unit 3, a⁽¹⁾₃ that unit's output. What the panel
calls h₃, z₂ or ŷ is called so here too.
"""

from collections.abc import Iterator

from core.components.layers import Equation, Layer
from core.components.notation import LayerNames
from core.lesson.formulas.lines import mixes_units, names_of
from core.lesson.formulas.sums import all_sums
from core.lesson.names.notation import Notation
from core.lesson.names.symbols import input_symbol, output_symbol
from core.lesson.numbers import subscript
from core.project import Project

#: the most terms that are written out; more would not explain anything
MAX_TERMS = 160


def neuron_lines(project: Project, inputs: int) -> tuple[str, ...]:
    """Return a line for every sum and output, or nothing if the network is not small."""
    terms, units = 0, inputs
    for layer in project.layers:
        known = layer.equation is not Equation.OWN
        size = layer.units_out(units)
        terms += (units + 2) * size if layer.neurons is not None else size
        if not known or terms > MAX_TERMS:
            return ()
        units = size
    lines: list[str] = []
    units, symbols = inputs, [input_symbol(i) for i in range(inputs)]
    notation = Notation.of(project.layers)
    for layer, names in zip(project.layers, names_of(project), strict=True):
        size = layer.units_out(units)
        outputs = [notation.output(names.number - 1, j) for j in range(size)]
        if names.number == len(project.layers) and layer.neurons is None:
            outputs = [output_symbol(j, size) for j in range(size)]
        lines += _layer_lines(layer, names, symbols, outputs, notation)
        symbols = outputs
        units = layer.units_out(units)
    return tuple(lines)


def _layer_lines(
    layer: Layer,
    names: LayerNames,
    sources: list[str],
    outputs: list[str],
    notation: Notation,
) -> Iterator[str]:
    k = names.number - 1
    for j, a in enumerate(outputs):
        x = sources[min(j, len(sources) - 1)]
        if layer.equation is Equation.MASK:
            yield f"{a} = {x}·{notation.of_unit('mask', k, j)}"
        elif layer.equation is Equation.NORMALIZED:
            scale, shift = (notation.learned(k, name, (j,)) for name in ("scale", "shift"))
            yield f"{a} = {scale}·{notation.of_unit('normalized', k, j)} + {shift}"
        elif (neurons := layer.neurons) is not None:
            z = notation.of_unit("z", k, j)
            terms = [f"{x}·{notation.learned(k, 'weight', (i, j))}" for i, x in enumerate(sources)]
            if neurons.bias:
                terms.append(notation.learned(k, "bias", (j,)))
            yield f"{z} = {' + '.join(terms)}"
            if not names.function:
                yield f"{a} = {z}"
            elif mixes_units(neurons.activation):
                yield f"{a} = {names.function}({all_sums(z)}){subscript(j + 1)}"
            else:
                yield f"{a} = {names.function}({z})"
