"""Lessons in the window: played, listed, handed in; and what starting over puts back."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QAbstractSlider, QWidget

from core.pictures.snapshot import Snapshot
from gui.bar.bar import ControlBar
from gui.commands.program import ProgramCommands
from gui.commands.teaching.classroom import Classroom
from gui.commands.teaching.lessons import LessonCommands
from gui.commands.teaching.list import LessonList
from gui.commands.teaching.moments import StepMoments
from gui.commands.teaching.worksheets import WorksheetCommands
from gui.commands.teaching.writing import WritingCommands
from gui.commands.time import TimeCommands
from gui.commands.views import ViewCommands
from gui.documents.controller import FileController
from gui.documents.document import Document
from gui.kit.action_row import ActionRow
from gui.kit.actions import Actions
from gui.kit.hint_line import HintLine
from gui.kit.look import Look
from gui.kit.settings import Settings
from gui.lessons.column import LeftColumn
from gui.loss.plot import LossPlot
from gui.network.diagram import NetworkDiagram
from gui.panels.training import TrainingPanel
from gui.start.page import StartPage
from gui.step.panel import StepPanel
from gui.step.sheet import StepSheet
from gui.surface.plot import SurfacePlot
from gui.thread.session import Session
from gui.window.layout import Columns, SettingsArea
from gui.window.lesson_wires import connect_lessons
from gui.window.presenting import Presenting
from gui.window.touched import Touched


class Teaching(QObject):
    """Creates what lessons need, and speaks for all of it."""

    told = Signal(str)
    offered = Signal(str, object)  # a message, and what can be done: [(words, act)]
    failed = Signal(object)  # UserError

    def __init__(
        self,
        window: QWidget,
        session: Session,
        document: Document,
        files: FileController,
        time: TimeCommands,
        steps: StepPanel,
        lockable: Sequence[QWidget],
        settings: Settings,
        recovery: Path | None,
        diagram: NetworkDiagram,
        actions: Actions,
    ) -> None:
        super().__init__(window)
        self._actions = actions
        self._slider = next(one for one in lockable if isinstance(one, QAbstractSlider))
        self._window, self._session, self._time, self._steps = window, session, time, steps
        played = (window, session, document, files, time, steps, lockable)
        self.lessons = LessonCommands(*played, settings, recovery)
        self.list = LessonList(window, files, self.lessons, settings)
        self.touched = Touched(document)
        self.moments = StepMoments(
            *(session, files, time, steps, diagram, self.lessons, self.touched, window)
        )
        aside = None if recovery is None else recovery.with_name("lessons-being-written")
        self.writing = WritingCommands(
            window, session, files, self.lessons, self.moments, settings, aside
        )
        self.classroom = Classroom(window, session, files, self.lessons, self.writing)
        self.worksheets = WorksheetCommands(window, session, document)
        self.parts = (self.list, self.lessons, self.classroom, self.writing, self.worksheets)
        for teller in (self.lessons, self.classroom, self.writing, self.worksheets):
            teller.told.connect(self.told)
        self.writing.failed.connect(self.failed)
        self.lessons.offered.connect(self.offered)
        self.lessons.failed.connect(self.failed)
        self.lessons.handing_in.connect(self.classroom.hand_in)

    def connect_to(
        self,
        diagram: NetworkDiagram,
        start: StartPage,
        look: Look,
        bar: ControlBar,
        sheet: StepSheet,
        training: TrainingPanel,
        loss: LossPlot,
        surface: SurfacePlot,
    ) -> None:
        """Connect what is chosen to tasks, and what a step points out to its place."""
        start.lessons_requested.connect(self.list.show_list)
        self.writing.begun.connect(start.leave)
        pointing = (look, bar, sheet, training, loss, surface)
        connect_lessons(self.lessons, self.moments, diagram, self._window, *pointing)
        steps, session = self._steps, self._session
        self.touched.watch(self._actions, session, self._slider)
        for used in (steps.phase_requested, steps.back_requested, steps.forward_requested):
            used.connect(lambda *_: self.touched.note("time"))

    def stand_in(self, settings: SettingsArea) -> LeftColumn:
        """Return the column at the left: the settings, or the page of a lesson."""
        column = LeftColumn(settings, settings.width_in, self.lessons.page)
        settings.grown.connect(column.fit)
        self.lessons.column = self.writing.column = column
        return column

    def rows(self) -> tuple[ActionRow, ...]:
        """Return the actions."""
        return tuple(row for part in self.parts for row in part.rows())

    @Slot(object)
    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the moment that is shown to those who wait for one."""
        if self.lessons.followed is not None:
            self.lessons.show_snapshot(snapshot)
        self.moments.show_snapshot(snapshot)

    def put_back_with(
        self,
        program: ProgramCommands,
        views: ViewCommands,
        presenting: Presenting,
        hint: HintLine,
        columns: Columns,
    ) -> None:
        """When the next person starts over, put all of it back to how it is at the first start."""

        def put_back() -> None:
            presenting.leave()
            self._steps.ask_first(False)
            self._time.choose_unit("phase")
            views.start_over()
            hint.show()
            columns.set_first_sizes()
            program.start_over()  # the settings last: all of these are remembered there

        self.classroom.started_over.connect(put_back)
