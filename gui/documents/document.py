"""The document: the open project, where it is kept, and the edits that led to it.

Undo concerns edits only: a command holds the project before and after, both immutable. An edit of
the numbers in training (a weight, a freeze) has no project: its command holds how to undo and redo
it on the current numbers; training is never rolled back. There is something to save when the stack
is not where it was last saved.
"""

from collections.abc import Callable
from itertools import count
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from core.documents.opening import is_project
from core.project import Project

_ids = count()
#: the kind of steps of undo that no file holds
_NOT_KEPT = 3

#: whether an edit from one project to another is let through
Lets = Callable[[Project, Project], bool]


class _Edit(QUndoCommand):
    """A change from one project to another; edits with the same key are one step."""

    def __init__(
        self, document: "Document", old: Project, new: Project, label: str, key: str
    ) -> None:
        super().__init__(label)
        self._document = document
        self.old, self.new, self.key = old, new, key

    def id(self) -> int:
        return 1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Edit) or other.key != self.key:
            return False
        self.new = other.new
        self.setObsolete(self.old == self.new)
        return True

    def redo(self) -> None:
        self._document._show(self.new)

    def undo(self) -> None:
        self._document._show(self.old)


class _LiveEdit(QUndoCommand):
    """An edit of training's own numbers, already made when it is pushed.

    `counts` says whether a file would hold it: then there is something to save.
    """

    def __init__(
        self,
        document: "Document",
        label: str,
        take_back: Callable[[], None],
        do_again: Callable[[], None],
        key: str,
        counts: bool,
    ) -> None:
        super().__init__(label)
        self._document = document
        self.take_back, self.do_again, self.key = take_back, do_again, key
        self._counts = counts
        self._done = True

    def id(self) -> int:
        return 2 if self._counts else _NOT_KEPT

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _LiveEdit) or other.key != self.key:
            return False
        self.do_again = other.do_again
        return True

    def redo(self) -> None:
        self._document.revision += self._counts
        if self._done:
            self._done = False
            return
        self.do_again()

    def undo(self) -> None:
        self._document.revision += self._counts
        self.take_back()


class Document(QObject):
    """A Project, its path and its undo stack.

    `changed` reports edits, undo and redo; `replaced` reports a different project altogether.
    """

    changed = Signal(object, object)
    replaced = Signal(object)
    path_changed = Signal(object)
    clean_changed = Signal(bool)
    #: an edit came that a guard does not let through
    edit_refused = Signal()

    def __init__(self, project: Project, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self._path: Path | None = None
        self._key = ""
        self._lets: Lets | None = None
        #: whether the numbers in training may be edited
        self.numbers_are_free = True
        #: goes up with every change, of the project or of the numbers in training
        self.revision = 0
        self.stack = QUndoStack(self)
        self._said_clean = True
        for moved in (self.stack.indexChanged, self.stack.cleanChanged):
            moved.connect(self._tell_clean)

    @property
    def project(self) -> Project:
        """The project as it is now."""
        return self._project

    @property
    def path(self) -> Path | None:
        """The file it is saved in, or None if it never was."""
        return self._path

    def guard(self, lets: "Lets | None", numbers: bool) -> None:
        """Let through only edits that `lets` allows (None: all), and those of numbers if asked."""
        self._lets, self.numbers_are_free = lets, numbers

    def is_modified(self) -> bool:
        """Return whether there are unsaved edits."""
        saved, now = self.stack.cleanIndex(), self.stack.index()
        if saved < 0:
            return True
        between = range(min(saved, now), max(saved, now))
        return any(self.stack.command(step).id() != _NOT_KEPT for step in between)

    def _tell_clean(self, *_: object) -> None:
        clean = not self.is_modified()
        if clean != self._said_clean:
            self._said_clean = clean
            self.clean_changed.emit(clean)

    def edit(self, project: Project, label: str, merge_key: str | None = None) -> None:
        """Take an edited project as a step of undo, or as part of the last if the keys match."""
        if project == self._project:
            return
        if self._lets is not None and not self._lets(self._project, project):
            self.edit_refused.emit()
            return
        self._key = f"edit {next(_ids)}" if merge_key is None else merge_key
        self.stack.push(_Edit(self, self._project, project, label, self._key))

    def edit_live(
        self,
        label: str,
        take_back: Callable[[], None],
        do_again: Callable[[], None],
        merge_key: str | None = None,
        counts: bool = True,
    ) -> None:
        """Record an edit of training's numbers, already made, as a step of undo.

        With the key of the last live edit it is part of that step: undo takes back the first of
        these edits, redo repeats the last. If it does not count, no file holds it, and there is
        nothing to save after it.
        """
        key = f"live {next(_ids)}" if merge_key is None else merge_key
        self._key = ""
        self.stack.push(_LiveEdit(self, label, take_back, do_again, key, counts))

    def amend(self, project: Project) -> None:
        """Take an edited project as part of the last step of undo."""
        if project != self._project and self.stack.canUndo():
            label = self.stack.undoText()
            self.stack.push(_Edit(self, self._project, project, label, self._key))

    def replace_all(self, project: Project, path: Path | None) -> None:
        """Take another project and forget all undo and redo steps."""
        self.stack.clear()
        self._key = ""
        self._project = project
        self._set_path(path)
        self.replaced.emit(project)

    def mark_saved(self, project: Project, path: Path, revision: int | None = None) -> None:
        """Note that `project`, as it was at `revision`, is now saved at `path`."""
        self._set_path(path)
        if project == self._project and revision in (None, self.revision):
            self.stack.setClean()

    def _set_path(self, path: Path | None) -> None:
        if path != self._path:
            self._path = path
            self.path_changed.emit(path)

    def _show(self, project: Project) -> None:
        old, self._project = self._project, project
        if old != project:
            self.revision += 1
            self.changed.emit(old, project)


def document_name(document: Document) -> str:
    """Return what the document is called: its file's name, or the project's."""
    path = document.path
    if path is not None and is_project(path):
        return path.stem
    return document.project.name
