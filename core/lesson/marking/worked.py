"""An update recomputed from numbers that a person gives: what must follow from them.

The engine's own numbers are kept unless they depend on a given number. A layer that is not written
out here (batch normalization, or an extension's) always keeps them.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.activations import Activation
from core.components.layers import Equation
from core.components.regularizers import Regularizer
from core.lesson.addresses.address import Address
from core.lesson.addresses.moment import numbers_of
from core.lesson.cards.loss import terms_of, value_of
from core.pictures.snapshot import LayerPicture, StepPicture
from core.project import Project
from core.records import Record

Array = NDArray[np.float64]
Numbers = Mapping[str, Array]


class Update(Record):
    """One finished update: its project, its arrays by their names in addresses, and its state.

    `states` holds, for every layer that learns, the optimizer's state before it.
    """

    project: Project
    numbers: Numbers
    states: Mapping[int, Mapping[str, Any]]

    @classmethod
    def of(cls, step: StepPicture, layers: tuple[LayerPicture, ...] = ()) -> "Update":
        """Return the update that was stepped through."""
        found = {
            name: np.array(each, np.float64) for name, each in numbers_of(step, layers).items()
        }
        states = {}
        for i in range(len(step.project.layers)):
            record = step.record("update", i)
            if record is not None:
                states[i] = record.values["optimizer_state_before"]
        return cls(step.project, found, states)


class _Act(Record):
    """One operation of an update: the array that it computes, from which ones, and how."""

    makes: str
    of: tuple[str, ...]
    work: Callable[..., Array]


def array_of(address: Address) -> str:
    """Return the name of an address's array in the numbers of an update."""
    if address.kind == "L" and address.index:
        return "L[]"
    return address.array + ("'" if address.is_after else "")


def place_of(address: Address) -> tuple[int, ...]:
    """Return the position of a number in its array, counted from 0."""
    return tuple(at - 1 for at in address.index)


def follow(
    update: Update, given: Mapping[Address, float]
) -> tuple[dict[str, Array], dict[Address, float]]:
    """Return the numbers of an update with some given ones, and what those should be.

    What each given number should be follows from those given before it, in the order of
    computation: a number that follows correctly from earlier ones equals the one returned.
    """
    numbers = dict(update.numbers)
    wanted: dict[str, list[Address]] = {}
    for address in given:
        wanted.setdefault(array_of(address), []).append(address)
    changed: set[str] = set()
    expected: dict[Address, float] = {}
    # arrays that nothing computes (X, y, the old weights) can be given as well
    acts = list(_acts(update))
    made = {act.makes for act in acts}
    for name in [name for name in wanted if name not in made and name in numbers]:
        _take(numbers, name, wanted[name], given, expected, changed)
    for act in acts:
        if act.makes not in numbers:
            continue
        if changed & set(act.of):
            with np.errstate(all="ignore"):
                numbers[act.makes] = np.asarray(act.work(*(numbers[name] for name in act.of)))
            changed.add(act.makes)
        if act.makes in wanted:
            _take(numbers, act.makes, wanted[act.makes], given, expected, changed)
    return numbers, expected


def _take(
    numbers: dict[str, Array],
    name: str,
    addresses: list[Address],
    given: Mapping[Address, float],
    expected: dict[Address, float],
    changed: set[str],
) -> None:
    numbers[name] = np.array(numbers[name], dtype=np.float64)
    for address in addresses:
        place = place_of(address)
        expected[address] = float(numbers[name][place])
        if numbers[name][place] != given[address]:
            numbers[name][place] = given[address]
            changed.add(name)


def _acts(update: Update) -> Iterator[_Act]:
    project, numbers = update.project, update.numbers
    before, count = "X", len(project.layers)
    inputs = []
    for i, layer in enumerate(project.layers, 1):
        inputs.append(before)
        if layer.neurons is not None and _is_plain(numbers, before, i):
            f = layer.neurons.activation
            bias = (f"b{i}",) if f"b{i}" in numbers else ()
            yield _Act(f"Z{i}", (before, f"W{i}", *bias), _sums)
            yield _Act(f"A{i}", (f"Z{i}",), partial(bent, f))
            yield _Act(f"slope{i}", (f"Z{i}", f"A{i}"), partial(slopes, f))
        elif layer.equation is Equation.MASK:
            yield _Act(f"A{i}", (before, f"D{i}"), np.multiply)
        before = f"A{i}"
    ends = (f"A{count}", "y", f"Z{count}")
    yield _Act("L[]", ends, partial(_each_loss, project))
    yield _Act("L", ends, partial(_loss, project))
    yield _Act("J", ("L", "R"), np.add)
    yield _Act(f"dA{count}", ends, partial(_loss_slope, project))
    for i in range(count, 0, -1):
        layer, x = project.layers[i - 1], inputs[i - 1]
        if layer.neurons is not None and _is_plain(numbers, x, i):
            f = layer.neurons.activation
            if i == count and project.loss.fused:
                yield _Act(f"dZ{i}", ends, partial(_fused_slope, project))
            else:
                yield _Act(f"dZ{i}", (f"dA{i}", f"Z{i}", f"A{i}"), partial(sent_back, f))
            yield _Act(f"dW{i}", (x, f"dZ{i}", f"W{i}"), partial(_weights, project.regularizer))
            yield _Act(f"db{i}", (f"dZ{i}",), partial(np.sum, axis=0))
            yield _Act(f"d{x}", (f"dZ{i}", f"W{i}"), _through)
        elif layer.equation is Equation.MASK:
            yield _Act(f"d{x}", (f"dA{i}", f"D{i}"), np.multiply)
    for i, kept in update.states.items():
        for name, code in (("weight", "W"), ("bias", "b")):
            array = f"{code}{i + 1}"
            if f"{array}'" in numbers and f"d{array}" in numbers:
                work = partial(_moved, update, name, kept, numbers[array], numbers[f"d{array}"])
                yield _Act(f"{array}'", (array, f"d{array}", "eta"), work)


