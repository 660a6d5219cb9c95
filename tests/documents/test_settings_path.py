"""Setting a value by its path: a name is one of the registry at that place, and of no other."""

import pytest

from core.documents.settings_path import with_settings
from core.errors import ProjectError
from tests.nets import dense, project


@pytest.mark.parametrize(
    ("setting", "found"),
    [
        # constant is a schedule and an initializer, sine an activation and a source
        ("optimizer.schedule=constant", lambda p: p.optimizer.schedule.name == "constant"),
        ("layers.0.activation=sine", lambda p: p.layers[0].activation.name == "sine"),
        ("layers.0.initializer=constant", lambda p: p.layers[0].initializer.value == 0.1),
        ("layers.0.activation.name=sine", lambda p: p.layers[0].activation.name == "sine"),
        ("layers.0.name=dropout", lambda p: p.layers[0].rate == 0.2),
        ("data.source=sine", lambda p: p.data.source.name == "sine"),
        ("optimizer=adam", lambda p: p.optimizer.beta1 == 0.9),
        ("training.epochs=7", lambda p: p.training.epochs == 7),
    ],
)
def test_a_name_is_looked_up_where_it_stands(setting, found):
    made = project([dense(3, "sine"), dense(1)])
    assert found(with_settings(made, [setting]))


@pytest.mark.parametrize("setting", ["optimizer.schedule=sine", "layers.0.activation=constant"])
def test_a_name_of_another_registry_is_refused(setting):
    with pytest.raises(ProjectError, match="unknown"):
        with_settings(project([dense(3), dense(1)]), [setting])


def test_a_schedule_goes_there_and_back():
    made = project([dense(3), dense(1)])
    away = with_settings(made, ["optimizer.schedule=step", "optimizer.schedule.every=9"])
    assert away.optimizer.schedule.every == 9
    assert with_settings(away, ["optimizer.schedule=constant"]) == made
