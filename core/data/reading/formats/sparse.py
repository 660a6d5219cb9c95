"""Sparse rows: a target, then `place:value` for what is not zero, as LIBSVM and SVMlight write.

Chang and Lin, "LIBSVM: a library for support vector machines", 2011.
"""

import re

from core.data.reading.grid import Grid, Row
from core.data.reading.options import ColumnOptions
from core.data.table_files import check_cells
from core.errors import DataError
from core.words import say

_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
_LINE = re.compile(rf"{_NUMBER}(?:\s+qid:\d+)?(?:\s+\d+:{_NUMBER})+\s*(?:#.*)?")
_LOOKED_AT = 50


def is_sparse(lines: list[str]) -> bool:
    """Return whether the first lines of a text are sparse rows."""
    found = [line.strip() for line in lines[:_LOOKED_AT] if line.strip()]
    return len(found) > 1 and all(map(_LINE.fullmatch, found))


def sparse_grid(name: str, lines: list[str]) -> Grid:
    """Return the grid: a column for the target and one for each place.

    Raises DataError for a line of another form, FileError for more columns than a table may have.
    """
    found: list[tuple[int, str, dict[int, str]]] = []
    first, last = 1, 0
    for number, line in enumerate(lines, start=1):
        text = line.partition("#")[0].split()
        if not text:
            continue
        pairs = [part.partition(":") for part in text[1:] if not part.startswith("qid:")]
        if not all(place.isdigit() and value for place, _, value in pairs):
            raise DataError(
                say("Table", "{file}, line {line}: not place:value", file=name, line=number),
                say("Table", "write the target, then 3:0.5 for a value of 0.5 in column 3"),
            ).at(number)
        cells = {int(place): value for place, _, value in pairs}
        first, last = min(first, *cells, first), max(last, *cells, last)
        check_cells(name, len(found) + 1, last + 1)
        found.append((number, text[0], cells))
    places = range(first, last + 1)
    rows: list[Row] = [
        (number, [target, *(cells.get(place, "0") for place in places)])
        for number, target, cells in found
    ]
    names = ("target", *(f"column {place}" for place in places))
    said = {"target": ColumnOptions(role="target")}
    return Grid(rows, names, said, delimiter=" ", is_plain=False)
