"""The list of runs: each training with its figures, to show or hide, rename or return to."""

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QItemSelectionModel,
    QObject,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from core.components.metrics import scores
from core.lesson.numbers import figure, full, percent
from core.pictures.snapshot import RunSummary, Snapshot
from gui.kit.plain import Label, plain_tip
from gui.kit.style import mono, set_role
from gui.kit.tabs import Page, Tab
from gui.kit.texts import count

_translate = QCoreApplication.translate

_NAME, _EPOCHS, _LOSS, _TEST, _SCORE = range(5)

#: below this width the column of epochs is left out
_NARROW = 420
_RUN = Qt.ItemDataRole.UserRole


class RunsList(QWidget):
    """Runs, the current one first; what a person does with one is reported by a signal."""

    renamed = Signal(int, str)
    hidden = Signal(int, bool)
    deleted = Signal(int)
    return_requested = Signal(int, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_translate("RunsList", "Runs"))
        self._runs: dict[int, RunSummary] = {}
        self._shown: list[int] = []
        self.table = QTableWidget(0, 5)
        self.table.setAccessibleName(_translate("RunsList", "Runs"))
        self.table.setToolTip(
            _translate(
                "RunsList",
                "Every training is a run. Tick its box to show it in the loss plot; Enter returns "
                "to it, Delete forgets it, a double click on its name renames it",
            )
        )
        self._dress_table()
        self.settings = Label()
        set_role(self.settings, "caption")
        self.settings.setWordWrap(True)
        self.settings.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.settings.setAccessibleName(_translate("RunsList", "Settings of the selected run"))
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(8)
        column.addWidget(self.table, 1)
        column.addWidget(self.settings)
        column.addLayout(self._build_buttons())
        self.table.itemChanged.connect(self._item_changed)
        self.table.itemSelectionChanged.connect(self._show_selected)
        self.table.installEventFilter(self)
        self._show_selected()

    def show_runs(self, runs: tuple[RunSummary, ...]) -> None:
        """Show these runs; keep the selection where possible."""
        chosen = self.selected()
        self._runs = {run.run_id: run for run in reversed(runs)}
        ids = list(self._runs)
        self.table.blockSignals(True)
        if ids != self._shown:
            self._shown = ids
            self.table.setRowCount(len(ids))
            for row in range(len(ids)):
                self._make_row(row)
        for row, run in enumerate(self._runs.values()):
            self._fill(row, run)
        row = ids.index(chosen) if chosen in ids else (0 if ids else -1)
        if row >= 0:
            self.table.setCurrentCell(row, _NAME, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.table.selectRow(row)
        self.table.blockSignals(False)
        self._show_selected()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show how far the current run has come."""
        run = self._runs.get(snapshot.run_id)
        if run is None or not run.current or snapshot.run_id not in self._shown:
            return
        row = self._shown.index(snapshot.run_id)
        self.table.blockSignals(True)
        metrics = snapshot.test_metrics or snapshot.validation_metrics or snapshot.train_metrics
        self._fill_figures(row, snapshot.epoch, snapshot.loss, snapshot.test_loss, metrics)
        self.table.blockSignals(False)

    def selected(self) -> int:
        """Return the number of the selected run, 0 where none is."""
        row = self.table.currentRow()
        return self._shown[row] if 0 <= row < len(self._shown) else 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            editing = self.table.state() == QAbstractItemView.State.EditingState
            if not editing and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.back.click()
                return True
            if not editing and event.key() == Qt.Key.Key_Delete:
                self.delete.click()
                return True
        return super().eventFilter(watched, event)

    # ------------------------------------------------------------------ parts

    def _dress_table(self) -> None:
        table = self.table
        table.setHorizontalHeaderLabels(
            [
                _translate("RunsList", "Run"),
                _translate("RunsList", "Epochs"),
                _translate("RunsList", "Loss"),
                _translate("RunsList", "Test"),
                _translate("RunsList", "Accuracy"),
            ]
        )
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(26)
        head = table.horizontalHeader()
        head.setHighlightSections(False)
        head.setMinimumSectionSize(40)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
        self._head(_NAME).setTextAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )

    def _build_buttons(self) -> QHBoxLayout:
        self.back = self._button(
            _translate("RunsList", "Return to it"),
            _translate(
                "RunsList", "Continue from where this run was left; the current run is kept (Enter)"
            ),
        )
        self.rename = self._button(
            _translate("RunsList", "Rename"), _translate("RunsList", "Give this run another name")
        )
        self.delete = self._button(
            _translate("RunsList", "Delete"), _translate("RunsList", "Forget this run (Delete)")
        )
        self.back.clicked.connect(self._return)
        self.rename.clicked.connect(self._rename)
        self.delete.clicked.connect(lambda: self.deleted.emit(self.selected()))
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.back, self.rename, self.delete):
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _button(self, words: str, help: str) -> QPushButton:
        button = QPushButton(words)
        set_role(button, "small")
        button.setToolTip(help)
        button.setAccessibleName(words)
        button.setAccessibleDescription(help)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setMinimumWidth(64)
        return button

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave room for the names: in a narrow column, the epochs are shown only below."""
        super().resizeEvent(event)
        self.table.setColumnHidden(_EPOCHS, self.width() < _NARROW)

    # ------------------------------------------------------------------ filling

    def _make_row(self, row: int) -> None:
        for column in range(5):
            item = QTableWidgetItem()
            flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            if column == _NAME:
                flags |= Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsUserCheckable
            else:
                item.setFont(mono())
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setFlags(flags)
            self.table.setItem(row, column, item)

    def _head(self, column: int) -> QTableWidgetItem:
        item = self.table.horizontalHeaderItem(column)
        assert item is not None  # every column has a title
        return item

    def _cell(self, row: int, column: int) -> QTableWidgetItem:
        item = self.table.item(row, column)
        assert item is not None  # _make_row fills every column
        return item

    def _fill(self, row: int, run: RunSummary) -> None:
        item = self._cell(row, _NAME)
        item.setData(_RUN, run.run_id)
        item.setText(run.name)
        item.setCheckState(Qt.CheckState.Unchecked if run.hidden else Qt.CheckState.Checked)
        font = self.table.font()
        font.setBold(run.current)
        item.setFont(font)
        said = _translate("RunsList", "The current run") if run.current else ""
        item.setToolTip(plain_tip("\n".join(p for p in (run.name, said, run.settings) if p)))
        self._fill_figures(row, run.epochs, run.loss, run.test_loss, run.metrics)

    def _fill_figures(
        self,
        row: int,
        epochs: int,
        loss: float | None,
        test: float | None,
        metrics: dict[str, float],
    ) -> None:
        score, whole = "·", ""
        shown = next((metric for metric in scores() if metric.name in metrics), None)
        if shown is not None:
            value = metrics[shown.name]
            score, whole = percent(value) if shown.is_share else figure(value), full(value)
        if row == 0:
            label = (shown or scores()[0]).label
            self._head(_SCORE).setText(_translate("RunsList", label[:1].upper() + label[1:]))
        cells = {
            _EPOCHS: (count(epochs), ""),
            _LOSS: (figure(loss), "" if loss is None else full(loss)),
            _TEST: (figure(test), "" if test is None else full(test)),
            _SCORE: (score, whole),
        }
        for column, (text, tip) in cells.items():
            item = self._cell(row, column)
            if item.text() != text:
                item.setText(text)
                item.setToolTip(tip)
        self.table.setColumnHidden(_TEST, all(run.test_loss is None for run in self._runs.values()))

    # ------------------------------------------------------------------ what a person does

    def _item_changed(self, item: QTableWidgetItem) -> None:
        run = self._runs.get(item.data(_RUN)) if item.column() == _NAME else None
        if run is None:
            return
        hidden = item.checkState() == Qt.CheckState.Unchecked
        if hidden is not run.hidden:
            self.hidden.emit(run.run_id, hidden)
        if item.text() != run.name:
            self.renamed.emit(run.run_id, item.text())

    def _show_selected(self) -> None:
        run = self._runs.get(self.selected())
        other = run is not None and not run.current
        self.back.setEnabled(other)
        self.delete.setEnabled(other)
        self.rename.setEnabled(run is not None)
        text = _translate("RunsList", "There is no run yet.")
        if run is not None:
            text = _translate("RunsList", "{epochs} epochs · {settings}")
            text = text.format(epochs=count(run.epochs), settings=run.settings)
        self.settings.setText(text)

    def _return(self) -> None:
        run = self._runs.get(self.selected())
        if run is not None and not run.current:
            self.return_requested.emit(run.run_id, run.name)

    def _rename(self) -> None:
        item = self.table.item(self.table.currentRow(), _NAME)
        # an open field may lack the focus, when its window is not in front
        editing = self.table.state() is QAbstractItemView.State.EditingState
        if item is None or not self.isVisible() or editing:
            return
        self.table.setFocus()
        self.table.editItem(item)


def _page() -> Page:
    runs = RunsList()
    return Page(runs, in_front=runs)


def tab() -> Tab:
    """Return the view's tab: its name, help and icon."""
    return Tab(
        "runs",
        _translate("Tabs", "&Runs"),
        _translate("Tabs", "Earlier trainings, to compare and return to"),
        _page,
    )
