"""A Keras 3 script with its weights beside it as NPZ.

The script is the template with this network's parts filled in. Where Keras has the same function
under a name of its own, that is used; else the NumPy expression is written with `keras.ops`.
"""

import ast
import importlib.util
from pathlib import Path

import numpy as np

from core.components.activations import Activation
from core.components.layers import Equation
from core.components.losses import Loss
from core.components.notation import code_name, number
from core.components.regularizers import Regularizer
from core.counts import counted
from core.errors import FileError
from core.formats.checking.verification import ReadBack
from core.formats.exporters import EXPORTERS, Exporter, Trained
from core.formats.keras.operations import operations
from core.formats.keras.template import SCRIPT
from core.formats.npz.exporting import NpzExporter
from core.formats.scripts.running import can_run, predictions_of
from core.formats.scripts.tables import data_section, names_as_numbers, tables_section
from core.formats.scripts.text import array_lines, plain_text, wrapped
from core.records import record
from core.registry import Component

_COMPUTES_WITH = ("tensorflow", "jax", "torch")
#: samples in the script's own check, and how many numbers they may have
_CHECKED_SAMPLES, _MOST_CHECKED = 8, 4_000

_FEATURES = {
    "x1": "x1",
    "x2": "x2",
    "x1^2": "x1 * x1",
    "x2^2": "x2 * x2",
    "x1*x2": "x1 * x2",
    "sin(x1)": "np.sin(x1)",
    "sin(x2)": "np.sin(x2)",
}.items()

_CHECK = '''

def check(network):
    """Print some samples with the outputs for them, and how far those are from Backstep's."""
    outputs = predict(network, samples)
    for x, output in zip(samples.tolist(), outputs.tolist()):
        print(f"x = {x}, ŷ = {output}")
    difference = np.max(np.abs(outputs - expected))
    print(f"{len(samples)} samples, largest difference {difference:.1e}")
    rough = dtype == "float32" or keras.backend.backend() != "tensorflow"
    if not np.all(np.abs(outputs - expected) <= (allowed_float32 if rough else allowed)):
        sys.exit("error: these are not the numbers that Backstep gives")'''

_NO_CHECK = '''# Its predictions are not finite: there is nothing to check.


def check(network):
    """Say so."""
    print("the predictions of Backstep are not finite: there is nothing to check")'''


def keras_script(trained: Trained) -> str:
    """Return the script. Raises FileError for anything that cannot be written as one."""
    project, dataset = trained.project, trained.dataset
    functions = _Functions()
    penalty = functions.penalty(project.regularizer)
    layers = []
    for i, layer in enumerate(project.layers):
        told = "" if "bias" in trained.arrays_of(i) else ", use_bias=False"
        if layer.neurons is not None:
            told = f", activation={functions.activation(layer.neurons.activation)}{told}"
        made = layer.keras(f"{told}{penalty}")
        if not made:
            raise FileError(
                f"Keras script: a {layer.label} layer is not written out yet",
                "export it as NPZ or JSON",
            )
        layers.append(f"        {made},")
    schedule = project.optimizer.schedule
    rate = schedule.code_body(number(1.0))
    if not rate:
        raise _unknown(schedule, "schedule")
    optimizer = project.optimizer.keras()
    missing = f"Keras has no equal of {plain_text(project.optimizer.label)}"
    if optimizer:
        optimizer = f"keras.optimizers.{optimizer}"
    else:
        optimizer = f"None  # {missing}: write one of its own here to train on"
    names = [
        f"{found.name}/{name}"
        for found in trained.layers
        for name in project.layers[found.layer].array_names
        if name in found.arrays
    ]
    loss = functions.loss(trained.fitted.loss)
    listed = "".join(f"    {name!r},\n" for name in names)
    wide = 'os.environ.setdefault("JAX_ENABLE_X64", "1")\n'
    return SCRIPT.substitute(
        title=plain_text(project.name) or "A network",
        about=_about(trained),
        starts=_starts(trained),
        wide=wide if trained.precision == "float64" else "",
        precision=trained.precision,
        inputs=dataset.inputs,
        outputs=dataset.outputs,
        raw=len(dataset.raw_names),
        batch_size=project.batch_size,
        shuffle=project.training.shuffle,
        updates=trained.updates,
        names=f"names = [\n{listed}]",
        functions=functions.text(),
        layers="\n".join(layers),
        rate=number(project.optimizer.learning_rate),
        optimizer=optimizer,
        loss=loss,
        factor=rate,
        features=_features(dataset.features),
        tables=tables_section(trained),
        data=data_section(trained),
        check=_check(trained),
        missing=f"{missing}: write one of its own into this script to train on",
    )


