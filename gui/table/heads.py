"""The heads of the columns: what each holds and is for, in cells that open the choices."""

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from core.data.reading.options import KINDS, ROLES
from core.data.reading.telling.naming import (
    ALSO,
    kind_words,
    missing_words,
    policy_words,
    role_words,
)
from core.data.reading.telling.preview import Head
from core.words import say
from gui.kit.fonts import caption_font
from gui.kit.plain import plain_tip
from gui.kit.style import text_scale
from gui.kit.theme import LIGHT, Theme

_translate = QCoreApplication.translate

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_Role = Qt.ItemDataRole
#: the rows of the heads
VALUES, KIND, ROLE, MISSING = range(4)
_TALL, _ROW = 34, 26


class HeadsModel(QAbstractTableModel):
    """A column for each of the table's columns, with its values, kind, role and missing cells."""

    def __init__(self) -> None:
        super().__init__()
        self.heads: tuple[Head, ...] = ()
        self.theme = LIGHT

    def show(self, heads: tuple[Head, ...]) -> None:
        """Show other columns, or the same ones changed, without scrolling."""
        if heads and len(heads) == len(self.heads):
            self.heads = heads
            last = self.index(MISSING, max(0, len(heads) - 1))
            self.dataChanged.emit(self.index(0, 0), last)
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, max(0, len(heads) - 1))
            return
        self.beginResetModel()
        self.heads = heads
        self.endResetModel()

    def rowCount(self, parent: Any = _ROOT) -> int:
        return 0 if parent.isValid() else 4

    def columnCount(self, parent: Any = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.heads)

    def data(self, index: Any, role: int = _Role.DisplayRole) -> Any:
        if not 0 <= index.column() < len(self.heads):
            return None
        head = self.heads[index.column()]
        if role == _Role.DisplayRole:
            return self._text(head, index.row())
        if role == _Role.ToolTipRole:
            return plain_tip(self._tip(head, index.row()))
        if role == _Role.AccessibleTextRole:
            named = f"{head.name}, {row_words(index.row())}: {self._text(head, index.row())}"
            return f"{named} {head.about}" if index.row() == VALUES else named
        if role == _Role.ForegroundRole:
            return QColor(self._colour(head, index.row()))
        return None

    def _text(self, head: Head, row: int) -> str:
        if not head.kind or row == VALUES:
            return ""
        if row == KIND:
            return kind_words(head.kind)
        return (
            role_words(head.role)
            if row == ROLE
            else missing_words(head.gaps, head.role, head.policy)
        )

    def _tip(self, head: Head, row: int) -> str:
        text = head.told()
        if row == VALUES or not head.kind:
            return text
        return text + "\n" + _translate("TableDialog", "Click, or press Enter, to change it")

    def _colour(self, head: Head, row: int) -> str:
        if head.role == "ignored" or (row == MISSING and not head.gaps):
            return self.theme.secondary
        if row == ROLE and head.role == "target":
            return self.theme.now
        return self.theme.text

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Vertical:
            return row_words(section) if role == _Role.DisplayRole else None
        if not 0 <= section < len(self.heads):
            return None
        if role == _Role.DisplayRole:
            return self.heads[section].name
        if role == _Role.ToolTipRole:
            return plain_tip(self.heads[section].told())
        if role == _Role.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None


def row_words(row: int) -> str:
    """Return what a row of the heads says about the columns."""
    return (
        _translate("TableDialog", "Values"),
        _translate("TableDialog", "Kind"),
        _translate("TableDialog", "Role"),
        _translate("TableDialog", "Missing"),
    )[row]


class HeadPainter(QStyledItemDelegate):
    """Draws the histogram of a column, and choices with a menu arrow."""

    def __init__(self, model: HeadsModel) -> None:
        super().__init__()
        self._model = model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        head = self._model.heads[index.column()]
        if index.row() == VALUES:
            super().paint(painter, option, index)
            self._bars(painter, QRectF(option.rect), head)
            return
        super().paint(painter, option, index)
        if head.kind:
            self._sign(painter, option)

    def _bars(self, painter: QPainter, rect: QRectF, head: Head) -> None:
        most = max(head.bars, default=0)
        if not most:
            return
        theme = self._model.theme
        colour = theme.now if head.role == "target" else theme.border
        painter.save()
        if head.role == "ignored":
            painter.setOpacity(0.45)
        inner = rect.adjusted(7, 5, -8, -3)
        step = min(inner.width() / len(head.bars), 18.0)
        for i, value in enumerate(head.bars):
            high = max(1.0, inner.height() * value / most) if value else 0.0
            left = inner.left() + i * step
            bar = QRectF(left, inner.bottom() - high, max(1.0, step - 1.5), high)
            painter.fillRect(bar, QColor(colour))
        painter.restore()

    def _sign(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        rect = QRectF(option.rect)
        painter.save()
        painter.setPen(QColor(self._model.theme.secondary))
        painter.setFont(caption_font(painter.font()))
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rect.adjusted(0, 0, -6, 0), side, "▾")
        painter.restore()

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        if index.row() != VALUES:
            # room for the menu arrow
            rect = option.rect
            text = option.fontMetrics.elidedText(
                index.data(), Qt.TextElideMode.ElideRight, rect.width() - 28
            )
            option.text = text


