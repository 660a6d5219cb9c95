"""Fixed width: tables whose columns stand at the same places in every line.

Columns are found where all lines have a blank, so cells may hold single blanks, or be empty.
"""

from itertools import pairwise

from core.data.reading.grid import Row

#: lines that are looked at, and the fewest in which a place without letters means something
_LOOKED_AT, _LEAST = 5_000, 4
_MOST_WIDTH = 10_000


def fixed_rows(lines: list[str], first_line: int) -> list[Row] | None:
    """Return the rows of lines whose columns stand one below the other, or None.

    Every column must have a name in the first line, and something in most others.
    """
    numbered = [(i, line.rstrip("\r\n")) for i, line in enumerate(lines, first_line)]
    filled = [(i, line.rstrip()) for i, line in numbered if line.strip()]
    if len(filled) < _LEAST or any("\t" in line for _, line in filled[:_LOOKED_AT]):
        return None
    width = max(len(line) for _, line in filled)
    if width > _MOST_WIDTH:
        return None
    used = bytearray(width)
    for _, line in filled[:_LOOKED_AT]:
        for place, letter in enumerate(line):
            if letter != " ":
                used[place] = 1
    spans = _named(_spans(used), filled[0][1])
    rows = [(i, [line[a:b].strip() for a, b in spans]) for i, line in filled]
    if len(spans) < 2 or not all(rows[0][1]):
        return None
    full = all(2 * sum(bool(row[k]) for _, row in rows) > len(rows) for k in range(len(spans)))
    gaps = [(b, c) for (_, b), (c, _) in pairwise(spans)]
    whole = all(not line[b:c].strip() for _, line in filled for b, c in gaps)
    return rows if full and whole else None


def _spans(used: bytearray) -> list[tuple[int, int]]:
    """Return where columns begin and end: runs of places that are used."""
    spans: list[tuple[int, int]] = []
    start = -1
    for place, is_used in enumerate((*used, 0)):
        if is_used and start < 0:
            start = place
        elif not is_used and start >= 0:
            spans.append((start, place))
            start = -1
    return spans


def _named(spans: list[tuple[int, int]], head: str) -> list[tuple[int, int]]:
    """Return the spans; one without a name goes with that to its left, if one blank is between."""
    made: list[tuple[int, int]] = []
    for a, b in spans:
        if made and not head[a:b].strip() and a - made[-1][1] == 1:
            a = made.pop()[0]
        made.append((a, b))
    return made
