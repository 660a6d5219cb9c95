"""Closing the window while its thread is in the middle of something that cannot be stopped."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.thorough

ROOT = Path(__file__).resolve().parent.parent.parent

STUCK = """
import gc, sys, threading
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from core.run.building import Building
from gui import app

def never_ends(self, path, *_):
    print("begun", flush=True)
    threading.Event().wait()

Building.open_file = never_ends

def close():
    (window,) = [w for w in QApplication.topLevelWidgets() if hasattr(w, "open_first")]
    window.close()

application = QApplication(["backstep"])
QTimer.singleShot(0, lambda: QTimer.singleShot(0, close))
leave = app.leave

def leave_looking(status):
    print("collection is on" if gc.isenabled() else "collection is off", flush=True)
    leave(status)

app.leave = leave_looking
sys.exit(app.run("x.csv") + 5)
"""


def test_the_process_ends_whatever_the_thread_does(tmp_path):
    environment = {
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(ROOT),
        "HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path),
        "LANG": "C.UTF-8",
    }
    done = subprocess.run(
        [sys.executable, "-c", STUCK],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    # which would otherwise run in that thread, and destroy what is Qt's there
    assert done.stdout == "begun\ncollection is off\n"
    assert "destroyed" not in done.stderr.lower() and "Traceback" not in done.stderr, done.stderr
    assert done.returncode == 0  # ended by the window, which could not wait for its thread
