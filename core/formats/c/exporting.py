"""A C header: the network for programs without a library, `nn_predict(x, y)`."""

import re
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.layers import Equation
from core.data.samples import Task
from core.errors import FileError
from core.formats.c.text import FEATURES, HELPERS, LANGUAGE, array, arrays, strings
from core.formats.checking.plain_forward import ReadNetwork
from core.formats.checking.verification import ReadBack
from core.formats.exporters import EXPORTERS, Exporter, Trained
from core.formats.scripts.scalars import scalar
from core.formats.scripts.text import plain_text
from core.records import record

#: with more numbers, compilers take minutes
_MOST_NUMBERS = 1_000_000
_MOST_TESTED = 16
_SECONDS = 120.0

_MAIN = """
#ifdef NN_TEST
/* cc -DNN_TEST -x c {name} -lm && ./a.out: what it was exported with, or rows of inputs given. */
#include <stdio.h>
{samples}
int main(int count, char **words) {{
    double read;
    nn_real x[NN_INPUTS], y[NN_OUTPUTS];
    if (count > 1 && words[1][0] == '-') {{
        for (int i = 0; scanf("%lf", &read) == 1;) {{
            x[i++] = (nn_real)read;
            if (i < NN_INPUTS) continue;
            nn_predict(x, y);
            for (int j = 0; j < NN_OUTPUTS; j++)
                printf("%.17g%c", (double)y[j], j + 1 < NN_OUTPUTS ? ' ' : '\\n');
            i = 0;
        }}
        return 0;
    }}
    double worst = 0, size = 0;
    for (int i = 0; i < NN_TESTED; i++) {{
        nn_predict(nn_test_x + i * NN_INPUTS, y);
        for (int j = 0; j < NN_OUTPUTS; j++) {{
            double wanted = nn_test_y[i * NN_OUTPUTS + j];
            worst = nn_larger(worst, fabs(y[j] - wanted));
            size = nn_larger(size, fabs(wanted));
        }}
    }}
    printf("%d samples, largest difference %.3g\\n", NN_TESTED, worst);
    return !(worst <= {allowed} * (1 + size));
}}
#endif
"""


@EXPORTERS.register
@record
class CExporter(Exporter):
    """One C99 header that needs nothing but math.h: `#include "net.h"`, `nn_predict(x, y)`."""

    name = "c"
    label = "C"
    suffix = ".h"
    description = "C header"
    carries = "The weights and the forward pass as one header; scaling, features, classes, a test."
    good_for = "For programs in C and C++, and for small machines."
    place = 10

    def content(self, trained: Trained) -> bytes:
        """Return the header. Raises FileError for functions that C does not have."""
        return _header(trained).encode("ascii")

    def read_back(self, path: Path, trained: Trained) -> ReadBack:
        """Compile and run it if there is a compiler, else read its numbers back."""
        compiler = _compiler()
        if compiler is None:
            network = _network(path, trained)
            return network.read_back(trained.samples, "numbers read back, run by NumPy")
        return ReadBack(_run(compiler, path, trained.samples), f"compiled by {compiler} and run")


@cache
def _compiler() -> str | None:
    """Return a working compiler with Unix options, if there is one."""
    if sys.platform.startswith("win"):
        return None
    return next(
        (name for name in ("cc", "gcc", "clang") if shutil.which(name) and _works(name)), None
    )


