"""Writing CSV: cells that read back unchanged, and that no spreadsheet runs as formulas.

A text that begins with = + - @, a tab or a carriage return is a formula to a spreadsheet. It gets
an apostrophe in front, which spreadsheets take as the mark of a text. Numbers are unchanged.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_QUOTED = re.compile(r'[,"\r\n]')


def csv_text(rows: Iterable[Iterable[Any]]) -> str:
    """Return rows as CSV, separated by commas, each ended by a line feed.

    A text in a cell is `guarded`; anything else is written as `str` gives it.
    """
    return "".join(_line([_cell(value) for value in row]) for row in rows)


def csv_columns(columns: Sequence[Iterable[str]]) -> str:
    """Return columns of already `written` cells as rows of CSV. Fast."""
    if len(columns) == 1:
        return "".join([f"{cell}\n" if cell else '""\n' for cell in columns[0]])
    lines = map(",".join, zip(*columns, strict=True))
    return "".join([f"{line}\n" for line in lines])


def written(value: Any) -> str:
    """Return a value as it is written in a cell: a text guarded, and quoted if necessary."""
    return _cell(value)


def guarded(text: str) -> str:
    """Return a text that a spreadsheet shows but does not run; `unguarded` undoes it.

    Text that begins with apostrophes and then a formula gets one more, so that nothing is lost.
    """
    return f"'{text}" if _FORMULA.match(text) and not _is_number(text) else text


def unguarded(cell: str) -> str:
    """Return the text of a cell that `guarded` wrote."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text[:1] not in "\t\r"


def _cell(value: Any) -> str:
    cell = guarded(value) if isinstance(value, str) else str(value)
    if not _QUOTED.search(cell):
        return cell
    doubled = cell.replace('"', '""')
    return f'"{doubled}"'


def _line(cells: list[str]) -> str:
    # an empty line would not be read as a row
    return (",".join(cells) if cells != [""] else '""') + "\n"
