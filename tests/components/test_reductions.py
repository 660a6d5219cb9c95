"""mean, sum and mean_samples: the same everywhere that a loss is written, shown or exported."""

import numpy as np
import pytest

from core.components.losses import LOSSES
from core.formats.numpy.script import numpy_script
from core.lesson.cards.loss import divides_by
from core.lesson.printing.formats import printed
from core.run.alone import Alone
from core.run.commands import Load
from core.run.gradient_check import check_trainer, float64_twin
from core.run.trained import trained_of
from core.testing.functions import loss_is_as_written
from tests.nets import dense, points, project, trainer_of

WAYS = ("mean", "sum", "mean_samples")
ELEMENTWISE = [
    loss
    for loss in LOSSES
    if any(p.choices == WAYS for p in loss.parameters() if p.name == "reduction")
]


def made(loss, way, outputs=3):
    targets = {"any": "numbers", "unit": "binary", "binary": "binary"}[loss.targets]
    return project(
        [dense(2, "tanh"), dense(outputs, (loss.fits or ("linear",))[0])],
        points(7, 2, outputs, targets),
        {"batch_size": 3},
        loss={"name": loss.name, "reduction": way},
    )


def test_every_elementwise_loss_has_them():
    named = {loss.name for loss in ELEMENTWISE}
    assert named == {"mean_squared_error", "mean_absolute_error", "huber", "hinge",
                     "binary_cross_entropy"}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("loss", ELEMENTWISE)
def test_what_is_written_is_what_is_computed(loss, way):
    for half in (False, True) if "half" in {p.name for p in loss.parameters()} else (None,):
        loss_is_as_written(loss(reduction=way, **({} if half is None else {"half": half})))


@pytest.mark.parametrize("loss", ELEMENTWISE)
def test_they_differ_by_what_they_divide_by(loss):
    mean, total, samples = (trainer_of(made(loss, way)).evaluate().loss for way in WAYS)
    assert total == pytest.approx(mean * 21, rel=1e-12)
    assert samples == pytest.approx(mean * 3, rel=1e-12)


@pytest.mark.parametrize("loss", ELEMENTWISE)
def test_gradients_agree_with_central_differences(loss):
    assert check_trainer(float64_twin(trainer_of(made(loss, "mean_samples")))).failures == 0


@pytest.mark.parametrize("loss", ELEMENTWISE)
def test_the_numpy_script_trains_on_alike(loss):
    one = trainer_of(made(loss, "mean_samples"))
    script = {"__name__": "net"}
    exec(compile(numpy_script(trained_of(one)), "net.py", "exec"), script)
    train = one.dataset.train
    script["train"](train.raw_inputs, train.original_targets, 6)
    one.run(updates=6)
    np.testing.assert_allclose(
        script["predict"](train.raw_inputs), one.predict(train.raw_inputs), rtol=0, atol=1e-12
    )


@pytest.mark.parametrize("loss", ELEMENTWISE)
def test_the_panel_says_that_it_divides_by_the_samples(loss):
    from core.api.cards import cards_of

    alone = Alone()
    alone.do(Load(made(loss, "mean_samples", 2)))
    assert divides_by(loss(reduction="mean_samples")) == "m"
    text = printed(list(cards_of(alone, 1)), "text", "")
    assert "m = 3 samples" in text
    assert "n =" not in text


@pytest.mark.parametrize("loss", ELEMENTWISE)
def test_pytorch_is_told_the_same(loss):
    assert loss(reduction="mean_samples").torch().endswith("/ len(y)")
    assert "len(y)" not in loss(reduction="sum").torch()
