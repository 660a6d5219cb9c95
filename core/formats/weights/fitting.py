"""Imported weights and a project: whether the shapes fit, and projects made from both.

Shapes are shown before anything is applied. If the layers fit, the weights become the project's
start; if not, layers can be built for them. Both return a new Project.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.components.activations import Activation, Linear, Tanh
from core.components.layers import BatchNorm, Dense, Equation, Layer
from core.data.dataset import Dataset, Scaling
from core.errors import DataError
from core.fit import adapted, fitting_losses, output_activation
from core.formats.importers import Imported, ImportedLayer
from core.formats.weights.norms import folded
from core.project import Project, Weights
from core.values import Values

Array = NDArray[np.float64]
Shape = tuple[int, ...]


@dataclass(frozen=True)
class FitRow:
    """One array: its name in the file, its shape there and in the project, and whether they fit.

    `file` is None if only the project has such an array, `project` if only the file has it.
    """

    name: str
    file: Shape | None
    project: Shape | None

    @property
    def ok(self) -> bool:
        """Whether both exist and have the same shape."""
        return self.file == self.project


@dataclass(frozen=True)
class Fit:
    """Every array of a file with the project's, and what else differs, in words."""

    rows: tuple[FitRow, ...]
    notices: tuple[str, ...] = ()

    @property
    def fits(self) -> bool:
        """Whether the weights can be applied without changes."""
        return all(row.ok for row in self.rows)


def fit(imported: Imported, project: Project, dataset: Dataset) -> Fit:
    """Compare the shapes of a file with those of a project's layers, array by array, in order."""
    theirs = [
        (f"{layer.name}: {name}", layer.kind, name, array.shape)
        for layer in imported.layers
        for name, array in layer.arrays().items()
    ]
    ours = _project_shapes(project, dataset.inputs)
    rows: list[FitRow] = []
    while theirs or ours:
        # an array that only one side has (a bias, say) does not shift the ones after it
        if theirs and ours and theirs[0][1:3] == ours[0][1:3]:
            label, _, _, shape = theirs.pop(0)
            rows.append(FitRow(label, shape, ours.pop(0)[3]))
        elif ours and (not theirs or ours[0][2] == "bias"):
            label, _, _, shape = ours.pop(0)
            rows.append(FitRow(label, None, shape))
        else:
            label, _, _, shape = theirs.pop(0)
            rows.append(FitRow(label, shape, None))
    return Fit(tuple(rows), _differences(imported, project, dataset))


def _project_shapes(project: Project, inputs: int) -> list[tuple[str, str, str, Shape]]:
    """Return (label, kind, name, shape) for every array of a project's layers."""
    found: list[tuple[str, str, str, Shape]] = []
    counts: dict[str, int] = {}
    for layer in project.layers:
        number = counts.get(layer.name, 0)
        counts[layer.name] = number + 1
        units = layer.units_out(inputs)
        for name in layer.array_names:
            if name == "bias" and layer.neurons is not None and not layer.neurons.bias:
                continue
            shape = (inputs, units) if name == "weight" else (units,)
            found.append((f"{layer.name}_{number}: {name}", layer.name, name, shape))
        inputs = units
    return found


def _differences(imported: Imported, project: Project, dataset: Dataset) -> tuple[str, ...]:
    """Return, in words, differences other than shapes that would change predictions."""
    notices = []
    if any(layer.has_neurons and layer.activation is None for layer in imported.layers):
        notices.append(
            "The file does not give all activations: the project's stay; newly built layers get "
            "tanh, and the last one gets the project's."
        )
    if len(folded(imported).layers) < len(imported.layers):
        notices.append(
            "If layers are built, batch normalization is merged into the weights before it, so "
            "that the activation comes after it."
        )
    holders = [layer for layer in project.layers if layer.array_names]
    for layer, own in zip(imported.layers, holders, strict=False):
        activation = None if own.neurons is None else own.neurons.activation
        if (
            activation is not None
            and layer.activation is not None
            and not _alike(layer.activation, activation)
        ):
            notices.append(
                f"{layer.name} has the activation {layer.activation.label} in the file, "
                f"{activation.label} in the project."
            )
        epsilon = own.norm_epsilon
        if own.equation is Equation.NORMALIZED and layer.epsilon not in (None, epsilon):
            notices.append(f"{layer.name} has ε = {layer.epsilon:g}, the project {epsilon:g}.")
    if imported.features and imported.features != dataset.features:
        notices.append(
            "The file's network takes the features " + ", ".join(imported.features) + "."
        )
    elif imported.features == () and dataset.features:
        notices.append("The file's network takes the inputs themselves, without features.")
    if imported.input_scaling is not None and not same_scaling(
        imported.input_scaling, dataset.input_scaling
    ):
        notices.append("The file scales its inputs differently from the project.")
    if imported.target_scaling is not None and not same_scaling(
        imported.target_scaling, dataset.target_scaling
    ):
        notices.append("The file scales its targets differently from the project.")
    if imported.classes and dataset.classes and imported.classes != dataset.classes:
        shown = ", ".join(imported.classes[:6])
        notices.append(f"The classes have other names or another order in the file: {shown}.")
    return tuple(notices)


def _alike(first: Activation, second: Activation) -> bool:
    """Return whether two activations are the same function, whatever their names."""
    if first == second:
        return True
    if first.gives_shares or second.gives_shares:
        return False
    z = np.linspace(-8.0, 8.0, 65)[None, :]
    outputs = []
    for activation in (first, second):
        out = np.empty_like(z)
        with np.errstate(all="ignore"):
            activation.forward(z, out, np.empty_like(z))
        outputs.append(out)
    return bool(np.array_equal(outputs[0], outputs[1]))


