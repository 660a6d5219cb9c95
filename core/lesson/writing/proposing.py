"""What is proposed to the author of a lesson: tasks to be filled in."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from core.lesson.addresses.address import Address
from core.lesson.lessons.described import Task
from core.words import say, translate

#: the kinds of task that can be answered in each form, with what they begin as
_BEGINNINGS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "number": {"answer": "L"},
        "cells": {"cells": ("A1[1,:]",)},
        "choice": {"right": (1,)},
        "order": {},
        "mark": {"answer": "W1[1,1]"},
        "reach": {"conditions": ("loss < 0.1",), "solution": ("epochs=500",)},
        "paste": {"array": "A1"},
        "find_bug": {"layer": 1, "right": (1,)},
        "say": {},
    }
)


def asks_for(address: Address) -> Task:
    """Return the task that asks for the number at an address, in words that can be changed."""
    symbol = f"{{symbol:{address}}}"
    if address.is_of_sample and address.index:
        words = say("Writing", "Sample {n}: what is {symbol}?", n=address.index[0], symbol=symbol)
    elif address.is_after:
        words = say("Writing", "What is {symbol} after the update?", symbol=symbol)
    else:
        words = say("Writing", "What is {symbol}?", symbol=symbol)
    return Task(id=_id(address), kind="number", ask=words, line=0, answer=str(address))


def new_task(kind: str) -> Task:
    """Return a task of a kind, with every field that it must have."""
    begun = dict(_BEGINNINGS[kind])
    if kind in ("choice", "find_bug"):
        first, second = translate("Writing", "This one"), translate("Writing", "Another one")
        begun["options"] = (first, second)
    if kind == "order":
        begun["items"] = (translate("Writing", "first"), translate("Writing", "then"))
    ask = {
        "say": translate("Writing", "Say in your own words:"),
        "reach": translate("Writing", "Bring the loss below 0.1."),
        "mark": translate("Writing", "Click the number that is meant."),
        "order": translate("Writing", "Put these into their order."),
    }.get(kind, translate("Writing", "What is right here?"))
    return Task(id=kind.replace("_", "-"), kind=kind, ask=ask, line=0, **begun)


def _id(address: Address) -> str:
    """Return an address as the id of a task: z1-3-1, dw2-1-1."""
    places = "".join(f"-{place}" for place in address.index)
    return f"{address.array.lower().replace('_', '-')}{'-new' if address.is_after else ''}{places}"
