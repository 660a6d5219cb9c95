"""What can be done with a run: train, predict, explain, check, save and export."""

import os
import tempfile
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.api.cards import cards_of
from core.api.run import Run
from core.api.run import open as open_run
from core.counts import counted
from core.data.reading.new_rows import read_inputs
from core.data.samples import Column
from core.documents.examples import Example
from core.documents.examples import examples as all_examples
from core.documents.project_file import SUFFIX
from core.errors import DataError, FileError, UserError, one_of
from core.lesson.printing.formats import FORMATS, printed
from core.pictures.findings import GradientCheck
from core.pictures.snapshot import Outcome
from core.run.alone import interruptible
from core.run.commands import (
    CheckGradients,
    Export,
    Save,
)
from core.run.makers.predicting import predictions_of

PathLike = str | os.PathLike[str]


@dataclass(frozen=True, eq=False)
class Predictions:
    """What a network predicts for m inputs.

    `outputs` (m, outputs) are in the units of the table; `names` are the names of their columns.
    `classes` are the predicted classes by name, one per row, or a tuple of them if there are
    several outputs of two classes each; None for a regression.
    """

    outputs: NDArray[np.float64]
    names: tuple[str, ...]
    classes: tuple[Any, ...] | None


def train(run: Run, *, epochs: int | None = None) -> Run:
    """Train a run further, in place, and return it.

    With `epochs`, it trains that many more, whatever the project says; without, to the project's
    own end. A stop rule of the project may end it earlier, and so may divergence: the last finite
    weights are kept, and `run.outcome` says so. Ctrl+C stops between two updates; everything up to
    that point is in the run.

    Raises UserError if nothing says when to stop, and for a network that has diverged.
    """
    training = run.project.training
    _refuse_diverged(run)
    if epochs is None and training.epochs is None and not training.stop.any():
        raise UserError(
            "nothing says when to stop training",
            "give epochs=…, or set training.epochs or a stop rule in the project",
        )
    if epochs is not None and epochs < 0:
        raise UserError(f"{counted(epochs, 'epoch')} cannot be trained", "give 0 or more")
    with interruptible() as caught:
        run.alone.train(epochs, go_on=lambda: not caught)
    if caught:
        raise KeyboardInterrupt
    return run


def _refuse_diverged(run: Run) -> None:
    if run.outcome is Outcome.DIVERGED:
        raise UserError(
            "training has diverged", "open it again, for example with a smaller learning rate"
        )


def predict(run: Run, inputs: ArrayLike | PathLike) -> Predictions:
    """Apply the network to raw inputs (m, r), as in the table, or to those of a file.

    In a file, columns are found by their names in training. Raises DataError for inputs of the
    wrong shape and for cells that do not fit, FileError for a file that is not a table.
    """
    trainer = run.trainer
    dataset = trainer.dataset
    columns = dataset.columns or tuple(Column(name) for name in dataset.raw_names)
    if isinstance(inputs, (str, os.PathLike)):
        raw: Any = read_inputs(Path(inputs), columns, warnings.warn)
    else:
        raw = _numbers(inputs, dataset.raw_names)
    found = predictions_of(trainer, raw)
    if found.chosen is None:
        return Predictions(found.outputs, found.names, None)
    # a row without an answer has the class -1
    return Predictions(found.outputs, found.names, _named(found.chosen, (*found.classes, "")))


def _numbers(inputs: Any, names: Sequence[str]) -> NDArray[np.float64]:
    try:
        raw = np.asarray(inputs, dtype=np.float64)
    except (TypeError, ValueError):
        raise DataError(
            "the inputs are not all numbers", "pass words in a table file, by its path"
        ) from None
    if raw.ndim != 2 or raw.shape[1] != len(names):
        raise DataError(
            f"the inputs have the shape {raw.shape}, not (samples, {len(names)})",
            f"give one column each for {', '.join(names)}",
        )
    return raw


def _named(numbers: NDArray[np.intp], classes: Sequence[Any]) -> tuple[Any, ...]:
    if numbers.ndim == 1:
        return tuple(classes[k] for k in numbers)
    return tuple(tuple(classes[k] for k in row) for row in numbers)


def explain(run: Run, *, updates: int = 1, form: str = "text") -> str:
    """Return the next updates, stop by stop and with every number, as `walk` prints them.

    `form` is text, markdown, html or latex. The run itself does not move. The text ends where
    training diverges. Raises UserError for an unknown form, fewer than one update, and a network
    that has diverged.
    """
    if form not in FORMATS:
        raise UserError(f"there is no form {form!r}", f"known are {one_of(FORMATS)}")
    if updates < 1:
        raise UserError(
            "there is nothing to explain in fewer than one update", "give updates=1 or more"
        )
    _refuse_diverged(run)
    with tempfile.TemporaryDirectory(prefix="backstep-") as folder:
        copy = Path(folder, f"copy{SUFFIX}")
        run.do(Save(copy, run.project))
        return printed(list(cards_of(open_run(copy).alone, updates)), form, run.project.name)


def check(run: Run) -> GradientCheck:
    """Compare the gradient of every parameter with central differences, in float64.

    The gradient is that of the next batch. In the result, `failures` counts the disagreements, and
    `arrays` has one entry per array. Raises SizeError if the network is too large for the check.
    """
    (answer,) = [a for a in run.do(CheckGradients()) if a.news == "gradients_checked"]
    found: GradientCheck = answer.values[0]
    return found


def save(run: Run, path: PathLike) -> None:
    """Save project, moment, history and the recorded run as a `.backstep` file.

    Raises FileError for any other suffix and for a file that cannot be written; an existing file is
    then left untouched.
    """
    target = Path(path)
    if target.suffix.lower() != SUFFIX:
        raise FileError(f"{target.name} does not end in {SUFFIX}", f"add {SUFFIX}")
    run.do(Save(target, run.project))


def export(run: Run, path: PathLike) -> str:
    """Write the weights; the suffix gives the format. Return what a check of the file found.

    Raises FileError for an unknown suffix, for anything the format cannot hold, and if the file
    does not predict what the network predicts; an existing file is then left untouched.
    """
    (answer,) = [a for a in run.do(Export(Path(path))) if a.news == "exported"]
    return str(answer.values[1])


def examples() -> tuple[Example, ...]:
    """Return the example projects: `open(example.path)` makes a run of one."""
    return all_examples()


def load_extension(name: str) -> None:
    """Load an installed package whose components and formats extend Backstep; it runs its code.

    Raises UserError if it is not installed, fails, or uses a name that is taken.
    """
    from core.extensions import load

    load(name)
