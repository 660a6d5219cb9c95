"""Values as TOML: texts of one line and of several, numbers, lists and tables in one line.

Only what lessons need of https://toml.io/en/v1.0.0.
"""

import math
import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from core.errors import UserError
from core.words import translate

_WIDTH = 96
_BARE = re.compile(r"[A-Za-z0-9_-]+")
#: what a text in quotes cannot hold as it is
_CONTROL = re.compile('[\x00-\x08\x0b-\x1f\x7f"\\\\]')
_SHORT = MappingProxyType({'"': '\\"', "\\": "\\\\", "\r": "\\r"})
_MARK = "'''"


def line(key: str, value: Any) -> str:
    """Return one key with its value, over several lines where it is long or a text of several."""
    name = _key(key)
    if isinstance(value, str) and "\n" in value:
        return f"{name} = {_block(value)}"
    short = f"{name} = {_inline(value)}"
    if len(short) <= _WIDTH or isinstance(value, (str, Mapping)) or not isinstance(value, Sequence):
        return short
    items = "".join(f"  {_inline(item)},\n" for item in value)
    return f"{name} = [\n{items}]"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _quoted(name)


def _inline(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, Mapping):
        inside = ", ".join(f"{_key(key)} = {_inline(item)}" for key, item in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    return f"[{', '.join(map(_inline, value))}]"


def _number(value: float) -> str:
    if math.isnan(value):
        return "nan"
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    return repr(value)


def _quoted(text: str) -> str:
    # a reader of lines would take three quotes in a row for the end of a text
    found = _escaped(text).replace("\n", "\\n").replace("\t", "\\t")
    return f'"{found.replace(_MARK, chr(39) * 2 + chr(92) + "u0027")}"'


def _escaped(text: str) -> str:
    if any(0xD800 <= ord(letter) <= 0xDFFF for letter in text):
        raise UserError(
            translate("Lessons", "a text holds half a letter, which no file can keep"),
            translate("Lessons", "delete it, and paste the words again"),
        )
    return _CONTROL.sub(lambda found: _SHORT.get(found[0], f"\\u{ord(found[0]):04x}"), text)


def _block(text: str) -> str:
    """Return a text of several lines as it is, or with escapes where it must have them."""
    plain = _escaped(text) == text.replace("\\", "\\\\").replace('"', '\\"')
    if plain and _MARK not in text and not text.endswith("'"):
        return f"{_MARK}\n{text}{_MARK}"
    return f'"""\n{_escaped(text)}"""'
