"""The network: the layers of a project, and the place of each one's numbers in flat vectors.

Learned numbers (parameters) and kept ones (running statistics) are two flat vectors, in which
every layer holds a slice. So an optimizer's step, a keyframe, a snapshot and an export are
operations on vectors, and none of them needs to know about layers.
"""

from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from core.components.layers import MAX_PARAMETERS, Layer
from core.components.optimizers import Optimizer
from core.counts import counted
from core.errors import ProjectError, SizeError, one_of
from core.project import Project, Weights
from core.records import Record

Array = NDArray[np.floating[Any]]

MAX_BYTES = 2 * 1024**3
#: the most numbers that the slopes of all outputs may take: 200 MB
MAX_SLOPES = 25_000_000

#: vectors as long as the parameters, other than the state (and its copy in a keyframe): the
#: gradient, scratch, and room for a copy
_VECTORS = 3
#: arrays of (units, samples) that a layer keeps in a plan: a, z, their gradients and scratch
_BATCH_ARRAYS = 5


class Span(Record):
    """One layer of a network: its numbers of inputs and units, and its slices of the vectors."""

    layer: Layer
    inputs: int
    units: int
    parameters: slice
    statistics: slice


class Network:
    """The layers in order, for a number of inputs; it owns no numbers itself."""

    def __init__(self, layers: tuple[Layer, ...], inputs: int) -> None:
        """Lay the layers out. Raises SizeError over 50 million parameters."""
        spans = []
        parameters = statistics = 0
        units = inputs
        for layer in layers:
            learned, kept = layer.parameter_size(units), layer.statistics_size(units)
            spans.append(
                Span(
                    layer,
                    units,
                    layer.units_out(units),
                    slice(parameters, parameters + learned),
                    slice(statistics, statistics + kept),
                )
            )
            parameters += learned
            statistics += kept
            units = spans[-1].units
        if parameters > MAX_PARAMETERS:
            raise SizeError(
                f"the network would have {parameters:,} parameters, more than {MAX_PARAMETERS:,}",
                "give its layers fewer neurons",
            )
        self.spans: tuple[Span, ...] = tuple(spans)
        self.inputs = inputs
        self.outputs = units
        self.parameter_count = parameters
        self.statistics_count = statistics

    def check_size(self, project: Project, samples: int) -> None:
        """Raise SizeError if a run on so many training samples would be too large."""
        optimizer = project.optimizer
        self._check_optimizer(optimizer, samples)
        self.check_memory(
            samples,
            min(project.batch_size or samples, samples),
            len(optimizer.state_slots()),
            np.dtype(project.training.dtype).itemsize,
        )

    def _check_optimizer(self, optimizer: Optimizer, samples: int) -> None:
        most = optimizer.most_parameters
        if most is not None and self.parameter_count > most:
            raise SizeError(
                f"optimizer: {optimizer.label} is for networks of up to {most:,} "
                f"parameters, this one has {self.parameter_count:,}",
                "make the layers smaller, or choose another optimizer",
            )
        if optimizer.bends:
            check_slopes(self.outputs, samples, self.parameter_count)

    def memory(self, samples: int, batch: int, slots: int, itemsize: int) -> int:
        """Return about how many bytes the arrays of a run take.

        `slots` is how many vectors the optimizer keeps, `itemsize` how many bytes a number has.
        """
        vectors = self.parameter_count * (_VECTORS + 2 * (1 + slots))
        in_batch = batch * _BATCH_ARRAYS * sum(span.units + 1 for span in self.spans)
        data = samples * (self.inputs + 1 + self.outputs)
        return (vectors + in_batch + data) * itemsize

    def check_memory(self, samples: int, batch: int, slots: int, itemsize: int) -> None:
        """Raise SizeError if the arrays of a run would take over 2 GB."""
        needed = self.memory(samples, batch, slots, itemsize)
        if needed > MAX_BYTES:
            raise SizeError(
                f"training would need {needed / 1024**3:.1f} GB of arrays, more than 2 GB",
                "use fewer neurons, a smaller batch or float32",
            )

    def arrays(self, parameters: Array, statistics: Array) -> list[dict[str, Array]]:
        """Return each layer's arrays under their names, as views in the textbook's shapes."""
        return [
            span.layer.arrays(span.inputs, parameters[span.parameters], statistics[span.statistics])
            for span in self.spans
        ]

    def learned(self, vector: Array) -> list[dict[str, Array]]:
        """Return each layer's views of any vector as long as the parameters, such as a gradient."""
        nothing = np.empty(0, dtype=vector.dtype)
        found = []
        for span in self.spans:
            arrays = span.layer.arrays(span.inputs, vector[span.parameters], nothing)
            found.append({name: array for name, array in arrays.items() if array.size})
        return found

    def weights_only(self, vector: Array) -> list[Array]:
        """Return the views of a vector that hold the weights of dense layers."""
        return [
            arrays["weight"]
            for span, arrays in zip(self.spans, self.learned(vector), strict=True)
            if span.layer.neurons is not None
        ]

    def start(
        self, rng: Generator, weights: Weights | None, parameters: Array, statistics: Array
    ) -> None:
        """Write the starting values: drawn, layer by layer, or the given ones.

        Raises ProjectError if given weights do not fit the layers.
        """
        for span in self.spans:
            span.layer.start(
                span.inputs, rng, parameters[span.parameters], statistics[span.statistics]
            )
        if weights is not None:
            self._start_from(weights, self.arrays(parameters, statistics))

    def _start_from(self, weights: Weights, arrays: list[dict[str, Array]]) -> None:
        holders = [(i, found) for i, found in enumerate(arrays) if found]
        if len(weights) != len(holders):
            raise ProjectError(
                f"weights: {counted(len(weights), 'entry')} for "
                f"{counted(len(holders), 'layer')} with weights",
                "give one entry per dense or batch_norm layer, in order",
            )
        for k, ((i, found), entry) in enumerate(zip(holders, weights, strict=True)):
            given = dict(entry)
            missing = [name for name in found if name not in given]
            surplus = [name for name in given if name not in found]
            if missing or surplus:
                raise ProjectError(
                    f"weights.{k}: {one_of(missing or surplus)} "
                    + ("is missing" if missing else f"does not belong to layers.{i}"),
                    f"layers.{i} has {one_of(found)}",
                )
            for name, target in found.items():
                values = given[name].array
                if values.shape != target.shape:
                    raise ProjectError(
                        f"weights.{k}.{name} has the shape {values.shape}, "
                        f"layers.{i} needs {target.shape}",
                        "a weight has a row for every input and a column for every neuron",
                    )
                if name == "running_variance" and bool(np.any(values < 0)):
                    raise ProjectError(
                        f"weights.{k}.running_variance has a negative value",
                        "a variance is 0 or more",
                    )
                with np.errstate(over="ignore"):
                    target[...] = values
                if not bool(np.all(np.isfinite(target))):
                    raise ProjectError(
                        f"weights.{k}.{name} has values too large for float32",
                        "use the precision float64",
                    )


def check_slopes(outputs: int, samples: int, parameters: int) -> None:
    """Raise SizeError if the slopes of every sample's outputs by all parameters are too many."""
    count = outputs * samples * parameters
    if count > MAX_SLOPES:
        raise SizeError(
            f"the slopes of {outputs * samples:,} outputs by {parameters:,} parameters are "
            f"{count:,} numbers, more than {MAX_SLOPES:,}",
            "take fewer samples, or another optimizer",
        )
