"""Diagnostics over the updates of a run: plain data."""

from dataclasses import dataclass

from core.pictures.snapshot import LayerDiagnostics


@dataclass(frozen=True, eq=False)
class HealthMoment:
    """The diagnostics after `update` updates, of the last of them, and the verdict on them."""

    update: int
    layers: tuple[LayerDiagnostics, ...]
    verdict: str


@dataclass(frozen=True, eq=False)
class Health:
    """Diagnostics at ascending moments of a run, from update `first` to `last`."""

    run_id: int
    moments: tuple[HealthMoment, ...]
    first: int
    last: int