def same_scaling(first: Scaling, second: Scaling, tolerance: float = 1e-6) -> bool:
    """Return whether two scalings agree, by default to the precision of float32."""
    if first.factor.shape != second.factor.shape:
        return False
    moved = np.abs(first.offset - second.offset) * np.abs(second.factor)
    return bool(
        np.allclose(first.factor, second.factor, rtol=tolerance, atol=0.0)
        and (moved <= tolerance).all()
    )


def _weights(imported: Imported) -> Weights:
    return tuple(
        tuple((name, Values(array)) for name, array in layer.arrays().items())
        for layer in imported.layers
    )


def applied(imported: Imported, project: Project) -> Project:
    """Return the project with the file's weights as its start; its layers do not change.

    Shapes are checked when the network is built; `fit` says beforehand whether they fit.
    """
    return replace(project, weights=_weights(imported))


def built(imported: Imported, project: Project, dataset: Dataset) -> Project:
    """Return the project with layers built for the file's weights, which become its start.

    Activations are the file's; if it does not say, tanh in hidden layers and the project's own at
    the output. The loss changes if the output activation does not allow it. Raises DataError if the
    data have different numbers of inputs or targets from the file's network.
    """
    for mine, theirs, what in (
        (dataset.inputs, imported.inputs, "inputs"),
        (dataset.outputs, imported.outputs, "outputs"),
    ):
        if mine != theirs:
            raise DataError(
                f"the network in the file has {theirs} {what}, but the data here have {mine}",
                "open the data that the network was made for, or choose other features",
            )
    imported = folded(imported)
    last = project.layers[-1].neurons
    output = Linear() if last is None else last.activation
    layers: list[Layer] = []
    for i, layer in enumerate(imported.layers):
        hidden = any(later.has_neurons for later in imported.layers[i + 1 :])
        layers.append(_built_layer(layer, Tanh() if hidden else output))
    made = replace(project, layers=tuple(layers), weights=_weights(imported))
    allowed = fitting_losses(output_activation(made))
    if type(made.loss) in allowed:
        return made
    # the task's loss for such an output, or the first that fits it
    usual = adapted(project, dataset.outputs, dataset.task).loss
    return replace(made, loss=usual if type(usual) in allowed else allowed[0]())


def _built_layer(layer: ImportedLayer, unsaid: Activation) -> Layer:
    if not layer.has_neurons:
        return BatchNorm(epsilon=layer.epsilon or 1e-5)
    return Dense(
        units=layer.units,
        activation=layer.activation or unsaid,
        bias=layer.bias is not None,
    )


def rescaled(imported: Imported, dataset: Dataset) -> Imported:
    """Return weights that give the same predictions with the data's scaling.

    Differences from the project's scaling are merged into the first and the last layer. If that is
    not possible (after an activation), the file's own scaling is kept and a notice says so.
    """
    layers = list(imported.layers)
    notices = list(imported.notices)
    inputs, targets = imported.input_scaling, imported.target_scaling
    if inputs is not None and len(inputs.offset) == dataset.inputs == imported.inputs:
        g, c = _between(dataset.input_scaling, inputs)
        layers[0] = _with_inputs(layers[0], g, c)
        inputs = dataset.input_scaling
    if targets is not None and len(targets.offset) == dataset.outputs == imported.outputs:
        last = layers[-1]
        if last.weight is not None and last.activation is not None and last.activation.is_identity:
            g, c = _between(targets, dataset.target_scaling)
            bias = None if last.bias is None and not c.any() else c + _or_zero(last) * g
            layers[-1] = replace(last, weight=last.weight * g, bias=bias)
            targets = dataset.target_scaling
        elif not same_scaling(targets, dataset.target_scaling):
            notices.append(
                "The scaling of targets cannot be merged into weights after this activation."
            )
    return replace(
        imported,
        layers=tuple(layers),
        notices=tuple(notices),
        input_scaling=inputs,
        target_scaling=targets,
    )


def _or_zero(layer: ImportedLayer) -> Array:
    return np.zeros(layer.units) if layer.bias is None else layer.bias


def _between(old: Scaling, new: Scaling) -> tuple[Array, Array]:
    """Return g and c of new = old·g + c, for one number under two scalings."""
    if same_scaling(old, new, 1e-15):
        return np.ones_like(old.factor), np.zeros_like(old.factor)
    spread = np.divide(1.0, old.factor, out=np.zeros_like(old.factor), where=old.factor != 0.0)
    return spread * new.factor, (old.offset - new.offset) * new.factor


def _with_inputs(layer: ImportedLayer, g: Array, c: Array) -> ImportedLayer:
    """Return the layer for inputs x instead of x·g + c."""
    if layer.weight is not None:
        bias = layer.bias if not c.any() else c @ layer.weight + _or_zero(layer)
        return replace(layer, weight=g[:, None] * layer.weight, bias=bias)
    scale, shift, mean = layer.scale, layer.shift, layer.running_mean
    variance = layer.running_variance
    assert scale is not None and shift is not None and mean is not None and variance is not None
    if (g == 1.0).all() and not c.any():
        return layer
    # scale·(x·g + c − mean)/d + shift
    varies = g != 0.0
    deviation = np.sqrt(variance + (layer.epsilon or 1e-5))
    return replace(
        layer,
        scale=scale * g,
        shift=np.where(varies, shift, shift + scale * (c - mean) / deviation),
        running_mean=np.divide(mean - c, g, out=np.zeros_like(mean), where=varies),
    )
