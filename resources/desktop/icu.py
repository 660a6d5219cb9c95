"""A smaller data table for ICU, which Qt for Linux uses for sorting texts and for time zones.

The table is the program's largest file: names of all languages, countries, currencies and zones,
dictionaries, converters for old encodings. This program needs none of these. What Qt needs is kept:
how texts are sorted, how their case changes, which time zones there are. The library holds nothing
but the table, one object in an ELF file, so a shorter table can be written in its place (ELF-64:
System V ABI, chapter 4; the table: ICU's `ucmndata.h`).
"""

import re
import struct
from pathlib import Path

#: the parts of the table to keep, by their names in it, after the table's own name
_KEPT = re.compile(
    r"[^/]*\.(icu|nrm|spp)|coll/(?!zh|ja|ko)[^/]*|coll/ucadata\.icu"
    r"|(root|en|en_US|en_US_POSIX|res_index|pool|keyTypeData|likelySubtags|metaZones|numberingSystems"
    r"|supplementalData|timezoneTypes|windowsZones|zoneinfo64|plurals|genderList|dayPeriods"
    r"|icustd|icuver|metadata|grammaticalFeatures|pluralRanges)\.res"
)
_NOT_KEPT = re.compile(r"unames\.icu|.*\.cnv|confusables\.cfu")
_PAGE = 4096
_PT_LOAD, _PT_DYNAMIC, _PT_RELRO = 1, 2, 0x6474E552


class NotUnderstoodError(Exception):
    """A library or a table does not have the expected format; it is then left unchanged."""


def smaller_table(table: bytes) -> bytes:
    """Return an ICU table (a `.dat`, little-endian) reduced to the parts to keep.

    Raises NotUnderstoodError if it is not an ICU table.
    """
    header, magic = struct.unpack_from("<HH", table)
    if magic != 0x27DA or table[12:16] != b"CmnD":
        raise NotUnderstoodError("this is not an ICU table")
    count = struct.unpack_from("<I", table, header)[0]
    toc = [struct.unpack_from("<II", table, header + 4 + 8 * i) for i in range(count)]
    ends = [start for _, start in toc[1:]] + [len(table) - header]
    kept = []
    for (name_at, start), end in zip(toc, ends, strict=True):
        name = table[header + name_at : table.index(b"\0", header + name_at)]
        own = name.decode("ascii").partition("/")[2]
        if _KEPT.fullmatch(own) and not _NOT_KEPT.fullmatch(own):
            kept.append((name + b"\0", table[header + start : header + end]))
    names, names_start = b"", 4 + 8 * len(kept)
    name_places = []
    for name, _ in kept:
        name_places.append(names_start + len(names))
        names += name
    content, start = b"", -(-(names_start + len(names)) // 16) * 16
    places = []
    for _, data in kept:
        places.append(start + len(content))
        content += data + bytes(-len(data) % 16)
    entries = b"".join(map(struct.Struct("<II").pack, name_places, places))
    head = struct.pack("<I", len(kept)) + entries + names
    return table[:header] + head.ljust(start, b"\0") + content


def shrink(library: Path) -> int:
    """Write a smaller table into a library that holds nothing else; return the bytes saved.

    Raises NotUnderstoodError, leaving the file unchanged, if it has another structure.
    """
    old = library.read_bytes()
    new = _with_table(old)
    library.write_bytes(new)
    return len(old) - len(new)


def _with_table(old: bytes) -> bytes:
    if old[:6] != b"\x7fELF\x02\x01":
        raise NotUnderstoodError("this is not a 64-bit little-endian ELF file")
    programs = struct.unpack_from("<Q", old, 32)[0]
    size, number = struct.unpack_from("<HH", old, 54)
    heads = [list(struct.unpack_from("<IIQQQQQQ", old, programs + size * i)) for i in range(number)]
    loads = [head for head in heads if head[0] == _PT_LOAD]
    if len(loads) != 2 or loads[0][2:4] != [0, 0] or loads[1][5] != loads[1][6]:
        raise NotUnderstoodError("the library has other segments")
    symbol = _only_symbol(old, heads)
    at, length = struct.unpack_from("<QQ", old, symbol + 8)
    first, second = loads
    if at + length > first[5]:
        raise NotUnderstoodError("the table is elsewhere")
    table = smaller_table(old[at : at + length])
    out = bytearray(old[:at] + table)
    # after the table as before, at an offset that is valid for its address
    moved = -(-len(out) // _PAGE) * _PAGE + second[3] % _PAGE
    before = second[2]
    out += bytes(moved - len(out)) + old[before : before + second[5]]
    first[5] = first[6] = at + len(table)
    for head in heads:
        if head[0] in (_PT_DYNAMIC, _PT_RELRO) or head is second:
            head[2] += moved - before
    for i, head in enumerate(heads):
        struct.pack_into("<IIQQQQQQ", out, programs + size * i, *head)
    struct.pack_into("<Q", out, symbol + 16, len(table))
    struct.pack_into("<Q", out, 40, 0)  # only tools need the sections
    struct.pack_into("<HHH", out, 58, 0, 0, 0)
    return bytes(out)


def _only_symbol(old: bytes, heads: list[list[int]]) -> int:
    """Return the place of the only symbol that the library exports: its table."""
    dynamic = next((head for head in heads if head[0] == _PT_DYNAMIC), None)
    if dynamic is None:
        raise NotUnderstoodError("the library exports nothing")
    found = dict(
        struct.unpack_from("<QQ", old, dynamic[2] + 16 * i) for i in range(dynamic[5] // 16)
    )
    symbols, strings = found.get(6, 0), found.get(5, 0)
    name_at = struct.unpack_from("<I", old, symbols + 24)[0]
    name = old[strings + name_at : old.index(b"\0", strings + name_at)]
    if not re.fullmatch(rb"icudt\d+_dat", name):
        raise NotUnderstoodError("the library exports something else")
    return symbols + 24
