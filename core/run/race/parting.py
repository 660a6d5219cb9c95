"""The first number in which two trainings differ: at which update, where, and what it is in each.

While all numbers of both are equal, to the last bit, nothing has parted. In the first update after
which they differ, both are stepped phase by phase from the same moment, and the first array of a
phase that is not the same in both holds the number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.counts import counted
from core.lesson.addresses.address import Address
from core.lesson.addresses.moment import numbers_of
from core.lesson.addresses.writing import symbol
from core.lesson.names.layers import layer_name
from core.lesson.names.notation import Notation
from core.lesson.notebook.naming import address_of
from core.lesson.numbers import count, figure, full
from core.moments.moment import Moment
from core.pictures.records import PhaseRecord
from core.pictures.snapshot import StepPicture
from core.training.trainer import Trainer
from core.training.twin import twin_at
from core.words import say, translate

Array = NDArray[np.floating[Any]]
#: so many significant digits tell two close numbers apart; with more, they are written in full
_DIGITS = 6


@dataclass(frozen=True)
class Parting:
    """Where two trainings part.

    `update` counts from 1; 0 means that they differ before the first. `words` says it in a
    sentence, `address` is the number's place (W1'[2,1]) and `numbers` what it is in each; there is
    no number where the two have other shapes, batches of other sizes or other layers.
    """

    update: int
    words: str
    address: str = ""
    numbers: tuple[float, float] | None = None


def at_the_start(first: Trainer, second: Trainer) -> Parting | None:
    """Return how two trainings differ before their first update; None if they are the same."""
    layers = first.project.layers
    shapes = [_shapes(one) for one in (first, second)]
    if shapes[0] != shapes[1]:
        words = translate(
            "Race", "Everything differs from the start: the two networks have different shapes."
        )
        return Parting(0, words)
    one, other = (one.network.learned(one.state.parameters) for one in (first, second))
    differing = sum(
        int(np.sum(a[name] != b[name])) for a, b in zip(one, other, strict=True) for name in a
    )
    if not differing:
        return None
    notation = Notation.of(layers)
    for layer, arrays in enumerate(one):
        for name, array in arrays.items():
            place = _first(array, other[layer][name])
            if place is None:
                continue
            at = Address(name, layer + 1, tuple(k + 1 for k in place))
            numbers = float(array[place]), float(other[layer][name][place])
            words = say(
                "Race",
                "They differ from the start, in {count} of {all} weights and biases. The first is "
                "{symbol} of {layer}: {first} on the left, {second} on the right.",
                count=count(differing),
                all=count(first.network.parameter_count),
                symbol=symbol(at, "panel", notation),
                layer=layer_name(layers, layer),
                **_told(numbers),
            )
            return Parting(0, words, str(at), numbers)
    return None


def part_at(first: Trainer, second: Trainer) -> bool:
    """Return whether the learned numbers of two trainings of one shape differ now."""
    return not (
        np.array_equal(first.state.parameters, second.state.parameters)
        and np.array_equal(first.state.statistics, second.state.statistics)
    )


def found_between(first: Trainer, second: Trainer, moments: Sequence[Moment]) -> Parting:
    """Return where the update after two moments parts; the trainers lend their data.

    They are not touched: twins are stepped. After the update, the numbers differ.
    """
    twins = [
        twin_at(one.dataset, moment) for one, moment in zip((first, second), moments, strict=True)
    ]
    update = twins[0].update + 1
    records: tuple[list[tuple[PhaseRecord, ...]], ...] = ([], [])
    known: tuple[dict[str, Array], ...] = ({}, {})
    with np.errstate(all="ignore"):
        while True:
            plans = [twin.plan_at_hand().phases for twin in twins]
            if len(plans[0]) != len(plans[1]):
                words = say(
                    "Race",
                    "They part at update {n}: they have different layers.",
                    n=count(update),
                )
                return Parting(update, words)
            phase = plans[0][twins[0].position]
            fresh = []
            for twin, kept, before in zip(twins, records, known, strict=True):
                kept.append(tuple(twin.step_phase()))
                found = numbers_of(_picture(twin, update, kept), terms=False)
                fresh.append({name: found[name] for name in found.keys() - before.keys()})
                before.update(found)
            parting = _in_phase(phase.kind, update, fresh[0], fresh[1], first)
            if parting is not None:
                return parting
            if not twins[0].position:
                break
    words = say("Race", "They part in update {n}.", n=count(update))
    return Parting(update, words)


def _picture(twin: Trainer, update: int, records: list[tuple[PhaseRecord, ...]]) -> StepPicture:
    return StepPicture(update, records[0][0].epoch, (), tuple(records), twin.fitted, 1, 1)


def _in_phase(
    kind: str,
    update: int,
    one: Mapping[str, Array],
    other: Mapping[str, Array],
    trainer: Trainer,
) -> Parting | None:
    """Return the first number of a phase that differs, in the order of its arrays."""
    notation, told = Notation.of(trainer.project.layers), _phase_words(kind)
    for name in sorted(one.keys() & other.keys(), key=_order):
        left, right = np.asarray(one[name]), np.asarray(other[name])
        if name in ("eta", "m", "n"):
            continue  # a setting and the batch's size, not something that was computed
        if left.shape != right.shape:
            words = say(
                "Race",
                "They part at update {n}, {phase}: {array} has the shape {left} on the left and "
                "{right} on the right.",
                n=count(update), phase=told, array=name, left=left.shape, right=right.shape,
            )  # fmt: skip
            if kind == "batch":
                words = say(
                    "Race",
                    "They part at update {n}, {phase}: {left} on the left, {right} on the "
                    "right.",
                    n=count(update), phase=told, left=counted(len(left), "sample"),
                    right=count(len(right)),
                )  # fmt: skip
            return Parting(update, words)
        place = _first(left, right)
        if place is None:
            continue
        numbers = float(left[place]), float(right[place])
        found = address_of(name, place)
        shown = name if found is None else symbol(found, "panel", notation)
        if found is not None and found.is_of_sample and found.index:
            row = count(place[0] + 1)
            shown = say("Race", "{symbol} of sample {row} of the batch", symbol=shown, row=row)
        words = say(
            "Race",
            "They part at update {n}, {phase}: {symbol} is {first} on the left and {second} on the "
            "right. Everything before is equal to the last bit.",
            n=count(update), phase=told, symbol=shown, **_told(numbers),
        )  # fmt: skip
        return Parting(update, words, "" if found is None else str(found), numbers)
    return None


def _order(name: str) -> tuple[int, str]:
    """Return the order of a phase's arrays: what is computed first comes first."""
    firsts = ("X", "y", "mu", "var", "N", "D", "Z", "A", "L", "R", "J", "dZ", "dW", "db")
    stem = name.rstrip("'0123456789[]")
    return (firsts.index(stem) if stem in firsts else len(firsts), name)


def _phase_words(kind: str) -> str:
    words = {
        "batch": translate("Race", "when the batch is drawn"),
        "forward": translate("Race", "in the forward pass"),
        "loss": translate("Race", "at the loss"),
        "backward": translate("Race", "in the backward pass"),
        "update": translate("Race", "when the weights change"),
    }
    return words[kind]


def _first(one: Array, other: Array) -> tuple[int, ...] | None:
    """Return the first place at which two arrays differ, or None; NaN equals NaN."""
    same = (one == other) | (np.isnan(one) & np.isnan(other))
    if bool(np.all(same)):
        return None
    return tuple(int(k) for k in np.unravel_index(int(np.argmin(same)), np.shape(one)))


def _told(numbers: tuple[float, float]) -> dict[str, str]:
    """Return two numbers with as many digits as it takes to see that they differ."""
    for digits in (3, _DIGITS):
        first, second = (figure(number, digits) for number in numbers)
        if first != second:
            return {"first": first, "second": second}
    return {"first": full(numbers[0]), "second": full(numbers[1])}


def _shapes(one: Trainer) -> list[dict[str, tuple[int, ...]]]:
    learned = one.network.learned(one.state.parameters)
    return [{name: array.shape for name, array in found.items()} for found in learned]
