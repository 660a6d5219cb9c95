"""Files compressed by gzip: unpacked in memory and no further than a bound."""

import gzip
import io
import zlib
from pathlib import PurePath

from core.errors import FileError

_MAGIC = b"\x1f\x8b"
_PIECE = 2**20
SUFFIX = ".gz"


def is_gzip(content: bytes) -> bool:
    """Return whether bytes begin as a file that gzip has made."""
    return content[:2] == _MAGIC


def inner_suffix(path: PurePath) -> str:
    """Return the suffix of a file in small letters, of iris.csv.gz that of what is packed."""
    suffix = path.suffix.lower()
    return PurePath(path.stem).suffix.lower() if suffix == SUFFIX else suffix


def unpacked(content: bytes, name: str, most: int) -> bytes:
    """Return what bytes unpack to; the bytes themselves where they are not packed.

    Raises FileError for what is damaged or unpacks to more than `most` bytes.
    """
    if not is_gzip(content):
        return content
    pieces: list[bytes] = []
    size = 0
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as source:
            while piece := source.read(_PIECE):
                size += len(piece)
                if size > most:
                    raise FileError(
                        f"{name} unpacks to more than {most // 2**20} MB",
                        "give a file that is smaller",
                    )
                pieces.append(piece)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise FileError(
            f"{name} is damaged: it cannot be unpacked", "make the compressed file again"
        ) from None
    return b"".join(pieces)


def head_of(content: bytes, count: int) -> bytes:
    """Return the first bytes of a file's content, of what it unpacks to where it is packed."""
    if not is_gzip(content):
        return content[:count]
    try:
        return zlib.decompressobj(31).decompress(content, count)
    except zlib.error:
        return b""
