"""Figures less often than every epoch: when, what the history then says, and the same bits."""

import json
from dataclasses import replace

import numpy as np
import pytest

from core.cli.program import run
from core.components.optimizers import Sgd
from core.errors import ProjectError
from core.history.book import FigureBook
from core.history.figures import LOSS, measured
from core.history.peaks import peaks
from core.pictures.snapshot import Outcome
from core.project import Project, StopRules
from core.testing.runs import project_with
from core.training import changes
from core.training import figures as pace
from core.training.figures import epochs_between
from core.training.timeline import Timeline
from tests.training.tape.test_same_bits import assert_same, both, everything, trainer

PLAIN = project_with(Sgd(learning_rate=0.05))


def every(count, project=PLAIN, **changed):
    return replace(project, training=replace(project.training, figures_every=count, **changed))


def losses(one):
    return one.history.since(0).loss


def test_small_data_are_measured_every_epoch():
    assert epochs_between(PLAIN, 13, 11, 11) == 1
    assert epochs_between(PLAIN, 20_000, 10_000, 10_000) == 1  # at the border


@pytest.mark.parametrize(("measured", "wanted"), [(60_000, 10), (70_000, 12), (90_000, 15)])
def test_large_data_are_measured_as_often_as_a_tenth_of_the_time_allows(measured, wanted):
    """784-128-10 on 60,000 samples, and then on a test part as well."""
    assert epochs_between(PLAIN, 101_770, 60_000, measured) == wanted


def test_a_stop_rule_looks_at_every_epoch_and_what_is_set_counts():
    stop = StopRules(patience=3)
    large = 101_770, 60_000, 60_000
    assert epochs_between(every(None, stop=stop), *large) == 1
    assert epochs_between(every(4, stop=stop), *large) == 4
    assert epochs_between(every(4), *large) == epochs_between(every(4), 13, 11, 11) == 4


@pytest.mark.parametrize("cheap", [True, False])
def test_every_epoch_has_an_entry_and_some_have_figures(monkeypatch, cheap):
    """The same by phases and by the tape, which plays cheap figures and leaves costly ones out."""
    if not cheap:
        monkeypatch.setattr(pace, "_CHEAP", 0)
    whole = trainer(every(1, epochs=10), "phases")
    whole.run()
    one, tape = both(every(4, epochs=10))
    for count in (1, 5, 20, None):
        one.run(updates=count)
        tape.run(updates=count)
        assert_same(one, tape)
    assert tape.engine.plays and one.progress.outcome is Outcome.EPOCHS
    history, full = one.history.since(0), whole.history.since(0)
    assert history.epochs.tolist() == full.epochs.tolist() == list(range(11))
    assert history.updates.tolist() == full.updates.tolist()
    known = [0, 4, 8, 10]  # and the end, whatever its number
    assert np.flatnonzero(~np.isnan(history.loss)).tolist() == known
    assert history.loss[known].tobytes() == full.loss[known].tobytes()
    for name, values in history.metrics.items():
        assert values[known].tobytes() == full.metrics[name][known].tobytes()
        assert np.isnan(np.delete(values, known)).all()
    assert everything(one)["state"] == everything(whole)["state"]


@pytest.mark.parametrize("epochs", [11, 4, 3])
def test_the_newest_figures_are_noted_though_the_last_epoch_has_none(epochs):
    one, tape = both(every(4))
    one.run(epochs=epochs)
    tape.run(epochs=epochs)
    assert_same(one, tape)
    last = losses(one)[epochs // 4 * 4]
    assert one.progress.last_figures.loss == tape.progress.last_figures.loss == last
    assert tape.progress.is_unmeasured is bool(epochs % 4)


def test_large_data_by_themselves(monkeypatch):
    monkeypatch.setattr(pace, "_CHEAP", 100)
    one, tape = both(PLAIN)
    assert one.figures.every == 10
    one.run(epochs=21)
    tape.run(epochs=21)
    assert_same(one, tape)
    assert np.flatnonzero(~np.isnan(losses(one))).tolist() == [0, 10, 20]
    assert one.progress.is_unmeasured
    one.progress.last_figures = one.evaluate()
    assert not one.progress.is_unmeasured


@pytest.mark.parametrize("engine", ["phases", "tape"])
def test_going_back_and_forth_forgets_no_figures(engine):
    """The first end was measured as an end; played again it is an epoch like any other."""
    one = trainer(every(4, epochs=6), engine)
    time = Timeline(one)
    time.run(seconds=60.0)
    changes.go_on(one)
    time.run(seconds=60.0)
    before = everything(one)
    assert np.flatnonzero(~np.isnan(losses(one))).tolist() == [0, 4, 6, 8, 12]
    for update in (7, 20, 2, time.end):
        time.go_to(update)
    after = everything(one)
    for name in ("state", "loss", "metrics", "epochs", "updates"):
        assert after[name] == before[name], name


@pytest.mark.parametrize("engine", ["phases", "tape"])
def test_patience_waits_in_epochs(engine):
    """A rate that makes it worse: the start is best, and six epochs later it was so for six."""
    stop = StopRules(patience=5)
    project = every(3, replace(PLAIN, optimizer=Sgd(learning_rate=1.2)), stop=stop)
    one = trainer(project, engine)
    one.run(epochs=30)
    assert one.progress.outcome in (Outcome.PATIENCE, Outcome.DIVERGED)
    assert one.epoch == 6 and one.progress.outcome is Outcome.PATIENCE
    assert one.progress.stop.waited == 6


def test_measured_leaves_the_rest_out():
    one = trainer(every(4, epochs=10), "phases")
    one.run()
    found = measured(one.history.since(0))
    assert found.epochs.tolist() == [0, 4, 8, 10]
    assert found.updates.tolist() == [0, 12, 24, 30]
    assert not np.isnan(found.loss).any()
    assert all(values.size == 4 for values in found.metrics.values())
    assert measured(found) is found


@pytest.mark.parametrize("count", [50, 40_000])
def test_a_curve_goes_across_what_was_not_measured(count):
    book = FigureBook()
    loss = np.full(count, np.nan)
    loss[::7] = 1.0 / (1.0 + np.arange(0, count, 7))
    numbers = np.arange(float(count))
    book.extend(numbers, numbers, {LOSS: loss, "test_loss": 2 * loss})
    for name in (LOSS, "test_loss"):
        x, y = peaks(book, name, 1200, across=True)
        assert x.size >= min(count // 7, 600)
        assert np.isfinite(y[:-1]).all()


def test_train_says_it_by_null_and_a_file_goes_on(tmp_path, capsys):
    path, saved = tmp_path / "a.json", tmp_path / "a.backstep"
    path.write_text(json.dumps(every(4).to_json()))
    assert run(["train", str(path), "--epochs", "6", "--json", "--save", str(saved)]) == 0
    told = json.loads(capsys.readouterr().out)
    first = told["history"]["loss"]
    assert [value is not None for value in first] == [True, False, False, False, True, False, True]
    assert told["train_loss"] == first[-1]
    assert run(["train", str(saved), "--epochs", "3", "--json"]) == 0
    loss = json.loads(capsys.readouterr().out)["history"]["loss"]
    assert loss[:7] == first
    assert [value is not None for value in loss[7:]] == [False, True, True]


def test_a_project_from_before_reads_as_before():
    written = PLAIN.to_json()
    assert written["training"].pop("figures_every") is None
    assert Project.from_json(written) == PLAIN
    written["training"]["figures_every"] = 0
    with pytest.raises(ProjectError, match="figures_every"):
        Project.from_json(written)
