"""The table of runs: a row for each, with the colour of its curve, what changed, and figures."""

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from core.components.metrics import scores
from core.lesson.numbers import figure, full, percent
from core.pictures.snapshot import RunSummary
from gui.kit.colours import run_colour
from gui.kit.plain import plain_tip
from gui.kit.room import RowsOfText
from gui.kit.style import mono, text_scale
from gui.kit.texts import count, score_words

_translate = QCoreApplication.translate

NAME, CHANGED, EPOCHS, LOSS, TEST, SCORE = range(6)
_COLUMNS = 6

#: below these widths, at the usual text size, a column is left out
_NEEDED = {EPOCHS: 560, TEST: 460, CHANGED: 330}
#: the widest a column is, the field for a name, and the stroke in the run's colour, in pixels
_WIDEST, _FIELD, _SPOT = 220, 168, 10
_RUN = Qt.ItemDataRole.UserRole
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
#: keys that belong to the window: it plays and steps with them
_OF_THE_WINDOW = (Qt.Key.Key_Space, Qt.Key.Key_Left, Qt.Key.Key_Right)

Keys = Mapping[Qt.Key, Callable[[], object]]
Index = QModelIndex | QPersistentModelIndex


class _NameField(QStyledItemDelegate):
    """Edits a name in a field that is wide enough to read it, over the columns beside it."""

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        super().updateEditorGeometry(editor, option, index)
        home = editor.parentWidget()
        place = editor.geometry()
        room = place.width() if home is None else home.width() - place.left()
        place.setWidth(max(place.width(), min(round(_FIELD * text_scale()), room)))
        editor.setGeometry(place)


