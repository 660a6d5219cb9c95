"""Pasted arrays: numbers from a notebook, a terminal or a spreadsheet, read without running them.

NumPy's and PyTorch's print and repr forms, nested lists, and rows separated by commas, semicolons,
tabs or spaces. The precision of the numbers is kept too, as a printed array is rounded: 0.3333
means anything within half a unit of its last place.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.counts import counted
from core.errors import DataError

Array = NDArray[np.float64]

MAX_CHARACTERS = 1_000_000
MAX_NUMBERS = 100_000
_MAX_DEPTH = 8
#: decimals from which on a number counts as rounded there; 0.5 and 2 are taken as meant, to the
#: digits that NumPy prints before it drops the zeros at the end
_ROUNDED = 2
_PRINTED = 8

_NUMBER = re.compile(r"[-+]?(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:[eE]([-+]?\d{1,5}))?")
_WORDS = re.compile(r"[-+]?(?:nan|inf|infinity|true|false)", re.IGNORECASE)
_TOKEN = re.compile(r"\s+|,|[\[\]()]|[^\s,\[\]()]+")
_HEAD = re.compile(r"(?:[A-Za-z_]\w*\s*=\s*)?(?:[A-Za-z_][\w.]*\(\s*)*")
_TAIL = re.compile(r"[\s,;)>]*(?:[A-Za-z_]\w*\s*=[^\n]{0,200})?")
_SCALAR_CALL = re.compile(r"\b(?:np|numpy)\.\w{1,12}\(([^()\[\]]{1,40})\)")
_DECIMAL_COMMA = re.compile(r"[-+]?\d*,\d+(?:[eE][-+]?\d{1,5})?")


@dataclass(frozen=True, eq=False)
class Pasted:
    """An array that was read, and the precision of each number.

    `units` is the unit of each number's last place; `digits` the decimals that were written (of the
    mantissa if there are exponents), None if the array was not read from a text.
    """

    array: Array
    units: Array
    digits: int | None
    #: whether the text says that the numbers are of single precision
    single: bool = False


def read_array(text: str) -> Array:
    """Return the numbers of a pasted text as an array. Raises DataError as `read_pasted` does."""
    return read_pasted(text).array


def read_pasted(text: str) -> Pasted:
    """Return the numbers of a pasted text and their precision.

    Raises DataError, saying what and where, if it is not an array or too large.
    """
    if len(text) > MAX_CHARACTERS:
        raise DataError(
            f"the text has {len(text):,} characters, more than {MAX_CHARACTERS:,}",
            "paste one array, not a whole file",
        )
    text = text.replace("\N{MINUS SIGN}", "-").replace("\N{NO-BREAK SPACE}", " ")
    if "..." in text or "…" in text:
        raise DataError(
            "the printed array leaves numbers out (…)",
            "print all of them: np.set_printoptions(threshold=10**9)",
        )
    text = _SCALAR_CALL.sub(r"\1", text).strip().removeprefix("Parameter containing:").strip()
    single = "float32" in text or text.startswith("tensor(")
    start = text.find("[")
    if start >= 0:
        words, shape = _nested(_unwrapped(text, start))
    else:
        words, shape = _rows(_without_call(text))
    if not words:
        raise DataError("there are no numbers in the text", "paste an array: [[1, 2], [3, 4]]")
    numbers = np.array([_value(word) for word in words], dtype=np.float64)
    units, digits = _units(words)
    return Pasted(numbers.reshape(shape), units.reshape(shape), digits, single)


def _refuse(word: str, where: str) -> DataError:
    return DataError(
        f"{where}: {word[:20]!r} is not a number",
        "paste numbers only: an array as NumPy prints it, or rows of a table",
    )


def _value(word: str) -> float:
    lower = word.lower()
    if lower.lstrip("+-") in ("true", "false"):
        return float(lower.lstrip("+-") == "true")
    return float(lower)


def _checked(word: str, where: str) -> str:
    if _NUMBER.fullmatch(word) is None and _WORDS.fullmatch(word) is None:
        raise _refuse(word, where)
    return word


# ---------------------------------------------------------------------- brackets


def _unwrapped(text: str, start: int) -> str:
    """Return what is between the outer brackets; only a call may surround them."""
    end = text.rfind("]") + 1
    if end <= start:
        raise DataError("a bracket is opened and never closed", "paste the whole array")
    head, tail = text[:start], text[end:]
    if _HEAD.fullmatch(head) is None:
        raise DataError(f"before the array there is {head.strip()[:20]!r}", "paste only the array")
    if _TAIL.fullmatch(tail) is None:
        raise DataError(f"after the array there is {tail.strip()[:20]!r}", "paste one array alone")
    return text[start:end]


def _nested(text: str) -> tuple[list[str], tuple[int, ...]]:
    """Return the numbers within brackets, and the shape that the brackets give them."""
    words: list[str] = []
    counts: list[int] = []  # how many items each open bracket has so far
    lengths: dict[int, int] = {}  # depth → items of a bracket there, as the first one had
    deepest = 0
    for word, line in _tokens(text):
        where = f"line {line}"
        if word == "[":
            if not counts and deepest:
                raise DataError(f"{where}: a second array begins", "paste one array alone")
            if counts:
                counts[-1] += 1
            counts.append(0)
            deepest = max(deepest, len(counts))
            if deepest > _MAX_DEPTH:
                raise DataError(f"{where}: brackets are nested too deeply", "paste a matrix")
        elif word == "]":
            if not counts:
                raise DataError(f"{where}: a bracket is closed too often", "paste one array")
            depth, count = len(counts), counts.pop()
            if lengths.setdefault(depth, count) != count:
                raise DataError(
                    f"{where}: a row has {counted(count, 'value')}, the first row has "
                    f"{lengths[depth]}",
                    "give every row the same length",
                )
        elif not counts:
            raise _refuse(word, where)
        else:
            words.append(_checked(word, where))
            _check_count(words)
            counts[-1] += 1
    if counts:
        raise DataError("a bracket is opened and never closed", "paste the whole array")
    shape = tuple(lengths[depth] for depth in range(1, deepest + 1))
    if int(np.prod(shape)) != len(words):
        raise DataError("numbers and rows are mixed", "give every row the same length")
    return words, shape


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    """Yield brackets and words with their line, counted from 1; separators are skipped."""
    line = 1
    for match in _TOKEN.finditer(text):
        word = match[0]
        if word.isspace() or word == ",":
            line += word.count("\n")
        else:
            yield word, line


def _check_count(words: list[str]) -> None:
    if len(words) > MAX_NUMBERS:
        raise DataError(f"there are more than {MAX_NUMBERS:,} numbers", "paste a smaller array")


# ---------------------------------------------------------------------- rows


def _without_call(text: str) -> str:
    """Return the inside of tensor(0.25) and the like."""
    head = _HEAD.match(text)
    if head is not None and "(" in head[0]:
        return text[head.end() :].split(")")[0].split(",")[0]
    return text[head.end() :] if head is not None and "=" in head[0] else text


def _rows(text: str) -> tuple[list[str], tuple[int, ...]]:
    """Return the numbers of a table, and its shape: () for one number, (n,) for one row."""
    separator = next((mark for mark in ("\t", ";") if mark in text), None)
    comma_is_decimal = separator is not None or _has_decimal_commas(text)
    rows: list[list[str]] = []
    words: list[str] = []
    for i, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        if separator is not None:
            cells = [cell.strip() for cell in line.strip().strip(separator).split(separator)]
        elif comma_is_decimal or "," not in line:
            cells = line.split()
        else:
            cells = [cell.strip() for cell in line.strip().rstrip(",").split(",")]
        row = []
        for j, cell in enumerate(cells, start=1):
            if comma_is_decimal and _DECIMAL_COMMA.fullmatch(cell):
                cell = cell.replace(",", ".")
            row.append(_checked(cell, f"line {i}, column {j}"))
        if rows and len(row) != len(rows[0]):
            raise DataError(
                f"line {i} has {counted(len(row), 'value')}, the first line has {len(rows[0])}",
                "give every row the same length",
            )
        rows.append(row)
        words += row
        _check_count(words)
    if len(rows) == 1:
        return words, (len(words),) if len(words) > 1 else ()
    return words, (len(rows), len(rows[0]) if rows else 0)


def _has_decimal_commas(text: str) -> bool:
    """Return whether it is like `0,5 1,25`: spaces separate numbers that all have a comma."""
    cells = text.split()
    several = any(len(line.split()) > 1 for line in text.splitlines())
    return several and all(_DECIMAL_COMMA.fullmatch(cell) for cell in cells)


# ---------------------------------------------------------------------- digits


def _units(words: list[str]) -> tuple[Array, int]:
    """Return the unit of every number's last place, and the decimals that all were written with.

    Printing drops trailing zeros, so the longest number shows the precision of all; numbers with an
    exponent are each rounded to the same number of digits.
    """
    exponents = np.zeros(len(words), dtype=int)
    scientific = np.zeros(len(words), dtype=bool)
    decimals = np.zeros(len(words), dtype=int)
    for i, word in enumerate(words):
        match = _NUMBER.fullmatch(word)
        if match is not None:
            decimals[i] = len(match[2] or match[3] or "")
            scientific[i] = match[4] is not None
            exponents[i] = int(match[4] or 0)
    units = np.zeros(len(words))
    written = []
    for kind in (scientific, ~scientific):
        if kind.any():
            longest = int(decimals[kind].max())
            digits = longest if longest >= _ROUNDED else _PRINTED
            written.append(digits)
            powers = np.where(scientific, exponents, 0)[kind] - digits
            units[kind] = 10.0 ** np.clip(powers, -300, 300)
    return units, min(written)
