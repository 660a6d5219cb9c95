"""A table of numbers as one matrix; whatever could be another number is refused."""

import csv
import io
import re
from array import array

import numpy as np
from numpy.typing import NDArray

from core.counts import counted
from core.errors import FileError

Matrix = NDArray[np.float64]

_MOST_NUMBERS, _MOST_ROWS = 4_000_000, 1_000_000
#: a number that may have thousands in groups, or three decimals
_GROUPS = re.compile(r"[+-]?[1-9]\d{0,2}(?:[.,]\d{3})+")
#: cells at the beginning that are looked at for doubts
_MOST_LOOKED_AT = 2000


def matrix_of(content: bytes, name: str) -> Matrix:
    """Return the numbers of a table as a matrix; a first row and a first column of names are left.

    Columns are separated by `;`, tab (then a comma may be decimal), comma or spaces. Raises
    FileError, naming the line, for cells that are not numbers, rows of different lengths, and for
    a notation that can be read in two ways.
    """
    first = content.lstrip(b"\xef\xbb\xbf \r\n")[:65536].partition(b"\n")[0]
    mark = next((mark for mark in ";\t," if mark.encode() in first), None)
    lines = content.count(b"\n")
    if lines > _MOST_ROWS or content.count((mark or " ").encode()) + lines > _MOST_NUMBERS:
        raise FileError(f"{name} is too large to be read as CSV", "save the weights as NPZ")
    numbers, width, named = array("d"), 0, False
    looked: list[list[str]] = []
    try:
        # line by line: the whole text and its cells would take far more memory than the numbers
        for number, line in enumerate(io.TextIOWrapper(io.BytesIO(content), "utf-8-sig"), start=1):
            cells = _cells(line, mark)
            if not cells:
                continue
            if not width and not numbers and not named and _are_names(cells):
                named = True
                names = cells
                continue
            if named and names[0] == "" and len(cells) == len(names):
                cells = cells[1:]  # names of rows, with nothing above them
            if len(looked) * len(cells) < _MOST_LOOKED_AT:
                looked.append(cells)
            try:
                numbers.extend(_number(cell, mark) for cell in cells)
            except ValueError:
                raise FileError(
                    f"{name}, line {number}: a cell is not a number",
                    "leave only numbers in the table, and names of neurons only in its first row",
                ) from None
            width = width or len(cells)
            if len(cells) != width:
                raise FileError(
                    f"{name}, line {number} has {counted(len(cells), 'number')}, the first row "
                    f"{width}",
                    "give every row the same length",
                )
    except UnicodeDecodeError:
        raise FileError(f"{name} is not a text file", "save the table as CSV, UTF-8") from None
    if not width:
        raise FileError(f"{name} holds no numbers", "choose a table of weights")
    _refuse_doubts(looked, mark, name)
    return np.array(numbers).reshape(-1, width)


def _cells(line: str, mark: str | None) -> list[str]:
    """Return the cells of a line as text; none for a blank line or a comment."""
    line = line.strip(" \r\n")
    if not line.strip(mark) or line.startswith("#"):
        return []
    if '"' in line:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=mark or " "))]
    return line.split(mark)


def _number(cell: str, mark: str | None) -> float:
    if mark in (";", "\t") and "," in cell:
        cell = cell.replace(",", ".")
    if "_" in cell:
        raise ValueError
    return float(cell if cell.isascii() else cell.replace("\u2212", "-"))


def _are_names(cells: list[str]) -> bool:
    """Return whether a first row names the columns: no cell is a number, or the first is empty."""
    if cells[0].strip() == "" and len(cells) > 1:
        return True
    for cell in cells:
        try:
            float(cell.replace(",", ".").replace("\u2212", "-"))
        except ValueError:
            continue
        return False
    return True


def _refuse_doubts(rows: list[list[str]], mark: str | None, name: str) -> None:
    """Raise FileError if the first rows could be other numbers than those read."""
    width = len(rows[0])
    counts = [cell.strip() for cell in rows[0]] == [str(i) for i in range(width)]
    if width > 1 and len(rows) > 1 and counts:
        raise FileError(
            f"{name}: its first row counts the columns", "leave that row out, as in header=False"
        )
    cells = [cell.strip() for row in rows for cell in row]
    signed = [cell for cell in cells if "." in cell or "," in cell]
    if mark in (";", "\t") and signed and all(_GROUPS.fullmatch(cell) for cell in signed):
        raise FileError(
            f"{name}: {signed[0][:40]} may have thousands in groups, or three decimals",
            "write numbers with a decimal point and more or fewer decimals, without groups",
        )
    split = mark == "," and width == 2 and all(re.fullmatch(r"[+-]?\d+", cell) for cell in cells)
    if split and any(re.fullmatch(r"\d{4,}|0\d+", row[1].strip()) for row in rows):
        raise FileError(
            f"{name}: {rows[0][0][:20]},{rows[0][1][:20]} may be one number with a decimal comma",
            "write numbers with a decimal point",
        )
