"""Runs: every course of training is one, with its settings, its history and its moment.

The current run is in the trainer; earlier ones are kept here as a project, a moment and a history,
so that they can be compared with it and returned to.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core.documents.kept import Opened
from core.documents.records import MAX_RUNS, RunRecord
from core.history.figures import History, history_of, measured
from core.lesson.names.settings import component_label
from core.moments.evaluation import Evaluation
from core.moments.moment import Moment
from core.moments.recording import Event, ProjectChange
from core.pictures.snapshot import Pin, RunSummary, judged_by
from core.project import Project
from core.records import Record
from core.run.reporting import short_name
from core.training.timeline import BUDGET_BYTES, Timeline
from core.training.trainer import Trainer
from core.values import Values
from core.words import say, translate

#: the longest name of a run
_MOST_LETTERS = 80


def settings_text(project: Project) -> str:
    """Return a run's settings in one line: layers, loss, optimizer, rate, batch."""
    layers = "-".join(
        component_label(layer)
        if (neurons := layer.neurons) is None
        else f"{neurons.units} {layer.details}"
        for layer in project.layers
    )
    batch = project.batch_size
    parts = [
        layers,
        component_label(project.loss),
        f"{component_label(project.optimizer)} {project.optimizer.learning_rate:g}",
        translate("Runs", "whole batch") if batch is None else say("Runs", "batch {n}", n=batch),
        say("Runs", "seed {seed}", seed=project.seed),
    ]
    if project.regularizer.penalizes:
        parts.insert(3, component_label(project.regularizer))
    return " · ".join(parts)


def measures(project: Project) -> str:
    """Return a name for what a run's loss measures: the same for the same data and loss."""
    source = project.data.source
    told = hashlib.sha256(repr((source, project.loss)).encode())
    for item in source.parameters():
        value = getattr(source, item.name)
        if isinstance(value, Values):  # its text has no numbers
            told.update(value.array.tobytes())
    return told.hexdigest()[:16]


class Course(Record):
    """What a run was made with: the project at its start, and what was changed on the way."""

    project: Project
    log: tuple[Event, ...] = ()

    @classmethod
    def of(cls, record: RunRecord) -> "Course":
        """Return the course of a kept run."""
        recording = record.recording
        if recording is None:
            return cls(record.project)
        return cls.recorded(recording.keyframes[0].moment.project, recording.log)

    @classmethod
    def recorded(cls, start: Project, log: Sequence[Event]) -> "Course":
        """Return the course of a recorded run; what was changed before its start belongs to it."""
        rest = []
        for event in log:
            if event.update == 0 and isinstance(event.change, ProjectChange):
                start = event.change.project
            else:
                rest.append(event)
        return cls(start, tuple(rest))

    def is_same(self, other: "Course") -> bool:
        """Return whether this is another's very project, with as many changes."""
        return self.project is other.project and len(self.log) == len(other.log)

    def changed_from(self, other: "Course | None") -> str:
        """Return in a line what is different from another run, and what was edited on the way."""
        if other is None and not self.log:
            return ""
        from core.lesson.differences import differences, edits_in_words, in_short

        if other is None:
            return "; ".join(edits_in_words(self.project, self.log))
        settings = in_short(differences(other.project, self.project))
        return "; ".join(
            part for part in (settings, *edits_in_words(self.project, self.log, other.log)) if part
        )


def _both_same(one: Course | None, other: Course | None) -> bool:
    return one is other if one is None or other is None else one.is_same(other)


def _at_the_end(summary: RunSummary, moment: Moment, history: History) -> RunSummary:
    """Return a summary with the figures of a run's last entry, not of the present moment."""
    history = measured(history)
    metrics = history.test_metrics or history.validation_metrics or history.metrics
    tests = history.test_loss
    return replace(
        summary,
        settings=settings_text(moment.project),
        epochs=moment.record.epoch,
        updates=moment.record.update,
        loss=float(history.loss[-1]) if history.loss.size else None,
        test_loss=float(tests[-1]) if tests.size else None,
        metrics={name: float(values[-1]) for name, values in metrics.items() if values.size},
    )


