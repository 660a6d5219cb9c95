"""Windows killed at any moment: work that was set aside is always in the copy or in the file."""

import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from core.documents.autosave import Recovery
from core.documents.project_file import load, open_file
from core.run.resuming import resume
from tests.amount import few
from tests.gui.killed import MARK

ROOT = Path(__file__).resolve().parent.parent.parent.parent
DEEDS = ("opening", "saving", "autosaving", "recovering", "quitting")

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def kill_windows(folder, deed, kills, rng):
    """Kill windows in the middle of something, and look for their work."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "tests.gui.killed"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env=environment
    ) as server:
        for number in range(kills):
            place = folder / str(number)
            place.mkdir()
            if deed == "recovering":
                tell(server, f"prepare {place}")
                assert server.stdout.readline() == b"dead\n"
            tell(server, f"{deed} {place}")
            window = int(server.stdout.readline())
            threading.Event().wait(rng.uniform(0.0, 0.25))
            os.kill(window, signal.SIGKILL)
            assert server.stdout.readline() == b"dead\n"
            check(place)
        server.stdin.close()
    assert server.returncode == 0


def tell(server, line):
    server.stdin.write(f"{line}\n".encode())
    server.stdin.flush()


def check(place):
    """Check that the file is whole, and that the work is in it or in a copy that is found."""
    paths = [place / "a.backstep", *(found.path for found in Recovery(place / "recovery").found())]
    opened = [open_file(path) for path in paths]
    works = [one for one in opened if one.project.optimizer.learning_rate == MARK]
    assert works
    assert any(resume(one, load(one)).update >= 3 for one in works)


@pytest.mark.thorough
@pytest.mark.parametrize("deed", few(DEEDS, 1))
def test_windows_killed(tmp_path, deed):
    kill_windows(tmp_path, deed, 3, random.Random(deed))


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("deed", DEEDS)
def test_windows_killed_very_often(tmp_path, deed):
    kill_windows(tmp_path, deed, 50, random.Random(f"{deed} again"))
