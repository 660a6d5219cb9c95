"""Phases: the acts of an update, in order.

Running fast is calling `run` of each; stepping is calling one and then describing it. What
`describe` returns are copies under the textbook's names, with samples as rows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Description = dict[str, Any]


@dataclass(frozen=True)
class Phase:
    """One act of an update: `kind` is batch, forward, loss, backward or update."""

    kind: str
    run: Callable[[], None]
    describe: Callable[[], Description]
    layer: int | None = None