def _left(opened: Opened, moment: Moment, run_id: int) -> RunRecord:
    history = opened.history or history_of(np.empty(0), np.empty(0), {})
    summary = RunSummary(
        run_id=run_id,
        name=f"Run {run_id}",
        settings="",
        epochs=0,
        updates=0,
        loss=None,
        test_loss=None,
        metrics={},
        hidden=False,
        current=False,
    )
    last = history if isinstance(history, History) else history_of(np.empty(0), np.empty(0), {})
    return RunRecord(
        summary.name,
        opened.project,
        moment,
        history,
        _at_the_end(summary, moment, last),
        opened.recording,
        pins=opened.pins,
    )


class RunBook:
    """The runs of a window, in the order in which they began."""

    def __init__(self) -> None:
        self._records: dict[int, RunRecord] = {}
        self._names: dict[int, str] = {}
        self._hidden: set[int] = set()
        self._measured: dict[int, tuple[Project, str]] = {}
        #: what was last said of a run: its course, the one before it, and the words
        self._told: dict[int, tuple[Course, Course | None, str]] = {}
        self._last = 0
        self.current = 0
        self.budget = BUDGET_BYTES // 2

    def begin(self) -> int:
        """Start a run; return its number, counted from 1."""
        self._last += 1
        self.current = self._last
        return self.current

    def archive(self, timeline: Timeline, pins: tuple[Pin, ...] = ()) -> None:
        """Keep the current run to its end, whatever the trainer's moment in it.

        A run without an update is forgotten.
        """
        record = self.recorded(timeline, pins)
        if record is None:
            return
        self._records[self.current] = record
        while len(self._records) > MAX_RUNS:
            del self._records[min(self._records)]
        self._thin()

    def recorded(self, timeline: Timeline, pins: tuple[Pin, ...] = ()) -> RunRecord | None:
        """Return the current run to its end as a kept run; None without an update."""
        if timeline.end == 0 or self.current == 0:
            return None
        run_id, trainer = self.current, timeline.trainer
        recording = timeline.recording()
        moment, history = recording.keyframes[-1].moment, trainer.history.kept()
        if timeline.is_past():
            last = trainer.history.since(max(0, len(trainer.history) - 1))
            figures = trainer.progress.last_figures
            summary = _at_the_end(self._summary(run_id, trainer, figures), moment, last)
        else:  # it may stand between two epochs, where nothing was measured yet
            summary = self._summary(run_id, trainer, trainer.evaluate())
        return RunRecord(
            self.name(run_id),
            moment.project,
            moment,
            history,
            replace(summary, current=False),
            recording.thinned(self.budget // 4),
            pins=pins,
        )

    def put_left(self, opened: Opened) -> None:
        """Keep a file's training as a kept run, if there is nothing to train."""
        self.current = 0
        if opened.moment is None or not opened.moment.record.update:
            return
        self._last += 1
        record = _left(opened, opened.moment, self._last)
        self._records[self._last] = record

    def set_budget(self, budget: int) -> None:
        """Choose how much memory the moments of the kept runs may take."""
        self.budget = budget
        self._thin()

    def _thin(self) -> None:
        """Drop moments of the oldest runs until all fit; their ends stay."""
        left = self.budget
        for run_id in sorted(self._records, reverse=True):
            record = self._records[run_id]
            if record.recording is not None:
                recording = record.recording.thinned(max(0, left))
                self._records[run_id] = replace(record, recording=recording)
                left -= recording.size

    def record(self, run_id: int) -> RunRecord | None:
        """Return a kept run, or None if there is none with that number."""
        return self._records.get(run_id)

    def records(self) -> tuple[RunRecord, ...]:
        """Return all kept runs but the current one, with their present names."""
        return tuple(
            replace(record, name=self.name(run_id), hidden=run_id in self._hidden)
            for run_id, record in sorted(self._records.items())
            if run_id != self.current
        )

    def put_back(self, records: tuple[RunRecord, ...]) -> None:
        """Replace the kept runs by saved ones."""
        self._records.clear()
        self._names.clear()
        self._hidden.clear()
        self._last = 0
        for record in records:
            run_id = record.summary.run_id
            self._last = max(self._last, run_id)
            self._records[run_id] = record
            if record.name != f"Run {run_id}":
                self._names[run_id] = record.name
            if record.hidden:
                self._hidden.add(run_id)
        self.current = self._last

    def name(self, run_id: int) -> str:
        """Return a run's name: the person's, or its number."""
        return self._names.get(run_id, f"Run {run_id}")

    def rename(self, run_id: int, name: str) -> None:
        """Give a run another name; an empty one restores its number.

        Raises UserError for a name that is too long.
        """
        if name.strip():
            self._names[run_id] = short_name(name, _MOST_LETTERS)
        else:
            self._names.pop(run_id, None)

    def hide(self, run_id: int, hidden: bool) -> None:
        """Show a run in the loss plot, or not."""
        (self._hidden.add if hidden else self._hidden.discard)(run_id)

    def delete(self, run_id: int) -> None:
        """Forget a kept run; the current one stays."""
        self._records.pop(run_id, None)

    def solo(self, run_id: int) -> None:
        """Show only this run and the current one in the loss plot; again, show all."""
        others = self._records.keys() - {run_id, self.current}
        alone = run_id not in self._hidden and others <= self._hidden
        self._hidden -= others | {run_id}
        if not alone:
            self._hidden |= others

    def clear(self) -> None:
        """Forget all kept runs."""
        self._records.clear()

    def summaries(
        self, trainer: Trainer | None, timeline: Timeline | None = None
    ) -> tuple[RunSummary, ...]:
        """Return all runs, the current one last; each says what was changed since the one before.

        `timeline` is the recorded course of the current one.
        """
        found = [
            (
                replace(
                    record.summary,
                    name=self.name(run_id),
                    hidden=run_id in self._hidden,
                    current=False,
                    measures=self._measures(run_id, record.project),
                ),
                Course.of(record),
            )
            for run_id, record in sorted(self._records.items())
            if run_id != self.current
        ]
        if trainer is not None and self.current:
            course = Course(trainer.project)
            if timeline is not None:
                course = Course.recorded(timeline.first_project, timeline.log)
            figures = trainer.progress.last_figures
            found.append((self._summary(self.current, trainer, figures), course))
        before: Course | None = None
        summaries, told = [], {}
        for summary, course in found:
            known = self._told.get(summary.run_id)
            if known is None or not (course.is_same(known[0]) and _both_same(before, known[1])):
                known = course, before, course.changed_from(before)
            told[summary.run_id] = known
            summaries.append(replace(summary, changed=known[2]))
            before = course
        self._told = told
        return tuple(summaries)

    def _measures(self, run_id: int, project: Project) -> str:
        """Return what a run's loss measures, computed once for its project."""
        known = self._measured.get(run_id)
        if known is None or known[0] is not project:
            known = self._measured[run_id] = project, measures(project)
        return known[1]

    def _summary(self, run_id: int, trainer: Trainer, figures: Evaluation) -> RunSummary:
        part, metrics = judged_by(figures.test_metrics, figures.validation_metrics, figures.metrics)
        return RunSummary(
            run_id=run_id,
            name=self.name(run_id),
            settings=settings_text(trainer.project),
            epochs=trainer.epoch,
            updates=trainer.update,
            loss=figures.loss,
            test_loss=figures.test_loss,
            metrics=metrics,
            hidden=run_id in self._hidden,
            current=True,
            measures=self._measures(run_id, trainer.project),
            part=part,
        )