def _unknown(component: Component, kind: str) -> FileError:
    return FileError(
        f"Keras script: the {kind} {component.name} is not written out yet",
        f"export it as NPZ or JSON, or choose another {kind}",
    )


class _Functions:
    """The functions of a script that Keras does not have under a name."""

    def __init__(self) -> None:
        self._made: dict[str, str] = {}

    def activation(self, activation: Activation) -> str:
        """Return an activation's name in Keras in quotes, or that of a function made for it."""
        told = activation.keras_function()
        name = told.removeprefix("activations.").removesuffix("(z)")
        if name.isidentifier():
            return f'"{name}"'
        if not told:
            if not activation.is_written:
                raise _unknown(activation, "activation")
            told = operations(activation.numpy(), f"the activation {activation.label}")
        about = activation.formula.replace("−", "-")
        return self._named(code_name(activation.name), "z", about, f"    return {told}")

    def penalty(self, regularizer: Regularizer) -> str:
        """Return the argument for a regularizer, "" for none."""
        if not regularizer.penalizes:
            return ""
        told = regularizer.keras()
        if not told:
            if not regularizer.is_written:
                raise _unknown(regularizer, "regularizer")
            text = operations(regularizer.numpy("W"), f"the regularizer {regularizer.label}")
            told = self._named("penalty", "W", "The penalty of weights W.", f"    return {text}")
        return f", kernel_regularizer={told}"

    def loss(self, loss: Loss) -> str:
        """Return Keras's own loss, or the name of a function made for it."""
        told = loss.keras()
        if told:
            return told
        if not loss.is_written:
            raise _unknown(loss, "loss")
        lines = f"    return {operations(loss.numpy(), f'the loss {loss.label}')}"
        if loss.fused:  # as Keras's own do: no logarithm of 0
            near = "    a = ops.clip(a, keras.config.epsilon(), 1 - keras.config.epsilon())\n"
            lines = near + lines
        about = f"The {loss.label} of outputs a against targets y."
        return self._named("measure", "y, a", about, lines)

    def _named(self, name: str, arguments: str, about: str, body: str) -> str:
        """Return the name of a function with that body, made if there is none yet."""
        rest = f'({arguments}):\n    """{about}"""\n{body}'
        for known, text in self._made.items():
            if text == rest:
                return known
        same = sum(known == name or known.startswith(f"{name}_") for known in self._made)
        made = f"{name}_{same + 1}" if same else name
        while made in self._made:
            made += "_"
        self._made[made] = rest
        return made

    def text(self) -> str:
        """Return all of them as source."""
        parts = [
            f"\n@keras.saving.register_keras_serializable()\ndef {name}{rest}\n\n"
            for name, rest in self._made.items()
        ]
        return "\n".join(["", *parts]) if parts else ""


def _about(trained: Trained) -> str:
    dataset = trained.dataset
    inputs = ", ".join(plain_text(name) for name in dataset.raw_names[:12])
    outputs = ", ".join(plain_text(name) for name in dataset.target_names[:12])
    more = ", …" if len(dataset.raw_names) > 12 else ""
    return wrapped(
        f"A network trained with Backstep, for {counted(trained.epochs, 'epoch')} and "
        f"{counted(trained.updates, 'update')}, as a keras.Sequential of "
        f"{trained.parameter_count:,} weights and biases. It predicts {outputs} "
        f"from {inputs}{more}. The weights and the scaling are in the NPZ file of "
        "the same name beside this script."
    )


