"""The benchmark of silences names its cases."""

import json
import subprocess

import pytest

from core.benchmarks.silence import CASES
from core.errors import UserError
from gui.silence import silences


def test_an_unknown_case_is_refused_with_those_there_are() -> None:
    with pytest.raises(UserError, match="2 × 2") as caught:
        silences(False, "2 × 2 neurons")
    assert "iris" in str(caught.value.hint)


def test_every_case_is_measured_in_a_program_of_its_own(monkeypatch, capsys) -> None:
    asked = []

    def program(command, **_):
        asked.append(command[command.index("--case") + 1])
        row = {"case": asked[-1], "held": asked[-1] != "iris"}
        return subprocess.CompletedProcess(command, 1, json.dumps([row]), "")

    monkeypatch.setattr("gui.silence.subprocess.run", program)
    assert silences(True) == 1
    assert asked == [case.name for case in CASES]
    assert [row["case"] for row in json.loads(capsys.readouterr().out)] == asked


def test_a_case_that_fails_says_what_its_program_said(monkeypatch) -> None:
    said = subprocess.CompletedProcess([], 1, "", "backstep: no screen\n")
    monkeypatch.setattr("gui.silence.subprocess.run", lambda *_, **__: said)
    with pytest.raises(UserError, match="“iris” could not be measured: backstep: no screen"):
        silences(False)
