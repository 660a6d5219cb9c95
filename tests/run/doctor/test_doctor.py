"""The doctor: each illness is found under its name, and healthy training has none."""

import json

import numpy as np
import pytest

from core.cli.program import run
from core.documents.examples import examples
from core.documents.project_file import open_file
from core.documents.settings_path import with_settings
from core.pictures.findings import RateTried
from core.resources import resource_path
from core.run.alone import Alone
from core.run.commands import Examine, OpenFile, TryRates
from core.run.doctor.examining import RULES, Examining
from core.run.doctor.rates import suggested
from core.training import changes
from tests.amount import few
from tests.nets import bits
from tests.run.doctor.sick import ILLNESSES, Illness, as_text, example, findings, helped, trained

#: one illness of every finding, the quickest
FIRST = {each.finding: each for each in reversed(ILLNESSES)}
FIRST["plateau"] = Illness("at rest", "plateau", 75, example("two-layer-sum-of-squares"))


@pytest.mark.parametrize("illness", few(list(FIRST.values()), 5), ids=lambda each: each.finding)
def test_every_illness_is_found_first_under_its_name(illness):
    found = findings(trained(illness.made(0), illness.epochs))
    assert found[0].key == illness.finding
    assert found[0].title and found[0].measured and found[0].says


def test_every_rule_is_tried_by_an_illness_but_the_one_that_comes_with_another():
    assert {rule.name for rule in RULES} - set(FIRST) == {"steps_as_large_as_weights"}


def test_circle_at_rate_10_is_mended_by_a_rate_of_1_or_less(tmp_path, capsys):
    opened = open_file(resource_path("examples") / "circle.json")
    sick = with_settings(opened.project, ["optimizer.learning_rate=10", "training.epochs=20"])
    path = tmp_path / "sick.json"
    path.write_text(json.dumps(sick.to_json()), encoding="utf-8")
    assert run(["doctor", str(path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    named = [each["finding"] for each in found]
    assert named[0] == "steps_too_long" and "steps_as_large_as_weights" in named
    assert set(found[0]) == {"finding", "measured", "says", "remedy"}
    remedy = found[0]["remedy"]
    assert remedy["optimizer.learning_rate"] <= 1.0
    settings = [f"{name}={as_text(value)}" for name, value in remedy.items()]
    trainer = trained(sick, 20)
    changes.apply(trainer, with_settings(sick, settings))
    trainer.progress.epoch_limit = 40
    trainer.run(epochs=20)
    assert trainer.evaluate().loss < 0.5
    assert "steps_too_long" not in [each.key for each in findings(trainer)]


def test_the_opening_example_has_no_finding_in_its_first_200_updates():
    opened = open_file(resource_path("examples") / "xor.json")
    for updates in (0, 10, 50, 200):
        assert findings(trained(opened.project, updates)) == ()


def test_a_look_changes_nothing_and_is_done_in_slices():
    trainer = trained(FIRST["steps_too_short"].made(1), 3)
    before = bits(trainer)
    job, slices = Examining(trainer), 1
    while not job.work(0.0):
        slices += 1
        assert 0 <= job.done <= job.whole
    assert slices > job.whole and job.done == job.whole == len(RULES)
    assert bits(trainer) == before
    again = Examining(trainer)
    assert again.work(1e9) and again.result == job.result


def test_a_run_is_asked_and_trains_no_further_by_it():
    alone = Alone()
    alone.do(OpenFile(resource_path("examples") / "xor.json"))
    assert alone.ask(Examine(), "examined") == ()
    assert alone.run.trainer.update == 0


def test_rates_are_tried_on_a_twin_and_the_steepest_fall_is_suggested():
    alone = Alone()
    alone.do(OpenFile(resource_path("examples") / "xor.json"))
    before, told = bits(alone.run.trainer), []
    test = alone.ask(TryRates(), "rates_tried", told.append)
    assert bits(alone.run.trainer) == before and test.is_over and test.rate == 0.5
    rates = np.array([each.rate for each in test.tried])
    # growing by the same factor, from a ten-thousandth of the project's rate on
    assert rates[0] == 0.5e-4 and np.allclose(rates[1:] / rates[:-1], 1e8 ** (1 / 99))
    # the first update by hand: its loss is that of the four samples after it
    twin = trained(with_settings(alone.run.trainer.project, ["optimizer.learning_rate=0.5e-4"]), 1)
    assert test.tried[0].loss == twin.evaluate().loss
    assert 1.0 < test.best < 20.0


def rates_of(losses):
    return [RateTried(10.0 ** (k - 3), loss) for k, loss in enumerate(losses)]


def test_the_suggested_rate_is_where_the_loss_falls_fastest_before_its_lowest():
    # from 0.95 to 0.1 around the fourth rate, 10⁰; the fall at the end comes after the lowest
    assert suggested(rates_of([1.0, 0.95, 0.9, 0.4, 0.2, 0.1, 0.3, 9.0, 5.0])) == 1.0
    assert suggested(rates_of([1.0, 1.1, 1.2, 1.3, 1.4, 1.5])) is None
    assert suggested([]) is None and suggested(rates_of([1.0, 0.5])) is None


def test_the_rates_are_printed_and_the_suggestion_as_a_setting(capsys):
    path = str(resource_path("examples") / "xor.json")
    assert run(["doctor", path, "--rates"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert sum(line.startswith("η = ") for line in lines) > 20
    assert run(["doctor", path, "--rates", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {"rate", "suggested", "tried"} and set(told["tried"][0]) == {"rate", "loss"}
    assert lines[-1] == f"  --set optimizer.learning_rate={told['suggested']:g}"


@pytest.mark.long
@pytest.mark.timeout(900)
def test_nine_of_ten_illnesses_are_found_and_mended():
    right, helps = [], []
    for illness in ILLNESSES:
        for seed in range(5):
            trainer = trained(illness.made(seed), illness.epochs)
            found = findings(trainer)
            right.append(bool(found) and found[0].key == illness.finding)
            if right[-1] and found[0].remedy is not None:
                helps.append(helped(illness, trainer, found[0]))
    assert len(right) >= 18 * 5
    assert np.mean(right) >= 0.9 and np.mean(helps) >= 0.9, (np.mean(right), np.mean(helps))


#: examples that really are on a plateau there: both start where the loss is flat
PLATEAUS = {
    ("two-layer-sum-of-squares", 0.05),
    ("four-layer-minimal", 0.05),
    # five random samples of three classes, and a network too small for them
    ("gradient-check", 0.5),
    ("gradient-check", 1.0),
}


@pytest.mark.long
@pytest.mark.timeout(900)
def test_the_shipped_examples_have_at_most_one_false_alarm():
    alarms = []
    for shown in examples():
        project = open_file(shown.path).project
        epochs = project.training.epochs or 200
        for share in (0.05, 0.5, 1.0):
            alone = Alone()
            alone.do(OpenFile(shown.path))
            alone.train(round(share * epochs))
            for found in alone.ask(Examine(), "examined"):
                if found.key != "plateau" or (shown.name, share) not in PLATEAUS:
                    alarms.append((shown.name, share, found.key, found.measured))
    assert len(alarms) <= 1, alarms