def _starts(trained: Trained) -> str:
    """Return how training on differs from training on here."""
    parts = []
    if trained.precision == "float64":
        parts.append(
            "With JAX and PyTorch, Keras multiplies matrices in float32 whatever they hold; with "
            "TensorFlow in float64."
        )
    parts.append("To train on, the optimizer starts from scratch, and the schedule goes on.")
    if "epsilon" in trained.project.optimizer.keras():
        parts.append("Keras adds epsilon elsewhere: its updates are nearly the same.")
    if any(layer.equation is Equation.NORMALIZED for layer in trained.project.layers):
        parts.append(
            "Keras's batch normalization keeps variances over m samples; Backstep's are over m - 1."
        )
    return wrapped(" ".join(parts))


def _features(features: tuple[str, ...] | None) -> str:
    if features is None:
        return ""
    known = dict(_FEATURES)
    unknown = [name for name in features if name not in known]
    if unknown:
        raise FileError(
            f"Keras script: the feature {unknown[0]} is not written out yet",
            "export it as NPZ or JSON, or take the feature out",
        )
    listed = ", ".join(known[name] for name in features)
    return f"    x1, x2 = X.T\n    X = np.column_stack([{listed}])\n"


def _check(trained: Trained) -> str:
    finite = np.flatnonzero(np.isfinite(trained.predictions).all(axis=1))
    if not finite.size:
        return _NO_CHECK
    wide = trained.samples.shape[1] + trained.predictions.shape[1]
    count = min(_CHECKED_SAMPLES, max(1, _MOST_CHECKED // wide))
    picked = finite[np.unique(np.linspace(0, len(finite) - 1, count).astype(int))]
    lines = array_lines(
        [
            ("samples", trained.samples[picked]),
            ("expected", trained.predictions[picked].astype(np.float64)),
            ("allowed", trained.tolerance()),
            ("allowed_float32", trained.tolerance("float32")),
        ],
        packed=False,
    )
    told = (
        "# Samples, Backstep's predictions for them, and how far an output may be off by rounding."
    )
    return "\n".join([told, *lines]) + "\n" + _CHECK


@EXPORTERS.register
@record
class KerasExporter(Exporter):
    """`net.keras.py` builds the network and loads `net.npz`, which is written beside it."""

    name = "keras_script"
    label = "Keras script"
    suffix = ".keras.py"
    good_for = "For Keras 3, whether it computes with TensorFlow, JAX or PyTorch."
    beside = (".npz",)
    place = 8
    description = "Keras script, with its weights beside it"
    carries = (
        "A program for Keras 3 that predicts, checks itself and trains further, with its weights "
        "in an NPZ file beside it; small training data are included."
    )

    def content(self, trained: Trained) -> bytes:
        """Return the source. Raises FileError for anything that cannot be written for Keras."""
        return keras_script(trained).encode()

    def companions(self, trained: Trained) -> dict[str, bytes]:
        """Return the weights: the NPZ export."""
        return {NpzExporter.suffix: NpzExporter().content(trained)}

    def read_back(self, path: Path, trained: Trained) -> ReadBack:
        """Run the script if Keras is installed; else parse it and read its weights back."""
        ast.parse(path.read_text(encoding="utf-8"), path.name)
        weights = path.with_name(path.name.removesuffix(self.suffix) + NpzExporter.suffix)
        outputs = NpzExporter().read_back(weights, trained).outputs
        if not (can_run() and _is_installed()):
            return ReadBack(outputs, "weights read back; not run: Keras is not installed")
        found = predictions_of(path, trained.samples, names_as_numbers(trained))
        off = np.abs(found - outputs)
        if np.all(off <= trained.tolerance()) or not np.all(off <= trained.tolerance("float32")):
            return ReadBack(found, "run in a separate process")
        how = "weights read back; run in a separate process too, where Keras computes in float32"
        return ReadBack(outputs, how)


def _is_installed() -> bool:
    """Return whether there is Keras, and something for it to compute with."""
    if importlib.util.find_spec("keras") is None:
        return False
    return any(importlib.util.find_spec(name) is not None for name in _COMPUTES_WITH)
