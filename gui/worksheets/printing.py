"""Draws worksheets and keys one after the other, between which the window answers."""

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QPageSize

from core.lesson.worksheets.sheet import Sheet
from core.lesson.worksheets.writers import writer_for
from gui.worksheets.pages import Pages, is_pdf, title_of

_Files = tuple[tuple[Path, bytes], ...]


class Printing(QObject):
    """Turns sheets into the content of their files."""

    drawn = Signal(int, int)  # how many of how many
    done = Signal(object)  # the files with their content

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._coming: Iterator[_Files | None] = iter(())
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go_on)

    def begin(
        self, sheets: tuple[Sheet, ...], paths: tuple[Path, ...], paper: QPageSize.PageSizeId
    ) -> None:
        """Draw sheets for the first path, and their key for the second; `done` follows."""
        self._coming = self._steps(sheets, paths, paper)
        self._timer.start(0)

    def cancel(self) -> None:
        """Stop drawing."""
        self._timer.stop()
        self._coming = iter(())

    def _go_on(self) -> None:
        files = next(self._coming, None)
        if files is not None:
            self.cancel()
            self.done.emit(files)

    def _steps(
        self, sheets: tuple[Sheet, ...], paths: tuple[Path, ...], paper: QPageSize.PageSizeId
    ) -> Iterator[_Files | None]:
        files, whole = [], len(sheets) * len(paths)
        for path, is_key in zip(paths, (False, True), strict=False):
            if is_pdf(path):
                pages = Pages(paper, title_of(sheets, is_key), is_key)
                for number, sheet in enumerate(sheets, 1):
                    pages.add(sheet)
                    self.drawn.emit(len(sheets) * is_key + number, whole)
                    yield None
                files.append((path, pages.finish()))
            else:
                files.append((path, writer_for(path)(sheets, is_key).encode()))
            yield None
        yield tuple(files)
