"""The values of quantities at a trainer's present moment.

Learned numbers are those of the moment, sums and outputs are a sample's with these numbers, in
prediction mode; slopes and everything else that an update computes belong to the update just done.
"""

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.metrics import METRICS, predicted_classes
from core.data.samples import Task
from core.errors import UserError, one_of
from core.lesson.addresses.address import CODE_NAMES, Address
from core.lesson.past.quantity import LEARNED, LOSS, TEST_LOSS, Quantity
from core.moments.evaluation import Evaluation
from core.run.past.again import Course
from core.words import say

Array = NDArray[np.floating[Any]]
Read = Callable[[], float]

_OF_SAMPLE = ("z", "a")


class Reader:
    """Reads quantities of a course; each is checked first, and refused with a message."""

    def __init__(self, course: Course, quantities: Sequence[Quantity]) -> None:
        self.course, self.trainer = course, course.trainer
        self._state: object = None
        self._arrays: list[dict[str, Array]] = []
        self._gradients: list[dict[str, Array]] = []
        self._at = -1
        self._figures: Evaluation | None = None
        self._of_update: dict[str, Array] | None = None
        self._reads = tuple(self.reading(quantity) for quantity in quantities)

    def values(self) -> tuple[float, ...]:
        """Return the value of every quantity; NaN if the moment has none."""
        self.begin()
        return tuple(read() for read in self._reads)

    def begin(self) -> None:
        """Forget what was read of another moment."""
        self._figures = self._of_update = None
        trainer = self.trainer
        if self._state is not trainer.state:
            state = trainer.state
            self._state = state
            self._arrays = trainer.network.arrays(state.parameters, state.statistics)
            self._gradients = trainer.network.learned(trainer.work.gradient)

    # ------------------------------------------------------------------ one quantity

    def reading(self, quantity: Quantity) -> Read:
        """Return the function that reads a quantity. Raises UserError if the network lacks it."""
        if quantity.address is None:
            return self._figure(quantity.figure)
        read = self._address(quantity.address, quantity.is_of_update, quantity.part == "norm")
        return (lambda: abs(read())) if quantity.part == "size" else read

    def _figure(self, name: str) -> Read:
        trainer = self.trainer
        own: dict[str, Read] = {
            LOSS: lambda: self.figures().loss,
            "penalty": lambda: trainer.figures.penalty(),
            "learning_rate": lambda: trainer.project.optimizer.rate(trainer.update),
            "gradient_norm": self._gradient_norm,
            "update": lambda: float(trainer.update),
            "epoch": lambda: float(trainer.epoch),
        }
        if name in own:
            return own[name]
        if name.startswith("test_") and trainer.dataset.test is None:
            raise UserError(
                say("Past", "{name}: there is no test part", name=name),
                say("Past", "write {name}", name=name.removeprefix("test_")),
            )
        if name == TEST_LOSS:
            return lambda: _known(self.figures().test_loss)
        metric, task = METRICS.named(name.removeprefix("test_")), trainer.dataset.task
        if task not in metric.tasks:
            possible = [LOSS, *(m.name for m in METRICS if m.scalar and task in m.tasks)]
            raise UserError(
                say("Past", "{name} is not a figure of this task", name=name),
                say("Past", "possible are {names}", names=one_of(possible)),
            )
        if name.startswith("test_"):
            return lambda: self.figures().test_metrics[metric.name]
        return lambda: self.figures().metrics[metric.name]

    def figures(self) -> Evaluation:
        """Return losses and metrics of the moment."""
        if self._figures is None:
            course = self.course
            self._figures = self.trainer.progress.last_figures
            if not course.is_evaluated:
                self._figures = self.trainer.evaluate()
        return self._figures

    def _gradient_norm(self) -> float:
        gradient = self.trainer.work.last_gradient()
        return math.nan if gradient is None else float(np.linalg.norm(gradient))

    def _address(self, address: Address, of_update: bool, norm: bool) -> Read:
        layers, at = self.trainer.network.spans, address.layer - 1
        if address.layer > len(layers):
            raise UserError(
                say("Past", "{address}: there is no layer {layer}", address=address, layer=at + 1),
                say("Past", "layers are counted from 1 to {last}", last=len(layers)),
            )
        if of_update:
            self._check_trained_on(address)
            return partial(self._update_value, address, norm)
        if address.kind in _OF_SAMPLE and not address.is_slope:
            return self._sample_value(address, norm)
        self.begin()
        found = (self._gradients if address.is_slope else self._arrays)[at]
        if address.kind not in found:
            known = [CODE_NAMES.get(name, name) + str(at + 1) for name in found]
            if layers[at].layer.neurons is not None:
                known += [f"Z{at + 1}", f"A{at + 1}"]
            known += [f"d{CODE_NAMES.get(name, name)}{at + 1}" for name in found if name in LEARNED]
            raise UserError(
                say("Past", "layer {layer} has no {name}", layer=at + 1, name=address.array),
                say("Past", "it has {names}", names=one_of(known) or "—"),
            )
        if norm:
            return lambda: float(np.linalg.norm(self._array(address)))
        index = _inside(address, found[address.kind].shape)
        return lambda: float(self._array(address)[index])

    def _array(self, address: Address) -> Array:
        at = address.layer - 1
        if not address.is_slope:
            return self._arrays[at][address.kind]
        array = self._gradients[at][address.kind]
        return (
            array if self.trainer.work.last_gradient() is not None else np.full_like(array, np.nan)
        )

    # ------------------------------------------------------------------ samples

    @property
    def samples(self) -> int:
        """How many samples there are in both parts."""
        dataset = self.trainer.dataset
        return len(dataset.train) + (0 if dataset.test is None else len(dataset.test))

    def check_sample(self, sample: int, address: object) -> None:
        """Raise UserError if there is no such sample, counted from 1."""
        if sample > self.samples:
            raise UserError(
                say("Past", "{address}: there is no sample {sample}", address=address,
                    sample=sample),
                say("Past", "samples are counted from 1 to {last}", last=self.samples),
            )  # fmt: skip

    def pass_through(self, sample: int) -> tuple[list[Array], list[Array], Array]:
        """Send a sample, counted from 1, through the network; return its z, its a, its outputs."""
        dataset = self.trainer.dataset
        row, part = sample - 1, dataset.train
        if row >= len(part) and dataset.test is not None:
            row, part = row - len(part), dataset.test
        plan = self.trainer.figures.predictor.plan(1)
        with np.errstate(all="ignore"):
            plan.x[:-1] = part.inputs[row].reshape(-1, 1)
            plan.run()
            answer = dataset.original_outputs(plan.a.T.astype(np.float64))
        return plan.layer_sums, plan.layer_outputs, answer

    def _sample_value(self, address: Address, norm: bool) -> Read:
        layer = self.trainer.network.spans[address.layer - 1]
        if norm:
            raise UserError(
                say("Past", "norm({name}): its rows are samples", name=address.array),
                say("Past", "write norm(W1) or norm(dW1)"),
            )
        if address.kind == "z" and layer.layer.neurons is None:
            raise UserError(
                say("Past", "layer {layer} has no sums", layer=address.layer),
                say("Past", "write A{layer}[1,1]", layer=address.layer),
            )
        if len(address.index) != 2:
            raise UserError(
                say("Past", "{address} needs a sample and a neuron", address=address),
                say("Past", "write {name}[3,1] for neuron 1 of sample 3", name=address.array),
            )
        sample, unit = address.index
        self.check_sample(sample, address)
        if unit > layer.units:
            raise UserError(
                say("Past", "{address}: there is no neuron {unit}", address=address, unit=unit),
                say("Past", "layer {layer} has neurons 1 to {last}", layer=address.layer,
                    last=layer.units),
            )  # fmt: skip

        def read() -> float:
            sums, outputs, _ = self.pass_through(sample)
            arrays = sums if address.kind == "z" else outputs
            return float(arrays[address.layer - 1][unit - 1, 0])

        return read

    def classes(self, sample: int | None) -> NDArray[np.intp]:
        """Return the classes predicted for a sample, counted from 1, or for all, (samples, n).

        n is 1, or the number of outputs where each has a class of its own.
        """
        trainer, dataset = self.trainer, self.trainer.dataset
        if sample is not None:
            answers = self.pass_through(sample)[2]
        else:
            parts = [part for part in (dataset.train, dataset.test) if part is not None]
            with np.errstate(all="ignore"):
                own = [trainer.figures.predictor.predict(part.inputs) for part in parts]
                answers = dataset.original_outputs(np.concatenate(own).astype(np.float64))
        found = predicted_classes(answers, dataset.task, trainer.figures.threshold)
        return found.reshape(len(answers), -1)

    def has_classes(self) -> bool:
        """Return whether there are classes that can be predicted."""
        return self.trainer.dataset.task is not Task.REGRESSION

    # ------------------------------------------------------------------ what an update computes

    def _update_value(self, address: Address, norm: bool) -> float:
        # these names are needed only for quantities that are stepped through
        from core.lesson.addresses.moment import numbers_of, terms_at, value

        picture = self.course.picture()
        if picture is None:
            return math.nan
        if self._of_update is None:
            self._of_update = numbers_of(picture, terms=False)
        numbers = self._of_update
        if norm:
            array = numbers.get(address.array)
            return math.nan if array is None else float(np.linalg.norm(array))
        if address.is_of_sample and address.index:
            batch = picture.record("batch")
            assert batch is not None
            rows = np.flatnonzero(batch.values["indexes"] == address.index[0] - 1)
            if not rows.size:
                return math.nan  # the batch did not have this sample
            row = int(rows[0])
            if address.kind == "L":
                return float(terms_at(picture, slice(row, row + 1))[0])
            index = (row + 1, *address.index[1:])
            address = Address(address.kind, address.layer, index, address.is_slope)
        if address.array not in numbers and self._is_beyond(address):
            return math.nan
        try:
            return value(address, numbers)
        except UserError:
            known = sorted({name for name in numbers if not name.endswith(("'", "[]"))})
            raise UserError(
                say("Past", "no update of this network computes {address}", address=address),
                say("Past", "it computes {names}", names=one_of(known)),
            ) from None

    def _is_beyond(self, address: Address) -> bool:
        """Return whether it is ∂L/∂ŷ where an output is so near 0 or 1 that it ran over."""
        return (
            address.is_slope
            and address.kind == "a"
            and address.layer == len(self.trainer.network.spans)
        )

    def _check_trained_on(self, address: Address) -> None:
        """Raise UserError for a number of a sample that is never in a batch."""
        if not (address.is_of_sample and address.index):
            return
        self.check_sample(address.index[0], address)
        trained = len(self.trainer.dataset.train)
        if address.index[0] > trained:
            raise UserError(
                say("Past", "{address}: that sample is not used for training", address=address),
                say("Past", "samples 1 to {last} are", last=trained),
            )


def _inside(address: Address, shape: tuple[int, ...]) -> tuple[int, ...]:
    index = tuple(at - 1 for at in address.index)
    fits = len(index) == len(shape) and all(i < n for i, n in zip(index, shape, strict=True))
    if not fits:
        raise UserError(
            say("Past", "{address} is outside {name}", address=address, name=address.array),
            say("Past", "its places go from {first} to {last}", first=list((1,) * len(shape)),
                last=list(shape)),
        )  # fmt: skip
    return index


def _known(value: float | None) -> float:
    return math.nan if value is None else value
