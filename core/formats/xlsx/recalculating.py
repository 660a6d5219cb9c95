"""A workbook read back and recalculated, with the few functions that its formulas use.

Precedence is that of spreadsheets: a leading minus before a power, powers from the left. Constant
cells may be changed first, to single values or to many at a time: then every number is an array
(k,), for k workbooks.
"""

import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import FileError
from core.formats.xlsx.package import MAIN

Array = NDArray[np.float64]
Place = tuple[str, int, int]

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+\.?\d*(?:E[+-]?\d+)?)|(?P<cell>(?:(?P<sheet>[A-Za-z]+)!)?"
    r"(?P<at>[A-Z]{1,3}\d+)(?::(?P<to>[A-Z]{1,3}\d+))?)|(?P<name>[A-Z]+)\(|(?P<sign>[<>]=|[-+*/^<>=(),]))"
)
_AT = re.compile(r"\$?([A-Z]+)\$?(\d+)")
_NAMED = re.compile(r"(\w+)!(\$[A-Z]+\$\d+)(?::(\$[A-Z]+\$\d+))?")


class Workbook:
    """A workbook read from a file; `changed` are cells whose numbers were replaced, (k,)."""

    def __init__(self, path: Path) -> None:
        from xml.etree import ElementTree

        self._formulas: dict[Place, str] = {}
        self._given: dict[Place, Any] = {}
        self._known: dict[Place, Any] = {}
        self._names: dict[str, tuple[str, int, int, int, int]] = {}
        try:
            with zipfile.ZipFile(path) as archive:
                self._read(archive)
        except (zipfile.BadZipFile, ElementTree.ParseError, KeyError, ValueError):
            raise FileError(f"{path.name} is not such a workbook", "export it again") from None

    def _read(self, archive: zipfile.ZipFile) -> None:
        from xml.etree import ElementTree

        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        for n, sheet in enumerate(book.iter(f"{{{MAIN}}}sheet"), start=1):
            name = sheet.attrib["name"]
            root = ElementTree.fromstring(archive.read(f"xl/worksheets/sheet{n}.xml"))
            for cell in root.iter(f"{{{MAIN}}}c"):
                place = (name, *_at(cell.attrib["r"]))
                formula, value = cell.find(f"{{{MAIN}}}f"), cell.find(f"{{{MAIN}}}v")
                if formula is not None:
                    self._formulas[place] = formula.text or ""
                elif value is not None:
                    self._given[place] = np.float64(value.text or "0")
        for defined in book.iter(f"{{{MAIN}}}definedName"):
            found = _NAMED.fullmatch(defined.text or "")
            if found is not None:
                first, last = _at(found[2]), _at(found[3] or found[2])
                self._names[defined.attrib["name"]] = (found[1], *first, *last)

    def __contains__(self, name: str) -> bool:
        return name in self._names

    @property
    def formulas(self) -> dict[Place, str]:
        """All formulas, by cell."""
        return self._formulas

    def set(self, name: str, values: NDArray[np.floating[Any]]) -> None:
        """Put other numbers (rows, columns) or (rows, columns, k) in the cells of a table."""
        sheet, top, left, bottom, right = self._names[name]
        for i in range(top, bottom + 1):
            for j in range(left, right + 1):
                self._given[sheet, i, j] = values[i - top, j - left]
        self._known.clear()

    def table(self, name: str) -> Array:
        """Return the calculated numbers of a table: (rows, columns) or (rows, columns, k)."""
        return self.block(*self._names[name])

    def block(self, sheet: str, top: int, left: int, bottom: int, right: int) -> Array:
        """Return the calculated numbers of a range, like those of a table."""
        rows = [
            [self.value((sheet, i, j)) for j in range(left, right + 1)]
            for i in range(top, bottom + 1)
        ]
        flat = np.broadcast_arrays(*(item for row in rows for item in row))
        shape = (bottom - top + 1, right - left + 1, *flat[0].shape)
        return np.array(flat, dtype=np.float64).reshape(shape)

    def value(self, place: Place) -> Any:
        """Return the number of a cell. Raises FileError if a spreadsheet would show an error."""
        if place in self._known:
            return self._known[place]
        if place in self._given:
            return self._given[place]
        with np.errstate(all="ignore"):
            found = _Reader(self._formulas[place], place[0], self).value()
        if not np.all(np.isfinite(found)):
            raise FileError(
                f"Excel workbook: a spreadsheet would show an error in {place[0]}",
                "export it before training diverges, or as a NumPy script",
            )
        self._known[place] = found
        return found


