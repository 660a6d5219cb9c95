"""The list of runs: each training with what was changed for it and its figures.

A run can be shown or hidden in the loss plot, shown alone, renamed, compared with another, raced
against the present network, or returned to.
"""

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QItemSelectionModel, QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableWidgetItem, QVBoxLayout, QWidget

from core.counts import counted
from core.pictures.snapshot import RunSummary, Snapshot, judged_by
from gui.kit.plain import Label
from gui.kit.style import set_role
from gui.runs.table import NAME, RunsTable
from gui.runs.verbs import RunVerb, RunVerbs, of_another, of_any, of_several

_translate = QCoreApplication.translate


class RunsList(QWidget):
    """Runs, the current one first; what a person does with one is reported by a signal."""

    renamed = Signal(int, str)
    hidden = Signal(int, bool)
    solo_requested = Signal(int)
    compare_requested = Signal(int, int)  # two runs
    race_requested = Signal(int)  # a run against the present network
    deleted = Signal(int)
    return_requested = Signal(int, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_translate("RunsList", "Runs"))
        self._runs: dict[int, RunSummary] = {}
        self._shown: list[int] = []
        self.table = RunsTable()
        self.settings = Label()
        set_role(self.settings, "caption")
        self.settings.setWordWrap(True)
        self.settings.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.settings.setAccessibleName(_translate("RunsList", "Settings of the selected run"))
        self.verbs = RunVerbs(self._verbs())
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(8)
        column.addWidget(self.table, 1)
        column.addWidget(self.settings)
        column.addWidget(self.verbs)
        self.table.itemChanged.connect(self._item_changed)
        self.table.itemSelectionChanged.connect(self._show_selected)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._open_menu)
        self.table.keys = {
            Qt.Key.Key_Return: self._return,
            Qt.Key.Key_Enter: self._return,
            Qt.Key.Key_Delete: self._delete,
            Qt.Key.Key_H: self._hide,
            Qt.Key.Key_S: self._solo,
        }
        self._show_selected()

    def _verbs(self) -> tuple[RunVerb, ...]:
        return (
            RunVerb(
                _translate("RunsList", "Return to it"),
                _translate(
                    "RunsList", "Continue from where this run was left; the current run is kept"
                ),
                self._return,
                of_another,
                _translate("RunsList", "Enter"),
            ),
            RunVerb(
                _translate("RunsList", "Solo"),
                _translate(
                    "RunsList",
                    "Show only this run and the current one in the loss plot; again, show all",
                ),
                self._solo,
                of_several,
                "S",
            ),
            RunVerb(
                _translate("RunsList", "Compare…"),
                _translate("RunsList", "Settings, figures and curves of two runs side by side"),
                self._compare,
                of_several,
            ),
            RunVerb(
                _translate("RunsList", "Race against now…"),
                _translate(
                    "RunsList",
                    "Train this run's settings and the present ones side by side, from the start",
                ),
                self._race,
                of_another,
                shown=False,
            ),
            RunVerb(
                _translate("RunsList", "Hide or show"),
                _translate("RunsList", "Hide this run in the loss plot, or show it again"),
                self._hide,
                of_another,
                "H",
                shown=False,
            ),
            RunVerb(
                _translate("RunsList", "Rename"),
                _translate("RunsList", "Give this run another name"),
                self._rename,
                of_any,
                "F2",
                shown=False,
            ),
            RunVerb(
                _translate("RunsList", "Delete"),
                _translate("RunsList", "Forget this run"),
                self._delete,
                of_another,
                _translate("RunsList", "Delete"),
                shown=False,
            ),
        )

    # ------------------------------------------------------------------ what it receives

    def show_runs(self, runs: tuple[RunSummary, ...]) -> None:
        """Show these runs; keep the selection where possible."""
        chosen = self.selected()
        self._runs = {run.run_id: run for run in reversed(runs)}
        ids = list(self._runs)
        self.table.blockSignals(True)
        if ids != self._shown:
            self._shown = ids
            self.table.show_rows(len(ids))
        for row, run in enumerate(self._runs.values()):
            self.table.fill(row, run, self._about(run))
        self.table.name_score(self._runs.values())
        self._make_room()
        row = ids.index(chosen) if chosen in ids else (0 if ids else -1)
        if row >= 0:
            self.table.setCurrentCell(row, NAME, QItemSelectionModel.SelectionFlag.ClearAndSelect)
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
        part, metrics = judged_by(
            snapshot.test_metrics, snapshot.validation_metrics, snapshot.train_metrics
        )
        self._runs[run.run_id] = now = replace(
            run,
            epochs=snapshot.epoch,
            loss=snapshot.loss,
            test_loss=snapshot.test_loss,
            metrics=metrics,
            part=part,
        )
        self.table.fill_figures(row, now)
        self.table.name_score(self._runs.values())
        self.table.blockSignals(False)
        if self.selected() == run.run_id:
            self._say_settings()

    def selected(self) -> int:
        """Return the number of the selected run, 0 where none is."""
        row = self.table.currentRow()
        return self._shown[row] if 0 <= row < len(self._shown) else 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave room for the names: in a narrow column, some columns are said only below."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        has_test = any(run.test_loss is not None for run in self._runs.values())
        self.table.make_room(self.width(), has_test)

    def _about(self, run: RunSummary) -> str:
        """Return what there is to know of a run beside its figures."""
        now = next((one for one in self._runs.values() if one.current), run)
        lines = [_translate("RunsList", "The current run")] if run.current else []
        if now.measures != run.measures:
            lines.append(
                _translate("RunsList", "Of other data or loss: not drawn beside the current run")
            )
        return "\n".join([*lines, run.settings])

    def _show_selected(self) -> None:
        run = self._runs.get(self.selected())
        self.verbs.show_run(run, len(self._runs) > 1)
        self._say_settings()

    def _say_settings(self) -> None:
        run = self._runs.get(self.selected())
        text = _translate("RunsList", "There is no run yet.")
        if run is not None:
            text = _translate("RunsList", "{epochs} · {settings}")
            text = text.format(epochs=counted(run.epochs, "epoch"), settings=run.settings)
            if run.changed:  # the column may be too narrow for it
                text = f"{run.changed}\n{text}"
        self.settings.setText(text)

    # ------------------------------------------------------------------ what a person does

    def _chosen(self, other: bool = True) -> RunSummary | None:
        """Return the selected run; with `other`, None where it is the current one."""
        run = self._runs.get(self.selected())
        return None if run is None or (other and run.current) else run

    def _item_changed(self, item: QTableWidgetItem) -> None:
        run = self._runs.get(self.table.run_of(item))
        if run is None:
            return
        hidden = item.checkState() == Qt.CheckState.Unchecked
        if hidden is not run.hidden:
            self.hidden.emit(run.run_id, hidden)
        if item.text() != run.name:
            self.renamed.emit(run.run_id, item.text())

    def _open_menu(self, place: QPoint) -> None:
        if self._chosen(other=False) is not None:
            self.verbs.menu(self).popup(self.table.viewport().mapToGlobal(place))

    def _return(self) -> None:
        if (run := self._chosen()) is not None:
            self.return_requested.emit(run.run_id, run.name)

    def _delete(self) -> None:
        if (run := self._chosen()) is not None:
            self.deleted.emit(run.run_id)

    def _hide(self) -> None:
        if (run := self._chosen()) is not None:
            self.hidden.emit(run.run_id, not run.hidden)

    def _solo(self) -> None:
        run = self._chosen(other=False)
        if run is not None and len(self._runs) > 1:
            self.solo_requested.emit(run.run_id)

    def _compare(self) -> None:
        """Compare the selected run with the current one, or that with the one before it."""
        run = self._chosen(other=False)
        others = [one for one in self._runs if run is not None and one != run.run_id]
        if run is not None and others:
            first, second = sorted((run.run_id, others[0]))
            self.compare_requested.emit(first, second)

    def _race(self) -> None:
        if (run := self._chosen()) is not None:
            self.race_requested.emit(run.run_id)

    def _rename(self) -> None:
        item = self.table.item(self.table.currentRow(), NAME)
        # an open field may lack the focus, when its window is not in front
        editing = self.table.state() is QAbstractItemView.State.EditingState
        if item is None or not self.isVisible() or editing:
            return
        self.table.setFocus()
        self.table.editItem(item)
