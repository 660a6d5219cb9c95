"""The run's part for tables that a person looks at before training on them.

Looking changes nothing: `table_read` brings a preview, and a source with all guesses written out.
The last table read is kept until it is taken or forgotten, so that it is not read a second time
when it is taken.
"""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from core.data.choosing import only_of, same_target, wishes_of
from core.data.dataset import Dataset, dataset_of
from core.data.options import DataOptions
from core.data.reading.options import Reading as Options
from core.data.samples import Samples, Source
from core.data.table_files import find_table, with_needs
from core.disk.apart import Watch
from core.documents.project_file import source_with
from core.errors import SizeError, UserError
from core.fit import adapted, find_problem
from core.project import Project
from core.project_edits import loosened
from core.records import Record
from core.run.reading import GivenUp, Reading
from core.run.telling import Told
from core.words import plain, say
from core.words import translate as _translate

# fifty modules, imported when the first table is looked at
if TYPE_CHECKING:
    from core.data.reading.describing import Described
    from core.data.reading.grid import Grid
    from core.data.reading.telling.preview import Preview

#: the largest file whose rows are kept while it is looked at, in bytes
_KEPT = 8 * 2**20


class TableRead(Record, eq=False):
    """A table read for a person to look at.

    `asked` is the requested source, `wished` the source with only valid settings, `source` the one
    that includes the guesses; None if it cannot be trained on, as the preview says.
    """

    asked: Source
    path: Path
    preview: "Preview"
    wished: Source
    source: Source | None = None
    samples: Samples | None = None
    #: of the columns, as the table has them
    names: tuple[str, ...] = ()


class Host(Protocol):
    """What the part needs of the run that it belongs to."""

    folder: Path | None
    reading: Reading


