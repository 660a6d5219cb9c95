"""What measures beside a run: its progress, its end, and what comes of a failure."""

from dataclasses import replace

import pytest

from core.errors import UserError
from core.run import reporting
from core.run.alone import Alone
from core.run.commands import (
    AskCurve,
    AskImportance,
    AskOverTime,
    AskWorth,
    Examine,
    Find,
    Load,
    TryRates,
)
from tests.nets import project

PARTS = ("assessing", "doctor", "lab", "questions", "trials")


class Job:
    """Takes so many slices; `fails` in the last one."""

    def __init__(self, slices, fails=False):
        self.done, self.whole, self.result = 0, slices, ()
        self.fails = fails

    def work(self, seconds):
        self.done += 1
        if self.fails and self.done == self.whole:
            raise UserError("It fails", "do something else")
        return self.done == self.whole


@pytest.fixture
def run():
    alone = Alone()
    alone.do(Load(project()))
    return alone.run


@pytest.fixture(params=PARTS)
def part(request, run):
    part = getattr(run, request.param)
    part.said, part.failures, part.told = [], [], []
    part.progress.connect(lambda *values: part.said.append(values))
    part.failed.connect(part.failures.append)
    news = {
        "assessing": "importance_measured",
        "doctor": "examined",
        "lab": "lab_measured",
        "questions": "gradients_checked",
        "trials": "foreseen",
    }
    part.news = getattr(part, news[request.param])
    part.news.connect(part.told.append)
    return part


def test_progress_that_was_not_said_is_not_taken_back(run, part, monkeypatch):
    """There is one place for progress: emptying it would hide what another part says there."""
    monkeypatch.setattr(reporting, "SAID_AFTER", 1e9)
    for slices in (1, 3):
        part.begin(Job(slices))
        while not part.work(0.0):
            pass
    part.begin(Job(3))
    part.cancel()
    assert part.said == [] and part.told[:2] == [(), ()]


@pytest.mark.parametrize("part", PARTS[:-1], indirect=True)  # trials say it by pictures
def test_progress_that_was_said_is_taken_back_once(run, part, monkeypatch):
    monkeypatch.setattr(reporting, "SAID_AFTER", -1.0)
    part.begin(Job(2))
    assert not part.work(0.0) and part.said[0][0] and part.said[0][1:] == (1, 2)
    assert part.work(0.0) and part.said[1:] == [("", 0, 0)]
    part.begin(Job(9))
    part.work(0.0)
    part.cancel()
    part.cancel()
    assert part.said[3:] == [("", 0, 0)]


def test_a_job_that_fails_is_let_go(run, part, monkeypatch):
    monkeypatch.setattr(reporting, "SAID_AFTER", -1.0)
    part.begin(Job(2, fails=True))
    assert not part.work(0.0) and part.work(0.0)
    assert len(part.failures) == 1 and part.said[-1:] in ([], [("", 0, 0)])
    said, told = len(part.said), len(part.told)
    part.cancel()  # there is nothing left to give up
    assert None not in part.told and len(part.told) == told and len(part.said) == said


def test_who_hears_of_the_end_may_begin_another(run, part):
    later = Job(2)
    part.news.connect(lambda _: None if later.done else part.begin(later))
    part.begin(Job(1))
    assert not part.work(0.0) and not part.work(0.0) and part.work(0.0)
    assert later.done == 2


def test_a_job_of_a_network_that_is_replaced_is_given_up(run, part):
    part.begin(Job(2))
    run.do(Load(project()))
    assert part.work(0.0)
    # nobody waits for a gradient check: only the others say that they are given up
    assert part.told == ([] if part is run.questions else [None])


QUESTIONS = [
    (AskImportance("train", 5, 0), "importance_measured"),
    (AskWorth(), "lab_measured"),
    (AskCurve("prune", (0.0, 0.5, 1.0), 1, 0), "lab_measured"),
    (Examine(), "examined"),
    (TryRates(), "rates_tried"),
    (Find("loss < 0"), "found"),
]


@pytest.mark.parametrize(("question", "news"), QUESTIONS)
def test_who_has_asked_hears_of_the_end_whatever_it_is(run, question, news):
    """A question that is replaced or cancelled is answered with None, under its own ticket."""
    told = []
    run.answered.connect(lambda answer: told.append((answer.news, answer.ticket, answer.values)))
    for ticket in (1, 2):
        run.do(replace(question, ticket=ticket))
    assert [each for each in told if each[0] == news] == [(news, 1, (None,))]
    run.cancel()
    assert [each for each in told if each[0] == news] == [(news, 1, (None,)), (news, 2, (None,))]
    assert run.slicer.is_idle()
    told.clear()
    run.do(replace(question, ticket=3))
    while not run.slicer.is_idle():
        run.work()
    ends = [each for each in told if each[0] == news]
    assert {ticket for _, ticket, _ in ends} == {3} and ends[-1][2] != (None,)


def test_a_search_goes_on_beside_numbers_over_time(run):
    """The plot over time asks by itself, as soon as a search has paused training."""
    told = []
    run.answered.connect(lambda answer: told.append((answer.news, answer.ticket)))
    run.do(Find("loss < 0", ticket=1))
    run.do(AskOverTime(("loss",), 0, 0, ticket=2))
    run.do(Find("loss < 1", ticket=3))
    while not run.slicer.is_idle():
        run.work()
    ends = [each for each in told if each[0] in ("found", "over_time")]
    assert ends[0] == ("found", 1) and sorted(ends[1:]) == [("found", 3), ("over_time", 2)]
