"""The numbers at a step of a lesson, for where there is no window to look at.

What the step covers and what its tasks ask for is a "?", as it is in the window.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.lesson.addresses.address import parse
from core.lesson.addresses.moment import missing
from core.lesson.addresses.moment import value as number_at
from core.lesson.cards.covering import COVERED, Cover
from core.lesson.lessons.answering import right_answer
from core.lesson.lessons.described import Step
from core.lesson.lessons.expressions import addresses_in
from core.lesson.lessons.texts import shown
from core.lesson.marking.worked import Update, array_of
from core.words import say

#: an array with more numbers is told by its shape
_MOST = 64
_EACH_LOSS = "L[]"


def covered_in(step: Step, update: Update) -> Cover:
    """Return what a step covers: what it says, and what its tasks ask for."""
    patterns = [pattern for pattern in step.cover if pattern != "*"]
    patterns += [f"{task.array}[:,:]" for task in step.tasks if task.kind == "paste"]
    found = {str(each) for pattern in patterns for each in addresses_in(pattern, update.numbers)}
    for task in step.tasks:
        if task.kind in ("number", "cells"):
            numbers = right_answer(task, update).numbers
            found |= {str(address) for address, _ in numbers if address is not None}
    if "L" in found:
        found.add("J")
    return Cover(frozenset(found), "*" in step.cover)


def lines_of(
    text: str, update: Update, known: Iterable[str], cover: Cover, digits: int
) -> tuple[str, ...]:
    """Return the array or the number that a text names, in lines; without a text all arrays.

    Only what is `known` is told. Raises UserError for what there is not, or not yet.
    """
    numbers = {name: update.numbers[name] for name in known}
    if not text.strip():
        named = [name for name in numbers if numbers[name].ndim or name in ("L", "J")]
        return tuple(_line(name, numbers[name], cover, digits) for name in named)
    address = parse(text, len(update.project.layers))
    if address.index:
        value = number_at(address, numbers)
        told = COVERED if cover(str(address)) else shown(value, digits)
        return (f"{address} = {told}",)
    name = array_of(address)
    if name not in numbers:
        raise missing(address, numbers)
    return (_line(name, numbers[name], cover, digits),)


def _line(name: str, array: NDArray[Any], cover: Cover, digits: int) -> str:
    own = "L" if name == _EACH_LOSS else name
    if np.size(array) > _MOST:
        shape = " × ".join(map(str, np.shape(array)))
        return say("Lessons", "{name} is {shape}: show one number of it", name=own, shape=shape)

    def one(place: tuple[int, ...]) -> str:
        index = ",".join(str(at + 1) for at in place)
        address = f"{own}[{index}]" if place else own
        return COVERED if cover(address) else shown(float(array[place]), digits)

    def part(place: tuple[int, ...]) -> str:
        if len(place) == array.ndim:
            return one(place)
        inside = (part((*place, at)) for at in range(array.shape[len(place)]))
        return f"[{', '.join(inside)}]"

    each = say("Lessons", "{name} of each sample", name=own) if name == _EACH_LOSS else own
    return f"{each} = {part(())}"
