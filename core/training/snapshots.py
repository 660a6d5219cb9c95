"""Making snapshots' parts from a trainer: the facts of a build and the picture of every layer."""

import numpy as np

from core.components.layers import Dense, Dropout, Layer
from core.training.snapshot import Facts, LayerPicture, Points
from core.training.surface import raw_ranges
from core.training.trainer import Trainer

#: samples that a plot draws; of more, an evenly spread choice
MAX_POINTS = 5_000


def layer_label(layer: Layer) -> str:
    """Return what stands above a layer: `tanh`, `dropout 20 %`."""
    if isinstance(layer, Dense):
        return layer.activation.label
    if isinstance(layer, Dropout):
        return f"{layer.label} {100 * layer.rate:g} %"
    return layer.label


def layer_pictures(trainer: Trainer) -> tuple[LayerPicture, ...]:
    """Return every layer as it is now, with copies of its arrays."""
    state = trainer.state
    arrays = trainer.network.arrays(state.parameters.copy(), state.statistics.copy())
    return tuple(
        LayerPicture(
            kind=span.layer.name,
            label=f"{span.units} · {layer_label(span.layer)}",
            inputs=span.inputs,
            units=span.units,
            activation=span.layer.activation.name if isinstance(span.layer, Dense) else "",
            arrays=found,
        )
        for span, found in zip(trainer.network.spans, arrays, strict=True)
    )


def _points(trainer: Trainer) -> Points:
    parts = [part for part in (trainer.dataset.train, trainer.dataset.test) if part is not None]
    inputs = np.concatenate([part.raw_inputs for part in parts])
    targets = np.concatenate([part.original_targets for part in parts])
    test = np.concatenate([np.full(len(part), k == 1) for k, part in enumerate(parts)])
    if len(inputs) > MAX_POINTS:
        chosen = np.linspace(0, len(inputs) - 1, MAX_POINTS).astype(np.intp)
        inputs, targets, test = inputs[chosen], targets[chosen], test[chosen]
    return Points(inputs, targets, test)


def facts_of(trainer: Trainer, run_id: int) -> Facts:
    """Return what stays the same for one build of a network."""
    dataset, project = trainer.dataset, trainer.project
    train = dataset.train
    samples = len(train)
    batch = min(project.training.batch_size or samples, samples)
    raw = train.raw_inputs
    if dataset.test is not None:
        raw = np.concatenate([raw, dataset.test.raw_inputs])
    return Facts(
        run_id=run_id,
        task=dataset.task,
        classes=dataset.classes,
        raw_names=dataset.raw_names,
        input_names=dataset.input_names,
        target_names=dataset.target_names,
        points=_points(trainer),
        threshold=trainer.threshold,
        updates_per_epoch=-(-samples // batch),
        parameters=trainer.network.parameter_count,
        loss_label=project.loss.label,
        train_samples=samples,
        test_samples=0 if dataset.test is None else len(dataset.test),
        raw_means=train.raw_inputs.mean(axis=0),
        raw_ranges=raw_ranges(raw, project.data.source.group),
        notices=dataset.notices,
    )
