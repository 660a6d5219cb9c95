"""Backstep from Python: the same numbers as on the command line, and clear errors."""

import csv
import json
import signal

import numpy as np
import pytest

import core
from core.cli.program import run as command
from core.errors import DataError, FileError, ProjectError, UserError
from core.pictures.snapshot import Outcome
from core.project import Project
from core.run.commands import SetFrozen
from tests.nets import dense, described

PATHS = {example.name: example.path for example in core.examples()}
XOR, MOONS = PATHS["xor"], PATHS["moons"]


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "flowers.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["length", "width", "kind"])
        for i in range(30):
            writer.writerow([i, 30 - i, ["rose", "lily", "iris"][i // 10]])
    return path


def figures(capsys, *arguments):
    assert command(["train", *map(str, arguments), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_table_is_opened_trained_and_predicted(table, tmp_path, capsys):
    run = core.open(table)
    assert run.epoch == 0 and run.outcome is Outcome.NONE
    first = run.loss
    assert core.train(run, epochs=30) is run
    assert run.epoch == 30 and run.loss < first
    expected = figures(capsys, table, "--epochs", 30)
    assert run.loss == expected["train_loss"] and run.test_loss == expected["test_loss"]
    assert run.history.loss.tolist() == expected["history"]["loss"]
    assert run.metrics["accuracy"] == expected["train_metrics"]["accuracy"]
    found = core.predict(run, [[0.0, 30.0], [29.0, 1.0]])
    assert found.outputs.shape == (2, 3) and set(found.names) == {"rose", "lily", "iris"}
    again = core.predict(run, table)
    assert len(again.classes) == 30 and set(again.classes) <= set(found.names)
    np.testing.assert_allclose(again.outputs[[0, -1]], found.outputs, rtol=1e-12)


def test_numbers_are_predicted_without_classes():
    run = core.open(Project.from_json(described([dense(1)], {"name": "plane", "samples": 20})))
    found = core.predict(run, np.zeros((3, 2)))
    assert found.outputs.shape == (3, 1) and found.classes is None and len(found.names) == 1


def test_settings_are_those_of_the_command_line(tmp_path, capsys):
    settings = ["layers.0.units=5", "optimizer=adam"]
    run = core.train(core.open(MOONS, settings=settings), epochs=20)
    assert run.weights[0]["weight"].shape == (2, 5)
    expected = figures(capsys, MOONS, "--epochs", 20, "--set", settings[0], "--set", settings[1])
    assert run.loss == expected["train_loss"]


def test_a_saved_run_goes_on_where_it_was(tmp_path):
    path = tmp_path / "a.backstep"
    whole = core.train(core.open(XOR), epochs=25)
    run = core.train(core.open(XOR), epochs=10)
    core.save(run, path)
    again = core.open(path)
    assert again.epoch == 10 and again.loss == run.loss
    assert core.train(again, epochs=15).loss == whole.loss
    live = core.open(path, settings=["optimizer.learning_rate=0.5"])
    assert live.epoch == 10 and live.project.optimizer.learning_rate == 0.5
    assert core.open(path, settings=["seed=7"]).epoch == 0


def test_training_to_the_projects_own_end_and_past_it():
    run = core.train(core.open(XOR, settings=["training.epochs=12"]))
    assert run.epoch == 12 and run.outcome is Outcome.EPOCHS
    assert core.train(run, epochs=30).epoch == 42
    assert run.loss == core.train(core.open(XOR), epochs=42).loss
    assert core.train(run, epochs=0).epoch == 42


def test_a_stop_rule_ends_it_and_asking_again_goes_past():
    run = core.open(XOR, settings=["training.stop.target_loss=0.5"])
    core.train(run, epochs=5000)
    assert run.outcome is Outcome.TARGET and run.loss <= 0.5
    end = run.epoch
    assert core.train(run, epochs=3).epoch == end + 3


def test_nothing_says_when_to_stop():
    run = core.open(XOR, settings=["training.epochs=null"])
    with pytest.raises(UserError, match="nothing says when to stop"):
        core.train(run)
    with pytest.raises(UserError, match="-1 epochs"):
        core.train(run, epochs=-1)


def test_divergence_is_an_outcome_and_then_a_refusal():
    run = core.open(XOR, settings=["optimizer=sgd", "optimizer.learning_rate=1e300"])
    core.train(run, epochs=50)
    assert run.outcome is Outcome.DIVERGED and np.isfinite(run.weights[0]["weight"]).all()
    for ask in (lambda: core.train(run, epochs=1), lambda: core.explain(run)):
        with pytest.raises(UserError, match="has diverged"):
            ask()


@pytest.mark.parametrize("form", ["text", "markdown", "html", "latex"])
@pytest.mark.parametrize("epochs", [0, 7])
def test_explained_as_walk_prints_it(form, epochs, tmp_path, capsys):
    run = core.train(core.open(XOR), epochs=epochs)
    path = tmp_path / "a.backstep"
    core.save(run, path)
    assert command(["walk", str(path), "--updates", "2", "--format", form]) == 0
    printed = capsys.readouterr().out
    assert core.explain(run, updates=2, form=form) + "\n" == printed
    assert run.epoch == epochs


def test_explaining_changes_nothing():
    plain = core.train(core.train(core.open(XOR), epochs=9), epochs=4)
    run = core.train(core.open(XOR), epochs=9)
    assert core.explain(run) == core.explain(run)
    assert core.train(run, epochs=4).loss == plain.loss


def test_what_cannot_be_explained():
    run = core.open(XOR)
    with pytest.raises(UserError, match="no form 'morse'") as caught:
        core.explain(run, form="morse")
    assert "markdown" in caught.value.hint
    with pytest.raises(UserError, match="fewer than one update"):
        core.explain(run, updates=0)


def test_check_and_export(tmp_path):
    run = core.train(core.open(XOR), epochs=3)
    found = core.check(run)
    assert found.failures == 0 and found.arrays
    said = core.export(run, tmp_path / "net.npz")
    assert "read back" in said and (tmp_path / "net.npz").stat().st_size
    assert run.epoch == 3


@pytest.mark.parametrize("raw", [[0.0, 1.0], [[0.0]], [["a", "b"]], [[0.0, 1.0], [2.0]], [[[0.0]]]])
def test_inputs_that_do_not_fit(raw):
    with pytest.raises(DataError) as caught:
        core.predict(core.open(XOR), raw)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("ask", "kind"),
    [
        (lambda folder: core.open(folder / "none.json"), FileError),
        (lambda folder: core.open(folder / "none.csv"), FileError),
        (lambda folder: core.open(XOR, settings=["layers.9.units=1"]), ProjectError),
        (lambda folder: core.open(XOR, settings=["layers.1.units=3"]), ProjectError),
        (lambda folder: core.open(XOR, folder=folder), UserError),
        (lambda folder: core.save(core.open(XOR), folder / "a.json"), FileError),
        (lambda folder: core.save(core.open(XOR), folder / "none" / "a.backstep"), FileError),
        (lambda folder: core.export(core.open(XOR), folder / "a.nosuch"), FileError),
        (lambda folder: core.load_extension("nosuch"), UserError),
    ],
)
def test_what_cannot_be_is_raised_in_words(ask, kind, tmp_path):
    with pytest.raises(kind) as caught:
        ask(tmp_path)
    assert caught.value.message and caught.value.hint


def test_any_command_of_a_run_can_be_given():
    run = core.open(XOR)
    before = run.weights[0]["weight"]
    run.do(SetFrozen(0, None, None, True))
    core.train(run, epochs=5)
    np.testing.assert_array_equal(run.weights[0]["weight"], before)
    with pytest.raises(UserError):
        run.do(SetFrozen(9, None, None, True))


def test_the_keyboard_stops_between_two_updates():
    run = core.open(XOR)
    run.alone.run.state_changed.connect(lambda state: signal.raise_signal(signal.SIGINT))
    with pytest.raises(KeyboardInterrupt):
        core.train(run, epochs=10**6)
    stopped = run.epoch
    assert stopped < 10**6 and run.trainer.position == 0
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_what_a_run_shows_of_itself():
    assert repr(core.open(XOR)).startswith("<Run 'XOR': epoch 0, loss 0.7")
