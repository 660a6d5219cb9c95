"""The NumPy script: a network as an independent program, written the way tutorials do.

It consists of sections, each a piece of source: weights, activations, forward, backward, update,
training, prediction and, at the end, a check of itself. Everything that determines the next update
is included (the optimizer's state, the order of the samples), so that further training gives the
numbers that Backstep would give.
"""

from collections.abc import Iterator

import numpy as np

from core.components.notation import LayerNames, number
from core.counts import counted
from core.data.samples import Task
from core.errors import FileError
from core.formats.exporters import Trained
from core.formats.numpy.check import check_section
from core.formats.numpy.names import ScriptNames, names_of_functions
from core.formats.numpy.training import (
    only_fused,
    rate_of,
    training_left_out,
    training_sections,
)
from core.formats.scripts.tables import tables_section
from core.formats.scripts.text import (
    MOST_READABLE,
    UNPACK,
    array_lines,
    plain_text,
    returned,
    wrapped,
)

#: with more numbers, a script would take minutes to parse
_MOST_NUMBERS = 5_000_000


def numpy_script(trained: Trained) -> str:
    """Return the whole script. Raises FileError for anything that cannot be written as one."""
    _check_written(trained)
    left_out = training_left_out(trained)
    slots = () if left_out else trained.project.optimizer.state_slots()
    arrays = [array for layer in trained.layers for array in layer.arrays.values()]
    numbers = sum(array.size for array in arrays) * (1 + len(slots))
    if numbers > _MOST_NUMBERS:
        raise FileError(
            f"a script of more than {_MOST_NUMBERS:,} numbers would take minutes to start",
            "export it as NPZ or ONNX",
        )
    functions = names_of_functions(trained)
    names = ScriptNames(trained, functions, left_out, numbers > MOST_READABLE)
    return "\n\n\n".join(_sections(names)) + "\n"


def _check_written(trained: Trained) -> None:
    """Raise FileError for layers and activations without a forward pass in the script."""
    for layer in trained.project.layers:
        if not layer.numpy_prediction(LayerNames(1, "X")):
            raise FileError(
                f"NumPy script: a {layer.label} layer cannot be written yet",
                "export it as NPZ or JSON",
            )
        activation = None if layer.neurons is None else layer.neurons.activation
        if activation is not None and not activation.is_written:
            raise FileError(
                f"NumPy script: the activation {activation.label} has no NumPy expression",
                "export it as NPZ or JSON, or choose another activation",
            )


def _sections(names: ScriptNames) -> Iterator[str]:
    yield f'"""{_about(names)}"""\n\n{_imports(names)}'
    if names.packed:
        yield UNPACK
    yield _weights(names)
    yield from _activations(names)
    yield _prepare(names)
    yield _forward(names)
    yield _predict(names)
    if names.trained.dataset.task is not Task.REGRESSION:
        yield _classify(names)
    if names.trains:
        yield from training_sections(names)
    yield tables_section(names.trained)
    yield check_section(names)


def _about(names: ScriptNames) -> str:
    trained, dataset = names.trained, names.trained.dataset
    parts = [counted(len(dataset.input_names), "input")]
    for _, layer, _ in names.layers():
        if (neurons := layer.neurons) is not None:
            parts.append(f"{neurons.units} {neurons.activation.label}")
        else:
            parts.append(layer.label)
    inputs = ", ".join(plain_text(name) for name in dataset.raw_names[:12])
    outputs = ", ".join(plain_text(name) for name in dataset.target_names[:12])
    more = ", …" if len(dataset.raw_names) > 12 else ""
    offered = "predict" + (", train" if names.trains else "")
    lines = [
        plain_text(trained.project.name) or "A network",
        "",
        wrapped(
            f"A network trained with Backstep, for {counted(trained.epochs, 'epoch')} and "
            f"{counted(trained.updates, 'update')}, as a script that needs only NumPy: "
            f"{', '.join(parts)}; {trained.parameter_count:,} weights and biases. It predicts "
            f"{outputs} from {inputs}{more}. Samples are rows."
        ),
        "",
        f"    python SCRIPT               {_what_it_does(names)}",
        "    python SCRIPT TABLE.csv     predict: columns by name, one sample per row",
        "",
        f"In a program of your own, with this file as net.py: from net import {offered}",
    ]
    if names.trains:
        lines.append("")
        lines.append(wrapped(_about_training(names)))
    else:
        lines.append("")
        lines.append(wrapped(f"It predicts and does not train: {names.left_out}."))
    return "\n".join(lines) + "\n"


def _what_it_does(names: ScriptNames) -> str:
    train = names.trains and names.with_data
    return "check the predictions, train further, check again" if train else "check the predictions"


def _about_training(names: ScriptNames) -> str:
    moment, project = names.trained.moment, names.trained.project
    told = "train(X, y, updates) continues where Backstep stopped, to the numbers it would give"
    if not names.with_data:
        told += "; give it the samples of the training part in order, which are too many to include"
        if moment is not None and moment.permutation is not None:
            told += ", and note that it begins a new epoch, although Backstep was within one"
    if project.training.stop.any():
        told += "; rules that stop training early are left out"
    return told + "."


def _imports(names: ScriptNames) -> str:
    used = ["csv", "datetime", "re", "sys"]
    if names.packed:
        used += ["base64", "zlib"]
    if names.trains and "math." in (rate_of(names) or ""):
        used.append("math")
    lines = [f"import {name}" for name in sorted(used)]
    return "\n".join(lines) + "\n\nimport numpy as np"