def _is_plain(numbers: Numbers, x: str, layer: int) -> bool:
    """Return whether a layer's weights are one matrix from its inputs to its units."""
    weight, before, sums = (numbers.get(name) for name in (f"W{layer}", x, f"Z{layer}"))
    if weight is None or before is None or sums is None or weight.ndim != 2:
        return False
    return weight.shape == (before.shape[1], sums.shape[1])


def _sums(x: Array, weight: Array, bias: Array | float = 0.0) -> Array:
    return np.asarray(x @ weight + bias)


def bent(f: Activation, z: Array) -> Array:
    """Return a = f(z), samples as rows."""
    out = np.empty_like(z.T)
    with np.errstate(all="ignore"):
        f.forward(z.T.copy(), out, np.empty_like(out))
    return out.T


def sent_back(f: Activation, gradient: Array, z: Array, a: Array) -> Array:
    """Return ∂L/∂z of ∂L/∂a, samples as rows."""
    out = np.empty_like(z.T)
    with np.errstate(all="ignore"):
        f.backward(gradient.T.copy(), z.T.copy(), a.T.copy(), out, np.empty_like(out))
    return out.T


def slopes(f: Activation, z: Array, a: Array) -> Array:
    """Return f′(z), samples as rows."""
    return sent_back(f, np.ones_like(z), z, a)


def _each_loss(project: Project, a: Array, y: Array, z: Array) -> Array:
    return np.asarray(terms_of(project.loss, a, y, z), dtype=np.float64)


def _loss(project: Project, a: Array, y: Array, z: Array) -> Array:
    return np.asarray(value_of(project.loss, a, y, z))


def _loss_slope(project: Project, a: Array, y: Array, z: Array) -> Array:
    turned = [each.T.copy() for each in (a, y, z)]
    out, work = np.empty_like(turned[0]), np.empty_like(turned[0])
    project.loss.forward(turned[0], turned[1], turned[2], work)
    project.loss.backward(turned[0], turned[1], out, work)
    return out.T


def _fused_slope(project: Project, a: Array, y: Array, _z: Array) -> Array:
    out = np.empty_like(a.T)
    project.loss.backward_fused(a.T.copy(), y.T.copy(), out)
    return out.T


def _weights(regularizer: Regularizer, x: Array, dz: Array, weight: Array) -> Array:
    return np.asarray(x.T @ dz + penalty_slope(regularizer, weight))


def penalty_slope(regularizer: Regularizer, weight: Array) -> Array:
    """Return the penalty's part of a weight matrix's slopes."""
    found = np.zeros_like(weight)
    if regularizer.penalizes:
        regularizer.add_gradient(weight, found, np.empty_like(weight))
    return found


def _through(dz: Array, weight: Array) -> Array:
    return np.asarray(dz @ weight.T)


def _moved(
    update: Update, name: str, kept: Mapping[str, Any], w: Array, g: Array, *now: Array
) -> Array:
    """Return weights after the update; unchanged numbers with unchanged slopes keep the engine's.

    So do frozen numbers, and all numbers if the rule is not written out.
    """
    weight, slope, rate = now
    code = "W" if name == "weight" else "b"
    number = next(i + 1 for i, state in update.states.items() if state is kept)
    found = np.array(update.numbers[f"{code}{number}'"], dtype=np.float64)
    old_rate = float(update.numbers["eta"])
    touched = (weight != w) | (slope != g) | (float(rate) != old_rate)
    frozen = (found == w) & (g != 0.0)
    for place in np.argwhere(touched & ~frozen):
        at = tuple(int(k) for k in place)
        state = {slot: float(each[name][at]) for slot, each in kept.items() if _is_slot(each)}
        counters = {key: float(each) for key, each in kept.items() if not _is_slot(each)}
        lines = update.project.optimizer.working(
            float(weight[at]), float(slope[at]), float(rate), state, counters
        )
        if lines:
            found[at] = lines[-1].result
    return found


def _is_slot(value: Any) -> bool:
    return isinstance(value, Mapping)