class HeadsView(QTableView):
    """The heads; a choice opens by click, Enter or Space, and `chosen` reports what was chosen.

    It carries the column, "kind", "role" or "missing", and the value.
    """

    chosen = Signal(int, str, str)

    def __init__(self) -> None:
        super().__init__()
        self.heads = HeadsModel()
        self.setModel(self.heads)
        self.painter_of_heads = HeadPainter(self.heads)
        self.setItemDelegate(self.painter_of_heads)
        self.menu: QMenu | None = None
        self.setAccessibleName(_translate("TableDialog", "Columns: kind, role, missing cells"))
        self.setToolTip(_translate("TableDialog", "What each column holds and what it is for"))
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.setHighlightSections(False)
        across.setSectionsClickable(False)
        across.setMinimumSectionSize(60)
        across.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        down.setSectionsClickable(False)
        down.setHighlightSections(False)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        scale = text_scale()
        heights = [round(_TALL * scale), *[round(_ROW * scale)] * 3]
        for row, height in enumerate(heights):
            self.setRowHeight(row, height)
        self._heights = [round(28 * scale), *heights]
        across.setFixedHeight(self._heights[0])
        self.show_heads(())

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.heads.theme = theme
        self.viewport().update()

    def show_heads(self, heads: tuple[Head, ...]) -> None:
        """Show other columns; if nothing is known about them, only their names."""
        self.heads.show(heads)
        known = any(head.kind for head in heads) or not heads
        for row in range(4):
            self.setRowHidden(row, not known)
        self.setFixedHeight(sum(self._heights) + 1 if known else self._heights[0])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            self.open_menu(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        opens = index.isValid() and index.row() != VALUES and bool(self.heads.heads)
        shape = Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if event.key() in keys and self.currentIndex().isValid():
            self.open_menu(self.currentIndex())
            event.accept()
            return
        super().keyPressEvent(event)

    def open_menu(self, index: Index) -> None:
        """Open the choices of a cell."""
        head = self.heads.heads[index.column()]
        if not head.kind or index.row() == VALUES:
            return
        what, now, choices = self._choices(head, index.row())
        self.menu = menu = QMenu(self)
        menu.setAccessibleName(say("TableDialog", "{name}: {what}", name=head.name, what=what))
        group = QActionGroup(menu)
        column = index.column()
        for value, words in choices:
            action = QAction(words, menu)
            action.setCheckable(True)
            action.setChecked(value == now)
            action.triggered.connect(
                lambda _=False, value=value: self._choose(column, head.name, what, value)
            )
            group.addAction(action)
            menu.addAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.viewport().mapToGlobal(self.visualRect(index).bottomLeft()))
        if group.checkedAction() is not None:
            menu.setActiveAction(group.checkedAction())

    def _choose(self, column: int, name: str, what: str, value: str) -> None:
        """Report a choice, unless the table was read meanwhile with other columns."""
        heads = self.heads.heads
        if column < len(heads) and heads[column].name == name:
            self.chosen.emit(column, what, value)

    def _choices(self, head: Head, row: int) -> tuple[str, str, list[tuple[str, str]]]:
        """Return what a row is about, its current value, and its possible values in words."""
        if row == KIND:
            return "kind", head.kind, [(kind, kind_words(kind)) for kind in KINDS]
        if row == ROLE:
            found = [(role, role_words(role)) for role in ROLES]
            others = sum(one.role == "target" for one in self.heads.heads)
            if head.role != "target" and others:
                found.append((ALSO, _translate("TableDialog", "another target")))
            return "role", head.role, found
        return "missing", head.policy, [(name, policy_words(name)) for name in head.policies]

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.heads.heads:
            self.setCurrentIndex(self.heads.index(KIND, 0))

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self.viewport().unsetCursor()
        return super().viewportEvent(event)
