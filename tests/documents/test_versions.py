"""Every earlier version of the file opens and trains on; newer ones are refused.

The files under `fixtures` were written by the versions of the program that had those formats.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from core.documents.backstep_file import VERSION, read_thumbnail
from core.documents.kept import Opened
from core.documents.project_file import load, open_file
from core.errors import FileError
from core.run.resuming import resume, resumed_timeline
from core.training import changes
from core.training.timeline import Timeline
from core.training.trainer import Trainer
from tests.documents.saved import packed, parts, reopened, save

FIXTURES = Path(__file__).parent / "fixtures"


def test_there_is_a_fixture_of_every_version():
    names = {path.name for path in FIXTURES.glob("version_*.backstep")}
    assert names == {f"version_{number}.backstep" for number in range(1, VERSION + 1)}


@pytest.mark.parametrize("number", range(1, VERSION + 1))
def test_a_file_of_every_version_goes_on(tmp_path, number):
    """As if the run had never been saved; other machines may differ in the last digits."""
    opened = open_file(FIXTURES / f"version_{number}.backstep")
    one = resume(opened, load(opened))
    assert one.update == 7 and one.epoch == 2
    assert one.frozen is not None and list(np.flatnonzero(one.frozen)) == [2]
    assert one.start_values is not None and one.progress.epoch_limit == 50
    assert read_thumbnail(FIXTURES / f"version_{number}.backstep")[:4] == b"\x89PNG"
    never_saved = Trainer(opened.project, load(opened))
    changes.freeze(never_saved, one.frozen)
    never_saved.run(updates=7)
    for updates in (1, 11):
        np.testing.assert_allclose(one.state.vector, never_saved.state.vector, rtol=1e-9)
        assert one.moment().record.shuffle_state == never_saved.moment().record.shuffle_state
        assert one.run(updates=updates) == never_saved.run(updates=updates)
    history, straight = one.history.since(0), never_saved.history.since(0)
    np.testing.assert_allclose(history.loss, straight.loss, rtol=1e-9)
    # and saved again, it has this version
    save(tmp_path / "a.backstep", one)
    found = parts((tmp_path / "a.backstep").read_bytes())
    assert json.loads(found["format.json"])["version"] == VERSION
    assert reopened(tmp_path / "a.backstep").moment().record == one.moment().record


def test_version_2_goes_back_and_has_its_runs():
    opened = open_file(FIXTURES / "version_2.backstep")
    timeline = resumed_timeline(resume(opened, load(opened)), opened.recording)
    assert (timeline.start, timeline.end, timeline.is_past()) == (0, 9, True)
    assert [(pin.name, pin.update) for pin in opened.pins] == [("Pinned", 4)]
    assert [(run.name, run.hidden) for run in opened.runs] == [("First", True)]
    timeline.go_to(0)
    straight = Timeline(Trainer(opened.project, load(opened)))
    start = opened.recording.keyframes[0].moment
    np.testing.assert_array_equal(straight.trainer.state.vector, start.state)
    timeline.go_to(9)
    end = opened.recording.keyframes[-1].moment
    np.testing.assert_allclose(timeline.trainer.state.vector, end.state, rtol=1e-9)
    run = Opened.of_run(opened.runs[0], opened.folder)
    back = resumed_timeline(resume(run, load(run)), run.recording)
    assert back.end == 5 and back.trainer.run(updates=2) == 2


def with_format(**changes):
    found = parts((FIXTURES / "version_2.backstep").read_bytes())
    known = json.loads(found["format.json"])
    return packed({**found, "format.json": json.dumps({**known, **changes}).encode()})


@pytest.mark.parametrize("version", [3, 99, 10**30])
def test_a_newer_version_is_refused_politely(tmp_path, version):
    (tmp_path / "a.backstep").write_bytes(with_format(version=version))
    with pytest.raises(FileError, match=r"a\.backstep was made by a newer Backstep") as caught:
        open_file(tmp_path / "a.backstep")
    assert "this one reads up to 2" in caught.value.message
    assert "update Backstep" in caught.value.hint


def test_a_newer_version_is_said_before_anything_else(tmp_path):
    """A newer project may hold what this program does not know."""
    members = {"format.json": json.dumps({"format": "backstep-file", "version": 3}).encode()}
    (tmp_path / "a.backstep").write_bytes(packed({**members, "project.json": b"{]"}))
    with pytest.raises(FileError, match="newer Backstep"):
        open_file(tmp_path / "a.backstep")


@pytest.mark.parametrize(
    "change", [{"version": 0}, {"version": "2"}, {"version": True}, {"format": "other"}], ids=str
)
def test_a_format_that_is_none(tmp_path, change):
    (tmp_path / "a.backstep").write_bytes(with_format(**change))
    with pytest.raises(FileError, match="its format is unknown"):
        open_file(tmp_path / "a.backstep")
