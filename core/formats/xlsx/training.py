"""The sheets of one update: the backward pass, and the optimizer's step."""

from collections.abc import Callable
from typing import Any

import numpy as np

from core.errors import FileError
from core.formats.exporters import Trained
from core.formats.numpy.names import ScriptNames, named
from core.formats.numpy.training import slots_of
from core.formats.xlsx.formulas import Cells, cells
from core.formats.xlsx.naming import heads
from core.formats.xlsx.numpy_words import NumPy
from core.formats.xlsx.pages import Pages
from core.lesson.names.notation import Notation

BACKWARD, UPDATE = "Backward", "Update"
_WRONG = (TypeError, AttributeError, LookupError, ValueError)


class Training:
    """Writes the gradients of the loss and the update after the forward pass."""

    def __init__(
        self,
        trained: Trained,
        pages: Pages,
        known: dict[str, Any],
        names: ScriptNames,
        numpy: Callable[[str], NumPy],
    ) -> None:
        self._trained, self._pages, self._known, self._names = trained, pages, known, names
        self._numpy = numpy
        self._notation = Notation.of(trained.project.layers)

    def write(self) -> None:
        """Write both sheets. Raises FileError for parts without a formula."""
        try:
            self._backward()
            self._update()
        except _WRONG as error:
            raise FileError(
                f"Excel workbook: the update cannot be written as formulas ({error})",
                "export it as a NumPy script, NPZ or JSON",
            ) from None

    def _put(self, sheet: str, name: str, values: Any, said: str = "") -> Cells:
        above = heads(name, np.shape(values), self._notation)
        self._known[name] = self._pages.put(sheet, name, values, above, said=said)
        found: Cells = self._known[name]
        return found

    def _work(self, code: str, **given: Any) -> Any:
        return eval(code, {"np": self._numpy(BACKWARD), "len": len, **self._known, **given})

    def _backward(self) -> None:
        project, names = self._trained.fitted, self._names
        page, loss = self._pages.sheets[BACKWARD], project.loss
        page.line("How the loss changes with every number, from the last layer to the first.")
        for n, layer, arrays in reversed(names.dense()):
            page.band()
            activation = layer.activation
            if n == names.last and loss.fused:
                code = named(loss.numpy_fused(), a=f"A{n}")
                dz = self._put(BACKWARD, f"dZ{n}", self._work(code), f"{loss.label} and activation")
            else:
                if n == names.last:
                    code = named(loss.numpy_gradient(), a=f"A{n}")
                else:
                    code = f"dZ{n + 1} @ W{n + 1}.T"
                da = self._put(BACKWARD, f"dA{n}", self._work(code))
                slope = "g" if activation.is_identity else activation.numpy_gradient()
                found = self._work(slope, g=da, z=self._known[f"Z{n}"], a=self._known[f"A{n}"])
                dz = self._put(BACKWARD, f"dZ{n}", found, activation.label)
            before = self._known["X" if n == 1 else f"A{n - 1}"]
            page.band()
            slope_of_weight = before.T @ dz
            if project.regularizer.penalizes:
                slope_of_weight = slope_of_weight + self._work(
                    project.regularizer.numpy_gradient(f"W{n}")
                )
            self._put(BACKWARD, f"dW{n}", slope_of_weight)
            if "bias" in arrays:
                self._put(BACKWARD, f"db{n}", np.sum(dz, axis=0))

    def _update(self) -> None:
        moment, optimizer = self._trained.moment, self._trained.project.optimizer
        assert moment is not None
        page, names = self._pages.sheets[UPDATE], self._names.parameters()
        page.line(f"The update by {optimizer.label}: its state, and the new numbers.")
        page.band()
        eta = optimizer.learning_rate * optimizer.schedule.at(moment.record.update)
        rate = self._pages.put(UPDATE, "eta", eta, ["η"], [" "], "the learning rate")
        space: dict[str, Any] = {"np": self._numpy(UPDATE), "len": len}
        for name, value in moment.record.counters.items():
            put = self._pages.put(UPDATE, name, value, [" "], [" "], "so far")
            space[name] = put.item()
        slots = slots_of(self._names, moment, optimizer.state_slots())
        for slot, arrays in slots.items():
            page.band()
            space[slot] = [
                self._pages.put(UPDATE, f"{slot} {name}", array, said="so far")
                for name, array in zip(names, arrays, strict=True)
            ]
        space["parameters"] = [cells(self._known[name]) for name in names]
        gradients = [self._known[f"d{name}"] for name in names]
        exec(f"def update(gradients, rate):\n{optimizer.code_body()}", space)
        space["update"](gradients, rate.item())
        page.band()
        for name in moment.record.counters:
            self._pages.put(UPDATE, f"{name}'", space[name], [" "], [" "], "after the update")
        for slot in slots:
            page.band()
            for name, array in zip(names, space[slot], strict=True):
                self._pages.put(UPDATE, f"{slot} {name}'", array, said="after the update")
        page.band()
        for name, array in zip(names, space["parameters"], strict=True):
            above = heads(f"{name}'", np.shape(array), self._notation)
            self._pages.put(
                UPDATE, f"{name}'", array, above, said="after the update", style="answer"
            )
