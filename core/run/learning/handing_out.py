"""The run's part for worksheets: makes and writes them in slices, and rebuilds one to mark it."""

import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from core.disk.writing import check_writable, write_together
from core.errors import FileError, SizeError, UserError
from core.records import Record
from core.run.reporting import interrupted
from core.run.slicer import Slicer
from core.run.telling import Told
from core.training.trainer import Trainer
from core.words import translate

if TYPE_CHECKING:
    from core.lesson.marking.marks import Answer
    from core.lesson.marking.worked import Update
    from core.lesson.worksheets.sheet import Sheet
    from core.run.learning.worksheets import Made, Wanted


class Host(Protocol):
    """What the part needs of the run that it belongs to."""

    trainer: Trainer | None

    @property
    def slicer(self) -> Slicer:
        """Who gives long work its slices."""


class HandedOut(Record):
    """Sheets made so far, of how many; at the end `sheets` or the files written, or `error`.

    Without any of these, it was given up.
    """

    done: int = 0
    whole: int = 0
    sheets: "tuple[Sheet, ...]" = ()
    paths: tuple[Path, ...] = ()
    error: UserError | None = None


def check_paths(paths: tuple[Path, ...]) -> None:
    """Raise FileError if sheets and their key cannot be written to these files."""
    if len(set(paths)) < len(paths):
        raise FileError(
            translate("Worksheets", "sheets and key would be the same file"),
            translate("Worksheets", "give the key another name"),
        )
    for path in paths:
        check_writable(path)


def write_sheets(
    sheets: "tuple[Sheet, ...]",
    paths: tuple[Path, ...],
    drawn: Mapping[Path, bytes] = MappingProxyType({}),
) -> None:
    """Write sheets to the first file, and their key to the second: both or neither.

    What `drawn` has for a file is written as it is.
    """
    from core.lesson.worksheets.writers import writer_for

    files = []
    for path, is_key in zip(paths, (False, True), strict=False):
        content = drawn.get(path) or writer_for(path)(sheets, is_key).encode()
        files.append((path, content))
    write_together(files)


class HandingOut:
    """Makes worksheets of the network; nothing is changed by it."""

    progress = Told()
    handed_out = Told()  # HandedOut: how far it is, at its end with the sheets or what is wrong
    sheet_found = Told()  # Made, or a UserError: the sheet of a number
    sheet_marked = Told()  # the Marks of answers, in their order

    def __init__(self, run: Host) -> None:
        self._run = run
        self._coming: Iterator[Made | None] = iter(())
        self._made: list[Made] = []
        self._whole = 0
        self._paths: tuple[Path, ...] = ()
        self._one = _OneSheet(self)

    def hand_out(self, count: int, wanted: "Wanted", paths: tuple[Path, ...]) -> None:
        """Make sheets 1 to `count`; `handed_out` follows.

        They are written to the first of the paths, and their key to the second, if there are any.
        """
        from core.lesson.worksheets.writers import writer_for

        self.cancel()
        try:
            check_paths(paths)
            for path in paths:
                writer_for(path)
            self._coming = self.begin(range(1, count + 1), wanted)
        except UserError as error:
            self.handed_out.emit(HandedOut(error=error))
            return
        self._made, self._whole, self._paths = [], count, paths
        self._tell()
        self._run.slicer.begin(self)

    def put(
        self, sheets: "tuple[Sheet, ...]", paths: tuple[Path, ...], drawn: Mapping[Path, bytes]
    ) -> None:
        """Write sheets of which some files were drawn elsewhere; `handed_out` follows."""
        try:
            write_sheets(sheets, paths, drawn)
        except UserError as error:
            self.handed_out.emit(HandedOut(error=error))
            return
        self.handed_out.emit(HandedOut(sheets=sheets, paths=paths))

    def ask_sheet(self, number: int, wanted: "Wanted") -> None:
        """Rebuild a sheet by its number; `sheet_found` follows."""
        try:
            self._one.coming = self.begin(range(number, number + 1), wanted)
        except UserError as error:
            self.sheet_found.emit(error)
            return
        self._run.slicer.begin(self._one)

    def mark(self, update: "Update", answers: "tuple[Answer, ...]") -> None:
        """Mark the answers of a sheet; `sheet_marked` follows."""
        from core.lesson.marking.marks import mark

        self.sheet_marked.emit(tuple(mark(update, answers)))

    def begin(self, numbers: range, wanted: "Wanted") -> "Iterator[Made | None]":
        """Return the making of some sheets. Raises UserError if there is no network."""
        from core.run.learning.worksheets import making

        trainer = self._run.trainer
        if trainer is None:
            raise UserError(
                translate("Worksheets", "there is no network"),
                translate("Worksheets", "open one first"),
            )
        return making(trainer.project, trainer.dataset, numbers, wanted)

    def cancel(self) -> None:
        """Stop; no file is written."""
        if self._whole:
            self._over(HandedOut())

    def end(self) -> None:
        """Stop everything."""
        self.cancel()
        self._run.slicer.end(self._one)
        self._coming = self._one.coming = iter(())

    def work(self, seconds: float) -> bool:
        """Draw sheets for a slice; return whether all are made and written, or given up."""
        stop = time.perf_counter() + seconds
        try:
            while len(self._made) < self._whole:
                made = next(self._coming)
                if made is not None:
                    self._made.append(made)
                if time.perf_counter() >= stop:
                    self._tell()
                    return False
            sheets = tuple(each.sheet for each in self._made)
            write_sheets(sheets, self._paths)
        except UserError as error:
            return self._over(HandedOut(error=error))
        except MemoryError:
            return self._over(HandedOut(error=no_memory()))
        except Exception:
            self._over(HandedOut(error=interrupted()))
            raise
        return self._over(HandedOut(len(sheets), len(sheets), sheets, self._paths))

    def _over(self, state: HandedOut) -> bool:
        self._whole, self._made, self._coming = 0, [], iter(())
        self._run.slicer.end(self)
        self.progress.emit("", 0, 0)
        self.handed_out.emit(state)
        return True

    def _tell(self) -> None:
        done = len(self._made)
        self.progress.emit(translate("Worker", "Making worksheets"), done, self._whole)
        self.handed_out.emit(HandedOut(done, self._whole))


class _OneSheet:
    """The job that rebuilds one sheet."""

    def __init__(self, part: HandingOut) -> None:
        self._part = part
        self.coming: Iterator[Made | None] = iter(())

    def work(self, seconds: float) -> bool:
        """Draw for a slice; return whether the sheet is found, or cannot be."""
        stop = time.perf_counter() + seconds
        try:
            for made in self.coming:
                if made is not None:
                    self._part.sheet_found.emit(made)
                    return True
                if time.perf_counter() >= stop:
                    return False
        except UserError as error:
            self._part.sheet_found.emit(error)
        except MemoryError:
            self._part.sheet_found.emit(no_memory())
        except Exception:
            self._part.sheet_found.emit(interrupted())
            raise
        return True


def no_memory() -> UserError:
    """Return the error that there is no room for sheets."""
    return SizeError(
        translate("Worker", "There is no memory left for this"),
        translate("Worksheets", "make fewer sheets, or use a smaller network"),
    )
