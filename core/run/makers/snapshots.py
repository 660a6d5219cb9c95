"""Making snapshots from a trainer, with what views have asked for, and the facts of a build."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.layers import Layer
from core.components.metrics import ConfusionMatrix
from core.data.samples import Task
from core.history.figures import History
from core.history.parts import Packed
from core.lesson.names.settings import component_label
from core.moments.evaluation import Evaluation
from core.pictures.baselines import Baselines
from core.pictures.lab.hidden import HiddenSpace, Plane
from core.pictures.samples import Samples
from core.pictures.snapshot import (
    Confusion,
    Facts,
    LayerDiagnostics,
    LayerPicture,
    Pin,
    Points,
    Probe,
    Snapshot,
    TimeSpan,
    View,
    Wanted,
)
from core.run.makers.axes import telling_axes
from core.run.makers.baselines import baselines_of, simplest_of
from core.run.makers.class_weights import class_counts
from core.run.makers.hidden import HiddenMaker
from core.run.makers.samples import SamplesMaker, point_numbers
from core.run.makers.surface import SurfaceMaker, first_view, held_inputs, raw_ranges
from core.training.timeline import Timeline
from core.training.trainer import Trainer
from core.training.walk import Walk
from core.words import plain_name

Array = NDArray[np.floating[Any]]

_CONFUSION = ConfusionMatrix.name
#: the most samples whose predictions are in every snapshot
MOST_ANSWERED = 2_000


def layer_title(layer: Layer, units: int) -> str:
    """Return the caption of a layer's column: `4 · tanh`, `dropout 20 %`."""
    return layer.details if layer.neurons is None else f"{units} · {layer.details}"


def layer_pictures(
    trainer: Trainer, gradient: Array | None = None, change: Array | None = None
) -> tuple[LayerPicture, ...]:
    """Return every layer's present state, with copies of its arrays, and of the last update's."""
    state, network = trainer.state, trainer.network
    arrays = network.arrays(state.parameters.copy(), state.statistics.copy())
    frozen = _by_layer(trainer, trainer.frozen)
    gradients, changes = _by_layer(trainer, gradient), _by_layer(trainer, change)
    aside = _by_layer(trainer, trainer.work.aside)
    return tuple(
        LayerPicture(
            kind=span.layer.name,
            label=layer_title(span.layer, span.units),
            inputs=span.inputs,
            units=span.units,
            activation="" if (own := span.layer.neurons) is None else own.activation.name,
            arrays=found,
            frozen={name: part for name, part in frozen[i].items() if part.any()},
            gradients=gradients[i],
            changes=changes[i],
            off={name: part for name, part in aside[i].items() if not np.isnan(part).all()},
        )
        for i, (span, found) in enumerate(zip(network.spans, arrays, strict=True))
    )


def _by_layer(trainer: Trainer, vector: NDArray[Any] | None) -> list[dict[str, NDArray[Any]]]:
    """Return the parts of a vector as long as the parameters, or nothing for none."""
    if vector is None:
        return [{} for _ in trainer.network.spans]
    return trainer.network.learned(vector)


def _points(trainer: Trainer) -> Points:
    parts = trainer.dataset.parts
    ends = np.cumsum([len(part) for part in parts.values()])
    chosen = point_numbers(int(ends[-1]))
    # chosen before they are put together: the parts may be large
    own = [
        chosen[(chosen >= end - len(part)) & (chosen < end)] - (end - len(part))
        for end, part in zip(ends, parts.values(), strict=True)
    ]
    inputs = np.concatenate(
        [part.raw_inputs[rows] for part, rows in zip(parts.values(), own, strict=True)]
    )
    targets = np.concatenate(
        [part.original_targets[rows] for part, rows in zip(parts.values(), own, strict=True)]
    )
    of = np.repeat(list(parts), [len(rows) for rows in own])
    return Points(inputs, targets, of != "train", of == "validation")


