"""The moment of a step that is written: taken from the window, shown in it, and read there.

Numbers are picked by clicks in the window; texts are filled in from the moment that it shows.
What is asked of training is answered to who asked.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from core.errors import UserError
from core.lesson.addresses.address import parse
from core.lesson.cards.content import Cursor
from core.lesson.parts import Part, address_of
from core.pictures.snapshot import Snapshot
from core.run.answers import Answer
from core.run.commands import AskStand, Command, OpenStep, TakeMoment
from core.run.states import State
from core.words import say
from gui.commands.teaching.lessons import LessonCommands
from gui.commands.time import TimeCommands
from gui.documents.controller import FileController
from gui.network.diagram import NetworkDiagram
from gui.step.panel import StepPanel
from gui.thread.session import Session

if TYPE_CHECKING:
    from core.documents.lesson_file import LessonFile
    from core.lesson.lessons.described import Moment
    from core.lesson.marking.worked import Update
    from core.run.learning.taking import Taken
    from gui.writing.editor import Editor

_translate = QCoreApplication.translate

#: how long nothing changes before the text is filled in again, in milliseconds
_REST = 250
_AT_REST = (State.READY, State.PAUSED, State.FINISHED)


class Uses(Protocol):
    """What collects what a person uses in the window."""

    def names(self) -> frozenset[str]:
        """Return what was used since it was told to forget."""

    def forget(self) -> None:
        """Begin anew."""


class Asking(QObject):
    """Sends commands, and calls back with each piece of the news that was asked for."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._waiting: dict[int, tuple[str, Callable[..., Any], Callable[..., Any]]] = {}
        session.answered.connect(self._answered)

    def ask(
        self,
        command: Command,
        news: str,
        then: Callable[..., Any],
        failed: Callable[..., Any] = lambda _: None,
    ) -> None:
        """Send a command; `then` is called with the values of that news, as often as it comes.

        `failed` is called with the error where there is one; the window shows it anyway.
        """
        ticket = self._session.ticket()
        self._waiting[ticket] = news, then, failed
        self._session.do(replace(command, ticket=ticket))

    def forget(self) -> None:
        """Hear of none of them any more."""
        self._waiting.clear()

    @Slot(object)
    def _answered(self, answer: Answer) -> None:
        if answer.ticket not in self._waiting:
            return
        news, then, failed = self._waiting[answer.ticket]
        if answer.news == news:
            then(*answer.values)
        elif answer.news == "failed":
            self._waiting.pop(answer.ticket)
            failed(*answer.values)


