"""What a change of the project touches of what a lesson can lock."""

from dataclasses import replace

import pytest

from core.components.losses import LOSSES
from core.components.optimizers import Adam
from core.lesson.lessons.described import LOCKS
from core.lesson.lessons.locks import touched
from core.project_edits import added
from tests.nets import project

PLAIN = project()


@pytest.mark.parametrize(
    ("changed", "names"),
    [
        (PLAIN, set()),
        (replace(PLAIN, name="other"), set()),
        (replace(PLAIN, optimizer=Adam()), {"training"}),
        (replace(PLAIN, loss=LOSSES.named("huber")()), {"training"}),
        (replace(PLAIN, training=replace(PLAIN.training, batch_size=2)), {"training"}),
        (replace(PLAIN, data=replace(PLAIN.data, scaling="standard")), {"data"}),
        (PLAIN.with_new_weights(77), {"new_weights"}),
        (added(PLAIN, "dense", 0), {"network"}),
        (replace(added(PLAIN, "dense", 0), optimizer=Adam()), {"network", "training"}),
    ],
    ids=range(9),
)
def test_every_change_touches_what_it_is_of(changed, names):
    assert touched(PLAIN, changed) == names <= set(LOCKS)


def test_weights_that_are_given_are_a_change_of_weights():
    given = replace(PLAIN, weights=((("weight", None),),))
    assert touched(PLAIN, given) == {"weights"}
