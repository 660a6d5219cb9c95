"""CSV: one matrix, for one dense layer, or a zip with a file for every array."""

import csv
import io
import re
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.counts import counted
from core.disk.bounded import bounded_json, damaged, npy_array, zip_members
from core.disk.csv_text import unguarded
from core.errors import FileError
from core.formats.importers import IMPORTERS, Imported, ImportedLayer, Importer
from core.formats.npz.importing import from_arrays, from_project

Matrix = NDArray[np.float64]

_MOST_NUMBERS, _MOST_ROWS = 4_000_000, 1_000_000
_NAMED = r"(weight|kernel|bias|gamma|beta|scale|shift|mean|var\w*|offset|factor|\d)(e?s)?$"
#: the most bytes read from a table of names
_MOST_TABLE = 4 * 1024**2
_SUFFIXES = (".csv", ".tsv", ".txt")


@IMPORTERS.register
@dataclass(frozen=True)
class CsvImporter(Importer):
    """A matrix of numbers, a row for every input and a column for every unit; no bias."""

    name = "csv"
    label = "CSV"
    suffix = ".csv"
    description = "CSV table of one weight matrix"

    def imported(self, content: bytes, name: str) -> Imported:
        """Return the one layer. Raises FileError."""
        weight = matrix_of(content, name)
        layer = ImportedLayer("dense_0", weight=weight)
        notice = "Rows are taken as inputs and columns as neurons; there is no bias."
        return Imported((layer,), "CSV", (notice,), open_way=True)


@IMPORTERS.register
@dataclass(frozen=True)
class TextImporter(CsvImporter):
    """The same with the suffix most often used with np.savetxt."""

    name = "txt"
    label = "text"
    suffix = ".txt"
    description = "text table of one weight matrix"


@IMPORTERS.register
@dataclass(frozen=True)
class CsvZipImporter(Importer):
    """A zip of tables named like their arrays: dense_0_weight.csv, dense_0_bias.csv, …"""

    name = "csv_zip"
    label = "CSV (zip)"
    suffix = ".zip"
    description = "CSV tables in a zip"

    def imported(self, content: bytes, name: str) -> Imported:
        """Return the layers. Raises FileError."""
        members = zip_members(content, name)
        tables = _tables(members)
        if "project.json" in members and "inputs.csv" in members:
            return _own(members, tables, name)
        arrays: dict[str, Matrix] = {}
        beside: dict[str, Matrix] = {}
        for key, found in tables.items():
            scaling = re.fullmatch(r"(input|target)s?[/_](offset|factor)s?", key)
            matrix = matrix_of(found, f"{name}: {key[:60]}")
            if scaling:
                beside[f"{scaling[1]}s/{scaling[2]}"] = matrix.reshape(-1)
            else:
                arrays[key] = matrix
        for member, found in members.items():
            if member.endswith(".npy"):
                arrays[PurePosixPath(member).stem] = _numbers_of(found, f"{name}: {member[:60]}")
        if not arrays:
            raise FileError(
                f"{name} holds no tables of weights",
                "name them like dense_0_weight.csv and dense_0_bias.csv",
            )
        # a table has a row for every input, unless it has a PyTorch name
        dotted = any(re.search(r"\.(weight|bias)$", key) for key in arrays)
        return from_arrays(arrays, beside, name, "" if dotted else "CSV")


def _numbers_of(content: bytes, name: str) -> Matrix:
    array = npy_array(content, name)
    if array.dtype.kind not in "fiu":
        raise FileError(f"{name} holds no numbers", "save arrays of numbers")
    return array.astype(np.float64)