class StepMoments(QObject):
    """Stands between the editor and the window's network."""

    #: what the step at hand points out: parts of the network, and names of parts of the window
    pointed_out = Signal(object, object)

    def __init__(
        self,
        session: Session,
        files: FileController,
        time: TimeCommands,
        steps: StepPanel,
        diagram: NetworkDiagram,
        lessons: LessonCommands,
        uses: Uses,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session, self._files, self._time = session, files, time
        self._steps, self._diagram = steps, diagram
        self._lessons, self.uses = lessons, uses
        self._asking = Asking(session, self)
        #: the parts of the window by the names that lessons have for them
        self.targets: Mapping[str, Sequence[QWidget]] = {}
        self.editor: Editor | None = None
        #: the files of what is written, None while nothing is
        self.file: LessonFile | None = None
        self._update: Update | None = None  # of the moment that the window shows
        self._cursor = Cursor(None, 0)
        self._snapshot: Snapshot | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST)
        self._rest.timeout.connect(self._ask_stand)
        steps.cursor_changed.connect(self._follow)

    def serve(self, editor: "Editor") -> None:
        """Do what an editor asks of the window."""
        from gui.writing.picking import Picker

        self.editor = editor
        picker = Picker(self._steps, self._diagram, self.targets)
        editor.edited.connect(self._edited)
        editor.add_wanted.connect(self._add_step)
        editor.picking_changed.connect(lambda what: picker.turn(bool(what), what == "highlight"))
        editor.step.take_wanted.connect(self._take_moment)
        editor.step.show_wanted.connect(self.show_step)
        editor.step.lock_wanted.connect(lambda: editor.lock_all_but(self.uses.names()))
        picker.address_picked.connect(lambda text: editor.take_pick(parse(text)))
        picker.part_picked.connect(self._pick_part)
        picker.name_picked.connect(editor.take_name)
        picker.ended.connect(lambda: editor.pick(""))

    # ------------------------------------------------------------------ taking and showing

    def take(self, file: "LessonFile", then: "Callable[[str, Moment, str], object]") -> None:
        """Take the moment that the window shows: its project, where it is, and its bug."""
        self.uses.forget()

        def taken(found: "Taken") -> None:
            then(found.project, self._moment(found), found.bug)

        self._session.pause()  # what is taken is what stands still from now on
        stepped = self._time.is_stepping()
        self._asking.ask(TakeMoment(file.folder, stepped), "moment_taken", taken)

    def _moment(self, taken: "Taken") -> "Moment":
        """Return where the window stands, with the sample and the number that are followed."""
        from core.lesson.lessons.described import Moment

        stepped, cursor, snapshot = self._time.is_stepping(), self._cursor, self._snapshot
        probe = None if snapshot is None else snapshot.probe
        sample, part = 1, ""
        if not stepped and probe is not None:
            sample = (probe.sample or 0) + 1
        elif stepped and cursor.sample is not None:
            sample = cursor.sample + 1
        if stepped and cursor.part is not None and cursor.part.name in ("weight", "bias"):
            part = str(address_of(cursor.part))
        view = "step" if stepped else "train"
        return Moment(taken.update, stop=taken.stop, sample=sample, part=part, view=view)

    @Slot()
    def _take_moment(self) -> None:
        if self.editor is not None and self.file is not None:
            self.take(self.file, self.editor.put_moment)

    @Slot()
    def _add_step(self) -> None:
        if self.editor is not None and self.file is not None:
            self.take(self.file, self.editor.add_step)

    def lesson_file(self) -> "LessonFile | None":
        """Return the files of the lesson, with the lesson as it is now."""
        from core.documents.lesson_writing import with_lesson

        if self.editor is None or self.file is None:
            return None
        return with_lesson(self.file, self.editor.lesson_now)

    @Slot()
    def show_step(self) -> None:
        """Take the window to the moment of the step at hand; what is not saved is asked about."""
        if self.editor is not None and self.file is not None:
            self.editor.pick("")
            self._files.if_safe(self._show_step)

    def _show_step(self) -> None:
        editor, file = self.editor, self.lesson_file()
        if editor is None or file is None:
            return
        step = editor.step_now
        self._time.show_steps(step.moment.is_stepped)

        def stood(_: object) -> None:
            self._lessons.followed = step
            self.uses.forget()

        self._asking.ask(OpenStep(file, step), "stood", stood)

    def end(self) -> None:
        """Let go of the lesson."""
        self.file = self._update = None
        self._asking.forget()
        self.pointed_out.emit((), ())

    # ------------------------------------------------------------------ what it receives

    @Slot(object)
    def _follow(self, cursor: Cursor) -> None:
        self._cursor = cursor

    @Slot(object)
    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Note the moment that the window shows: texts are filled in from it."""
        before, self._snapshot = self._snapshot, snapshot
        if self.file is None:
            return
        same = before is not None and (before.run_id, before.update) == (
            snapshot.run_id,
            snapshot.update,
        )
        if not same:
            self._update = None
        self._rest.start()

    @Slot(object)
    def _pick_part(self, part: Part) -> None:
        from core.lesson.writing.picked import address_of_pick

        step = None if self._snapshot is None else self._snapshot.step
        stop = "" if step is None or not step.done else step.rail[step.done - 1].kind
        sample = self._cursor.sample if self._time.is_stepping() else 0
        address = address_of_pick(part, (sample or 0) + 1, stop)
        if address is not None and self.editor is not None:
            self.editor.take_pick(address)

    # ------------------------------------------------------------------ how the text reads

    @Slot()
    def _edited(self) -> None:
        if self._update is None or not self.show_reading(while_typing=True):
            self._rest.start()

    @Slot()
    def _ask_stand(self) -> None:
        """Work out the numbers of the moment at hand, where training is at rest."""
        if self.file is None or self._session.state not in _AT_REST:
            return

        def stood(stand: Any) -> None:
            self._update = stand.update
            self.show_reading()

        self._asking.ask(AskStand(), "stood", stood)

    def show_reading(self, while_typing: bool = False) -> bool:
        """Show how the text of the step reads here, and ring what it points out.

        Return whether all of it makes sense; what does not is not said while it is being typed.
        """
        from core.lesson.lessons.highlights import highlights_of
        from core.lesson.lessons.texts import filled

        editor, update = self.editor, self._update
        if editor is None or update is None or self.file is None or self._lessons.is_played():
            return False
        step, digits = editor.step_now, editor.lesson_now.digits
        try:
            found = highlights_of(step.highlight, update.numbers)
            editor.step.show_reading(filled(step.text, update, digits), "")
        except UserError as error:
            if while_typing:
                editor.step.show_reading(step.text, "")
                return False
            words = say(
                "Writing",
                "{what} ({hint}). If the window stands elsewhere, “Show it” goes to this step.",
                what=error.message,
                hint=error.hint,
            )
            editor.step.show_reading(step.text, words)
            self.pointed_out.emit((), ())
            return False
        self.pointed_out.emit(*found)
        return True
