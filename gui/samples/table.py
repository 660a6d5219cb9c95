"""The table of samples on the screen: one row is chosen, and stays chosen in any order."""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from core.pictures.samples import Samples, Shown
from core.pictures.snapshot import Facts
from gui.kit.fonts import caption_font, number_font
from gui.kit.room import RowsOfText
from gui.kit.theme import Theme
from gui.samples.model import SamplesModel

_ROW, _NARROWEST, _WIDEST = 24, 44, 150
#: room for the margins of a cell with numbers and of one with words, and for the sorting arrow in a
#: heading
_AROUND_NUMBERS, _AROUND_WORDS, _ARROW = 20, 28, 14
#: this many rows decide how wide a column is
_MEASURED = 40
#: and so many columns are measured in a turn, more than are seen; between two the window hears
_IN_A_TURN = 40


class SamplesTable(QTableView):
    """Shows samples; `picked` carries the number of one that a person has chosen."""

    picked = Signal(int)

    def __init__(self, name: str, help: str) -> None:
        super().__init__()
        self.rows = SamplesModel()
        self._sample: int | None = None
        self._own = False  # whether the program itself is changing the chosen row
        self._fitted = 0  # columns that have their width
        self._fitting = QTimer(self)
        self._fitting.setInterval(0)
        self._fitting.timeout.connect(self._fit_columns)
        self.setModel(self.rows)
        self.setAccessibleName(name)
        self.setAccessibleDescription(help)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setProperty("role", "plain")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        RowsOfText(self, _ROW)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setMinimumSectionSize(_NARROWEST)
        head.setSectionsClickable(True)
        head.sectionClicked.connect(self.sort_by)
        self.selectionModel().currentRowChanged.connect(self._current_changed)

    def set_theme(self, theme: Theme) -> None:
        """Take a theme's colours and text size."""
        self.rows.theme, self.rows.font = theme, number_font(self.font())
        self.viewport().update()

    # what is shown

    def begin(self, facts: Facts | None) -> None:
        """Start with a new build, and show nothing yet."""
        self._sample = None
        self.rows.begin(facts)

    def show_samples(self, samples: Samples) -> None:
        """Show the samples of another moment, with the same one chosen."""
        first = not self.rows.columns
        self._keeping(lambda: self.rows.show(samples))
        if first:
            self._fitted = 0
            self._fit_columns()

    def choose(self, shown: Shown) -> None:
        """Show some of the samples."""
        self._keeping(lambda: self.rows.choose(shown))
        if self.chosen() is None:
            self.scrollToTop()

    def sort_by(self, column: int) -> None:
        """Sort the rows by a column, errors from the largest; again reverses the order."""
        rows = self.rows
        if not 0 <= column < len(rows.columns):
            return
        by, falls = rows.sorted_by()
        falling = not falls if by == column else rows.columns[column].kind in ("error", "loss")
        way = Qt.SortOrder.DescendingOrder if falling else Qt.SortOrder.AscendingOrder
        self._keeping(lambda: rows.sort(column, way))
        self.horizontalHeader().viewport().update()
        if self.chosen() is None:
            self.scrollToTop()
        else:
            self.scrollTo(self.currentIndex())

    def chosen(self) -> int | None:
        """Return the number of the chosen sample, or None if none is chosen or it is not shown."""
        shown = self._sample is not None and self.rows.row_of(self._sample) >= 0
        return self._sample if shown else None

    def pick(self, sample: int | None) -> None:
        """Choose a sample without a signal; None chooses none."""
        self._sample = sample
        self._select(True)

    def _keeping(self, change: object) -> None:
        """Change the rows, but keep the chosen sample and the place in the list."""
        assert callable(change)
        down, across = self.verticalScrollBar().value(), self.horizontalScrollBar().value()
        column = max(0, self.currentIndex().column())
        self._own = True
        change()
        self._own = False
        self._select(False, column)
        self.verticalScrollBar().setValue(down)
        self.horizontalScrollBar().setValue(across)

    def _select(self, bring: bool, column: int | None = None) -> None:
        row = -1 if self._sample is None else self.rows.row_of(self._sample)
        at = max(0, self.currentIndex().column()) if column is None else column
        flags = QItemSelectionModel.SelectionFlag
        self._own = True
        if row < 0:
            self.selectionModel().clear()
        else:
            index = self.rows.index(row, at)
            # the view's own setCurrentIndex would scroll
            how = flags.ClearAndSelect | flags.Rows
            self.setAutoScroll(bring)
            self.selectionModel().setCurrentIndex(index, how)
            self.setAutoScroll(True)
            if bring:
                self.scrollTo(self.rows.index(row, 0))
        self._own = False

    def _current_changed(self, current: QModelIndex, _: QModelIndex) -> None:
        if self._own or not current.isValid():
            return
        self._sample = int(self.rows.order[current.row()])
        self.picked.emit(self._sample)

    @Slot()
    def _fit_columns(self) -> None:
        """Give some of the columns their width; the others follow in turns."""
        head, rows = self.horizontalHeader(), self.rows
        words = QFontMetrics(self.font())
        numbers, heads = QFontMetrics(rows.font), QFontMetrics(caption_font(self.font()))
        for place in range(len(rows.columns))[self._fitted : self._fitted + _IN_A_TURN]:
            column = rows.columns[place]
            metrics = numbers if rows.is_number(column) else words
            cells = [rows.text(int(sample), column) for sample in rows.order[:_MEASURED]]
            wide = max((metrics.horizontalAdvance(text) for text in cells), default=0)
            least = heads.horizontalAdvance(rows.title(column)) + _ARROW
            around = _AROUND_NUMBERS if rows.is_number(column) else _AROUND_WORDS
            head.resizeSection(place, min(_WIDEST, max(wide, least) + around))
        self._fitted += _IN_A_TURN
        if self._fitted < len(rows.columns):
            self._fitting.start()
        else:
            self._fitting.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.sort_by(self.currentIndex().column())
        else:
            super().keyPressEvent(event)
