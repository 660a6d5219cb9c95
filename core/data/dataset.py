"""Dataset: the data for training, made from a source by features, scaling and a split.

The order is raw inputs → features → scaling, fitted on the training part; targets of a regression
are scaled the same way. Data and split use separate random streams, so changing the test share does
not move the points.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from core.counts import counted
from core.data.features import FEATURES, display_name
from core.data.filling import filled, fitted
from core.data.options import DataOptions
from core.data.samples import Column, Matrix, Samples, Task
from core.data.split import rows_of
from core.data.streams import Stream, stream
from core.disk.apart import Watch, unwatched
from core.errors import DataError

Vector = NDArray[np.float64]
Indexes = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Scaling:
    """Column by column, scaled = (original − offset) · factor; a factor of 0 marks a constant."""

    offset: Vector
    factor: Vector

    @classmethod
    def identity(cls, columns: int) -> Self:
        """Return the scaling that changes nothing."""
        return cls(np.zeros(columns), np.ones(columns))

    @classmethod
    def fit(cls, kind: str, matrix: Matrix) -> Self:
        """Return the scaling of a matrix (m, k): none, standard (mean 0, deviation 1) or min_max.

        The deviation divides by m, not m − 1. A column with a single value gets the factor 0.
        Raises DataError for numbers too large to be scaled.
        """
        if kind == "none":
            return cls.identity(matrix.shape[1])
        low, high = matrix.min(axis=0), matrix.max(axis=0)
        with np.errstate(all="ignore"):
            if kind == "standard":
                # the mean of equal numbers may have a rounding error
                offset = np.where(low == high, low, matrix.mean(axis=0))
                spread = matrix.std(axis=0)
            else:
                offset, spread = low, high - low
            factor = 1.0 / spread
        if not (np.isfinite(spread).all() and np.isfinite(offset).all()):
            raise DataError("the numbers are too large to be scaled", "divide the column first")
        constant = (low == high) | ~np.isfinite(factor)
        return cls(offset, np.where(constant, 0.0, factor))

    @property
    def constant(self) -> tuple[int, ...]:
        """The columns with a single value."""
        return tuple(np.flatnonzero(self.factor == 0.0).tolist())

    def apply(self, matrix: Matrix) -> Matrix:
        """Return a matrix (m, k) scaled."""
        scaled: Matrix = matrix - self.offset
        scaled *= self.factor
        return scaled

    def undo(self, matrix: Matrix) -> Matrix:
        """Return a scaled matrix (m, k) in original units; a constant column gives its value."""
        original: Matrix = matrix * self.spread + self.offset
        return original

    @cached_property
    def spread(self) -> Vector:
        """What a scaled number is multiplied by on its way back; 0 for a constant column."""
        spread: Vector = np.divide(
            1.0, self.factor, out=np.zeros_like(self.factor), where=self.factor != 0
        )
        return spread


@dataclass(frozen=True, eq=False)
class Part:
    """The training, validation or test part: one row per sample, float64, C-contiguous, read-only.

    `inputs` (m, k) and `targets` (m, t) are what the network sees; `raw_inputs` (m, r) and
    `original_targets` (m, t) are what the source gave.
    """

    inputs: Matrix
    targets: Matrix
    raw_inputs: Matrix
    original_targets: Matrix

    def __len__(self) -> int:
        return len(self.inputs)


@dataclass(frozen=True, eq=False)
class Dataset:
    """The samples of a project, ready for training, and where they came from.

    `raw_names` (r) name the source's inputs, `input_names` (k) the network's, for people; `columns`
    are the table columns that give the raw inputs, for reading further tables. Target scaling is
    the identity unless the task is regression and the loss takes scaled targets.
    """

    train: Part
    test: Part | None
    task: Task
    classes: tuple[str, ...]
    raw_names: tuple[str, ...]
    input_names: tuple[str, ...]
    target_names: tuple[str, ...]
    features: tuple[str, ...] | None
    input_scaling: Scaling
    target_scaling: Scaling
    columns: tuple[Column, ...] = ()
    notices: tuple[str, ...] = ()
    validation: Part | None = None
    #: the same with scaled targets, if they are unscaled here
    scaled: "Dataset | None" = None

    @property
    def parts(self) -> dict[str, Part]:
        """The parts that exist, by name: train, then test and validation."""
        found = {"train": self.train, "test": self.test, "validation": self.validation}
        return {name: part for name, part in found.items() if part is not None}

    @property
    def inputs(self) -> int:
        """How many inputs the network has."""
        return len(self.input_names)

    @property
    def outputs(self) -> int:
        """How many outputs the network has."""
        return len(self.target_names)

    def network_inputs(self, raw: Matrix) -> Matrix:
        """Return raw inputs (m, r) as the network sees them (m, k): features, then scaling.

        Raises DataError for a wrong number of columns and for numbers out of range.
        """
        if raw.ndim != 2 or raw.shape[1] != len(self.raw_names):
            given = raw.shape[1] if raw.ndim == 2 else raw.size
            raise DataError(
                f"{counted(given, 'input')}, but the data have {len(self.raw_names)}",
                f"give {', '.join(self.raw_names[:12])}",
            )
        return _scaled(self.input_scaling, apply_features(self.features, raw))

    def with_own_targets(self, notice: str) -> "Dataset":
        """Return the dataset with unscaled targets, and a notice that says so."""

        of_targets = (_constant_notice("target", self.target_names, self.target_scaling),)

        def own(part: Part) -> Part:
            return replace(part, targets=part.original_targets)

        return replace(
            self,
            train=own(self.train),
            test=None if self.test is None else own(self.test),
            validation=None if self.validation is None else own(self.validation),
            target_scaling=Scaling.identity(self.outputs),
            notices=(*(told for told in self.notices if told not in of_targets), notice),
            scaled=self,
        )

    def original_outputs(self, outputs: Matrix) -> Matrix:
        """Return outputs of the network (m, t) in the targets' original units."""
        return self.target_scaling.undo(outputs)


