"""Small spreadsheets of every kind, made by hand, and ways to spoil them."""

import io
import struct
import zipfile

from tests.data.test_tables import ods_row, write_ods, write_xlsx

ROWS = 18
NAMES = ("a", "y")
SECTOR = 512


def small_xlsx(path):
    cells = {"A1": "a", "B1": "y"}
    for row in range(2, ROWS + 2):
        cells[f"A{row}"] = row * 0.5
        cells[f"B{row}"] = ("red", "blue")[row % 2]
    write_xlsx(path, cells)


def small_ods(path):
    rows = (ods_row(row * 0.5, ("red", "blue")[row % 2]) for row in range(2, ROWS + 2))
    write_ods(path, ods_row("a", "y") + "".join(rows))


def small_xls(path):
    path.write_bytes(_compound("Workbook", _book()))


def _record(kind, content):
    return struct.pack("<HH", kind, len(content)) + content


def _text(text):
    return struct.pack("<HB", len(text), 0) + text.encode("latin-1")


def _book():
    """Return a BIFF8 stream with one sheet ([MS-XLS] 2.4)."""
    bof = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 6)
    head = _record(0x0809, bof)
    name = struct.pack("<BB", 5, 0) + b"Sheet"
    place = len(head) + 4 + 6 + len(name) + 4
    head += _record(0x0085, struct.pack("<IBB", place, 0, 0) + name) + _record(0x000A, b"")
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 6))
    sheet += _record(0x0200, struct.pack("<IIHHH", 0, ROWS + 1, 0, 2, 0))
    for column, text in enumerate(NAMES):
        sheet += _record(0x0204, struct.pack("<HHH", 0, column, 0) + _text(text))
    for row in range(1, ROWS + 1):
        number = struct.pack("<HHHd", row, 0, 0, (row + 1) * 0.5)
        sheet += _record(0x0203, number)
        text = ("red", "blue")[(row + 1) % 2]
        sheet += _record(0x0204, struct.pack("<HHH", row, 1, 0) + _text(text))
    return head + sheet + _record(0x000A, b"")


def _compound(name, stream):
    """Return a compound file with one stream, of 4096 bytes at least ([MS-CFB] 2.2)."""
    stream = stream.ljust(4096, b"\0")
    sectors = -(-len(stream) // SECTOR)
    end, free, fat_mark = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0)
    header += struct.pack("<I", 0) + struct.pack("<I", free) * 108
    fat = [fat_mark, end, *(3 + i for i in range(sectors - 1)), end]
    fat += [free] * (SECTOR // 4 - len(fat))

    def entry(text, kind, child, start, size):
        encoded = text.encode("utf-16-le") + b"\0\0" if text else b""
        return (
            encoded.ljust(64, b"\0")
            + struct.pack("<HBBIII", len(encoded), kind, 1, free, free, child)
            + bytes(16 + 4 + 16)
            + struct.pack("<IQ", start, size)
        )

    folder = entry("Root Entry", 5, 1, end, 0) + entry(name, 2, free, 2, len(stream))
    folder += entry("", 0, free, 0, 0) * 2
    body = struct.pack(f"<{len(fat)}I", *fat) + folder + stream
    return header + body


def spoil(rng, content):
    """Return a file spoiled in one of many ways; parts of an archive also within."""
    kind = rng.randrange(4)
    if content.startswith(b"PK") and kind:
        return _spoil_part(rng, content)
    if kind == 1:
        return content[: rng.randrange(len(content))]
    return _changed(rng, content)


def _changed(rng, content):
    changed = bytearray(content)
    for _ in range(rng.randrange(1, 8)):
        at = rng.randrange(len(changed))
        changed[at] = rng.choice((0, 0xFF, 0x7F, 0x80, changed[at] ^ (1 << rng.randrange(8))))
    return bytes(changed)


ODD = (
    b"99999999", b"-1", b"0", b"1e999", b"XFD1048576", b"A0", b"", b"&#0;", b"&x;", b"<!DOCTYPE a>",
    b'encoding="nosuch"', b"<row>", b"</row>", b"\xff", b"  ", b"sharedStrings", b't="s"',
)  # fmt: skip


def _spoil_part(rng, content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = rng.choice(sorted(parts))
    part = parts[name] or b" "
    at, until = sorted((rng.randrange(len(part)), rng.randrange(len(part))))
    match rng.randrange(4):
        case 0:
            part = _changed(rng, part)
        case 1:
            part = part[:at] + part[until:]
        case 2:
            part = part[:until] + part[at:]
        case _:
            part = part[:at] + rng.choice(ODD) + part[min(at + rng.randrange(12), len(part)) :]
    parts[name] = part
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()
