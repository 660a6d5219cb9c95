"""Tables: samples from a file, one per row; its columns are inputs and targets.

Two records say how a table is read, a reading and its columns (core.data.reading). A project with
neither comes from an early version, and is read as that version did (core.data.first_reading).
"""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from numpy.random import Generator

import core.data.generated
import core.data.points  # noqa: F401  (they come before tables in menus)
from core.data.reading.options import Columns, Reading, read_columns, read_targets
from core.data.samples import SOURCES, Samples, Source
from core.data.table_files import find_table
from core.disk.apart import Watch, unwatched
from core.errors import ProjectError
from core.records import record
from core.registry import parameter

# reading tables takes fifty modules, imported when the first one is read
if TYPE_CHECKING:
    from core.data.reading.describing import Described, Wishes


def _read_names(value: Any, where: str) -> tuple[str, ...]:
    names_given = isinstance(value, (list, tuple)) and all(isinstance(v, str) for v in value)
    if not names_given or not value:
        raise ProjectError(f"{where} is not a list of column names", 'write it as ["a", "b"]')
    if any("\ud800" <= letter <= "\udfff" for letter in "".join(value)):
        raise ProjectError(
            f"{where} is not a list of texts that can be written to a file", "correct the names"
        )
    if len(set(value)) < len(value):
        raise ProjectError(f"{where} names a column twice", "name each column once")
    return tuple(value)


@SOURCES.register
@record
class Table(Source):
    """The rows of a text table (CSV, TSV, TXT) or of a spreadsheet (XLSX, XLS, ODS)."""

    name = "table"
    label = "table"
    group = "own"
    default_test_share = 0.25

    path: str = parameter("", "the table's file, relative to the project's folder")
    inputs: tuple[str, ...] | None = parameter(
        None,
        "the input columns; null is all but the target",
        reader=_read_names,
        optional=True,
    )
    target: str | tuple[str, ...] | None = parameter(
        None,
        "the column to predict, or several; null is the last",
        kind="text",
        reader=read_targets,
        optional=True,
    )
    task: str = parameter(
        "auto",
        "whether the target is classes or numbers",
        choices=("auto", "classes", "regression"),
    )
    #: with one of these two the table is read carefully; early files have neither
    reading: Reading | None = parameter(
        None,
        "how the file is read; null is as in the first versions",
        options=Reading,
        optional=True,
    )
    columns: Columns | None = parameter(
        None,
        "kind, role and missing cells of columns, by name",
        reader=read_columns,
        optional=True,
    )

    @property
    def file(self) -> str:
        """Its path."""
        return self.path

    def with_file(self, path: str) -> Self:
        """Return it with another path."""
        return replace(self, path=path)

    @property
    def target_columns(self) -> tuple[str, ...]:
        """The columns that are set to be predicted."""
        if self.target is not None:
            return (self.target,) if isinstance(self.target, str) else self.target
        said = () if self.columns is None else self.columns.said
        return tuple(name for name, options in said if options.role == "target")

    @property
    def is_careful(self) -> bool:
        """Whether guesses look at the whole table, and missing cells can be handled."""
        return self.reading is not None or self.columns is not None

    @property
    def wishes(self) -> "Wishes":
        """What is set for the table."""
        from core.data.reading.describing import Wishes

        target = (self.target,) if isinstance(self.target, str) else self.target
        return Wishes(
            self.reading or Reading(), self.columns or Columns(), self.inputs, target, self.task
        )

    def describe(self, folder: Path | None, watch: Watch = unwatched) -> "Described | None":
        """Return how the table is read; None if it is read as in the first versions.

        Raises FileError and DataError if it is not a table.
        """
        if not self.is_careful:
            return None
        from core.data.reading.describing import describe

        return describe(find_table(self.path, folder), self.wishes, watch)

    def with_guesses(self, table: "Described") -> Self:
        """Return it with all guesses written out as settings."""
        reading, columns = table.settings()
        return replace(self, reading=reading, columns=columns)

    def draw(self, rng: Generator, folder: Path | None) -> Samples:
        """Return the rows: inputs (m, k), targets (m, t). Nothing is drawn at random.

        Raises FileError for a file that is not a table, DataError that names row and column for a
        cell that does not fit, SizeError for a table that would take too much memory.
        """
        return self.draw_watched(rng, folder, unwatched)

    def draw_watched(self, rng: Generator, folder: Path | None, watch: Watch) -> Samples:
        """Return the rows of `draw`; `watch` is told the progress, and may end it."""
        described = self.describe(folder, watch)
        if described is not None:
            from core.data.reading.sampling import samples_of

            return samples_of(described)
        from core.data.first_reading.cells import read_cells
        from core.data.first_reading.sampling import samples_of_cells

        cells = read_cells(find_table(self.path, folder), watch)
        return samples_of_cells(cells, self.target, self.inputs, self.task, watch)
