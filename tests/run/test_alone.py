"""A run that answers its caller, without a window and without a thread."""

import json

import numpy as np
import pytest

from core.documents.opening import opening_project
from core.errors import UserError
from core.run.alone import Alone
from core.run.commands import (
    AskFigures,
    GoTo,
    Load,
    OpenFile,
    OpenWith,
    Pin,
    Play,
    Predict,
    RenamePin,
    RenameRun,
    Reset,
    Save,
    SetEnd,
    SetRecording,
    SetValues,
    Step,
    Trace,
    TryStarts,
)
from core.run.states import State
from tests.nets import described


@pytest.fixture
def alone() -> Alone:
    made = Alone()
    made.do(Load(opening_project()))
    return made


def test_it_trains_to_a_given_end_and_gives_the_old_one_back(alone):
    limit = alone.run.trainer.progress.epoch_limit
    alone.do(SetEnd(7))
    alone.do(Play())
    assert alone.run.standing().epoch == 7 and alone.run.state is State.FINISHED
    alone.do(SetEnd(None))
    assert alone.run.trainer.progress.epoch_limit == limit
    assert alone.run.state is State.PAUSED and not alone.run.is_over()


def test_figures_are_those_of_the_moment(alone):
    alone.do(Step("update"))
    figures = alone.ask(AskFigures(), "figured")
    assert figures.standing.update == 1 and figures.history.loss.size == 2
    assert figures.loss == alone.run.trainer.evaluate().loss
    np.testing.assert_array_equal(figures.outputs, alone.run.trainer.figures.outputs())


def test_the_snapshot_is_the_one_at_rest(alone):
    alone.do(SetEnd(30))
    alone.do(Play())
    assert alone.snapshot.update == 30
    alone.do(GoTo(12))
    assert alone.snapshot.update == 12


def test_what_is_refused_is_raised_and_leaves_everything(alone, tmp_path):
    before = alone.run.trainer
    with pytest.raises(UserError, match=r"nosuch\.json"):
        alone.do(OpenFile(tmp_path / "nosuch.json"))
    with pytest.raises(UserError, match="shape"):
        alone.do(SetValues(0, "weight", None, np.zeros((9, 9))))
    assert alone.run.trainer is before


def test_a_misfit_is_raised(alone, tmp_path):
    path = tmp_path / "p.json"
    wrong = described()
    wrong["layers"][-1]["units"] = 5
    path.write_text(json.dumps(wrong), encoding="utf-8")
    with pytest.raises(UserError):
        alone.do(OpenFile(path))


def test_who_has_enough_is_obeyed(alone):
    slices = iter(range(3))
    alone.do(SetEnd(10**9))
    alone.do(Play(), go_on=lambda: next(slices, None) is not None)
    assert alone.run.state is State.PAUSED
    assert 0 < alone.run.standing().epoch < 10**9


def test_what_is_asked_for_and_not_told_is_said(alone):
    with pytest.raises(LookupError, match="figured"):
        alone.ask(Reset(), "figured")


def test_a_trace_changes_nothing_and_is_the_run(alone):
    before = alone.run.trainer.state.vector.copy()
    records = []
    alone.do(Trace(2), listen=lambda answer: records.append(answer.values[0]))
    np.testing.assert_array_equal(alone.run.trainer.state.vector, before)
    alone.do(SetEnd(2))
    alone.do(Play())
    last = [record for record in records if record.phase == "update"][-1]
    assert last.update == 2
    weights = alone.run.trainer.weights()[last.layer]["weight"]
    np.testing.assert_array_equal(last.values["weight_after"], weights)


def test_predictions_name_the_classes(alone):
    told = alone.ask(Predict(np.array([[0.0, 1.0], [1.0, 1.0]])), "predicted")
    assert told.outputs.shape == (2, 1) and told.chosen.shape == (2,)
    assert len(told.classes) == 2


def test_starts_count_up_from_the_seed(alone):
    told = alone.do(TryStarts(3, 5))
    found = [answer.values[0] for answer in told if answer.news == "starts_tried"][-1]
    seed = alone.run.trainer.project.seed
    assert [result.seed for result in found] == [seed, seed + 1, seed + 2]


@pytest.mark.parametrize("recording", [True, False])
def test_a_recorded_run_is_kept_where_it_is_wanted(tmp_path, recording):
    path = tmp_path / "a.backstep"
    one = Alone()
    one.do(SetRecording(recording))
    one.do(Load(opening_project()))
    one.do(SetEnd(20))
    one.do(Play())
    one.do(Save(path, opening_project()))
    other = Alone()
    other.do(OpenFile(path))
    other.do(GoTo(4))
    assert other.run.standing().update == (4 if recording else 20)


def test_a_setting_that_needs_a_new_start_leaves_the_moment_behind(tmp_path, alone):
    path = tmp_path / "a.backstep"
    alone.do(SetEnd(9))
    alone.do(Play())
    alone.do(Save(path, opening_project()))
    live, anew = Alone(), Alone()
    live.do(OpenWith(path, ("optimizer.learning_rate=0.5",)))
    assert live.run.standing().update == 9
    assert live.run.trainer.project.optimizer.learning_rate == 0.5
    anew.do(OpenWith(path, ("seed=3",)))
    assert anew.run.standing().update == 0
    assert anew.run.trainer.project.seed == 3


def test_a_name_that_is_too_long_is_said_and_not_cut(alone):
    with pytest.raises(UserError, match="61 characters"):
        alone.do(Pin("x" * 61))
    assert not alone.snapshot.time.pins
    alone.do(Pin("x" * 60))
    assert [pin.name for pin in alone.snapshot.time.pins] == ["x" * 60]
    with pytest.raises(UserError, match="61 characters"):
        alone.do(RenamePin(alone.snapshot.time.pins[0].number, "y" * 61))
    with pytest.raises(UserError, match="81 characters"):
        alone.do(RenameRun(1, "y" * 81))
