"""Points edited on the surface: each stroke is an edit of the project, undone like any other.

Data that are generated or come from a table are first turned into points, with the same samples in
the same parts. The network keeps its weights as long as its shapes do not change; training counts
from the start again, and goes on if it was running.
"""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal, Slot

from core.counts import counted
from core.data.drawn import Drawn
from core.data.streams import Stream, stream
from core.errors import DataError, UserError
from core.lesson.numbers import count
from core.pictures.snapshot import Facts
from core.project import Project
from core.run.states import State
from core.words import plain_name, say
from gui.documents.document import Document
from gui.kit.texts import adapted_words
from gui.surface.plot import SurfacePlot
from gui.thread.session import Session

_translate = QCoreApplication.translate


class PointEdits(QObject):
    """Gives the surface the points to edit, and takes what was edited."""

    told = Signal(str)
    offered = Signal(str, object)
    failed = Signal(object)  # UserError

    def __init__(self, surface: SurfacePlot, session: Session, document: Document) -> None:
        super().__init__(surface)
        self._surface, self._editing = surface, surface.editing
        self._session, self._document = session, document
        self._facts: Facts | None = None
        self._held: Drawn | None = None  # the points that are not learned from
        #: whether the change of the document is this part's own, and whether points are awaited
        self._own = self._waits = False
        self._said = False
        self._editing.begun.connect(self._begin)
        self._editing.edited.connect(self._take)
        document.changed.connect(self._changed)
        document.replaced.connect(self._replaced)

    @Slot(object)
    def show_facts(self, facts: Facts) -> None:
        """Take the samples of a build."""
        self._facts = facts
        if self._waits:
            self._show()

    @Slot()
    def turn(self) -> None:
        """Begin to edit the points on the surface, or end."""
        fold = self._surface.edit_fold
        if fold.isVisible():
            fold.toggle()
        else:
            self.failed.emit(
                DataError(
                    _translate("Drawing", "these points cannot be edited on the surface"),
                    _translate("Drawing", "choose data with two inputs"),
                )
            )

    # ------------------------------------------------------------------ the points there are

    @Slot()
    def _begin(self) -> None:
        self._said = False
        if not self._show():
            self._surface.edit_fold.setChecked(False)

    def _show(self) -> bool:
        """Show the points that are learned from now; return whether they can be edited."""
        from core.pictures.touched_up import points_of

        self._waits = False
        try:
            drawn = points_of(self._document.project, self._facts, as_shown=True)
        except UserError as error:
            self._surface.edit_fold.setChecked(False)
            self.failed.emit(error)
            return False
        self._held = drawn.only(drawn.parts > 0)
        self._editing.show_drawn(drawn.only(drawn.parts == 0))
        return True

    @Slot(object, object)
    def _changed(self, old: Project, new: Project) -> None:
        """Show the points of an undo, or of other data; what was drawn here is shown already."""
        from core.pictures.touched_up import is_own

        if old.data == new.data or self._own:
            return
        facts, self._facts = self._facts, None
        if not self._editing.is_on:
            return
        if self._session.state is State.RUNNING:
            QTimer.singleShot(0, self._session.play)  # once the session has the project
        if is_own(new.data.source) and is_own(old.data.source):
            self._facts = facts
            self._show()
        else:
            self._waits = True  # for what is built of them

    @Slot()
    def _replaced(self, *_: object) -> None:
        self._facts = None
        self._surface.edit_fold.setChecked(False)

    # ------------------------------------------------------------------ taking what was edited

    @Slot(object, int)
    def _take(self, drawn: Drawn, classes: int) -> None:
        from core.pictures.touched_up import is_own, points_of

        old = self._document.project
        running = self._session.state is State.RUNNING
        whole = drawn if self._held is None else drawn.joined(self._held)
        try:
            made = self._with(old, whole, classes)
        except UserError as error:
            self.failed.emit(error)
            self._show()
            return
        where = self._document.stack.index()
        self._own = True
        try:
            if not is_own(old.data.source):
                same = self._with(old, points_of(old, self._facts, as_shown=True), 0)
                self._document.edit(same, _translate("Drawing", "turned into points"))
            self._document.edit(made, _translate("Drawing", "edited points"))
        finally:
            self._own = False
        if self._document.project != made:
            self._show()  # the data are locked
            return
        if running:
            self._session.play()
        self._tell(old, made, whole, lambda: self._document.stack.setIndex(where))

    def _with(self, project: Project, drawn: Drawn, classes: int) -> Project:
        """Return a project with other points; raises UserError where nothing is left to learn."""
        from core.fit import with_edited_points

        source = drawn.source(max(classes, len(drawn.setting.classes)))
        samples = source.draw(stream(0, Stream.DATA), None)
        return with_edited_points(project, source, samples)

    def _tell(self, old: Project, new: Project, drawn: Drawn, undo: Callable[[], None]) -> None:
        """Say what became of data, weights and training, once for each time of editing."""
        from core.pictures.touched_up import is_own

        adapted = old.layers != new.layers
        if self._said and not adapted:
            return
        self._said = True
        keeps = _translate("Drawing", "The weights stay; training starts at epoch 0.")
        if adapted:
            words = _translate("Drawing", "Hidden weights stay.")
            keeps = f"{adapted_words(new)} {words}"
        if is_own(old.data.source):
            self.told.emit(keeps)
            return
        held = int((drawn.parts > 0).sum())
        said = say(
            "Drawing",
            "The data are now {points} of your own, no longer {origin}.",
            points=counted(len(drawn), "point"),
            origin=plain_name(drawn.setting.origin),
        )
        if held:
            said += " " + say("Drawing", "{count} are kept for testing.", count=count(held))
        back = say("Drawing", "Back to {origin}", origin=plain_name(drawn.setting.origin))
        self.offered.emit(f"{said} {keeps}", [(back, undo)])
