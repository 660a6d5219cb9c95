"""The record of one phase of an update: what it read and what it wrote."""

from dataclasses import dataclass, field
from typing import Any

Description = dict[str, Any]


@dataclass(frozen=True)
class PhaseRecord:
    """What a finished phase read and wrote; `epoch` and `update` are counted from 1."""

    phase: str
    epoch: int
    update: int
    layer: int | None = None
    values: Description = field(default_factory=dict)
