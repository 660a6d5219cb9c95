"""Compares a given answer with the right one: right, or wrong by a named slip."""

import re
from dataclasses import dataclass, replace
from typing import Any

from core.counts import counted
from core.errors import UserError
from core.lesson.addresses.address import Address, parse
from core.lesson.addresses.moment import value as number_at
from core.lesson.lessons.answering import is_reached, right_answer
from core.lesson.lessons.described import Task
from core.lesson.lessons.expressions import Facts, holds, measured, number_of
from core.lesson.lessons.texts import shown
from core.lesson.marking.directions import SIGNS, way_words
from core.lesson.marking.marks import Answer, mark
from core.lesson.marking.worked import Update, array_of
from core.lesson.marking.written import Given, is_cut, is_rounded, read
from core.lesson.notebook.comparing import compare
from core.lesson.notebook.pasted import read_pasted
from core.words import say, translate

#: a name before a number: z = 0.1
_NAMED = re.compile(r"[^\s=]+\s*=\s*")
#: a comma inside an index, and what stands between two addresses
_TIGHT, _APART = re.compile(r"\s*,\s*(?=[0-9])"), re.compile(r"\s*,\s*(?![0-9])|\s+")
_SO_FAR_DIGITS = 4


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
            compared = compare(
                update.numbers[task.array], read_pasted(given), len(update.numbers["X"])
            )
            return _plain(compared.equal)
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


def _bare(text: str) -> str:
    """Return numbers without the names before them: z = 0.1."""
    return _NAMED.sub("", text)


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
        number = read(_bare(given))
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
            say("Lessons", "give numbers from 1 to {most}, separated by spaces", most=most),
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
    given = read(_bare(text))
    ((address, value),) = right_answer(task, update).numbers
    if _is_within(task, given, value):
        return Verdict(True, _said(True, ""))
    for own in task.slips:
        if _is_within(task, given, number_of(own.when, update.numbers)):
            return Verdict(False, own.say, own.say)
    slip = ""
    if address is not None:
        (found,) = mark(update, [Answer(address, given)])
        slip = found.slip or ""
    elif value and abs(given.value + value) <= task.rel * abs(value):
        slip = translate("Slips", "the sign is wrong")
    return Verdict(False, _said(False, slip), slip)


def _cells(task: Task, text: str, update: Update) -> Verdict:
    wanted = right_answer(task, update).numbers
    given: list[Any] = [read(part) for part in _bare(text).split()]
    if len(given) != len(wanted):
        raise UserError(
            say("Lessons", "given: {numbers}", numbers=counted(len(given), "number")),
            say("Lessons", "give {count}, separated by spaces", count=len(wanted)),
        )
    answers = [Answer(a, g) for (a, _), g in zip(wanted, given, strict=True) if a is not None]
    wrong = []
    for found, (address, value) in zip(mark(update, answers), wanted, strict=True):
        if not found.right and not _is_within(task, found.answer.given, value):
            words = found.slip or not_yet()
            wrong.append(f"{address}: {words}")
    if not wrong:
        return Verdict(True, _said(True, ""))
    return Verdict(False, "; ".join(wrong), "; ".join(wrong))
