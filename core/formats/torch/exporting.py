"""A PyTorch script with its weights beside it: the road for who outgrows this program.

The script is the template with what is this network's own filled in: layers, activations, loss,
optimizer. What PyTorch does not have and two lines do not make is refused in words.
"""

import ast
import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from core.components.layers import BatchNorm, Dense, Dropout, Layer
from core.components.notation import number
from core.errors import FileError
from core.formats.checking.verification import ReadBack
from core.formats.exporters import EXPORTERS, Exporter, Trained
from core.formats.safetensors.exporting import SafetensorsExporter, read_torch_arrays
from core.formats.scripts.rules import rate_body
from core.formats.scripts.running import can_run, predictions_of
from core.formats.scripts.text import plain_text, wrapped
from core.formats.torch.template import SCRIPT

#: training data of so many numbers go along
_MOST_DATA = 2_000

Written = Mapping[str, Callable[[Any], str]]

_ACTIVATIONS: Written = MappingProxyType(
    {
        "linear": lambda f: "nn.Identity()",
        "sigmoid": lambda f: "nn.Sigmoid()",
        "tanh": lambda f: "nn.Tanh()",
        "relu": lambda f: "nn.ReLU()",
        "leaky_relu": lambda f: f"nn.LeakyReLU({number(f.slope)})",
        "elu": lambda f: f"nn.ELU({number(f.alpha)})",
        "selu": lambda f: "nn.SELU()",
        "gelu": lambda f: 'nn.GELU(approximate="tanh")',
        "swish": lambda f: "nn.SiLU()",
        "mish": lambda f: "nn.Mish()",
        # beyond the threshold PyTorch takes z itself; its own 20 costs digits
        "softplus": lambda f: "nn.Softplus(threshold=50)",
        "softsign": lambda f: "nn.Softsign()",
        "sine": lambda f: "Sine()",
        "gaussian": lambda f: "Gaussian()",
        "hard_sigmoid": lambda f: "nn.Hardsigmoid()",
        "softmax": lambda f: "nn.Softmax(dim=1)",
    }
)

#: activations that PyTorch lacks: the class, and its function of z
_OWN = (("Sine", "torch.sin(z)", "a = sin z"), ("Gaussian", "torch.exp(-z * z)", "a = e^(-z²)"))


def _half(loss: Any) -> str:
    return "0.5 * " if loss.half else ""


_LOSSES: Written = MappingProxyType(
    {
        "mean_squared_error": lambda f: f"{_half(f)}functional.mse_loss(a, y)",
        "sum_squared_error": lambda f: f'{_half(f)}functional.mse_loss(a, y, reduction="sum")',
        "mean_absolute_error": lambda f: "functional.l1_loss(a, y)",
        "huber": lambda f: f"functional.huber_loss(a, y, delta={number(f.delta)})",
        "hinge": lambda f: "torch.relu(1 - (2 * y - 1) * a).mean()",
        "binary_cross_entropy": lambda f: (
            f'functional.binary_cross_entropy_with_logits(z, y, reduction="{f.reduction}")'
        ),
        "categorical_cross_entropy": lambda f: (
            f'functional.cross_entropy(z, y, reduction="{f.reduction}")'
        ),
    }
)

_ABSOLUTE = "sum(weight.abs().sum() for weight in weights)"
_SQUARED = "sum((weight**2).sum() for weight in weights)"
_PENALTIES: Written = MappingProxyType(
    {
        "none": lambda f: "0",
        "l1": lambda f: f"{number(f.strength)} * {_ABSOLUTE}",
        "l2": lambda f: f"0.5 * {number(f.strength)} * {_SQUARED}",
        "elastic_net": lambda f: (
            f"{number(f.strength * f.l1_share)} * {_ABSOLUTE}"
            f" + {number(0.5 * f.strength * (1 - f.l1_share))} * {_SQUARED}"
        ),
    }
)


def _adam(kind: str, o: Any, more: str = "") -> str:
    betas = f"betas=({number(o.beta1)}, {number(o.beta2)})"
    return _optimizer(kind, o, f", {betas}, eps={number(o.epsilon)}{more}")


def _optimizer(kind: str, o: Any, more: str) -> str:
    return f"{kind}(network.parameters(), {number(o.learning_rate)}{more})"


def _momentum(o: Any) -> str:
    if not o.momentum:
        return ""
    return f", momentum={number(o.momentum)}" + (", nesterov=True" if o.nesterov else "")


_OPTIMIZERS: Written = MappingProxyType(
    {
        "sgd": lambda o: _optimizer("SGD", o, _momentum(o)),
        "adagrad": lambda o: _optimizer("Adagrad", o, f", eps={number(o.epsilon)}"),
        "rmsprop": lambda o: _optimizer(
            "RMSprop", o, f", alpha={number(o.decay)}, eps={number(o.epsilon)}"
        ),
        "adam": lambda o: _adam("Adam", o),
        "adamw": lambda o: _adam("AdamW", o, f", weight_decay={number(o.weight_decay)}"),
        "nadam": lambda o: _adam("NAdam", o, f", momentum_decay={number(o.momentum_decay)}"),
    }
)

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


def _written(table: Written, component: Any, kind: str) -> str:
    """Return how PyTorch has a component. Raises FileError where it is not known."""
    if component.name not in table:
        raise FileError(
            f"PyTorch script: the {kind} {component.name} is not written out yet",
            f"export it as NPZ or JSON, or choose another {kind}",
        )
    return table[component.name](component)


