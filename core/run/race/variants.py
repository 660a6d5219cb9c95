"""The variants of a network that a race offers: the present one with a single setting changed."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from core.components.activations import ACTIVATIONS
from core.components.initializers import INITIALIZERS
from core.components.optimizers import OPTIMIZERS
from core.components.regularizers import REGULARIZERS
from core.data.options import MAX_SEED, seed_after
from core.errors import ProjectError
from core.fit import fitting_losses, output_activation
from core.lesson.names.layers import layer_name
from core.lesson.names.settings import component_label, setting_label
from core.project import Project
from core.project_edits import exchanged, hidden_activations, with_hidden_activation
from core.registry import Component, Parameter
from core.words import say, translate


@dataclass(frozen=True)
class Variant:
    """One setting that can be changed: what it is now, and the project with another value.

    `parameter` says which numbers it may be, `suggested` a first other one; if it is chosen from a
    list instead, `choices` are names for people and the values they stand for.
    """

    label: str
    now: str
    apply: Callable[[Any], Project]
    parameter: Parameter | None = None
    suggested: Any = None
    choices: tuple[tuple[str, Any], ...] = ()


def variants(project: Project) -> tuple[Variant, ...]:
    """Return what can be changed of a project, the most usual first."""
    return (_rate(project), _optimizer(project), *_of_layers(project), *_of_training(project))


def _rate(project: Project) -> Variant:
    optimizer = project.optimizer
    rate = optimizer.learning_rate
    parameter = optimizer.parameter_named("learning_rate")
    return Variant(
        setting_label("learning_rate"),
        f"{rate:g}",
        lambda value: replace(project, optimizer=replace(optimizer, learning_rate=value)),
        parameter,
        float(f"{rate / 2:.2g}") or 2 * rate,  # half of the smallest number is 0
    )


def _optimizer(project: Project) -> Variant:
    return _component(
        setting_label("optimizer"),
        project.optimizer,
        OPTIMIZERS,
        lambda kind: replace(project, optimizer=of_kind(project.optimizer, kind)),
    )


def _of_layers(project: Project) -> Iterator[Variant]:
    hidden = [i for i, layer in enumerate(project.layers[:-1]) if layer.neurons is not None]
    if hidden:
        yield _component(
            translate("Race", "Activation of the hidden layers"),
            hidden_activations(project)[0],
            ACTIVATIONS,
            lambda kind: with_hidden_activation(project, kind.name),
        )
    for index in hidden:
        neurons = project.layers[index].neurons
        assert neurons is not None
        yield Variant(
            say("Race", "Neurons of {layer}", layer=layer_name(project.layers, index)),
            f"{neurons.units}",
            partial(_with_units, project, index),
            neurons.parameter_named("units"),
            _twice(neurons.units, neurons.parameter_named("units")),
        )
    first = project.layers[hidden[0] if hidden else -1].neurons
    if first is not None and project.weights is None:
        yield _component(
            setting_label("initializer"),
            first.initializer,
            INITIALIZERS,
            lambda kind: _with_initializer(project, kind()),
        )


def _of_training(project: Project) -> Iterator[Variant]:
    training = project.training
    size = training.batch_size
    if not project.optimizer.whole_part:
        batch = replace(training.parameter_named("batch_size"), optional=False)
        yield Variant(
            setting_label("batch_size"),
            translate("Race", "all") if size is None else f"{size}",
            lambda value: replace(project, training=replace(training, batch_size=value)),
            batch,
            1 if size is None else _twice(size, batch),
        )
    yield Variant(
        translate("Race", "Seed (other starting weights)"),
        f"{project.seed}",
        project.with_new_weights,
        replace(project.parameter_named("seed"), high=MAX_SEED),
        seed_after(project.seed),
    )
    yield _component(
        setting_label("regularizer"),
        project.regularizer,
        REGULARIZERS,
        lambda kind: replace(project, regularizer=kind()),
    )
    losses = fitting_losses(output_activation(project))
    if len(losses) > 1:
        yield _component(
            setting_label("loss"), project.loss, losses, lambda kind: replace(project, loss=kind())
        )
    words = {True: translate("Race", "on"), False: translate("Race", "off")}
    yield Variant(
        setting_label("shuffle"),
        words[training.shuffle],
        lambda value: replace(project, training=replace(training, shuffle=value)),
        choices=((words[not training.shuffle], not training.shuffle),),
    )


def _twice(count: int, parameter: Parameter) -> int:
    """Return twice a count, or half of it where twice would be out of its range."""
    return 2 * count if 2 * count <= parameter.high else count // 2


def _component(
    label: str,
    now: Component,
    kinds: Iterable[type[Any]],
    apply: Callable[[type[Any]], Project],
) -> Variant:
    """Return the variant in which a component is of another kind."""
    others = tuple((component_label(kind), kind) for kind in kinds if kind is not type(now))
    return Variant(label, component_label(now), apply, choices=others)


def of_kind(old: Component, kind: type[Any]) -> Any:
    """Return a component of another kind that keeps the settings both have."""
    known = {item.name for item in old.parameters()} & {item.name for item in kind.parameters()}
    shared = {name for name in known if kind.takes_over(name, old)}
    written = {name: value for name, value in old.write().items() if name in shared}
    try:
        return kind.read(written, "")
    except ProjectError:
        return kind()


def _with_units(project: Project, index: int, units: int) -> Project:
    neurons = project.layers[index].neurons
    assert neurons is not None
    return exchanged(project, index, replace(neurons, units=units))


def _with_initializer(project: Project, initializer: Any) -> Project:
    layers = [
        layer if layer.neurons is None else replace(layer.neurons, initializer=initializer)
        for layer in project.layers
    ]
    return replace(project, layers=tuple(layers))
