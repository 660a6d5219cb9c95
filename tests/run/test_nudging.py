"""A nudge: its differences are the engine's, on a copy; nothing is disturbed."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.project import Project
from core.run.makers.loss_along import loss_along
from core.run.makers.nudging import BY, nudge
from tests.amount import some
from tests.nets import trainer, trainer_of
from tests.run.test_loss_along import restless, whole
from tests.strategies import trainable


@settings(max_examples=some(15), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trainable(), st.data())
def test_both_losses_and_the_slope_are_those_of_the_curve(description, data):
    description["training"]["precision"] = "float64"
    one = trainer_of(Project.from_json(description))
    arrays = one.network.learned(one.state.parameters)
    places = [
        (layer, name, index)
        for layer, named in enumerate(arrays)
        for name, array in named.items()
        for index in np.ndindex(array.shape)
    ]
    layer, name, index = data.draw(st.sampled_from(places))
    start = one.moment()
    found = nudge(one, start, layer, name, index)
    curve = loss_along(one, start, layer, name, index, reached=found.value + BY)
    at = int(np.flatnonzero(curve.values == found.value + BY)[0])
    assert (found.value, found.slope) == (curve.value, curve.slope)
    assert np.array_equal(found.loss, curve.loss, equal_nan=True)
    if np.isfinite(found.loss_after):
        assert found.loss_after == curve.losses[at]


def test_the_trainer_is_not_touched():
    one = restless()
    before = whole(one)
    nudge(one, one.moment(), 0, "weight", (1, 2))
    assert whole(one) == before


def test_dropout_masks_are_held():
    one = restless()
    found = nudge(one, one.moment(), 0, "weight", (0, 0))
    masks = [
        next(r.values["mask"] for (r,) in records if r.phase == "forward" and r.layer == 1)
        for records in (found.before, found.after)
    ]
    assert np.array_equal(*masks)


@pytest.mark.parametrize(
    "place", [(0, "mask", (0,)), (9, "weight", (0, 0)), (0, "weight", (0, 99)), (0, "weight", (0,))]
)
def test_what_is_not_learned_is_refused(place):
    one = trainer()
    with pytest.raises(ValueError, match="layers"):
        nudge(one, one.moment(), *place)
