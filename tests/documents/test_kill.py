"""Killed at any moment of saving and autosaving: the file is the old one or the new one."""

import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from core.disk.writing import write_bytes
from core.documents.autosave import Recovery
from core.documents.project_file import load, open_file
from core.run.resuming import resume, resumed_timeline

ROOT = Path(__file__).resolve().parent.parent.parent

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def kill_savers(folder, kills, rng):
    """Kill savers at random moments; return how many of the kills left a half-written file."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "tests.documents.saver", str(folder)]
    halves = 0
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env=environment
    ) as server:
        for number in range(kills):
            place = folder / str(number)
            place.mkdir()
            server.stdin.write(f"{place}\n".encode())
            server.stdin.flush()
            saver = int(server.stdout.readline())
            threading.Event().wait(rng.uniform(0.0, 0.1))
            os.kill(saver, signal.SIGKILL)
            assert server.stdout.readline() == b"dead\n"
            halves += check(folder, place)
        server.stdin.close()
    assert server.returncode == 0
    return halves


def check(folder, place):
    """Check what a killed saver left; return whether it was in the middle of writing."""
    whole = {(folder / name).read_bytes() for name in ("old.backstep", "new.backstep")}
    assert (place / "a.backstep").read_bytes() in whole
    opened = open_file(place / "a.backstep")
    timeline = resumed_timeline(resume(opened, load(opened)), opened.recording)
    assert timeline.trainer.update == {"old": 3, "new": 7}[opened.project.name]
    timeline.go_to(0)
    # and the copy set aside is found, as the old one or the new one
    (found,) = Recovery(place / "recovery").found()
    assert found.name in ("old", "new") and found.original == place / "a.backstep"
    assert found.path.read_bytes() in whole
    # a half-written file beside it is removed when the file is written again
    halves = list(place.glob(".*.tmp")) + list((place / "recovery").glob(".*.tmp"))
    for path in (place / "a.backstep", found.path, found.path.with_suffix(".json")):
        write_bytes(path, b"again")
    assert not list(place.glob(".*")) and not list((place / "recovery").glob(".*"))
    return bool(halves)


@pytest.mark.thorough
def test_killed_at_random_moments(tmp_path):
    kill_savers(tmp_path, 10, random.Random(0))


@pytest.mark.long
@pytest.mark.timeout(600)
def test_killed_at_very_many_random_moments(tmp_path):
    halves = kill_savers(tmp_path, 200, random.Random(1))
    assert halves > 20  # otherwise the kills did not hit the writing
