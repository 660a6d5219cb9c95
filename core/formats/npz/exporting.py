"""NPZ: NumPy's own archive, one array per name (`dense_0/weight`), without pickles."""

import io
import json
import zipfile
from pathlib import Path

import numpy as np

from core.disk.json_text import to_json
from core.formats.checking.plain_forward import ReadNetwork, layers_by_name
from core.formats.checking.verification import ReadBack
from core.formats.exporters import EXPORTERS, Exporter, Trained
from core.records import record


@EXPORTERS.register
@record
class NpzExporter(Exporter):
    """`numpy.load(path)` gives dense_0/weight (inputs, units), dense_0/bias (units,), and so on.

    `inputs/offset` and `inputs/factor` scale inputs before the first layer, scaled = (input −
    offset) · factor; `targets/…` the same for outputs, backwards. `project` is the project as
    JSON text.
    """

    name = "npz"
    label = "NumPy archive (NPZ)"
    suffix = ".npz"
    good_for = "For NumPy: numpy.load reads it in one line."
    place = 1
    description = "NumPy archive"
    carries = (
        "Every weight as a NumPy array, the scaling, the names of inputs, targets and classes, "
        "and the project as JSON text."
    )

    def content(self, trained: Trained) -> bytes:
        """Return the archive; the same network gives the same bytes."""
        dataset = trained.dataset
        arrays = {
            f"{layer.name}/{name}": array
            for layer in trained.layers
            for name, array in layer.arrays.items()
        }
        arrays["inputs/offset"] = dataset.input_scaling.offset
        arrays["inputs/factor"] = dataset.input_scaling.factor
        arrays["targets/offset"] = dataset.target_scaling.offset
        arrays["targets/factor"] = dataset.target_scaling.factor
        arrays["inputs/names"] = np.array(dataset.input_names, dtype=np.str_)
        arrays["targets/names"] = np.array(dataset.target_names, dtype=np.str_)
        arrays["classes"] = np.array(dataset.classes, dtype=np.str_)
        arrays["project"] = np.array(to_json(trained.project.to_json()))
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, array in arrays.items():
                member = io.BytesIO()
                np.lib.format.write_array(member, array, allow_pickle=False)
                info = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, member.getvalue())
        return buffer.getvalue()

    def read_back(self, path: Path, trained: Trained) -> ReadBack:
        """Open the archive with NumPy and go forward in plain NumPy."""
        with np.load(path, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        project = json.loads(str(arrays["project"]))
        network = ReadNetwork(
            layers_by_name(project["layers"], arrays),
            project["data"]["features"],
            (arrays["inputs/offset"], arrays["inputs/factor"]),
            (arrays["targets/offset"], arrays["targets/factor"]),
        )
        return network.read_back(trained.samples, "read back by NumPy")
