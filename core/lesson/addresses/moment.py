"""The number at an address, at the current stop: only from the records of the phases."""

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.activations import Activation
from core.errors import UserError
from core.lesson.addresses.address import CODE_NAMES, WHOLE, Address
from core.lesson.cards.loss import terms_of
from core.lesson.formulas.lines import mixes_units
from core.lesson.notebook.arrays import after_update, arrays_of
from core.pictures.snapshot import LayerPicture, StepPicture
from core.words import say

Array = NDArray[np.floating[Any]]

#: what a layer learns: these have a value after the update
_LEARNED = ("weight", "bias", "scale", "shift")
#: what an array may be of, beside what the numbers at hand show
_KNOWN = frozenset((*CODE_NAMES.values(), *WHOLE, "scale", "shift", "slope", "mean", "variance"))
_NUMBERED = re.compile(r"d?([A-Za-z_]+?)(\d+)'?")


def numbers_of(
    step: StepPicture, layers: tuple[LayerPicture, ...] = (), terms: bool = True
) -> dict[str, Array]:
    """Return the arrays of an update as addresses name them, W1' for those after it.

    Beside those of the notebook there are slope1 (the activation's slopes), L[i] of the samples as
    `L[]`, R, J, n, m, eta and loss_after, as far as they are known; without `terms` no L[i], which
    of many samples take their time.
    """
    found = dict(arrays_of(step, layers))
    for name in list(found):
        if (primed := after_update(name)) in found:
            found[f"{name}'"] = found.pop(primed)
    found |= _of_batch(step, terms)
    for i, layer in enumerate(step.project.layers):
        went = step.record("forward", i)
        neurons = layer.neurons
        if went is None or neurons is None or not {"z", "a"} <= went.values.keys():
            continue
        z, a = (np.asarray(went.values[name]).T.copy() for name in "za")
        found[f"slope{i + 1}"] = _slopes(neurons.activation, z, a).T
    return found


def _slopes(activation: Activation, z: Array, a: Array) -> Array:
    """Return ∂a/∂z of every unit by its own sum, all (units, samples)."""
    out, work = np.empty_like(z), np.empty_like(z)
    with np.errstate(all="ignore"):
        if not mixes_units(activation):
            activation.backward(np.ones_like(z), z, a, out, work)
            return out
        found = np.empty_like(z)
        for unit in range(len(z)):
            own = np.zeros_like(z)
            own[unit] = 1.0
            activation.backward(own, z, a, out, work)
            found[unit] = out[unit]
        return found


def _of_batch(step: StepPicture, terms: bool) -> dict[str, Array]:
    found: dict[str, float | Array] = {}
    batch, loss = step.record("batch"), step.record("loss")
    if batch is None:
        return {}
    y = np.asarray(batch.values["y"])
    found["m"], found["n"] = len(y), y.size
    if loss is not None:
        found["R"] = float(loss.values["penalty"])
        found["J"] = float(loss.values["value"]) + float(loss.values["penalty"])
    if terms and loss is not None:
        found["L[]"] = terms_at(step, slice(None))
    for records in step.records:
        for record in records:
            if "learning_rate" in record.values:
                found["eta"] = float(record.values["learning_rate"])
    if step.loss_after is not None:
        found["loss_after"] = step.loss_after
    return {name: np.asarray(value, dtype=np.float64) for name, value in found.items()}


def terms_at(step: StepPicture, rows: slice) -> Array:
    """Return the losses of some samples of the batch alone, once the loss is computed."""
    batch, last = step.record("batch"), step.record("forward", len(step.project.layers) - 1)
    assert batch is not None and last is not None
    arrays = (last.values["a"], batch.values["y"], last.values["z"])
    return terms_of(step.project.loss, *(np.asarray(array)[rows] for array in arrays))


def layers_in(numbers: Mapping[str, Array]) -> int:
    """Return how many layers the arrays of `numbers_of` are of, as far as their names tell."""
    found = (_NUMBERED.fullmatch(name) for name in numbers)
    return max((int(name[2]) for name in found if name is not None), default=0)


def value(address: Address, numbers: Mapping[str, Array]) -> float:
    """Return the number at an address in the arrays of `numbers_of`.

    Raises UserError if there is none: no such name, not computed yet, or out of the array's range.
    """
    name = address.array + ("'" if address.is_after else "")
    if name == "L" and address.index:
        name = "L[]"
    array = numbers.get(name)
    if array is None:
        raise missing(address, numbers)
    shape = np.shape(array)
    inside = len(shape) == len(address.index) and all(
        1 <= at <= size for at, size in zip(address.index, shape, strict=True)
    )
    if not inside:
        raise UserError(
            say("Addresses", "{address} is outside {name}", address=str(address), name=name),
            say("Addresses", "its shape is {shape}, counted from 1", shape=str(shape)),
        )
    return float(array[tuple(at - 1 for at in address.index)])


def missing(address: Address, numbers: Mapping[str, Array]) -> UserError:
    """Return why there is no such array: none has that name, or it is not computed yet."""
    name = address.array + ("'" if address.is_after else "")
    count = layers_in(numbers)
    stems = {found[1] for each in numbers if (found := _NUMBERED.fullmatch(each))}
    if CODE_NAMES.get(address.kind, address.kind) not in _KNOWN | stems:
        return UserError(
            say("Addresses", "no array is called {name}", name=name),
            say(
                "Addresses",
                "in layer {k}: Z{k} sums, A{k} outputs, W{k} weights, b{k} biases, dW{k} slopes",
                k=max(1, min(address.layer, count)),
            ),
        )
    if "L" in numbers and address.layer > count:  # all layers have gone forward
        return UserError(
            say("Addresses", "there is no layer {k}", k=address.layer),
            say("Addresses", "layers are counted from 1 to {count}", count=count),
        )
    if address.is_after and (address.is_slope or address.kind not in _LEARNED):
        return UserError(
            say("Addresses", "{name} does not change in the update", name=address.array),
            say("Addresses", "weights and biases do: W1', b1'"),
        )
    return UserError(
        say("Addresses", "{name} is not known at this stop", name=name),
        say("Addresses", "step forward until it is computed"),
    )
