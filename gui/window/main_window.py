"""The main window: creates the parts, places them and connects them, and does nothing else."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTimer, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow

from core.documents.examples import examples
from core.documents.opening import examples_folder, opening_project
from core.late import made
from core.project import Project
from core.words import plain_name, say
from gui.bar.bar import ControlBar
from gui.bar.speed import SpeedControl
from gui.commands.bugs import BugCommands
from gui.commands.covering import NumbersShown
from gui.commands.dialogs import Dialogs
from gui.commands.doctor import DoctorCommands
from gui.commands.drawing import DrawingCommands
from gui.commands.examine import ExamineCommands
from gui.commands.exchange import ExchangeCommands
from gui.commands.files import FileCommands
from gui.commands.marking import MarkCommands
from gui.commands.numbers import NumberEdits
from gui.commands.past import PastCommands
from gui.commands.program import ProgramCommands
from gui.commands.runs import RunCommands
from gui.commands.shown import Shown
from gui.commands.start import StartCommands
from gui.commands.structure import StructureEdits
from gui.commands.tables import TableCommands
from gui.commands.time import TimeCommands
from gui.commands.train import TrainCommands
from gui.commands.views import ViewCommands, zoom_rows
from gui.documents.controller import FileController
from gui.documents.document import Document, document_name
from gui.documents.keeping import Keeping
from gui.exchange.figures import Figures
from gui.kit.action_row import Menu, Place
from gui.kit.actions import Actions, is_escape
from gui.kit.focus import QuietClicks
from gui.kit.hint_line import HintLine
from gui.kit.look import Look
from gui.kit.notice_bar import NoticeBar
from gui.kit.picture import small_png
from gui.kit.settings import Settings
from gui.kit.tabs import PageFacts, ViewTabs
from gui.kit.theme import Theme
from gui.kit.view import ShowsSnapshots, Themed
from gui.kit.views.choices import forget_choices, note_choices
from gui.loss.plot import LossPlot
from gui.network.diagram import NetworkDiagram
from gui.panels.data import DataPanel
from gui.panels.network import NetworkPanel
from gui.panels.training import TrainingPanel
from gui.start.page import StartPage
from gui.step.panel import StepPanel
from gui.surface.plot import SurfacePlot
from gui.thread.session import Session
from gui.thread.turns import Turns
from gui.timeline.bar import TimelineBar
from gui.window import wires
from gui.window.layout import Columns, settings_column, whole_window
from gui.window.memory import remember_window, restore_window
from gui.window.menus import build_menus
from gui.window.notices import Notices
from gui.window.overlays import lay_over
from gui.window.pictures import Pictures
from gui.window.presenting import Presenting
from gui.window.situations import Situations
from gui.window.status import StatusLine
from gui.window.step_view import StepView
from gui.window.subscriptions import Subscriptions
from gui.window.tab_wires import TabWires
from gui.window.tabs import all_tabs
from gui.window.teaching import Teaching

_translate = QCoreApplication.translate


class MainWindow(QMainWindow):
    """The Train view and the Step view over one session."""

    def __init__(
        self,
        session: Session,
        settings: Settings,
        version: str = "",
        recovery: Path | None = None,
    ) -> None:
        super().__init__()
        self._session = session
        self._settings = settings
        self._asking = self._closing = False
        self.look = Look(settings, self, session.lull.begin)
        self.look.apply()
        self.document = Document(opening_project(), self)
        self.actions_table = Actions(self)
        self.files = FileController(self, self.document, session, settings, self._picture)
        self.keeping = Keeping(self, self.document, session, self.files, self._picture, recovery)
        self._create_parts()
        self._create_controllers(version, recovery)
        self._place()
        self._connect()
        self._restore()

    def open_first(self, file: Path | None = None) -> None:
        """Load the initial project, and then a file if one is given."""
        self._show_project(self.document.project)
        self._session.load(self.document.project, examples_folder())
        if file is not None:
            self.files.open_path(file)

    # ------------------------------------------------------------------ creating and placing

    def _create_parts(self) -> None:
        self.speed = SpeedControl(self)
        self.notice_bar = NoticeBar()
        self.data = DataPanel()
        self.network = NetworkPanel()
        self.training = TrainingPanel()
        self.panels = (self.data, self.network, self.training)
        self.diagram = NetworkDiagram()
        self.surface = SurfacePlot()
        self.plots = (self.diagram, self.surface)
        self.tabs = ViewTabs(all_tabs())
        self.loss = self.tabs.view(LossPlot)
        self.hint = HintLine()
        self.steps = StepPanel()
        self.timeline = TimelineBar()
        self.status = StatusLine()
        self.start_page = StartPage(examples())

    def _create_controllers(self, version: str, recovery: Path | None) -> None:
        session, document, settings = self._session, self.document, self._settings
        act, speed, look = self.actions_table, self.speed, self.look
        self.notices = Notices(self.notice_bar, document, act, self)
        self.commands = TrainCommands(speed, session, document, settings, self)
        self.numbers = NumberEdits(session, document, self.notices.show_failure, self)
        self.structure = StructureEdits(session, document, self.notices.tell, self)
        self.shown = Shown(document, self.notices.tell, self)
        self.dialogs = Dialogs(self, session, document, self.numbers)
        self.program = ProgramCommands(self, act, session, look, speed, settings, version)
        self.run_commands = RunCommands(self.tabs.late["runs"], session, document, self)
        self.views = ViewCommands(self.tabs, settings, self)
        self.time = TimeCommands(
            speed, self.timeline, self.loss, session, document, self.panels, self
        )
        over_time, chosen = self.tabs.late["over_time"], self.diagram.plot_chosen
        shown = (self.views, self.time)
        self.past = PastCommands(self, session, over_time, *shown, chosen, self.plots)
        self.stepping = StepView(self.steps, self.diagram, session, self.time, document, self)
        self.late = (*self.stepping.late.all(), *self.tabs.late.values())
        wishing = (made(self.surface), made(self.steps), self.stepping.late.surface)
        self.subscriptions = Subscriptions(session, self, self.diagram, wishing, self.tabs)
        self.examine = ExamineCommands(self, session, document, self.timeline)
        self.doctor = DoctorCommands(self, session, document, self.views, self.network.select_layer)
        self.marking = MarkCommands(self, self.steps, settings)
        self.bugs = BugCommands(session, document, self)
        lockable = (*self.panels, speed.slider, self.timeline)
        played = (session, document, self.files, self.time, self.steps, lockable)
        self.teaching = Teaching(self, *played, settings, recovery, self.diagram, act)
        self.lessons = self.teaching.lessons
        self.exchange = ExchangeCommands(self, session, document, settings)
        self.tables = TableCommands(self, session, document, self.files, settings)
        self.drawing = DrawingCommands(self, document, self.files, self.surface, session)
        asks = (self.notices.tell, lambda: look.theme, session.export)
        self.figures = Figures(self, document, Pictures(self.plots, self.tabs), *asks)
        of_start = (self.start_page, self.files, self.keeping)
        self.beginning = StartCommands(self, session, *of_start, document, settings)
        of_files = FileCommands(self.files, document)
        doing = (of_files, self.exchange, self.program, self.commands, self.time, self.dialogs)
        looking = (self.views, self.examine, self.marking, self.doctor, self.bugs, self.teaching)
        self.presenting = Presenting(self, look, self.time, self.steps)
        others = (self.tables, self.drawing, self.past, self.beginning, self.presenting)
        for part in (*doing, *looking, *others, self.run_commands):
            act.add(part.rows())
        act.add(zoom_rows(self.diagram.zoom, self.diagram.fit))
        of = (session, document, self.files, self.time, self.tabs, self.bugs, self.lessons)
        self.situations = Situations(act, *of, self.marking, look, settings, self.presenting, self)
        self.control_bar = ControlBar(act, speed)

    def _place(self) -> None:
        self.settings_area = settings_column(self.panels)
        self.left = self.teaching.stand_in(self.settings_area)
        note_choices(self.surface)
        self.columns = Columns(self.diagram, self.hint, (self.surface, self.tabs), self.steps)
        feet = (self.timeline, self.status)
        whole = whole_window(self.control_bar, self.left, self.columns, feet)
        lay_over(self.diagram, self.network, self.program, self.notice_bar, self.columns, self.hint)
        self.program.point_at(self.control_bar, self.timeline, self.diagram, self.steps)
        self.setCentralWidget(whole)
        self.look.dress()
        self._session.lull.heed(whole, self.steps)
        self.start_page.lie_over(whole)
        around = (self.menuBar(), self.control_bar, *feet, self.hint, self.tabs)
        verbs = (self.diagram.buttons, self.surface.folds)
        self.presenting.place(self.columns, around, (self.left,), verbs)
        opening, pictures = Place(Menu.FILE), Place(Menu.FILE, 3)
        others = (
            (self.files.recent_menu, opening),
            (self.figures.save_menu, pictures),
            (self.figures.copy_menu, pictures),
        )
        build_menus(self.menuBar(), self.actions_table, others)

    # ------------------------------------------------------------------ connecting

    def _connect(self) -> None:
        session, document, files = self._session, self.document, self.files
        act = self.actions_table
        # what a person edits goes to the document, and from there to training
        for panel in self.panels:
            panel.edited.connect(document.edit)
        data = (self.data, self.start_page, self.beginning, self.notices)
        wires.connect_data(*data, document, self.tables, self.drawing, self.exchange)
        self.network.layer_selected.connect(self._mark_layer)
        self.diagram.layer_selected.connect(self.network.select_layer)
        pointing = (self.control_bar, self.steps.sheet, self.training, self.loss, self.surface)
        self.teaching.connect_to(self.diagram, self.start_page, self.look, *pointing)
        standing = (self.program, self.views, self.presenting, self.hint, self.columns)
        self.teaching.put_back_with(*standing)
        editing = (self.numbers, self.structure, self.dialogs)
        wires.connect_diagram(self.diagram, *editing, self.surface, self.shown, session)
        wires.connect_plots(self.surface, self.loss, session, self.dialogs)
        edits = (self.numbers, self.shown, self.past)
        TabWires(self.tabs, self.surface, session, self.dialogs, self.views, *edits)
        for plottable in (self.diagram, self.stepping):
            plottable.plot_requested.connect(self.past.plot_number)
        document.changed.connect(self._project_changed)
        document.changed.connect(self.numbers.follow_project)
        document.replaced.connect(self._begin_document)
        named = (document.path_changed, document.clean_changed, files.unsaved.changed)
        # what training reports goes to the views
        in_turns: tuple[ShowsSnapshots, ...] = (
            self.surface,
            self.loss,
            *self.diagram.turns,
            self.subscriptions,
        )
        self.turns = Turns(in_turns, session.acknowledge, self)
        by_time = (self.timeline, self.time, self.stepping, self.examine, self.doctor, self.past)
        drawn = (self.shown, self.status, self.notices, self.numbers, self.dialogs, self.beginning)
        built = (self.shown, self.status, self.notices, self.commands, self.numbers, self.structure)
        about = (self.dialogs, self.subscriptions, self.drawing, self.control_bar, *by_time)
        informed = PageFacts(self.tabs)
        first = (self.turns, self.control_bar, self.bugs)
        wires.tell(
            session,
            state=(self.turns, self.situations, self.status, self.notices, self.exchange),
            facts=(self.turns, *self.panels, *self.plots, informed, *built, *about, self.exchange),
            snapshots=(*first, *drawn, *by_time, self.marking, self.teaching),
        )
        session.facts_ready.connect(self.situations.show_facts)
        session.snapshot_ready.connect(self.situations.show_snapshot)
        session.facts_ready.connect(lambda _: self._mark_layer(self.network.selected()))
        session.misfit.connect(self.notices.show_problem)
        session.misfit.connect(self._clear_pictures)
        for part in (session, self.exchange, self.tables, self.teaching, self.drawing):
            part.failed.connect(self.notices.show_failure)
        session.stopped.connect(self.notices.show_stop)
        session.progress.connect(self.status.show_progress)
        # what a person commands
        self.status.cancelled.connect(session.cancel_going)
        self.time.view_changed.connect(self._show_view)
        self.stepping.notebook_wanted.connect(self.examine.ask_about)
        offering = (self.stepping, self.teaching, self.drawing)
        wires.connect_files(files, self.keeping, session, self.notices, offering)
        for changed in (*named, self.bugs.changed):
            changed.connect(self._show_title)
        self.program.glossary.lesson_wanted.connect(files.open_path)
        act["undo"].triggered.connect(self.notices.undone)
        numbers = NumbersShown(self.time, self.control_bar, self.diagram, self.surface, self.tabs)
        parts = (self.steps, self.stepping, self.bugs, self.examine, self.notices)
        wires.connect_steps(*parts, act, numbers, (session.follow, self.dialogs.follow))
        files.may_close.connect(self._close_now)
        tellers = (self.dialogs, self.time, self.stepping, self.examine, self.doctor, self.bugs)
        others = (self.exchange, self.program, self.tables, self.drawing, self.marking)
        for teller in (files, self.keeping, *tellers, *others, self.teaching):
            teller.told.connect(self.notices.tell)
        self.training.stops_requested.connect(self.dialogs.ask_stops)
        self.training.starts_requested.connect(self.dialogs.ask_starts)
        self.dialogs.stops_changed.connect(self.status.show_stops)
        self.look.changed.connect(self._set_theme)
        self.hint.dismissed.connect(self._settings.dismiss_hint)
        self.addActions(list(act.all()))
        self._quiet = QuietClicks(self)

    # ------------------------------------------------------------------ showing

    @Slot(object)
    def _show_project(self, project: Project) -> None:
        for panel in self.panels:
            panel.show_project(project)
        self._show_title()

    @Slot(object)
    def _begin_document(self, project: Project) -> None:
        """Show another document: nothing that was selected in the last one is selected in it."""
        self.network.select_layer(-1)
        forget_choices(self.surface, self.tabs)
        self.diagram.fit()
        self.dialogs.forget()
        self._show_project(project)
        self.settings_area.verticalScrollBar().setValue(0)

    @Slot(object, object)
    def _project_changed(self, _: Project, project: Project) -> None:
        self._show_project(project)
        self._session.apply(project)

    @Slot()
    def _show_title(self, *_: object) -> None:
        name = plain_name(document_name(self.document)).replace("[*]", "")
        title = say("MainWindow", "{name}[*] — Backstep", name=name)
        if self.bugs.is_planted():
            title = say("MainWindow", "{name}[*] — a bug is planted — Backstep", name=name)
        self.setWindowTitle(title)
        self.setWindowModified(self.files.is_modified())

    @Slot()
    def _clear_pictures(self, *_: object) -> None:
        """Show no network if this document has none yet: the one shown belongs to another."""
        if not self.shown.has_picture():
            self.diagram.clear()
            self.surface.clear()

    def _set_theme(self, theme: Theme) -> None:
        acts = (self.dialogs, self.stepping, self.examine, self.exchange, self.tables, self.drawing)
        parts: list[Themed] = [self.actions_table, self.control_bar, self.notice_bar, self.hint]
        parts += [self.timeline, self.data, self.network, *self.plots, *acts, self.beginning]
        parts += [self.run_commands, self.files.drops.zone, self.tabs, self.doctor]
        for part in parts:
            part.set_theme(theme)

    @Slot(bool)
    def _show_view(self, stepping: bool) -> None:
        self.left.show_view(stepping)
        self.columns.show_steps(stepping)
        self.stepping.show_view(stepping)
        self.subscriptions.ask()

    def _picture(self) -> bytes | None:
        return small_png(self.diagram)

    def _mark_layer(self, index: int) -> None:
        self.diagram.set_selected(index if index >= 0 else None)
        QTimer.singleShot(0, self.network.float_form)

    # ------------------------------------------------------------------ commanding

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Handle Space, ←, → and Esc if no control needed them."""
        if is_escape(event):
            self._session.cancel_going()
            self.notice_bar.dismiss()
            self.program.leave()
            self.presenting.leave()
        elif not self.actions_table.press(event):
            super().keyPressEvent(event)

    # ------------------------------------------------------------------ opening and closing

    def _restore(self) -> None:
        self._placed = restore_window(self, self.columns, self._settings)
        self.hint.setVisible(not self._settings.hint_dismissed())
        self.subscriptions.ask()
        self.situations.tell()
        self._set_theme(self.look.theme)
        self._show_title()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._placed:
            self._placed = True
            QTimer.singleShot(0, self.columns.set_first_sizes)
        centre = self.centralWidget()
        assert centre is not None
        centre.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._closing and self.teaching.writing.may_close(self.close):
            self._asking = True
            self.files.close()
            self._asking = False
        if not self._closing:
            event.ignore()
            return
        remember_window(self, self.columns, self._settings)
        self.teaching.writing.end()
        self._session.shut_down()
        self.keeping.end()
        self.files.end()
        event.accept()

    def _close_now(self) -> None:
        self._closing = True
        if not self._asking:
            self.close()
