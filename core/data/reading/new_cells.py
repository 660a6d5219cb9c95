"""New cells: pieces of a table to predict from, turned into raw inputs.

A plainly written column, as most are, goes through NumPy at once; any other column is read like one
in a training table, with the same error messages.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.data.filling import filled
from core.data.reading.cells.answers import answers_for, folded
from core.data.reading.cells.dates import CLOCKS, NONE, days_in, order_of
from core.data.reading.describing import listed
from core.data.reading.grid import Row
from core.data.reading.kinds import Reader
from core.data.reading.options import OF_ONE, PERCENT
from core.data.reading.read import Read
from core.data.reading.sampling import MISSING, encoded
from core.data.samples import Column, Matrix
from core.errors import DataError
from core.words import plain_name, say, shortened

#: settings of notations in which a number may be meant in two ways
_NOTATION = ("data.source.reading.thousands=", "data.source.reading.decimal=")


@dataclass(frozen=True, eq=False)
class Piece:
    """Some rows of cells, and the line of the file where each begins."""

    lines: Sequence[int]
    rows: list[list[str]]

    @classmethod
    def of(cls, rows: list[Row]) -> "Piece":
        """Return numbered rows as a piece."""
        return cls([line for line, _ in rows], [cells for _, cells in rows])


class Encoder:
    """Turns pieces into raw inputs (m, r), in the way the columns were read for training."""

    def __init__(
        self,
        file: str,
        places: Sequence[int],
        columns: Sequence[Column],
        reader: Reader,
        percents: Collection[int] = (),
    ) -> None:
        """`percents` are the places of columns that a spreadsheet shows as percent."""
        self._file, self._reader, self._percents = file, reader, percents
        #: what is to be said about the columns so far
        self.notes: list[str] = []
        self._columns = tuple(zip(places, columns, strict=True))
        self._filling = columns
        self._plain = reader.decimal == "." and not reader.marks.has_own
        self._known = {
            column.name: {word: k for k, word in enumerate(column.categories)} for column in columns
        }

    def encoded(self, piece: Piece) -> Matrix:
        """Return the raw inputs of a piece.

        Raises DataError that names the row for a word in place of a number and for a category
        unknown in training.
        """
        cells = list(zip(*piece.rows, strict=True))
        parts = [self._fast(cells[place], column) for place, column in self._columns]
        for i, (place, column) in enumerate(self._columns):
            if parts[i] is None:
                parts[i] = self._slow(piece, cells[place], column, place in self._percents)
        return filled(self._filling, np.concatenate(parts, axis=1))  # type: ignore[arg-type]

    def _fast(self, cells: Sequence[str], column: Column) -> Matrix | None:
        """Return a column if it is plainly written, or None."""
        if column.categories:
            known = self._known[column.name]
            try:
                numbers = np.fromiter(map(known.__getitem__, cells), np.intp, len(cells))
            except KeyError:
                return None
            if not column.is_one_hot:
                return numbers[:, np.newaxis].astype(np.float64)
            matrix = np.zeros((len(cells), len(column.categories)))
            matrix[np.arange(len(cells)), numbers] = 1.0
            return matrix
        if column.kind not in ("", "number") or not self._plain:
            return None
        try:
            values = np.fromiter(map(float, cells), np.float64, len(cells))
        except ValueError:
            return None
        # look closely at anything that is not a finite number, and at 1_000, which only Python
        # reads
        if not np.isfinite(values).all() or "_" in "".join(cells):
            return None
        self._compare_units(column, "", "")
        return values[:, np.newaxis]

    def _slow(
        self, piece: Piece, raw: Sequence[str], column: Column, shown_as_percent: bool
    ) -> Matrix:
        cells = [cell.strip() for cell in raw]
        kind = (column.kind if column.kind != "yes/no" else "category") or (
            "category" if column.categories else "number"
        )
        form = column.form or (OF_ONE if shown_as_percent else "")
        read = self._reader.read(column.name, cells, kind, form, "as written")
        if kind == "number" and read.filled:
            self._compare_units(column, read.affix, read.form)
            for doubt in read.doubts:
                if doubt.switch.startswith(_NOTATION):
                    self._tell(column, doubt.says)
        is_timed = column.form not in ("", *PERCENT)
        other = read.form != column.form
        if is_timed and (not read.form or (other and {read.form, column.form} & {*CLOCKS})):
            self._check_dates(piece, cells, column)
        if other and column.kind == "date":
            self._compare_orders(column, order_of(read.form))
        if read.stray is not None:
            row, word = read.stray
            raise DataError(
                say(
                    "Table",
                    "{file}, row {row}, column '{column}': '{word}' is not a date"
                    if column.kind == "date"
                    else "{file}, row {row}, column '{column}': '{word}' is not a number",
                    file=self._file,
                    row=piece.lines[row],
                    column=column.name,
                    word=shortened(word, 40),
                ),
                say("Table", "correct it, or delete the row"),
            )
        if column.categories:
            if column.spelling in ("any case", "yes or no") and read.words is not None:
                known = {folded(word): word for word in column.categories}
                if column.spelling == "yes or no":
                    known |= answers_for(word for word in column.categories if word != MISSING)
                words = [known.get(folded(word), word) for word in read.words]
                read = replace(read, words=words)
            self._check_known(piece, read, column)
        return encoded(read, column)

    def _tell(self, column: Column, says: str) -> None:
        """Note once what is said about a column."""
        at = {"file": self._file, "column": column.name}
        what = say("Table", "{file}, column '{column}': {says}", says=says, **at)
        if what not in self.notes:
            self.notes.append(what)

    def _compare_units(self, column: Column, unit: str, form: str) -> None:
        """Note once if something else stands beside the numbers than in training."""
        if unit == column.unit or column.form not in ("", *PERCENT):
            return
        fields = {"file": self._file, "column": column.name}
        if form in PERCENT:
            what = say(
                "Table",
                "{file}, column '{column}': numbers with %, unlike in training; 50% is read as {n}",
                n="0.5" if form == OF_ONE else "50",
                **fields,
            )
        elif column.form in PERCENT:
            what = say(
                "Table",
                "{file}, column '{column}': numbers without %, unlike in training, where 50% was "
                "{n}; they are read as they are",
                n="0.5" if column.form == OF_ONE else "50",
                **fields,
            )
        else:
            what = say(
                "Table",
                "{file}, column '{column}': numbers with {unit} beside them, in training with "
                "{other}; they are read as they are",
                unit=plain_name(unit) if unit else say("Table", "nothing"),
                other=plain_name(column.unit) if column.unit else say("Table", "nothing"),
                **fields,
            )
        if what not in self.notes:
            self.notes.append(what)

    def _compare_orders(self, column: Column, order: str) -> None:
        """Note once if dates put the month where those in training have the day, or vice versa."""
        if not order or order_of(column.form) in ("", order):
            return
        at = {"file": self._file, "column": column.name}
        if order == "day first":
            what = say(
                "Table", "{file}, column '{column}': the day is first, unlike in training", **at
            )
        else:
            what = say(
                "Table", "{file}, column '{column}': the month is first, unlike in training", **at
            )
        if what not in self.notes:
            self.notes.append(what)

    def _check_dates(self, piece: Piece, cells: Sequence[str], column: Column) -> None:
        """Raise DataError for the first cell that is no date, or no time of day as in training."""
        missing = self._reader.marks.among_numbers
        row = next(
            (
                i
                for i, cell in enumerate(cells)
                if not missing(cell) and cell not in NONE and days_in(cell, column.form) is None
            ),
            None,
        )
        if row is None:
            return
        fields = {"file": self._file, "row": piece.lines[row], "column": column.name}
        fields["word"] = shortened(cells[row], 40)
        if column.form in CLOCKS:
            raise DataError(
                say("Table", "{file}, row {row}, column '{column}': '{word}' is no time", **fields),
                say("Table", "write every time as in 13:45"),
            )
        raise DataError(
            say("Table", "{file}, row {row}, column '{column}': '{word}' is no date", **fields),
            say("Table", "write every date in one way, as in 2024-01-31"),
        )

    def _check_known(self, piece: Piece, read: Read, column: Column) -> None:
        assert read.words is not None
        known = self._known[column.name]
        row = next((i for i, word in enumerate(read.words) if word and word not in known), None)
        if row is None:
            return
        raise DataError(
            say(
                "Table",
                "{file}, row {row}, column '{column}': '{word}' is not a category the network "
                "knows",
                file=self._file,
                row=piece.lines[row],
                column=column.name,
                word=shortened(read.words[row], 40),
            ),
            say(
                "Table",
                "known are {names}",
                names=listed([name for name in column.categories if name != MISSING]),
            ),
        )
