"""Records: a table as JSON, in any of the forms that programs write.

A list of objects or of lists; one of these per line; an object of columns, each a list or, as
pandas writes it, an object; pandas' forms "index", "split" and "table"; and one of these inside an
object, under a name such as data.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.data.reading.grid import Grid, Row
from core.data.table_files import MAX_BYTES, check_cells
from core.disk.gzipped import head_of, unpacked
from core.disk.json_text import parse_json
from core.disk.writing import open_ordinary
from core.errors import DataError, SizeError, UserError
from core.words import say, shortened

#: the first character shows that a .json file is a list
_LOOKED_AT = 4096
#: the most lists and objects that are parsed
_MOST_RECORDS = 1_000_000
#: the names under which an object holds a table
_HOLDERS = ("data", "rows", "records", "results", "items", "values", "table", "dataset", "samples")
#: what only a project's object has
_OF_PROJECTS = frozenset(("layers", "format", "optimizer", "training", "loss"))


def is_table_file(path: Path) -> bool:
    """Return whether a .json file holds a table: rows, one object per line, or columns."""
    try:
        with open_ordinary(path) as file:
            raw = file.read(_LOOKED_AT)
            head = head_of(raw, _LOOKED_AT).removeprefix(b"\xef\xbb\xbf").lstrip()
            lines = [line for line in head.splitlines() if line.strip()]
            if head[:1] == b"[" or (len(lines) > 1 and all(map(_is_object, lines[:2]))):
                return True
            if head[:1] != b"{" or b'"layers"' in head:
                return False
            rest = file.read(MAX_BYTES)
        content = unpacked(raw + rest, path.name, MAX_BYTES)
        return len(rest) < MAX_BYTES and _table_in(parse_json(content, path.name)) is not None
    except (OSError, UserError):
        return False


def _is_object(line: bytes) -> bool:
    return line[:1] == b"{" and line.rstrip()[-1:] == b"}"


def is_records(text: str) -> bool:
    """Return whether a text looks like JSON that holds a table."""
    head = text[:_LOOKED_AT].lstrip()
    if head[:1] == "[" and head[1:].lstrip()[:1] in ("{", "[", "]"):
        return True
    first = head.splitlines()[0].rstrip() if head else ""
    if first[:1] == "{" and (first == "{" or first[1:].lstrip()[:1] == '"'):
        return len(first) == _LOOKED_AT or first[-1:] in ("{", "[", ",") or _parses(first)
    return first[:1] == "[" and first[-1:] == "]" and _parses(first)


def _parses(line: str) -> bool:
    try:
        return isinstance(json.loads(line), (dict, list))
    except (ValueError, RecursionError):
        return False


def records_grid(name: str, text: str) -> Grid:
    """Return the rows of records. Raises FileError if it is not JSON, DataError if not a table."""
    if text.count("[") + text.count("{") > _MOST_RECORDS:
        raise SizeError(
            say("Table", "{file} has more than {n} records", file=name, n=f"{_MOST_RECORDS:,}"),
            say("Table", "leave some out, or save it as CSV"),
        )
    lines = [(n, line) for n, line in enumerate(text.splitlines(), start=1) if line.strip()]
    by_line = len(lines) > 1 and all(_parses(line) for _, line in lines[:2])
    if by_line:
        records = [(n, parse_json(_bytes(one), f"{name}, line {n}")) for n, one in lines]
    else:
        whole = parse_json(_bytes(text), name)
        if isinstance(whole, dict):
            found = _table_in(whole)
            if found is None and all(not isinstance(v, (dict, list)) for v in whole.values()):
                found = [whole]
            if found is None:
                raise _no_table(name)
            whole = found
        records = list(enumerate(whole, start=1))
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


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _table_in(whole: Any) -> list[Any] | None:
    """Return the records, or rows with the names first, of a table in any form; None if none is.

    Columns of unequal length are none.
    """
    if isinstance(whole, list):
        return whole if whole and isinstance(whole[0], (dict, list)) else None
    if not isinstance(whole, dict) or not whole:
        return None
    values = list(whole.values())
    names, data = whole.get("columns"), whole.get("data")
    if isinstance(names, list) and isinstance(data, list):
        named = all(isinstance(name, str) for name in names)
        if named and all(isinstance(row, list) and len(row) == len(names) for row in data):
            return [names, *data]
    if all(isinstance(column, list) for column in values) and len(values) > 1:
        alike = len({len(column) for column in values}) == 1 and len(values[0]) > 0
        if alike and not any(isinstance(cell, (dict, list)) for col in values for cell in col[:9]):
            rows = zip(*values, strict=True)
            return [dict(zip(whole, row, strict=True)) for row in rows]
    if _OF_PROJECTS & whole.keys():
        return None
    if all(isinstance(part, dict) and part for part in values) and len(values) > 1:
        return _of_objects(whole)
    for holder in _HOLDERS:
        if isinstance(whole.get(holder), (list, dict)):
            found = _table_in(whole[holder])
            if found is not None:
                return _without_index(whole, found)
    return None


def _of_objects(whole: Mapping[str, Mapping[str, Any]]) -> list[Any] | None:
    """Return the records of an object of objects: columns by row, or rows by column."""
    first = next(iter(whole.values()))
    if any(isinstance(cell, (dict, list)) for part in whole.values() for cell in part.values()):
        return None
    if all(key.isdecimal() for key in first) and not all(key.isdecimal() for key in whole):
        keys: dict[str, None] = {}
        for part in whole.values():
            keys.update(dict.fromkeys(part))
        return [{name: part.get(key) for name, part in whole.items()} for key in keys]
    return list(whole.values()) if len({tuple(part) for part in whole.values()}) == 1 else None


def _without_index(whole: Mapping[str, Any], records: list[Any]) -> list[Any]:
    """Return records without the index that pandas' form "table" declares."""
    schema = whole.get("schema")
    keys = schema.get("primaryKey") if isinstance(schema, dict) else None
    if not isinstance(keys, list) or not all(isinstance(record, dict) for record in records):
        return records
    return [{k: v for k, v in record.items() if k not in keys} for record in records]


def _no_table(name: str) -> DataError:
    return DataError(
        say("Table", "{file} holds JSON, but no table", file=name),
        say(
            "Table",
            "write a list of records like {form}, or columns of equal length like {columns}",
            form='{"x": 1, "y": 2}',
            columns='{"x": [1, 3], "y": [2, 4]}',
        ),
    )


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
                name=shortened(str(key), 40),
            ),
            say("Table", "give every value a name of its own, or leave it out"),
        )
    return value if isinstance(value, str) else repr(value)
