"""The heads of a table's columns: the symbols used for them in the step panel."""

import re

from core.lesson.addresses.address import Address
from core.lesson.addresses.writing import symbol
from core.lesson.names.notation import Notation

_NAME = re.compile(r"(d?)(X|y|Z|A|b)(\d*)('?)")
_KINDS = {"Z": "z", "A": "a", "b": "bias"}.items()


def heads(name: str, shape: tuple[int, ...], notation: Notation) -> list[str]:
    """Return the symbols for the columns of an array with that name; empty if only numbers."""
    found = _NAME.fullmatch(name)
    if found is None or not shape or bool(found[3]) == (found[2] in "Xy"):
        return []
    kind = dict(_KINDS).get(found[2], found[2])
    first = (1,) if len(shape) == 2 else ()
    return [
        symbol(
            Address(kind, int(found[3] or 0), (*first, j + 1), bool(found[1]), bool(found[4])),
            "panel",
            notation,
        )
        for j in range(shape[-1])
    ]
