"""Edits of a project's layers: each takes a Project and returns a new one.

The last layer gives the outputs: it can be changed but not moved, and no layer can follow it.
Given starting weights fit one list of layers only, so every edit that changes shapes drops them.
"""

from dataclasses import replace

from core.components.activations import ACTIVATIONS, Activation, Tanh
from core.components.layers import LAYERS, Layer
from core.frozen import Frozen
from core.project import Project

#: neurons of a newly added layer
NEW_UNITS = 4


def hidden_activations(project: Project) -> tuple[Activation, ...]:
    """Return the activation of every layer of neurons but the last layer."""
    hidden = (layer.neurons for layer in project.layers[:-1])
    return tuple(layer.activation for layer in hidden if layer is not None)


def shared_activation(project: Project) -> str:
    """Return the name of the hidden layers' activation, "" if they differ or there are none."""
    names = {activation.name for activation in hidden_activations(project)}
    return names.pop() if len(names) == 1 else ""


def with_hidden_activation(project: Project, name: str) -> Project:
    """Return the project with one activation in all hidden layers of neurons."""
    kind = ACTIVATIONS.named(name)
    layers: list[Layer] = []
    for layer in project.layers[:-1]:
        neurons = layer.neurons
        if neurons is not None and neurons.activation.name != name:
            layer = replace(neurons, activation=kind())
        layers.append(layer)
    return replace(project, layers=(*layers, project.layers[-1]))


def new_layer(project: Project, name: str) -> Layer:
    """Return a new layer of a kind; its neurons get the activation of the other hidden layers."""
    fellows = hidden_activations(project)
    return LAYERS.named(name).added(NEW_UNITS, fellows[-1] if fellows else Tanh())


def added(project: Project, name: str, index: int) -> Project:
    """Return the project with a new layer at `index`, at the latest before the last layer."""
    index = min(index, len(project.layers) - 1)
    layer = new_layer(project, name)
    layers = (*project.layers[:index], layer, *project.layers[index:])
    return replace(project, layers=layers, weights=None, frozen=None, off=None)


def removed(project: Project, index: int) -> Project:
    """Return the project without a layer."""
    layers = (*project.layers[:index], *project.layers[index + 1 :])
    return replace(project, layers=layers, weights=None, frozen=None, off=None)


def moved(project: Project, index: int, by: int) -> Project:
    """Return the project with a layer moved by so many places."""
    layers = list(project.layers)
    layers.insert(index + by, layers.pop(index))
    return replace(project, layers=tuple(layers), weights=None, frozen=None, off=None)


def loosened(project: Project, *, inputs: bool = False, outputs: bool = False) -> Project:
    """Return the project without the single numbers that are frozen or off where shapes change.

    With `inputs` the data have other inputs: that is every layer up to the first one of neurons;
    with `outputs` it is the last layer. An array that is frozen or off as a whole stays so.
    """
    layers = project.layers
    first = next((i for i, layer in enumerate(layers) if layer.neurons is not None), 0)
    changed = set(range(first + 1)) if inputs else set()
    if outputs:
        changed.add(len(layers) - 1)

    def loose(masks: Frozen | None) -> Frozen | None:
        found = [
            entry
            if isinstance(entry, bool) or i not in changed
            else tuple(item for item in entry if isinstance(item[1], bool)) or False
            for i, entry in enumerate(masks or ())
        ]
        return tuple(found) if any(found) else None

    return replace(project, frozen=loose(project.frozen), off=loose(project.off))


def may_move(project: Project, index: int, by: int) -> bool:
    """Return whether a layer can be moved: neither off the end nor across the last layer."""
    last = len(project.layers) - 1
    return 0 <= index < last and 0 <= index + by < last


def exchanged(project: Project, index: int, layer: Layer) -> Project:
    """Return the project with a layer replaced; given weights stay if no shape changes."""
    old = project.layers[index]
    changed = project.with_layer(index, layer)
    same = layer.built_from() == old.built_from()
    return changed if same else replace(changed, weights=None, frozen=None, off=None)


def with_units(project: Project, index: int, by: int) -> Project:
    """Return the project with `by` neurons more in a layer, or fewer, but at least one."""
    layer = project.layers[index].neurons
    if layer is None or layer.units + by < 1:
        return project
    return exchanged(project, index, replace(layer, units=layer.units + by))
