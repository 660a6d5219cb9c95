"""JSON: the trained network as text that every language reads."""

from dataclasses import dataclass
from typing import Any

from core.data.dataset import Scaling
from core.files.exporters import EXPORTERS, Exporter, Trained
from core.files.json_text import to_readable_json

FORMAT = "backstep-weights"
VERSION = 1


@EXPORTERS.register
@dataclass(frozen=True)
class JsonExporter(Exporter):
    """Layers in order with their weights, outputs = inputs @ weight + bias, names and scaling.

    scaled = (input − offset) · factor before the first layer; for targets of a regression the
    same backwards. Floats read back the same.
    """

    name = "json"
    label = "JSON"
    suffix = ".json"
    description = "JSON text"

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
            }
        ).encode()


def _scaling(scaling: Scaling) -> dict[str, Any]:
    return {"offset": scaling.offset, "factor": scaling.factor}