def _layer(layer: Layer, inputs: int, bias: bool) -> tuple[str, str]:
    """Return a layer and its activation."""
    if isinstance(layer, Dense):
        none = "" if bias else ", bias=False"
        linear = f"nn.Linear({inputs}, {layer.units}{none})"
        return linear, _written(_ACTIVATIONS, layer.activation, "activation")
    if isinstance(layer, Dropout):
        return f"nn.Dropout({number(layer.rate)})", "nn.Identity()"
    if isinstance(layer, BatchNorm):
        told = f"eps={number(layer.epsilon)}, momentum={number(layer.momentum)}"
        return f"nn.BatchNorm1d({inputs}, {told})", "nn.Identity()"
    raise FileError(
        f"PyTorch script: a {layer.label} layer is not written out yet", "export it as NPZ or JSON"
    )


def torch_script(trained: Trained) -> str:
    """Return the script. Raises FileError for what cannot be written as one."""
    project, dataset = trained.project, trained.dataset
    layers, activations, inputs = [], [], dataset.inputs
    for i, layer in enumerate(project.layers):
        made, activation = _layer(layer, inputs, "bias" in trained.arrays_of(i))
        layers.append(made)
        activations.append(activation)
        inputs = layer.units_out(inputs)
    output, activations[-1] = activations[-1], "nn.Identity()"
    rate = rate_body(1.0, project.optimizer.schedule)
    if rate is None:
        _written({}, project.optimizer.schedule, "schedule")
    penalty = f"    return {_written(_PENALTIES, project.regularizer, 'regularizer')}"
    if "weights" in penalty:
        listed = "[layer.weight for layer in network.layers if isinstance(layer, nn.Linear)]"
        penalty = f"    weights = {listed}\n{penalty}"
    loss = _written(_LOSSES, project.loss, "loss")
    return SCRIPT.substitute(
        title=plain_text(project.name) or "A network",
        about=_about(trained),
        precision=trained.precision,
        inputs=dataset.inputs,
        outputs=dataset.outputs,
        raw=len(dataset.raw_names),
        batch_size=project.training.batch_size,
        shuffle=project.training.shuffle,
        updates=trained.updates,
        layers=_listed(layers),
        activations=_listed(activations),
        output=output,
        modules=_modules([*activations, output]),
        features=_features(dataset.features),
        loss=loss,
        loss_name=project.loss.label,
        # every device has the gradient of its share; PyTorch takes the mean of them
        scale="world * value" if 'reduction="sum"' in loss else "value",
        penalty=penalty,
        factor=rate,
        optimizer=_written(_OPTIMIZERS, project.optimizer, "optimizer"),
        data=_data(trained),
    )


def _about(trained: Trained) -> str:
    dataset = trained.dataset
    inputs = ", ".join(plain_text(name) for name in dataset.raw_names[:12])
    outputs = ", ".join(plain_text(name) for name in dataset.target_names[:12])
    more = ", …" if len(dataset.raw_names) > 12 else ""
    return wrapped(
        f"A network trained with Backstep, for {trained.epochs:,} epochs and {trained.updates:,} "
        f"updates, as a PyTorch module of {trained.parameter_count:,} weights and biases. It "
        f"predicts {outputs} from {inputs}{more}. The weights, the scaling and the names of "
        "inputs, targets and classes are in the safetensors file of the same name beside this "
        "script."
    )


def _listed(items: list[str]) -> str:
    return "\n".join(f"            {item}," for item in items)


def _modules(used: list[str]) -> str:
    """Return the activations that PyTorch lacks, where they are used."""
    classes = [
        f'\nclass {name}(nn.Module):\n    """{formula}"""\n\n'
        f"    def forward(self, z):\n        return {expression}\n\n"
        for name, expression, formula in _OWN
        if f"{name}()" in used
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


def _data(trained: Trained) -> str:
    train = trained.dataset.train
    if train.raw_inputs.size + train.original_targets.size > _MOST_DATA:
        return "X = y = None  # the training data are too many to go along: give a table"
    rows = "".join(f"    {row},\n" for row in train.raw_inputs.tolist())
    targets = "".join(f"    {row},\n" for row in train.original_targets.tolist())
    return (
        f"# The training data: inputs as they are, and targets.\nX = [\n{rows}]\ny = [\n{targets}]"
    )


@EXPORTERS.register
@dataclass(frozen=True)
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
        "A program for PyTorch that predicts and trains on, on one device or on many, and its "
        "weights in a safetensors file beside it; small training data go along."
    )

    def content(self, trained: Trained) -> bytes:
        """Return the source. Raises FileError for what PyTorch does not have."""
        return torch_script(trained).encode()

    def companions(self, trained: Trained) -> dict[str, bytes]:
        """Return the weights: the safetensors export."""
        return {SafetensorsExporter.suffix: SafetensorsExporter().content(trained)}

    def read_back(self, path: Path, trained: Trained) -> ReadBack:
        """Run the script where PyTorch is; else read its weights back and parse its source."""
        if can_run() and importlib.util.find_spec("torch") is not None:
            return ReadBack(predictions_of(path, trained.samples), "run in a process of its own")
        ast.parse(path.read_text(encoding="utf-8"), path.name)
        stem = path.name.removesuffix(self.suffix)
        weights = read_torch_arrays(path.with_name(stem + SafetensorsExporter.suffix))
        outputs = weights.predict(trained.samples, np.float64)
        return ReadBack(outputs, "weights read back; not run: PyTorch is not installed")
