"""JSON in and out, with errors that people can act on and numbers that read back the same."""

import json
import math
import re
from typing import Any

import numpy as np

from core.errors import FileError

#: none of our files comes near this; beyond it, recursive readers could run out of stack
_MAX_DEPTH = 64


def parse_json(content: bytes, name: str) -> Any:
    """Return what JSON bytes hold. Raises FileError, naming the file, for anything else."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError(
            f"{name} is not a text file: byte {error.start} is not UTF-8", "save it as UTF-8"
        ) from None
    if not text.strip():
        raise FileError(f"{name} is empty", "choose a file that holds a project")
    try:
        return _shallow(json.loads(text), name)
    except json.JSONDecodeError as error:
        raise FileError(
            f"{name} is not JSON: line {error.lineno}, column {error.colno}: {error.msg}",
            "the file may have been cut short or edited; correct it there or open another copy",
        ) from None
    except RecursionError:
        raise _too_deep(name) from None
    except ValueError:  # Python refuses to read integers with that many digits
        raise FileError(
            f"{name}: a whole number in it has thousands of digits",
            "correct it or open another copy",
        ) from None


_HALF = re.compile(rb"\\u[dD][89a-fA-F]")


def check_texts(found: Any, content: bytes, name: str) -> None:
    """Raise FileError if JSON holds a text that could not be written: half a surrogate pair.

    `found` is what the JSON bytes `content` hold.
    """
    if not _HALF.search(content):
        return
    try:
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise FileError(
            f"{name} is damaged: it holds text that is not valid Unicode", "open another copy of it"
        ) from None


def _too_deep(name: str) -> FileError:
    return FileError(f"{name} is nested too deeply", "a project has at most ten levels")


def _shallow(value: Any, name: str) -> Any:
    """Return the value if it is shallow enough to walk through at any depth of the call stack."""
    level = [value]
    for _ in range(_MAX_DEPTH):
        containers = [item for item in level if isinstance(item, (dict, list))]
        if not containers:
            return value
        level = []
        for item in containers:
            level.extend(item.values() if isinstance(item, dict) else item)
    raise _too_deep(name)


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it: arrays as lists, numbers that are not finite as None."""
    if isinstance(value, np.ndarray):
        if np.issubdtype(value.dtype, np.floating) and not np.isfinite(value).all():
            return plain(value.tolist())
        return value.tolist()
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def to_json(value: Any, *, indent: int | None = None) -> str:
    """Return a value as JSON text; floats are written so that they read back the same."""
    return json.dumps(plain(value), indent=indent, ensure_ascii=False, allow_nan=False)


_MAX_INLINE = 100


def to_readable_json(value: Any) -> str:
    """Return JSON text for people: objects indented, short lists and objects on one line."""
    return _readable(plain(value), "") + "\n"


def _readable(value: Any, indent: str) -> str:
    inline = json.dumps(value, ensure_ascii=False, allow_nan=False)
    if not isinstance(value, (dict, list)) or len(inline) + len(indent) <= _MAX_INLINE:
        return inline
    inner = indent + "  "
    if isinstance(value, dict):
        body = [
            f"{json.dumps(k, ensure_ascii=False)}: {_readable(v, inner)}" for k, v in value.items()
        ]
        opening, closing = "{", "}"
    else:
        body = [_readable(item, inner) for item in value]
        opening, closing = "[", "]"
    joined = (",\n" + inner).join(body)
    return f"{opening}\n{inner}{joined}\n{indent}{closing}"
