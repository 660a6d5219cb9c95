"""Bounded reading: what a file declares is checked before memory is allocated for it.

Weights come from anywhere, so nothing here trusts a length, a shape or a name in a file. Unpacked
data may take 64 MB, or four times the file's size if that is more; a declared size without the
bytes to back it is refused before anything is allocated. No pickle is ever read, no name in an
archive becomes a path, and every fault becomes a FileError of one line.
"""

import io
import math
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.counts import counted
from core.disk.json_text import check_texts, parse_json
from core.errors import FileError

Array = NDArray[Any]

#: the largest file of weights: 50 million parameters in float64, and some room
MOST_FILE = 512 * 1024**2
_FREE = 64 * 1024**2
_MOST_GROWTH = 4
_MOST_MEMBERS = 4096
#: deflate cannot shrink anything to less than a 1032nd
_MOST_RATIO = 1032
_MOST_HEADER = 10 * 1024**2
_MOST_DIMENSIONS = 32
#: the longest name of an array
_MOST_OF_NAME = 200
#: the most memory that the objects of a JSON text may take
_MOST_JSON = 160 * 1024**2

_SAFETENSORS = {
    "F64": "<f8",
    "F32": "<f4",
    "F16": "<f2",
    "BF16": "<u2",
    "I64": "<i8",
    "I32": "<i4",
    "I16": "<i2",
    "I8": "<i1",
    "U64": "<u8",
    "U32": "<u4",
    "U16": "<u2",
    "U8": "<u1",
    "BOOL": "|b1",
}.items()  # a view, so that it cannot be changed


def damaged(name: str, why: str) -> FileError:
    """Return the error for a file that is not what it claims to be."""
    return FileError(f"{name} is damaged: {why[:120]}", "open another copy of it")


def check_size(name: str, what: str, needed: int, file_size: int) -> None:
    """Raise FileError if `what` would take more memory than a file of this size may ask for."""
    if needed > max(_FREE, _MOST_GROWTH * file_size):
        raise FileError(
            f"{name}: {what} would take {needed / 1024**2:,.0f} MB, "
            f"the file itself has {file_size / 1024**2:,.1f}",
            "save it uncompressed, weights also as safetensors",
        )


# ---------------------------------------------------------------------- JSON


def bounded_json(content: bytes, name: str) -> Any:
    """Return what JSON bytes hold, unless the lists and texts would take over 160 MB.

    Raises FileError for anything that is not JSON, nested too deeply or too large.
    """
    needed = (
        2 * len(content)
        + 34 * content.count(b",")
        + 30 * content.count(b'"')
        + 72 * content.count(b"[")
        + 300 * content.count(b"{")
    )
    if needed > _MOST_JSON:
        raise FileError(
            f"{name} is too large to be read as JSON", "save the weights as safetensors or NPZ"
        )
    found = parse_json(content, name)
    check_texts(found, content, name)
    return found


# ---------------------------------------------------------------------- zip


@contextmanager
def _zip_faults(name: str) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, struct.error) as error:
        raise damaged(name, str(error) or "it ends too early") from None
    except (ValueError, LookupError, RuntimeError, OverflowError) as error:
        raise damaged(name, str(error)) from None


def zip_members(content: bytes, name: str) -> dict[str, bytes]:
    """Return the members of a zip by name, unpacked in memory; nothing is written anywhere.

    Raises FileError for an archive that is damaged or encrypted, unpacks to too much, or has names
    that lead out of it, links, or a repeated name.
    """
    # one directory entry each: counted before zipfile creates objects for them
    if content.count(b"PK\x01\x02") > _MOST_MEMBERS:
        raise FileError(f"{name} holds too many parts", f"a file has at most {_MOST_MEMBERS:,}")
    with _zip_faults(name), zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = [info for info in archive.infolist() if not info.is_dir()]
        for info in archive.infolist():
            _check_member(name, info)
        if len({info.filename for info in members}) < len(members):
            raise damaged(name, "it holds a part twice")
        if sum(info.compress_size for info in members) > len(content):
            raise damaged(name, "its parts overlap")
        total = sum(info.file_size for info in members)
        check_size(name, "unpacking it", total, len(content))
        return {info.filename: _unpacked(name, archive, info) for info in members}


