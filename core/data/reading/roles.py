"""Roles: which columns are inputs, which is predicted, and which are of no use.

Columns that tell nothing about other rows are left out, with a message: row counts, a different
name in each row, one value throughout, hardly any values. The target is a column with a telling
name, or the last or the first one; the message mentions the other choice.
"""

import math
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.data.reading.doubts import Doubt, column_switch, switch
from core.data.reading.one_hot import is_binary, one_hot_places, shared_name
from core.data.reading.read import Read
from core.words import plain_name, say

_COUNTED_ROWS = 10
_FEW = 20
#: whole numbers of at least so many digits, each another, may be codes
_CODE_DIGITS = 10
#: rows for each different value, from which whole numbers of a column named label may be classes
_EACH = 3
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
_TARGET = re.compile(
    r"target|label|labels|class|classes|y|output|outcome|response|result|diagnosis|survived|"
    r"species|dependent|category|ziel|zielgröße|klasse|classe|clase|класс|类别|标签",
    re.IGNORECASE,
)
#: what is usually wanted among measurements, if the last column is one of these
_PRICE = re.compile(
    r"(sale|selling|resale|house|car)?[ _]?price|price[ _](usd|eur|gbp|inr)|medv|preis|kaufpreis|"
    r"verkaufspreis|preço|preco|precio|prix|prezzo|prijs|cena|цена|价格|房价|售价|価格|가격",
    re.IGNORECASE,
)
_POSTCODE = re.compile(
    r"zip|zip[ _-]?codes?|post[ _-]?codes?|postal[ _-]?codes?|plz|postleitzahl|cep|cap|code postal|"
    r"c[oó]digo postal|индекс|邮编|邮政编码",
    re.IGNORECASE,
)
_TIMES = ("timestamp", "unixtime", "epoch_time")
_SEVERAL = re.compile(r"(y|target|output|out|label|response|t)[ _.-]?(\d+|[a-z])", re.IGNORECASE)
MOSTLY_MISSING = 0.5
#: the number of pixels in the smallest picture
_LEAST_PIXELS = 16


def useless(column: Read, place: int, named: bool, columns: int) -> Doubt | None:
    """Return why a column is left out, or None for one that may be useful.

    `columns` is how many there are. The last one is probably the target: if it holds very many
    classes, or one and is named like a target, the task will refuse it.
    """
    if column.name == "row names":
        return _left_out(column, say("Table", "holds the names of the rows"))
    if column.filled == 0:
        return _left_out(column, say("Table", "is empty"))
    telling = named and _TARGET.fullmatch(column.name) is not None
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


