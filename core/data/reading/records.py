"""Records: a table as JSON, a list of objects or one object per line; a column per name."""

import json
from pathlib import Path
from typing import Any

from core.data.reading.grid import Grid, Row
from core.data.table_files import check_cells
from core.disk.gzipped import head_of
from core.disk.json_text import parse_json
from core.disk.writing import open_ordinary
from core.errors import DataError, SizeError
from core.words import say

#: the first character shows that a .json file is a table: a project is an object
_LOOKED_AT = 4096
#: the most lists and objects that are parsed
_MOST_RECORDS = 1_000_000


def is_list_file(path: Path) -> bool:
    """Return whether a .json file begins like a list, or holds one object per line."""
    try:
        with open_ordinary(path) as file:
            head = head_of(file.read(_LOOKED_AT), _LOOKED_AT).removeprefix(b"\xef\xbb\xbf").lstrip()
    except OSError:
        return False
    lines = [line for line in head.splitlines() if line.strip()]
    return head[:1] == b"[" or (len(lines) > 1 and all(map(_is_object, lines[:2])))


def _is_object(line: bytes) -> bool:
    return line[:1] == b"{" and line.rstrip()[-1:] == b"}"


def is_records(text: str) -> bool:
    """Return whether a text looks like a list of records or one object per line."""
    head = text[:_LOOKED_AT].lstrip()
    if head[:1] == "[":
        return head[1:].lstrip()[:1] in ("{", "[", "]")
    first = head.splitlines()[0].rstrip() if head else ""
    if first[:2] != '{"' or first[-1:] != "}":
        return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def records_grid(name: str, text: str) -> Grid:
    """Return the rows of records. Raises FileError if it is not JSON, DataError if not a table."""
    if text.count("[") + text.count("{") > _MOST_RECORDS:
        raise SizeError(
            say("Table", "{file} has more than {n} records", file=name, n=f"{_MOST_RECORDS:,}"),
            say("Table", "leave some out, or save it as CSV"),
        )
    if text.lstrip()[:1] == "[":
        records = list(enumerate(parse_json(text.encode("utf-8", "surrogatepass"), name), start=1))
    else:
        records = [
            (line, parse_json(one.encode("utf-8", "surrogatepass"), f"{name}, line {line}"))
            for line, one in enumerate(text.splitlines(), start=1)
            if one.strip()
        ]
    if records and all(isinstance(record, list) for _, record in records):
        return Grid([(line, _cells(name, line, enumerate(row))) for line, row in records])
    columns: dict[str, None] = {}
    for line, record in records:
        if not isinstance(record, dict):
            raise DataError(
                say("Table", "{file}, record {n} is not an object", file=name, n=line),
                say("Table", "write every record as {form}", form='{"x": 1, "y": 2}'),
            )
        columns.update(dict.fromkeys(record))
    check_cells(name, len(records), len(columns))
    rows: list[Row] = []
    for line, record in records:
        cells = _cells(name, line, ((key, record.get(key)) for key in columns))
        rows.append((line, cells))
    return Grid(rows, tuple(columns) if rows else None)


def _cells(name: str, line: int, values: Any) -> list[str]:
    return [_cell(name, line, key, value) for key, value in values]


def _cell(name: str, line: int, key: Any, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (dict, list)):
        raise DataError(
            say(
                "Table",
                "{file}, record {n}: '{name}' holds more than one value",
                file=name,
                n=line,
                name=str(key)[:40],
            ),
            say("Table", "give every value a name of its own, or leave it out"),
        )
    return value if isinstance(value, str) else repr(value)
