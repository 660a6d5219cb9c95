"""Phases: the operations of an update, in order.

Running fast means calling `run` of each; stepping means calling one and then describing it.
`describe` returns copies under the textbook's names, with samples as rows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Description = dict[str, Any]


@dataclass(frozen=True)
class Phase:
    """One operation of an update: `kind` is batch, forward, loss, backward or update."""

    kind: str
    run: Callable[[], None]
    describe: Callable[[], Description]
    layer: int | None = None