def _tables(members: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the tables of weights by the names of their arrays, without suffix.

    A folder common to all is left out of the names if the rest is clear enough.
    """
    found = {}
    for member, content in members.items():
        path = PurePosixPath(member)
        named = re.search(
            r"(weight|kernel|bias|gamma|beta|scale|shift|mean|var\w*|offset|factor|\d)(e?s)?$",
            path.stem,
        )
        if path.suffix.lower() in _SUFFIXES and not path.name.startswith(".") and named:
            found[path.with_suffix("").as_posix()] = content
    shorter = {key.partition("/")[2] for key in found}
    same = len({key.partition("/")[0] for key in found}) == 1
    if same and len(shorter) == len(found) and all(re.search(r"[/_.\d]", key) for key in shorter):
        return {key.partition("/")[2]: content for key, content in found.items()}
    return found


def _own(members: Mapping[str, bytes], tables: Mapping[str, bytes], name: str) -> Imported:
    """Return the layers of Backstep's own export."""
    project = bounded_json(members["project.json"], f"{name}: project.json")
    if not isinstance(project, dict) or not isinstance(project.get("layers"), list):
        raise damaged(name, "project.json is not a project")
    arrays = {}
    for key, found in tables.items():
        matrix = matrix_of(found, f"{name}: {key[:60]}")
        arrays[key] = matrix if key.endswith("/weight") else matrix.reshape(-1)
    beside: dict[str, NDArray[Any]] = {}
    for part in ("inputs", "targets"):
        rows = _rows(members.get(f"{part}.csv", b""), f"{name}: {part}.csv")
        try:
            numbers = np.array([[float(cell) for cell in row[1:3]] for row in rows])
        except (ValueError, TypeError):
            raise damaged(name, f"{part}.csv is not a table of scalings") from None
        if rows and numbers.shape == (len(rows), 2):
            beside[f"{part}/offset"], beside[f"{part}/factor"] = numbers.T
            beside[f"{part}/names"] = np.array([unguarded(row[0]) for row in rows], dtype=np.str_)
    classes = [unguarded(row[0]) for row in _rows(members.get("classes.csv", b""), name) if row]
    if classes:
        beside["classes"] = np.array(classes, dtype=np.str_)
    return from_project(project, arrays, beside, name)


def _rows(content: bytes, name: str) -> list[list[str]]:
    """Return the rows of a small table below its header."""
    try:
        return list(csv.reader(io.StringIO(content[:_MOST_TABLE].decode(), newline="")))[1:]
    except (UnicodeDecodeError, csv.Error):
        raise damaged(name, "it is not a table") from None


def matrix_of(content: bytes, name: str) -> Matrix:
    """Return the numbers of a table as a matrix; a first row of names is left out.

    Columns are separated by `;` (then a comma may be decimal), tab, comma or spaces. Raises
    FileError, naming the line, for cells that are not numbers and rows of different lengths.
    """
    first = content.lstrip(b"\xef\xbb\xbf \r\n")[:65536].partition(b"\n")[0]
    mark = next((mark for mark in ";\t," if mark.encode() in first), None)
    lines = content.count(b"\n")
    if lines > _MOST_ROWS or content.count((mark or " ").encode()) + lines > _MOST_NUMBERS:
        raise FileError(f"{name} is too large to be read as CSV", "save the weights as NPZ")
    numbers, width = array("d"), 0
    try:
        # line by line: the whole text and its cells would take far more memory than the numbers
        for number, line in enumerate(io.TextIOWrapper(io.BytesIO(content), "utf-8-sig"), start=1):
            cells = _cells(line, mark)
            if not cells:
                continue
            try:
                numbers.extend(map(float, cells))
            except ValueError:
                if not width and number == 1:
                    del numbers[:]
                    continue  # names of the units
                raise FileError(
                    f"{name}, line {number}: a cell is not a number",
                    "leave only numbers in the table",
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
    return np.array(numbers).reshape(-1, width)


def _cells(line: str, mark: str | None) -> list[str]:
    """Return the cells of a line as text; none for a blank line or a comment."""
    line = line.replace('"', "").strip(" \r\n")
    if mark == ";":
        line = line.replace(",", ".")
    if not line.strip(mark) or line.startswith("#"):
        return []
    return line.split(mark)
