"""What a person has used in the window since a moment was shown, by the names of locks."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QAbstractSlider

from core.lesson.lessons.locks import touched
from core.project import Project
from gui.commands.teaching.locks import ACTIONS
from gui.documents.document import Document
from gui.kit.actions import Actions
from gui.thread.session import Session


class Touched(QObject):
    """Collects names while a lesson is written; `names` are those since `forget`."""

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self._names: set[str] = set()
        document.changed.connect(self._edited)

    def watch(self, actions: Actions, session: Session, speed: QAbstractSlider) -> None:
        """Watch the actions that locks take away, edits of numbers, and the speed."""
        session.edited.connect(lambda _: self.note("weights"))
        speed.actionTriggered.connect(lambda _: self.note("speed"))
        for name, acts in ACTIONS.items():
            for act in acts:
                actions[act].triggered.connect(lambda *_, name=name: self.note(name))

    def note(self, name: str) -> None:
        """Note that something was used."""
        self._names.add(name)

    def names(self) -> frozenset[str]:
        """Return what was used."""
        return frozenset(self._names)

    @Slot()
    def forget(self) -> None:
        """Begin anew."""
        self._names.clear()

    @Slot(object, object)
    def _edited(self, old: Project, new: Project) -> None:
        self._names |= touched(old, new)
