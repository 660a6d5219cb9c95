"""The main window: creates the parts, places them and connects them, and does nothing else."""

import random
from pathlib import Path

from PySide6.QtCore import QBuffer, QCoreApplication, QIODevice, Qt, QTimer, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from core.project import MAX_SEED, Project
from core.training.snapshot import Facts, Snapshot, Wanted
from gui.actions import Actions
from gui.control_bar import ControlBar
from gui.document import Document
from gui.file_controller import FileController, document_name
from gui.help_dialogs import about_dialog, keys_dialog
from gui.look import Look
from gui.menus import build_menus
from gui.notices import Notices
from gui.opening import examples_folder, opening_project
from gui.panels.data_panel import DataPanel
from gui.panels.network_panel import NetworkPanel
from gui.panels.training_panel import TrainingPanel
from gui.plots.loss_plot import LossPlot
from gui.plots.network_diagram import NetworkDiagram
from gui.plots.surface_plot import SurfacePlot
from gui.session import Session, State
from gui.settings import Settings
from gui.status_line import StatusLine
from gui.style import set_role, text_scale
from gui.theme import PLOTS_WIDTH, SETTINGS_WIDTH, Theme
from gui.widgets.hint_line import HintLine
from gui.widgets.notice_bar import NoticeBar

_translate = QCoreApplication.translate

#: below this width of the window the plots start narrower
_NARROW, _NARROW_PLOTS = 1180, 288

#: what the surface needs in height beside its square: title, axis, key
_SURFACE_EXTRA = 120


