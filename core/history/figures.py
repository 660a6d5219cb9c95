"""A history for reading: its entries, and the spans that older ones were thinned to."""

import math
from collections.abc import Mapping
from dataclasses import field

import numpy as np
from numpy.typing import NDArray

from core.components.metrics import METRICS as METRICS_IN_MENUS
from core.records import Record

Floats = NDArray[np.float64]

LOSS, TEST_LOSS = "loss", "test_loss"
METRICS, TEST_METRICS = "metrics/", "test_metrics/"
VALIDATION_LOSS, VALIDATION_METRICS = "validation_loss", "validation_metrics/"


class Thinned(Record, eq=False):
    """Entries that are not kept individually: k spans of them, the oldest first.

    Each stands for `entries` (k,) entries, from the first to the last of `epochs` (k, 2), after
    `updates` (k, 2). `figures` (k, 3) have the lowest, the highest and the mean, by name: `loss`,
    `test_loss`, `metrics/accuracy`, `test_metrics/accuracy`, `validation_loss`, …
    """

    entries: NDArray[np.int64]
    epochs: Floats
    updates: Floats
    figures: Mapping[str, Floats] = field(default_factory=dict)

    def __len__(self) -> int:
        return self.entries.size


class History(Record):
    """Figures at epoch boundaries, each array with one value per entry of `epochs`.

    `loss` is over the training part, `test_loss` and `validation_loss` over theirs (empty if there
    is no such part), in prediction mode, without the penalty; metrics of the same parts by name.
    `updates` says how many updates were done by then; it is empty for files of the first version.
    `thinned` stands for the entries before these: None with fewer than a million. Figures are NaN
    at epochs at which nothing was measured.
    """

    epochs: Floats
    loss: Floats
    test_loss: Floats
    metrics: dict[str, Floats] = field(default_factory=dict)
    test_metrics: dict[str, Floats] = field(default_factory=dict)
    updates: Floats = field(default_factory=lambda: np.empty(0))
    thinned: Thinned | None = None
    validation_loss: Floats = field(default_factory=lambda: np.empty(0))
    validation_metrics: dict[str, Floats] = field(default_factory=dict)


def measured(history: History, last_epoch: float = math.inf) -> History:
    """Return a history with only the exact entries at which something was measured.

    Those after `last_epoch` are left out: a run that went back still has its later ones.
    """
    kept = ~np.isnan(history.loss) & (history.epochs <= last_epoch)
    if kept.all():
        return history
    series = {name: values[kept] for name, values in series_of(history).items()}
    updates = history.updates[kept] if history.updates.size else history.updates
    return history_of(history.epochs[kept], updates, series, history.thinned)


def history_of(
    epochs: Floats, updates: Floats, series: Mapping[str, Floats], thinned: Thinned | None = None
) -> History:
    """Return a history made of series by name."""
    return History(
        epochs=epochs,
        loss=series.get(LOSS, np.empty(0)),
        test_loss=series.get(TEST_LOSS, np.empty(0)),
        metrics=_named(series, METRICS),
        test_metrics=_named(series, TEST_METRICS),
        updates=updates,
        thinned=thinned,
        validation_loss=series.get(VALIDATION_LOSS, np.empty(0)),
        validation_metrics=_named(series, VALIDATION_METRICS),
    )


def series_of(history: History) -> dict[str, Floats]:
    """Return the series of a history by name; those that are as long as its epochs."""
    series = {LOSS: history.loss, TEST_LOSS: history.test_loss}
    series[VALIDATION_LOSS] = history.validation_loss
    series |= {METRICS + name: values for name, values in history.metrics.items()}
    series |= {TEST_METRICS + name: values for name, values in history.test_metrics.items()}
    validated = history.validation_metrics.items()
    series |= {VALIDATION_METRICS + name: values for name, values in validated}
    count = len(history.epochs)
    return {name: values for name, values in series.items() if count and len(values) == count}


def in_order(series: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return series by name in the order in which they are always shown.

    The losses come first, of training, test and validation, then the metrics of these parts, each
    in menu order.
    """
    known = [metric.name for metric in METRICS_IN_MENUS]
    losses = (LOSS, TEST_LOSS, VALIDATION_LOSS)
    kinds = ("", METRICS[:-1], TEST_METRICS[:-1], VALIDATION_METRICS[:-1])

    def place(name: str) -> tuple[int, int, str]:
        kind, _, metric = name.rpartition("/")
        if name in losses:
            return -1, losses.index(name), name
        at = known.index(metric) if metric in known else len(known)
        return kinds.index(kind) if kind in kinds else len(kinds), at, metric

    return {name: series[name] for name in sorted(series, key=place)}


def _named(series: Mapping[str, Floats], prefix: str) -> dict[str, Floats]:
    return {
        name.removeprefix(prefix): values
        for name, values in in_order(series).items()
        if name.startswith(prefix)
    }
