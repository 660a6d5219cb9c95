"""The window of `bench --start`: each kind is painted, and says what was seen."""

import json
import os
import subprocess
import sys

import pytest

from gui import first_paint
from tests.test_architecture import ROOT


@pytest.mark.thorough
@pytest.mark.parametrize("how", [first_paint.bare, first_paint.ours], ids=lambda how: how.__name__)
def test_a_window_is_painted(how, tmp_path):
    environment = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "TMPDIR": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-m", first_paint.__name__, how.__name__],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        check=False,
        timeout=120,
    )
    found = json.loads(done.stdout)
    assert found["cpu"] > 0 and min(found["size"]) > 400
    assert found["widgets"] > (20 if how is first_paint.ours else 0)
