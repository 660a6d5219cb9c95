"""Marking answers: each is right, right except for rounding, follows from another, or a slip."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.lesson.addresses.address import Address
from core.lesson.addresses.moment import value as number_at
from core.lesson.marking.looking import Candidate, Looking
from core.lesson.marking.slips import BY_CHANCE, FAR_FETCHED, SLIPS
from core.lesson.marking.worked import Numbers, Update, array_of, follow, place_of
from core.lesson.marking.written import (
    ENOUGH,
    Given,
    digits_of,
    has_too_few,
    is_cut,
    is_near,
    is_rounded,
)
from core.words import say, translate

#: the most slips that are named if several give the same number
_MOST_NAMED = 2


@dataclass(frozen=True)
class Answer:
    """A person's answer for the number at an address."""

    address: Address
    given: Given


@dataclass(frozen=True)
class Mark:
    """An answer marked.

    `value` is the engine's number. `slip` names what went wrong or, for a right answer that differs
    from the engine's number, the answer it follows from; None if the answer is the engine's number.
    `remark` is a note on a right one. `is_short` says that it is the number in too few digits.
    """

    answer: Answer
    right: bool
    value: float
    slip: str | None = None
    remark: str = ""
    is_short: bool = False


def mark(update: Update, answers: Sequence[Answer]) -> list[Mark]:
    """Return the mark of every answer, in their order.

    An answer that follows correctly from other, wrong answers counts as right. Raises UserError for
    an address at which the update has no number.
    """
    values = [number_at(answer.address, update.numbers) for answer in answers]
    found: list[Mark | None] = [
        _right(answer, value) for answer, value in zip(answers, values, strict=True)
    ]
    given = {answer.address: answer.given.value for answer in answers}
    numbers, expected = update.numbers, dict[Address, float]()
    if any(each is None for each in found) and len(answers) > 1:
        numbers, expected = follow(update, given)
    for i, answer in enumerate(answers):
        if found[i] is not None:
            continue
        wrong = [a for a, mark in zip(answers, found, strict=True) if mark is None or mark.slip]
        found[i] = _followed(update, answer, values[i], expected, wrong) or _slipped(
            update, answer, values[i], numbers, expected.get(answer.address)
        )
    marks = [each for each in found if each is not None]
    return _told_together(update, marks, numbers, expected)


def _told_together(
    update: Update, marks: list[Mark], numbers: Numbers, expected: Mapping[Address, float]
) -> list[Mark]:
    """Return marks in which one slip that explains several numbers goes before other ones."""
    possible: dict[int, list[str]] = {}
    wrong = [i for i, each in enumerate(marks) if not each.right and not each.is_short]
    if len(wrong) < 2:
        return marks
    for i in wrong:
        answer, value = marks[i].answer, marks[i].value
        looks = _looks(update, answer, value, numbers, expected.get(answer.address))
        # one that gives way to another here may be what explains all of them
        slips = (
            each
            for look in looks
            for each in _slips_of(look, answer.given, value, _is_met, gives_way=False)
        )
        possible[i] = list(dict.fromkeys(each.says for each in slips))
    often = Counter(words for said in possible.values() for words in said)
    told = list(marks)
    for i, said in possible.items():
        best = max(said, key=lambda words: often[words], default="")
        if best and often[best] > 1:
            told[i] = replace(marks[i], slip=best)
    return told


def _right(answer: Answer, value: float) -> Mark | None:
    """Return a mark for an answer that is the engine's number, else None."""
    given = answer.given
    if is_rounded(given, value):
        return Mark(answer, True, value)
    if is_cut(given, value):
        return _near(answer, value)
    return None


def _followed(
    update: Update,
    answer: Answer,
    value: float,
    expected: Mapping[Address, float],
    wrong: Sequence[Answer],
) -> Mark | None:
    """Return a mark for an answer that follows from wrong ones, else None."""
    own = expected.get(answer.address)
    if own is None or own == value or not _is_met(answer.given, own):
        return None
    for other in reversed(wrong):
        if other.address == answer.address:
            continue
        _, alone = follow(update, {other.address: other.given.value, answer.address: value})
        if alone[answer.address] != value:
            text = translate("Marking", "follows from your {address}")
            return Mark(answer, True, value, text.format(address=other.address))
    # it follows from right ones as they were rounded: a rate of 10 makes ten times as much of that
    return _near(answer, value)


