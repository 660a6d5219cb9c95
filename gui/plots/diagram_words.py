"""What the network diagram says: what is under the cursor, and what is not drawn."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from core.training.snapshot import LayerPicture
from gui.plots.diagram_edges import MOST, Edges
from gui.plots.diagram_layout import Column, Layout, Role
from gui.plots.diagram_names import layer_numbers
from gui.plots.numbers import count, full


class Words:
    """The words for one layout of one network; `names` are those of the units, by column."""

    def __init__(
        self,
        layout: Layout,
        edges: Edges,
        layers: tuple[LayerPicture, ...],
        names: dict[int, tuple[str, ...]],
    ) -> None:
        self._layout = layout
        self._edges = edges
        self._names = names
        self._layers = layers

    def take(self, layers: tuple[LayerPicture, ...]) -> None:
        """Take the values of another moment of the same network."""
        self._layers = layers

    def left_out(self, column: Column, measure: Callable[[str], float]) -> str:
        """Return what is said under a column that does not show all its units."""
        translate = QCoreApplication.translate
        units = count(column.slot.units)
        text = translate("NetworkDiagram", "… {count} units")
        if column.slot.role is Role.INPUT:
            text = translate("NetworkDiagram", "… {count} inputs")
        text = text.format(count=units)
        assert column.words is not None
        return text if measure(text) <= column.words.width() - 8.0 else f"… {units}"

    def _unit_name(self, column: int, unit: int) -> str:
        slot = self._layout.columns[column].slot
        name = self._names[column][unit]
        numbers = layer_numbers(self._layers)
        if slot.role is Role.HIDDEN and len(numbers) > 1:
            text = QCoreApplication.translate("NetworkDiagram", "{name} of layer {number}")
            return text.format(name=name, number=numbers[slot.layer])
        return name

    def _source_column(self, column: int) -> int:
        """Return the column whose neurons stand behind a slim one, or the column itself."""
        while column > 0 and self._layout.columns[column].slot.role is Role.PASS:
            column -= 1
        return column

    def edge(self, index: int, weight: float) -> list[str]:
        """Return what an edge is and its weight in full."""
        edge = self._edges.edges[index]
        source = self._unit_name(self._source_column(edge.column - 1), edge.source)
        target = self._unit_name(edge.column, edge.target)
        text = QCoreApplication.translate("NetworkDiagram", "weight {source} → {target}")
        return [text.format(source=source, target=target), full(weight)]

    def neuron(self, column: int, unit: int) -> list[str]:
        """Return what a neuron is, its bias, and how many weights come in."""
        translate = QCoreApplication.translate
        slot = self._layout.columns[column].slot
        if slot.role is Role.INPUT:
            text = translate("NetworkDiagram", "input {name}")
            return [text.format(name=self._names[column][unit])]
        layer = self._layers[slot.layer]
        if slot.role is Role.PASS:
            name = self._unit_name(self._source_column(column), unit)
            lines = [f"{layer.label} · {name}"]
            for key, array in layer.arrays.items():
                if array.ndim == 1 and unit < len(array):
                    lines.append(f"{key.replace('_', ' ')} {full(array[unit])}")
            return lines
        name = self._unit_name(column, unit)
        word = translate("NetworkDiagram", "output") if slot.role is Role.OUTPUT else ""
        lines = [" ".join(part for part in (word, name) if part)]
        if layer.activation:
            lines[0] += f" · {layer.activation}"
        bias = layer.arrays.get("bias")
        if bias is None or unit >= len(bias):
            lines.append(translate("NetworkDiagram", "no bias"))
        else:
            text = translate("NetworkDiagram", "bias {value}")
            lines.append(text.format(value=full(float(bias[unit]))))
        text = translate("NetworkDiagram", "{count} weights come in")
        lines.append(text.format(count=count(layer.inputs)))
        return lines

    def note(self) -> str:
        """Return what is left out of the picture, in words; empty where nothing is."""
        if not self._layout.fits:
            return ""
        drawn = min(len(self._edges), MOST)
        translate = QCoreApplication.translate
        total = sum(p.inputs * p.units for p in self._layers if p.kind == "dense")
        if drawn >= total:
            return ""
        if drawn < len(self._edges) < total:
            text = translate(
                "NetworkDiagram",
                "{drawn} of {total} weights are drawn: the largest between the neurons shown",
            )
        elif len(self._edges) < total:
            text = translate(
                "NetworkDiagram",
                "{drawn} of {total} weights are drawn: those between the neurons shown",
            )
        else:
            text = translate("NetworkDiagram", "the {drawn} largest of {total} weights are drawn")
        return text.format(drawn=count(drawn), total=count(total))
