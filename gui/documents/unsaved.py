"""What would be lost: edits, training and pins that are not in the file yet.

An edit always counts. Training counts only if the document has a file: asking about a built-in
example, which is quickly trained again, would be a nuisance. A pin always counts, because a person
has set it.
"""

from PySide6.QtCore import QObject, Signal, Slot

from core.pictures.snapshot import Facts, Pin, Snapshot
from core.records import Record
from gui.documents.document import Document


class Standing(Record):
    """The state of a document: its edits, its run, the last recorded update, and its pins."""

    revision: int = 0
    run_id: int = 0
    end: int = 0
    pins: tuple[Pin, ...] = ()


class Unsaved(QObject):
    """Compares the document and its training with what its file holds."""

    changed = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._run_id, self._end = 0, 0
        self._pins: tuple[Pin, ...] = ()
        self._in_file = Standing()
        self._begins = False  # the next build is the first of another document
        self._comes = False  # and so is the next snapshot
        self._said = self._lost()
        document.clean_changed.connect(self._tell)
        document.path_changed.connect(self._tell)

    def standing(self) -> Standing:
        """Return the document's current state."""
        return Standing(self._document.revision, self._run_id, self._end, self._pins)

    def begin(self) -> None:
        """Note that another document was opened; its training as first shown is in its file."""
        self._run_id, self._end, self._pins = 0, 0, ()
        self._in_file = Standing()
        self._begins, self._comes = True, False
        self._tell()

    def saved(self, standing: Standing) -> None:
        """Note that the file holds the document in this state."""
        self._in_file = standing
        self._tell()

    @Slot(object)
    def show_facts(self, _: Facts) -> None:
        """Note a build: what was shown until now may have been of the last document."""
        self._comes, self._begins = self._comes or self._begins, False

    @Slot(object)
    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Follow training."""
        if self._begins:
            return  # it was on its way when another document was opened
        self._run_id, self._end = snapshot.run_id, snapshot.time.end
        self._pins = snapshot.time.pins
        if self._comes:
            self._comes = False
            self._in_file = self.standing()
        self._tell()

    def is_trained(self) -> bool:
        """Return whether there is training that the file does not hold."""
        saved = self._in_file
        return self._end > (saved.end if self._run_id == saved.run_id else 0)

    def is_pinned(self) -> bool:
        """Return whether there is a pin that the file does not hold."""
        return any(pin not in self._in_file.pins for pin in self._pins)

    def would_be_missed(self) -> bool:
        """Return whether to ask the person before the document is closed."""
        trained = self._document.path is not None and self.is_trained()
        return self._document.is_modified() or self.is_pinned() or trained

    def differs(self) -> bool:
        """Return whether anything is not in a file, even if it is quickly made again."""
        return self._document.is_modified() or self.is_pinned() or self.is_trained()

    def _lost(self) -> tuple[bool, bool]:
        return self.would_be_missed(), self.differs()

    @Slot()
    def _tell(self, *_: object) -> None:
        lost = self._lost()
        if lost != self._said:
            self._said = lost
            self.changed.emit()
