"""A trained network for export: what a trainer holds, in the form that the formats write."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.formats.exporters import FiguresOf, Later, NamedArrays, Trained
from core.moments.moment import Moment
from core.project import Project, StopRules
from core.training.evaluation import Predictor
from core.training.trainer import Trainer

Array = NDArray[np.floating[Any]]

#: the most training samples on which an export is checked
_MOST_SAMPLES = 256


def trained_of(trainer: Trainer) -> Trained:
    """Return what a trainer holds at the last update boundary, as copies."""
    moment, network, dataset = trainer.moment(), trainer.network, trainer.dataset
    parameters = moment.state[: network.parameter_count]
    statistics = moment.state[moment.state.size - network.statistics_count :]
    counts: dict[str, int] = {}
    layers = []
    arrays = network.arrays(parameters, statistics)
    for i, (layer, found) in enumerate(zip(trainer.project.layers, arrays, strict=True)):
        if not found:
            continue
        number = counts.get(layer.name, 0)
        counts[layer.name] = number + 1
        copies = {name: np.ascontiguousarray(array) for name, array in found.items()}
        layers.append(NamedArrays(f"{layer.name}_{number}", i, copies))
    count = len(dataset.train)
    rows = np.unique(np.linspace(0, count - 1, min(count, _MOST_SAMPLES)).astype(int))
    with np.errstate(all="ignore"):
        outputs = Predictor(network, parameters, statistics).predict(dataset.train.inputs[rows])
        predictions = dataset.original_outputs(outputs.astype(np.float64))
    return Trained(
        trainer.project,
        dataset,
        tuple(layers),
        moment.record.epoch,
        moment.record.update,
        rows,
        dataset.train.raw_inputs[rows],
        predictions,
        network.parameter_count,
        trainer.figures.threshold,
        moment,
        _later(trainer.project, dataset, moment),
        _figures(trainer, parameters, statistics),
    )


def _figures(trainer: Trainer, parameters: Array, statistics: Array) -> FiguresOf:
    """Return a function for the figures of the parts, with copies of what is learned."""

    def figures() -> dict[str, dict[str, float]]:
        found = {}
        evaluators = trainer.figures.evaluators(parameters, statistics)
        for name, evaluator in evaluators.items():
            with np.errstate(all="ignore"):
                loss, metrics = evaluator.figures()
            found[name] = {"loss": loss, **metrics}
        return found

    return figures


def _later(project: Project, dataset: Dataset, moment: Moment) -> Later:
    """Return a function that trains on from a moment, past every stop, on its own trainer."""
    training = replace(project.training, stop=StopRules(), epochs=None)
    project = replace(project, training=training)

    def later(updates: int, raw_inputs: Array) -> Array | None:
        trainer = Trainer(project, dataset)
        trainer.restore(replace(moment, project=project))
        done = trainer.run(updates=updates)
        outputs = trainer.predict(raw_inputs)
        fine = done == updates and trainer.progress.divergence is None
        return outputs if fine and bool(np.all(np.isfinite(outputs))) else None

    return later
