"""Kinds: what the cells of a column are, decided by looking at all of them.

A column is read as numbers, dates or yes and no only if every cell agrees; cells that do not are
named. Nothing is turned into something else without a doubt that says so.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.data.reading.cells.answers import (
    answers_in_two_ways,
)
from core.data.reading.cells.dates import (
    CLOCK,
    CLOCKS,
    DIGITS,
    NONE,
    days_in,
    form_of,
    is_short,
    order_of,
)
from core.data.reading.cells.marks import Marks
from core.data.reading.cells.notation import (
    Taken,
    common_affix,
    is_money,
    plain_number,
    pointed_numbers,
    taken,
    value_of,
)
from core.data.reading.doubting.numbers import (
    is_code,
    notation_doubts,
    number_doubts,
    too_long,
)
from core.data.reading.doubting.words import (
    percent_doubt,
)
from core.data.reading.doubts import Doubt, column_switch, switch
from core.data.reading.grid import counted_words
from core.data.reading.options import AS_WRITTEN, OF_ONE
from core.data.reading.packed import each_once, in_turns, plain_numbers
from core.data.reading.read import Read
from core.data.reading.words import FEW, ROWS_EACH, few_words, spelled, words_read
from core.words import plain_name, say, shortened

Vector = NDArray[np.float64]


class Reader:
    """Reads the columns of one table, in the table's notation."""

    def __init__(
        self,
        decimal: str,
        thousands: str | None,
        marks: Marks,
        order: str | None = None,
        percent: str | None = None,
    ) -> None:
        self.decimal, self.thousands, self.marks, self._order = decimal, thousands, marks, order
        self._percent = percent

    def read(
        self,
        name: str,
        cells: Sequence[str],
        kind: str | None = None,
        form: str = "",
        spelling: str | None = None,
    ) -> Read:
        """Return a column read from stripped cells; `kind` is what it is set to hold.

        Dates are read in `form`, if all of them have it, and percentages as it says, unless that is
        set for the table; words in `spelling`, one of SPELLINGS.
        """
        read = self._read(name, cells, kind, form)
        return read if read.words is None else spelled(read, kind, spelling, self.marks)

    def _read(self, name: str, cells: Sequence[str], kind: str | None, form: str) -> Read:
        if kind in ("category", "yes/no", "text"):
            return words_read(name, cells, kind, self.marks)
        if kind == "date" or (kind == "number" and form in CLOCKS):
            return self._dates(name, cells, form) or self._strays(name, cells, None)
        found = self._numbers(name, cells, (self._percent or form) == OF_ONE)
        if found is not None and kind is None and found.stray is None:
            return self._codes(found, cells) or self._compact_dates(found, cells) or found
        if found is not None:
            return found
        if kind is None:
            read = self._dates(name, cells)
            if read is not None:
                return read
            if answers_in_two_ways(few_words(cells, self.marks)):
                return words_read(name, cells, None, self.marks)
            bare = self._without_percent(name, cells)
            if bare:
                read = words_read(name, cells, None, self.marks)
                doubts = [doubt for doubt in read.doubts if "role=" not in doubt.switch]
                return replace(read, doubts=(percent_doubt(name, bare), *doubts))
        filled, strays = self._counted(cells, kind)
        # numbers in different currencies do not make a column of numbers
        if kind == "number" or 0 < strays < 0.5 * filled:
            return self._strays(name, cells, kind)
        return words_read(name, cells, None, self.marks)

    def _without_percent(self, name: str, cells: Sequence[str]) -> str:
        """Return a number without % if the others have it, "" for any other column."""
        if not any(cell.endswith("%") for cell in each_once(cells)):
            return ""
        read = self._numbers(name, cells, True)
        if read is None or read.form != OF_ONE:
            return ""
        filled = (cell for cell in each_once(cells) if not self.marks.among_numbers(cell))
        return next((cell for cell in filled if not cell.endswith("%")), "")

    def _counted(self, cells: Sequence[str], kind: str | None) -> tuple[int, int]:
        """Return how many cells hold a value, and how many of these hold no number.

        If no kind is set, counting may stop once most cells are known to hold no number.
        """
        filled = strays = 0
        for cell, count in counted_words(cells).items():
            if not self.marks.among_numbers(cell):
                filled += count
                strays += count if self._number(cell) is None else 0
            if kind is None and 2 * strays > len(cells):
                break
        return filled, strays

    def _number(self, cell: str) -> float | None:
        if self.decimal == ".":
            number = plain_number(cell)
            if number is not None:
                return number
        found = taken(cell)
        if found is None or (found.affix and not is_money(found.affix)):
            return None
        return value_of(found, self.decimal, self.thousands)

    # ------------------------------------------------------------------ numbers

    def _numbers(self, name: str, cells: Sequence[str], of_one: bool) -> Read | None:
        """Return a column in which every cell is a number or missing, in one notation.

        With `of_one`, 50% is 0.5.
        """
        # a mark set by the person may look like a number
        if self.decimal == "." and not self.marks.among(cells):
            values = plain_numbers(cells)
            if values is None:
                values = pointed_numbers(cells, self.marks)
            if values is not None:
                return self._as_numbers(name, values, cells, [])
        apart: dict[str, Taken] = {}
        for cell in each_once(cells):
            if not self.marks.among_numbers(cell):
                found = taken(cell)
                if found is None:
                    return None
                apart[cell] = found
        if not apart:
            return None
        if any(item.is_behind for item in apart.values()) and all(
            len(item.digits) == 1 for item in apart.values()
        ):
            return None  # grades: 3- is a little worse than 3
        affix = common_affix(apart.values())
        if affix is None and of_one and {item.affix for item in apart.values()} == {"", "%"}:
            affix = "%"  # 50% and 0.5 are the same then
        if affix is None:
            return None
        for decimal in (self.decimal, "," if self.decimal == "." else "."):
            values_of = {
                cell: value_of(
                    item, decimal, self.thousands, -2 if of_one and item.affix == "%" else 0
                )
                for cell, item in apart.items()
            }
            if all(value is not None for value in values_of.values()):
                break
        else:
            return None
        numbers = in_turns(cells, lambda cell: values_of.get(cell, np.nan), np.float64)
        doubts = notation_doubts(name, apart, decimal, self.decimal, of_one)
        read = self._as_numbers(name, numbers, cells, doubts, affix)
        if affix != "%":
            return read
        return replace(read, form=OF_ONE if of_one else AS_WRITTEN)

    def _as_numbers(
        self, name: str, values: Vector, cells: Sequence[str], doubts: list[Doubt], affix: str = ""
    ) -> Read:
        missing = np.isnan(values)
        infinite = np.flatnonzero(np.isinf(values))
        stray = None
        if len(infinite):
            stray = int(infinite[0]), cells[int(infinite[0])]
        distinct = len(np.unique(values[~missing]))
        if stray is None:
            doubts += number_doubts(name, cells, values, missing, self.marks)
        told = tuple(doubts)
        return Read(name, "number", missing, values, None, distinct, "", affix, told, stray)

    def _codes(self, read: Read, cells: Sequence[str]) -> Read | None:
        """Return a column of codes with leading zeros as words, None for one of numbers."""
        assert read.numbers is not None
        cell = too_long(cells, read.numbers, read.missing)
        if cell:
            says = say(
                "Table",
                "{cell} has more digits than a number keeps: the column is not read as numbers",
                cell=plain_name(cell),
            )
        elif is_code(cells, read.numbers, read.missing):
            cell = next(cell for cell in cells if cell.lstrip("'’")[:1] == "0")
            says = say(
                "Table",
                "{cell} looks like a code: the column is not read as numbers",
                cell=plain_name(cell),
            )
        else:
            return None
        found = words_read(read.name, cells, None, self.marks)
        doubt = Doubt(says, column_switch(read.name, "kind", "number"), read.name)
        return replace(found, doubts=(doubt,), is_code=True, like="")

    def _compact_dates(self, read: Read, cells: Sequence[str]) -> Read | None:
        """Return a column of whole numbers like 20240131 as dates, None for other numbers."""
        assert read.numbers is not None
        filled = read.numbers[~read.missing]
        if len(filled) < 3:
            return None
        low, high = f"{filled.min():.0f}", f"{filled.max():.0f}"
        # 190001 may be the number of anything, if it is the only one
        dated = len(low) == len(high) >= 6 and low[:4] >= "1900" and high[:4] <= "2100"
        if not dated or (len(low) == 6 and read.distinct <= 2):
            return None
        return self._dates(read.name, cells)

    # ------------------------------------------------------------------ dates and words

    def _dates(self, name: str, cells: Sequence[str], known: str = "") -> Read | None:
        filled = [c for c in each_once(cells) if not self.marks.among_numbers(c) and c not in NONE]
        if known and all(days_in(cell, known) is not None for cell in filled):
            form, other = known, ""
        else:
            form, other = form_of(filled, self._order)
        if not form:
            return None
        days = {cell: days_in(cell, form) for cell in filled}
        values = in_turns(cells, lambda cell: days.get(cell, np.nan), np.float64)
        missing = np.isnan(values)
        doubts = []
        if form in CLOCKS:
            says = (
                say("Table", "times of day are read as hours")
                if form == CLOCK
                else say("Table", "minutes and seconds, such as 1:02.5, are read as hours")
            )
            doubts.append(Doubt(says, column_switch(name, "role", "ignored"), name))
            distinct = len(days)
            return Read(name, "number", missing, values, None, distinct, form, "", tuple(doubts))
        says = say("Table", "dates are read as days since the first")
        other_use = ("kind", "number") if form in DIGITS else ("role", "ignored")
        doubts.append(Doubt(says, column_switch(name, *other_use), name))
        if other and self._order is None:
            cell = next((c for c in filled if days[c] != days_in(c, other)), filled[0])
            says = say(
                "Table", "{cell}: day and month may be the other way round", cell=plain_name(cell)
            )
            doubts.append(Doubt(says, switch(order_of(other), "reading", "dates"), name))
        if is_short(form):
            says = say("Table", "years of two digits: 29 is read as 2029, 30 as 1930")
            doubts.append(Doubt(says, column_switch(name, "role", "ignored"), name))
        return Read(name, "date", missing, values, None, len(days), form, "", tuple(doubts))

    def _strays(self, name: str, cells: Sequence[str], kind: str | None) -> Read:
        """Return a column of numbers with some words: a category of few values, or a stray."""
        filled = [cell for cell in cells if not self.marks.always(cell)]
        distinct = len(set(filled))
        word = next((cell for cell in filled if self._number(cell) is None), None)
        few = distinct <= FEW and len(filled) >= ROWS_EACH * distinct
        if kind is None and few and word is not None:
            read = words_read(name, cells, "category", self.marks)
            says = say(
                "Table",
                "“{word}” is not a number, so all {n} values are categories",
                word=plain_name(word),
                n=distinct,
            )
            doubt = Doubt(says, switch([word], "reading", "missing"), name)
            return Read(name, "category", read.missing, None, read.words, distinct, doubts=(doubt,))
        values = np.full(len(cells), np.nan)
        stray = None
        for row, cell in enumerate(cells):
            number = self._number(cell)
            if self.marks.among_numbers(cell):
                continue
            if number is not None:
                values[row] = number
            elif stray is None:
                stray = row, cell
        distinct = len(np.unique(values[~np.isnan(values)]))
        doubts = []
        if stray is not None:
            says = say(
                "Table", "“{word}” is not a number", word=plain_name(shortened(stray[1], 40))
            )
            doubts.append(Doubt(says, switch([stray[1]], "reading", "missing"), name))
        return Read(
            name,
            kind or "number",
            np.isnan(values),
            values,
            None,
            distinct,
            doubts=tuple(doubts),
            stray=stray,
        )
