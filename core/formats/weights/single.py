"""A file that holds a single matrix: one dense layer, whose bias may be inside of it."""

from pathlib import PurePosixPath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.formats.importers import Imported, ImportedLayer, Left, Way
from core.formats.weights.names import layers_of
from core.formats.weights.tutorials import has_bias_inside


def single_matrix(matrix: NDArray[Any], name: str, source: str) -> Imported:
    """Return the layer of a matrix in a file called `name`.

    One called Theta1 has its bias inside; of any other that is a question, as is what its rows are.
    """
    called = PurePosixPath(name).name.partition(".")[0]
    if has_bias_inside({called: matrix}):
        found = layers_of({called: matrix}, name)
        return Imported(found.layers, source, found.notices, left=found.left)
    layer = ImportedLayer("dense_0", weight=matrix.astype(np.float64))
    return Imported((layer,), source, left=Left(way=Way("inputs"), bias="no"))
