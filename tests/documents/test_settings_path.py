"""Setting a value by its path: a name is looked up in the registry for that place, and no other."""

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


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("optimizer.learning_rate=1/8", lambda p: p.optimizer.learning_rate == 0.125),
        ("optimizer.learning_rate=1e-3*5", lambda p: p.optimizer.learning_rate == 0.005),
        ("optimizer.learning_rate=(1 + 1)/4", lambda p: p.optimizer.learning_rate == 0.5),
        ("layers.0.units=64/16", lambda p: p.layers[0].units == 4),
        ("training.epochs=3*100", lambda p: p.training.epochs == 300),
        ("training.stop.target_loss=-1/4", lambda p: p.training.stop.target_loss == -0.25),
        ("data.source.inputs.0.1=-1/4", lambda p: p.data.source.inputs.array[0, 1] == -0.25),
        ("name=1/3", lambda p: p.name == "1/3"),
    ],
)
def test_numbers_take_fractions_and_arithmetic(setting, value):
    made = project([dense(3), dense(1)], training={"epochs": None})
    assert value(with_settings(made, [setting]))


def test_lists_of_numbers_take_them_too():
    setting = "weights.0.weight=[[1/3], [2*0.5]]"
    start = [{"weight": [[0], [0]], "bias": [0]}]
    found = with_settings(project([dense(1)], weights=start), [setting])
    assert dict(found.weights[0])["weight"].array.tolist() == [[1 / 3], [1.0]]


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("optimizer.learning_rate=9**9**9", "'9\\*\\*9\\*\\*9' is not a number"),
        ("optimizer.learning_rate=1/0", "'1/0' is not a number"),
        ("optimizer.learning_rate=__import__", "is not a number"),
        ("layers.0.units=1/3", "is not a whole number"),
        ("optimizer.learning_rate=" + "1+" * 200 + "1", "is not a number"),
    ],
)
def test_what_is_no_number_is_said(setting, words):
    with pytest.raises(ProjectError, match=words):
        with_settings(project([dense(3), dense(1)]), [setting])
