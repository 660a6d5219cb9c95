"""Unread: the rows of a file that cannot be read as a table, as far as they can be shown.

Every line is split by itself, so that a wrong one does not affect the others.
"""

import csv
from pathlib import Path

from core.data.reading.encodings.finding import encoding_of
from core.data.reading.grid import Row
from core.data.reading.options import Reading
from core.data.reading.splitting import SAMPLE_LINES, delimiter_of, split
from core.data.table_files import MAX_COLUMNS
from core.disk.writing import open_ordinary

#: the bytes to look at, and the lines before and after the wrong one
_MOST_BYTES = 2**24
_AROUND = 100


def raw_rows(path: Path, reading: Reading, line: int | None = None) -> tuple[list[Row], Reading]:
    """Return rows from the beginning of a file and around a line, and how they were split.

    There are none if the file is not a text.
    """
    try:
        with open_ordinary(path) as file:
            raw = file.read(_MOST_BYTES)
    except (OSError, ValueError):
        return [], reading
    encoding = reading.encoding or encoding_of(raw)[0] or "utf-8"
    try:
        text = raw.decode(encoding, "replace")
    except LookupError:
        return [], reading
    if "\0" in text or sum(not letter.isprintable() for letter in text[:2000]) > 400:
        return [], reading
    lines = text.removeprefix("\ufeff").splitlines()
    delimiter = reading.delimiter
    if delimiter is None:
        delimiter = delimiter_of([each for each in lines[:SAMPLE_LINES] if each.strip()])
    first = lines[: 2 * _AROUND]
    start = max(len(first), (line or 0) - _AROUND)
    shown = list(enumerate(first, start=1))
    shown += list(enumerate(lines[start : start + 2 * _AROUND], start=start + 1)) if line else []
    # nobody looks at more cells of a line than a table may have columns
    rows = [
        (number, _cells(each, delimiter)[:MAX_COLUMNS]) for number, each in shown if each.strip()
    ]
    found = Reading(encoding=encoding, delimiter=delimiter)
    return rows, found


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(split([line], delimiter), [line])
    except csv.Error:
        return line.split(delimiter) if delimiter else [line]
