"""The arrays of an update by their names in tutorials: Z1, A1, dW2."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.lesson.formulas.network import names_of
from core.pictures.records import PhaseRecord
from core.pictures.snapshot import LayerPicture, StepPicture
from core.words import translate

Array = NDArray[np.floating[Any]]

#: the arrays of a forward phase that have names; its inputs are the previous layer's outputs
_FORWARD = ("mean", "variance", "normalized", "mask", "z", "a")


def arrays_of(step: StepPicture, layers: tuple[LayerPicture, ...] = ()) -> dict[str, Array]:
    """Return what an update has computed so far, in order.

    The learned numbers from before the update come from its record once it is done, until then from
    the `layers` of the same snapshot. Their new values are called `W1 after`.
    """
    found: dict[str, Array] = {}
    for records in step.records:
        for record in records:
            found.update(_of_phase(step, record))
    names, learned = names_of(step.project), {}
    for i, layer in enumerate(layers if not _is_done(step) else ()):
        for name, array in layer.arrays.items():
            if not name.startswith("running"):
                learned[names[i].of(name)] = array
    return {**found, **learned}


def after_update(name: str) -> str:
    """Return the name of an array after the update: W1 after."""
    return translate("NotebookDialog", "{name} after").format(name=name)


def _is_done(step: StepPicture) -> bool:
    return bool(step.records) and step.done == len(step.rail)


def _of_phase(step: StepPicture, record: PhaseRecord) -> dict[str, Array]:
    names, values = names_of(step.project), record.values
    found: dict[str, Array] = {}
    if record.phase == "batch":
        return {"X": values["x"], "y": values["y"]}
    if record.phase == "loss":
        found["L"] = np.asarray(values["value"], dtype=np.float64)
        if values["gradient"] is not None:
            found[f"d{names[-1].output}"] = values["gradient"]
        return found
    assert record.layer is not None
    own, layer = names[record.layer], step.project.layers[record.layer]
    if record.phase == "forward":
        # a layer without an activation has no sums apart from its outputs
        left = () if layer.neurons else ("z",)
        wanted = [name for name in _FORWARD if name in values and name not in left]
        return {own.of(name): values[name] for name in wanted}
    if record.phase == "backward":
        slope = own.sums if layer.neurons else own.output
        found[f"d{slope}"] = values["gradient_z"]
        for name, array in values.items():
            if name.startswith("gradient_") and name != "gradient_z":
                found[own.of(name)] = array
        return found
    for name, array in values.items():
        if name.endswith("_before") and name != "optimizer_state_before":
            found[own.of(name.removesuffix("_before"))] = array
    for name, array in values.items():
        if name.endswith("_after"):
            found[after_update(own.of(name.removesuffix("_after")))] = array
    return found


def as_numpy(name: str, array: Array) -> str:
    """Return a line of Python that makes the same array, to the last bit."""
    variable = name.split(" ")[0]
    return f"{variable} = np.array({np.asarray(array, dtype=np.float64).tolist()!r})"
