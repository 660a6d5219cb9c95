"""A graph of operations in the making: what components compose themselves of for ONNX."""

from typing import Any, Protocol

from numpy.typing import NDArray


class Graph(Protocol):
    """Takes operations and constants in order; what they give goes by its name in the graph."""

    def op(self, kind: str, *inputs: str, name: str = "", **attributes: Any) -> str:
        """Add an operation of ONNX; return the name of what it gives."""
        ...

    def constant(self, name: str, array: NDArray[Any]) -> str:
        """Add an array; return its name."""
        ...

    def number(self, value: float) -> str:
        """Return the name of a number, added once."""
        ...
