"""A PyTorch script with its weights beside it, for those who outgrow this program.

The script is the template with this network's parts filled in: layers, activations, loss,
optimizer. Anything that PyTorch lacks and two lines cannot provide is refused with a message.
"""

import ast
import importlib.util
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import numpy as np

from core.components.activations import Activation
from core.components.layers import Layer
from core.components.notation import number
from core.counts import counted
from core.errors import FileError
from core.formats.checking.verification import ReadBack
from core.formats.exporters import EXPORTERS, Exporter, Trained
from core.formats.safetensors.exporting import SafetensorsExporter, read_torch_arrays
from core.formats.scripts.running import can_run, predictions_of
from core.formats.scripts.tables import data_section, names_as_numbers, tables_section
from core.formats.scripts.text import plain_text, wrapped
from core.formats.torch.template import SCRIPT
from core.records import record
from core.registry import Component

_FEATURES = MappingProxyType(
    {
        "x1": "x1",
        "x2": "x2",
        "x1^2": "x1 * x1",
        "x2^2": "x2 * x2",
        "x1*x2": "x1 * x2",
        "sin(x1)": "torch.sin(x1)",
        "sin(x2)": "torch.sin(x2)",
    }
)


def _told(told: str, component: Component, kind: str) -> str:
    """Return a component's PyTorch code. Raises FileError if it gives none."""
    if not told:
        raise FileError(
            f"PyTorch script: the {kind} {component.name} is not written out yet",
            f"export it as NPZ or JSON, or choose another {kind}",
        )
    return told


def _layer(layer: Layer, inputs: int, bias: bool) -> tuple[str, Activation | None]:
    """Return the PyTorch code of a layer, and its activation."""
    made = layer.torch(inputs, bias)
    if not made:
        raise FileError(
            f"PyTorch script: a {layer.label} layer is not written out yet",
            "export it as NPZ or JSON",
        )
    return made, None if layer.neurons is None else layer.neurons.activation


def _activation(activation: Activation | None) -> str:
    if activation is None:
        return "nn.Identity()"
    return _told(activation.torch_module(), activation, "activation")


def torch_script(trained: Trained) -> str:
    """Return the script. Raises FileError for anything that cannot be written as one."""
    project, dataset = trained.project, trained.dataset
    layers, activations, inputs = [], [], dataset.inputs
    own: dict[str, Activation] = {}
    for i, layer in enumerate(project.layers):
        made, activation = _layer(layer, inputs, "bias" in trained.arrays_of(i))
        layers.append(made)
        activations.append(_activation(activation))
        if activation is not None and activation.torch_function:
            own[activations[-1]] = activation
        inputs = layer.units_out(inputs)
    output, activations[-1] = activations[-1], "nn.Identity()"
    schedule, regularizer = project.optimizer.schedule, project.regularizer
    rate = _told(schedule.code_body(number(1.0)), schedule, "schedule")
    penalty = f"    return {_told(regularizer.torch(), regularizer, 'regularizer')}"
    if "weights" in penalty:
        listed = "[layer.weight for layer in network.layers if isinstance(layer, nn.Linear)]"
        penalty = f"    weights = {listed}\n{penalty}"
    loss = _told(trained.fitted.loss.torch(), project.loss, "loss")
    return SCRIPT.substitute(
        title=plain_text(project.name) or "A network",
        about=_about(trained),
        precision=trained.precision,
        inputs=dataset.inputs,
        outputs=dataset.outputs,
        raw=len(dataset.raw_names),
        batch_size=project.batch_size,
        shuffle=project.training.shuffle,
        updates=trained.updates,
        layers=_listed(layers),
        activations=_listed(activations),
        output=output,
        modules=_modules(own),
        features=_features(dataset.features),
        loss=loss,
        tables=tables_section(trained),
        loss_name=project.loss.label,
        # every device has the gradient of its share; PyTorch averages them
        scale="world * value" if _is_sum(loss) else "value",
        penalty=penalty,
        factor=rate,
        optimizer=_told(project.optimizer.torch(), project.optimizer, "optimizer"),
        data=data_section(trained),
    )