def is_class_like(column: Read) -> bool:
    """Return whether a column holds few different values, each in several rows."""
    if column.kind in ("category", "yes/no"):
        return True
    values = column.numbers
    if values is None or column.kind != "number":
        return False
    filled = values[~column.missing]
    if not np.all(filled == np.floor(filled)):
        return False
    return column.distinct <= 20 and column.distinct <= max(2, len(filled) // 5)


def target_of(columns: Sequence[Read], named: bool) -> tuple[tuple[int, ...], list[Doubt]]:
    """Return the positions of the targets among the useful columns, and the doubts."""
    last, first = len(columns) - 1, 0
    if named:
        several = _several(columns)
        if several:
            names = [columns[i].name for i in several]
            says = say("Table", "predicts {names}, by their names", names=", ".join(names))
            return several, [Doubt(says, switch(names[-1], "target"))]
    telling = [i for i, column in enumerate(columns) if named and _TARGET.fullmatch(column.name)]
    # among others, or next to a column of words, y may be a coordinate
    ends = (last,) if columns[last].words is not None else (first, last)
    telling = [i for i in telling if columns[i].name.lower() != "y" or i in ends]
    undated = _undated(columns)
    if not telling and undated != last:
        says = say(
            "Table",
            "predicts {name}; the last column, {other}, is a date",
            name=columns[undated].name,
            other=columns[last].name,
        )
        return (undated,), [Doubt(says, switch(columns[last].name, "target"))]
    one_hot = () if telling else one_hot_places(columns)
    if one_hot:
        return _of_one_hot(columns, one_hot, named)
    choice = last
    if len(telling) == 1:
        choice = telling[0]
    elif last not in telling and (
        first in telling or (not named and _first_looks_predicted(columns))
    ):
        choice = first
    wanted = [] if telling or choice != last else _wanted(columns, named)
    if wanted and not is_class_like(columns[last]) and (wanted[0] == first or not named):
        choice = wanted[0]
        says = (
            say(
                "Table",
                "predicts {name}, by its name; the last column is {other}",
                name=columns[choice].name,
                other=columns[last].name,
            )
            if named
            else say(
                "Table",
                "predicts {name}, the only column of words; the last column is {other}",
                name=columns[choice].name,
                other=columns[last].name,
            )
        )
        return (choice,), [Doubt(says, switch(columns[last].name, "target"))]
    other = wanted[0] if wanted else first if choice == last else last
    doubts = []
    open_choice = not named or wanted or is_class_like(columns[other])
    if choice not in telling and other != choice and open_choice:
        says = say(
            "Table",
            "predicts {name}, the {place} column; perhaps {other} is meant",
            name=columns[choice].name,
            place=say("Table", "first") if choice == first else say("Table", "last"),
            other=columns[other].name,
        )
        doubts.append(Doubt(says, switch(columns[other].name, "target")))
    elif choice in telling and choice != last:
        says = say(
            "Table",
            "predicts {name}, by its name; the last column is {other}",
            name=columns[choice].name,
            other=columns[last].name,
        )
        doubts.append(Doubt(says, switch(columns[last].name, "target")))
    return (choice,), doubts


def _undated(columns: Sequence[Read]) -> int:
    """Return the place of the last column that is no date; of the last if there is none.

    A time of day may be a duration, such as that of a race. One other column has to be left, from
    which it can be predicted.
    """
    for i in range(len(columns) - 1, 0, -1):
        column = columns[i]
        if column.kind != "date" and column.name.lower() not in _TIMES:
            return i
    return len(columns) - 1


def _wanted(columns: Sequence[Read], named: bool) -> list[int]:
    """Return the one column before the last that is likely to be wanted, if there is just one.

    By its name a price; without names, the only column of few words.
    """
    if named:
        found = [i for i, column in enumerate(columns) if _PRICE.fullmatch(column.name)]
        found = [i for i in found if columns[i].kind == "number"]
    else:
        found = [i for i, column in enumerate(columns) if column.words is not None]
        if any(columns[i].distinct > _FEW for i in found):
            return []
    return found if len(found) == 1 and found[0] < len(columns) - 1 else []


def _of_one_hot(
    columns: Sequence[Read], places: tuple[int, ...], named: bool
) -> tuple[tuple[int, ...], list[Doubt]]:
    """Return what is predicted if the last columns are one-hot, and the doubt about it.

    If they share the beginning of their names, they are the categories of an input, unless that is
    the name of a target.
    """
    names = [columns[i].name for i in places]
    shared = shared_name(names) if named else ""
    before = places[0] - 1
    if shared and not _TARGET.fullmatch(shared) and before > 0:
        says = say(
            "Table",
            "predicts {name}; the columns from {first} to {last} are the categories of one",
            name=columns[before].name,
            first=names[0],
            last=names[-1],
        )
        return (before,), [Doubt(says, switch(names, "target"))]
    says = say(
        "Table", "predicts {names}: in every row exactly one of them is 1", names=", ".join(names)
    )
    return places, [Doubt(says, switch(names[-1], "target"))]


def _several(columns: Sequence[Read]) -> tuple[int, ...]:
    """Return the last columns whose names are numbered targets: Y1, Y2."""
    places: list[int] = []
    stem = ""
    for i in range(len(columns) - 1, -1, -1):
        found = _SEVERAL.fullmatch(columns[i].name)
        if found is None or (stem and found[1].lower() != stem):
            break
        stem = found[1].lower()
        places.insert(0, i)
    numbers = all(columns[i].kind == "number" for i in places)
    return tuple(places) if 1 < len(places) < len(columns) and numbers else ()


def _first_looks_predicted(columns: Sequence[Read]) -> bool:
    """Return whether the first column rather than the last looks like the target.

    It has few values while the others are measurements; or is the only column of words; or its
    words occur in no other column while all others share theirs.
    """
    first, others = columns[0], columns[1:]
    last = columns[-1]
    if not is_class_like(first) or len(columns) < 3:
        return False
    words = [column for column in columns if column.words is not None]
    if first.words is not None and len(words) == 1:
        return True
    if first.words is None:
        return not is_class_like(last) and not any(map(is_class_like, others))
    if len(words) == len(columns):
        rest = [set(filter(None, column.words or [])) for column in others]
        together = set.union(*rest)
        alike = all(len(part & together) == len(part) <= 3 for part in rest) and len(together) <= 3
        return alike and not set(filter(None, first.words)) & together
    return False


def task_of(columns: Sequence[Read], task: str) -> tuple[str, list[Doubt]]:
    """Return the task for targets, "classes" or "regression", and the doubts about it."""
    if task != "auto":
        return task, []
    if any(column.numbers is None for column in columns):
        return "classes", []
    if len(columns) > 1:
        binary = all(is_binary(column) for column in columns)
        return ("classes" if binary else "regression"), []
    (column,) = columns
    filled = column.numbers[~column.missing] if column.numbers is not None else np.zeros(0)
    if column.kind != "number":
        return "regression", []
    classes = is_class_like(column)
    few = column.distinct <= 20 and column.distinct <= max(2, len(filled) // 3)
    if classes and column.distinct > 2:
        says = say("Table", "its {n} different whole numbers are classes", n=column.distinct)
        return "classes", [Doubt(says, switch("regression", "task"), column.name)]
    if not classes and few:
        says = say("Table", "its {n} different values are numbers, not classes", n=column.distinct)
        return "regression", [Doubt(says, switch("classes", "task"), column.name)]
    whole = bool(np.all(filled == np.floor(filled)))
    telling = _TARGET.fullmatch(column.name) and column.name.lower() != "y"
    if not classes and telling and whole and column.distinct <= len(filled) / _EACH:
        says = say("Table", "its {n} different values are numbers, not classes", n=column.distinct)
        return "regression", [Doubt(says, switch("classes", "task"), column.name)]
    return ("classes" if classes else "regression"), []
