"""Points drawn by hand: the window for it, and what was drawn taken for the data."""

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from core.data.drawn import Drawn, drawn_from
from core.data.streams import Stream, stream
from core.documents.opening import is_project
from core.documents.project_file import project_of_points
from core.errors import UserError
from core.fit import with_points
from core.words import say
from gui.documents.controller import FileController
from gui.documents.document import Document
from gui.drawing.dialog import DrawingDialog
from gui.kit.action_row import ActionRow, Menu, Place
from gui.kit.texts import adapted_words, count
from gui.kit.theme import Theme

_translate = QCoreApplication.translate


class DrawingCommands(QObject):
    """Opens the window in which points are drawn, and takes what was drawn."""

    told = Signal(str)

    def __init__(self, window: QWidget, document: Document, files: FileController) -> None:
        super().__init__(window)
        self._window, self._document, self._files = window, document, files
        self._theme: Theme | None = None
        #: whether what is drawn becomes a project of its own, not the data of the open one
        self._is_new = False
        self.dialog: DrawingDialog | None = None

    def rows(self) -> tuple[ActionRow, ...]:
        """Return the action."""
        return (
            ActionRow(
                "draw_points",
                _translate("Actions", "&Draw points…"),
                _translate("Actions", "Draw points of your own for the data of this project"),
                Place(Menu.EDIT, 1),
                self.draw,
            ),
        )

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        if self.dialog is not None:
            self.dialog.set_theme(theme)

    @Slot()
    def draw(self) -> None:
        """Draw points that are to be the data of the open project; its own are touched up."""
        self._is_new = False
        own = self._document.project.data.source.group == "own"
        found = self._present() if own else ""
        drawn = found if isinstance(found, Drawn) else None
        self._window_to_draw_in().begin(drawn, self._why_not())

    @Slot()
    def draw_new(self) -> None:
        """Draw points that are to become a project of their own."""
        self._is_new = True
        self._window_to_draw_in().begin(None, self._why_not())

    def _window_to_draw_in(self) -> DrawingDialog:
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
        project = self._document.project
        source = project.data.source
        if source.file is not None:
            return _translate("Drawing", "The points of a table are edited in the table itself")
        try:
            return drawn_from(source.draw(stream(project.data_seed(), Stream.DATA), None))
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
        source = drawn.source()
        name = _translate("Drawing", "My points")
        samples = source.draw(stream(0, Stream.DATA), None)
        if self._is_new:
            self._files.begin(project_of_points(source, samples, name))
            return
        old = self._document.project
        project = with_points(old, source, samples)
        if project == old:
            return
        if not is_project(self._document.path) and old.data.source.group != source.group:
            project = replace(project, name=name)
        self._document.edit(project, _translate("Drawing", "drawn points"))
        said = say("Drawing", "The data are now {count} drawn points.", count=count(len(drawn)))
        adapted = f" {adapted_words(project)}" if project.loss != old.loss else ""
        self.told.emit(said + adapted)
