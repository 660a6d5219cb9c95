"""Diagnostics over the updates of a run: plain data."""

from core.pictures.snapshot import LayerDiagnostics
from core.records import Record


class HealthMoment(Record, eq=False):
    """The diagnostics after `update` updates, of the last of them, and the verdict on them."""

    update: int
    layers: tuple[LayerDiagnostics, ...]
    verdict: str


class Health(Record, eq=False):
    """Diagnostics at ascending moments of a run, from update `first` to `last`."""

    run_id: int
    moments: tuple[HealthMoment, ...]
    first: int
    last: int
