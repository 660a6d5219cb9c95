"""Output to a full disk or to a closed pipe: a clear error, or silence."""

import subprocess
import sys
from pathlib import Path

import pytest

import main as program

ROOT = Path(__file__).resolve().parents[2]
FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="a system with a disk that is always full")
@pytest.mark.parametrize("unbuffered", [False, True])
def test_a_full_disk_is_said(unbuffered: bool) -> None:
    how = ["-u"] if unbuffered else []
    command = [sys.executable, *how, str(ROOT / "main.py"), "examples"]
    with FULL.open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "error: the output cannot be written: No space left on device",
        "hint: make room, or write the output somewhere else",
    ]


def test_without_an_output_the_work_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    assert program.main(["examples"]) == 0


def test_a_project_is_no_table_to_inspect(capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main(["inspect", str(ROOT / "resources/examples/xor.json")]) == 2
    assert "xor.json has the name of a project, not of a table" in capsys.readouterr().err
