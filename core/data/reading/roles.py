"""Roles: which columns are inputs and which is predicted, and what is predicted of it.

The target is a column with a telling name, or the last or the first one; the message mentions the
other choice.
"""

import re
from collections.abc import Sequence

import numpy as np

from core.data.reading.doubts import Doubt, switch
from core.data.reading.one_hot import is_binary, one_hot_places, shared_name
from core.data.reading.read import Read
from core.data.reading.useless import TARGET_NAME
from core.words import say

_FEW = 20
#: rows for each different value, from which whole numbers of a column named label may be classes
_EACH = 3
#: what is usually wanted among measurements, if the last column is one of these
_PRICE = re.compile(
    r"(sale|selling|resale|house|car)?[ _]?price|price[ _](usd|eur|gbp|inr)|medv|preis|kaufpreis|"
    r"verkaufspreis|preço|preco|precio|prix|prezzo|prijs|cena|цена|价格|房价|售价|価格|가격",
    re.IGNORECASE,
)
_TIMES = ("timestamp", "unixtime", "epoch_time")
_SEVERAL = re.compile(r"(y|target|output|out|label|response|t)[ _.-]?(\d+|[a-z])", re.IGNORECASE)


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
    telling = [
        i for i, column in enumerate(columns) if named and TARGET_NAME.fullmatch(column.name)
    ]
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
    if shared and not TARGET_NAME.fullmatch(shared) and before > 0:
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
    telling = TARGET_NAME.fullmatch(column.name) and column.name.lower() != "y"
    if not classes and telling and whole and column.distinct <= len(filled) / _EACH:
        says = say("Table", "its {n} different values are numbers, not classes", n=column.distinct)
        return "regression", [Doubt(says, switch("classes", "task"), column.name)]
    return ("classes" if classes else "regression"), []
