"""What components tell about themselves, so that nobody has to know them by name."""

from dataclasses import dataclass

import numpy as np
import pytest

from core.components.activations import ACTIVATIONS, Relu, activation_called
from core.components.layers import LAYERS, Dense, Dropout, Equation, Layer, layer_kind
from core.components.losses import LOSSES, MeanSquaredError
from core.components.metrics import score_of, scores
from core.components.optimizers import Adam, Sgd
from core.components.regularizers import L2
from core.components.schedules import ConstantSchedule
from core.data.generated import Circle
from core.data.samples import Task
from core.data.tables import Table
from core.errors import ProjectError


@pytest.mark.parametrize("task", list(Task))
def test_every_task_has_one_usual_loss_and_one_score(task):
    (loss,) = (loss for loss in LOSSES if loss.usual_for is task)
    assert all(name in ACTIVATIONS for name in loss.fits)
    assert task in score_of(task).tasks
    assert [metric for metric in scores() if task in metric.tasks] == [score_of(task)]


def test_a_rule_of_its_own_is_not_written_as_the_one_it_inherits_from():
    class Slow(Adam):
        def bind(self, parameters, gradient, slots, counters):
            return lambda rate: None

    class Half(Sgd):
        """The same rule, another default."""

    slow = Slow()
    assert (slow.code_body(), slow.torch(), slow.numpy_lines("W"), slow.numpy_state("W")) == (
        *("", "", (), {}),
    )
    assert (slow.numpy_counters(), slow.numpy_counting()) == ({}, ())
    assert Adam().numpy_counting() == ("t = t + 1",)
    assert Half().torch() == Sgd().torch() != ""

    class Bent(Relu):
        def forward(self, z, out, work):
            np.copyto(out, z)

    assert Bent().torch_module() == "" and Relu().torch_module() == "nn.ReLU()"

    class Cubed(MeanSquaredError):
        def forward(self, a, y, z, work):
            return 0.0

    assert Cubed().term(1.0, 0.0, str) is None and Cubed().torch() == ""

    class Steep(L2):
        def penalty(self, weight):
            return 0.0

    assert Steep().torch() == "" and Steep().penalizes

    class Rising(ConstantSchedule):
        def at(self, t):
            return 1.0 + t

    assert Rising().varies and Rising().code_body("1") == ""

    class Noise(Dropout):
        def bind(self, place):
            raise NotImplementedError

    assert Noise().torch(2, True) == "" and Noise().onnx(None, "x", {}, "n") == ""


def test_the_identity_is_the_identity_and_shares_are_shares():
    z = np.array([[0.3, -2.0], [1.0, 0.5], [-0.7, 4.0]])
    for kind in ACTIVATIONS:
        out = np.empty_like(z)
        kind().forward(z, out, np.empty_like(z))
        assert kind.is_identity == np.array_equal(out, z), kind.name
        assert kind.gives_shares == np.allclose(out, np.exp(z) / np.exp(z).sum(0)), kind.name


def test_what_other_programs_call_an_activation():
    for kind in ACTIVATIONS:
        for name in (kind.name, *kind.aliases):
            assert type(activation_called(name)) is kind
    with pytest.raises(ProjectError):
        activation_called("rectifier of mine")


def test_a_kind_of_layer_tells_its_equation_by_name():
    for kind in LAYERS:
        assert layer_kind(kind.name) is kind
    assert layer_kind("no such layer") is Layer
    assert layer_kind("no such layer").equation is Equation.OWN


def test_neurons_are_the_layer_itself():
    layer = Dense(units=3)
    assert layer.neurons is layer and Dropout().neurons is None
    assert Dropout.added(4, Relu()) == Dropout()
    assert Dense.added(4, Relu()) == Dense(units=4, activation=Relu())


def test_a_kind_of_neurons_that_is_new_works_where_dense_does():
    """Nothing depends on the class: the output, its units and its activation are found."""
    from core.fit import output_activation, with_output
    from core.project_edits import with_units
    from tests.nets import dense, project

    @dataclass(frozen=True)
    class Doubled(Dense):
        name = "doubled"

    made = project([dense(2)])
    made = made.with_layer(0, Doubled(units=2, activation=Relu()))
    assert output_activation(made) == Relu.name
    assert with_output(made, 3).layers == (Doubled(units=3, activation=Relu()),)
    assert with_units(made, 0, 1).layers[0] == Doubled(units=3, activation=Relu())


def test_a_mean_squared_term_says_what_the_loss_computes():
    symbols, numbers = MeanSquaredError(half=True).term(0.5, 1.0, str)
    assert symbols.format(a="ŷ", y="y") == "½(ŷ − y)²" == numbers.format(a="ŷ", y="y")


def test_a_source_tells_the_table_it_reads():
    assert Table(path="a.csv").file == "a.csv" and Circle().file is None
    assert Table(path="a.csv").with_file("b.csv") == Table(path="b.csv")
    assert Circle().with_file("b.csv") == Circle()
