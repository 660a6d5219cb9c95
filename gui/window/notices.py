"""What the notice bar says about training: what does not fit, what failed, how it ended."""

from collections.abc import Callable, Sequence
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from core.counts import counted
from core.data.samples import Task
from core.documents.project_file import SUFFIX
from core.errors import SizeError, UserError
from core.fit import Problem, adapted
from core.lesson.names.arrays import said_words
from core.lesson.numbers import figure as number
from core.pictures.snapshot import Facts, Outcome, Snapshot
from core.project import Change, Project, change_between
from core.run.states import State
from gui.documents.document import Document
from gui.kit.actions import Actions
from gui.kit.notice_bar import NoticeBar
from gui.kit.texts import adapted_words, count
from gui.window.status import ending_words

_translate = QCoreApplication.translate


class _About(Enum):
    """What the message is about: when that is over, the message is dismissed."""

    OTHER = "other"
    PROBLEM = "problem"
    FAILURE = "failure"
    ENDING = "ending"
    STOP = "stop"


class Notices(QObject):
    """Explains problems and offers their repairs; adapts the output to data just chosen.

    A problem caused by choosing data of another task is repaired at once, as part of the same step
    of undo, and reported. Any other problem is explained, and nothing is changed until the person
    asks for it.
    """

    #: the person wants another table instead of data that cannot be used
    table_wanted = Signal()

    def __init__(
        self, bar: NoticeBar, document: Document, actions: Actions, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._bar = bar
        self._document = document
        self._actions = actions
        self._about = _About.OTHER
        self._expected = False
        self._adapting: Project | None = None
        self._ended = (Outcome.NONE, 0)
        self._update = 0
        self._trained = False  # whether training ran since the last edit
        self._told_anew = False  # whether it was said that edits of this file restart training
        self._trained_before = False  # whether training ran between the last two edits
        document.changed.connect(self._changed)
        document.replaced.connect(self._replaced)

    @Slot()
    def expect_other_data(self) -> None:
        """Treat the next edit as a choice of data."""
        self._expected = True

    @Slot()
    def undone(self) -> None:
        """After an undo, say that training is not undone, if there was any since the edit."""
        if self._trained_before:
            self._trained_before = False
            said = _translate(
                "Notices", "Undone: {label}. Training itself is not undone; Reset starts it again."
            )
            self.tell(said.format(label=self._document.stack.redoText()))

    @Slot(str)
    def tell(self, message: str) -> None:
        """Show a message worth knowing."""
        self._about = _About.OTHER
        self._bar.show_notice(message)

    @Slot(str, object)
    def offer(self, message: str, answers: Sequence[tuple[str, Callable[[], None]]]) -> None:
        """Show a message that a person may answer."""
        self._about = _About.OTHER
        self._bar.show_notice(message, "", answers)

    @Slot(object)
    def show_problem(self, problem: Problem) -> None:
        """Repair a problem caused by other data, or explain it and offer repairs."""
        if problem.repairs and self._adapting == self._document.project:
            repaired = problem.repairs[0][1]
            self._document.amend(repaired)
            self._adapting = repaired  # one repair may lead to the next problem
            self.tell(adapted_words(repaired))
            return
        self._about = _About.PROBLEM
        actions = [
            (label, lambda repaired=repaired, label=label: self._repair(repaired, label))
            for label, repaired in problem.repairs
        ]
        if problem.cause is not None and not isinstance(problem.cause, SizeError):
            actions.append((_translate("Notices", "Choose a table…"), self.table_wanted.emit))
        self._bar.show_error(problem.message, problem.hint, actions)

    @Slot(object)
    def show_failure(self, error: UserError) -> None:
        """Say what failed and what to do."""
        self._about = _About.FAILURE
        self._bar.show_error(error.message, error.hint)

    @Slot(object)
    def show_facts(self, facts: Facts) -> None:
        """Note that a network was built: earlier problems are over.

        The output of a regression could be trained on classes just chosen, but would make no sense,
        so it is adapted.
        """
        self._ended = (Outcome.NONE, 0)
        project = self._document.project
        chosen, self._adapting = self._adapting == project, None
        self._is_over(_About.PROBLEM, _About.FAILURE, _About.ENDING)
        if chosen and facts.task is not Task.REGRESSION and _is_for_numbers(project):
            better = adapted(project, len(facts.target_names), facts.task)
            self._document.amend(better)
            self.tell(adapted_words(better))

    @Slot(object)
    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Say once why training ended."""
        self._trained = self._trained or snapshot.update > self._update
        self._update = snapshot.update
        ended = (snapshot.outcome, snapshot.epoch if snapshot.outcome is not Outcome.NONE else 0)
        if ended == self._ended:
            return
        self._ended = ended
        if snapshot.outcome is Outcome.NONE:
            self._is_over(_About.ENDING)
        elif snapshot.outcome is Outcome.DIVERGED:
            self._show_divergence(snapshot)
        else:
            said = _translate("Notices", "{ending}, at epoch {epoch}.")
            words = ending_words(snapshot.outcome)
            self._bar.show_notice(said.format(ending=words, epoch=count(snapshot.epoch)))
            self._about = _About.ENDING

    @Slot(str, float)
    def show_stop(self, kind: str, figure: float) -> None:
        """Say which of the person's stops has been reached."""
        texts = {
            "update": _translate("Notices", "Paused at update {figure}, as you asked."),
            "epoch": _translate("Notices", "Paused at epoch {figure}, as you asked."),
            "loss": _translate(
                "Notices", "Paused: the training loss is down to {figure}, as you asked."
            ),
            "sample": _translate(
                "Notices", "Paused: sample {figure} is now taken for another class, as you asked."
            ),
        }
        shown = number(figure) if kind == "loss" else count(round(figure) + (kind == "sample"))
        self._bar.show_notice(texts.get(kind, texts["update"]).format(figure=shown))
        self._about = _About.STOP

    @Slot(object)
    def show_state(self, state: State) -> None:
        """Dismiss the message about a pause once training goes on."""
        if state is State.RUNNING:
            self._is_over(_About.STOP)

    def _show_divergence(self, snapshot: Snapshot) -> None:
        message = _translate("Notices", "Training diverged: the numbers grew out of range")
        if snapshot.divergence is not None:
            message = _translate(
                "Notices", "Training diverged at update {update}: {array} went out of range"
            )
            where = snapshot.divergence
            message = message.format(
                update=count(where.update), array=said_words(snapshot.layers, where.array)
            )
        message += ". " + _translate(
            "Notices",
            "The last finite weights are kept. Choose a smaller learning rate, then reset.",
        )
        reset = self._actions["reset"]
        label = reset.text().replace("&", "")
        self._bar.show_error(message, "", [(label, reset.trigger)])
        self._about = _About.ENDING

    def _repair(self, project: Project, label: str) -> None:
        self._document.edit(project, label[:1].lower() + label[1:])

    def _is_over(self, *abouts: _About) -> None:
        if self._about in abouts:
            self._about = _About.OTHER
            self._bar.dismiss()

    @Slot(object, object)
    def _changed(self, old: Project, project: Project) -> None:
        # if an edit restarts training, nobody wonders why training goes on
        restarts = change_between(old, project) is Change.RESTART
        self._trained_before, self._trained = self._trained and not restarts, False
        self._adapting = project if self._expected else None
        self._expected = False
        self._is_over(_About.PROBLEM, _About.FAILURE)
        if restarts and self._update and _is_saved(self._document.path) and not self._told_anew:
            self._told_anew = True
            said = _translate(
                "Notices",
                "Training starts again with this change, after {updates}. The run so far is kept "
                "under Runs; Undo takes the change back.",
            )
            self.tell(said.format(updates=counted(self._update, "update")))

    @Slot(object)
    def _replaced(self, _: Project) -> None:
        self._expected = self._told_anew = False
        self._adapting = None
        self._bar.dismiss()


def _is_saved(path: Path | None) -> bool:
    """Return whether a document comes from a file that may hold training."""
    return path is not None and path.suffix.lower() == SUFFIX


def _is_for_numbers(project: Project) -> bool:
    last = project.layers[-1].neurons
    return last is not None and last.activation.is_identity and not project.loss.fits
