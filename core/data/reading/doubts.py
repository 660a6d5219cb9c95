"""Doubts: guesses that may be wrong, with the setting that would correct them."""

import json

from core.records import Record

_SOURCE = "data.source"


class Doubt(Record):
    """What is doubtful about a table or one column, and the setting that would change it."""

    says: str
    switch: str
    column: str | None = None


def switch(value: object, *path: str) -> str:
    """Return the setting that puts a value at a path of the data source, as `--set` takes it."""
    text = value if isinstance(value, str) and not _is_json(value) else json.dumps(value)
    if isinstance(value, list):
        text = json.dumps(value, ensure_ascii=False)
    return f"{_SOURCE}.{'.'.join(path)}={text}"


def _is_json(text: str) -> bool:
    """Return whether `--set` would take a text for another type of value."""
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def column_switch(name: str, what: str, value: str) -> str:
    """Return the setting of one column's kind, role or missing cells."""
    return switch(value, "columns", name, what)