def _is_sum(loss: str) -> bool:
    """Return whether a loss is a sum over the batch, not divided by anything."""
    added = 'reduction="sum"' in loss or loss.endswith(".sum()") or loss.startswith("torch.sum(")
    return added and "len(y)" not in loss


def _about(trained: Trained) -> str:
    dataset = trained.dataset
    inputs = ", ".join(plain_text(name) for name in dataset.raw_names[:12])
    outputs = ", ".join(plain_text(name) for name in dataset.target_names[:12])
    more = ", …" if len(dataset.raw_names) > 12 else ""
    return wrapped(
        f"A network trained with Backstep, for {counted(trained.epochs, 'epoch')} and "
        f"{counted(trained.updates, 'update')}, as a PyTorch module of "
        f"{trained.parameter_count:,} weights and biases. It predicts {outputs} "
        f"from {inputs}{more}. The weights, the scaling and the names of inputs, "
        "targets and classes are in the safetensors file of the same name beside this script."
    )


def _listed(items: list[str]) -> str:
    return "\n".join(f"            {item}," for item in items)


def _modules(own: Mapping[str, Activation]) -> str:
    """Return the activations that PyTorch lacks, as modules."""
    kinds = {type(activation): activation for activation in own.values()}
    classes = [
        f'\nclass {kind.__name__}(nn.Module):\n    """{activation.formula.replace("−", "-")}"""\n\n'
        f"    def forward(self, z):\n        return {activation.torch_function}\n\n"
        for kind, activation in kinds.items()
    ]
    return "\n".join(["", *classes]) if classes else ""


def _features(features: tuple[str, ...] | None) -> str:
    if features is None:
        return ""
    unknown = [name for name in features if name not in _FEATURES]
    if unknown:
        raise FileError(
            f"PyTorch script: the feature {unknown[0]} is not written out yet",
            "export it as NPZ or JSON, or take the feature out",
        )
    listed = ", ".join(_FEATURES[name] for name in features)
    return f"    x1, x2 = X.unbind(1)\n    X = torch.stack([{listed}], dim=1)\n"


@EXPORTERS.register
@record
class TorchExporter(Exporter):
    """`net.torch.py` builds the module and loads `net.safetensors`, which is written beside it."""

    name = "torch_script"
    label = "PyTorch script"
    suffix = ".torch.py"
    good_for = "For growing: larger data, GPUs, and more than one of them."
    beside = (".safetensors",)
    place = 7
    description = "PyTorch script, with its weights beside it"
    carries = (
        "A program for PyTorch that predicts and trains further, on one device or several, with "
        "its weights in a safetensors file beside it; small training data are included."
    )

    def content(self, trained: Trained) -> bytes:
        """Return the source. Raises FileError for anything PyTorch does not have."""
        return torch_script(trained).encode()

    def companions(self, trained: Trained) -> dict[str, bytes]:
        """Return the weights: the safetensors export."""
        return {SafetensorsExporter.suffix: SafetensorsExporter().content(trained)}

    def read_back(self, path: Path, trained: Trained) -> ReadBack:
        """Run the script if PyTorch is installed; else parse it and read its weights back."""
        if can_run() and _is_installed():
            return ReadBack(
                predictions_of(path, trained.samples, names_as_numbers(trained)),
                "run in a separate process",
            )
        ast.parse(path.read_text(encoding="utf-8"), path.name)
        stem = path.name.removesuffix(self.suffix)
        weights = read_torch_arrays(path.with_name(stem + SafetensorsExporter.suffix))
        outputs = weights.predict(trained.samples, np.float64)
        return ReadBack(outputs, "weights read back; not run: PyTorch is not installed")


def _is_installed() -> bool:
    """Return whether there is PyTorch to run a script with."""
    return importlib.util.find_spec("torch") is not None
