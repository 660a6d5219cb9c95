"""How good the network is on one part of the data: a figure at a time, beside simpler models."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QCoreApplication, QSize, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.data.samples import Task
from core.lesson.assessing import (
    no_numbers,
    no_probabilities,
    part_in_words,
    question_in_words,
    why_no_ranking,
)
from core.lesson.baselines import about_baselines, beside_baselines
from core.lesson.names.symbols import pretty_name
from core.pictures.assessing.importance import Importance
from core.pictures.assessing.judged import Judged
from core.pictures.assessing.question import (
    PREFERRED,
    Question,
    part_judged,
    questions_of,
)
from core.pictures.samples import Samples
from core.pictures.snapshot import Facts, Probe, Snapshot, Wanted
from gui.assessing.curves import CurveView
from gui.assessing.views import CALIBRATION, IMPORTANCE, PRECISION, RESIDUALS, ROC, AssessingViews
from gui.kit.plot_parts import on_canvas, small_combo
from gui.kit.theme import LIGHT, SPACE, Theme

_translate = QCoreApplication.translate


class AssessingPlot(QWidget):
    """Shows the figure that is chosen while visible; reports which sample a person follows."""

    wanted_changed = Signal()  # what wants() returns has changed
    follow_requested = Signal(int)  # the number of a sample among the facts' points
    probe_requested = Signal(object)  # raw inputs (r,) of a sample that is not among them
    importance_asked = Signal(str, int, int)  # part, repeats, seed
    importance_cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._facts: Facts | None = None
        self._samples: Samples | None = None
        self._snapshot: Snapshot | None = None
        self._judged: Judged | None = None
        self._questions: tuple[Question, ...] = ()
        self._part: str | None = None  # the part that was chosen
        self._kept: dict[bool, str] = {}  # the question that was chosen, for calibration or else
        self._thresholds: dict[int, float] = {}  # chosen by the person, by question
        self.figure = small_combo(_translate("Assessing", "What is shown"))
        self.question = small_combo(_translate("Assessing", "Class or target that is judged"))
        self.part = small_combo(_translate("Assessing", "Part of the data that it is judged on"))
        self.figure.setMinimumContentsLength(8)
        self.part.setMinimumContentsLength(4)
        self.views = AssessingViews()
        self._shows: dict[str, Callable[[Judged], str]] = {
            ROC: lambda judged: self._show_curve(judged, self.views.curve(ROC)),
            PRECISION: lambda judged: self._show_curve(judged, self.views.curve(PRECISION)),
            CALIBRATION: self._show_calibration,
            RESIDUALS: self._show_residuals,
            IMPORTANCE: self._show_importance,
        }
        self._build()
        self.setAccessibleName(_translate("Assessing", "Assessment"))
        self.set_theme(LIGHT)

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(SPACE[1])
        for combo, stretch in ((self.figure, 4), (self.question, 4), (self.part, 3)):
            combo.setMinimumWidth(56)
            row.addWidget(combo, stretch)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[2], SPACE[1], SPACE[2], SPACE[1])
        column.setSpacing(SPACE[0])
        column.addLayout(row)
        column.addWidget(self.views, 1)
        self.figure.activated.connect(self._figure_chosen)
        self.question.activated.connect(self._question_chosen)
        self.views.threshold_chosen.connect(self._threshold_chosen)
        self.views.picked.connect(self._picked)
        self.views.importance_asked.connect(self._ask)
        self.views.importance_cancelled.connect(self.importance_cancelled)
        self.part.activated.connect(self._part_chosen)

    def sizeHint(self) -> QSize:
        return QSize(360, 320)

    # what it receives

    def wants(self) -> Wanted:
        """Return what snapshots have to contain: the samples, while they are visible."""
        return Wanted.SAMPLES if self.isVisible() else Wanted.NOTHING

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        on_canvas(self, theme)
        self.views.set_theme(theme)

    def forget(self) -> None:
        """Forget figure, question, part and thresholds: another document begins."""
        self._facts, self._part, self._thresholds = None, None, {}
        self._kept.clear()
        for combo in (self.figure, self.question, self.part):
            combo.clear()

    def show_facts(self, facts: Facts) -> None:
        """Offer the figures, classes and parts of a build; keep what is chosen if possible."""
        before = self._facts
        same = before is not None and before.classes == facts.classes
        self._facts, self._samples, self._snapshot, self._judged = facts, None, None, None
        self._questions = questions_of(facts)
        if not same:
            self._thresholds = {}
        if self.views.has(IMPORTANCE):
            self.views.importance.forget()
        numbers = facts.task is Task.REGRESSION
        offered = (
            *(() if numbers else ((ROC, _translate("Assessing", "ROC")),)),
            *(() if numbers else ((PRECISION, _translate("Assessing", "Precision, recall")),)),
            *(() if numbers else ((CALIBRATION, _translate("Assessing", "Calibration")),)),
            *(((RESIDUALS, _translate("Assessing", "Residuals")),) if numbers else ()),
            (IMPORTANCE, _translate("Assessing", "Importance")),
        )
        kept = self.figure.currentData()
        self.figure.clear()
        for name, words in offered:
            self.figure.addItem(words, name)
        self.figure.setCurrentIndex(max(0, self.figure.findData(kept)))
        self._offer_questions()
        lengths = {
            "train": facts.train_samples,
            "test": facts.test_samples,
            "validation": facts.validation_samples,
        }
        there = tuple(name for name in PREFERRED if lengths[name])
        wanted = self._part if same else None  # what a person chose, not what was there first
        self.part.clear()
        for name in there:
            self.part.addItem(part_in_words(name), name)
        self.part.setCurrentIndex(max(0, self.part.findData(part_judged(there, wanted))))
        self._redraw()

    def _offer_questions(self) -> None:
        facts, figure = self._facts, self.figure.currentData()
        calibrating = figure == CALIBRATION
        kept = self._kept.get(calibrating, "")
        self.question.clear()
        if facts is None:
            return
        if facts.task is Task.REGRESSION:
            for k, name in enumerate(facts.target_names):
                self.question.addItem(pretty_name(name), k)
        else:
            if figure == CALIBRATION and facts.task is Task.CLASSES:
                self.question.addItem(_translate("Assessing", "the most likely class"), None)
            for k, question in enumerate(self._questions):
                self.question.addItem(question_in_words(question), k)
        self.question.setCurrentIndex(max(0, self.question.findText(kept)))
        several = self.question.count() > 1 and figure != IMPORTANCE
        self.question.setVisible(several or (figure != IMPORTANCE and bool(self._questions)))

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show a moment; without samples, keep what is shown."""
        if self._facts is None:
            return
        fresh = snapshot.samples is not None and snapshot.samples is not self._samples
        self._snapshot = snapshot
        if snapshot.samples is not None:
            self._samples = snapshot.samples
        if fresh or self._judged is None or self._judged.baselines is not snapshot.baselines:
            self._redraw()
        probe = snapshot.probe
        if self._samples is not None and self.views.has(RESIDUALS):
            self._take_followed(probe, self._samples)
        if self.figure.currentData() == IMPORTANCE:
            self._say_importance()

    def _take_followed(self, probe: Probe | None, samples: Samples) -> None:
        """Ring the followed sample; an input without a number may be one that was clicked here."""
        if probe is None:
            self.views.residuals.follow(None)
        elif probe.sample is not None:
            at = np.flatnonzero(samples.points == probe.sample)
            self.views.residuals.follow(int(at[0]) if len(at) else None)

    def show_importance(self, found: Importance | None) -> None:
        """Show the importance that was measured; None if it was given up."""
        self.views.importance.show_importance(found)
        self._say_importance()

    def let_go(self, *_: object) -> None:
        """Ring no sample: a person's own input is followed."""
        if self.views.has(RESIDUALS):
            self.views.residuals.follow(None)

    def clear(self) -> None:
        """Show nothing."""
        self._facts = self._samples = self._snapshot = self._judged = None
        self._redraw()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._redraw()
        self.wanted_changed.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.wanted_changed.emit()

    # drawing

    def _redraw(self, *_: object) -> None:
        if not self.isVisible():
            return
        reason = ""
        if self._facts is None:
            reason = _translate("Assessing", "No data yet.")
        elif self._samples is None:
            reason = _translate("Assessing", "Being computed…")
        else:
            baselines = None if self._snapshot is None else self._snapshot.baselines
            part = part_judged(self._samples.parts, self.part.currentData())
            self._judged = Judged(self._facts.task, self._samples, part, baselines)
            name = self.figure.currentData()
            reason = self._shows[name](self._judged)
            if not reason:
                self.views.bring(name)
        if reason:
            self.views.say(reason)

    def reason(self) -> str:
        """Return why there is no figure, "" if there is one."""
        return self.views.reason()

    def _chosen(self) -> Question | None:
        number = self.question.currentData()
        return None if number is None else self._questions[number]

    def _usual(self) -> float:
        return 0.5 if self._facts is None else self._facts.threshold

    def threshold(self) -> float:
        """Return the threshold of the question that is shown."""
        return self._thresholds.get(self.question.currentData(), self._usual())

    def _show_curve(self, judged: Judged, view: CurveView) -> str:
        question = self._chosen() or self._questions[0]
        rankings = {model: judged.ranking(question, model) for model in judged.models}
        reason = why_no_ranking(rankings[""], question, judged.part, view.roc)
        if not reason:
            view.show_rankings(rankings, question, self.threshold(), self._usual())
        return reason

    def _show_calibration(self, judged: Judged) -> str:
        if not np.isfinite(judged.outputs()).all(axis=1).any():
            return no_numbers()
        question = self._chosen()
        found = {model: judged.calibration(question, model) for model in judged.models}
        if found[""] is None:
            return no_probabilities()
        self.views.calibration.show_calibrations(
            {model: each for model, each in found.items() if each is not None}
        )
        return ""

    def _show_residuals(self, judged: Judged) -> str:
        target = self.question.currentData() or 0
        found = {model: judged.residuals(target, model) for model in judged.models}
        if not len(found[""]):
            return no_numbers()
        self.views.residuals.show_residuals(found, judged.part)
        return ""

    def _show_importance(self, judged: Judged) -> str:
        _ = self.views.importance  # which is made now
        self._say_importance()
        return ""

    def _say_importance(self) -> None:
        snapshot = self._snapshot
        if snapshot is None or self._judged is None or not self.views.has(IMPORTANCE):
            return
        beside, baselines = "", snapshot.baselines
        if baselines is not None:
            beside = beside_baselines(baselines, self._judged.part, None, brief=True)
            self.views.importance.said.setToolTip(about_baselines(baselines))
        self.views.importance.show_now(snapshot.update, beside)

    # what a person does

    def _part_chosen(self, *_: object) -> None:
        self._part = self.part.currentData()
        self._redraw()

    def _question_chosen(self, *_: object) -> None:
        # several classes are calibrated together first, so there the choice is another
        calibrating = self.figure.currentData() == CALIBRATION
        self._kept[calibrating] = self.question.currentText()
        self._redraw()

    def _figure_chosen(self, *_: object) -> None:
        self._offer_questions()
        self._redraw()

    def _threshold_chosen(self, threshold: float) -> None:
        self._thresholds[self.question.currentData()] = threshold
        self.views.show_threshold(threshold)

    def _ask(self, repeats: int, seed: int) -> None:
        self.importance_asked.emit(self.part.currentData() or "train", repeats, seed)

    def _picked(self, sample: int) -> None:
        samples = self._samples
        if samples is None:
            return
        self.views.residuals.follow(sample)
        point = int(samples.points[sample])
        if point >= 0:
            self.follow_requested.emit(point)
        else:
            self.probe_requested.emit(np.array(samples.inputs[sample], dtype=np.float64))
