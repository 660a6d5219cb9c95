"""The map of the neuron pointed at: as fine as the surface, and the neuron's own numbers."""

import numpy as np
import pytest

from core.pictures.snapshot import Wanted
from core.run.alone import Alone
from core.run.commands import Focus, Load, SetWanted, StepUpdate
from tests.nets import dense, points, project


@pytest.fixture
def alone():
    made = Alone()
    layers = [dense(3, "tanh"), dense(1, "sigmoid")]
    made.do(Load(project(layers, points(6, 2, 1, "binary"), loss={"name": "binary_cross_entropy"})))
    made.do(SetWanted(Wanted.SURFACE | Wanted.MAPS))
    return made


def test_it_is_as_fine_as_the_surface_and_the_same_numbers(alone):
    assert alone.snapshot.surface.fine is None
    alone.do(Focus((0, 2)))
    surface = alone.snapshot.surface
    assert surface.focus == (0, 2) and surface.fine.shape == surface.outputs.shape[:2]
    coarse = surface.maps[0][:, :, 2]
    rows, columns = surface.fine.shape
    cells = coarse.shape[0]
    at = (np.arange(cells) + 0.5) / cells
    near = surface.fine[(at * rows).astype(int)][:, (at * columns).astype(int)]
    assert np.abs(near - coarse).max() < 0.1
    alone.do(Focus((1, 0)))  # the output: the surface itself
    surface = alone.snapshot.surface
    np.testing.assert_allclose(surface.fine, surface.outputs[:, :, 0], rtol=1e-6)
    alone.do(Focus((-1, 1)))
    assert np.ptp(alone.snapshot.surface.fine, axis=0).max() > 0.0


def test_it_follows_training_until_nothing_is_pointed_at(alone):
    alone.do(Focus((0, 0)))
    before = alone.snapshot.surface.fine.copy()
    alone.do(StepUpdate())
    assert not np.array_equal(alone.snapshot.surface.fine, before)
    alone.do(Focus(None))
    alone.do(StepUpdate())
    assert alone.snapshot.surface.fine is None
    for neuron in ((0, 3), (5, 0), (-1, 9)):  # there is none
        alone.do(Focus(neuron))
        alone.do(StepUpdate())
        assert alone.snapshot.surface.fine is None