def _weights(names: ScriptNames) -> str:
    short = {"weight": "W", "bias": "b"}
    arrays = [
        (f"{short.get(key, key)}{n}", array)
        for n, _, found in names.layers()
        for key, array in found.items()
    ]
    lines = ["# The weights: a row for every input, a column for every neuron."]
    lines += array_lines(arrays, names.packed)
    if names.trains:
        listed = ", ".join(names.parameters())
        lines.append(wrapped(f"parameters = [{listed}]").replace("\n", "\n    "))
    return "\n".join(lines)


def _activations(names: ScriptNames) -> Iterator[str]:
    for f, name in names.functions.items():
        said = plain_text(f.formula or f.label)
        yield f'def {name}(z):\n    """{said}"""\n{returned(f.numpy())}'
        if names.trains and not only_fused(names.trained.project, f):
            yield (
                f"def {name}_gradient(g, z, a):\n"
                f'    """∂L/∂z, with g = ∂L/∂a and a = {name}(z)."""\n'
                f"{returned(f.numpy_gradient())}"
            )


def _prepare(names: ScriptNames) -> str:
    dataset = names.trained.dataset
    lines = [
        "def prepare(X):",
        '    """The inputs of the network, computed from the unscaled ones."""',
    ]
    lines.append("    X = np.asarray(X, dtype=np.float64)")
    before = []
    if dataset.features is not None:
        columns = {"x1^2": "x1 * x1", "x2^2": "x2 * x2", "x1*x2": "x1 * x2"}
        columns |= {"sin(x1)": "np.sin(x1)", "sin(x2)": "np.sin(x2)", "x1": "x1", "x2": "x2"}
        unknown = [name for name in dataset.features if name not in columns]
        if unknown:
            raise FileError(
                f"NumPy script: the feature {unknown[0]} is not written out here",
                "export it as NPZ or JSON, or take the feature out",
            )
        lines.append("    x1, x2 = X.T")
        listed = ", ".join(columns[name] for name in dataset.features)
        lines.append(f"    X = np.column_stack([{listed}])")
    scaling = dataset.input_scaling
    if np.any(scaling.factor != 1.0) or np.any(scaling.offset != 0.0):
        before.append("# Inputs are scaled as in the training part.")
        pairs = [("input_offset", scaling.offset), ("input_factor", scaling.factor)]
        before += array_lines(pairs, names.packed)
        lines.append("    X = (X - input_offset) * input_factor")
    single = names.trained.precision == "float32"
    lines.append("    return X.astype(np.float32)" if single else "    return X")
    if len(lines) == 4 and not single:
        lines[2:] = ["    return np.asarray(X, dtype=np.float64)"]
    targets = dataset.target_scaling
    if np.any(targets.factor != 1.0) or np.any(targets.offset != 0.0):
        before.append("# So are the targets; a factor of 0 marks a column with a single value.")
        pairs = [("target_offset", targets.offset), ("target_factor", targets.factor)]
        before += array_lines(pairs, names.packed)
    return "\n".join(before) + ("\n\n\n" if before else "") + "\n".join(lines)


def _forward(names: ScriptNames) -> str:
    lines = ["def forward(X):", '    """All sums Z and outputs A, layer by layer."""']
    before = "X"
    for n, layer, _ in names.layers():
        neurons = layer.neurons
        f = None if neurons is None else names.functions.get(neurons.activation)
        statements = layer.numpy_prediction(LayerNames(n, before, f or ""))
        lines += [f"    {statement}" for statement in statements]
        before = f"A{n}"
    lines.append(f"    return {names.forwarded}")
    return "\n".join(lines)


def _predict(names: ScriptNames) -> str:
    lines = [
        "def predict(X):",
        '    """The outputs for unscaled inputs, in the units of the targets."""',
    ]
    single = ".astype(np.float64)" if names.trained.precision == "float32" else ""
    one = "" if "," in names.forwarded else "()"
    picked = "forward(prepare(X))" + ("[-1]" if not one else "")
    lines.append('    with np.errstate(all="ignore"):')
    lines.append(f"        A = {picked}{single}")
    if names.scales_targets:
        lines.append("    known = target_factor != 0")
        lines.append("    spread = np.where(known, 1 / np.where(known, target_factor, 1), 0)")
        lines.append("    return A * spread + target_offset")
    else:
        lines.append("    return A")
    return "\n".join(lines)


def _classify(names: ScriptNames) -> str:
    dataset = names.trained.dataset
    classes = ", ".join(repr(name) for name in dataset.classes)
    head = (
        f"classes = np.array([{classes}])\n\n\n"
        if len(classes) < 80
        else (
            "classes = np.array([\n"
            + "".join(f"    {name!r},\n" for name in dataset.classes)
            + "])\n\n\n"
        )
    )
    picked = "predict(X).argmax(axis=1)"
    if dataset.task is not Task.CLASSES:
        outputs = "predict(X)[:, 0]" if dataset.outputs == 1 else "predict(X)"
        picked = f"({outputs} > {number(names.trained.threshold)}).astype(int)"
    return (
        f"{head}def classify(X):\n"
        '    """The name of the class that the network predicts for every sample."""\n'
        f"    return classes[{picked}]"
    )