def facts_of(trainer: Trainer, run_id: int) -> Facts:
    """Return what stays the same for one build of a network."""
    dataset, project = trainer.dataset, trainer.project
    train = dataset.train
    samples = len(train)
    batch = min(project.batch_size or samples, samples)
    parts = dataset.parts.values()
    # the least and greatest of each part say as much as all its rows
    extremes = [[part.raw_inputs.min(axis=0), part.raw_inputs.max(axis=0)] for part in parts]
    return Facts(
        run_id=run_id,
        task=dataset.task,
        # names that are shown must not contain control codes, nor be too long to draw
        classes=tuple(map(plain_name, dataset.classes)),
        raw_names=tuple(map(plain_name, dataset.raw_names)),
        input_names=tuple(map(plain_name, dataset.input_names)),
        target_names=tuple(map(plain_name, dataset.target_names)),
        points=_points(trainer),
        threshold=trainer.figures.threshold,
        updates_per_epoch=-(-samples // batch),
        parameters=trainer.network.parameter_count,
        loss_label=component_label(project.loss),
        train_samples=samples,
        test_samples=0 if dataset.test is None else len(dataset.test),
        raw_means=held_inputs(dataset),
        raw_ranges=raw_ranges(
            np.concatenate(extremes), project.data.source.group, project.data.source.plane
        ),
        notices=dataset.notices,
        validation_samples=0 if dataset.validation is None else len(dataset.validation),
        figures_every=trainer.figures.every,
        class_counts=class_counts(dataset),
        simplest=simplest_of(dataset).scores,
        axes=telling_axes(train.raw_inputs, train.original_targets, dataset.task),
    )


def _time_span(timeline: Timeline, pins: tuple[Pin, ...]) -> TimeSpan:
    end = max(timeline.end, timeline.trainer.update)
    keyframes, recomputed = timeline.kept, timeline.recomputed
    return TimeSpan(timeline.start, end, pins, timeline.bytes, keyframes, recomputed)


class SnapshotMaker:
    """Makes snapshots of one trainer: knows what is wanted, the plane, and what is followed."""

    def __init__(self, trainer: Trainer, run_id: int, view: View | None = None) -> None:
        self.trainer = trainer
        self.facts = facts_of(trainer, run_id)
        raw = np.asarray(self.facts.points.inputs, dtype=np.float64)
        self._point_inputs = trainer.dataset.network_inputs(raw)
        self.followed: int | None = None
        self.probed: Array | None = None
        #: the neuron (layer, unit) whose map is wanted as fine as the surface
        self.focus: tuple[int, int] | None = None
        #: returns the values watched over time, by text
        self.watched: Callable[[], dict[str, float]] = dict
        #: the plane of a layer in which points and grid are wanted
        self.plane: Plane | None = None
        self._hidden: HiddenMaker | None = None
        self._change: Array | None = None
        self._of_update = -1
        self._samples: SamplesMaker | None = None
        self._baselines: Baselines | None = None
        self.set_view(view or first_view(self.facts.raw_ranges, self.facts.axes))

    def set_view(self, view: View) -> None:
        """Choose the plane of the surface."""
        self.view = view
        self._rebind()

    def _rebind(self) -> None:
        """Use the trainer's present arrays: a live change replaces them, the data stay."""
        self._state = self.trainer.state
        self._surface = SurfaceMaker(self.trainer, self.view)
        self._hidden = None

    def run_last_update(self, run: Callable[[], object]) -> None:
        """Do one update, by calling `run`, and remember its step."""
        before = self.trainer.state.parameters.copy()
        update = self.trainer.update
        run()
        if self.trainer.update == update + 1:
            self._change = self.trainer.state.parameters - before
            self._of_update = self.trainer.update

    def forget_last_update(self) -> None:
        """Forget the step: it does not belong to the update before this moment."""
        self._change = None

    def sample_inputs(self, sample: int | None) -> Array | None:
        """Return the raw inputs (r,) of one of the facts' points, or None."""
        points = self.facts.points
        if sample is None or not 0 <= sample < len(points.inputs):
            return None
        found: Array = points.inputs[sample]
        return found

    def make(
        self,
        wanted: Wanted,
        figures: Evaluation,
        history: History | Packed,
        updates_per_second: float,
        walk: Walk | None = None,
        pins: tuple[Pin, ...] = (),
        running: bool = False,
    ) -> Snapshot:
        """Return a snapshot of this moment; `walk` knows the time around it.

        `running`: more will follow at once, so costly parts may wait.
        """
        trainer = self.trainer
        done, whole = trainer.epoch_share()
        if self._of_update != trainer.update:
            self.forget_last_update()
        if self._state is not trainer.state:
            self._rebind()
        surface = None
        if wanted & (Wanted.SURFACE | Wanted.MAPS):
            surface = self._surface.make(bool(wanted & Wanted.MAPS))
            fine = None if self.focus is None else self._surface.fine_map(*self.focus)
            surface = replace(surface, answers=self._answers(), focus=self.focus, fine=fine)
        gradient = trainer.work.last_gradient()
        kept = bool(wanted & Wanted.GRADIENTS) and gradient is not None
        layers = layer_pictures(
            trainer,
            gradient.copy() if kept and gradient is not None else None,
            self._change if kept else None,
        )
        spread: tuple[LayerDiagnostics, ...] = ()
        says = ""
        if wanted & Wanted.DIAGNOSTICS:
            from core.run.makers.diagnostics import diagnostics
            from core.run.makers.verdict import verdict

            spread = diagnostics(trainer, gradient, self._change)
            if spread:
                says = verdict(layers, spread, trainer.dataset.task, figures)
        return Snapshot(
            run_id=self.facts.run_id,
            update=trainer.update,
            epoch=trainer.epoch,
            layers=layers,
            loss=figures.loss,
            test_loss=figures.test_loss,
            penalty=trainer.figures.penalty(),
            train_metrics=figures.metrics,
            test_metrics=figures.test_metrics,
            validation_loss=figures.validation_loss,
            validation_metrics=figures.validation_metrics,
            fitted=trainer.fitted,
            history=history,
            batch_loss=trainer.progress.batch_loss,
            bug=trainer.bug,
            by_phases=trainer.engine.refused or "",
            outcome=trainer.progress.outcome,
            divergence=trainer.progress.divergence,
            surface=surface,
            updates_per_second=updates_per_second,
            learning_rate=trainer.project.optimizer.rate(trainer.update),
            probe=self._probe(),
            diagnostics=spread,
            verdict=says,
            confusion=self._confusion() if wanted & Wanted.CONFUSION else None,
            position=trainer.epoch + done / whole,
            phases=trainer.position,
            past=walk is not None and walk.timeline.is_past(),
            project=trainer.project,
            time=_time_span(walk.timeline, pins) if walk else TimeSpan(0, trainer.update),
            step=walk.picture() if walk and wanted & Wanted.STEP else None,
            watched=self.watched(),
            samples=self._all_samples(running) if wanted & Wanted.SAMPLES else None,
            hidden=self._in_layer() if wanted & Wanted.HIDDEN else None,
            baselines=self._simpler() if wanted & (Wanted.SAMPLES | Wanted.CONFUSION) else None,
        )

    def _all_samples(self, running: bool) -> Samples | None:
        if self._samples is None:
            self._samples = SamplesMaker(self.trainer)
        return self._samples.make(running)

    def _in_layer(self) -> HiddenSpace | None:
        if self.plane is None:
            return None
        if self._hidden is None:
            self._hidden = HiddenMaker(self.trainer, self.facts, self.view)
        return self._hidden.make(self.plane)

    def _simpler(self) -> Baselines:
        if self._baselines is None:
            self._baselines = baselines_of(self.trainer.dataset)
        return self._baselines

    def _answers(self) -> Array | None:
        """Return the predictions for the points shown, if there are classes."""
        if self.facts.task is Task.REGRESSION or len(self._point_inputs) > MOST_ANSWERED:
            return None
        trainer = self.trainer
        with np.errstate(all="ignore"):
            outputs = trainer.figures.predictor.predict(self._point_inputs)
        return trainer.dataset.original_outputs(outputs.astype(np.float64))

    def _probe(self) -> Probe | None:
        if self.probed is None and self.followed is None:
            return None
        from core.run.makers.probe import probe

        if self.probed is not None:
            return probe(self.trainer, self.probed)
        inputs = self.sample_inputs(self.followed)
        if inputs is None or self.followed is None:
            return None
        return probe(self.trainer, inputs, self.followed, self.facts.points.targets[self.followed])

    def _confusion(self) -> Confusion | None:
        if self.facts.task is Task.REGRESSION:
            return None
        counts = {
            part: np.array(found[_CONFUSION], dtype=np.intp)
            for part, found in self.trainer.figures.all_metrics().items()
        }
        return Confusion(counts["train"], counts.get("test"), counts.get("validation"))
