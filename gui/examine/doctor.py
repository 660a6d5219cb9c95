"""What is wrong?: the doctor's findings at the current moment, each with its remedy."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtWidgets import QProgressBar, QScrollArea, QVBoxLayout, QWidget

from core.counts import counted
from core.pictures.findings import Finding, Futures
from core.project import Project
from core.words import say
from gui.examine.finding import FindingCard
from gui.kit.dialog import SmallDialog
from gui.kit.style import set_role
from gui.kit.terms.label import TermLabel
from gui.kit.theme import LIGHT, Theme

_translate = QCoreApplication.translate


class DoctorDialog(SmallDialog):
    """Starts an examination, shows its progress, and lists what is found.

    It keeps the project that was examined; remedies are offered only while the document still has
    it.
    """

    requested = Signal()
    cancelled = Signal()
    shown = Signal(object)  # Finding
    applied = Signal(object)  # Finding
    foresee = Signal(object)  # Finding
    stop_foreseeing = Signal()
    rate_wanted = Signal()

    def __init__(self, plots: frozenset[str], parent: QWidget | None = None) -> None:
        super().__init__(
            _translate("DoctorDialog", "What is wrong?"),
            _translate(
                "DoctorDialog",
                "Everything is measured on a copy; training is not affected.",
            ),
            parent,
        )
        self._plots = plots
        self._examined: Project | None = None
        self._project: Project | None = None
        self._epoch = self._looked_at = 0
        self._looking = False
        self._theme = LIGHT
        self.cards: list[FindingCard] = []
        self.verdict = TermLabel()
        self.verdict.setWordWrap(True)
        set_role(self.verdict, "heading")
        self.more = TermLabel()
        self.more.setWordWrap(True)
        set_role(self.more, "caption")
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(_translate("DoctorDialog", "Progress of the examination"))
        self._list = QWidget()
        set_role(self._list, "panel")
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self._column.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(self._list)
        self.area.setAccessibleName(_translate("DoctorDialog", "Findings"))
        for widget in (self.verdict, self.progress, self.more):
            self.rows.addWidget(widget)
        self.rows.addWidget(self.area, 1)
        words = (_translate("DoctorDialog", "Look again"), _translate("DoctorDialog", "Cancel"))
        self.run = self.add_turning_button(words, self._run_or_cancel, primary=True)
        self.add_close()
        self.usual = QSize(560, 560)
        self._show()

    # ------------------------------------------------------------------ what it receives

    def show_project(self, project: Project) -> None:
        """Note the document's project; if it was edited, the remedies no longer apply."""
        self._project = project
        self._show()

    def show_epoch(self, epoch: int) -> None:
        """Note how many epochs are done."""
        if epoch != self._epoch:
            self._epoch = epoch
            self._show()

    def look(self) -> None:
        """Start examining the current moment."""
        self._stop_futures()
        self._looking, self._examined, self._looked_at = True, self._project, self._epoch
        self._fill(())
        self.progress.setRange(0, 0)
        self._show()
        self.requested.emit()

    def is_looking(self) -> bool:
        """Return whether an examination is under way."""
        return self._looking

    def show_progress(self, words: str, done: int, whole: int) -> None:
        """Show the progress of the examination; without words, it has ended or was stopped."""
        if self._looking and words:
            self.progress.setRange(0, whole)
            self.progress.setValue(done)

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show what was found."""
        self._looking = False
        self._fill(findings)
        self._show()
        if self.cards:
            self.cards[0].begin_foreseeing()  # the one that should be fixed first

    def show_futures(self, futures: Futures | None) -> None:
        """Show both futures of a finding so far, on its card; None: they were given up."""
        for card in self.cards:
            if futures is None or card.finding is futures.finding:
                card.show_futures(futures)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        for card in self.cards:
            card.set_theme(theme)

    def stopped(self) -> None:
        """Note that the examination was cancelled, or failed."""
        if self._looking:
            self._looking, self._examined = False, None
            self._show()

    def forget(self) -> None:
        """Drop findings about another document."""
        self._end()
        self._examined = None
        self._fill(())
        self._show()

    def closeEvent(self, event: object) -> None:
        self._end()
        super().closeEvent(event)  # type: ignore[arg-type]

    def reject(self) -> None:
        self._end()
        super().reject()

    # ------------------------------------------------------------------ what it does

    def _end(self) -> None:
        if self._looking:
            self._stop()
        self._stop_futures()

    def _stop_futures(self) -> None:
        if any(card.is_foreseeing() for card in self.cards):
            self.show_futures(None)
            self.stop_foreseeing.emit()

    def _run_or_cancel(self) -> None:
        if self._looking:
            self._stop()
        else:
            self.look()

    def _stop(self) -> None:
        self.stopped()
        self.cancelled.emit()

    def _foresee(self, finding: Finding) -> None:
        """Ask for the futures of one finding; those of another are given up by that."""
        for card in self.cards:
            if card.finding is not finding:
                card.show_futures(None)
        self.foresee.emit(finding)

    def _fill(self, findings: Sequence[Finding]) -> None:
        for card in self.cards:
            card.hide()
            self._column.removeWidget(card)
            card.deleteLater()
        self.cards = []
        for place, finding in enumerate(findings):
            assert self._examined is not None  # there are findings, so there is a project
            card = FindingCard(finding, self._examined, self._plots, theme=self._theme)
            card.shown.connect(self.shown)
            card.applied.connect(self.applied)
            card.foresee.connect(self._foresee)
            card.stop_foreseeing.connect(self.stop_foreseeing)
            card.rate_wanted.connect(self.rate_wanted)
            self._column.insertWidget(place, card)
            self.cards.append(card)

    def _show(self) -> None:
        words = _translate("DoctorDialog", "Look again")
        help = _translate("DoctorDialog", "Examine the current moment (Enter)")
        if self._looking:
            words = _translate("DoctorDialog", "Cancel")
            help = _translate("DoctorDialog", "Stop looking (Enter)")
        self.run.turn_to(words, help)
        self.progress.setVisible(self._looking)
        same = self._examined is not None and self._project == self._examined
        for card in self.cards:
            card.set_possible(same)
        self.verdict.setText(self._verdict_words())
        self.more.setText(self._more_words(same))
        self.more.setVisible(bool(self.more.text()))

    def _verdict_words(self) -> str:
        if self._looking:
            return _translate("DoctorDialog", "Looking for what is wrong…")
        if self._examined is None:
            return _translate("DoctorDialog", "Not examined yet.")
        epochs = say("DoctorDialog", "After {epochs}", epochs=counted(self._looked_at, "epoch"))
        if not self.cards:
            nothing = _translate("DoctorDialog", "nothing found.")
            return f"{epochs}: {nothing}"
        found = say("DoctorDialog", "{count} found.", count=len(self.cards))
        return f"{epochs}: {found}"

    def _more_words(self, same: bool) -> str:
        if self._looking or self._examined is None:
            return ""
        if not same:
            return _translate(
                "DoctorDialog", "The settings have changed since. Train on, then look again."
            )
        if self._epoch != self._looked_at:
            return _translate("DoctorDialog", "Training has gone on since: look again.")
        if not self.cards:
            return _translate(
                "DoctorDialog",
                "None of the known problems was found. A network that has hardly been trained may "
                "still show one later.",
            )
        if len(self.cards) > 1:
            return _translate(
                "DoctorDialog", "Fix the first one first: the others may follow from it."
            )
        return ""