def _constant_notice(what: str, names: tuple[str, ...], scaling: Scaling) -> str:
    """Return a notice about columns with a single value, "" if there are none."""
    constant = [names[i] for i in scaling.constant]
    if not constant:
        return ""
    return f"Scaled to 0, as all values are the same: {what} {', '.join(constant[:12])}" + (
        f" and {len(constant) - 12} more." if len(constant) > 12 else "."
    )


def load_dataset(
    options: DataOptions, seed: int, folder: Path | None = None, watch: Watch = unwatched
) -> Dataset:
    """Draw the samples, split them, and bring them into the form that the network sees.

    `seed` is the seed of the data (`Project.data_seed()`), `folder` where relative paths start.
    `watch` is told the progress of a long reading, 0 to 1, and may raise to end it. Raises
    DataError, FileError or SizeError for samples that cannot be obtained or trained on.
    """
    samples = options.source.draw_watched(stream(seed, Stream.DATA), folder, watch)
    return dataset_of(samples, options, seed)


def dataset_of(samples: Samples, options: DataOptions, seed: int) -> Dataset:
    """Split samples already drawn, and bring them into the form that the network sees.

    Raises DataError or SizeError for samples that cannot be trained on.
    """
    rows_for = rows_of(samples, options, seed)
    train = rows_for.train
    columns = samples.columns or tuple(Column(name) for name in samples.input_names)
    columns = fitted(columns, samples.inputs, train)
    raw = filled(columns, samples.inputs)
    network = apply_features(options.features, raw)
    input_names = names_of_inputs(options.features, samples.input_names)
    input_scaling = Scaling.fit(options.scaling, network[train])
    target_kind = options.scaling if samples.task is Task.REGRESSION else "none"
    target_scaling = Scaling.fit(target_kind, samples.targets[train])
    notices = [*samples.notices, *rows_for.notices]
    for what, names, scaling in (
        ("input", input_names, input_scaling),
        ("target", samples.target_names, target_scaling),
    ):
        told = _constant_notice(what, names, scaling)
        notices += [told] if told else []

    def part(rows: Indexes) -> Part | None:
        if not len(rows):
            return None
        return Part(
            _frozen(_scaled(input_scaling, network[rows])),
            _frozen(_scaled(target_scaling, samples.targets[rows])),
            _frozen(raw[rows]),
            _frozen(samples.targets[rows]),
        )

    training = part(train)
    assert training is not None  # a split always leaves samples to train on
    return Dataset(
        train=training,
        test=part(rows_for.test),
        task=samples.task,
        classes=samples.classes,
        raw_names=samples.input_names,
        input_names=input_names,
        target_names=samples.target_names,
        features=options.features,
        input_scaling=input_scaling,
        target_scaling=target_scaling,
        columns=columns,
        notices=tuple(notices),
        validation=part(rows_for.validation),
    )


@np.errstate(all="ignore")  # sums of very large numbers overflow
def apply_features(features: tuple[str, ...] | None, raw: Matrix) -> Matrix:
    """Return the features (m, k) of raw inputs (m, r); without features, the inputs themselves.

    Raises DataError if there are features but not two inputs, and for results that are not finite.
    """
    if features is None:
        network = np.ascontiguousarray(raw, dtype=np.float64)
    else:
        if raw.shape[1] != 2:
            raise DataError(
                f"features need two inputs; these data have {raw.shape[1]}",
                "take the features out, or choose data with two inputs",
            )
        network = np.column_stack([FEATURES[name](raw) for name in features])
    finite = np.isfinite(network)
    if not finite.all():
        row, column = np.argwhere(~finite)[0]
        what = f"feature {features[column]}" if features else f"input {column + 1}"
        raise DataError(
            f"sample {row + 1}: {what} is not a finite number",
            "the inputs are too large for this feature; divide them first",
        )
    return network


def names_of_inputs(
    features: tuple[str, ...] | None, raw_names: tuple[str, ...]
) -> tuple[str, ...]:
    """Return what people call the network's inputs: the features, or the raw inputs themselves."""
    if features is None:
        return tuple(display_name(name) for name in raw_names)
    return tuple(FEATURES[name].display_name(raw_names) for name in features)


def _scaled(scaling: Scaling, matrix: Matrix) -> Matrix:
    with np.errstate(over="ignore", invalid="ignore"):
        scaled = np.ascontiguousarray(scaling.apply(matrix))
    if not np.isfinite(scaled).all():
        raise DataError(
            "scaling moves some numbers out of range",
            "they are too far from those of the training part; correct them or choose another "
            "scaling",
        )
    return scaled


def _frozen(matrix: Matrix) -> Matrix:
    """Return a matrix made for a part, read-only. It is not copied: a long table is large."""
    made = np.ascontiguousarray(matrix, dtype=np.float64)
    made.setflags(write=False)
    return made
