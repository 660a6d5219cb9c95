"""What a step of a lesson keeps as it is: panels, controls, actions, and edits of any origin."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QWidget

from core.project import Project
from gui.documents.document import Document

_translate = QCoreApplication.translate

#: the actions that each lock takes away; edits that come from elsewhere are refused as they arrive
ACTIONS = {
    "data": ("draw_points", "edit_points", "open_table", "paste_table"),
    "network": (),
    "training": (),
    "weights": ("import_weights",),
    "reset": ("reset",),
    "new_weights": ("new_weights", "try_starts"),
    "play": ("play",),
    "speed": ("slower", "faster"),
    "time": (
        *("step", "step_epoch", "back", "back_epoch", "to_start", "to_end", "go_to", "pin"),
        *("unit_phase", "unit_update", "unit_epoch", "stops", "find"),
    ),
    "examine": (
        *("explain", "check_gradients", "compare", "notebook", "doctor", "find", "check_number"),
        *("plot_over_time", "ask_first", "find_rate", "before_training", "mend_bug"),
        *("check_sheet", "ask_at_forward", "ask_at_loss", "ask_at_backward", "ask_at_update"),
        *("ask_every_time", "ask_first_time"),
    ),
    "files": (
        *("new", "open", "save", "save_as", "revert", "examples", "start_page", "open_table"),
        *("paste_table", "export", "import_weights", "save_history", "save_samples", "save_strip"),
        "worksheets",
    ),
}
#: the locks that panels and controls follow, in the order in which these are given
_SHOWN = ("data", "network", "training", "speed", "time")


class LessonLocks(QObject):
    """Locks panels, controls, actions and edits; `refused` says that an edit came all the same."""

    refused = Signal(str)

    def __init__(self, document: Document, lockable: Sequence[QWidget]) -> None:
        super().__init__(document)
        self._document = document
        self._shown = dict(zip(_SHOWN, lockable, strict=True))
        self._helps = {name: widget.toolTip() for name, widget in self._shown.items()}
        self.actions: frozenset[str] = frozenset()
        document.edit_refused.connect(lambda: self.refused.emit(self.words()))

    @staticmethod
    def words() -> str:
        """Return what is said of everything that is locked."""
        return _translate("Lessons", "Locked in this step of the lesson")

    def lock(self, names: Iterable[str]) -> None:
        """Lock what has these names, and nothing else."""
        from core.lesson.lessons.locks import touched

        locked = frozenset(names)
        for name, widget in self._shown.items():
            widget.setEnabled(name not in locked)
            widget.setToolTip(self.words() if name in locked else self._helps[name])
        self.actions = frozenset(action for name in locked for action in ACTIONS[name])

        def is_free(old: Project, new: Project) -> bool:
            return not touched(old, new) & locked

        self._document.guard(is_free if locked else None, numbers="weights" not in locked)
