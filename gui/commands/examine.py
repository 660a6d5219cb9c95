"""The windows that look closer: explain the network, compare moments, compare with a notebook."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from core.lesson.cards.covering import Cover
from core.lesson.names.symbols import objective
from core.lesson.notebook.arrays import after_update
from core.pictures.snapshot import Facts, Snapshot
from core.project import Project
from core.words import say
from gui.documents.document import Document
from gui.kit.action_row import (
    ActionRow,
    Menu,
    Place,
    Situation,
    can_look,
    can_step,
    is_built,
)
from gui.kit.theme import Theme
from gui.thread.session import Session
from gui.timeline.bar import TimelineBar

if TYPE_CHECKING:
    from gui.compare.dialog import CompareDialog
    from gui.examine.explain import ExplainDialog
    from gui.examine.notebook import NotebookDialog

_translate = QCoreApplication.translate


class ExamineCommands(QObject):
    """Opens these windows, which stay open beside the main window and follow it."""

    sample_chosen = Signal(int)
    told = Signal(str)

    def __init__(
        self,
        window: QWidget,
        session: Session,
        document: Document,
        timeline: TimelineBar,
    ) -> None:
        super().__init__(window)
        self._window, self._session, self._document = window, session, document
        self._facts: Facts | None = None
        self._snapshot: Snapshot | None = None
        self._theme: Theme | None = None
        self._cover = Cover()
        self.explain: ExplainDialog | None = None
        self.compare: CompareDialog | None = None
        self.notebook: NotebookDialog | None = None
        timeline.compare_requested.connect(self.ask_compare)
        session.compared.connect(self._show_comparison)

    def rows(self) -> tuple[ActionRow, ...]:
        """Return the actions."""
        return (
            ActionRow(
                "explain",
                _translate("Actions", "E&xplain this network…"),
                _translate(
                    "Actions", "Its forward and backward pass as formulas and NumPy lines (Ctrl+I)"
                ),
                Place(Menu.EXAMINE),
                self.ask_explain,
                is_built,
                ("Ctrl+I",),
            ),
            ActionRow(
                "check_gradients",
                _translate("Actions", "Check g&radients"),
                _translate(
                    "Actions",
                    "Compare every gradient with central differences, on the diagram (Ctrl+K)",
                ),
                Place(Menu.EXAMINE),
                self._session.check_gradients,
                can_step,
                ("Ctrl+K",),
            ),
            ActionRow(
                "compare",
                _translate("Actions", "&Compare two moments…"),
                _translate(
                    "Actions",
                    "Weights, gradients and samples that changed between two moments (Ctrl+M)",
                ),
                Place(Menu.EXAMINE),
                self.ask_compare,
                _can_compare,
                ("Ctrl+M",),
            ),
            ActionRow(
                "notebook",
                _translate("Actions", "Compare with my &notebook…"),
                _translate(
                    "Actions", "Paste an array to compare with one of this update (Ctrl+Shift+K)"
                ),
                Place(Menu.EXAMINE),
                self.ask_notebook,
                can_look,
                ("Ctrl+Shift+K",),
            ),
        )

    # ------------------------------------------------------------------ what they receive

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        for dialog in (self.explain, self.compare, self.notebook):
            if dialog is not None:
                dialog.take_theme(theme)

    @Slot(object)
    def show_facts(self, facts: Facts) -> None:
        """Take the names of one build."""
        self._facts, self._snapshot = facts, None
        self._explain_project()
        if self.compare is not None:
            self.compare.show_facts(facts)
        if self.notebook is not None:
            self.notebook.set_arrays({})  # those of the last network are none of this one

    @Slot(object)
    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Take the current moment."""
        old, self._snapshot = self._snapshot, snapshot
        if old is None or old.project is not snapshot.project:
            self._explain_project()
        elif self.explain is not None and self.explain.isVisible():
            self._explain_sample()
        if self.compare is not None:
            self.compare.show_snapshot(snapshot)
        if self.notebook is not None and self.notebook.isVisible() and snapshot.step is not None:
            self._fill_notebook(snapshot)

    def set_cover(self, cover: Cover) -> None:
        """Tell nothing of covered numbers."""
        self._cover = cover
        if self.explain is not None and self.explain.isVisible():
            self._explain_sample()
        if self.notebook is not None and self.notebook.isVisible() and self._snapshot is not None:
            self._fill_notebook(self._snapshot)

    # ------------------------------------------------------------------ opening

    def _new(self, dialog: Any) -> Any:
        if self._theme is not None:
            dialog.set_theme(self._theme)
        return dialog

    def _project(self) -> Project:
        shown = None if self._snapshot is None else self._snapshot.fitted or self._snapshot.project
        return self._document.project if shown is None else shown

    def _explain_project(self) -> None:
        if self.explain is not None and self.explain.isVisible() and self._facts is not None:
            self.explain.show_project(self._project(), len(self._facts.input_names))
            self._explain_sample()

    def _explain_sample(self) -> None:
        """Show the numbers of the sample or the input that is followed."""
        snapshot = self._snapshot
        if self.explain is None or snapshot is None:
            return
        probe, title = None if self._cover else snapshot.probe, ""
        if probe is not None:
            title = _translate("ExamineCommands", "In numbers, of the input that is tried")
            if probe.sample is not None:
                title = say(
                    "ExamineCommands", "In numbers, of sample {number}", number=probe.sample + 1
                )
        self.explain.show_sample(title, snapshot.layers, probe)

    @Slot()
    def ask_explain(self) -> None:
        """Show the network's formulas and its NumPy lines."""
        from gui.examine.explain import ExplainDialog

        if self._facts is None:
            return
        if self.explain is None:
            self.explain = self._new(ExplainDialog(self._window))
        self.explain.show_project(self._project(), len(self._facts.input_names))
        self._explain_sample()
        self.explain.bring()

    @Slot(int, int)
    def ask_compare(self, first: int | None = None, second: int | None = None) -> None:
        """Compare two moments: those chosen, or at first the start with now."""
        from gui.compare.dialog import CompareDialog

        snapshot = self._snapshot
        if snapshot is None or self._facts is None:
            return
        if self.compare is None:
            self.compare = self._new(CompareDialog(self._window))
            self.compare.compare_requested.connect(self._session.compare_moments)
            self.compare.sample_chosen.connect(self.sample_chosen)
            self.compare.show_facts(self._facts)
            self.compare.show_snapshot(snapshot)
        if first is not None and second is not None:
            self._session.compare_moments(first, second)
        self.compare.bring()

    @Slot(object)
    def _show_comparison(self, comparison: Any) -> None:
        if self.compare is not None:
            self.compare.show_comparison(comparison)

    @Slot(str, object)
    def ask_about(self, name: str, array: Any) -> None:
        """Compare an array from elsewhere with the given one."""
        self.ask_notebook()
        if self.notebook is not None and self.notebook.isVisible():
            self.notebook.show_array(name, array)

    @Slot()
    def ask_notebook(self) -> None:
        """Compare an array from elsewhere with one of the current update."""
        from gui.examine.notebook import NotebookDialog

        snapshot = self._snapshot
        step = None if snapshot is None else snapshot.step
        if snapshot is None or step is None or not step.records:
            self.told.emit(
                _translate(
                    "ExamineCommands",
                    "Step through an update first (F2, then →): then it has arrays.",
                )
            )
            return
        if self.notebook is None:
            self.notebook = self._new(NotebookDialog(self._window))
        self._fill_notebook(snapshot)
        self.notebook.bring()

    def _fill_notebook(self, snapshot: Snapshot) -> None:
        """Give the notebook what the update at hand has computed, and what it is called."""
        from gui.examine.notebook import arrays_of

        if self.notebook is None or snapshot.step is None:
            return
        of = objective(snapshot.step.project.regularizer.penalizes)
        self.notebook.show_network(snapshot.layers, of)
        arrays = arrays_of(snapshot.step, snapshot.layers)
        self.notebook.set_arrays(
            {name: each for name, each in arrays.items() if not self._hides_array(name)}
        )

    def _hides_array(self, name: str) -> bool:
        after = after_update("")
        is_after = name.endswith(after)
        return self._cover.hides_array(f"{name.removesuffix(after)}'" if is_after else name)


def _can_compare(now: Situation) -> bool:
    return can_look(now) and now.moments
