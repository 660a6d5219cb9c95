"""The right answer to a task, computed from the numbers of its moment."""

from dataclasses import dataclass

import numpy as np

from core.errors import UserError
from core.lesson.addresses.address import Address, parse
from core.lesson.addresses.moment import value as number_at
from core.lesson.lessons.described import Task
from core.lesson.lessons.expressions import Facts, address_of, addresses_in, holds, number_of
from core.lesson.lessons.texts import shown
from core.lesson.marking.directions import way_of, ways
from core.lesson.marking.worked import Update
from core.words import say, translate


@dataclass(frozen=True)
class Right:
    """The right answer: numbers with their addresses, or what to choose."""

    numbers: tuple[tuple[Address | None, float], ...] = ()
    chosen: tuple[int, ...] = ()
    addresses: tuple[Address, ...] = ()
    array: tuple[tuple[float, ...], ...] = ()


def right_answer(task: Task, update: Update) -> Right:
    """Return the right answer. Raises UserError if a task has none at its moment."""
    numbers = update.numbers
    match task.kind:
        case "number":
            text = str(task.answer)
            return Right(((_address(text, update), number_of(text, numbers)),))
        case "cells":
            addresses = [each for cell in task.cells for each in addresses_in(cell, numbers)]
            return Right(tuple((each, number_at(each, numbers)) for each in addresses))
        case "choice" if task.moves:
            return Right(chosen=(way_of(parse(task.moves), numbers) + 1,))
        case "choice" | "find_bug":
            return Right(chosen=task.right)
        case "order":
            return Right(chosen=tuple(range(1, len(task.items) + 1)))
        case "mark":
            answers = (task.answer,) if isinstance(task.answer, str) else task.answer
            found = tuple(address_of(text, numbers) for text in answers)
            for address in found:
                number_at(address, numbers)
            return Right(addresses=found)
        case "paste":
            array = numbers.get(task.array)
            if array is None:
                raise UserError(
                    say("Lessons", "there is no array {name} here", name=task.array[:40]),
                    translate("Lessons", "give the name of one, such as dW1"),
                )
            rows = np.atleast_2d(array)
            return Right(array=tuple(tuple(float(each) for each in row) for row in rows))
        case "reach":
            return Right()
    return Right()


def _address(text: str, update: Update) -> Address | None:
    """Return the address of an answer, None if it is computed from several numbers."""
    try:
        address = parse(text)
        number_at(address, update.numbers)
    except UserError:
        return None
    return address


def is_reached(task: Task, update: Update, facts: Facts) -> bool:
    """Return whether all conditions of a task hold. Raises UserError for an invalid one."""
    return all(holds(condition, update.numbers, facts) for condition in task.conditions)


def key_of(task: Task, update: Update, digits: int) -> str:
    """Return the right answer in words, for the teacher's key."""
    right = right_answer(task, update)
    if task.kind in ("number", "cells"):
        return ", ".join(
            f"{address} = {shown(value, digits)}" if address is not None else shown(value, digits)
            for address, value in right.numbers
        )
    if task.kind == "choice":
        options = task.options
        if task.moves:
            options = ways(parse(task.moves).kind in ("L", "J"))
        return "; ".join(f"{k}: {options[k - 1]}" for k in right.chosen)
    if task.kind == "find_bug":
        lines = "; ".join(task.options[k - 1] for k in right.chosen)
        return say("Lessons", "layer {layer}: {lines}", layer=task.layer, lines=lines)
    if task.kind == "order":
        return " → ".join(task.items)
    if task.kind == "mark":
        return ", ".join(map(str, right.addresses))
    if task.kind == "reach":
        how = f" ({', '.join(task.solution)})" if task.solution else ""
        return " and ".join(task.conditions) + how
    if task.kind == "paste":
        return f"{task.array} = {[list(row) for row in right.array]}"
    return translate("Lessons", "free words")
