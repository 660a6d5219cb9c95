"""Points drawn by hand: the window for it, and what was drawn taken for the data."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from core.counts import counted
from core.data.drawn import Drawn
from core.data.streams import Stream, stream
from core.documents.opening import is_project
from core.errors import UserError
from core.pictures.snapshot import Facts
from core.project import Project
from core.words import say
from gui.commands.point_edits import PointEdits
from gui.documents.controller import FileController
from gui.documents.document import Document
from gui.kit.action_row import ActionRow, Menu, Place, is_built
from gui.kit.texts import adapted_words
from gui.kit.theme import Theme
from gui.surface.plot import SurfacePlot
from gui.thread.session import Session

if TYPE_CHECKING:
    from gui.drawing.dialog import DrawingDialog

_translate = QCoreApplication.translate


class DrawingCommands(QObject):
    """Opens the window in which points are drawn, and takes what was drawn."""

    told = Signal(str)
    offered = Signal(str, object)
    failed = Signal(object)  # UserError

    def __init__(
        self,
        window: QWidget,
        document: Document,
        files: FileController,
        surface: SurfacePlot,
        session: Session,
    ) -> None:
        super().__init__(window)
        self.edits = PointEdits(surface, session, document)
        for said in ("told", "offered", "failed"):
            getattr(self.edits, said).connect(getattr(self, said))
        self._window, self._document, self._files = window, document, files
        self._theme: Theme | None = None
        self._facts: Facts | None = None
        document.changed.connect(self._data_changed)
        document.replaced.connect(self._forget)
        #: whether what is drawn becomes a project of its own, not the data of the open one
        self._is_new = False
        self.dialog: DrawingDialog | None = None

    def rows(self) -> tuple[ActionRow, ...]:
        """Return the actions."""
        return (
            ActionRow(
                "draw_points",
                _translate("Actions", "&Draw points…"),
                _translate("Actions", "Draw points of your own for the data of this project"),
                Place(Menu.EDIT, 1),
                self.draw,
            ),
            ActionRow(
                "edit_points",
                _translate("Actions", "Edit points on the s&urface"),
                _translate(
                    "Actions", "Draw, move and erase the training points on the surface itself"
                ),
                Place(Menu.EDIT, 1),
                self.edits.turn,
                lambda situation: is_built(situation) and not situation.stepping,
            ),
        )

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        if self.dialog is not None:
            self.dialog.take_theme(theme)

    @Slot(object)
    def show_facts(self, facts: Facts) -> None:
        """Take the samples of a build."""
        self._facts = facts
        self.edits.show_facts(facts)

    @Slot(object, object)
    def _data_changed(self, old: Project, new: Project) -> None:
        if old.data != new.data:
            self._facts = None

    @Slot()
    def _forget(self, *_: object) -> None:
        self._facts = None

    @Slot()
    def draw(self) -> None:
        """Draw points that are to be the data of the open project; its own are touched up."""
        from core.pictures.touched_up import is_own

        self._is_new = False
        found = self._present() if is_own(self._document.project.data.source) else ""
        drawn = found if isinstance(found, Drawn) else None
        self._window_to_draw_in().begin(drawn, self._why_not())

    @Slot()
    def draw_new(self) -> None:
        """Draw points that are to become a project of their own."""
        self._is_new = True
        self._window_to_draw_in().begin(None, self._why_not())

    def _window_to_draw_in(self) -> "DrawingDialog":
        from gui.drawing.dialog import DrawingDialog

        if self.dialog is None:
            self.dialog = DrawingDialog(self._window)
            self.dialog.taken.connect(self._taken)
            self.dialog.present_requested.connect(self._touch_up)
            if self._theme is not None:
                self.dialog.set_theme(self._theme)
        return self.dialog

    # ------------------------------------------------------------------ the data there are

    def _present(self) -> Drawn | str:
        """Return the points that are learned from now, or why they cannot be touched up."""
        from core.pictures.touched_up import points_of

        try:
            return points_of(self._document.project, self._facts, as_shown=False)
        except UserError as error:
            return f"{error.message[:1].upper()}{error.message[1:]}"

    def _why_not(self) -> str:
        found = self._present()
        return found if isinstance(found, str) else ""

    @Slot()
    def _touch_up(self) -> None:
        found = self._present()
        if isinstance(found, Drawn) and self.dialog is not None:
            self.dialog.show_drawn(found)

    # ------------------------------------------------------------------ taking it

    @Slot(object)
    def _taken(self, drawn: Drawn) -> None:
        from core.documents.project_file import project_of_points
        from core.fit import with_edited_points, with_points

        source = drawn.source()
        name = _translate("Drawing", "My points")
        samples = source.draw(stream(0, Stream.DATA), None)
        if self._is_new:
            self._files.begin(project_of_points(source, samples, name))
            return
        old = self._document.project
        if source.about is not None and source.about.parts:
            project = with_edited_points(old, source, samples)
        else:
            project = with_points(old, source, samples)
        if project == old:
            return
        if not is_project(self._document.path) and old.data.source.group != source.group:
            project = replace(project, name=name)
        self._document.edit(project, _translate("Drawing", "drawn points"))
        if self._document.project != project:
            return  # the data are locked
        said = say(
            "Drawing",
            "The data are now what was drawn: {points}.",
            points=counted(len(drawn), "point"),
        )
        adapted = f" {adapted_words(project)}" if project.loss != old.loss else ""
        self.told.emit(said + adapted)
