"""A network as a workbook: forward pass, loss, backward pass and update for one batch.

Every component gives what it computes as a NumPy expression; evaluated on cells, that is its
formula. The tables have the names used in the step panel: the cell in row 2 and column 1 of W1 is
W1[2,1] there.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from core.components.layers import Layer
from core.components.notation import LayerNames
from core.counts import counted
from core.data.features import FEATURES
from core.errors import FileError
from core.formats.exporters import Trained
from core.formats.numpy.names import ScriptNames, names_of_functions
from core.formats.numpy.training import training_left_out
from core.formats.scripts.text import plain_text
from core.formats.xlsx.batch import next_rows
from core.formats.xlsx.formulas import Cells, cells, each
from core.formats.xlsx.naming import heads
from core.formats.xlsx.numpy_words import NumPy, whole_sum
from core.formats.xlsx.pages import Pages
from core.formats.xlsx.training import Training
from core.lesson.names.notation import Notation

START, FORWARD = "Start", "Forward"


def workbook(trained: Trained) -> Pages:
    """Return the workbook. Raises FileError for what cannot be written as one."""
    with np.errstate(all="ignore"):  # overflowing numbers are refused when they are put in a cell
        return _Writing(trained).pages


def refused(what: str, error: Exception) -> FileError:
    """Return the error for a part without an expression that can become a formula."""
    return FileError(
        f"Excel workbook: {what} cannot be written as formulas ({error})",
        "export it as a NumPy script, NPZ or JSON",
    )


class _Writing:
    """Puts everything in its place, in the order in which it is computed."""

    def __init__(self, trained: Trained) -> None:
        self.trained = trained
        self.left_out = training_left_out(trained)
        sheets = (START, FORWARD) if self.left_out else (START, FORWARD, "Backward", "Update")
        self.pages = Pages(*sheets)
        self.rows = next_rows(trained)
        self.notation = Notation.of(trained.project.layers)
        self.names = ScriptNames(trained, names_of_functions(trained), self.left_out, False)
        #: every array by its name: X, y, W1, Z1, A1
        self.known: dict[str, Any] = {}
        self._start()
        self._forward()
        self._loss()
        if self.left_out is None:
            Training(self.trained, self.pages, self.known, self.names, self.numpy).write()

    def numpy(self, sheet: str) -> NumPy:
        """Return the `np` for expressions on a sheet."""
        return NumPy(lambda values: self.pages.terms(sheet, values))

    def _start(self) -> None:
        page, trained = self.pages.sheets[START], self.trained
        dataset, rows = trained.dataset, self.rows
        size = counted(len(rows), "sample")
        page.line(plain_text(trained.project.name) or "A network", "title")
        page.line(
            f"Trained with Backstep for {counted(trained.updates, 'update')}. This is the next "
            f"one, of {size}: every number is a cell, every cell a formula."
        )
        page.line(
            "Numbers in blue can be changed; all others follow. Tables have the names used in the "
            "step panel: row 2, column 1 of W1 is W1[2,1]."
        )
        if self.left_out is not None:
            page.line(f"It only has the forward pass: {self.left_out}.")
        page.band()
        samples = [str(row + 1) for row in rows]
        raw, targets = dataset.train.raw_inputs[rows], dataset.train.original_targets[rows]
        said = "one row per sample, with its number in the training part"
        inputs = self.pages.put(START, "inputs", raw, dataset.raw_names, samples, said)
        self.samples = self.pages.put(START, "targets", targets, dataset.target_names, samples)
        self.known["X"], self.known["y"] = inputs, self.samples
        if dataset.features is not None:
            self._features(inputs)
        self._scaled()
        for n, _, found in self.names.layers():
            page.band()
            for key, array in found.items():
                if array.ndim > 2:
                    what = ValueError("a sheet has two axes")
                    raise refused(f"an array of {array.ndim} axes", what)
                short = {"weight": "W", "bias": "b"}.get(key, key)
                self.known[f"{short}{n}"] = self._put(START, f"{short}{n}", array)

    def _features(self, inputs: Cells) -> None:
        made = []
        for name in self.trained.dataset.features or ():
            columns = [inputs[:, i] for i in range(inputs.shape[1])]
            code = _FEATURES.get(name)
            if code is None:
                raise refused(f"the feature {FEATURES[name].label}", ValueError("no expression"))
            made.append(code(self.numpy(START), *columns))
        names = self.trained.dataset.input_names
        found = np.stack(made, axis=1).view(Cells)
        self.pages.sheets[START].band()
        self.known["X"] = self.pages.put(START, "features", found, names)

    def _scaled(self) -> None:
        dataset, page = self.trained.dataset, self.pages.sheets[START]
        scalings = {"X": dataset.input_scaling, "y": dataset.target_scaling}
        self.factors: dict[str, tuple[Cells, Cells]] = {}
        for name, scaling in scalings.items():
            if np.all(scaling.factor == 1.0) and np.all(scaling.offset == 0.0):
                continue
            page.band()
            names = dataset.input_names if name == "X" else dataset.target_names
            whole = "inputs" if name == "X" else "targets"
            offset = self.pages.put(START, f"{whole} offset", scaling.offset, names)
            factor = self.pages.put(START, f"{whole} factor", scaling.factor, names)
            self.factors[name] = (offset, factor)
        for name in ("X", "y"):
            values = self.known[name]
            if name in self.factors:
                offset, factor = self.factors[name]
                values = (values - offset) * factor
            self.known[name] = self._put(FORWARD, name, values)

    def _put(self, sheet: str, name: str, values: Any) -> Cells:
        """Put an array under its name in the step panel; symbols are the heads of its columns."""
        array = cells(values)
        return self.pages.put(sheet, name, array, heads(name, array.shape, self.notation))

    def _forward(self) -> None:
        np_words = self.numpy(FORWARD)
        for n, layer, _ in self.names.layers():
            neurons = layer.neurons
            f = None if neurons is None else self.names.functions.get(neurons.activation)
            functions: dict[str, Callable[..., Any]] = {}
            if f is not None and neurons is not None:
                if not neurons.activation.is_written:
                    raise refused(neurons.activation.label, ValueError("it gives no expression"))
                functions[f] = self._function(neurons.activation.numpy(), np_words)
            before = "X" if n == 1 else f"A{n - 1}"
            self._through(layer, LayerNames(n, before, f or ""), functions, np_words)
        last = self.known[f"A{self.names.last}"]
        if "y" in self.factors:
            offset, factor = self.factors["y"]
            known = self.trained.dataset.target_scaling.factor != 0
            spread = each(lambda x: 1 / x if x.value else x, factor)
            last = last * spread + offset if np.any(known) else last * 0 + offset
        self.pages.put(
            FORWARD, "predictions", last, self.trained.dataset.target_names,
            said="in the units of the data", style="answer",
        )  # fmt: skip

    def _function(self, code: str, np_words: NumPy) -> Callable[..., Any]:
        return lambda z: eval(code, {"np": np_words, "z": z})

    def _through(
        self, layer: Layer, names: LayerNames, functions: dict[str, Any], np_words: NumPy
    ) -> None:
        statements = layer.numpy_prediction(names)
        if not statements:
            raise refused(f"a {layer.label} layer", ValueError("it gives no expression"))
        for statement in statements:
            line = statement.partition("  #")[0]
            if line.startswith("#"):
                continue
            name, _, code = line.partition(" = ")
            try:
                values = eval(code, {"np": np_words, **functions, **self.known})
            except (TypeError, AttributeError, LookupError, ValueError) as error:
                raise refused(f"a {layer.label} layer", error) from None
            # the outputs of a layer that passes its inputs on are there already
            same = code in self.known
            self.known[name] = values if same else self._put(FORWARD, name, values)

    def _loss(self) -> None:
        project, page = self.trained.fitted, self.pages.sheets[FORWARD]
        loss, last = project.loss, self.names.last
        if not loss.is_written:
            return
        code = loss.numpy_from_sums() if loss.fused else loss.numpy()
        a, z = self.known[f"A{last}"], self.known.get(f"Z{last}")
        y, np_words = self.known["y"], self.numpy(FORWARD)

        def of(rows: slice) -> Any:
            given = {"a": a[rows], "y": y[rows], "z": None if z is None else z[rows]}
            return eval(code, {"np": np_words, "len": len, **given})

        try:
            terms = cells([[of(slice(i, i + 1))] for i in range(len(y))])
            terms = self.pages.put(FORWARD, "L of samples", terms, ["L"], said=loss.label)
            total, count = whole_sum(terms), len(y)
            if abs(whole_value(code, a, y, z) - total.value / count) <= _SAME * abs(total.value):
                total = total / count
            elif abs(whole_value(code, a, y, z) - total.value) > _SAME * abs(total.value):
                total = of(slice(None))
        except (TypeError, AttributeError, LookupError, ValueError) as error:
            raise refused(loss.label, error) from None
        page.band()
        found = self.pages.put(FORWARD, "L", total, [" "], [" "], f"the {loss.label} of the batch")
        self.known["L"] = found
        regularizer = project.regularizer
        if not regularizer.penalizes or not regularizer.is_written:
            return
        try:
            penalty: Any = 0.0
            for n, _, _ in self.names.dense():
                penalty = penalty + eval(regularizer.numpy(f"W{n}"), {"np": np_words, **self.known})
        except (TypeError, AttributeError, LookupError, ValueError) as error:
            raise refused(regularizer.label, error) from None
        page.band()
        r = self.pages.put(FORWARD, "R", penalty, [" "], [" "], f"the penalty, {regularizer.label}")
        self.pages.put(FORWARD, "J", found + r, [" "], [" "], "what is minimised: L + R")


#: rounding apart
_SAME = 1e-9


def whole_value(code: str, a: Cells, y: Cells, z: Cells | None) -> float:
    """Return the value of a loss's expression for the numbers of a whole batch."""
    found = {"a": a, "y": y, "z": a if z is None else z}
    given = {
        name: np.array([n.value for n in x.flat]).reshape(x.shape) for name, x in found.items()
    }
    with np.errstate(all="ignore"):
        return float(eval(code, {"np": np, **given}))


_FEATURES: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "x1": lambda np_words, x1, x2: x1,
        "x2": lambda np_words, x1, x2: x2,
        "x1^2": lambda np_words, x1, x2: x1 * x1,
        "x2^2": lambda np_words, x1, x2: x2 * x2,
        "x1*x2": lambda np_words, x1, x2: x1 * x2,
        "sin(x1)": lambda np_words, x1, x2: np_words.sin(x1),
        "sin(x2)": lambda np_words, x1, x2: np_words.sin(x2),
    }
)