class Tables:
    """Reads tables for a person to look at, and keeps the last one to be taken."""

    table_read = Told()  # TableRead
    table_given_up = Told()  # the requested source

    def __init__(self, run: Host) -> None:
        self._run = run
        self._grid: tuple[tuple[object, ...], Grid, Options] | None = None
        self._last: TableRead | None = None

    def look_at_table(self, source: Source, settings: tuple[str, ...] = ()) -> None:
        """Read a table, with settings like `data.source.reading.header=false` applied to it."""
        try:
            wished = source_with(source, settings)
            path = find_table(wished.file or "", self._run.folder)
            words = with_needs(say("Worker", "Reading {name}", name=plain(path.name)), path)
            with self._run.reading.watched(words) as watch:
                read = self._read(source, wished, path, watch)
        except GivenUp:
            self.table_given_up.emit(source)
            return
        except UserError as error:
            read = self._unread(source, source, Path(source.file or ""), error)
        except MemoryError:
            read = self._unread(source, source, Path(source.file or ""), _no_memory())
        self._last = read
        self.table_read.emit(read)

    def _read(self, asked: Source, wished: Source, path: Path, watch: Watch) -> TableRead:
        from core.data.reading.sampling import samples_of
        from core.data.reading.telling.preview import preview_of, unread_preview

        try:
            grid, found = self._grid_of(path, wished, watch)
        except GivenUp:
            raise
        except UserError as error:
            return self._unread(asked, wished, path, error)
        try:
            wished, table = _described(path.name, grid, found, wished, watch)
        except GivenUp:
            raise
        except UserError as error:
            if grid.packed is not None:
                return self._unread(asked, wished, path, error)
            shown = unread_preview(path.name, found, grid.rows, error, grid.sheets)
            return TableRead(asked, path, shown, wished)
        names = tuple(column.name for column in table.columns)
        try:
            samples = samples_of(table)
        except UserError as error:
            shown = preview_of(table, grid.sheets, None, error)
            return TableRead(asked, path, shown, wished, names=names)
        source = wished.with_guesses(table)
        shown = preview_of(table, grid.sheets, samples)
        return TableRead(asked, path, shown, wished, source, samples, names)

    def _grid_of(self, path: Path, source: Source, watch: Watch) -> tuple["Grid", Options]:
        """Return the rows of a file; those of the last look if nothing about them has changed."""
        from core.data.reading.files import grid_of

        wishes = wishes_of(source)
        try:
            stat = path.stat()
            key: tuple[object, ...] = (path, stat.st_mtime_ns, stat.st_size)
        except (OSError, ValueError):
            key = (path,)
        plainly = replace(wishes.reading, decimal=None, thousands=None, missing=None)
        key = (*key, plainly)
        if self._grid is not None and self._grid[0] == key:
            _, grid, found = self._grid
        else:
            self._grid = None
            grid, found = grid_of(path, wishes.reading, watch, packed=True)
            if len(key) > 2 and stat.st_size <= _KEPT:
                self._grid = key, grid, found
        given = wishes.reading
        return grid, replace(
            found, decimal=given.decimal, thousands=given.thousands, missing=given.missing
        )

    def _unread(self, asked: Source, wished: Source, path: Path, error: UserError) -> TableRead:
        from core.data.reading.telling.preview import unread_preview
        from core.data.reading.unread import raw_rows

        rows, found = raw_rows(path, wishes_of(wished).reading, error.line)
        return TableRead(asked, path, unread_preview(path.name, found, rows, error), wished)

    def forget_table(self) -> None:
        """Release the last table read."""
        self._grid = self._last = None

    # ------------------------------------------------------------------ taking it

    def taken(self, source: Source) -> Samples | None:
        """Return the samples of the source that was read last, and release them.

        Their doubts have been seen; only the notice of what is predicted is kept.
        """
        last = self._last
        self.forget_table()
        if last is None or last.source != source or last.samples is None:
            return None
        return replace(last.samples, notices=last.samples.notices[:1])

    def dataset(self, project: Project, folder: Path | None) -> Dataset | None:
        """Return the dataset of a project whose table was read last; None if it was not."""
        last, source = self._last, project.data.source
        if last is None or source.file is None or last.path != find_table(source.file, folder):
            return None
        samples = self.taken(source)
        if samples is None:
            return None
        return dataset_of(samples, project.data, project.data_seed())


def _described(
    file: str, grid: "Grid", found: Options, wished: Source, watch: Watch
) -> tuple[Source, "Described"]:
    """Return the table described, and its settings without those for columns that it lacks."""
    from core.data.reading.describing import NoSuchColumn, describe_grid

    try:
        return wished, describe_grid(file, grid, found, wishes_of(wished), watch)
    except NoSuchColumn as error:
        wished = only_of(wished, error.names)
    return wished, describe_grid(file, grid, found, wishes_of(wished), watch)


def _no_memory() -> SizeError:
    return SizeError(
        _translate("Worker", "There is no memory left for this"),
        _translate("Worker", "leave out rows or columns that are not needed"),
    )


def with_table(project: Project, read: TableRead) -> Project:
    """Return a project that trains on a table that was read, with a suitable output.

    If it already uses that table, scaling and split stay, and so does the output as long as it fits
    and the target is the same.
    """
    source, samples = read.source, read.samples
    assert source is not None and samples is not None
    old, outputs = project.data, samples.targets.shape[1]
    if old.source.file != source.file:
        scaling = old.scaling if old.scales else "standard"
        data = DataOptions(source=source, scaling=scaling, seed=old.seed)
        made = replace(project, data=data, weights=None, frozen=None, off=None)
        return adapted(made, outputs, samples.task)
    features = old.features if samples.inputs.shape[1] == 2 else None
    made = replace(project, data=replace(old, source=source, features=features), weights=None)
    if made.data != old:
        made = loosened(made, inputs=True)
    if not same_target(old.source, source) or find_problem(made, samples.targets, samples.task):
        return adapted(made, outputs, samples.task)
    return made
