"""Orange: tables whose header says what each column holds and what it is for.

Either three rows (names; continuous, discrete, string or time; class, meta, ignore or nothing), or
prefixes of the names, as in `C#width` and `mD#note`. Orange's documentation, "Loading your data".
"""

import re
from dataclasses import replace
from types import MappingProxyType

from core.data.reading.grid import Grid
from core.data.reading.options import ColumnOptions

_KINDS = MappingProxyType(
    {
        "continuous": "number",
        "c": "number",
        "numeric": "number",
        "n": "number",
        "discrete": "category",
        "d": "category",
        "categorical": "category",
        "string": "text",
        "s": "text",
        "text": "text",
        "time": "date",
        "t": "date",
    }
)
_ROLES = MappingProxyType(
    {
        "class": "target",
        "c": "target",
        "meta": "ignored",
        "m": "ignored",
        "ignore": "ignored",
        "i": "ignored",
    }
)
_PREFIX = re.compile(r"([mcwi])?([CDSTN])?#(.+)")


def orange_grid(grid: Grid) -> Grid:
    """Return the grid with Orange's header read, or unchanged if there is none."""
    if grid.names is not None or len(grid.rows) < 2:
        return grid
    names = [cell.strip() for cell in grid.rows[0][1]]
    if len(grid.rows) > 3:
        kinds = [_kind(cell) for cell in grid.rows[1][1]]
        flags = [cell.strip().lower().split(" ")[0] for cell in grid.rows[2][1]]
        if all(kinds) and all(not flag or flag in _ROLES or "=" in flag for flag in flags):
            said = {
                name: ColumnOptions(kind=kind, role=_role(kind, _ROLES.get(flag)))
                for name, kind, flag in zip(names, kinds, flags, strict=True)
            }
            return replace(grid, rows=grid.rows[3:], names=tuple(names), said=said)
    found = [_PREFIX.fullmatch(name) for name in names]
    # a single flag is one if it names the class
    classes = sum(match is not None and match.group(1) == "c" for match in found)
    if not any(found) or (
        2 * sum(match is not None for match in found) < len(names) and classes != 1
    ):
        return grid
    said = {}
    plain = []
    for name, match in zip(names, found, strict=True):
        plain.append(match.group(3) if match else name)
        if match:
            kind = _KINDS.get((match.group(2) or "").lower())
            role = _ROLES.get(match.group(1) or "")
            said[match.group(3)] = ColumnOptions(kind=kind, role=_role(kind, role))
    return replace(grid, rows=grid.rows[1:], names=tuple(plain), said=said)


def _kind(cell: str) -> str | None:
    """Return the kind that a cell of the second row names; a list of values means a category."""
    text = cell.strip()
    return _KINDS.get(text.lower()) or ("category" if len(text.split()) > 1 else None)


def _role(kind: str | None, role: str | None) -> str | None:
    return role or ("ignored" if kind == "text" else None)
