"""JSON: the trained network as text that every language can read."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from core.components.layers import LAYERS
from core.data.dataset import Scaling
from core.disk.json_text import to_readable_json
from core.formats.checking.plain_forward import Array, ReadNetwork
from core.formats.checking.verification import ReadBack
from core.formats.exporters import EXPORTERS, Exporter, Trained
from core.records import record

FORMAT = "backstep-weights"
VERSION = 1


@EXPORTERS.register
@record
class JsonExporter(Exporter):
    """Layers in order with their weights, outputs = inputs @ weight + bias, names and scaling.

    scaled = (input − offset) · factor before the first layer; for targets of a regression the
    same backwards. Floats read back the same.
    """

    name = "json"
    label = "JSON"
    suffix = ".json"
    good_for = "For reading it yourself, and for any language."
    place = 2
    description = "JSON text"
    carries = (
        "The layers in order with every weight as readable text, the scaling, and the names of "
        "inputs, targets and classes."
    )

    def content(self, trained: Trained) -> bytes:
        """Return the text, UTF-8."""
        dataset = trained.dataset
        by_layer = {layer.layer: layer for layer in trained.layers}
        layers: list[dict[str, Any]] = []
        for i, layer in enumerate(trained.project.layers):
            found = by_layer.get(i)
            layers.append({**layer.write(), **(found.arrays if found else {})})
        return to_readable_json(
            {
                "format": FORMAT,
                "version": VERSION,
                "name": trained.project.name,
                "epochs": trained.epochs,
                "updates": trained.updates,
                "task": dataset.task.value,
                "inputs": dataset.input_names,
                "raw_inputs": dataset.raw_names,
                "features": trained.project.data.features,
                "input_scaling": _scaling(dataset.input_scaling),
                "layers": layers,
                "targets": dataset.target_names,
                "target_scaling": _scaling(dataset.target_scaling),
                "classes": dataset.classes,
                "threshold": trained.threshold,
                "precision": trained.precision,
            }
        ).encode()

    def read_back(self, path: Path, trained: Trained) -> ReadBack:
        """Parse the text and go forward in plain NumPy."""
        found = json.loads(path.read_text(encoding="utf-8"))
        layers = []
        for layer in found["layers"]:
            names = LAYERS.named(layer["name"]).array_names
            # a dense layer without a bias says so under the name of the array
            given = {name: layer[name] for name in names if isinstance(layer.get(name), list)}
            layers.append((layer, {name: np.array(values) for name, values in given.items()}))
        network = ReadNetwork(
            layers, found["features"], _pair(found["input_scaling"]), _pair(found["target_scaling"])
        )
        return network.read_back(trained.samples, "the text parsed again")


def _scaling(scaling: Scaling) -> dict[str, Any]:
    return {"offset": scaling.offset, "factor": scaling.factor}


def _pair(scaling: dict[str, Any]) -> tuple[Array, Array]:
    return np.array(scaling["offset"]), np.array(scaling["factor"])
