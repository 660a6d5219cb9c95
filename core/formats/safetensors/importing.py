"""safetensors: from PyTorch, Keras or Backstep; nothing but a header and numbers."""

from collections.abc import Mapping
from typing import Any

from numpy.typing import NDArray

from core.components.layers import layer_kind
from core.disk.bounded import json_of, safetensors_arrays
from core.formats.importers import IMPORTERS, Imported, Importer
from core.formats.weights.checkpoint import taken_apart
from core.formats.weights.names import layers_of
from core.formats.weights.own import described_layers, scaling_of, texts
from core.records import record


@IMPORTERS.register
@record
class SafetensorsImporter(Importer):
    """Arrays under PyTorch's, Keras's or Backstep's names, in float16 to float64 or bfloat16."""

    name = "safetensors"
    label = "safetensors"
    suffix = ".safetensors"
    description = "safetensors"

    def imported(self, content: bytes, name: str) -> Imported:
        """Return the layers. Raises FileError."""
        arrays, metadata = safetensors_arrays(content, name)
        if {"layers", "shapes", "inputs.offset"} <= set(metadata):
            return _own(arrays, metadata, name)
        # the format sorts names, so their order in the file means nothing
        own, checkpoint = taken_apart(arrays, metadata.get("optimizer"), name)
        found = layers_of(own, name, file_order=False)
        return Imported(
            found.layers,
            found.source,
            found.notices,
            left=found.left,
            input_scaling=found.input_scaling,
            target_scaling=found.target_scaling,
            checkpoint=checkpoint,
        )


def _own(arrays: Mapping[str, NDArray[Any]], metadata: Mapping[str, str], name: str) -> Imported:
    """Return the layers as Backstep's metadata describe them."""

    def told(key: str) -> Any:
        return json_of(metadata[key], f"{name}: {key}") if key in metadata else None

    layers = told("layers")
    described = []
    for i, layer in enumerate(layers if isinstance(layers, list) else []):
        kind = layer.get("name") if isinstance(layer, dict) else None
        names = {theirs: ours for ours, theirs in layer_kind(str(kind)).torch_names.items()}
        prefix = f"layers.{i}."
        found = {
            names.get(key.removeprefix(prefix), key.removeprefix(prefix)): array
            for key, array in arrays.items()
            if key.startswith(prefix)
        }
        described.append((layer, {k: v.T if k == "weight" else v for k, v in found.items()}))
    read, notices = described_layers(described, name, turned=True)
    return Imported(
        layers=read,
        source="Backstep",
        notices=notices,
        input_scaling=scaling_of(told("inputs.offset"), told("inputs.factor"), f"{name}: inputs"),
        target_scaling=scaling_of(
            told("targets.offset"), told("targets.factor"), f"{name}: targets"
        ),
        input_names=texts(told("inputs")),
        classes=texts(told("classes")),
        features=texts(told("features")),
    )
