"""The painted matrix of the whole batch: rows are samples, columns what the phase read and wrote.

A click on a row follows its sample, one on a column's name its neuron; so do the arrow keys. T, or
the menu, plots a number over time. What the phase wrote is framed in violet, the followed row is
tinted and framed.
"""

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFontMetricsF,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolTip, QWidget

from core.lesson.cards.content import Matrix
from core.lesson.cards.covering import COVERED
from core.lesson.glossary.finding import of_address
from core.lesson.numbers import count, full
from core.lesson.parts import Part
from gui.kit.colours import sign_text_colour
from gui.kit.fonts import caption_font, number_font
from gui.kit.icons import mixed
from gui.kit.plain import plain_tip
from gui.kit.terms.asking import Asked, Resting
from gui.kit.theme import LIGHT, SPACE, Theme
from gui.step.matrix_fit import GAP, as_table
from gui.step.matrix_places import MARK, Places
from gui.step.plotting import add_plot, has_line, is_plot_key

_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | _MIDDLE
_ELIDE = Qt.TextElideMode.ElideRight


class MatrixView(QWidget):
    """Shows a Matrix; reports which sample, neuron or number a person wants to follow."""

    row_chosen = Signal(int)  # a row of the batch
    unit_chosen = Signal(int)
    part_chosen = Signal(object)
    pointed = Signal(object)  # a Part or None
    plot_requested = Signal(str)  # the address of a number

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self._matrix: Matrix | None = None
        self._places: Places | None = None
        self._lit: Part | None = None
        self._told: Part | None = None
        self._resting = Resting(self, self._asked_at)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    # what it receives

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def show_matrix(self, matrix: Matrix) -> None:
        """Show a matrix."""
        high = self.sizeHint().height()
        if self._matrix is None or matrix.title != self._matrix.title:
            self._resting.leave()
        self._matrix, self._places = matrix, None
        self.setAccessibleName(matrix.title)
        words = QCoreApplication.translate(
            "StepPanel", "Columns: {names}. Up and down follow a row, left and right a neuron."
        )
        names = ", ".join(column.name for column in matrix.columns)
        self.setAccessibleDescription(words.format(names=names))
        if high != self.sizeHint().height():
            self.updateGeometry()
        self.update()

    def show_pointed(self, part: Part | None) -> None:
        """Highlight the column or row of a part of the network."""
        if part != self._lit:
            self._lit = part
            self.update()

    def matrix(self) -> Matrix | None:
        """Return what is shown."""
        return self._matrix

    def places(self) -> Places:
        """Return the places of everything; there has to be a matrix."""
        if self._places is None:
            assert self._matrix is not None
            self._places = Places(self._matrix, self.width(), self.font())
        return self._places

    # measures

    def sizeHint(self) -> QSize:
        return QSize(280, 0 if self._matrix is None else self.places().height)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._places = None

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._places = None
            self.updateGeometry()
        super().changeEvent(event)

    # what a person does

    def mousePressEvent(self, event: QMouseEvent) -> None:
        matrix = self._matrix
        if matrix is None or event.button() != Qt.MouseButton.LeftButton:
            return
        row, column = (
            self.places().row_at(event.position()),
            self.places().column_at(event.position()),
        )
        if row is not None:
            self._choose_row(row)
        elif column is not None and event.position().y() < self.places().line:
            unit = matrix.columns[column].unit
            if unit is not None:
                self.unit_chosen.emit(unit)

    def _choose_row(self, place: int) -> None:
        matrix = self._matrix
        assert matrix is not None
        if matrix.parts:
            self.part_chosen.emit(matrix.parts[place])
        else:
            self.row_chosen.emit(matrix.rows[place])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        matrix = self._matrix
        if matrix is None:
            return
        self._resting.move(event.position())
        row, column = (
            self.places().row_at(event.position()),
            self.places().column_at(event.position()),
        )
        part = None
        if matrix.parts:
            part = None if row is None else matrix.parts[row]
        elif column is not None:
            part = matrix.columns[column].part
        self._tell(part)

    def leaveEvent(self, event: QEvent) -> None:
        self._tell(None)
        self._resting.leave()

    def term_here(self) -> Asked | None:
        """Return the term of what the phase wrote of the followed neuron."""
        written = next(iter(self._of_followed()), None)
        if written is None:
            return None
        id_ = of_address(written[1])
        return Asked((id_,), self.rect(), written[1]) if id_ else None

    def _asked_at(self, place: QPointF) -> Asked | None:
        """Return the term of the name of a column, for the row that is followed."""
        matrix, column = self._matrix, self.places().column_at(place)
        if matrix is None or column is None or matrix.parts or not matrix.rows:
            return None
        header = self.places().header(self.places().fit.columns.index(column))
        followed = matrix.rows.index(matrix.followed) if matrix.followed in matrix.rows else 0
        address = matrix.address_at(followed, column)
        id_ = of_address(address) if header.contains(place) else ""
        return Asked((id_,), header.toAlignedRect(), address) if id_ else None

    def _tell(self, part: Part | None) -> None:
        if part is not None and part.name not in (None, "weight", "bias"):
            part = Part(part.layer, None, part.index[-1])
        if part != self._told:
            self._told = part
            self.pointed.emit(part)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        matrix = self._matrix
        if matrix is None:
            return
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and matrix.rows:
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            at = matrix.rows.index(matrix.followed) if matrix.followed in matrix.rows else 0
            self._choose_row(min(max(at + step, 0), len(matrix.rows) - 1))
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and matrix.neuron is not None:
            units = sorted({c.unit for c in matrix.columns if c.unit is not None})
            step = 1 if event.key() == Qt.Key.Key_Right else -1
            if matrix.neuron + step in units:
                self.unit_chosen.emit(matrix.neuron + step)
        elif is_plot_key(event) and (offered := self._of_followed()):
            self.plot_requested.emit(offered[0][1])
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.addAction(QCoreApplication.translate("StepPanel", "Copy table"), self._copy)
        menu.setToolTipsVisible(True)
        where = event.globalPos()
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            offered = self._of_followed()
            for name, address in offered:
                words = QCoreApplication.translate("StepPanel", "Plot {name} over time")
                words, is_key = words.format(name=name), address == offered[0][1]
                add_plot(menu, address, self.plot_requested.emit, words, is_key)
            where = self.mapToGlobal(self.rect().center())
        else:
            add_plot(menu, self.address_at(QPointF(event.pos())), self.plot_requested.emit)
        menu.exec(where)
        menu.deleteLater()

    def address_at(self, place: QPointF) -> str:
        """Return the address of the number at a place, "" where there is none."""
        matrix = self._matrix
        if matrix is None:
            return ""
        row, column = self.places().row_at(place), self.places().column_at(place)
        return "" if row is None or column is None else matrix.address_at(row, column)

    def address_of_keys(self) -> str:
        """Return the address of what the phase wrote of the followed neuron, "" for nothing."""
        offered = self._of_followed()
        return offered[0][1] if offered else ""

    def _of_followed(self) -> list[tuple[str, str]]:
        """Return what of the followed row can be plotted: column and address.

        What the phase wrote of the followed neuron comes first.
        """
        matrix = self._matrix
        if matrix is None or matrix.followed not in matrix.rows:
            return []
        row = matrix.rows.index(matrix.followed)
        order = sorted(
            range(len(matrix.columns)),
            key=lambda k: (
                matrix.columns[k].kind != "written",
                matrix.columns[k].unit != matrix.neuron,
            ),
        )
        found = [(matrix.columns[k].name, matrix.address_at(row, k)) for k in order]
        return [(name, address) for name, address in found if has_line(address)]

    def _copy(self) -> None:
        if self._matrix is not None:
            QGuiApplication.clipboard().setText(as_table(self._matrix))

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            if self._resting.is_shown:
                return True  # the card has it
            QToolTip.showText(event.globalPos(), plain_tip(self._words(QPointF(event.pos()))), self)
            return True
        return super().event(event)

    def _words(self, place: QPointF) -> str:
        """Return the full value of the cell at a place, or what a name stands for."""
        matrix = self._matrix
        if matrix is None:
            return ""
        row, column = self.places().row_at(place), self.places().column_at(place)
        if row is not None and column is not None:
            value = float(matrix.columns[column].values[matrix.rows[row]])
            covered = matrix.rows[row] in matrix.columns[column].covered
            words = COVERED if covered else full(value)
            return f"{matrix.labels[row]}, {matrix.columns[column].name}: {words}"
        if row is not None:
            return matrix.labels[row]
        return "" if column is None else matrix.columns[column].name

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._matrix is None or not self._matrix.columns:
            return
        with QPainter(self) as painter:
            self._paint_ground(painter, self._matrix)
            self._paint_names(painter, self._matrix)
            self._paint_numbers(painter, self._matrix)
            self._paint_frames(painter, self._matrix)

    def _paint_ground(self, painter: QPainter, matrix: Matrix) -> None:
        theme, places = self._theme, self.places()
        tint = QColor(mixed(theme.now, theme.canvas, 0.13))
        if matrix.followed in matrix.rows:
            painter.fillRect(places.row(matrix.rows.index(matrix.followed)), tint)
        for place, column in enumerate(places.fit.columns):
            if self._lit is not None and matrix.columns[column].part == self._lit:
                painter.fillRect(places.header(place), tint)
        for place, part in enumerate(matrix.parts):
            if part == self._lit:
                painter.fillRect(places.row(place), tint)

    def _paint_names(self, painter: QPainter, matrix: Matrix) -> None:
        theme, places = self._theme, self.places()
        line = places.line
        font = caption_font(self.font())
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        painter.setPen(QColor(theme.secondary))
        wide = places.label_width - SPACE[1]
        title = metrics.elidedText(matrix.title, _ELIDE, wide)
        painter.drawText(QRectF(0.0, 0.0, wide, line), _MIDDLE, title)
        for place, column in enumerate(places.fit.columns):
            one, rect = matrix.columns[column], places.header(place)
            followed = one.unit is not None and one.unit == matrix.neuron
            painter.setPen(QColor(theme.now if followed else theme.secondary))
            name = metrics.elidedText(one.name, _ELIDE, rect.width() - 8.0)
            painter.drawText(rect.adjusted(2.0, 0.0, -6.0, 0.0), _RIGHT, name)
            painter.setPen(QColor(theme.secondary))
            if column != (places.fit.columns[place - 1] + 1 if place else 0):
                gap = QRectF(rect.left() - GAP, 0.0, GAP, line)
                painter.drawText(gap, Qt.AlignmentFlag.AlignCenter, "…")
            if place == len(places.fit.columns) - 1 and column < len(matrix.columns) - 1:
                gap = QRectF(rect.right(), 0.0, GAP, line)
                painter.drawText(gap, Qt.AlignmentFlag.AlignCenter, "…")
        for place, label in enumerate(matrix.labels):
            followed = matrix.rows[place] == matrix.followed
            painter.setPen(QColor(theme.text if followed else theme.secondary))
            rect = QRectF(SPACE[0], places.top + place * line, wide - SPACE[0], line)
            painter.drawText(rect, _MIDDLE, metrics.elidedText(label, _ELIDE, rect.width()))
        painter.setPen(QColor(theme.secondary))
        words = QCoreApplication.translate("StepPanel", "… {count} more")
        for number, top in (
            (matrix.above, line),
            (matrix.below, places.top + len(matrix.rows) * line),
        ):
            if number:
                rect = QRectF(SPACE[0], top, self.width(), line)
                painter.drawText(rect, _MIDDLE, words.format(count=count(number)))

    def _paint_numbers(self, painter: QPainter, matrix: Matrix) -> None:
        theme, places = self._theme, self.places()
        painter.setFont(number_font(self.font()))
        for place, column in enumerate(places.fit.columns):
            one = matrix.columns[column]
            for at, row in enumerate(matrix.rows):
                painter.setPen(sign_text_colour(theme, float(one.values[row])))
                if one.kind == "plain":
                    painter.setPen(QColor(theme.text))
                rect = places.cell(at, place).adjusted(0.0, 0.0, -6.0, 0.0)
                painter.drawText(rect, _RIGHT, places.texts[column][at])
        painter.setPen(QColor(theme.now))
        for at, mark in enumerate(matrix.marks):
            last = places.cell(at, len(places.fit.columns) - 1)
            rect = QRectF(last.right(), last.top(), MARK, last.height())
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, mark)

    def _paint_frames(self, painter: QPainter, matrix: Matrix) -> None:
        """Paint the grid, the violet frame of what was written, and the followed row's frame."""
        theme, places = self._theme, self.places()
        if not matrix.rows:
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.separator), 1.0))
        for place in range(len(places.fit.columns)):
            for at in range(len(matrix.rows)):
                painter.drawRect(places.cell(at, place))
        painter.setPen(QPen(QColor(theme.now), 1.0))
        for place, column in enumerate(places.fit.columns):
            if matrix.columns[column].kind == "written":
                top, bottom = places.cell(0, place), places.cell(len(matrix.rows) - 1, place)
                painter.drawRect(top.united(bottom))
        if matrix.followed in matrix.rows:
            at = matrix.rows.index(matrix.followed)
            first, last = places.cell(at, 0), places.cell(at, len(places.fit.columns) - 1)
            painter.setPen(QPen(QColor(theme.now), 1.5))
            painter.drawRect(first.united(last))
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.now), 1.0, Qt.PenStyle.DotLine))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