def _check_member(name: str, info: zipfile.ZipInfo) -> None:
    member = info.filename
    shown = member[:60]
    parts = re.split(r"[/\\]", member)
    if ".." in parts or parts[0] == "" or "\\" in member or re.match(r"[A-Za-z]:/", member):
        raise FileError(
            f"{name} holds a part whose name leads out of it: {shown}", "do not trust this file"
        )
    kind = (info.external_attr >> 16) & 0o170000
    if kind not in (0, 0o100000, 0o040000):
        raise FileError(
            f"{name} holds a link or device in place of a part: {shown}", "do not trust this file"
        )
    if info.flag_bits & 1:
        raise FileError(f"{name}: {shown} is encrypted", "save it without a password")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise FileError(f"{name}: {shown} is packed in an unusual way", "save it as a plain zip")
    if info.file_size > _MOST_RATIO * info.compress_size + 64:
        raise damaged(name, f"{shown} would unpack to {info.file_size:,} bytes")


def _unpacked(name: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with archive.open(info) as file:
        content = file.read(info.file_size)
        # reading one byte more makes zipfile check the checksum
        if len(content) != info.file_size or file.read(1):
            raise damaged(name, f"{info.filename[:60]} does not have the length it declares")
    return content


# ---------------------------------------------------------------------- NPZ


def npz_arrays(content: bytes, name: str) -> dict[str, Array]:
    """Return the arrays of an NPZ archive by name: numbers, booleans and texts, read-only.

    Raises FileError for a damaged archive and for pickled objects, which are never read.
    """
    members = zip_members(content, name)
    arrays = {}
    total = 0
    for member, found in members.items():
        if member.endswith(".npy"):
            array = npy_array(found, f"{name}: {member.removesuffix('.npy')[:60]}")
            total += 8 * array.size
            check_size(name, "its numbers", total, len(content))
            arrays[member.removesuffix(".npy")] = array
    if not arrays:
        raise FileError(f"{name} holds no arrays", "save them with numpy.savez")
    return arrays


def npy_array(content: bytes, name: str) -> Array:
    """Return the array in NPY bytes, as a view of them.

    The header is matched with patterns, never evaluated. Raises FileError.
    """
    if content[:6] != b"\x93NUMPY" or len(content) < 12 or content[6] not in (1, 2, 3):
        raise damaged(name, "it is not a NumPy array")
    start = 10 if content[6] == 1 else 12
    length = int.from_bytes(content[8:start], "little")
    if length > 65536 or start + length > len(content):
        raise damaged(name, "its header is longer than the file")
    header = content[start : start + length].decode("latin-1")
    kind = re.search(r"'descr'\s*:\s*'([<>|=]?)([A-Za-z])(\d{0,9})'", header)
    order = re.search(r"'fortran_order'\s*:\s*(True|False)\b", header)
    shape_text = re.search(r"'shape'\s*:\s*\(([\d,\sL]*)\)", header)
    if kind is not None and kind[2] == "O":
        raise FileError(
            f"{name} is a pickled object, which could run code when read",
            "save plain arrays of numbers, not lists of arrays of different shapes",
        )
    if kind is None or order is None or shape_text is None:
        raise damaged(name, "its header does not describe a plain array")
    if kind[2] not in "fiubU":
        raise FileError(f"{name} holds no plain numbers", "save the weights as float arrays")
    shape = tuple(int(part) for part in re.findall(r"\d{1,19}", shape_text[1]))
    try:
        dtype = np.dtype("".join(kind.groups()))
    except TypeError:
        raise damaged(name, "its kind of numbers is unknown") from None
    view = memoryview(content)[start + length :]
    array = _array(view, dtype, shape, name, "F" if order[1] == "True" else "C")
    if dtype.kind == "U" and not _is_text(view, dtype):
        raise damaged(name, "its texts are not valid Unicode")
    return array


def _is_text(view: memoryview, dtype: np.dtype[Any]) -> bool:
    """Return whether all code points are valid, which NumPy does not check."""
    codes = np.frombuffer(view, dtype=np.dtype("u4").newbyteorder(dtype.byteorder))
    surrogate = (codes >= 0xD800) & (codes <= 0xDFFF)
    return not bool(np.any((codes > 0x10FFFF) | surrogate))


def _array(
    view: memoryview, dtype: np.dtype[Any], shape: tuple[int, ...], name: str, order: Any = "C"
) -> Array:
    """Return bytes as an array of a declared shape, if their length matches it exactly."""
    if len(shape) > _MOST_DIMENSIONS or not dtype.itemsize:
        raise damaged(name, "its shape is not possible for an array")
    count = math.prod(shape)
    if count * dtype.itemsize != len(view):
        shown = " × ".join(str(size) for size in shape[:4])
        raise damaged(
            name, f"it declares the shape {shown}, but its {len(view):,} bytes do not fit it"
        )
    return np.frombuffer(view, dtype=dtype, count=count).reshape(shape, order=order)


# ---------------------------------------------------------------------- safetensors


def safetensors_arrays(content: bytes, name: str) -> tuple[dict[str, Array], dict[str, str]]:
    """Return the arrays of a safetensors file by name, and its metadata.

    bfloat16 becomes float32. Raises FileError for a header that does not fit the bytes.
    """
    length = int.from_bytes(content[:8], "little")
    if len(content) < 8 or length > min(_MOST_HEADER, len(content) - 8):
        raise damaged(name, "its header is longer than the file")
    header = bounded_json(content[8 : 8 + length], f"{name}: the header")
    if not isinstance(header, dict):
        raise damaged(name, "its header is not a table of arrays")
    metadata = header.pop("__metadata__", {})
    if not isinstance(metadata, dict) or not all(isinstance(v, str) for v in metadata.values()):
        raise damaged(name, "its metadata are not texts")
    if len(header) > _MOST_MEMBERS:
        raise FileError(f"{name} holds too many parts", f"a file has at most {_MOST_MEMBERS:,}")
    body = memoryview(content)[8 + length :]
    longest = max(map(len, header), default=0)
    if longest > _MOST_OF_NAME:
        raise FileError(
            f"{name}: the name of an array has {counted(longest, 'letter')}",
            f"give arrays names of up to {counted(_MOST_OF_NAME, 'letter')}",
        )
    spans = {key: _span(name, key, entry) for key, entry in header.items()}
    end = 0
    for key, (_, _, first, last) in sorted(spans.items(), key=lambda item: item[1][2:]):
        if first != end or last > len(body):
            raise damaged(name, f"{key[:60]} is not where the header says")
        end = last
    if end != len(body):
        raise damaged(name, f"its header declares {end:,} bytes, but {len(body):,} follow")
    total = sum(8 * math.prod(shape) for _, shape, _, _ in spans.values())
    check_size(name, "its numbers", total, len(content))
    arrays = {
        key: _tensor(body[first:last], kind, shape, f"{name}: {key[:60]}")
        for key, (kind, shape, first, last) in spans.items()
    }
    return arrays, {str(key): value for key, value in metadata.items()}


def _span(name: str, key: str, entry: Any) -> tuple[str, tuple[int, ...], int, int]:
    kinds = dict(_SAFETENSORS)
    shown = key[:60]
    if not isinstance(entry, dict):
        raise damaged(name, f"{shown} is not described")
    kind, shape, offsets = (entry.get(field) for field in ("dtype", "shape", "data_offsets"))
    if not isinstance(kind, str) or kind not in kinds:
        raise FileError(
            f"{name}: {shown} is of the kind {str(kind)[:20]}, which cannot be read",
            "save it as float32 or float64",
        )
    sizes, ends = _counts(shape), _counts(offsets)
    if sizes is None or ends is None or len(ends) != 2 or ends[0] > ends[1]:
        raise damaged(name, f"{shown} has no shape or position")
    if math.prod(sizes) * np.dtype(kinds[kind]).itemsize != ends[1] - ends[0]:
        raise damaged(name, f"the shape and the bytes of {shown} do not agree")
    return kind, sizes, ends[0], ends[1]


def _counts(value: Any) -> tuple[int, ...] | None:
    """Return a short list of whole numbers from 0, or None for anything else."""
    if not isinstance(value, list) or len(value) > _MOST_DIMENSIONS:
        return None
    return tuple(value) if all(type(n) is int and n >= 0 for n in value) else None


def _tensor(view: memoryview, kind: str, shape: tuple[int, ...], name: str) -> Array:
    array = _array(view, np.dtype(dict(_SAFETENSORS)[kind]), shape, name)
    if kind == "BF16":  # the upper half of a float32
        return (array.astype("<u4") << np.uint32(16)).view("<f4")
    return array


def text_of(array: Array) -> str | None:
    """Return the text of an array that is one, else None."""
    if array.dtype.kind != "U" or array.size != 1:
        return None
    return str(array.reshape(())[()])


def texts_of(array: Array) -> tuple[str, ...]:
    """Return the texts in an array of texts; nothing for any other array."""
    if array.dtype.kind != "U":
        return ()
    return tuple(str(item) for item in array.ravel()[:100_000])


def json_of(text: str, name: str) -> Any:
    """Return what a JSON text inside a file holds. Raises FileError."""
    return bounded_json(text.encode("utf-8", "replace"), name)