def _works(compiler: str) -> bool:
    """Return whether a compiler can build a program: it may be only partly installed."""
    with tempfile.TemporaryDirectory(prefix="backstep-") as folder:
        words = [compiler, "-x", "c", "-", "-o", str(Path(folder) / "empty"), "-lm"]
        try:
            done = subprocess.run(
                words,
                input="#include <math.h>\nint main(void) { return 0; }\n",
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                timeout=_SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return False
    return done.returncode == 0


def _header(trained: Trained) -> str:
    dataset, inputs = trained.dataset, trained.samples.shape[1]
    if trained.parameter_count > _MOST_NUMBERS:
        raise FileError(
            f"C: compilers take minutes for more than {_MOST_NUMBERS:,} numbers",
            "export it as ONNX or NPZ",
        )
    classes = () if dataset.task is Task.REGRESSION else tuple(dataset.classes)
    width = inputs if dataset.features is None else len(dataset.features)
    held, steps, outputs = _layers(trained, width)
    widest = max([width, *(units for units in outputs)])
    count = outputs[-1]
    title = plain_text(trained.project.name).encode("ascii", "replace").decode()
    spread = [0.0 if f == 0 else 1.0 / f for f in dataset.target_scaling.factor.tolist()]
    kind = np.dtype(trained.precision)
    scaling = {
        "nn_input_offset": dataset.input_scaling.offset,
        "nn_input_factor": dataset.input_scaling.factor,
        "nn_target_offset": dataset.target_scaling.offset,
        "nn_target_spread": np.array(spread),
    }
    finite = np.isfinite(trained.predictions).all(axis=1)
    rows = np.flatnonzero(finite if finite.any() else ~finite)[:_MOST_TESTED]
    tested = len(rows)
    samples = [
        f"enum {{ NN_TESTED = {tested} }};",
        array("nn_test_x", trained.samples[rows].astype(kind)),
        array("nn_test_y", trained.predictions[rows].astype(np.float64)).replace(
            "const nn_real", "const double"
        ),
    ]
    parts = [
        f"/* {title.replace('*/', '')}: trained with Backstep. */".replace("??", "?"),
        "#ifndef NN_NETWORK_H",
        "#define NN_NETWORK_H",
        "#include <math.h>",
        f"typedef {'float' if trained.precision == 'float32' else 'double'} nn_real;",
        f"enum {{ NN_INPUTS = {inputs}, NN_OUTPUTS = {count}, NN_CLASSES = {len(classes)} }};",
        strings("nn_input_names", tuple(dataset.raw_names)),
        strings("nn_output_names", tuple(dataset.target_names)),
        strings("nn_class_names", classes),
        *[array(name, values.astype(kind)) for name, values in (*scaling.items(), *held)],
        HELPERS,
        "/* The outputs for a sample: x has NN_INPUTS unscaled numbers, y takes NN_OUTPUTS. */",
        "static inline void nn_predict(const nn_real *x, nn_real *y) {",
        f"    nn_real one[{widest}], other[{widest}], *a = one, *z = other, *swap;",
        *_inputs(dataset.features, width),
        *steps,
        f"    for (int j = 0; j < {count}; j++)",
        "        y[j] = a[j] * nn_target_spread[j] + nn_target_offset[j];",
        "    (void)swap;",
        "    (void)z;",
        "}",
        *(_classify(trained) if classes else ()),
        _MAIN.format(
            name="net.h",
            samples="\n".join(samples),
            allowed="1e-5" if trained.precision == "float32" else "1e-9",
        ),
        "#endif",
    ]
    return "\n".join(parts) + "\n"


def _layers(trained: Trained, width: int) -> tuple[list[Any], list[str], list[int]]:
    """Return the arrays by name, the steps of the forward pass, and the units after each layer."""
    held: list[tuple[str, NDArray[Any]]] = []
    steps, widths = [], [width]
    for i, layer in enumerate(trained.project.layers):
        found, inputs = trained.arrays_of(i), widths[-1]
        if layer.neurons is not None and layer.equation is Equation.WEIGHTED_SUM:
            units, activation = layer.neurons.units, layer.neurons.activation
            bias = found.get("bias", np.zeros(units, dtype=found["weight"].dtype))
            held += [(f"nn_weight_{i}", found["weight"]), (f"nn_bias_{i}", bias)]
            steps.append(f"    nn_dense(a, {inputs}, z, {units}, nn_weight_{i}, nn_bias_{i});")
            steps += _activated(activation, units)
            steps.append("    swap = a, a = z, z = swap;")
            widths.append(units)
        elif layer.equation is Equation.NORMALIZED:
            variance = found["running_variance"].astype(np.float64)
            deviation = np.sqrt(variance + layer.norm_epsilon)
            factor = found["scale"] / deviation
            held += [
                (f"nn_factor_{i}", factor),
                (f"nn_offset_{i}", found["shift"] - found["running_mean"] * factor),
            ]
            steps += [
                f"    for (int j = 0; j < {inputs}; j++)",
                f"        a[j] = a[j] * nn_factor_{i}[j] + nn_offset_{i}[j];",
            ]
        elif layer.equation is not Equation.MASK:
            raise FileError(
                f"C: a {layer.label} layer cannot be written yet", "export it as NPZ or JSON"
            )
    return held, steps, widths


def _activated(activation: Any, units: int) -> list[str]:
    if activation.is_identity:
        return []
    if activation.gives_shares:
        return [f"    nn_shares(z, {units});"]
    if not activation.is_written:
        raise FileError(
            f"C: the activation {activation.label} has no expression",
            "export it as NPZ or JSON, or choose another activation",
        )
    text = scalar(activation.numpy(), LANGUAGE, activation.label)
    return [
        f"    for (int j = 0; j < {units}; j++) {{",
        "        double z_j = z[j];",
        f"        z[j] = (nn_real)({_of_one(text)});",
        "    }",
    ]


def _of_one(text: str) -> str:
    """Return an expression in `z` rewritten for `z_j`."""
    return re.sub(r"\bz\b", "z_j", text)


def _inputs(features: tuple[str, ...] | None, width: int) -> list[str]:
    if features is None:
        lines = [f"    for (int i = 0; i < {width}; i++) a[i] = x[i];"]
    else:
        known = dict(FEATURES)
        unknown = [name for name in features if name not in known]
        if unknown:
            raise FileError(
                f"C: the feature {unknown[0]} is not written out here", "export it as JSON"
            )
        lines = [f"    a[{i}] = (nn_real)({known[name]});" for i, name in enumerate(features)]
    return [
        *lines,
        f"    for (int i = 0; i < {width}; i++)",
        "        a[i] = (a[i] - nn_input_offset[i]) * nn_input_factor[i];",
    ]


def _classify(trained: Trained) -> list[str]:
    lines = [
        "",
        "/* The number of the class that the network predicts for a sample: see nn_class_names. */",
        "static inline int nn_classify(const nn_real *x) {",
        "    nn_real y[NN_OUTPUTS];",
        "    nn_predict(x, y);",
    ]
    if trained.dataset.task is not Task.CLASSES:
        return [*lines, f"    return y[0] > {float(trained.threshold)!r};", "}"]
    return [
        *lines,
        "    int best = 0;",
        "    for (int j = 1; j < NN_OUTPUTS; j++)",
        "        if (y[j] > y[best]) best = j;",
        "    return best;",
        "}",
    ]


def _network(path: Path, trained: Trained) -> ReadNetwork:
    """Return the network in a header: its numbers, with the layers of the project."""
    found = arrays(path.read_text(encoding="ascii"))
    layers: list[Any] = []
    for i, layer in enumerate(trained.project.layers):
        mine: dict[str, NDArray[Any]] = {}
        if f"nn_weight_{i}" in found:
            bias = found[f"nn_bias_{i}"]
            mine = {"weight": found[f"nn_weight_{i}"].reshape(-1, len(bias)), "bias": bias}
        elif f"nn_factor_{i}" in found:
            ones = np.ones(len(found[f"nn_factor_{i}"]))
            mine = {"scale": found[f"nn_factor_{i}"], "shift": found[f"nn_offset_{i}"]}
            # the factor already includes the root of variance and ε
            mine |= {"running_mean": 0 * ones, "running_variance": ones - layer.norm_epsilon}
        layers.append((layer.write(), mine))
    spread = found["nn_target_spread"]
    factor = np.divide(1.0, spread, where=spread != 0, out=np.zeros(len(spread)))
    return ReadNetwork(
        layers,
        trained.dataset.features,
        (found["nn_input_offset"], found["nn_input_factor"]),
        (found["nn_target_offset"], factor),
    )


def _run(compiler: str, path: Path, samples: NDArray[Any]) -> NDArray[np.float64]:
    """Return the compiled header's outputs for samples (m, raw). Raises FileError on failure."""
    program = path.with_name("run_network")
    words = [
        compiler,
        "-std=c99",
        "-O1",
        "-DNN_TEST",
        "-x",
        "c",
        str(path),
        "-o",
        str(program),
        "-lm",
    ]
    rows = "\n".join(" ".join(repr(float(v)) for v in row) for row in samples)
    try:
        for command, given in ((words, ""), ([str(program), "-"], rows)):
            done = subprocess.run(
                command,
                input=given,
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                timeout=_SECONDS,
                check=False,
            )
            if done.returncode:
                last = (done.stderr.strip().splitlines() or ["it printed no message"])[0]
                raise FileError(
                    f"{path.name} was compiled as a check and failed: {last[:200]}",
                    "export it as NPZ or ONNX, and please report this",
                )
    except (OSError, subprocess.TimeoutExpired):
        raise FileError(f"{path.name} could not be compiled", "export it as ONNX") from None
    return np.array([[float(v) for v in line.split()] for line in done.stdout.splitlines()])
