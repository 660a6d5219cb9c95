"""Neuron by neuron: the forward pass of a small network with every subscript written out.

w⁽¹⁾₂₃ is the weight of layer 1 from input 2 to unit 3, a⁽¹⁾₃ that unit's output.
"""

from collections.abc import Iterator

from core.components.layers import Equation, Layer
from core.components.notation import LayerNames
from core.lesson.formulas.lines import mixes_units, names_of
from core.lesson.names.symbols import indexed
from core.lesson.numbers import subscript, superscript
from core.project import Project

#: the most terms that are written out; more is no explanation any more
MAX_TERMS = 160


def neuron_lines(project: Project, inputs: int) -> tuple[str, ...]:
    """Return a line for every sum and output, or nothing where the network is not small."""
    terms, units = 0, inputs
    for layer in project.layers:
        known = layer.equation is not Equation.OWN
        size = layer.units_out(units)
        terms += (units + 2) * size if layer.neurons is not None else size
        if not known or terms > MAX_TERMS:
            return ()
        units = size
    lines: list[str] = []
    units = inputs
    for layer, names in zip(project.layers, names_of(project), strict=True):
        lines += _layer_lines(layer, names, units)
        units = layer.units_out(units)
    return tuple(lines)


def _input(layer: int, index: int) -> str:
    return f"x{subscript(index)}" if layer == 1 else indexed("a", layer - 1, index)


def _layer_lines(layer: Layer, names: LayerNames, inputs: int) -> Iterator[str]:
    k = names.number
    for j in range(1, layer.units_out(inputs) + 1):
        x, a = _input(k, j), indexed("a", k, j)
        if layer.equation is Equation.MASK:
            yield f"{a} = {x}·{indexed('d', k, j)}"
        elif layer.equation is Equation.NORMALIZED:
            yield f"{a} = {indexed('γ', k, j)}·{indexed('x̂', k, j)} + {indexed('β', k, j)}"
        elif (neurons := layer.neurons) is not None:
            z = indexed("z", k, j)
            terms = [f"{indexed('w', k, i, j)}·{_input(k, i)}" for i in range(1, inputs + 1)]
            if neurons.bias:
                terms.append(indexed("b", k, j))
            yield f"{z} = {' + '.join(terms)}"
            if not names.function:
                yield f"{a} = {z}"
            elif mixes_units(neurons.activation):
                yield f"{a} = {names.function}(z⁽{superscript(k)}⁾){subscript(j)}"
            else:
                yield f"{a} = {names.function}({z})"
