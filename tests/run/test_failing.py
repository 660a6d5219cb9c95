"""What fails says so once, is over, and leaves the rest as it was."""

from contextlib import nullcontext
from dataclasses import replace

import pytest

from core.errors import UserError
from core.formats.film.options import FilmOptions
from core.run import reporting
from core.run.commands import (
    Apply,
    AskOverTime,
    AskSheet,
    Diagnose,
    Export,
    Find,
    Glimpse,
    GoTo,
    HandOut,
    Load,
    MakeFilm,
    MakeStrip,
    Play,
    RenameRun,
    StepUpdate,
)
from core.run.filming.moments import UPDATE, Moments
from core.run.learning.worksheets import Wanted
from core.run.run import Run
from core.run.states import State
from core.training import network
from core.training.trainer import Trainer
from core.training.walk import Walk
from tests.nets import project

TICKET = 7


class Heard:
    """A run after some updates, and what it has told since."""

    def __init__(self) -> None:
        self.run, self.told = Run(), []
        self.run.answered.connect(self._hear)
        self.run.do(Load(project()))
        for _ in range(20):
            self.run.do(StepUpdate())
        self.told.clear()

    def _hear(self, answer) -> None:
        if answer.news == "snapshot_ready":
            self.run.showing.acknowledge()
        self.told.append(answer)

    def of(self, news: str) -> list:
        return [answer.values for answer in self.told if answer.news == news]

    def settle(self) -> None:
        while not self.run.slicer.is_idle():
            self.run.work()


@pytest.fixture
def heard(monkeypatch) -> Heard:
    monkeypatch.setattr(reporting, "SAID_AFTER", -1.0)  # whatever lasts longer than a slice says so
    return Heard()


def fails(*_, **__):
    raise UserError("It fails", "do something else")


def breaks(*_, **__):
    raise RuntimeError("a bug")


def unending(self, seconds):
    return False


def test_what_fails_leaves_the_progress_of_others(heard, monkeypatch):
    monkeypatch.setattr(Walk, "work", unending)
    heard.run.do(GoTo(3))
    heard.run.work()
    assert heard.of("progress")
    heard.told.clear()
    heard.run.do(RenameRun(1, "n" * 1000))
    assert len(heard.of("failed")) == 1 and not heard.of("progress")


LONG = [
    (Find("loss < 0", ticket=TICKET), "core.run.past.finding.Finding.work"),
    (AskOverTime(("loss",), 0, 20, ticket=TICKET), "core.run.past.over_time.Collecting.work"),
    (Diagnose(ticket=TICKET), "core.run.past.health.Diagnosing.work"),
    (Glimpse(3, ticket=TICKET), "core.training.walk.Walk.work"),
    (GoTo(3, ticket=TICKET), "core.training.walk.Walk.work"),
]


@pytest.mark.parametrize("fault", [fails, breaks])
@pytest.mark.parametrize(("command", "work"), LONG)
def test_long_work_that_fails_is_over_and_takes_its_progress_back(
    heard, monkeypatch, command, work, fault
):
    with monkeypatch.context() as patch:
        patch.setattr(work, unending)
        heard.run.do(command)
        heard.run.work()
        assert heard.of("progress")[-1][0]
        patch.setattr(work, fault)
        with pytest.raises(RuntimeError) if fault is breaks else nullcontext():
            heard.run.work()
    assert heard.run.slicer.is_idle()
    assert [answer.ticket for answer in heard.told if answer.news == "failed"] == [TICKET]
    assert heard.of("progress")[-1] == ("", 0, 0)
    assert heard.of("going")[-1:] in ([], [(False,)])
    heard.told.clear()
    heard.run.do(GoTo(5))  # and everything is possible again
    heard.settle()
    assert heard.run.trainer.update == 5 and not heard.of("failed")


@pytest.mark.parametrize("fault", [fails, breaks])
def test_training_that_fails_is_paused(heard, monkeypatch, fault):
    heard.run.do(Play())
    with monkeypatch.context() as patch:
        patch.setattr(Trainer, "run", fault)
        if fault is breaks:
            with pytest.raises(RuntimeError):
                heard.run.work()
        else:
            heard.run.work()
            assert len(heard.of("failed")) == 1
        assert heard.run.state is State.PAUSED and heard.run.wait() is None
    heard.run.do(Play())
    heard.run.work()
    assert heard.run.trainer.update > 20


def test_a_step_that_fails_is_said(heard, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(Trainer, "run", fails)
        heard.run.do(StepUpdate(ticket=TICKET))
    assert [answer.ticket for answer in heard.told if answer.news == "failed"] == [TICKET]


def test_an_edit_in_the_past_that_is_refused_cuts_off_no_future(heard, monkeypatch):
    heard.run.do(GoTo(5))
    heard.settle()
    monkeypatch.setattr(network, "MAX_BYTES", 10)
    made = heard.run.trainer.project
    heard.run.do(Apply(replace(made, optimizer=replace(made.optimizer, learning_rate=0.5))))
    assert len(heard.of("failed")) == 1 and not heard.of("branched")
    assert heard.run.time.timeline.end == 20


#: what is asked, where the fault is, and the news in which those who wait for it hear of errors
FAULTS = [
    (lambda to: Export(to / "a.json"), "core.formats.exporters.export", "refused"),
    (lambda to: MakeStrip(to, (0, 1), 64, True), "core.run.past.strip.Strip.work", "refused"),
    (
        lambda to: MakeFilm(to / "a.gif", Moments(UPDATE), FilmOptions()),
        "core.run.filming.job.Filming.work",
        "filmed",
    ),
    (lambda _: HandOut(2, Wanted()), "core.run.learning.worksheets.update_of", "handed_out"),
    (lambda _: AskSheet(1, Wanted()), "core.run.learning.worksheets.update_of", "sheet_found"),
]


@pytest.mark.parametrize(("asked", "place", "news"), FAULTS)
def test_who_waits_in_a_window_of_his_own_hears_of_a_fault(
    heard, monkeypatch, tmp_path, asked, place, news
):
    monkeypatch.setattr(place, breaks)
    with pytest.raises(RuntimeError):
        heard.run.do(asked(tmp_path))
        heard.settle()
    (last,) = heard.of(news)[-1][-1:]
    error = last if isinstance(last, UserError) else last.error
    assert "interrupted" in error.message and error.hint
    assert heard.of("progress")[-1:] in ([], [("", 0, 0)]) and heard.run.slicer.is_idle()
