"""TOML of a lesson or a translation, read within limits and with errors in words."""

import re
import tomllib
from typing import Any

from core.errors import FileError

#: a key of this many parts is no mistake: reading it takes memory with the square of their number
_MOST_PARTS = 32
_PART = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*"""
_LONG_KEY = re.compile(rf"(?<![\w-])(?:{_PART}){{{_MOST_PARTS}}}")


def parse_toml(text: str, file: str, hint: str) -> dict[str, Any]:
    """Return what TOML holds. Raises FileError, naming the file and with this hint, if it is none.

    A key of very many parts is refused before anything is read.
    """
    try:
        if _LONG_KEY.search(text):
            raise RecursionError
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FileError(f"{file}: {error}", hint) from None
    except RecursionError:
        raise FileError(f"{file}: nested too deeply", hint) from None
    except ValueError:  # Python refuses to read integers with that many digits
        raise FileError(f"{file}: a whole number in it has thousands of digits", hint) from None
