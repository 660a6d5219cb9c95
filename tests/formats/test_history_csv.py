"""Histories as CSV: read back to the same numbers, from memory and through the command line."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import main as program
from core.cli.command import DIVERGED
from core.cli.program import run
from core.documents.project_file import open_file
from core.formats.history import history_csv
from core.pictures.snapshot import History
from tests.amount import some
from tests.nets import dense, described, points, trainer


def read(content):
    """Return the columns of a CSV, by name."""
    rows = list(csv.reader(content.decode("utf-8").splitlines()))
    return {name: [row[i] for row in rows[1:]] for i, name in enumerate(rows[0])}


def series(*values):
    return np.array(values, dtype=np.float64)


def test_a_history_by_hand():
    history = History(
        epochs=series(0, 1),
        loss=series(0.1 + 0.2, 1e-300),
        test_loss=series(0.5, 2.0),
        metrics={"accuracy": series(0.5, 1.0)},
        test_metrics={"accuracy": series(0.25, 0.75)},
        updates=series(0, 12),
    )
    assert history_csv(history) == (
        b"epoch,update,loss,test_loss,accuracy,test_accuracy\n"
        b"0,0,0.30000000000000004,0.5,0.5,0.25\n"
        b"1,12,1e-300,2.0,1.0,0.75\n"
    )


def test_what_is_not_known_is_empty():
    history = History(epochs=series(0, 1), loss=series(1, np.nan), test_loss=series())
    assert history_csv(history) == b"epoch,update,loss,test_loss\n0,,1.0,\n1,,nan,\n"


def test_the_columns_keep_their_order_whatever_was_asked(tmp_path):
    """From memory, from a file, trained on or restarted; and as `train --json` has them."""
    one = trainer([dense(3, "softmax")], data={"source": points(9, 2, 3, "one_hot"),
                  "test_share": 0.3}, loss="categorical_cross_entropy")  # fmt: skip
    path, saved = tmp_path / "a.json", tmp_path / "a.backstep"
    path.write_text(json.dumps(one.project.to_json()))
    asked = [
        ["train", str(path), "--epochs", "3", "--save", str(saved), "--history", "{}"],
        ["history", str(saved), "{}"],
        ["history", str(saved), "{}", "--epochs", "1"],
        ["history", str(path), "{}", "--epochs", "2"],
    ]
    heads = []
    for i, words in enumerate(asked):
        out = str(tmp_path / f"{i}.csv")
        assert run([out if word == "{}" else word for word in words]) == 0
        heads.append(list(read(Path(out).read_bytes())))
    parts = ["accuracy", "mean_squared_error"]
    wanted = ["loss", "test_loss", *parts, *(f"test_{name}" for name in parts)]
    assert heads == [["epoch", "update", *wanted]] * len(asked)


@pytest.mark.parametrize("names", [("b", "accuracy", "a"), ("a", "b", "accuracy")])
def test_what_no_menu_has_comes_last(names):
    history = History(series(0), series(1), series(), {name: series(1) for name in names},
                      updates=series(0))  # fmt: skip
    assert list(read(history_csv(history)))[3:] == ["test_loss", "accuracy", "a", "b"]


@settings(max_examples=some(30), deadline=None)
@given(st.lists(st.floats(), max_size=8))
def test_every_number_comes_back_to_the_bit(values):
    epochs = np.arange(len(values), dtype=np.float64)
    history = History(epochs, np.array(values), np.array(values[::-1]), updates=3 * epochs)
    found = read(history_csv(history))
    assert [float(text) for text in found["epoch"]] == epochs.tolist()
    assert [int(text) for text in found["update"]] == [3 * k for k in range(len(values))]
    np.testing.assert_array_equal([float(text) for text in found["loss"]], values)
    np.testing.assert_array_equal([float(text) for text in found["test_loss"]], values[::-1])


def test_a_trained_history():
    one = trainer(
        data={"source": points(20, 2, 1, "binary"), "test_share": 0.25},
        training={"batch_size": 4},
    )
    one.run(epochs=3)
    found = read(history_csv(one.history.since(0)))
    assert found["epoch"] == ["0", "1", "2", "3"]
    assert found["update"] == ["0", "4", "8", "12"]
    assert float(found["loss"][-1]) == one.progress.last_figures.loss
    assert float(found["test_loss"][-1]) == one.progress.last_figures.test_loss
    for name, value in one.progress.last_figures.metrics.items():
        assert float(found[name][-1]) == value
        assert float(found[f"test_{name}"][-1]) == one.progress.last_figures.test_metrics[name]


# ---------------------------------------------------------------------- the command line


@pytest.fixture
def xor(tmp_path):
    path = tmp_path / "xor.json"
    path.write_text(json.dumps(described(training={"epochs": 4})), encoding="utf-8")
    return path


def refused(capsys, *arguments):
    """Run a command that is refused; return its two lines."""
    assert program.main([str(argument) for argument in arguments]) == 2
    error, hint = capsys.readouterr().err.splitlines()
    assert error.startswith("error: ") and len(hint) > len("hint: ")
    return error


def test_a_project_is_trained_first(xor, tmp_path, capsys):
    out, beside = tmp_path / "h.csv", tmp_path / "t.csv"
    assert run(["history", str(xor), str(out)]) == 0
    assert "4 epochs" in capsys.readouterr().out
    assert read(out.read_bytes())["epoch"] == ["0", "1", "2", "3", "4"]
    assert run(["train", str(xor), "--history", str(beside)]) == 0
    assert beside.read_bytes() == out.read_bytes()
    assert run(["history", str(xor), str(out), "--epochs", "2"]) == 0
    assert read(out.read_bytes())["epoch"] == ["0", "1", "2"]


def test_a_saved_history_is_written_as_it_is(xor, tmp_path, capsys):
    saved, out = tmp_path / "a.backstep", tmp_path / "h.csv"
    run(["train", str(xor), "--save", str(saved)])
    before = saved.read_bytes()
    capsys.readouterr()
    assert run(["history", str(saved), str(out)]) == 0
    assert capsys.readouterr() == ("", "")
    assert out.read_bytes() == history_csv(open_file(saved).history)
    assert saved.read_bytes() == before
    run(["history", str(saved), str(out), "--epochs", "2"])
    assert read(out.read_bytes())["epoch"] == [str(k) for k in range(7)]


def test_a_history_is_written_after_divergence(tmp_path):
    description = described(
        [dense(1)],
        points(5, 2, 1),
        optimizer={"name": "sgd", "learning_rate": 1e6},
        training={"epochs": 500},
    )
    path = tmp_path / "p.json"
    path.write_text(json.dumps(description), encoding="utf-8")
    assert run(["history", str(path), str(tmp_path / "h.csv")]) == DIVERGED
    found = read((tmp_path / "h.csv").read_bytes())
    assert 1 < len(found["epoch"]) < 501


def test_what_is_refused(xor, tmp_path, capsys):
    assert "does not end in .csv" in refused(capsys, "history", xor, tmp_path / "h.txt")
    assert "does not exist" in refused(capsys, "history", xor, tmp_path / "no" / "h.csv")
    assert "does not exist" in refused(capsys, "history", tmp_path / "no.json", tmp_path / "h.csv")
    assert "not a number of epochs" in refused(
        capsys, "history", xor, tmp_path / "h.csv", "--epochs", "x"
    )
    table = tmp_path / "t.csv"
    table.write_text("a,b\n" + "".join(f"{k},{k % 2}\n" for k in range(20)), encoding="utf-8")
    before = table.read_bytes()
    assert "the table t.csv itself" in refused(capsys, "history", table, table, "--epochs", "1")
    assert "the table t.csv itself" in refused(
        capsys, "train", table, "--epochs", "1", "--history", table
    )
    assert table.read_bytes() == before
    assert not (tmp_path / "h.csv").exists()
    assert program.main(["history", str(table), str(tmp_path / "h.csv")]) == 0
