"""Reopening is as good as never closing: the recorded run, pins and earlier runs, bit for bit."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.components.optimizers import OPTIMIZERS
from core.disk.json_text import plain
from core.documents import backstep_file
from core.documents.backstep_file import save_backstep
from core.documents.kept import Kept, Opened
from core.documents.project_file import load, open_file
from core.documents.timeline_file import shortened
from core.moments.recording import Event, FreezeChange, GoOn, ProjectChange, ValueChange
from core.pictures.snapshot import Outcome, Pin
from core.project import Project
from core.run.resuming import kept_of, resume, resumed_timeline
from core.run.runs.book import RunBook
from core.training import changes
from core.training.edits import set_frozen, set_values
from core.training.timeline import Timeline
from tests.amount import some
from tests.documents.saved import everything, reopened_timeline, save, with_table
from tests.nets import bits, dense, points, project, trainer, trainer_of

#: it takes seconds, and has quicker relatives
pytestmark = pytest.mark.thorough

RANDOM = settings(
    max_examples=some(60),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


def state(one):
    """What identifies a moment, without the history, which is longer when standing in the past."""
    moment = one.moment()
    arrays = (moment.state, moment.permutation, moment.best, moment.frozen)
    return (
        moment.project,
        moment.record,
        one.progress.epoch_limit,
        tuple(None if array is None else array.tobytes() for array in arrays),
    )


def run(timeline, updates):
    """Train on, past every stop."""
    goal = timeline.trainer.update + updates
    while timeline.trainer.update < goal:
        if timeline.trainer.progress.outcome is not Outcome.NONE:
            changes.go_on(timeline.trainer)
            timeline.record(GoOn())
        timeline.run(updates=goal - timeline.trainer.update, seconds=60.0)


@st.composite
def networks(draw):
    """Any optimizer, with or without dropout and batch norm, whole and partial batches."""
    layers = [dense(3, "tanh")]
    if draw(st.booleans()):
        layers.append({"name": "dropout", "rate": 0.4})
    if draw(st.booleans()):
        layers.append({"name": "batch_norm"})
    name = draw(st.sampled_from(OPTIMIZERS.names()))
    fields = {"momentum": 0.9} if name == "sgd" else {}
    return project(
        [*layers, dense(1)],
        data={"source": points(11), "test_share": draw(st.sampled_from([0.0, 0.2]))},
        optimizer={"name": name, "schedule": draw(st.sampled_from(["constant", "cosine"]))}
        | fields,
        training={
            "batch_size": draw(st.sampled_from([None, 1, 3, 4])),
            "shuffle": draw(st.booleans()),
            "epochs": draw(st.sampled_from([None, 2, 5])),
            "precision": draw(st.sampled_from(["float64", "float32"])),
            "stop": {"patience": draw(st.sampled_from([None, 2]))},
        },
    )


edits = st.lists(st.sampled_from(["rate", "other", "value", "freeze", "run"]), max_size=6)


def edit(timeline, kind):
    """Change something as the person would, and note it."""
    one = timeline.trainer
    if kind == "rate":
        rate = one.project.optimizer.learning_rate / 2
        changed = replace(one.project, optimizer=replace(one.project.optimizer, learning_rate=rate))
        changes.apply(one, changed)
        timeline.record(ProjectChange(changed))
    elif kind == "other":
        name = "adam" if one.project.optimizer.name != "adam" else "rmsprop"
        changed = replace(one.project, optimizer=OPTIMIZERS.read({"name": name}, "optimizer"))
        changes.apply(one, changed)
        timeline.record(ProjectChange(changed))
    elif kind == "value":
        made = set_values(one, 0, "weight", (0, 0), 0.25)
        timeline.record(ValueChange(0, "weight", made.after))
    elif kind == "freeze":
        made = set_frozen(one, 0, None, 0, one.frozen is None)
        timeline.record(FreezeChange(made.after))
    else:
        run(timeline, 3)


@RANDOM
@given(networks(), edits, st.integers(0, 9), st.floats(0, 1))
def test_going_on_and_back_after_reopening_is_never_having_closed(
    tmp_path, made, kinds, updates, share
):
    check_reopening(tmp_path, made, kinds, updates, share)


@pytest.mark.long
@settings(RANDOM, max_examples=3000)
@given(networks(), edits, st.integers(0, 30), st.floats(0, 1))
def test_going_on_and_back_after_reopening_often(tmp_path, made, kinds, updates, share):
    check_reopening(tmp_path, made, kinds, updates, share)


def check_reopening(tmp_path, made, kinds, updates, share):
    timeline = Timeline(trainer_of(made))
    run(timeline, updates)
    for kind in kinds:
        edit(timeline, kind)
        run(timeline, 2)
    here = round(share * timeline.end)
    timeline.go_to(here)
    save(tmp_path / "a.backstep", timeline.trainer, timeline=timeline)
    again = reopened_timeline(tmp_path / "a.backstep")
    assert again.trainer.update == here and again.end == timeline.end
    assert again.is_past() == timeline.is_past()
    for place in (here, 0, timeline.end // 2, timeline.end, here // 2, timeline.end):
        timeline.go_to(place)
        again.go_to(place)
        assert state(again.trainer) == state(timeline.trainer)
    for each in (timeline, again):
        run(each, 7)
    assert state(again.trainer) == state(timeline.trainer)
    assert bits(again.trainer) == bits(timeline.trainer)


@RANDOM
@given(networks(), edits)
def test_saved_and_opened_and_saved_gives_equal_bytes(tmp_path, made, kinds):
    timeline = Timeline(trainer_of(made))
    run(timeline, 5)
    for kind in kinds:
        edit(timeline, kind)
    timeline.go_to(3)
    first, second = tmp_path / "a.backstep", tmp_path / "b.backstep"
    save(first, timeline.trainer, timeline=timeline)
    again = reopened_timeline(first)
    opened = open_file(first)
    kept = kept_of(opened.project, again.trainer, again, recomputed=opened.recomputed)
    save_backstep(second, kept, None)
    assert first.read_bytes() == second.read_bytes()


def test_the_document_may_be_ahead_of_the_moment(tmp_path):
    """Standing in the past, before an edit: the document is that of the end."""
    timeline = Timeline(everything("adam"))
    run(timeline, 5)
    edit(timeline, "other")
    run(timeline, 5)
    last = timeline.last_project()
    timeline.go_to(2)
    assert timeline.trainer.project != last
    kept = kept_of(last, timeline.trainer, timeline)
    save_backstep(tmp_path / "a.backstep", kept, None)
    opened = open_file(tmp_path / "a.backstep")
    assert opened.project == last
    again = resumed_timeline(resume(opened, load(opened)), opened.recording)
    assert state(again.trainer) == state(timeline.trainer)
    assert again.last_project() == last


def test_given_weights_and_an_own_table_go_through_live_changes(tmp_path):
    """What a project in the log does not specify is taken from the document."""
    made = with_table(tmp_path, "below/own.csv")
    weights = plain(trainer_of(made, tmp_path).weights())
    description = {**made.to_json(), "weights": weights}
    timeline = Timeline(trainer_of(Project.from_json(description), tmp_path))
    for kind in ("rate", "run", "other", "run"):
        edit(timeline, kind)
    (tmp_path / "away").mkdir()
    save(tmp_path / "away" / "a.backstep", timeline.trainer, tmp_path, timeline)
    (tmp_path / "below/own.csv").unlink()
    opened = open_file(tmp_path / "away" / "a.backstep")
    again = resumed_timeline(resume(opened, load(opened)), opened.recording)
    assert again.last_project() == opened.project
    assert opened.project.weights == timeline.last_project().weights
    for place in (0, 2, 3, 6):
        timeline.go_to(place)
        again.go_to(place)
        assert state(again.trainer)[1:] == state(timeline.trainer)[1:]


def test_a_recording_that_does_not_lead_to_its_end_is_left_out(tmp_path):
    """Losing the way back is better than a file that does not open."""
    timeline = finished(everything("adam"))
    whole = timeline.recording()
    _, runs, _ = archived()
    for broken in (
        replace(whole, end=whole.end + 1),
        replace(whole, keyframes=()),
        replace(whole, keyframes=whole.keyframes[::-1]),
        replace(whole, log=(Event(99, GoOn()),)),
    ):
        damaged = (replace(runs[0], recording=broken),)
        save(tmp_path / "a.backstep", timeline.trainer, recording=broken, runs=damaged)
        opened = open_file(tmp_path / "a.backstep")
        assert opened.recording is None and opened.runs[0].recording is None
        assert resume(opened, load(opened)).update == 10


def test_the_history_of_the_future_is_kept_in_the_past(tmp_path):
    timeline = Timeline(everything("sgd"))
    run(timeline, 12)
    timeline.go_to(4)
    save(tmp_path / "a.backstep", timeline.trainer, timeline=timeline)
    again = reopened_timeline(tmp_path / "a.backstep")
    history = again.trainer.history.since(0)
    assert len(history.epochs) == 5 and list(history.updates) == [0, 3, 6, 9, 12]
    # without what was recorded, there is no future
    save(tmp_path / "b.backstep", timeline.trainer)
    again = reopened_timeline(tmp_path / "b.backstep")
    assert list(again.trainer.history.since(0).updates) == [0, 3]


def test_where_epochs_end_is_kept(tmp_path):
    timeline = Timeline(everything("sgd", epochs=2))
    run(timeline, 7)
    limit = timeline.trainer.progress.epoch_limit
    assert limit is not None and limit > 2
    save(tmp_path / "a.backstep", timeline.trainer, timeline=timeline)
    assert reopened_timeline(tmp_path / "a.backstep").trainer.progress.epoch_limit == limit
    save(tmp_path / "b.backstep", timeline.trainer)
    assert reopened_timeline(tmp_path / "b.backstep").trainer.progress.epoch_limit == limit


def test_pins_are_kept(tmp_path):
    timeline = Timeline(everything("adam"))
    run(timeline, 9)
    pins = (Pin(1, "früh ☂", 2, 2 / 3, 0.5), Pin(4, "end", 9, 3.0, None))
    kept = kept_of(timeline.trainer.project, timeline.trainer, timeline, pins=pins)
    save_backstep(tmp_path / "a.backstep", kept, None)
    assert open_file(tmp_path / "a.backstep").pins == pins


# runs


def finished(made, updates=10):
    timeline = Timeline(made)
    run(timeline, updates)
    return timeline


def archived():
    """Two runs that were left, the second with a future, and the current one."""
    first, second = finished(everything("adam")), finished(everything("nadam"), 8)
    second.go_to(3)
    book = RunBook()
    for timeline in (first, second):
        book.begin()
        book.archive(timeline)
    runs = (book.record(1), book.record(2))
    current = finished(everything("sgd"))
    return (first, second), tuple(runs), current


def test_runs_are_kept(tmp_path):
    _, runs, current = archived()
    runs = (replace(runs[0], name="Größer", hidden=True), runs[1])
    kept = kept_of(current.trainer.project, current.trainer, current, runs=runs)
    save_backstep(tmp_path / "a.backstep", kept, None)
    found = open_file(tmp_path / "a.backstep").runs
    assert [(run.name, run.hidden) for run in found] == [("Größer", True), ("Run 2", False)]
    for was, now in zip(runs, found, strict=True):
        assert now.project == was.project
        assert now.moment.state.tobytes() == was.moment.state.tobytes()
        assert now.moment.record == was.moment.record
        assert now.summary.metrics == was.summary.metrics
        assert (now.summary.loss, now.summary.updates) == (was.summary.loss, was.summary.updates)
        assert now.history.updates.tobytes() == was.history.updates.tobytes()
        assert now.history.metrics.keys() == was.history.metrics.keys()


def test_a_run_that_is_returned_to_goes_on_and_back(tmp_path):
    timelines, runs, current = archived()
    kept = kept_of(current.trainer.project, current.trainer, current, runs=runs)
    save_backstep(tmp_path / "a.backstep", kept, None)
    opened = open_file(tmp_path / "a.backstep")
    for was, record in zip(timelines, opened.runs, strict=True):
        one = Opened.of_run(record, opened.folder)
        again = resumed_timeline(resume(one, load(one)), one.recording)
        for place in (was.end, 0, 2, was.end):
            was.go_to(place)
            again.go_to(place)
            assert state(again.trainer) == state(was.trainer)
        for each in (was, again):
            run(each, 5)
        assert bits(again.trainer) == bits(was.trainer)


def test_the_tables_of_runs_travel_along(tmp_path):
    """Another table of the same name gets its own name; a missing one is left out."""
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    made = with_table(tmp_path / "one")
    (tmp_path / "two" / "own.csv").write_text("a,b,y\n9,9,no\n8,7,yes\n6,6,no\n5,7,yes\n")

    def at(place):
        source = replace(made.data.source, path=f"{place}/own.csv")
        return replace(made, data=replace(made.data, source=source))

    timelines = [finished(trainer_of(at(place), tmp_path)) for place in ("one", "two")]
    book = RunBook()
    for timeline in timelines:
        book.begin()
        book.archive(timeline)
    gone = replace(book.record(1), project=at("nosuch"))
    runs = (book.record(1), book.record(2), gone)
    one = timelines[0]
    save_backstep(
        tmp_path / "a.backstep", kept_of(at("one"), one.trainer, one, runs=runs), tmp_path
    )
    opened = open_file(tmp_path / "a.backstep")
    again = resumed_timeline(resume(opened, load(opened)), opened.recording)
    assert again.trainer.state.vector.tobytes() == one.trainer.state.vector.tobytes()
    for was, record in zip(timelines, opened.runs[:2], strict=True):
        found = Opened.of_run(record, opened.folder)
        back = resumed_timeline(resume(found, load(found)), found.recording)
        back.go_to(3)
        was.go_to(3)
        assert back.trainer.state.vector.tobytes() == was.trainer.state.vector.tobytes()
    assert opened.runs[2].project.data.source.path == "nosuch/own.csv"


# how much is kept


@pytest.mark.thorough
def test_a_long_run_is_thinned_and_still_goes_back(tmp_path):
    timeline = Timeline(everything("adam"))
    for _ in range(1500):
        timeline.run(updates=1, seconds=1.0)
        timeline.take_keyframe()
    save(tmp_path / "a.backstep", timeline.trainer, timeline=timeline)
    again = reopened_timeline(tmp_path / "a.backstep")
    assert 100 < len(again.keyframes) <= 510
    assert again.start == 0 and again.end == 1500
    for place in (0, 7, 750, 1499, 1500):
        timeline.go_to(place)
        again.go_to(place)
        assert state(again.trainer) == state(timeline.trainer)


@pytest.mark.parametrize("budget", [0, 20_000, 10**9])
@pytest.mark.parametrize("here", [0, 123, 300])
def test_what_is_left_of_a_recording(budget, here):
    timeline = Timeline(everything("adam"))
    for _ in range(300):
        timeline.run(updates=1, seconds=1.0)
        timeline.take_keyframe()
    timeline.go_to(here)
    left = shortened(timeline.recording(), here, budget)
    updates = [keyframe.update for keyframe in left.keyframes]
    assert updates == sorted(set(updates))
    assert {0, here, 300} <= set(updates)
    assert len(updates) <= 3 or left.size <= budget * 1.1
    assert len(updates) == 301 or budget < 10**9


@pytest.mark.thorough
def test_of_very_many_changes_the_newest_are_kept(tmp_path):
    timeline = Timeline(everything("adam"))
    mask = np.zeros(timeline.trainer.network.parameter_count, dtype=bool)
    for number in range(4600):
        if number % 50 == 0:
            timeline.run(updates=1, seconds=1.0)
            timeline.take_keyframe()
        timeline.log.append(Event(timeline.trainer.update, FreezeChange(mask)))
        timeline._applied += 1
        if number % 50 == 49:
            timeline.take_keyframe()
    save(tmp_path / "a.backstep", timeline.trainer, timeline=timeline)
    again = reopened_timeline(tmp_path / "a.backstep")
    assert 3900 <= len(again.log) <= 4000
    assert again.start > 10 and again.end == timeline.end
    again.go_to(again.start)
    again.go_to(again.end)
    assert state(again.trainer) == state(timeline.trainer)


def test_what_autosave_leaves_out():
    _, runs, current = archived()
    kept = kept_of(current.trainer.project, current.trainer, current, runs=runs)
    assert kept.within(10**9).runs == runs
    less = kept.within(kept.size - runs[0].recording.size)
    assert less.runs == runs[1:] and less.recording is not None
    least = kept.within(10)
    assert least.runs == () and least.recording is None and least.moment is kept.moment


# another machine


def test_another_machine_is_noticed(tmp_path, monkeypatch):
    timeline = finished(everything("adam"))
    save(tmp_path / "a.backstep", timeline.trainer, timeline=timeline)
    save(tmp_path / "b.backstep", timeline.trainer)
    assert not open_file(tmp_path / "a.backstep").recomputed
    monkeypatch.setattr(backstep_file, "machine", lambda: "another")
    opened = open_file(tmp_path / "a.backstep")
    assert opened.recomputed
    assert not open_file(tmp_path / "b.backstep").recomputed  # nothing has to be recomputed
    # after saving it here, the recording is still from the other machine
    again = resumed_timeline(resume(opened, load(opened)), opened.recording)
    kept = kept_of(opened.project, again.trainer, again, recomputed=opened.recomputed)
    save_backstep(tmp_path / "c.backstep", kept, None)
    assert open_file(tmp_path / "c.backstep").recomputed
    monkeypatch.undo()
    assert open_file(tmp_path / "c.backstep").recomputed


def test_an_edit_that_has_not_taken_effect_keeps_no_training():
    timeline = finished(trainer())
    other = project([dense(9), dense(1)])
    kept = kept_of(other, timeline.trainer, timeline)
    assert kept == Kept(other)
