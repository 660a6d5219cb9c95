"""Worksheets as pages of paper, A4 or Letter: each sheet on pages of its own, no part divided."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QCoreApplication, QIODevice, QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter

from core.lesson.worksheets.sheet import Sheet
from core.words import say
from gui.worksheets.blocks import (
    PER_INCH,
    Block,
    Diagram,
    Grid,
    Heading,
    Lines,
    Who,
    millimetres,
)

A4, LETTER = QPageSize.PageSizeId.A4, QPageSize.PageSizeId.Letter
PDF = ".pdf"
_MARGIN, _GAP, _BETWEEN = 12.0, 2.0, 5.0


class Pages:
    """A PDF of sheets, or of their keys, drawn sheet by sheet."""

    def __init__(self, paper: QPageSize.PageSizeId, title: str, is_key: bool) -> None:
        self._is_key = is_key
        self._buffer = QBuffer()
        self._buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        self._writer = QPdfWriter(self._buffer)
        self._writer.setResolution(PER_INCH)
        self._writer.setTitle(title)
        self._writer.setCreator("Backstep")
        portrait = QPageLayout.Orientation.Portrait
        self._writer.setPageLayout(QPageLayout(QPageSize(paper), portrait, QMarginsF()))
        self._writer.setPageMargins(QMarginsF())
        self.width = self._writer.width() - 2 * millimetres(_MARGIN)
        self.foot = self._writer.height() - millimetres(_MARGIN)
        self._painter = QPainter(self._writer)
        self.count = 0

    def add(self, sheet: Sheet) -> None:
        """Draw a sheet, or its key, from a new page on."""
        self._new_page()
        y, on_page = millimetres(_MARGIN), 1
        for row in rows_of(sheet, self._is_key, self.width):
            height = max(block.height for block in row)
            if y + height > self.foot:
                on_page += 1
                self._new_page()
                again = Heading(sheet.label, _place(sheet, on_page), self.width)
                again.paint(self._painter, millimetres(_MARGIN), millimetres(_MARGIN))
                y = millimetres(_MARGIN + _GAP) + again.height
            x = millimetres(_MARGIN)
            for block in row:
                block.paint(self._painter, x, y)
                x += block.width + millimetres(_BETWEEN)
            y += height + millimetres(_GAP)

    def _new_page(self) -> None:
        if self.count:
            self._writer.newPage()
        self.count += 1

    def finish(self) -> bytes:
        """Return the file."""
        self._painter.end()
        return bytes(self._buffer.data().data())

    def __del__(self) -> None:
        # Qt ends the process if the paper goes before the painter that paints on it
        if self._painter.isActive():
            self._painter.end()


def as_pdf(sheets: Sequence[Sheet], is_key: bool, paper: QPageSize.PageSizeId) -> bytes:
    """Return sheets, or their key, as PDF."""
    pages = Pages(paper, title_of(sheets, is_key), is_key)
    for sheet in sheets:
        pages.add(sheet)
    return pages.finish()


def is_pdf(path: Path) -> bool:
    """Return whether a file is to be drawn."""
    return path.suffix.lower() == PDF


def title_of(sheets: Sequence[Sheet], is_key: bool) -> str:
    """Return the title of a file of sheets."""
    name = sheets[0].name if sheets else ""
    if is_key:
        return say("Worksheets", "{name}: key", name=name)
    return say("Worksheets", "{name}: worksheets", name=name)


def _place(sheet: Sheet, page: int) -> str:
    place = say("Worksheets", "seed {seed}", seed=sheet.seed)
    if page == 1:
        return place
    return say("Worksheets", "{place}, page {page}", place=place, page=page)


def rows_of(sheet: Sheet, is_key: bool, width: float) -> Iterator[list[Block]]:
    """Yield what stands side by side, from the top; tables follow each other as words do."""
    translate = QCoreApplication.translate
    yield [Heading(sheet.label, _place(sheet, 1), width)]
    if not is_key:
        yield [Who((translate("Worksheets", "Name"), translate("Worksheets", "Date")), width)]
    yield [Diagram(sheet, width)]
    yield [Lines(sheet.box, width, boxed=True)]
    yield [
        Lines(
            [
                say(
                    "Worksheets",
                    "Round every number to {n} digits after the point.",
                    n=sheet.digits,
                )
            ],
            width,
        )
    ]
    row: list[Block] = []
    left = width
    for table in sheet.tables:
        grid = Grid(table, sheet.digits, is_key, width)
        if row and grid.width > left:
            yield row
            row, left = [], width
        row.append(grid)
        left -= grid.width + millimetres(_BETWEEN)
    if row:
        yield row
