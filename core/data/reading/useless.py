"""Useless columns: those that tell nothing about other rows, and those that may not.

Left out, with a message, are row counts, a different name in each row, one value throughout, hardly
any values. Inputs that may be counts or codes are doubted.
"""

import math
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.data.reading.doubts import Doubt, column_switch
from core.data.reading.read import Read
from core.data.reading.words import is_ticked
from core.words import plain_name, say

_COUNTED_ROWS = 10
_FEW = 20
#: whole numbers of at least so many digits, each another, may be codes
_CODE_DIGITS = 10
_NO_NAME = re.compile(
    r"column \d+|unnamed(: ?\d+(\.\d+)?)?(_level_\d+)?|index|level_0|row ?names?|x\.?1?|", re.I
)
#: the names of columns that have none, in the table or in a program's output
_MADE_UP = re.compile(r"column \d+|unnamed(: ?\d+(\.\d+)?)?(_level_\d+)?", re.I)
_IDENTIFIER = re.compile(
    r"(.*[^a-z])?(id|ids|uuid|guid|index|idx|nr|no|number|key|code|row|rownames?|serial|record|sn|"
    r"sno|obs|num|nummer|numero|número|numéro|matricule|isbn|iban|ssn|handle|phone|telephone|telefon|mobile|handy|fax)\.?"
    r"|id[ _.-].*|.*[a-z](ID|Id|Nr|No|Number|Num|Key|Code|Index|Idx)|.*(nummer|kennung|schlüssel)"
    r"|(.*[^а-я])?(ид|код|номер|№)|.*(编号|序号|編號|番号|번호|id号)|#|№",
)
_POSTCODE = re.compile(
    r"zip|zip[ _-]?codes?|post[ _-]?codes?|postal[ _-]?codes?|plz|postleitzahl|cep|cap|code postal|"
    r"c[oó]digo postal|индекс|邮编|邮政编码",
    re.IGNORECASE,
)
MOSTLY_MISSING = 0.5
#: the number of pixels in the smallest picture
_LEAST_PIXELS = 16
#: the usual names of what is predicted
TARGET_NAME = re.compile(
    r"target|label|labels|class|classes|y|output|outcome|response|result|diagnosis|survived|"
    r"species|dependent|category|ziel|zielgröße|klasse|classe|clase|класс|类别|标签",
    re.IGNORECASE,
)


def useless(column: Read, place: int, named: bool, columns: int) -> Doubt | None:
    """Return why a column is left out, or None for one that may be useful.

    `columns` is how many there are. The last one is probably the target: if it holds very many
    classes, or one and is named like a target, the task will refuse it.
    """
    if column.name == "row names":
        return _left_out(column, say("Table", "holds the names of the rows"))
    if column.filled == 0:
        return _left_out(column, say("Table", "is empty"))
    telling = named and TARGET_NAME.fullmatch(column.name) is not None
    if is_ticked(column) and place != columns - 1:
        return None
    if column.distinct == 1 and len(column) > 2 and not (place == columns - 1 and telling):
        return _left_out(column, say("Table", "holds only one value"))
    if column.missing.mean() > MOSTLY_MISSING:
        share = f"{100 * column.missing.mean():.0f}"
        return _left_out(column, say("Table", "is empty in {share} % of the rows", share=share))
    if column.kind == "text":
        if place == columns - 1 and column.distinct <= column.filled / 2:
            return None
        if column.like:
            says = say(
                "Table",
                "holds texts such as “{text}”, not numbers or dates in one notation",
                text=plain_name(column.like),
            )
            return _left_out(column, says)
        return _left_out(
            column, say("Table", "holds {n} different texts", n=f"{column.distinct:,}")
        )
    if column.kind != "number" or column.numbers is None or column.missing.any() or column.is_timed:
        return None
    values = column.numbers
    if column.distinct < len(values) or not np.all(values == np.floor(values)):
        return None
    counts = len(values) > 2 and _by_one(values) and values[0] in (0, 1)
    blank = not named or _NO_NAME.fullmatch(column.name) is not None
    nameless = named and place == 0 and _MADE_UP.fullmatch(column.name) is not None
    if (
        counts
        and blank
        # an index that was written twice: its second column has lost its name too
        and (place == 0 or column.name.lower().startswith("unnamed"))
        and (named or (columns > 2 and len(values) >= _COUNTED_ROWS))
    ):
        return _left_out(column, say("Table", "counts the rows"))
    by_name = _IDENTIFIER.fullmatch(column.name) or _IDENTIFIER.fullmatch(column.name.lower())
    if by_name or (nameless and len(values) > 2 and values.min() >= 0):
        return _left_out(
            column, say("Table", "holds a different number in every row, like an index")
        )
    return None


def _left_out(column: Read, why: str) -> Doubt:
    says = say("Table", "{why}; it is ignored", why=why)
    return Doubt(says, column_switch(column.name, "role", "input"), column.name)


def is_picture(columns: Sequence[Read]) -> bool:
    """Return whether the columns may be the pixels of a square picture, with or without a target.

    Pixels that are the same in all rows count too.
    """
    pixels = [
        column
        for column in columns
        if column.numbers is not None
        and not column.missing.any()
        and not column.is_timed
        and column.numbers.min() >= 0
    ]
    if len(pixels) < len(columns) - 1:
        return False
    sides = {math.isqrt(count) for count in (len(pixels), len(pixels) - 1)}
    return any(side**2 in (len(pixels), len(pixels) - 1) for side in sides) and (
        len(pixels) >= _LEAST_PIXELS
    )


def _by_one(values: NDArray[np.float64]) -> bool:
    """Return whether numbers go up by one from row to row."""
    with np.errstate(all="ignore"):  # differences of very large numbers overflow
        return bool(np.all(np.diff(values) == 1))


def counted(column: Read) -> Doubt | None:
    """Return the doubt about an input that goes up by one from row to row."""
    values = column.numbers
    if values is None or len(values) < _COUNTED_ROWS or column.missing.any() or column.is_timed:
        return None
    if not _by_one(values):
        return None
    says = say("Table", "goes up by one from row to row; if it only counts them, ignore it")
    return Doubt(says, column_switch(column.name, "role", "ignored"), column.name)


def coded(column: Read) -> Doubt | None:
    """Return the doubt about an input of numbers that is named like a code, such as a postcode."""
    values = column.numbers
    if values is None or column.kind != "number" or column.is_timed or column.distinct <= _FEW:
        return None
    filled = values[~column.missing]
    digits = _digits_of(filled)
    if digits >= _CODE_DIGITS and column.distinct == len(filled):
        says = say(
            "Table",
            "holds a different number of {n} digits in every row, like a code or a moment in time; "
            "it is read as a number",
            n=digits,
        )
        return Doubt(says, column_switch(column.name, "role", "ignored"), column.name)
    low = column.name.lower()
    named = any(map(_IDENTIFIER.fullmatch, (column.name, low))) or _POSTCODE.fullmatch(low)
    if not named or not np.all(filled == np.floor(filled)):
        return None
    says = say("Table", "is named like a code, whose size tells nothing; it is read as a number")
    return Doubt(says, column_switch(column.name, "role", "ignored"), column.name)


def _digits_of(filled: NDArray[np.float64]) -> int:
    """Return how many digits whole numbers have, 0 if that differs or they are something else."""
    low, high = float(filled.min()), float(filled.max())
    if low < 1 or high >= 1e17 or len(f"{low:.0f}") != len(f"{high:.0f}"):
        return 0
    return len(f"{high:.0f}") if np.all(filled == np.floor(filled)) else 0
