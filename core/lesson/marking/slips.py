"""Slips: small changes to a computation, each giving a wrong number that people often write.

A slip is a function of a Looking; it yields the wrong number, and a sentence that does not give the
right one away. `SLIPS` holds all of them, the likeliest first: if two give the same number, the
first is named first.
"""

from collections.abc import Iterator

import numpy as np

from core.lesson.addresses.address import Address
from core.lesson.marking.chain import CHAIN_SLIPS, penalty_of
from core.lesson.marking.confused import CONFUSED_SLIPS
from core.lesson.marking.looking import Candidate, Looking, Slip
from core.lesson.marking.penalties import PENALTY_SLIPS
from core.lesson.marking.steps import STEP_SLIPS
from core.lesson.marking.worked import array_of
from core.words import say, translate

#: with more numbers than this, no search is made, as one may be equal by chance
_MOST_SEARCHED = 2000


def sign(look: Looking) -> Iterator[Candidate]:
    """Yield the number with the other sign."""
    yield Candidate(-look.right, translate("Slips", "the sign is wrong"))


def factors(look: Looking) -> Iterator[Candidate]:
    """Yield multiples of what a loss is divided by: n, m, the outputs, and 2."""
    if not (look.address.is_slope or look.address.kind in ("L", "J", "R")):
        return
    for factor, name in look.counts.items():
        yield from _by(look.right, factor, name)
    yield from _by(look.right, 2.0, "2")


def half_of_squares(look: Looking) -> Iterator[Candidate]:
    """Yield the number with the ½ of ½(ŷ − y)² where the loss has none, or without it."""
    halved = look.project.loss.halved
    is_loss = look.address.kind in ("L", "loss_after")
    if halved is None or not (look.address.is_slope or is_loss):
        return
    penalty = penalty_of(look) if look.address.is_slope else 0.0
    part = look.right - penalty
    if halved:
        said = translate("Slips", "the ½ of this loss, ½(ŷ − y)², is missing")
        yield Candidate(2.0 * part + penalty, said)
    else:
        said = translate("Slips", "the ½ of ½(ŷ − y)² does not belong to this loss")
        yield Candidate(part / 2.0 + penalty, said)


def _by(right: float, factor: float, name: str) -> Iterator[Candidate]:
    missing = say("Slips", "a factor is missing: it is not divided by {name}", name=name)
    yield Candidate(right * factor, missing, gives_way=True)
    often = say("Slips", "one factor too many: it is divided once too often by {name}", name=name)
    yield Candidate(right / factor, often, gives_way=True)


def doubled(look: Looking) -> Iterator[Candidate]:
    """Yield twice and half of any number, and a shifted point."""
    twice = translate("Slips", "it is twice what it should be")
    yield Candidate(look.right * 2.0, twice, gives_way=True)
    half = translate("Slips", "it is half what it should be")
    yield Candidate(look.right / 2.0, half, gives_way=True)
    shifted = translate("Slips", "the decimal point is in the wrong place")
    for factor in (10.0, 100.0, 1000.0):
        yield Candidate(look.right * factor, shifted)
        yield Candidate(look.right / factor, shifted)


def multiplied(look: Looking) -> Iterator[Candidate]:
    """Yield other small multiples and parts."""
    for whole in range(3, 10):
        more = say("Slips", "it is {n} times what it should be", n=whole)
        yield Candidate(look.right * whole, more)
        less = say("Slips", "it is 1/{n} of what it should be", n=whole)
        yield Candidate(look.right / whole, less)


def other_places(look: Looking) -> Iterator[Candidate]:
    """Yield the transposed place, the other samples and the other units of the same array."""
    address, shape, place = look.address, look.array.shape, look.place
    if address.kind == "weight" and len(place) == 2 and place[0] != place[1]:
        turned = place[::-1]
        if all(k < size for k, size in zip(turned, shape, strict=True)):
            other = _moved(address, turned)
            text = translate("Slips", "row and column are exchanged: that is {address}")
            yield Candidate(float(look.array[turned]), text.format(address=other))
    for axis in range(len(place)):
        for k in range(min(shape[axis], 512)):
            if k == place[axis]:
                continue
            moved = (*place[:axis], k, *place[axis + 1 :])
            yield Candidate(float(look.array[moved]), _of_other(address, axis, moved))


def _moved(address: Address, place: tuple[int, ...]) -> Address:
    index = tuple(k + 1 for k in place)
    return Address(address.kind, address.layer, index, address.is_slope, address.is_after)


def _of_other(address: Address, axis: int, place: tuple[int, ...]) -> str:
    other, n = str(_moved(address, place)), place[axis] + 1
    if axis == 0 and address.is_of_sample:
        return say("Slips", "that is sample {n}'s: {address}", n=n, address=other)
    if address.kind == "weight" and axis == 0:
        return say("Slips", "that belongs to another input, {n}: {address}", n=n, address=other)
    return say("Slips", "that is another neuron's, {n}: {address}", n=n, address=other)


def other_sample_and_unit(look: Looking) -> Iterator[Candidate]:
    """Yield the numbers of both another sample and another unit."""
    if len(look.place) != 2 or look.array.size > _MOST_SEARCHED:
        return
    for i, j in np.ndindex(*look.array.shape):
        if i != look.place[0] and j != look.place[1]:
            text = translate("Slips", "that is from another place in the same array: {address}")
            other = _moved(look.address, (i, j))
            yield Candidate(float(look.array[i, j]), text.format(address=other))


def other_layers(look: Looking) -> Iterator[Candidate]:
    """Yield the same place of the same kind of array in other layers."""
    address = look.address
    for layer in range(1, len(look.project.layers) + 1):
        if not address.layer or layer == address.layer:
            continue
        other = Address(address.kind, layer, address.index, address.is_slope, address.is_after)
        value = look.same_place(array_of(other))
        if value is not None:
            said = say("Slips", "that is another layer's: {address}", address=str(other))
            yield Candidate(value, said)


def counts(look: Looking) -> Iterator[Candidate]:
    """Yield m for n and n for m."""
    for own, other in (("n", "m"), ("m", "n")):
        value = look.get(other)
        if look.is_at(own) and value is not None:
            text = translate("Slips", "that is {other}: n counts values, m counts samples")
            yield Candidate(float(value), text.format(other=other))


#: the parts that a number of an update has most to do with, searched last
_SEARCHED = ("Z", "A", "dZ", "dA", "dW", "db", "W", "b", "slope")


def elsewhere(look: Looking) -> Iterator[Candidate]:
    """Yield the other numbers of the update, as the last resort."""
    own = array_of(look.address)
    for name, array in look.numbers.items():
        stem = name.rstrip("'").rstrip("0123456789")
        if name == own or array.size > _MOST_SEARCHED or stem not in _SEARCHED:
            continue
        for place in np.ndindex(*array.shape):
            index = ",".join(str(k + 1) for k in place)
            said = say("Slips", "that is another number: {address}", address=f"{name}[{index}]")
            yield Candidate(float(array[place]), said)


#: found by searching, and often by chance: used only if nothing else gives the number
FAR_FETCHED: tuple[Slip, ...] = (multiplied, other_layers, other_sample_and_unit, elsewhere)
#: numbers that 0 is equal to by chance
BY_CHANCE: tuple[Slip, ...] = (other_places, doubled)

SLIPS: tuple[Slip, ...] = (
    sign,
    half_of_squares,
    *STEP_SLIPS,
    *CHAIN_SLIPS,
    *PENALTY_SLIPS,
    factors,
    counts,
    other_places,
    *CONFUSED_SLIPS,
    doubled,
    *FAR_FETCHED,
)
