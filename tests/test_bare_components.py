"""A component with only what training needs works everywhere, or is refused with a clear error.

It is tried in a separate process, so that the registries of this one stay unchanged.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.amount import few

pytestmark = pytest.mark.thorough

ROOT = Path(__file__).parents[1]
ALWAYS = {".npz", ".json", ".zip"}
#: the further formats that support each case; the others refuse it with an error
CARRIED = {
    "activation": {".safetensors"},
    "output": {".safetensors"},
    "mixing": {".safetensors"},
    "mixing output": {".safetensors"},
    "loss": {".safetensors", ".onnx", ".py"},
    "fused loss": {".safetensors", ".onnx", ".py"},
    "regularizer": {".safetensors", ".onnx", ".py"},
    "optimizer": {".safetensors", ".onnx", ".py"},
    "schedule": {".safetensors", ".onnx", ".py"},
    "initializer": {".safetensors", ".onnx", ".py", ".torch.py"},
    "layer": {".safetensors"},
    "first layer": {".safetensors"},
    "learning layer": set(),
    "silent layer": set(),
    "all": set(),
}


@pytest.fixture(scope="module")
def walk() -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "tests.bare_walk"],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
    )


@pytest.fixture(scope="module")
def found(walk) -> dict:
    assert walk.returncode == 0, walk.stderr
    return json.loads(walk.stdout)


def test_no_view_raised(walk) -> None:
    """An error in a Qt event is only printed, and raised nowhere."""
    assert "Traceback" not in walk.stderr, walk.stderr


def test_every_case_was_tried(found) -> None:
    assert set(found) == set(few(list(CARRIED), 5))


@pytest.mark.parametrize("case", few(list(CARRIED), 5))
def test_a_bare_component_works_everywhere(case, found) -> None:
    assert found[case]["error"] is None, found[case]["error"]
    # a format that is not known here may support whatever it likes
    known = ALWAYS.union(*CARRIED.values())
    assert set(found[case]["carried"]) & known == ALWAYS | CARRIED[case]
