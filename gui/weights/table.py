"""The table of one array: edited cell by cell, copied and pasted in blocks."""

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from gui.kit.fonts import caption_font, number_font
from gui.kit.room import RowsOfText
from gui.kit.style import text_scale
from gui.kit.theme import Theme
from gui.weights.model import ArrayModel, exact, read_block

_COLUMN, _ROW = 80, 26
#: the most room for the names of the rows, in pixels at the usual text size
_NAMES = 120

Index = QModelIndex | QPersistentModelIndex


class _NumberDelegate(QStyledItemDelegate):
    """Edits a cell with all its digits; training does not overwrite what is being typed."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setStyleSheet("QLineEdit { padding: 0 2px; border-radius: 0; min-height: 0; }")
        editor.setProperty("fresh", True)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        assert isinstance(editor, QLineEdit)
        if editor.property("fresh"):
            editor.setProperty("fresh", False)
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        assert isinstance(editor, QLineEdit) and isinstance(model, ArrayModel)
        if editor.isModified():
            model.setData(index, editor.text())


class ArrayTable(QTableView):
    """A virtual table over an ArrayModel; `pasted` carries the whole new array."""

    pasted = Signal(object)
    menu_requested = Signal(object, object)  # the place in the array, and where on the screen
    refused = Signal(str)

    def __init__(self, model: ArrayModel) -> None:
        super().__init__()
        self._array_model = model
        self.setModel(model)
        self.setItemDelegate(_NumberDelegate(self))
        self.setFont(number_font(self.font()))
        self.setShowGrid(True)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(True)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed
        )
        for header, size in ((self.horizontalHeader(), _COLUMN), (self.verticalHeader(), _ROW)):
            header.setFont(caption_font(self.font()))
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setMinimumSectionSize(20)
            header.setDefaultSectionSize(size)
            header.setHighlightSections(False)
        self.verticalHeader().setTextElideMode(Qt.TextElideMode.ElideMiddle)
        RowsOfText(self, _ROW)
        self._fit_numbers()
        model.modelReset.connect(self._fit_names)
        translate = QCoreApplication.translate
        self.setAccessibleName(translate("WeightsPlot", "Numbers"))
        self.setToolTip(
            translate(
                "WeightsPlot",
                "Type to change a number · Ctrl+C copies the selection · Ctrl+V pastes a block ·"
                " right-click to freeze or to plot over time",
            )
        )

    def _fit_names(self) -> None:
        """Give the row names the room they need, up to a limit."""
        header = self.verticalHeader()
        metrics = header.fontMetrics()
        names = (
            str(self._array_model.headerData(row, Qt.Orientation.Vertical))
            for row in range(min(self._array_model.rowCount(), 40))
        )
        widest = max((metrics.horizontalAdvance(name) for name in names), default=0)
        header.setFixedWidth(min(round(_NAMES * text_scale()), max(36, widest + 14)))

    def _fit_numbers(self) -> None:
        """Give every column the room of a number, whatever the text size."""
        needed = self.fontMetrics().horizontalAdvance("-0.00000") + 16
        self.horizontalHeader().setDefaultSectionSize(max(_COLUMN, needed))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._fit_numbers()
            self._fit_names()

    def set_theme(self, theme: Theme) -> None:
        self._array_model.set_theme(theme)
        self.setStyleSheet(
            f"QTableView {{ background: {theme.canvas}; gridline-color: {theme.separator};"
            f" border: 1px solid {theme.separator}; selection-background-color: {theme.now};"
            f" selection-color: {theme.canvas}; }}"
            f" QTableView:focus {{ border: 2px solid {theme.now}; }}"
            f" QHeaderView {{ background: {theme.panel}; }}"
            f" QHeaderView::section {{ background: {theme.panel}; color: {theme.secondary};"
            f" border: none; border-right: 1px solid {theme.separator};"
            f" border-bottom: 1px solid {theme.separator}; padding: 0 3px; }}"
            f" QTableCornerButton::section {{ background: {theme.panel}; border: none; }}"
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        keys = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if keys else self.indexAt(event.pos())
        if not index.isValid():
            return
        self.setCurrentIndex(index)
        where = event.globalPos()
        if keys:
            where = self.viewport().mapToGlobal(self.visualRect(index).center())
        row = () if self._array_model.array().ndim == 1 else (index.row(),)
        self.menu_requested.emit((*row, index.column()), where)

    def give_up(self) -> None:
        """Close the field that is open without taking what was typed."""
        for field in self.viewport().findChildren(QLineEdit):
            field.setModified(False)  # or it would be taken as the field is left
        self.reset()

    def _block(self) -> tuple[int, int, int, int] | None:
        """Return first row, first column, rows and columns of the selection."""
        ranges = self.selectionModel().selection()
        found = [ranges.at(k) for k in range(ranges.count())]
        if not found:
            current = self.currentIndex()
            return (current.row(), current.column(), 1, 1) if current.isValid() else None
        top = min(part.top() for part in found)
        left = min(part.left() for part in found)
        rows = max(part.bottom() for part in found) - top + 1
        return top, left, rows, max(part.right() for part in found) - left + 1

    def copy(self) -> None:
        """Copy the selection with every digit, with tabs between columns."""
        block = self._block()
        if block is None:
            return
        top, left, rows, columns = block
        part = self._array_model.matrix()[top : top + rows, left : left + columns]
        lines = ("\t".join(exact(value) for value in row) for row in part)
        QGuiApplication.clipboard().setText("\n".join(lines))

    def paste(self) -> None:
        """Paste the clipboard's block at the start of the selection; one number fills all of it."""
        translate = QCoreApplication.translate
        block = self._block()
        if block is None:
            self.refused.emit(translate("WeightsPlot", "Select where to paste first."))
            return
        top, left, rows, columns = block
        try:
            values = read_block(QGuiApplication.clipboard().text())
        except ValueError as error:
            self._refuse(str(error))
            return
        matrix = self._array_model.matrix()
        high, wide = values.shape
        if values.shape == (1, 1):
            high, wide = rows, columns
        elif (rows, columns) not in ((1, 1), values.shape):
            text = translate(
                "WeightsPlot", "The block is {high} × {wide}, the selection {rows} × {columns}."
            )
            self._refuse(text.format(high=high, wide=wide, rows=rows, columns=columns))
            return
        if top + high > matrix.shape[0] or left + wide > matrix.shape[1]:
            text = translate(
                "WeightsPlot",
                "The block is {high} × {wide}; from here only {rows} × {columns} fit.",
            )
            room = (matrix.shape[0] - top, matrix.shape[1] - left)
            self._refuse(text.format(high=high, wide=wide, rows=room[0], columns=room[1]))
            return
        new = np.array(matrix, dtype=np.float64)
        new[top : top + high, left : left + wide] = values
        self.refused.emit("")
        self.pasted.emit(new.reshape(self._array_model.array().shape))

    def _refuse(self, reason: str) -> None:
        unchanged = QCoreApplication.translate("WeightsPlot", "Nothing was changed.")
        self.refused.emit(f"{reason} {unchanged}")
