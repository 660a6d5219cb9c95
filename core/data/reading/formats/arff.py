"""ARFF: Weka's tables, which name their columns and say what each holds.

The format is in the Weka manual, "Attribute-Relation File Format": a header of `@attribute`
lines, then rows separated by commas; a row in braces gives only the cells that are not zero.
"""

import re

from core.counts import counted
from core.data.reading.grid import Grid, Row
from core.data.reading.options import ColumnOptions
from core.data.table_files import check_cells
from core.errors import DataError, FileError
from core.words import say

_ATTRIBUTE = re.compile(
    r"@attribute\s+(?:'((?:[^'\\]|\\.)*)'|\"([^\"]*)\"|(\S+?))\s*(\{.*|\s\S.*)", re.IGNORECASE
)
_NUMBERS = ("numeric", "real", "integer")
_ITEM = re.compile(r"""(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^,'"])+""")
#: the weight of a row, in braces at its end
_WEIGHT = re.compile(r",\s*\{[^{}]*\}$")


def is_arff(lines: list[str]) -> bool:
    """Return whether a text begins like ARFF, after comments and blank lines."""
    for line in lines[:500]:
        text = line.strip().lower()
        if text and not text.startswith("%"):
            return text.startswith(("@relation", "@attribute"))
    return False


def arff_grid(name: str, lines: list[str]) -> Grid:
    """Return the grid of an ARFF text. Raises FileError and DataError if it is not one."""
    names: list[str] = []
    said: dict[str, ColumnOptions] = {}
    zeros: list[str] = []
    data = None
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        if text.lower().startswith("@data"):
            data = number
            break
        if text.lower().startswith("@attribute"):
            found = _ATTRIBUTE.match(text)
            if found is None:
                raise _refused(name, number)
            column = next(part for part in found.groups()[:3] if part is not None)
            column = re.sub(r"\\(.)", r"\1", column)
            names.append(column)
            said[column], zero = _kind(found.group(4).strip())
            zeros.append(zero)
    if data is None or not names:
        raise FileError(
            say("Table", "{file}: an ARFF file without @attribute or @data", file=name),
            say("Table", "save it again, or save it as CSV"),
        )
    check_cells(name, 0, len(names))
    for column in names:
        if names.count(column) > 1:
            raise DataError(
                say("Table", "{file}: two columns are called '{name}'", file=name, name=column),
                say("Table", "give each column a name of its own"),
            )
    rows = _rows(name, lines, data, zeros)
    if not rows:
        raise DataError(
            say("Table", "{file} has a header but no rows", file=name),
            say("Table", "add the samples, one row each"),
        )
    return Grid(rows, tuple(names), said, delimiter=",", comment="%", skip=data)


def _kind(text: str) -> tuple[ColumnOptions, str]:
    """Return what a column is declared to hold, and the value of cells that are left out."""
    if text.startswith("{"):
        values = _cells_in(text.strip("{} \t"), ",")
        return ColumnOptions(kind="category"), values[0] if values else ""
    kind = text.split()[0].lower()
    if kind in _NUMBERS:
        return ColumnOptions(kind="number"), "0"
    return ColumnOptions(kind="date" if kind == "date" else None), "0"


def _cells_in(text: str, between: str) -> list[str]:
    """Return the cells of a line: plain, or in either kind of quotation marks with escapes."""
    cells: list[str] = []
    cell, quote, was_quoted = "", "", False
    letters = iter(text)
    for letter in letters:
        if letter == "\\":
            cell += next(letters, "")
        elif quote:
            if letter == quote:
                quote = ""
            else:
                cell += letter
        elif letter in "'\"" and not cell.strip():
            cell, quote, was_quoted = "", letter, True
        elif letter in between:
            cells.append(cell if was_quoted else cell.strip())
            cell, was_quoted = "", False
        elif not (was_quoted and letter.isspace()):
            cell += letter
    return [*cells, cell if was_quoted else cell.strip()]


def _rows(name: str, lines: list[str], start: int, zeros: list[str]) -> list[Row]:
    rows: list[Row] = []
    for number, line in enumerate(lines[start:], start=start + 1):
        text = line.strip()
        if not text or text.startswith("%"):
            continue
        check_cells(name, len(rows) + 1, len(zeros))
        cells = list(zeros)
        if text.startswith("{"):
            body = text[1:].rpartition("}")[0]
            for item in _items_in(body):
                index, _, value = item.partition(" ")
                if not index.isdecimal() or int(index) >= len(cells):
                    raise _refused(name, number)
                cells[int(index)] = _cells_in(value.strip(), "")[0]
        else:
            text = _WEIGHT.sub("", text)
            found = _cells_in(text, ",")
            cells = found if len(found) == len(zeros) else _cells_in(text, ",\t")
        if len(cells) != len(zeros):
            raise DataError(
                say(
                    "Table",
                    "{file}, line {line}: {cells}, but declared: {columns}",
                    file=name,
                    line=number,
                    cells=counted(len(cells), "cell"),
                    columns=counted(len(zeros), "column"),
                ),
                say("Table", "give every row as many cells as there are columns"),
            ).at(number)
        rows.append((number, cells))
    return rows


def _items_in(text: str) -> list[str]:
    """Return the items of a row in braces, `0 5` or `2 'a, b'`, with their quotation marks."""
    return [found[0].strip() for found in _ITEM.finditer(text) if found[0].strip()]


def _refused(name: str, line: int) -> FileError:
    return FileError(
        say("Table", "{file}, line {line}: not readable as ARFF", file=name, line=line),
        say("Table", "correct the line, or save the table as CSV"),
    ).at(line)
