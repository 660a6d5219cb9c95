"""The bytes of an ONNX model: only the few fields that a chain of layers needs.

ONNX uses protocol buffers, in which a few megabytes can expand to gigabytes of empty messages. So
only the needed fields are walked, within limits, and numbers stay where they are in the file. Field
numbers are those of onnx.proto (ModelProto, GraphProto, NodeProto, AttributeProto, TensorProto).
Numbers in another file are read with `beside`, by its bare name.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.disk.bounded import check_size, damaged
from core.errors import FileError
from core.formats.importers import nothing_beside

Array = NDArray[Any]

_MOST_FIELDS = 200_000
_MOST_DIMENSIONS = 8
#: the most files beside a model
_MOST_OTHERS = 4
#: TensorProto.DataType for strings
_TEXTS = 8
#: TensorProto.DataType as NumPy types; 16 is bfloat16
_KINDS = MappingProxyType(
    {
        1: "<f4",
        2: "<u1",
        3: "<i1",
        4: "<u2",
        5: "<i2",
        6: "<i4",
        7: "<i8",
        9: "|b1",
        10: "<f2",
        11: "<f8",
        12: "<u4",
        13: "<u8",
        16: "<u2",
    }
)


@dataclass(frozen=True, eq=False)
class Node:
    """One operation: its name, its inputs and outputs, and its attributes."""

    op: str
    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: dict[str, Any]


@dataclass(frozen=True, eq=False)
class Graph:
    """The operations of a model in order, its constants by name, its inputs and outputs.

    `widths` are the columns of inputs, where the model says how many.
    """

    nodes: tuple[Node, ...]
    constants: dict[str, Array]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    metadata: dict[str, str] = field(default_factory=dict)
    producer: str = ""
    widths: dict[str, int] = field(default_factory=dict)


def read_graph(content: bytes, name: str, beside: Callable[[str], bytes] | None = None) -> Graph:
    """Return the graph of a model; `beside` gives the content of the file with its numbers.

    Raises FileError for damaged or oversized files.
    """
    return _Reader(content, name, beside or nothing_beside(name)).model()


class _Reader:
    """Walks the fields of one file and counts them."""

    def __init__(self, content: bytes, name: str, beside: Callable[[str], bytes]) -> None:
        self._view = memoryview(content)
        self._beside = beside
        self._others: dict[str, bytes] = {}
        self._name = name
        self._left = _MOST_FIELDS
        self._numbers = 0

    def _varint(self, view: memoryview, at: int) -> tuple[int, int]:
        value = shift = 0
        while at < len(view) and shift < 70:
            byte = view[at]
            at += 1
            value |= (byte & 127) << shift
            if byte < 128:
                return value & (2**64 - 1), at
            shift += 7
        raise damaged(self._name, "it ends inside a number")

    def _fields(self, view: memoryview) -> Iterator[tuple[int, Any]]:
        """Yield number and value of every field: a whole number, or the bytes of it."""
        at = 0
        while at < len(view):
            self._left -= 1
            if self._left < 0:
                raise FileError(f"{self._name} holds too many parts", "choose a smaller model")
            key, at = self._varint(view, at)
            wire = key & 7
            if wire == 0:
                value, at = self._varint(view, at)
                yield key >> 3, value
                continue
            if wire == 2:
                length, at = self._varint(view, at)
            elif wire in (1, 5):
                length = 8 if wire == 1 else 4
            else:
                raise damaged(self._name, "it is not an ONNX model")
            if length > len(view) - at:
                raise damaged(self._name, "it ends inside a part")
            yield key >> 3, view[at : at + length]
            at += length

    def _bytes(self, value: Any) -> memoryview:
        if not isinstance(value, memoryview):
            raise damaged(self._name, "a part is a number instead of text or numbers")
        return value

    def _text(self, value: Any) -> str:
        try:
            return bytes(self._bytes(value)).decode()
        except UnicodeDecodeError:
            raise damaged(self._name, "a name is not text") from None

    def _count(self, value: Any) -> int:
        if not isinstance(value, int):
            raise damaged(self._name, "a part is text instead of a number")
        return value - 2**64 if value >= 2**63 else value

    def _counts(self, value: Any) -> list[int]:
        """Return whole numbers, a single one or several packed."""
        if isinstance(value, int):
            return [self._count(value)]
        found, at, view = [], 0, self._bytes(value)
        while at < len(view):
            self._left -= 1
            if self._left < 0:
                raise FileError(f"{self._name} holds too many parts", "choose a smaller model")
            number, at = self._varint(view, at)
            found.append(self._count(number))
        return found

    def model(self) -> Graph:
        graph, metadata, producer = None, {}, ""
        for number, value in self._fields(self._view):
            if number == 7:
                graph = self._bytes(value)
            elif number == 2:
                producer = self._text(value)
            elif number == 14:
                pair = {n: self._text(text) for n, text in self._fields(self._bytes(value))}
                metadata[pair.get(1, "")] = pair.get(2, "")
        if graph is None:
            raise damaged(self._name, "it holds no graph")
        nodes: list[Node] = []
        constants: dict[str, Array] = {}
        ends: dict[int, list[str]] = {11: [], 12: []}
        widths: dict[str, int] = {}
        for number, value in self._fields(graph):
            if number == 1:
                nodes.append(self._node(self._bytes(value)))
            elif number == 5:
                called, array = self._tensor(self._bytes(value))
                constants[called] = array
            elif number in ends:
                ends[number].append(self._name_in(self._bytes(value)))
                if number == 11:
                    widths |= self._width_of(ends[number][-1], self._bytes(value))
            elif number == 15:
                raise FileError(
                    f"{self._name} holds sparse arrays", "export the model with dense ones"
                )
        inputs, outputs = tuple(ends[11]), tuple(ends[12])
        return Graph(tuple(nodes), constants, inputs, outputs, metadata, producer, widths)

    def _name_in(self, view: memoryview) -> str:
        return next((self._text(value) for number, value in self._fields(view) if number == 1), "")

    def _width_of(self, called: str, view: memoryview) -> dict[str, int]:
        """Return the last size of an input's shape, by its name, if it has one."""
        inside = view
        for path in (2, 1, 2):  # its type, that of a tensor, the shape
            parts = [value for number, value in self._fields(inside) if number == path]
            if not parts or not isinstance(parts[0], memoryview):
                return {}
            inside = parts[0]
        sizes = [value for number, value in self._fields(inside) if number == 1]
        last = list(self._fields(self._bytes(sizes[-1]))) if sizes else []
        told = [value for number, value in last if number == 1 and isinstance(value, int)]
        return {called: told[0]} if told else {}

    def _node(self, view: memoryview) -> Node:
        texts: dict[int, list[str]] = {1: [], 2: [], 3: [""], 4: [""], 7: [""]}
        attributes: dict[str, Any] = {}
        for number, value in self._fields(view):
            if number in texts:
                texts[number].append(self._text(value))
            elif number == 5:
                called, held = self._attribute(self._bytes(value))
                attributes[called] = held
        domain = texts[7][-1]
        op = texts[4][-1] if domain in ("", "ai.onnx") else f"{domain}.{texts[4][-1]}"
        return Node(op, texts[3][-1], tuple(texts[1]), tuple(texts[2]), attributes)

    def _attribute(self, view: memoryview) -> tuple[str, Any]:
        called = ""
        held: Any = None
        listed: list[Any] = []
        for number, value in self._fields(view):
            if number == 1:
                called = self._text(value)
            elif number == 2:
                held = self._float(value)
            elif number == 3:
                held = self._count(value)
            elif number == 4:
                held = bytes(self._bytes(value)[:200])
            elif number == 5:
                held = self._tensor(self._bytes(value))[1]
            elif number == 7:
                numbers = np.frombuffer(self._whole(value, 4), "<f4")
                self._left -= len(numbers)
                if self._left < 0:
                    raise FileError(f"{self._name} holds too many parts", "choose a smaller model")
                listed += numbers.tolist()
            elif number == 9:
                listed.append(self._text(value)[:200])
            elif number == 8:
                listed += self._counts(value)
        return called, listed if listed else held

    def _float(self, value: Any) -> float:
        view = self._whole(value, 4)
        if len(view) != 4:
            raise damaged(self._name, "a number has the wrong length")
        return float(np.frombuffer(view, "<f4")[0])

    def _whole(self, value: Any, size: int) -> memoryview:
        """Return bytes whose length must be a multiple of `size`."""
        view = self._bytes(value)
        if len(view) % size:
            raise damaged(self._name, "an array has the wrong length")
        return view

    def _size(self) -> int:
        return len(self._view) + sum(len(other) for other in self._others.values())

    def _external(self, told: dict[str, str], size: int, called: str) -> memoryview:
        """Return the bytes of an array from another file."""
        file = told.get("location", "")
        if file not in self._others:
            if len(self._others) >= _MOST_OTHERS:
                raise FileError(f"{self._name} is spread over too many files", "save it as one")
            self._others[file] = self._beside(file)
        try:
            start, length = int(told.get("offset", "0")), int(told.get("length", str(size)))
        except ValueError:
            raise damaged(self._name, f"the position of {called[:60]} is not a number") from None
        if start < 0 or length < 0 or start + length > len(self._others[file]):
            raise FileError(
                f"{file[:80]} is shorter than {self._name} says",
                "copy both files again; they belong together",
            )
        return memoryview(self._others[file])[start : start + length]

    def _tensor(self, view: memoryview) -> tuple[str, Array]:
        shape: list[int] = []
        kind, called, raw = 0, "", None
        parts: list[Array] = []
        texts: list[str] = []
        external: dict[str, str] = {}
        for number, value in self._fields(view):
            if number == 1:
                shape += self._counts(value)
            elif number == 2:
                kind = self._count(value)
            elif number == 8:
                called = self._text(value)
            elif number == 9:
                raw = self._bytes(value)
            elif number in (4, 10):
                size = 4 if number == 4 else 8
                parts.append(np.frombuffer(self._whole(value, size), f"<f{size}"))
            elif number in (5, 7):
                parts.append(np.array(self._counts(value), dtype=np.int64))
            elif number == 6:
                texts.append(self._text(value))
            elif number == 13:
                pair = {n: self._text(text) for n, text in self._fields(self._bytes(value))}
                external[pair.get(1, "")] = pair.get(2, "")
            elif number == 14 and value:
                external.setdefault("location", "")
        if kind == _TEXTS:
            return called, np.array(texts, dtype=np.str_)
        if kind not in _KINDS:
            raise FileError(
                f"{self._name}: {called[:60]} holds no plain numbers (kind {kind})",
                "export the model in float32 or float64",
            )
        if len(shape) > _MOST_DIMENSIONS or min(shape, default=0) < 0:
            raise damaged(
                self._name, f"{called[:60]} has a shape that is not possible for an array"
            )
        count = math.prod(shape)
        self._numbers += 8 * count
        dtype = np.dtype(_KINDS[kind])
        if external:
            raw = self._external(external, count * dtype.itemsize, called)
        if raw is not None:
            if len(raw) != count * dtype.itemsize:
                raise damaged(self._name, f"the shape and the bytes of {called[:60]} do not agree")
            check_size(self._name, "its numbers", self._numbers, self._size())
            array: Array = np.frombuffer(raw, dtype)
        else:
            array = np.concatenate(parts) if parts else np.empty(0, dtype)
            if array.size != count:
                raise damaged(self._name, f"the shape and numbers of {called[:60]} do not agree")
            if kind in (10, 16):  # half floats are stored as integers
                array = array.astype("<u2").view(dtype)
        if kind == 16:
            array = (array.astype("<u4") << np.uint32(16)).view("<f4")
        return called, array.reshape(shape)
