"""C as text: numbers, names and the functions that activations call."""

import json
import re

import numpy as np
from numpy.typing import NDArray

from core.counts import counted
from core.errors import FileError
from core.formats.scripts.scalars import Language

_MATH = ("exp", "expm1", "log", "log1p", "tanh", "sin", "cos", "sqrt")
#: C's `fmax` and `fmin` ignore NaN; NumPy's do not
LANGUAGE = Language(
    "C",
    {name: name for name in _MATH}
    | {
        "abs": "fabs",
        "power": "pow",
        "sign": "nn_sign",
        "maximum": "nn_larger",
        "minimum": "nn_smaller",
    },
    "3.14159265358979323846",
)
FEATURES = {
    "x1": "x[0]",
    "x2": "x[1]",
    "x1^2": "x[0] * x[0]",
    "x2^2": "x[1] * x[1]",
    "x1*x2": "x[0] * x[1]",
    "sin(x1)": "sin(x[0])",
    "sin(x2)": "sin(x[1])",
}.items()

HELPERS = """
static inline double nn_sign(double z) { return (z > 0.0) - (z < 0.0); }
static inline double nn_larger(double a, double b) { return a > b || a != a ? a : b; }
static inline double nn_smaller(double a, double b) { return a < b || a != a ? a : b; }

static inline void nn_dense(const nn_real *a, int inputs, nn_real *z, int units,
                            const nn_real *weight, const nn_real *bias) {
    for (int j = 0; j < units; j++) z[j] = bias[j];
    for (int i = 0; i < inputs; i++)
        for (int j = 0; j < units; j++) z[j] += a[i] * weight[i * units + j];
}

static inline void nn_shares(nn_real *z, int units) {
    nn_real largest = z[0], total = 0;
    for (int j = 1; j < units; j++) largest = (nn_real)nn_larger(largest, z[j]);
    for (int j = 0; j < units; j++) total += z[j] = (nn_real)exp(z[j] - largest);
    for (int j = 0; j < units; j++) z[j] /= total;
}
"""

_ARRAY = re.compile(r"static const nn_real (\w+)\[(\d+)\] = \{([^}]*)\};")
_IN_LINE = 6


def string(text: str) -> str:
    """Return a literal of UTF-8 that is written in ASCII only."""
    safe = range(32, 127)
    return (
        '"'
        + "".join(
            chr(byte) if byte in safe and chr(byte) not in '"\\?' else f"\\{byte:03o}"
            for byte in text.encode()
        )
        + '"'
    )


def strings(name: str, texts: tuple[str, ...]) -> str:
    """Return an array of strings with one extra, as C has no empty arrays."""
    shown = ", ".join([*(string(text) for text in texts), "0"])
    return f"static const char *const {name}[] = {{{shown}}};"


def number(value: np.floating) -> str:
    """Return a number that reads back the same; if not finite, by its name in math.h."""
    if np.isnan(value):
        return "NAN"
    if np.isinf(value):
        return "INFINITY" if value > 0 else "-INFINITY"
    return str(value) if isinstance(value, np.float32) else repr(float(value))


def array(name: str, values: NDArray[np.floating]) -> str:
    """Return an array in C order, with numbers that read back the same."""
    flat = values.reshape(-1)
    texts = [number(value) for value in flat]
    lines = [", ".join(texts[i : i + _IN_LINE]) for i in range(0, len(texts), _IN_LINE)]
    body = ",\n    ".join(lines)
    return f"static const nn_real {name}[{len(texts)}] = {{\n    {body}\n}};"


def arrays(text: str) -> dict[str, NDArray[np.float64]]:
    """Return the arrays (n,) that a header holds, by name. Raises FileError for broken ones."""
    found = {}
    for name, count, body in _ARRAY.findall(text):
        try:
            plain = body.replace("INFINITY", "Infinity").replace("NAN", "NaN")
            values = np.array(json.loads(f"[{plain}]"), dtype=np.float64)
        except ValueError:
            raise FileError(f"{name} is not an array of numbers", "export it again") from None
        if len(values) != int(count):
            raise FileError(
                f"{name} has {counted(len(values), 'number')}, not {count}", "export it again"
            )
        found[name] = values
    return found
