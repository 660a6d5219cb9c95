"""A list of bars, one per row, to be read with the cursor or the arrow keys, and chosen.

Only a few rows are shown at a time; a last row counts the others, and a click on it, or Page Down,
shows the next ones.
"""

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolTip, QWidget

from core.lesson.numbers import full
from gui.kit.plain import plain_tip
from gui.kit.theme import LIGHT, Theme
from gui.step.contribution_painting import SheetPainter
from gui.step.contribution_rows import MOST, Rows, Sheet
from gui.step.plotting import add_plot, has_line, is_plot_key

_CHOOSE = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class Bars(QWidget):
    """Shows rows; `pointed` carries the number under the cursor, or None, `chosen` one clicked."""

    pointed = Signal(object)
    chosen = Signal(int)
    plot_requested = Signal(str)  # the address of the slope that a row is a part of

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._rows: Rows | None = None
        self._first = 0  # the place in the order of the first row shown
        self._at: int | None = None  # the place in the order of the row under the cursor
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def show_rows(self, rows: Rows | None, from_marked: bool = True) -> None:
        """Show other rows: the first ones, or those around the marked one."""
        pointed = self._at is not None
        self._rows, self._first, self._at = rows, 0, None
        if pointed:
            self.pointed.emit(None)
        if rows is not None and from_marked and rows.marked is not None and len(rows.order) > MOST:
            places = np.flatnonzero(rows.order == rows.marked)
            if places.size:
                self._first = int(np.clip(places[0] - MOST // 2, 0, len(rows.order) - MOST))
        self.setAccessibleDescription(self.text(MOST).replace("\t", " "))
        self.updateGeometry()
        self.update()

    def sheet(self) -> Sheet | None:
        """Return the rows at their places."""
        if self._rows is None:
            return None
        return Sheet(self._rows, self._first, float(self.width()), self.font())

    def labels(self) -> list[str]:
        """Return the visible labels, in order."""
        sheet = self.sheet()
        return [] if sheet is None else [sheet.rows.label(number) for number in sheet.seen()]

    def text(self, most: int | None = None) -> str:
        """Return labels and full numbers, separated by tabs, for at most this many rows."""
        rows = self._rows
        if rows is None:
            return ""
        found = [
            f"{rows.label(int(number))}\t{full(float(rows.values[number]))}"
            for number in rows.order[:most]
        ]
        found += [f"{extra.label}\t{full(extra.value)}" for extra in rows.extras]
        return "\n".join(found)

    def copy(self) -> None:
        """Copy all rows to the clipboard."""
        QGuiApplication.clipboard().setText(self.text().replace("−", "-"))

    def sizeHint(self) -> QSize:
        sheet = self.sheet()
        return QSize(320, 0 if sheet is None else sheet.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(240, self.sizeHint().height())

    # what a person does

    def _point(self, at: int | None) -> None:
        if at != self._at:
            self._at = at
            rows = self._rows
            self.pointed.emit(None if at is None or rows is None else int(rows.order[at]))
            self.update()

    def _under(self, place: QPointF) -> int | None:
        sheet = self.sheet()
        line = None if sheet is None else sheet.line_at(place.y())
        if sheet is None or line is None or line >= len(sheet.seen()):
            return None
        return self._first + line

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(self._under(event.position()))
        if self._can_page(event.position()):
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.unsetCursor()

    def _can_page(self, place: QPointF) -> bool:
        """Return whether a place is on the row that counts the others, if there are others."""
        sheet = self.sheet()
        if sheet is None or len(sheet.rows.order) <= MOST or self._under(place) is not None:
            return False
        return sheet.line_at(place.y()) is not None

    def leaveEvent(self, event: QEvent) -> None:
        self._point(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._point(None)
        super().focusOutEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        rows, at = self._rows, self._under(event.position())
        if rows is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        if at is not None:
            self.chosen.emit(int(rows.order[at]))
        elif self._can_page(event.position()):
            self.page()

    def page(self) -> None:
        """Show the next rows, and after the last ones, the first."""
        if self._rows is None or len(self._rows.order) <= MOST:
            return
        last = len(self._rows.order) - MOST
        self._first = 0 if self._first >= last else min(self._first + MOST, last)
        self._point(None)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        rows, key = self._rows, event.key()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif rows is None or not len(rows.order):
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            by = -1 if key == Qt.Key.Key_Up else 1
            at = self._first if self._at is None else self._at + by
            at = int(np.clip(at, 0, len(rows.order) - 1))
            self._first = int(np.clip(self._first, at - MOST + 1, at))
            self._first = max(0, self._first)
            self._point(at)
        elif key == Qt.Key.Key_PageDown:
            self.page()
        elif key in _CHOOSE and self._at is not None:
            self.chosen.emit(int(rows.order[self._at]))
        elif is_plot_key(event) and has_line(self._slope(self._at)):
            self.plot_requested.emit(self._slope(self._at))
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        at, where = self._under(QPointF(event.pos())), event.globalPos()
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            at, where = self._at, self.mapToGlobal(self.rect().center())
        translate = QCoreApplication.translate
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        menu.addAction(translate("Questions", "Copy all rows"), self.copy)
        words = translate("Questions", "Plot the slope over time")
        add_plot(menu, self._slope(at), self.plot_requested.emit, words)
        menu.exec(where)
        menu.deleteLater()

    def _slope(self, at: int | None) -> str:
        """Return the address of the slope of a row, by its place; of none that of the first."""
        rows = self._rows
        if rows is None or not len(rows.order):
            return ""
        return rows.slope(int(rows.order[at or 0]))

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), plain_tip(self.tip_at(QPointF(event.pos()))), self)
            return True
        return super().event(event)

    def tip_at(self, place: QPointF) -> str:
        """Return the tooltip at a place: the number there in full."""
        sheet, at = self.sheet(), self._under(place)
        if sheet is None:
            return ""
        if at is not None:
            number = int(sheet.rows.order[at])
            return sheet.rows.tip(number, float(sheet.rows.values[number]))
        if self._can_page(place):
            return QCoreApplication.translate(
                "Questions", "Click, or press Page Down, to show the next ones"
            )
        extra = sheet.extra_at(place.y())
        return "" if extra is None else f"{extra.label}: {full(extra.value)}"

    def paintEvent(self, event: QPaintEvent) -> None:
        sheet = self.sheet()
        if sheet is not None:
            with QPainter(self) as painter:
                SheetPainter(painter, sheet, self._theme).paint(self._at)
