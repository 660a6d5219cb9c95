"""Texts in Markdown as a terminal shows them: paragraphs fill its lines, emphasis is left out."""

import re
import textwrap
import unicodedata
from functools import reduce

#: what begins a line that must stay as it is: lists, tables, code, headings, quotes
_KEPT = re.compile(r"\s|[-*+]\s|[|>#]|```|[0-9]+[.)]\s")
_EQUALS = "\u00a0=\u00a0"
_BOLD = re.compile(r"\*\*(?=[^\s*])([^*]+?)(?<=[^\s*])\*\*")
_SLANTED = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]+?)(?<=[^\s*])\*(?![\w*])")


def flowed(text: str, columns: int) -> str:
    """Return a text with every paragraph in lines of at most so many columns."""
    return "\n\n".join(_paragraph(part, columns) for part in re.split(r"\n[ \t]*\n", text.strip()))


def _joined(one: str, other: str) -> str:
    """Return two lines as one: Chinese has no blanks, except beside what is not Chinese."""
    ends = (one[-1:], other[:1])
    is_wide = [unicodedata.east_asian_width(each or " ") in "WF" for each in ends]
    is_word = [each.isalnum() for each in ends]
    apart = any(word and not wide for word, wide in zip(is_word, is_wide, strict=True))
    closed = any(wide and not word for word, wide in zip(is_word, is_wide, strict=True))
    return one + (" " if not any(is_wide) or (apart and not closed) else "") + other


def _paragraph(text: str, columns: int) -> str:
    plain = _SLANTED.sub(r"\1", _BOLD.sub(r"\1", text))
    if any(map(_KEPT.match, text.splitlines())):
        return text
    joined = reduce(_joined, map(str.strip, plain.splitlines() or [""]))
    kept = joined.replace(" = ", _EQUALS)  # a number stays beside its name
    wrapped = textwrap.wrap(kept, max(20, columns), break_long_words=False, break_on_hyphens=False)
    return "\n".join(wrapped).replace(_EQUALS, " = ")
