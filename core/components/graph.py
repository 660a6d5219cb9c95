"""A graph of operations under construction, to which components add themselves for ONNX."""

from typing import Any, Protocol

from numpy.typing import NDArray


class Graph(Protocol):
    """Takes operations and constants in order; their results are referred to by name."""

    def op(self, kind: str, *inputs: str, name: str = "", **attributes: Any) -> str:
        """Add an operation of ONNX; return the name of its result."""
        ...

    def constant(self, name: str, array: NDArray[Any]) -> str:
        """Add an array; return its name."""
        ...

    def number(self, value: float) -> str:
        """Return the name of a number, added once."""
        ...
