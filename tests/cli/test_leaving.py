"""Standard output, as `-`: what is written there is the whole file, and nothing else."""

import io
import json
import sys

import numpy as np
import pytest

from core.cli.leaving import departures
from core.cli.program import run
from core.documents.project_file import open_file, save_json
from core.errors import FileError, UserError
from tests.nets import project


@pytest.fixture
def file(tmp_path):
    save_json(tmp_path / "xor.json", project())
    return str(tmp_path / "xor.json")


def test_weights_leave_whole(file, capsysbinary, tmp_path):
    assert run(["export", file, "-", "--format", "npz"]) == 0
    out, told = capsysbinary.readouterr()
    assert run(["export", file, str(tmp_path / "net.npz")]) == 0
    with np.load(io.BytesIO(out)) as left, np.load(tmp_path / "net.npz") as written:
        assert left.files == written.files
        for name in left.files:
            np.testing.assert_array_equal(left[name], written[name])
    assert b"largest difference" in told


def test_a_trained_project_leaves_and_comes_in_again(file, capsysbinary, tmp_path):
    assert run(["train", file, "--epochs", "3", "--save", "-", "--json"]) == 0
    out, told = capsysbinary.readouterr()
    assert json.loads(told)["epochs"] == 3
    (tmp_path / "a.backstep").write_bytes(out)
    assert open_file(tmp_path / "a.backstep").moment.record.epoch == 3


def test_an_import_leaves(file, capsysbinary, tmp_path):
    assert run(["export", file, str(tmp_path / "w.npz")]) == 0
    capsysbinary.readouterr()
    assert run(["import", str(tmp_path / "w.npz"), "--into", file, "--save", "-"]) == 0
    out, _ = capsysbinary.readouterr()
    (tmp_path / "a.backstep").write_bytes(out)
    assert open_file(tmp_path / "a.backstep").project.weights is not None


@pytest.mark.parametrize(
    "more, words",
    [
        (["-"], "which format"),
        (["-", "--format", "doc"], "no export format"),
        (["-", "--format", "../x"], "no format"),
        (["-", "--format", "torch.py"], "2 files"),
        (["net.npz", "--format", "npz"], "--format is of"),
    ],
)
def test_what_cannot_leave_so_is_said(file, capsysbinary, monkeypatch, tmp_path, more, words):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError, match=words):
        run(["export", file, *more])
    assert not capsysbinary.readouterr().out


def test_a_terminal_is_sent_no_file(monkeypatch):
    class Terminal(io.TextIOWrapper):
        def isatty(self):
            return True

    monkeypatch.setattr(sys, "stdout", Terminal(io.BytesIO()))
    import argparse

    with (
        pytest.raises(FileError, match="terminal"),
        departures(argparse.Namespace(save="-"), {"save": ".backstep"}),
    ):
        pass