def _at(text: str) -> tuple[int, int]:
    found = _AT.fullmatch(text)
    if found is None:
        raise ValueError(text)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


_COMPARISONS: Mapping[str, Callable[[Any, Any], Any]] = MappingProxyType(
    {
        ">": np.greater,
        ">=": np.greater_equal,
        "<": np.less,
        "<=": np.less_equal,
        "=": np.equal,
    }
)
_ONE: Mapping[str, Callable[[Any], Any]] = MappingProxyType(
    {
        "EXP": np.exp,
        "LN": np.log,
        "SQRT": np.sqrt,
        "TANH": np.tanh,
        "SIN": np.sin,
        "COS": np.cos,
        "ABS": np.abs,
        "SIGN": np.sign,
    }
)


def _shown(found: Any) -> Any:
    """Return a number, or NaN where a spreadsheet shows an error, as it has no infinity."""
    return np.where(np.isfinite(found), found, np.nan)


class _Reader:
    """Evaluates one formula while reading it."""

    def __init__(self, text: str, sheet: str, book: Workbook) -> None:
        self._tokens = list(_TOKEN.finditer(text))
        if "".join(token[0] for token in self._tokens) != text:
            raise FileError("Excel workbook: a formula cannot be read back", "please report this")
        self._at, self._sheet, self._book = 0, sheet, book

    def value(self) -> Any:
        found = self._compared()
        if self._at < len(self._tokens):
            raise FileError("Excel workbook: a formula cannot be read back", "please report this")
        return np.asarray(found, dtype=np.float64)

    def _sign(self, *signs: str) -> str:
        if self._at < len(self._tokens) and self._tokens[self._at]["sign"] in signs:
            self._at += 1
            return str(self._tokens[self._at - 1]["sign"])
        return ""

    def _compared(self) -> Any:
        left = self._added()
        while sign := self._sign(*_COMPARISONS):
            left = _COMPARISONS[sign](left, self._added())
        return left

    def _added(self) -> Any:
        left = self._multiplied()
        while sign := self._sign("+", "-"):
            right = self._multiplied()
            left = np.add(left, right, dtype=float) if sign == "+" else left - right * 1.0
        return left

    def _multiplied(self) -> Any:
        left = self._raised()
        while sign := self._sign("*", "/"):
            right = self._raised()
            left = left * right if sign == "*" else _shown(np.divide(left, right))
        return left

    def _raised(self) -> Any:
        left = self._negative()
        while self._sign("^"):
            left = _shown(np.power(left, self._negative(), dtype=float))
        return left

    def _negative(self) -> Any:
        if self._sign("-"):
            return -self._negative()
        return self._one()

    def _one(self) -> Any:
        if self._sign("("):
            found = self._compared()
            self._sign(")")
            return found
        token = self._tokens[self._at]
        self._at += 1
        if token["number"]:
            return np.float64(token["number"])
        if token["cell"]:
            sheet, first = token["sheet"] or self._sheet, _at(token["at"])
            if token["to"] is None:
                return self._book.value((sheet, *first))
            return self._book.block(sheet, *first, *_at(token["to"]))
        return self._called(token["name"])

    def _called(self, name: str) -> Any:
        given = [self._compared()]
        while self._sign(","):
            given.append(self._compared())
        self._sign(")")
        if name in _ONE:
            return _shown(_ONE[name](given[0]))
        match name:
            case "IF":
                return np.where(np.asarray(given[0], dtype=bool), given[1], given[2])
            case "AND":
                return np.logical_and.reduce(np.broadcast_arrays(*given))
            case "SUM":
                return np.sum(given[0], axis=(0, 1))
            case "MAX" | "MIN":
                rule = np.maximum if name == "MAX" else np.minimum
                # a range counts as the cells in it
                flat = [
                    cell
                    for item in given
                    for cell in ([item] if np.ndim(item) < 2 else item.reshape(-1, *item.shape[2:]))
                ]
                return rule.reduce(np.broadcast_arrays(*flat))
            case "SUMPRODUCT":
                most = max(item.ndim for item in given)
                wide = [item[..., None] if item.ndim < most else item for item in given]
                return np.sum(wide[0] if len(wide) == 1 else wide[0] * wide[1], axis=(0, 1))
            case "MMULT":
                one, other = (x if x.ndim == 3 else x[..., None] for x in given)
                product = np.einsum("ij...,jk...->ik...", one, other)
                return product if max(x.ndim for x in given) == 3 else product[..., 0]
        raise FileError(f"Excel workbook: {name} cannot be read back", "please report this")
