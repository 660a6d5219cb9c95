"""Draws worksheets and keys one after the other, between which the window answers."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QPageSize

from core.lesson.worksheets.sheet import Sheet
from gui.worksheets.pages import Pages, is_pdf, title_of

_Drawn = Mapping[Path, bytes]


class Printing(QObject):
    """Draws those files of sheets that are pages of paper."""

    drawn = Signal(int, int)  # how many of how many
    done = Signal(object)  # the content of the files drawn, by path

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._coming: Iterator[_Drawn | None] = iter(())
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
        # one that has failed is over too; without an end, the timer would never rest
        drawn = next(self._coming, {})
        if drawn is not None:
            self.cancel()
        if drawn:
            self.done.emit(drawn)

    def _steps(
        self, sheets: tuple[Sheet, ...], paths: tuple[Path, ...], paper: QPageSize.PageSizeId
    ) -> Iterator[_Drawn | None]:
        found, done = {}, 0
        whole = len(sheets) * sum(map(is_pdf, paths))
        for path, is_key in zip(paths, (False, True), strict=False):
            if not is_pdf(path):
                continue
            pages = Pages(paper, title_of(sheets, is_key), is_key)
            for sheet in sheets:
                pages.add(sheet)
                done += 1
                self.drawn.emit(done, whole)
                yield None
            found[path] = pages.finish()
            yield None
        yield found
