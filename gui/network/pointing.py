"""What is under a point of the network diagram, and where an arrow key goes from a part.

The arrows walk from neuron to neuron; above the first neuron of a layer comes the layer itself.
With Alt they walk along the edges into a neuron.
"""

from PySide6.QtCore import QPointF, QRectF, Qt

from core.lesson import parts
from core.lesson.parts import INPUTS, Part, Sort
from core.records import Record
from gui.network.scene import Scene


class Hit(Record):
    """A part under the cursor; `is_number` says whether the cursor is on its number."""

    part: Part
    is_number: bool = False


def hit(scene: Scene, point: QPointF, numbers: dict[int, QRectF]) -> Hit | None:
    """Return what is at a point; `numbers` are the places of the numbers shown now."""
    layout = scene.layout
    dot = _bias_at(scene, point)
    if dot is not None:
        return Hit(dot, scene.findings is None)
    found = layout.neuron_at(point)
    if found is not None:
        return Hit(parts.neuron(layout.columns[found[0]].slot.layer, found[1]))
    for edge, rect in numbers.items():
        if rect.contains(point) and edge < len(scene.edges):
            return Hit(_weight(scene, edge), scene.shows_weight(edge))
    column = layout.caption_at(point)
    if column is not None and layout.columns[column].slot.layer >= 0:
        return Hit(Part(layout.columns[column].slot.layer))
    nearest = scene.edges.nearest(point, scene.order)
    return None if nearest is None else Hit(_weight(scene, nearest))


def _bias_at(scene: Scene, point: QPointF) -> Part | None:
    for index, column in enumerate(scene.layout.columns):
        reach = column.bias_reach
        if column.is_strip or abs(point.x() - (column.x - column.size / 2.0)) > reach:
            continue
        for unit in range(len(column.ys)):
            off = point - column.bias_centre(unit)
            if (index, unit) in scene.biases and off.x() ** 2 + off.y() ** 2 <= reach**2:
                return parts.bias(column.slot.layer, unit)
    return None


def _weight(scene: Scene, edge: int) -> Part:
    found = scene.edges.edge(edge)
    return parts.weight(found.layer, found.source, found.target)


def moved(scene: Scene, part: Part | None, key: Qt.Key, along_edges: bool) -> Part | None:
    """Return where an arrow key takes the cursor from a part, or None if nothing is shown."""
    columns = scene.layout.columns
    if not columns:
        return None
    if part is None or not scene.has(part):
        return parts.neuron(INPUTS, 0)
    if part.sort is Sort.WEIGHT:
        return _from_edge(scene, part, key)
    if along_edges:
        edges = scene.edges_of(part)
        return _weight(scene, int(edges[0])) if len(edges) else part
    across = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(key, 0)
    down = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(key, 0)
    if across:
        layer = min(max(part.layer + across, INPUTS), len(columns) - 2)
        if part.sort is Sort.LAYER and layer >= 0:
            return Part(layer)
        return parts.neuron(layer, min(part.unit, len(columns[layer + 1].ys) - 1))
    return _up_or_down(scene, part, down)


def _up_or_down(scene: Scene, part: Part, down: int) -> Part:
    column = scene.layout.columns[part.layer + 1]
    units = len(column.ys)
    place = part.unit
    if part.sort is Sort.LAYER:
        place = -1
    first = -1 if part.layer >= 0 else 0
    place = min(max(place + down, first), units - 1)
    if place < 0:
        return Part(part.layer)
    return parts.neuron(part.layer, place)


def _from_edge(scene: Scene, part: Part, key: Qt.Key) -> Part:
    """Return the next edge into the same neuron, or the neuron at either end."""
    if key == Qt.Key.Key_Left:
        return parts.neuron(part.layer - 1, part.index[0])
    if key == Qt.Key.Key_Right:
        return parts.neuron(part.layer, part.unit)
    siblings = scene.edges.into(part.layer + 1, part.unit).tolist()
    here = scene.edge_of(part)
    if here not in siblings:
        return part
    step = 1 if key == Qt.Key.Key_Down else -1
    place = min(max(siblings.index(here) + step, 0), len(siblings) - 1)
    return _weight(scene, siblings[place])
