"""Parts: a column that says which rows are for training, validation and testing."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from core.data.reading.doubts import Doubt, column_switch
from core.data.reading.options import PARTS, ColumnOptions
from core.data.reading.packed import different, in_turns
from core.data.reading.read import Read
from core.errors import DataError
from core.words import say, shortened

#: common words for the parts
_CALLED = MappingProxyType(
    {
        **dict.fromkeys(("train", "training", "learn"), "train"),
        **dict.fromkeys(("validation", "valid", "val", "validate", "dev"), "validation"),
        **dict.fromkeys(("test", "testing", "holdout", "hold-out"), "test"),
    }
)


def split_of(
    file: str,
    columns: Sequence[Read],
    said: Mapping[str, ColumnOptions],
    inputs: Sequence[str] | None,
    targets: Sequence[str] | None,
) -> tuple[int | None, list[Doubt]]:
    """Return the position of the column that gives the parts, or None, and a doubt about it.

    If no column has the role split, it is one that holds only names of parts, including training
    and another one. Raises DataError for two columns with that role.
    """
    chosen = [i for i, column in enumerate(columns) if said[column.name].role == "split"]
    if len(chosen) > 1:
        raise DataError(
            say(
                "Table",
                "{file}: the columns '{one}' and '{other}' both give the parts",
                file=file,
                one=columns[chosen[0]].name,
                other=columns[chosen[1]].name,
            ),
            say("Table", "give one of them the role split, or none"),
        )
    if chosen:
        return chosen[0], []
    kept = {*(inputs or ()), *(targets or ())}
    for i, column in enumerate(columns):
        if said[column.name].role is not None or column.name in kept or len(columns) < 3:
            continue
        words = different(column.words or ()) - {""}
        parts = {_CALLED.get(word.lower()) for word in words}
        if len(parts) > 1 and "train" in parts and None not in parts and not column.missing.any():
            says = say("Table", "says which rows are for training, validation and testing")
            return i, [Doubt(says, column_switch(column.name, "role", "ignored"), column.name)]
    return None, []


def parts_in(
    file: str, column: Read, lines: Sequence[int], used: NDArray[np.bool_]
) -> NDArray[np.int8]:
    """Return the part of every used row (m,), a number of PARTS.

    Raises DataError that names the row of a cell that is not a part.
    """
    words = column.words
    if words is None:
        raise DataError(
            say(
                "Table",
                "{file}, column '{name}' does not hold the names of parts",
                file=file,
                name=column.name,
            ),
            say("Table", "write train, validation or test into each of its cells"),
        )
    number_of = {called: PARTS.index(part) for called, part in _CALLED.items()}
    found = in_turns(words, lambda word: number_of.get(word.lower(), -1), np.int8)
    wrong = np.flatnonzero((found < 0) & used)
    if len(wrong):
        row = int(wrong[0])
        raise DataError(
            say(
                "Table",
                "{file}, row {row}, column '{name}': '{word}' is none of train, validation and "
                "test",
                file=file,
                row=lines[row],
                name=column.name,
                word=shortened(words[row], 40),
            ),
            say("Table", "correct it, or give the column the role ignored"),
        )
    return found[used]
