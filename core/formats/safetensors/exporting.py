"""Safetensors: PyTorch's names and shapes, in a file that cannot run code.

`layers.0.weight` is (units, inputs), as in `torch.nn.Linear`; layers are numbered as in the
project. Everything but tensors is in the metadata, as texts: shapes, activations, scaling.
"""

import json
from pathlib import Path

import numpy as np

from core.components.layers import layer_kind
from core.disk.json_text import to_json
from core.errors import FileError
from core.formats.checking.plain_forward import ReadNetwork
from core.formats.checking.verification import ReadBack
from core.formats.exporters import EXPORTERS, Array, Exporter, Trained
from core.records import record


def torch_names(kind: str) -> dict[str, str]:
    """Return PyTorch's names for the arrays of a kind of layer. Raises FileError for others."""
    known = layer_kind(kind).torch_names
    if not known:
        raise FileError(
            f"PyTorch's names are not known for a {kind} layer",
            "export it as NPZ or JSON",
        )
    return dict(known)


def torch_arrays(trained: Trained) -> dict[str, Array]:
    """Return the arrays under PyTorch's names and in its shapes."""
    arrays = {}
    for layer in trained.layers:
        names = torch_names(trained.project.layers[layer.layer].name)
        for name, array in layer.arrays.items():
            value = array.T if array.ndim == 2 else array
            arrays[f"layers.{layer.layer}.{names[name]}"] = np.ascontiguousarray(value)
    return arrays


@EXPORTERS.register
@record
class SafetensorsExporter(Exporter):
    """`layers.0.weight` (units, inputs), `layers.0.bias`, …, with all else as metadata.

    The metadata are texts, most of them JSON: `layers` (kinds, units, activations), `shapes`,
    `inputs` and `targets` (names), `inputs.offset`, `inputs.factor`, `targets.offset`,
    `targets.factor`, `features`, `classes`, `threshold`.
    """

    name = "safetensors"
    label = "safetensors"
    suffix = ".safetensors"
    good_for = "For PyTorch and other libraries: nothing in it can be run."
    place = 4
    description = "Safetensors, with PyTorch's names"
    carries = (
        "Every weight under PyTorch's names and in its shapes; layers, activations, scaling and "
        "the names of inputs, targets and classes as metadata."
    )

    def content(self, trained: Trained) -> bytes:
        """Return the file; the same network gives the same bytes."""
        from safetensors.numpy import save

        arrays = torch_arrays(trained)
        dataset, project = trained.dataset, trained.project
        told = {
            "name": project.name,
            "epochs": trained.epochs,
            "updates": trained.updates,
            "layers": [layer.write() for layer in project.layers],
            "shapes": {name: array.shape for name, array in arrays.items()},
            "raw_inputs": dataset.raw_names,
            "features": dataset.features,
            "inputs": dataset.input_names,
            "inputs.offset": dataset.input_scaling.offset,
            "inputs.factor": dataset.input_scaling.factor,
            "targets": dataset.target_names,
            "targets.offset": dataset.target_scaling.offset,
            "targets.factor": dataset.target_scaling.factor,
            "task": dataset.task.value,
            "classes": dataset.classes,
            "threshold": trained.threshold,
        }
        metadata = {
            key: value if isinstance(value, str) else to_json(value) for key, value in told.items()
        }
        return in_one_order(save(arrays, metadata={"format": "pt", **metadata}))

    def read_back(self, path: Path, trained: Trained) -> ReadBack:
        """Open the file with the safetensors library and go forward in plain NumPy."""
        network = read_torch_arrays(path)
        return network.read_back(trained.samples, "read back by the safetensors library")


def read_torch_arrays(path: Path) -> ReadNetwork:
    """Return the network that a safetensors file with its metadata holds."""
    from safetensors import safe_open

    with safe_open(path, framework="numpy") as file:
        metadata = file.metadata()
        arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    layers = []
    for i, layer in enumerate(json.loads(metadata["layers"])):
        found = {}
        prefix = f"layers.{i}."
        if any(name.startswith(prefix) for name in arrays):
            for ours, theirs in torch_names(layer["name"]).items():
                if prefix + theirs in arrays:
                    found[ours] = arrays[prefix + theirs].T
        layers.append((layer, found))

    def scaling(part: str) -> tuple[Array, Array]:
        offset, factor = (json.loads(metadata[f"{part}.{key}"]) for key in ("offset", "factor"))
        return np.array(offset), np.array(factor)

    return ReadNetwork(
        layers, json.loads(metadata["features"]), scaling("inputs"), scaling("targets")
    )


def in_one_order(content: bytes) -> bytes:
    """Return a safetensors file with its metadata in order: the library's order is random."""
    length = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + length])
    header["__metadata__"] = dict(sorted(header["__metadata__"].items()))
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text + content[8 + length :]