class RunsTable(QTableWidget):
    """Shows summaries of runs; `keys` are what a person can press on a row."""

    def __init__(self) -> None:
        super().__init__(0, _COLUMNS)
        self.keys: Keys = {}
        self.setAccessibleName(_translate("RunsList", "Runs"))
        self.setToolTip(
            _translate(
                "RunsList",
                "Every training is a run. Tick its box to show it in the loss plot (H); Enter "
                "returns to it, S shows it alone, Delete forgets it, a double click on its name "
                "renames it",
            )
        )
        self.setHorizontalHeaderLabels(
            [
                _translate("RunsList", "Run"),
                _translate("RunsList", "What\nchanged"),
                _translate("RunsList", "Epochs"),
                _translate("RunsList", "Training\nloss"),
                _translate("RunsList", "Test\nloss"),
                _score_title("", ""),
            ]
        )
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setItemDelegateForColumn(NAME, _NameField(self))
        self.setIconSize(QSize(_SPOT, _SPOT))
        self.verticalHeader().hide()
        RowsOfText(self, 26)
        self._dress_head()

    def _dress_head(self) -> None:
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setMinimumSectionSize(40)
        head.setDefaultAlignment(_RIGHT)
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        for column in (NAME, CHANGED):
            self._head(column).setTextAlignment(_LEFT)
        self._head(CHANGED).setToolTip(
            _translate(
                "RunsList",
                "How its settings differ from those of the run before it, and what was changed "
                "while it trained, with the update",
            )
        )
        self._head(LOSS).setToolTip(_translate("RunsList", "Loss of the training samples"))
        self._head(TEST).setToolTip(_translate("RunsList", "Loss of the test samples"))
        self._head(SCORE).setToolTip(
            _translate(
                "RunsList", "Of the test samples where there are any, else of the training samples"
            )
        )

    def make_room(self, width: int, has_test: bool) -> None:
        """Leave out columns for which a list of this width has no room, or that are empty."""
        for column, needed in _NEEDED.items():
            self.setColumnHidden(column, width < needed * text_scale())
        if not has_test:
            self.setColumnHidden(TEST, True)
        shown = not self.isColumnHidden(CHANGED)
        head, modes = self.horizontalHeader(), QHeaderView.ResizeMode
        head.setSectionResizeMode(CHANGED, modes.Stretch)
        head.setSectionResizeMode(NAME, modes.ResizeToContents if shown else modes.Stretch)
        head.setMaximumSectionSize(round(_WIDEST * text_scale()) if shown else 1_000_000)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what a key does on a row; leave the window its own keys."""
        if self.state() != QAbstractItemView.State.EditingState:
            if event.key() in _OF_THE_WINDOW and not event.modifiers():
                event.ignore()
                return
            does = self.keys.get(Qt.Key(event.key()))
            if does is not None and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
                does()
                return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        # keys of the table are not shortcuts of the window while it has the focus
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            editing = self.state() == QAbstractItemView.State.EditingState
            if not editing and not event.modifiers() and Qt.Key(event.key()) in self.keys:
                event.accept()
                return True
        return super().event(event)

    # ------------------------------------------------------------------ filling

    def show_rows(self, number: int) -> None:
        """Have so many rows, to be filled."""
        self.setRowCount(number)
        for row in range(number):
            for column in range(_COLUMNS):
                item = QTableWidgetItem()
                flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
                if column == CHANGED:
                    item.setTextAlignment(_LEFT)
                elif column == NAME:
                    flags |= Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsUserCheckable
                else:
                    item.setFont(mono())
                    item.setTextAlignment(_RIGHT)
                item.setFlags(flags)
                self.setItem(row, column, item)

    def fill(self, row: int, run: RunSummary, about: str) -> None:
        """Show a run in a row; `about` is more about it, for its tooltip."""
        item = self.cell(row, NAME)
        item.setData(_RUN, run.run_id)
        item.setText(run.name)
        item.setCheckState(Qt.CheckState.Unchecked if run.hidden else Qt.CheckState.Checked)
        font = self.font()
        font.setBold(run.current)
        item.setFont(font)
        item.setIcon(QIcon() if run.current else _stroke(run_colour(run.run_id)))
        item.setToolTip(plain_tip(f"{run.name}\n{about}"))
        changed = self.cell(row, CHANGED)
        changed.setText(run.changed)
        changed.setToolTip(plain_tip(run.changed))
        self.fill_figures(row, run)

    def name_score(self, runs: Iterable[RunSummary]) -> None:
        """Name the last column by what its figures are, and of which samples, if all agree."""
        found = [(_score_of(run), run.part) for run in runs if _score_of(run)]
        parts = {part for _, part in found}
        name = found[0][0] if found else ""
        self._head(SCORE).setText(_score_title(name, parts.pop() if len(parts) == 1 else ""))

    def fill_figures(self, row: int, run: RunSummary) -> None:
        """Show a run's figures in a row."""
        score, whole = "·", ""
        shown = next((metric for metric in scores() if metric.name in run.metrics), None)
        if shown is not None:
            value = run.metrics[shown.name]
            score = percent(value) if shown.is_share else figure(value)
            whole = f"{score_words(shown.name, run.part)}: {full(value)}"
        cells = {
            EPOCHS: (count(run.epochs), ""),
            LOSS: (figure(run.loss), "" if run.loss is None else full(run.loss)),
            TEST: (figure(run.test_loss), "" if run.test_loss is None else full(run.test_loss)),
            SCORE: (score, whole),
        }
        for column, (text, tip) in cells.items():
            item = self.cell(row, column)
            if item.text() != text:
                item.setText(text)
                item.setToolTip(tip)

    def run_of(self, item: QTableWidgetItem) -> int:
        """Return the number of the run whose name an item is, 0 for another item."""
        return int(item.data(_RUN) or 0) if item.column() == NAME else 0

    def cell(self, row: int, column: int) -> QTableWidgetItem:
        """Return the item in a cell of `show_rows`."""
        item = self.item(row, column)
        assert item is not None
        return item

    def _head(self, column: int) -> QTableWidgetItem:
        item = self.horizontalHeaderItem(column)
        assert item is not None  # every column has a title
        return item


def _score_of(run: RunSummary) -> str:
    """Return the name of the metric that a run is judged by, "" if it has none."""
    return next((metric.name for metric in scores() if metric.name in run.metrics), "")


def _score_title(name: str, part: str) -> str:
    """Return the title of the last column: the part above, the metric below."""
    words = score_words(name, part)
    return words[:1].upper() + words[1:].replace(" ", "\n", 1) if part else words.capitalize()


def _stroke(colour: str) -> QIcon:
    """Return a stroke in the colour of a run's line."""
    picture = QPixmap(2 * _SPOT, 2 * _SPOT)
    picture.setDevicePixelRatio(2.0)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        painter.setPen(QPen(QColor(colour), 2.5))
        painter.drawLine(QPointF(0.0, _SPOT / 2), QPointF(float(_SPOT), _SPOT / 2))
    return QIcon(picture)
