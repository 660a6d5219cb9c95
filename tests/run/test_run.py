"""A run without a window: commands in, answers out, each with the ticket of its command."""

import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from core.documents.opening import opening_project
from core.records import Record
from core.run import commands
from core.run.answers import NEWS, Answer
from core.run.commands import HANDLERS
from core.run.run import Run
from core.run.states import State
from tests.nets import dense, points, project

ROOT = Path(__file__).parents[2]


class Asked:
    """A run and everything it has reported."""

    def __init__(self) -> None:
        self.run = Run()
        self.answers: list[Answer] = []
        self.run.answered.connect(self._hear)
        self.run.do(commands.Load(opening_project()))

    def _hear(self, answer: Answer) -> None:
        self.answers.append(answer)
        if answer.news == "snapshot_ready":
            self.run.showing.acknowledge()

    def of(self, news: str) -> list[Answer]:
        return [answer for answer in self.answers if answer.news == news]

    def settle(self) -> None:
        while self.run.wait() == 0.0:
            self.run.work()


@pytest.fixture
def asked() -> Asked:
    return Asked()


def test_every_command_is_frozen_and_has_a_handler_of_its_fields():
    run = Run()
    known = {
        kind
        for kind in vars(commands).values()
        if isinstance(kind, type)
        and issubclass(kind, commands.Command)
        and kind is not commands.Command
    }
    assert known == set(HANDLERS)
    for kind, (part, method) in HANDLERS.items():
        assert issubclass(kind, Record)
        handler = getattr(getattr(run, part) if part else run, method)
        handler = getattr(handler, "__wrapped__", handler)
        names = handler.__code__.co_varnames[1 : handler.__code__.co_argcount]
        assert list(names) == [item.name for item in fields(kind) if not item.kw_only], kind


def test_every_news_is_told_by_the_part_the_table_says():
    run = Run()
    for news, part in NEWS.items():
        assert hasattr(getattr(run, part) if part else run, news)


def test_who_asks_finds_the_answer_that_is_his(asked):
    asked.run.do(commands.CheckGradients(ticket=7))
    asked.run.do(commands.SetValues(0, "weight", (0, 0), 0.25, ticket=8))
    asked.settle()
    (edited,) = asked.of("edited")
    assert edited.ticket == 8 and edited.values[0].after[0, 0] == 0.25
    checked = asked.of("gradients_checked")
    assert [answer.ticket for answer in checked] == [7]


def test_a_refused_command_answers_under_its_ticket_and_changes_nothing(asked):
    before = asked.run.trainer.state.vector.copy()
    asked.run.do(commands.SetValues(0, "weight", None, np.zeros((5, 5)), ticket=3))
    assert [answer.ticket for answer in asked.of("failed")] == [3]
    np.testing.assert_array_equal(asked.run.trainer.state.vector, before)


def wider(project):
    first, *others = project.layers
    return replace(project, layers=(replace(first, units=3), *others), weights=None)


def test_a_command_that_speaks_of_a_network_that_is_gone_is_dropped(asked):
    old = asked.answers[-1].generation
    asked.run.do(commands.Apply(wider(asked.run.trainer.project)))
    new = asked.answers[-1].generation
    assert new == old + 1
    before = asked.run.trainer.state.vector.copy()
    asked.answers.clear()
    # mere questions are dropped silently, commands that change something are reported
    asked.run.do(commands.AskLossAlong(0, "weight", (0, 0), generation=old))
    assert not asked.of("failed") and not asked.of("loss_curve")
    asked.run.do(commands.SetValues(0, "weight", (0, 0), 9.0, generation=old, ticket=5))
    (failed,) = asked.of("failed")
    assert failed.ticket == 5 and "changed" in failed.values[0].message
    np.testing.assert_array_equal(asked.run.trainer.state.vector, before)
    asked.run.do(commands.SetValues(0, "weight", (0, 0), 9.0, generation=new))
    assert 9.0 in asked.run.trainer.state.vector


def test_a_branch_and_a_reset_leave_the_network_the_one_it_was(asked):
    first = asked.answers[-1].generation
    asked.run.do(commands.StepUpdate())
    asked.run.do(commands.StepBack("update"))
    asked.settle()
    asked.run.do(commands.SetValues(0, "weight", (0, 0), 0.5, generation=first))
    asked.run.do(commands.Reset())
    assert asked.answers[-1].generation == first and not asked.of("failed")


def test_it_plays_pauses_and_goes_back_to_the_same_bits(asked):
    asked.run.do(commands.Play())
    assert asked.run.state is State.RUNNING and asked.run.wait() == 0.0
    while asked.run.trainer.update < 200:
        asked.run.work()
    asked.run.do(commands.Pause())
    asked.settle()
    assert asked.run.wait() is None
    end, bits = asked.run.trainer.update, asked.run.trainer.state.vector.tobytes()
    asked.run.do(commands.GoTo(17))
    asked.settle()
    assert asked.run.trainer.update == 17
    asked.run.do(commands.GoTo(end))
    asked.settle()
    assert asked.run.trainer.state.vector.tobytes() == bits


def test_pause_gives_up_an_update_that_takes_long(asked):
    fields = {"data": points(200), "layers": [dense(9, "tanh"), {"name": "batch_norm"}, dense(1)]}
    fields |= {"loss": "mean_squared_error", "optimizer": "levenberg_marquardt"}
    asked.run.do(commands.Load(project(**fields)))
    asked.run.do(commands.Play())
    trainer, playing, ways = asked.run.trainer, asked.run.playing, []
    plan = trainer.plan_at_hand()
    backward = plan._go_backward

    def go_backward():
        ways.append(True)
        if len(ways) == 50:  # as a person would press Pause meanwhile, in another thread
            playing.expect_pause()
        backward()

    plan._go_backward = go_backward
    asked.run.work()
    assert len(ways) >= 50 and trainer.update == 0
    plan._go_backward = backward
    asked.run.do(commands.Pause())
    assert asked.run.state is State.PAUSED
    asked.run.do(commands.Play())
    asked.run.work()
    assert trainer.update > 0


def test_nothing_is_to_be_done_after_the_end(asked):
    asked.run.do(commands.Play())
    asked.run.do(commands.TryStarts(3, 100))
    asked.run.do(commands.ShutDown())
    assert asked.run.wait() is None


def test_it_needs_no_qt():
    code = (
        "import sys\nfrom core.run.run import Run\nfrom core.run.commands import Load, StepEpoch\n"
        "from core.documents.opening import opening_project\n"
        "run = Run()\nrun.do(Load(opening_project()))\nrun.do(StepEpoch())\n"
        "while run.wait() == 0.0: run.work()\n"
        "assert run.trainer.epoch == 1\n"
        "sys.exit(any(name.startswith(('PySide6', 'pyqtgraph', 'gui')) for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
