"""A tree as a line of plain text: what is copied, and what a screen reader says."""

from types import MappingProxyType

from core.lesson.numbers import subscript, superscript
from core.lesson.typeset.parts import (
    Accent,
    Fenced,
    Fraction,
    Part,
    Root,
    Row,
    Script,
    Space,
    Text,
)

_MARKS = MappingProxyType({"ˆ": "\u0302", "¯": "\u0304", "˜": "\u0303"})


def plain(part: Part) -> str:
    """Return a part as text: (A₂ − Y)/n."""
    if isinstance(part, Text):
        return f" {part.text} " if part.kind == "sign" else part.text
    if isinstance(part, Space):
        return " " if part.width > 0.1 else ""
    if isinstance(part, Row):
        return _joined(part.parts)
    if isinstance(part, Script):
        return plain(part.base) + _below(part.below) + _above(part.above)
    if isinstance(part, Fraction):
        return f"{_whole(part.above)}/{_whole(part.below)}"
    if isinstance(part, Root):
        return f"√({plain(part.inside).strip()})"
    if isinstance(part, Fenced):
        return f"{part.left}{plain(part.inside).strip()}{part.right}"
    if isinstance(part, Accent):
        return plain(part.base) + _MARKS.get(part.mark, "")
    rows = ["  ".join(plain(one).strip() for one in row) for row in part.rows]
    return "; ".join(rows)


def _joined(parts: tuple[Part, ...]) -> str:
    text = ""
    was_name = False
    for part in parts:
        is_name = isinstance(part, Text) and part.kind == "name"
        new = plain(part)
        if new == " − " and (not text or text.endswith(("(", "[", " "))):
            new = "−"  # of one number alone
        touches = text[-1:].isalnum() or text.endswith((")", "Σ"))
        if (is_name and touches) or (was_name and new[:1].isalnum()) or text.endswith((",", "Σ")):
            text += " "
        text += new
        was_name = is_name
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def _whole(part: Part) -> str:
    """Return a side of a fraction, in parentheses if it needs them."""
    text = plain(part).strip()
    is_one = isinstance(part, Text | Script | Fenced | Root) or (
        isinstance(part, Row) and all(not _is_loose(one) for one in part.parts)
    )
    return text if is_one else f"({text})"


def _is_loose(part: Part) -> bool:
    return isinstance(part, Fraction | Space) or (isinstance(part, Text) and part.kind == "sign")


def _below(part: Part | None) -> str:
    text = "" if part is None else plain(part).strip()
    return subscript(int(text)) if text.isdecimal() else f"_{text}" if text else ""


def _above(part: Part | None) -> str:
    text = "" if part is None else plain(part).strip()
    if text in ("⊤", "′"):
        return "ᵀ" if text == "⊤" else text
    if text.isdecimal():
        return superscript(int(text))
    if text.startswith("(") and text[1:-1].isdecimal():
        return f"⁽{superscript(int(text[1:-1]))}⁾"
    return f"^({text})" if len(text) > 1 else f"^{text}" if text else ""