class MainWindow(QMainWindow):
    """The Train view: settings, diagram, surface and loss, over one session."""

    def __init__(self, session: Session, settings: Settings, version: str = "") -> None:
        super().__init__()
        self._session = session
        self._settings = settings
        self._version = version
        self._closing = False
        self.look = Look(settings, self)
        self.look.apply()
        self.document = Document(opening_project(), self)
        self.actions_table = Actions(self.document.stack, self)
        self.files = FileController(self, self.document, session, settings, self._picture)
        self._create_parts()
        self.notices = Notices(self.notice_bar, self.document, self.actions_table["reset"], self)
        self._place()
        self._connect()
        self._restore()

    def open_first(self, file: Path | None = None) -> None:
        """Load the opening project, and then a file if one is given."""
        self._show_project(self.document.project)
        self._session.load(self.document.project, examples_folder())
        if file is not None:
            self.files.open_path(file)

    # ------------------------------------------------------------------ creating and placing

    def _create_parts(self) -> None:
        self.control_bar = ControlBar(self.actions_table)
        self.notice_bar = NoticeBar()
        self.data = DataPanel()
        self.network = NetworkPanel()
        self.training = TrainingPanel()
        self.panels = (self.data, self.network, self.training)
        self.diagram = NetworkDiagram()
        self.surface = SurfacePlot()
        self.loss = LossPlot()
        self.plots = (self.diagram, self.surface, self.loss)
        self.hint = HintLine(self.diagram)
        self.status = StatusLine()

    def _place(self) -> None:
        side = QWidget()
        set_role(side, "panel")
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for panel in self.panels:
            column.addWidget(panel)
        column.addStretch(1)
        self.settings_area = QScrollArea()
        self.settings_area.setWidget(side)
        self.settings_area.setWidgetResizable(True)
        self.settings_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.settings_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.settings_area.setFixedWidth(round(SETTINGS_WIDTH * text_scale()))

        self.right = QSplitter(Qt.Orientation.Vertical)
        self.right.addWidget(self.surface)
        self.right.addWidget(self.loss)
        self.middle = QSplitter(Qt.Orientation.Horizontal)
        self.middle.addWidget(self.diagram)
        self.middle.addWidget(self.right)
        self.middle.setStretchFactor(0, 1)
        self.middle.setStretchFactor(1, 0)
        for splitter in (self.middle, self.right):
            splitter.setHandleWidth(8)
            splitter.setChildrenCollapsible(False)

        line = QFrame()
        line.setFixedWidth(1)
        line.setProperty("role", "upright")
        centre = QHBoxLayout()
        centre.setContentsMargins(0, 0, 0, 0)
        centre.setSpacing(0)
        centre.addWidget(self.settings_area)
        centre.addWidget(line)
        centre.addWidget(self.middle, 1)

        whole = QWidget()
        whole.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # a click beside a field leaves it
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.control_bar)
        rows.addWidget(self.notice_bar)
        rows.addLayout(centre, 1)
        rows.addWidget(self.status)
        self.setCentralWidget(whole)
        build_menus(
            self.menuBar(), self.actions_table, self.files.recent_menu, self.files.examples_menu
        )

    # ------------------------------------------------------------------ connecting

    def _connect(self) -> None:
        session, document, act, files = (
            self._session,
            self.document,
            self.actions_table,
            self.files,
        )
        # what a person edits goes to the document, and from there to training
        for panel in self.panels:
            panel.edited.connect(document.edit)
        self.data.dragged.connect(document.edit)
        self.data.source_chosen.connect(self.notices.expect_other_data)
        self.data.examples_requested.connect(self._show_examples)
        self.network.layer_selected.connect(self._mark_layer)
        self.diagram.layer_selected.connect(self._select_layer)
        self.diagram.add_unit.connect(lambda index: self.network.change_units(index, 1))
        self.diagram.remove_unit.connect(lambda index: self.network.change_units(index, -1))
        self.diagram.add_layer.connect(lambda index: self.network.add_layer("dense", index))
        document.changed.connect(self._project_changed)
        document.replaced.connect(self._show_project)
        document.path_changed.connect(self._show_title)
        document.clean_changed.connect(self._show_title)
        # what training says goes to the views
        session.state_changed.connect(self._show_state)
        session.facts_ready.connect(self._show_facts)
        session.snapshot_ready.connect(self._show_snapshot)
        session.misfit.connect(self.notices.show_problem)
        session.failed.connect(self.notices.show_failure)
        session.failed.connect(files.failed)
        session.opened.connect(files.opened)
        session.saved.connect(files.saved)
        session.exported.connect(files.exported)
        session.progress.connect(self.status.show_progress)
        self.surface.view_requested.connect(session.set_view)
        # what a person commands
        act["play"].triggered.connect(self._play_or_pause)
        act["step"].triggered.connect(self._step)
        act["step_epoch"].triggered.connect(session.step_epoch)
        act["reset"].triggered.connect(session.reset)
        act["new_weights"].triggered.connect(self._new_weights)
        act["faster"].triggered.connect(lambda: self.control_bar.move_speed(1))
        act["slower"].triggered.connect(lambda: self.control_bar.move_speed(-1))
        self.control_bar.speed_changed.connect(session.set_speed)
        self.control_bar.speed_changed.connect(self._settings.set_speed)
        for name in ("new", "open", "save", "save_as", "export"):
            act[name].triggered.connect(getattr(files, name))
        act["quit"].triggered.connect(self.close)
        files.may_close.connect(self._close_now)
        files.told.connect(self.notices.tell)
        for name in ("light", "dark", "system"):
            act[f"theme_{name}"].triggered.connect(lambda _, name=name: self.look.choose(name))
        self.look.changed.connect(self._set_theme)
        act["full_screen"].toggled.connect(self._full_screen)
        act["keys"].triggered.connect(lambda: keys_dialog(self).show())
        act["about"].triggered.connect(lambda: about_dialog(self, self._version).show())
        self.hint.dismissed.connect(self._settings.dismiss_hint)
        self.addActions(list(act.all()))

    # ------------------------------------------------------------------ showing

    @Slot(object)
    def _show_project(self, project: Project) -> None:
        for panel in self.panels:
            panel.show_project(project)
        self._show_title()

    @Slot(object, object)
    def _project_changed(self, _: Project, project: Project) -> None:
        self._show_project(project)
        self._session.apply(project)

    @Slot()
    def _show_title(self, *_: object) -> None:
        name = document_name(self.document).replace("[*]", "")
        self.setWindowTitle(_translate("MainWindow", "%1[*] — Backstep").replace("%1", name))
        self.setWindowModified(self.document.is_modified())

    @Slot(object)
    def _show_facts(self, facts: Facts) -> None:
        for panel in self.panels:
            panel.show_facts(facts)
        for plot in self.plots:
            plot.show_facts(facts)
        self.status.show_facts(facts)
        self.notices.show_facts(facts)
        self._mark_layer(self.network.selected())

    @Slot(object)
    def _show_snapshot(self, snapshot: Snapshot) -> None:
        for plot in self.plots:
            plot.show_snapshot(snapshot)
        self.control_bar.show_snapshot(snapshot)
        self.status.show_snapshot(snapshot)
        self.notices.show_snapshot(snapshot)
        QTimer.singleShot(0, self._session.acknowledge)  # after what was drawn, comes the next

    @Slot(object)
    def _show_state(self, state: State) -> None:
        self.actions_table.show_state(state)
        self.status.show_state(state)

    def _set_theme(self, theme: Theme) -> None:
        for part in (
            self.actions_table,
            self.data,
            self.network,
            *self.plots,
            self.notice_bar,
            self.hint,
        ):
            part.set_theme(theme)

    def _mark_layer(self, index: int) -> None:
        self.diagram.set_selected(index if index >= 0 else None)

    def _select_layer(self, index: int) -> None:
        self.network.select_layer(index)
        QTimer.singleShot(0, self._reveal_layer)

    def _reveal_layer(self) -> None:
        self.settings_area.ensureWidgetVisible(self.network.card, 0, 8)

    def _show_examples(self) -> None:
        link = self.data.examples_link
        self.files.examples_menu.popup(link.mapToGlobal(link.rect().bottomLeft()))

    # ------------------------------------------------------------------ commanding

    def _play_or_pause(self) -> None:
        if self._session.state is State.RUNNING:
            self._session.pause()
        else:
            self._session.play()

    def _step(self) -> None:
        if self.actions_table["unit_epoch"].isChecked():
            self._session.step_epoch()
        else:
            self._session.step_update()

    def _new_weights(self) -> None:
        seed = random.SystemRandom().randrange(min(MAX_SEED, 10**6))
        self.document.edit(
            self.document.project.with_new_weights(seed), _translate("MainWindow", "new weights")
        )

    def _full_screen(self, on: bool) -> None:
        self.setWindowState(
            self.windowState() | Qt.WindowState.WindowFullScreen
            if on
            else self.windowState() & ~Qt.WindowState.WindowFullScreen
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space, → and Esc, where no control needed them."""
        act = self.actions_table
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if plain and event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            act["play"].trigger()
        elif plain and event.key() == Qt.Key.Key_Right:
            act["step"].trigger()
        elif plain and event.key() == Qt.Key.Key_Escape:
            self.notice_bar.dismiss()
        else:
            super().keyPressEvent(event)

    # ------------------------------------------------------------------ opening and closing

    def _restore(self) -> None:
        self.setMinimumSize(880, 560)
        self.resize(1440, 900)
        geometry, columns, plots = (
            self._settings.bytes(name) for name in ("geometry", "columns", "plots")
        )
        if not geometry.isEmpty():
            self.restoreGeometry(geometry)
        self._placed = not columns.isEmpty() and self.middle.restoreState(columns)
        if not plots.isEmpty():
            self.right.restoreState(plots)
        self.hint.setVisible(not self._settings.hint_dismissed())
        self.control_bar.set_speed(self._settings.speed())
        self._session.set_speed(self._settings.speed())
        self._session.set_wanted(Wanted.SURFACE | Wanted.MAPS | Wanted.WEIGHTS | Wanted.METRICS)
        self.actions_table[f"theme_{self._settings.theme()}"].setChecked(True)
        self._set_theme(self.look.theme)
        self._show_title()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._placed:
            self._placed = True
            QTimer.singleShot(0, self._set_columns)
        self.centralWidget().setFocus()

    def _set_columns(self) -> None:
        plots = PLOTS_WIDTH if self.width() >= _NARROW else _NARROW_PLOTS
        self.middle.setSizes([max(1, self.middle.width() - plots), plots])
        surface = min(plots + _SURFACE_EXTRA, self.right.height() * 3 // 5)
        self.right.setSizes([surface, max(1, self.right.height() - surface)])

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._closing:
            event.ignore()
            self.files.close()
            return
        self._settings.set_bytes("geometry", self.saveGeometry())
        self._settings.set_bytes("columns", self.middle.saveState())
        self._settings.set_bytes("plots", self.right.saveState())
        self._settings.sync()
        self._session.shut_down()
        event.accept()

    def _close_now(self) -> None:
        self._closing = True
        self.close()

    def _picture(self) -> bytes:
        """Return a small PNG of the diagram, for the file."""
        picture = self.diagram.grab().toImage()
        small = picture.scaled(
            320,
            240,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        small.save(buffer, "PNG")
        return bytes(buffer.data().data())
