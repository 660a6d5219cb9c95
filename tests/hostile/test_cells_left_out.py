"""Formats that leave cells out: a small file does not become a table that fills the memory."""

import json

import pytest

from core.data import table_files
from core.data.reading.formats.arff import arff_grid
from core.data.reading.formats.records import records_grid
from core.errors import FileError


def _arff(columns: int, rows: int) -> list[str]:
    names = [f"@attribute a{i} numeric" for i in range(columns)]
    return ["@relation r", *names, "@data", *["{0 1}"] * rows]


def _records(columns: int, rows: int) -> str:
    first = json.dumps({f"k{i}": i for i in range(columns)})
    return "\n".join([first, *['{"k0": 1}'] * (rows - 1)])


def test_columns_are_counted_before_their_cells_are_made() -> None:
    with pytest.raises(FileError, match="3,000 columns, more than the 2,000"):
        arff_grid("t.arff", _arff(3000, 2))
    each = "\n".join(json.dumps({f"k{i}": i}) for i in range(3000))
    with pytest.raises(FileError, match="3,000 columns, more than the 2,000"):
        records_grid("t.jsonl", each)


def test_cells_are_counted_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_files, "MAX_BYTES", 200)
    assert len(arff_grid("t.arff", _arff(10, 10))) == 10
    assert len(records_grid("t.jsonl", _records(10, 10))) == 10
    for read in (
        lambda: arff_grid("t.arff", _arff(10, 11)),
        lambda: records_grid("t.jsonl", _records(10, 11)),
    ):
        with pytest.raises(FileError, match="10 columns in over 10 rows, more than the 100 cells"):
            read()
