"""A JavaScript module: the network for web pages and Node, without a library."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.layers import Equation
from core.data.samples import Task
from core.errors import FileError
from core.formats.checking.plain_forward import ReadNetwork
from core.formats.checking.verification import ReadBack
from core.formats.exporters import EXPORTERS, Exporter, Trained
from core.formats.scripts.scalars import Language, scalar
from core.formats.scripts.text import plain_text
from core.records import record

_NAMES = ("exp", "expm1", "log", "log1p", "tanh", "sin", "cos", "abs", "sqrt", "sign")
_LANGUAGE = Language(
    "JavaScript",
    {name: f"Math.{name}" for name in _NAMES}
    | {"maximum": "Math.max", "minimum": "Math.min", "power": "Math.pow"},
    "Math.PI",
)
_FEATURES = {
    "x1": "x[0]",
    "x2": "x[1]",
    "x1^2": "x[0] * x[0]",
    "x2^2": "x[1] * x[1]",
    "x1*x2": "x[0] * x[1]",
    "sin(x1)": "Math.sin(x[0])",
    "sin(x2)": "Math.sin(x[1])",
}.items()
_MOST_NUMBERS = 5_000_000
_SECONDS = 60.0
_MARK = "const network = "

_BODY = """
function dense(a, weight, bias) {
  const z = bias.slice();
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < z.length; j++) z[j] += a[i] * weight[i][j];
  }
  return z;
}

function normalized(a, layer) {
  return a.map((v, i) =>
    (v - layer.running_mean[i]) / Math.sqrt(layer.running_variance[i] + layer.epsilon)
      * layer.scale[i] + layer.shift[i]);
}

