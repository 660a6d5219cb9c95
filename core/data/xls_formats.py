"""How a sheet of an XLS file shows its numbers, and what it hides.

The file is a container of streams (MS-CFB), of which one holds the workbook as a list of records
(MS-XLS 2.4): formats, the styles that name them, and cells that name a style. This is the child's
work, as that of sheet_formats.
"""

import struct
from array import array
from collections.abc import Iterator, Mapping
from itertools import islice

from core.data.sheet_formats import BUILT_IN, PERCENT, Notes, Shown, way_of

_FREE = 0xFFFFFFFA  #: numbers from here on mark sectors that are none
_BOF, _EOF, _BOUNDSHEET, _FORMAT, _XF = 0x0809, 0x000A, 0x0085, 0x041E, 0x00E0
_NUMBER, _RK, _MULRK, _FORMULA, _COLINFO, _ROW = 0x0203, 0x027E, 0x00BD, 0x0006, 0x007D, 0x0208
_VERSION_8 = 0x0600


def xls_shown(raw: bytes, place: int, shown: Shown) -> Notes:
    """Note how the sheet at a place shows its numbers; return what it hides.

    A file that is not understood shows and hides nothing in particular.
    """
    notes = Notes()
    try:
        stream = _workbook(raw)
        styles, sheets = _globals(stream)
        if place < len(sheets):
            _look(stream, sheets[place], styles, shown, notes)
    except (struct.error, IndexError, ValueError):
        return Notes()
    return notes


def _workbook(raw: bytes) -> bytes:
    """Return the stream that holds the workbook."""
    size = {9: 512, 12: 4096}.get(struct.unpack_from("<H", raw, 0x1E)[0], 0)
    if not size:
        raise ValueError("its sectors have another size")
    directory, cutoff, mini = struct.unpack_from("<I4xII", raw, 0x30)
    further, tables = struct.unpack_from("<II", raw, 0x44)
    places = list(struct.unpack_from("<109I", raw, 0x4C))
    for _ in range(min(tables, len(raw) // size)):
        if further >= _FREE:
            break
        sector = struct.unpack_from(f"<{size // 4}I", raw, (further + 1) * size)
        places += sector[:-1]
        further = sector[-1]
    fat = array("I")
    for at in places:
        if at < _FREE:
            fat.frombytes(raw[(at + 1) * size : (at + 2) * size])
    entries = _joined(raw[size:], fat, directory, size)
    root = b""
    for at in range(0, len(entries) - 127, 128):
        entry = entries[at : at + 128]
        letters = struct.unpack_from("<H", entry, 0x40)[0]
        name = entry[: max(letters - 2, 0)].decode("utf-16-le", "replace").lower()
        start, length = struct.unpack_from("<II", entry, 0x74)
        if at == 0:
            root = _joined(raw[size:], fat, start, size)
        if name not in ("workbook", "book"):
            continue
        if length >= cutoff:
            return _joined(raw[size:], fat, start, size)[:length]
        small = array("I")
        small.frombytes(_joined(raw[size:], fat, mini, size))
        return _joined(root, small, start, 64)[:length]
    raise ValueError("it holds no workbook")


def _joined(body: bytes, fat: "array[int]", start: int, size: int) -> bytes:
    """Return the sectors of a chain, each no more than once."""

    def chain() -> Iterator[int]:
        at = start
        while at < _FREE:
            yield at
            at = fat[at]

    most = len(body) // size + 1
    return b"".join(body[at * size : (at + 1) * size] for at in islice(chain(), most))


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records of a part from a place on, without those of parts within it."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        if depth == 1:
            yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _globals(stream: bytes) -> tuple[dict[int, int], list[int]]:
    """Return the styles that show numbers in another way, and where the sheets begin."""
    formats = dict.fromkeys(map(int, BUILT_IN), PERCENT)
    styles: dict[int, int] = {}
    sheets: list[int] = []
    count = version = 0
    for kind, data in _records(stream, 0):
        if kind == _BOF:
            version = struct.unpack_from("<H", data)[0]
        elif kind == _BOUNDSHEET:
            sheets.append(struct.unpack_from("<I", data)[0])
        elif kind == _FORMAT:
            number = struct.unpack_from("<H", data)[0]
            wide = version == _VERSION_8 and data[4] & 1
            code = data[5 if version == _VERSION_8 else 3 :]
            how = way_of(code.decode("utf-16-le" if wide else "latin-1", "replace"))
            formats.pop(number, None)
            if how:
                formats[number] = how
        elif kind == _XF:
            how = formats.get(struct.unpack_from("<2xH", data)[0], 0)
            if how:
                styles[count] = how
            count += 1
    return styles, sheets


def _look(stream: bytes, at: int, styles: Mapping[int, int], shown: Shown, notes: Notes) -> None:
    """Note the numbers of a sheet that have one of some styles, and what is hidden."""

    def note(row: int, column: int, style: int) -> None:
        if style in styles:
            shown.add(row, column, styles[style])

    for kind, data in _records(stream, at):
        if kind in (_NUMBER, _RK) or (kind == _FORMULA and data[12:14] != b"\xff\xff"):
            note(*struct.unpack_from("<HHH", data))
        elif kind == _MULRK:
            row, first = struct.unpack_from("<HH", data)
            for place in range((len(data) - 6) // 6):
                note(row, first + place, struct.unpack_from("<H", data, 4 + 6 * place)[0])
        elif kind == _COLINFO:
            first, last, flags = struct.unpack_from("<HH4xH", data)
            if flags & 1:
                notes.hide(first, last - first + 1)
        elif kind == _ROW:
            first, last, flags = struct.unpack_from("<2xHH6xH", data)
            notes.rows += last > first and flags & 0x20 > 0
