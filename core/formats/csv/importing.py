"""CSV: one matrix, for one dense layer, or a zip with a file for every array."""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.disk.bounded import bounded_json, damaged, npy_array, zip_members
from core.disk.csv_text import unguarded
from core.errors import FileError
from core.formats.csv.matrix import matrix_of
from core.formats.importers import IMPORTERS, Imported, Importer
from core.formats.npz.importing import from_arrays, from_project
from core.formats.weights.single import single_matrix
from core.records import record

Matrix = NDArray[np.float64]

_NAMED = r"(weight|kernel|bias|gamma|beta|scale|shift|mean|var\w*|offset|factor|\d)(e?s)?$"
#: the most bytes read from a table of names
_MOST_TABLE = 4 * 1024**2
_SUFFIXES = (".csv", ".tsv", ".txt")


@IMPORTERS.register
@record
class CsvImporter(Importer):
    """A matrix of numbers, a row for every input and a column for every unit."""

    name = "csv"
    label = "CSV"
    suffix = ".csv"
    description = "CSV table of one weight matrix"

    def imported(self, content: bytes, name: str) -> Imported:
        """Return the one layer. Raises FileError."""
        return single_matrix(matrix_of(content, name), name, "CSV")


@IMPORTERS.register
@record
class TextImporter(CsvImporter):
    """The same with the suffix most often used with np.savetxt."""

    name = "txt"
    label = "text"
    suffix = ".txt"
    description = "text table of one weight matrix"


@IMPORTERS.register
@record
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
        read = from_arrays(arrays, beside, name)
        return read if read.source != "NumPy" else replace(read, source="CSV")


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