def _is_met(given: Given, value: float) -> bool:
    return is_rounded(given, value) or is_near(given, value)


def _near(answer: Answer, value: float) -> Mark:
    # digits cut off and rounding along the way cannot be told apart
    remark = translate("Marking", "small rounding difference")
    return Mark(answer, True, value, remark=remark)


def _slipped(
    update: Update, answer: Answer, value: float, numbers: Numbers, own: float | None
) -> Mark:
    """Return a mark for any other answer: near the engine's number, a slip, or neither.

    A rounding of the right number is no slip, however few its digits.
    """
    given = answer.given
    if has_too_few(given, value) or (own is not None and has_too_few(given, own)):
        if is_near(given, value):
            return _near(answer, value)
        said = translate("Marking", "too few digits: give at least three")
        return Mark(answer, False, value, said, is_short=True)
    looks = _looks(update, answer, value, numbers, own)
    for look in looks:
        named = _named(look, given, value, is_rounded)
        if named:
            return Mark(answer, False, value, named)
    if is_near(given, value):
        return _near(answer, value)
    for look in looks:
        named = _named(look, given, value, _is_met)
        if named:
            return Mark(answer, False, value, named)
    return Mark(answer, False, value)


def _looks(
    update: Update, answer: Answer, value: float, numbers: Numbers, own: float | None
) -> list[Looking]:
    """Return what slips look at: the engine's numbers, and those that follow from the answers."""
    looks = [Looking(answer.address, update, update.numbers)]
    if own is not None and own != value:
        looks.append(Looking(answer.address, update, _with_own(numbers, answer.address, own)))
    return looks


def _with_own(numbers: Numbers, address: Address, own: float) -> Numbers:
    """Return numbers that follow from answers, with one replaced by its right value."""
    name = array_of(address)
    array = np.array(numbers[name])
    array[place_of(address)] = own
    return {**numbers, name: array}


def _named(look: Looking, given: Given, value: float, meets: Callable[[Given, float], bool]) -> str:
    """Return the slips that give this answer, in words; nothing if none does."""
    said: list[str] = []
    for candidate in _slips_of(look, given, value, meets):
        said.append(candidate.says)
        if len(said) == _MOST_NAMED:
            return say("Marking", "{one}; or {other}", one=said[0], other=said[1])
    return "".join(said)


def _slips_of(
    look: Looking,
    given: Given,
    value: float,
    meets: Callable[[Given, float], bool],
    gives_way: bool = True,
) -> Iterator[Candidate]:
    """Yield the slips that give this answer, the likeliest first, each sentence once.

    Those found by a search come only where no other does, and the number has digits enough. With
    `gives_way`, one that gives way is left out beside another of the very same number.
    """
    said: list[str] = []
    named: list[float] = []
    for slip in SLIPS:
        if slip in FAR_FETCHED and (said or digits_of(given) < ENOUGH):
            return
        if slip in BY_CHANCE and given.value == 0.0:
            continue
        for candidate in slip(look):
            if candidate.says in said or not _explains(candidate, look, given, value):
                continue
            if (
                gives_way
                and candidate.gives_way
                and any(_same(candidate.value, each) for each in named)
            ):
                continue
            if meets(given, candidate.value):
                said.append(candidate.says)
                named.append(candidate.value)
                yield candidate


def _same(one: float, other: float) -> bool:
    """Return whether two numbers are the same, apart from the last bits."""
    return abs(one - other) <= 1e-9 * abs(other)


def _explains(candidate: Candidate, look: Looking, given: Given, value: float) -> bool:
    """Return whether a slip can be what happened: it acts here, and is nearer than the number is.

    Through a single weight, transposing changes nothing; and 0 is nearly 0 times anything, so that
    only a slip that gives 0 itself explains it.
    """
    if _same(candidate.value, look.right):
        return False
    if given.value == 0.0 and candidate.value != 0.0:
        return False
    return abs(candidate.value - given.value) < 0.5 * abs(value - given.value)
