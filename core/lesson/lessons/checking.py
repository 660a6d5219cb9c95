"""Compares a given answer with the right one: right, or wrong by a named slip."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from core.errors import UserError
from core.lesson.addresses.address import Address, parse
from core.lesson.addresses.moment import value as number_at
from core.lesson.lessons.answering import is_reached, right_answer
from core.lesson.lessons.described import Task
from core.lesson.lessons.expressions import Facts, holds, measured, number_of
from core.lesson.lessons.texts import shown
from core.lesson.lessons.typed import bare, read_all, read_one
from core.lesson.marking.directions import SIGNS, way_words
from core.lesson.marking.marks import Answer, Mark, mark
from core.lesson.marking.worked import Update, array_of
from core.lesson.marking.written import Given, has_too_few, is_cut, is_rounded, read
from core.lesson.notebook.comparing import HintKind, compare
from core.lesson.notebook.pasted import Array, Pasted, read_pasted
from core.lesson.notebook.words import hint_words
from core.words import say, translate

#: a comma inside an index, and what stands between two addresses
_TIGHT, _APART = re.compile(r"\s*,\s*(?=[0-9])"), re.compile(r"\s*,\s*(?![0-9])|\s+")
_SO_FAR_DIGITS = 4
#: the most numbers that one remark names
_MOST_NAMED = 4
#: what makes an array differ and is no mistake
_ROUNDED = (HintKind.BY_HAND, HintKind.SINGLE_PRECISION)


@dataclass(frozen=True)
class Verdict:
    """Whether an answer is right, and a sentence on it; `slip` names what went wrong."""

    right: bool
    sentence: str
    slip: str = ""


def check(task: Task, given: str, update: Update, facts: Facts | None = None) -> Verdict:
    """Return the verdict on an answer, as it was typed. Raises UserError if it is not an answer.

    Numbers for `cells`, options and orders are given one after another, separated by spaces; a
    name before a number, as in z = 0.1, is left out.
    """
    match task.kind:
        case "number":
            return _number(task, given, update)
        case "cells":
            return _cells(task, given, update)
        case "choice":
            wanted_ones = set(right_answer(task, update).chosen)
            chosen = set(_wholes(given, len(SIGNS) if task.moves else len(task.options)))
            if len(chosen) > 1 and len(wanted_ones) == 1:
                raise UserError(
                    say("Lessons", "“{given}” is more than one answer", given=given[:40]),
                    translate("Lessons", "one of them is right: give one number"),
                )
            if task.moves and len(chosen) == 1 and not task.say:
                (way,) = chosen
                words = way_words(parse(task.moves), update.numbers, way - 1)
                return Verdict(chosen == wanted_ones, words)
            return _chosen(task, chosen, wanted_ones)
        case "order":
            order = _wholes(given, len(task.items))
            return _plain(order == list(range(1, len(task.items) + 1)))
        case "mark":
            return _marked(task, given, update)
        case "find_bug":
            layer, *lines = _wholes(given, 1000)
            right = layer == task.layer and set(lines) == set(task.right)
            where = translate("Lessons", "the layer is right, the line is not")
            return _plain(right, where if layer == task.layer else "")
        case "paste":
            return _pasted(task, given, update)
        case "reach":
            return _plain(is_reached(task, update, facts or {}), _so_far(task, update, facts or {}))
    return Verdict(True, translate("Lessons", "noted"))


def _plain(right: bool, slip: str = "") -> Verdict:
    return Verdict(right, _said(right, slip), slip)


def _said(right: bool, slip: str) -> str:
    if right:
        return translate("Lessons", "right")
    return slip or not_yet()


def not_yet() -> str:
    """Return what is said of a wrong answer of which nothing else is known."""
    return translate("Lessons", "not yet")


def _marked(task: Task, given: str, update: Update) -> Verdict:
    """Check which number is meant: by its address, or by its value where only one has that."""
    wanted = set(right_answer(task, update).addresses)
    by_value = _by_value(given, wanted, update)
    if by_value is not None:
        return _plain(by_value)
    layers = len(update.project.layers)
    found = {parse(text, layers) for text in _APART.split(_TIGHT.sub(",", given.strip()))}
    if found == wanted:
        return _plain(True)
    if {replace(address, index=address.index[::-1]) for address in found} == wanted:
        said = translate("Lessons", "the right one? First the input, then the neuron it leads to")
        if any(address.is_of_sample for address in wanted):
            said = translate("Lessons", "the right one? First the sample, then the neuron")
        return _plain(False, said)
    for address in found:
        number_at(address, update.numbers)
    return _plain(False)


def _by_value(given: str, wanted: set[Address], update: Update) -> bool | None:
    """Return whether a number is the value of the one that is wanted; None if it is no number."""
    try:
        number = read(bare(given))
    except UserError:
        return None
    if len(wanted) == 1:
        (address,) = wanted
        array = update.numbers[array_of(address)]
        alike = [is_rounded(number, float(each)) for each in array.flat]
        if alike.count(True) == 1:
            return is_rounded(number, number_at(address, update.numbers))
    raise UserError(
        say("Lessons", "“{given}” is a number, and may stand in several places", given=given[:40]),
        translate("Lessons", "say where it stands: W1[i,j] leads from input i to neuron j"),
    )


def _so_far(task: Task, update: Update, facts: Facts) -> str:
    """Return how far it is to what is to be reached: the numbers of the conditions that fail."""
    said = []
    for text in task.conditions:
        found = measured(text, update.numbers, facts)
        if found is not None and not holds(text, update.numbers, facts):
            what, value = found
            shown_as = value if isinstance(value, str) else shown(value, _SO_FAR_DIGITS)
            said.append(say("Lessons", "{what} is {value}", what=what, value=shown_as))
    if not said:
        return ""
    return say("Lessons", "not yet: {found}", found=", ".join(dict.fromkeys(said)))


def _wholes(given: str, most: int) -> list[int]:
    parts = given.replace(",", " ").split()
    if not parts or not all(part.isdecimal() and 1 <= int(part) <= most for part in parts):
        raise UserError(
            say("Lessons", "“{given}” is not a choice", given=given[:40]),
            say("Lessons", "give numbers from 1 to {most}, separated by blanks", most=most),
        )
    return [int(part) for part in parts]


def _chosen(task: Task, chosen: set[int], right: set[int]) -> Verdict:
    said = [task.say[k - 1] for k in sorted(chosen) if k <= len(task.say)]
    sentence = " ".join(word for word in said if word)
    return Verdict(chosen == right, sentence or _said(chosen == right, ""))


def _is_within(task: Task, given: Given, value: float) -> bool:
    if is_rounded(given, value) or is_cut(given, value):
        return True
    off = abs(given.value - value)
    # for a small number the tolerance must not be so large that a missing factor would pass
    return off <= max(task.rel * abs(value), min(task.abs, 0.05 * abs(value)))


def _number(task: Task, text: str, update: Update) -> Verdict:
    given = read_one(text)
    ((address, value),) = right_answer(task, update).numbers
    if _is_within(task, given, value):
        return Verdict(True, _said(True, ""))
    if has_too_few(given, value):
        raise _too_few([given])
    for own in task.slips:
        if _is_within(task, given, number_of(own.when, update.numbers)):
            return Verdict(False, own.say, own.say)
    slip = ""
    if address is not None:
        (found,) = mark(update, [Answer(address, given)])
        slip = found.slip or ""
    elif value:
        slip = _multiple(given.value / value, task.rel)
    return Verdict(False, _said(False, slip), slip)


def _multiple(share: float, rel: float) -> str:
    """Return what is said of a number that is so many times one of which no more is known."""
    said = {
        -1.0: translate("Slips", "the sign is wrong"),
        2.0: translate("Slips", "it is twice what it should be"),
        0.5: translate("Slips", "it is half what it should be"),
    }
    for factor in (10.0, 100.0, 1000.0):
        shifted = translate("Slips", "the decimal point is in the wrong place")
        said[factor] = said[1.0 / factor] = shifted
    return next((words for by, words in said.items() if abs(share / by - 1.0) <= rel), "")


def _cells(task: Task, text: str, update: Update) -> Verdict:
    wanted = right_answer(task, update).numbers
    given = read_all(text, len(wanted))
    if _goes_by_columns(task, wanted, given):
        return _plain(False, by_columns())
    answers = [Answer(a, g) for (a, _), g in zip(wanted, given, strict=True) if a is not None]
    wrong: dict[str, list[Mark]] = {}
    for found, (_, value) in zip(mark(update, answers), wanted, strict=True):
        if not found.right and not _is_within(task, found.answer.given, value):
            wrong.setdefault(found.slip or not_yet(), []).append(found)
    if not wrong:
        return Verdict(True, _said(True, ""))
    all_wrong = [each for marks in wrong.values() for each in marks]
    if all(each.is_short for each in all_wrong):
        raise _too_few([each.answer.given for each in all_wrong])
    said = "; ".join(_of_several(marks, words) for words, marks in _known_first(wrong))
    return Verdict(False, said, said)


def _too_few(given: Sequence[Given]) -> UserError:
    """Return what is said of numbers that are right so far: they are no answer yet."""
    texts = ", ".join(each.text for each in given[:_MOST_NAMED])
    return UserError(
        say("Lessons", "too few digits in {numbers}", numbers=texts),
        translate("Lessons", "give at least three that count; this was no try"),
    )


def _known_first(wrong: dict[str, list[Mark]]) -> list[tuple[str, list[Mark]]]:
    """Return remarks with their numbers, those of which nothing is known at the end."""
    return sorted(wrong.items(), key=lambda each: each[0] == not_yet())


def _of_several(marks: Sequence[Mark], words: str) -> str:
    """Return one remark on one or several numbers, with the addresses of the first of them."""
    named = [str(each.answer.address) for each in marks[:_MOST_NAMED]]
    left = len(marks) - len(named)
    numbers = ", ".join(named)
    if left:
        numbers = say("Lessons", "{numbers} and {n} more", numbers=numbers, n=left)
    return f"{numbers}: {words}"


def by_columns() -> str:
    """Return what is said of a matrix written column by column."""
    return translate("Lessons", "You went column by column; go row by row.")


def _goes_by_columns(
    task: Task, wanted: Sequence[tuple[Address | None, float]], given: Sequence[Given]
) -> bool:
    """Return whether numbers are right if every whole matrix among them is read by columns."""
    places = [place for place, (address, _) in enumerate(wanted) if address is not None]
    turned = list(given)
    for name in {array_of(address) for address, _ in wanted if address is not None}:
        own = [k for k in places if (at := wanted[k][0]) is not None and array_of(at) == name]
        indexes = [at.index for k in own if (at := wanted[k][0]) is not None]
        rows = list(dict.fromkeys(index[0] for index in indexes if len(index) == 2))
        columns = list(dict.fromkeys(index[1] for index in indexes if len(index) == 2))
        if indexes != [(i, j) for i in rows for j in columns]:
            continue
        for k, (i, j) in zip(own, indexes, strict=True):
            turned[k] = given[own[columns.index(j) * len(rows) + rows.index(i)]]
    return (
        turned != list(given)
        and all(
            _is_within(task, each, value) for each, (_, value) in zip(turned, wanted, strict=True)
        )
        and not all(
            _is_within(task, each, value) for each, (_, value) in zip(given, wanted, strict=True)
        )
    )


def _pasted(task: Task, text: str, update: Update) -> Verdict:
    """Check an array: in rows, or all its numbers one after another."""
    own, pasted = update.numbers[task.array], read_pasted(text)
    by_rows, turned = pasted, _in_order(pasted, lambda each: each.T)
    if pasted.array.size == own.size and pasted.array.ndim < 2 <= own.ndim:
        by_rows = _in_order(pasted, lambda each: each.reshape(own.shape))
        turned = _in_order(pasted, lambda each: each.reshape(own.shape[::-1]).T)
    batch = len(update.numbers["X"])
    found = compare(own, by_rows, batch)
    if found.equal or (found.hint is not None and found.hint.kind in _ROUNDED):
        return _plain(True)
    if compare(own, turned, batch).equal:
        return _plain(False, by_columns())
    return _plain(False, hint_words(found.hint, batch))


def _in_order(pasted: Pasted, order: Callable[[Array], Array]) -> Pasted:
    return replace(pasted, array=order(pasted.array), units=order(pasted.units))
