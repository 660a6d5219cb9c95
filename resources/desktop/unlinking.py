"""A library without libraries that it lists as needed, but that this program never calls.

Pillow's core is linked with decoders for TIFF, JPEG and JPEG 2000 and what those need, 4 MB; this
program only draws pictures and writes PNG. The entries of the list are taken out, and the functions
that they would provide become weak, which means that they may be missing (ELF-64 object file
format, "Dynamic section"; LSB 5.0, "Symbol versioning"). A call of one would end the program: so
only libraries go that `pruning.py` knows not to be called.
"""

import struct
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path

_PT_LOAD, _PT_DYNAMIC, _SHT_DYNSYM = 1, 2, 11
_NULL, _NEEDED, _STRTAB, _SYMTAB = 0, 1, 5, 6
_VERSYM, _VERNEED, _VERNEEDNUM = 0x6FFFFFF0, 0x6FFFFFFE, 0x6FFFFFFF
_ENTRY, _SYMBOL = struct.Struct("<QQ"), struct.Struct("<IBBHQQ")
_VERSION = struct.Struct("<HHIII")
_WEAK, _UNVERSIONED = 2, 1


class NotUnderstoodError(Exception):
    """A library does not have the expected format; it is then left unchanged."""


@dataclass
class _Library:
    """The tables of a library, by which the loader finds others and their functions."""

    content: bytearray
    loads: list[tuple[int, int, int]] = field(default_factory=list)
    dynamic: tuple[int, int] = (0, 0)
    symbols: tuple[int, int] = (0, 0)

    @classmethod
    def of(cls, path: Path) -> "_Library":
        made = cls(bytearray(path.read_bytes()))
        content = made.content
        if content[:6] != b"\x7fELF\x02\x01":
            raise NotUnderstoodError("this is not a 64-bit little-endian ELF file")
        programs, sections = struct.unpack_from("<QQ", content, 32)
        size, number, section_size, section_number = struct.unpack_from("<HHHH", content, 54)
        for i in range(number):
            kind, _, at, address, _, length = struct.unpack_from(
                "<IIQQQQ", content, programs + size * i
            )
            if kind == _PT_LOAD:
                made.loads.append((address, at, length))
            elif kind == _PT_DYNAMIC:
                made.dynamic = (at, length)
        for i in range(section_number):
            place = sections + section_size * i
            if struct.unpack_from("<I", content, place + 4)[0] == _SHT_DYNSYM:
                at, length = struct.unpack_from("<QQ", content, place + 24)
                made.symbols = (at, length // _SYMBOL.size)
        if not made.dynamic[1] or not made.symbols[1]:
            raise NotUnderstoodError("it has no list of needed libraries or of functions")
        return made

    def entries(self) -> list[tuple[int, int]]:
        at, length = self.dynamic
        found = []
        for place in range(at, at + length, _ENTRY.size):
            entry = _ENTRY.unpack_from(self.content, place)
            if entry[0] == _NULL:
                break
            found.append(entry)
        return found

    def place(self, address: int) -> int:
        """Return where an address is in the file."""
        for start, at, length in self.loads:
            if start <= address < start + length:
                return at + address - start
        raise NotUnderstoodError("a table is nowhere in the file")

    def text(self, at: int) -> str:
        start = self.place(dict(self.entries())[_STRTAB]) + at
        return self.content[start : self.content.index(0, start)].decode("ascii")

    def needed(self) -> list[str]:
        return [self.text(value) for tag, value in self.entries() if tag == _NEEDED]

    def functions(self, defined: bool) -> dict[str, int]:
        """Return what the library provides, or asks for, with the place of each in the file."""
        at, count = self.symbols
        found = {}
        for place in range(at + _SYMBOL.size, at + count * _SYMBOL.size, _SYMBOL.size):
            name, _, _, section, _, _ = _SYMBOL.unpack_from(self.content, place)
            if (section != 0) == defined:
                found[self.text(name)] = place
        return found

    def versions(self) -> Iterator[tuple[int, str]]:
        """Yield the place and name of each library of which versions are asked for."""
        told = dict(self.entries())
        if _VERNEED not in told:
            return
        place = self.place(told[_VERNEED])
        for _ in range(told[_VERNEEDNUM]):
            _, _, name, _, following = _VERSION.unpack_from(self.content, place)
            yield place, self.text(name)
            place += following


def needed(path: Path) -> list[str]:
    """Return the names of the libraries that a file needs. Raises NotUnderstoodError."""
    return _Library.of(path).needed()


def unlink(path: Path, unused: Set[Path], instead: Mapping[str, str]) -> None:
    """Make a library do without others. Raises NotUnderstoodError, leaving it unchanged.

    `instead` has, for functions that are called after all, one to call in their place, of a library
    that stays and has no versions; it must take and return the same.
    """
    library = _Library.of(path)
    names = {other.name for other in unused}
    gone = {name for other in unused for name in _Library.of(other).functions(defined=True)}
    asked = library.functions(defined=False)
    content, told = library.content, dict(library.entries())
    first_symbol, first_version = library.symbols[0], library.place(told[_VERSYM])
    for name in gone & set(asked):
        place = asked[name]
        fields = list(_SYMBOL.unpack_from(content, place))
        if name in instead:
            if instead[name] not in asked:
                raise NotUnderstoodError(f"it does not ask for {instead[name]}")
            fields[0] = _SYMBOL.unpack_from(content, asked[instead[name]])[0]
        else:
            fields[1] = _WEAK << 4 | fields[1] & 15
        _SYMBOL.pack_into(content, place, *fields)
        number = (place - first_symbol) // _SYMBOL.size
        struct.pack_into("<H", content, first_version + 2 * number, _UNVERSIONED)
    _forget_versions(library, names)
    kept = [
        (tag, value)
        for tag, value in library.entries()
        if tag != _NEEDED or library.text(value) not in names
    ]
    at, length = library.dynamic
    new = b"".join(_ENTRY.pack(*entry) for entry in kept)
    content[at : at + length] = new.ljust(length, b"\0")
    path.write_bytes(content)


def _forget_versions(library: _Library, names: Set[str]) -> None:
    """Take the versions of some libraries out of the chain of those to be checked."""
    content = library.content
    chain = list(library.versions())
    kept = [place for place, name in chain if name not in names]
    if len(kept) == len(chain):
        return
    if not kept:
        raise NotUnderstoodError("no versions would be left")
    for place, following in zip(kept, [*kept[1:], None], strict=True):
        step = 0 if following is None else following - place
        struct.pack_into("<I", content, place + 12, step)
    at = library.dynamic[0]
    moved = kept[0] - chain[0][0]
    for i, (tag, value) in enumerate(library.entries()):
        if tag == _VERNEED:
            _ENTRY.pack_into(content, at + _ENTRY.size * i, tag, value + moved)
        elif tag == _VERNEEDNUM:
            _ENTRY.pack_into(content, at + _ENTRY.size * i, tag, len(kept))
