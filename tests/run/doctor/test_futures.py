"""Both futures of a finding: what is shown is what comes, to the last bit."""

import numpy as np
import pytest

from core.cli.program import run
from core.documents.examples import example_named
from core.pictures.findings import Finding
from core.run.alone import Alone
from core.run.commands import Apply, CancelTrials, Examine, ForeseeRemedy, GoTo, Load
from core.run.doctor.futures import Foreseeing
from core.run.doctor.remedy import remedied
from core.training.timeline import Timeline
from tests.amount import few
from tests.nets import bits
from tests.run.doctor.sick import FOLDER, ILLNESSES, example, trained, wave

SICK = {each.name: each for each in ILLNESSES}
#: a live change, a new start, a start with other data and another activation of every hidden layer
TAKEN = ("rate 30 on a ring", "weights start at zero", "wine unscaled", "six sigmoid layers")


def ill(name: str) -> tuple[Alone, Finding]:
    """Return a run that was made sick, and its first finding."""
    alone = Alone()
    alone.do(Load(SICK[name].made(0), FOLDER))
    alone.train(SICK[name].epochs)
    return alone, alone.ask(Examine(), "examined")[0]


def train_on(alone: Alone, epochs: int) -> None:
    """Train past any number of epochs that the project sets."""
    alone.run.trainer.progress.epoch_limit = None
    alone.train(epochs)


@pytest.mark.parametrize("name", few(TAKEN, 2))
def test_the_remedy_taken_goes_on_exactly_as_was_shown(name):
    alone, finding = ill(name)
    before = bits(alone.run.trainer)
    both = alone.ask(ForeseeRemedy(finding), "foreseen")
    assert both.is_over and bits(alone.run.trainer) == before
    first = alone.run.trainer.epoch
    alone.do(Apply(remedied(alone.run.trainer.project, finding)))
    assert both.starts_anew == (alone.run.trainer.epoch == 0)
    train_on(alone, both.epochs)
    losses = np.asarray(alone.run.trainer.history.since(0).loss)
    shown = losses[-both.epochs - 1 :] if not both.starts_anew else losses
    assert both.having[:, 0].tolist() == list(range(both.epochs + 1))
    assert both.having[1:, 1].tolist() == shown[1:].tolist()
    assert first == SICK[name].epochs


def test_without_the_remedy_it_goes_on_exactly_as_was_shown():
    alone, finding = ill("rate 30 on a ring")
    both = alone.ask(ForeseeRemedy(finding), "foreseen")
    train_on(alone, both.epochs)
    assert both.without[:, 1].tolist() == list(alone.run.trainer.history.since(0).loss[-21:])


def test_a_remedy_may_begin_at_an_earlier_epoch():
    alone, finding = ill("64-64 on 30 points")
    assert finding.key == "overfitting" and finding.back_to is not None
    both = alone.ask(ForeseeRemedy(finding), "foreseen")
    tests = np.asarray(alone.run.trainer.history.since(0).test_loss)
    assert both.back_to == int(np.argmin(tests)) and both.figure == "test loss"
    assert both.having[0, 1] == tests.min() and both.without[0, 1] == tests[-1]
    assert "without" in both.words and both.having[-1, 1] < both.without[-1, 1]
    alone.do(GoTo(finding.back_to))
    alone.do(Apply(remedied(alone.run.trainer.project, finding)))
    train_on(alone, both.epochs)
    # patience ends it, and puts the best weights back
    assert alone.run.trainer.evaluate().test_loss == both.having[-1, 1]
    assert f"stopped after {alone.run.trainer.epoch - both.back_to}" in both.words


def test_both_losses_must_measure_the_same_else_the_score_is_shown():
    alone = Alone()
    alone.do(Load(example("circle")(0), FOLDER))
    remedy = {"loss": "mean_squared_error"}
    both = alone.ask(ForeseeRemedy(Finding("x", "X", "", "", remedy)), "foreseen")
    assert both.figure == "accuracy" and "%" in both.words and both.having[-1, 1] <= 1.0


def test_training_that_diverges_is_said_and_shown_as_no_number():
    alone = Alone()
    alone.do(Load(wave(0.0, 1.0, "linear")(0), FOLDER))
    made = Finding("x", "X", "", "", {"optimizer.learning_rate": 1e9})
    both = alone.ask(ForeseeRemedy(made), "foreseen")
    assert both.is_over and np.isnan(both.having[-1, 1]) and np.isfinite(both.without).all()
    assert both.words.endswith("without, no longer a number with")


def test_it_is_done_in_slices_side_by_side_and_is_given_up(piecemeal):
    trainer = trained(SICK["rate 30 on a ring"].made(0), 1)
    remedy = {"optimizer.learning_rate": 0.1}
    alone = Alone()
    job = Foreseeing(
        Timeline(trainer),
        Finding("x", "X", "", "", remedy),
        alone.run.building.changes_how,
        alone.run.building.successor,
    )
    apart = []
    while not job.work(0.0):
        picture = job.result
        assert picture.words == "" and not picture.is_over
        apart.append(abs(len(picture.without) - len(picture.having)))
        assert 0 <= job.done <= 2 * job.epochs
    assert len(apart) >= 2 * job.epochs and max(apart) <= 1
    alone, finding = ill("rate 30 on a ring")
    heard = []
    alone.run.trials.foreseen.connect(heard.append)
    alone.run.do(ForeseeRemedy(finding))
    alone.run.work()
    alone.run.do(CancelTrials())
    assert heard[-1] is None and alone.run.slicer.is_idle()


def test_the_command_line_says_both(capsys):
    path = str(example_named("circle").path)
    assert run(["doctor", path, "--epochs", "1", "--futures"]) == 0
    assert capsys.readouterr().out == "after 1 epoch: nothing found\n"
