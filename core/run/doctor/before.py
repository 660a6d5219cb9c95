"""Checks before training: shapes, sizes and work of a network, its first loss, and its output.

What training will take is counted from the layers, and the first loss is compared with that of a
network whose weights are all 0, which says the same to every sample.
"""

import numpy as np

from core.components.metrics import score_of
from core.lesson.names.layers import layer_title
from core.lesson.names.settings import component_label
from core.lesson.numbers import count, figure
from core.pictures.findings import BeforeTraining, LayerSize
from core.run.doctor.criteria import FAR_OFF
from core.run.doctor.data import outside
from core.training.network import Network
from core.training.trainer import Trainer
from core.training.twin import twin_at
from core.words import say, translate


def before_training(trainer: Trainer) -> BeforeTraining:
    """Check the network of a trainer as it starts; the trainer is not touched."""
    project, network, dataset = trainer.project, trainer.network, trainer.dataset
    samples = len(dataset.train)
    batch = min(project.batch_size or samples, samples)
    first, nothing = _losses(trainer)
    layers = tuple(_sizes(trainer))
    forward = sum(layer.multiply_adds for layer in layers)
    # backward, every weight is met twice, but for the slopes of the inputs, which nobody needs
    each = 3 * forward - next((layer.multiply_adds for layer in layers if layer.multiply_adds), 0)
    slots = len(project.optimizer.state_slots())
    itemsize = np.dtype(project.training.dtype).itemsize
    return BeforeTraining(
        layers,
        parameters=network.parameter_count,
        forward=forward,
        per_epoch=each * samples,
        bytes=network.memory(samples, batch, slots, itemsize),
        samples=samples,
        batch=batch,
        first_loss=first,
        loss_of_nothing=nothing,
        words=tuple(_words(trainer, first, nothing)),
    )


def _sizes(trainer: Trainer) -> list[LayerSize]:
    network: Network = trainer.network
    found = []
    for i, span in enumerate(network.spans):
        weights = 0 if span.layer.neurons is None else span.inputs * span.units
        parameters = span.parameters.stop - span.parameters.start
        title = layer_title(trainer.project.layers, i)
        found.append(LayerSize(title, span.inputs, span.units, parameters, weights))
    return found


def _losses(trainer: Trainer) -> tuple[float, float]:
    """Return the loss of the start, and that of weights and biases which are all 0."""
    twin = twin_at(trainer.dataset, trainer.moment())
    with np.errstate(all="ignore"):
        start = Trainer(trainer.project, trainer.dataset)
        if trainer.start_values is not None:
            start.work.set_learned(trainer.start_values)
        first = float(start.evaluate().loss)
        twin.state.parameters[...] = 0.0
        return first, float(twin.evaluate().loss)


def _words(trainer: Trainer, first: float, nothing: float) -> list[str]:
    """Return what the figures mean, the worst first."""
    project, dataset = trainer.project, trainer.dataset
    words = []
    share = outside(project, dataset)
    if share:
        words.append(translate("Before", "Some targets are outside what the output can give."))
    if not np.isfinite(first):
        words.append(
            translate("Before", "The first training loss is no number: the weights start too wide")
        )
    elif first > FAR_OFF * nothing:
        words.append(
            say(
                "Before", "The first training loss, {first}, is far above the {nothing} of a "
                "network that says the same to every sample: the weights start too wide, or the "
                "targets are not scaled",
                first=figure(first), nothing=figure(nothing),
            )
        )  # fmt: skip
    else:
        words.append(
            say(
                "Before", "The first training loss is {first}; a network that says the same to "
                "every sample, with weights of 0, has {nothing}",
                first=figure(first), nothing=figure(nothing),
            )
        )  # fmt: skip
    samples = len(dataset.train) * trainer.network.outputs
    if trainer.network.parameter_count > samples:
        told = {
            "parameters": count(trainer.network.parameter_count),
            "values": count(samples),
        }
        if dataset.test is None:
            words.append(
                say(
                    "Before", "{parameters} weights and biases for {values} target values: it can "
                    "learn the training samples by heart, and no test part would show it", **told
                )
            )  # fmt: skip
        else:
            words.append(
                say(
                    "Before", "{parameters} weights and biases for {values} target values: it can "
                    "learn the training samples by heart, so look at the test loss", **told
                )
            )  # fmt: skip
    score = component_label(score_of(dataset.task))
    words.append(
        say(
            "Before", "Loss: {loss}; output: {units} × {activation}; what counts is {score}",
            loss=component_label(project.loss), units=trainer.network.outputs,
            activation=_output(trainer), score=score,
        )
    )  # fmt: skip
    return words


def _output(trainer: Trainer) -> str:
    last = trainer.project.layers[-1].neurons
    return "" if last is None else component_label(last.activation)
