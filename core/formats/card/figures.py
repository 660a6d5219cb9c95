"""The figures of a network recomputed in plain NumPy, and compared with the engine's."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.activations import ACTIVATIONS
from core.components.metrics import METRICS, metrics_for
from core.data.dataset import Part
from core.errors import FileError
from core.formats.exporters import Trained

Array = NDArray[np.floating[Any]]

#: how far a figure may be off, relative to its size
_RELATIVE = 1e-9
_RELATIVE_FLOAT32 = 1e-4


def parts_of(trained: Trained) -> dict[str, Part]:
    """Return the parts of the data that exist, by name."""
    return trained.dataset.parts


def worked_out(trained: Trained) -> dict[str, dict[str, float]]:
    """Return the loss and the single-number metrics, by part and name, in plain NumPy."""
    plain, dataset, project = trained.plain(), trained.dataset, trained.fitted
    sums = plain
    if project.loss.fused:
        # the loss is computed from the sums before the last activation
        described, arrays = plain.layers[-1]
        identity = next(kind for kind in ACTIVATIONS if kind.is_identity)
        bare = {**described, "activation": identity().write()}
        sums = replace(plain, layers=[*plain.layers[:-1], (bare, arrays)])
    found: dict[str, dict[str, float]] = {}
    with np.errstate(all="ignore"):
        for name, part in parts_of(trained).items():
            outputs = plain.predict(part.raw_inputs, np.float64)
            z = outputs if sums is plain else sums.predict(part.raw_inputs, np.float64)
            a, y, z = (np.ascontiguousarray(x.T) for x in (outputs, part.original_targets, z))
            figures = {"loss": float(project.loss.forward(a, y, z, np.empty_like(a)))}
            for metric in metrics_for(dataset.task):
                if metric.scalar:
                    value = metric.value(
                        outputs, part.original_targets, dataset.task, trained.threshold
                    )
                    figures[metric.name] = float(np.asarray(value, dtype=np.float64))
            found[name] = figures
    return found


def check_figures(trained: Trained, written: dict[str, dict[str, float]], share: float) -> None:
    """Raise FileError if figures are not those of the network.

    `share` is the extra error from rounding them for people, beyond that of float64 and float32.
    """
    again = worked_out(trained)
    precise = trained.precision == "float64"
    share += _RELATIVE if precise else _RELATIVE_FLOAT32
    for name, figures in again.items():
        samples = len(parts_of(trained)[name])
        for key, value in figures.items():
            told = written.get(name, {}).get(key, np.nan)
            if not (np.isfinite(value) and np.isfinite(told)):
                wrong = np.isfinite(value) != np.isfinite(told)
            else:
                # a sample at the threshold, within rounding, may fall on either side
                flip = 1.01 / samples if key in METRICS and METRICS.named(key).is_share else 0.0
                wrong = abs(told - value) > max(share * max(1.0, abs(value)), flip)
            if wrong:
                raise FileError(
                    f"model card: the {key} of the {name} part was checked and is not right: "
                    f"{told:.6g} is written, {value:.6g} was worked out",
                    "please report this",
                )