function shares(z) {
  const largest = Math.max(...z);
  const e = z.map((v) => Math.exp(v - largest));
  const total = e.reduce((sum, v) => sum + v, 0);
  return e.map((v) => v / total);
}
"""


@EXPORTERS.register
@record
class JavaScriptExporter(Exporter):
    """One ES module without dependencies: `import { predict, classify } from "./net.mjs"`."""

    name = "javascript"
    label = "JavaScript"
    suffix = ".mjs"
    description = "JavaScript module"
    carries = "The weights and the forward pass as one ES module; scaling, features and classes."
    good_for = "For a web page, or for Node."
    place = 9

    def content(self, trained: Trained) -> bytes:
        """Return the source. Raises FileError for functions that JavaScript does not have."""
        return _module(trained).encode()

    def read_back(self, path: Path, trained: Trained) -> ReadBack:
        """Run it in Node if that is installed, else read its numbers back."""
        node = shutil.which("node")
        if node is None:
            return _network(path).read_back(trained.samples, "numbers read back, run by NumPy")
        return ReadBack(_run(node, path, trained.samples), "run by Node")


def _module(trained: Trained) -> str:
    dataset = trained.dataset
    if trained.parameter_count > _MOST_NUMBERS:
        raise FileError(
            f"a module of more than {_MOST_NUMBERS:,} numbers would take long to load",
            "export it as ONNX",
        )
    steps, layers = [], []
    for i, layer in enumerate(trained.project.layers):
        constants: dict[str, float] = {}
        arrays = {key: array.tolist() for key, array in trained.arrays_of(i).items()}
        if layer.neurons is not None and layer.equation is Equation.WEIGHTED_SUM:
            arrays.setdefault("bias", [0.0] * layer.neurons.units)
            steps.append(f"  a = dense(a, layers[{i}].weight, layers[{i}].bias);")
            steps.append(_activated(layer.neurons.activation))
        elif layer.equation is Equation.NORMALIZED:
            steps.append(f"  a = normalized(a, layers[{i}]);")
            constants["epsilon"] = layer.norm_epsilon
        elif layer.equation is not Equation.MASK:
            raise FileError(
                f"JavaScript: a {layer.label} layer cannot be written yet",
                "export it as NPZ or JSON",
            )
        layers.append({**layer.write(), **constants, **arrays})
    held = {
        "layers": layers,
        "features": dataset.features,
        "inputs": [dataset.input_scaling.offset.tolist(), dataset.input_scaling.factor.tolist()],
        "targets": [
            dataset.target_scaling.offset.tolist(),
            dataset.target_scaling.factor.tolist(),
        ],
    }
    text = json.dumps(held, separators=(",", ":"), allow_nan=False)
    classes = [] if dataset.task is Task.REGRESSION else list(dataset.classes)
    parts = [
        f"// {plain_text(trained.project.name)}: trained with Backstep.",
        f"export const inputNames = {json.dumps(list(dataset.raw_names))};",
        f"export const outputNames = {json.dumps(list(dataset.target_names))};",
        f"export const classNames = {json.dumps(classes)};",
        f"{_MARK}{text};",
        "const layers = network.layers;",
        _BODY,
        "/** The outputs for one sample, an array of unscaled inputs. */",
        "export function predict(x) {",
        f"  let a = {_inputs(dataset.features)};",
        "  a = a.map((v, i) => (v - network.inputs[0][i]) * network.inputs[1][i]);",
        *[step for step in steps if step],
        "  const [offset, factor] = network.targets;",
        "  return a.map((v, i) => v * (factor[i] === 0 ? 0 : 1 / factor[i]) + offset[i]);",
        "}",
    ]
    if classes:
        parts += ["", *_classify(trained)]
    return "\n".join(parts) + "\n"


def _activated(activation: Any) -> str:
    if activation.is_identity:
        return ""
    if activation.gives_shares:
        return "  a = shares(a);"
    if not activation.is_written:
        raise FileError(
            f"JavaScript: the activation {activation.label} has no expression",
            "export it as NPZ or JSON, or choose another activation",
        )
    return f"  a = a.map((z) => {scalar(activation.numpy(), _LANGUAGE, activation.label)});"


def _inputs(features: tuple[str, ...] | None) -> str:
    if features is None:
        return "Array.from(x)"
    known = dict(_FEATURES)
    unknown = [name for name in features if name not in known]
    if unknown:
        raise FileError(
            f"JavaScript: the feature {unknown[0]} is not written out here", "export it as JSON"
        )
    return f"[{', '.join(known[name] for name in features)}]"


def _classify(trained: Trained) -> list[str]:
    picked = "a.indexOf(Math.max(...a))"
    if trained.dataset.task is not Task.CLASSES:
        picked = f"a[0] > {float(trained.threshold)!r} ? 1 : 0"
    return [
        "/** The name of the class that the network predicts for a sample. */",
        "export function classify(x) {",
        "  const a = predict(x);",
        f"  return classNames[{picked}];",
        "}",
    ]


def _network(path: Path) -> ReadNetwork:
    """Return the network that a module holds. Raises FileError if there is none."""
    lines = path.read_text(encoding="utf-8").splitlines()
    line = next((line for line in lines if line.startswith(_MARK)), "")
    held = json.loads(line.removeprefix(_MARK).removesuffix(";"))
    layers = []
    for layer in held["layers"]:
        arrays = {key: np.array(v) for key, v in layer.items() if isinstance(v, list)}
        layers.append(({k: v for k, v in layer.items() if k not in arrays}, arrays))
    inputs, targets = ([np.array(part) for part in held[key]] for key in ("inputs", "targets"))
    return ReadNetwork(layers, held["features"], (inputs[0], inputs[1]), (targets[0], targets[1]))


def _run(node: str, path: Path, samples: NDArray[Any]) -> NDArray[np.float64]:
    """Return the outputs from Node for samples. Raises FileError if it fails."""
    samples_path = path.with_name("samples.json")
    samples_path.write_text(json.dumps(np.asarray(samples, dtype=float).tolist()))
    code = (
        "const { predict } = await import(process.argv[2]);"
        "const { readFileSync } = await import('node:fs');"
        "const rows = JSON.parse(readFileSync(process.argv[3], 'utf-8'));"
        "console.log(JSON.stringify(rows.map((x) => predict(x).map(String))));"
    )
    runner = path.with_name("run.mjs")
    runner.write_text(code, encoding="utf-8")
    try:
        result = subprocess.run(
            [node, str(runner), path.resolve().as_uri(), str(samples_path)],
            capture_output=True,
            encoding="utf-8",
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        raise FileError(f"{path.name} could not be run in Node", "export it as ONNX") from None
    if result.returncode:
        last = (result.stderr.strip().splitlines() or ["it printed no message"])[-1]
        raise FileError(
            f"{path.name} was run in Node as a check and failed: {last[:200]}",
            "export it as NPZ or ONNX, and please report this",
        )
    rows = json.loads(result.stdout)
    return np.array([[float(v.replace("Infinity", "inf")) for v in row] for row in rows])
