"""The command line: its contract, to the letter."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import core.benchmarks.engine
import main as program
from core import __version__
from core.cli.names import command_names
from core.cli.program import build_parser, run
from core.documents.examples import examples
from core.documents.project_file import load, open_file
from core.errors import UserError
from core.project import Project
from core.run.gradient_check import GradientChecking
from core.run.resuming import resume
from tests.amount import few
from tests.nets import dense, described, points, trainer_of

ROOT = Path(__file__).resolve().parent.parent.parent
KEYS = [
    "epochs",
    "updates",
    "seconds",
    "train_loss",
    "test_loss",
    "penalty",
    "train_metrics",
    "test_metrics",
    "history",
    "outputs",
    "weights",
    "diverged",
    "validation_loss",
    "validation_metrics",
    "baselines",
]


def written(folder, description, name="p.json"):
    path = folder / name
    path.write_text(json.dumps(description), encoding="utf-8")
    return path


@pytest.fixture
def xor(tmp_path):
    return written(tmp_path, described(training={"epochs": 3}, loss="binary_cross_entropy"))


def figures(capsys, *arguments, status=0):
    """Run `train … --json`; return the object, which has to be all that it prints."""
    assert run(["train", *map(str, arguments), "--json"]) == status
    captured = capsys.readouterr()
    assert captured.err == ""
    assert captured.out.count("\n") == 1
    return json.loads(captured.out, parse_constant=pytest.fail)


def process(*arguments, **fields):
    return subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        **fields,
    )


def assert_refused(arguments, message, capsys):
    """In this process, through main: exit 2 and two lines on standard error."""
    assert program.main([str(a) for a in arguments]) == 2
    captured = capsys.readouterr()
    lines = captured.err.splitlines()
    assert len(lines) == 2 and captured.out == "", captured
    assert lines[0].startswith("error: ") and lines[1].startswith("hint: ")
    assert len(lines[1]) > len("hint: ")
    assert message in lines[0], lines


# train


def test_the_object_has_these_keys(capsys, xor):
    found = figures(capsys, xor)
    assert list(found) == KEYS
    assert (found["epochs"], found["updates"]) == (3, 3)
    assert found["seconds"] >= 0
    assert found["test_loss"] is found["test_metrics"] is found["diverged"] is None
    assert found["penalty"] == 0.0
    assert set(found["train_metrics"]) == {
        "accuracy",
        "mean_squared_error",
        "class_accuracy",
        "confusion_matrix",
    }
    history = found["history"]
    assert set(history) >= {"loss", "test_loss", "metrics"}
    assert len(history["loss"]) == len(history["metrics"]["mean_squared_error"]) == 4
    assert history["test_loss"] is None
    assert history["loss"][-1] == found["train_loss"]
    assert np.array(found["outputs"]).shape == (4, 1)
    assert [sorted(entry) for entry in found["weights"]] == [["bias", "weight"]] * 2
    assert np.array(found["weights"][0]["weight"]).shape == (2, 3)


def test_validation_is_told_apart(capsys, tmp_path):
    """In the object, in words and in the history's table; a file keeps it."""
    path = written(
        tmp_path,
        described(
            [dense(1)],
            data={"source": points(100), "test_share": 0.2, "validation_share": 0.3},
            training={"epochs": 2, "batch_size": 8},
        ),
    )
    found = figures(capsys, path, "--save", tmp_path / "a.backstep")
    assert found["validation_loss"] == found["history"]["validation_loss"][-1]
    assert found["validation_loss"] not in (found["train_loss"], found["test_loss"])
    assert set(found["validation_metrics"]) == set(found["train_metrics"])
    for baseline in found["baselines"].values():
        assert set(baseline) == {"train", "validation", "test"}
    again = figures(capsys, tmp_path / "a.backstep", "--epochs", "0")
    assert again["history"] == found["history"]
    assert run(["train", str(path)]) == 0
    said = capsys.readouterr().out
    for name in ("validation_loss", "test_loss"):
        assert f"{name.partition('_')[0]} {found[name]:.6g}" in said
    out = tmp_path / "h.csv"
    assert run(["history", str(tmp_path / "a.backstep"), str(out)]) == 0
    table = [line.split(",") for line in out.read_text().splitlines()]
    place = table[0].index("validation_loss")
    assert float(table[-1][place]) == found["validation_loss"]
    assert "validation_mean_squared_error" in table[0]


def test_the_object_of_a_run_with_a_test_part(capsys, tmp_path):
    path = written(
        tmp_path,
        described(
            [dense(2, "tanh"), {"name": "batch_norm"}, dense(1)],
            data={"source": points(100), "test_share": 0.3},
            regularizer={"name": "l2", "strength": 0.5},
            training={"epochs": 2, "batch_size": 8},
        ),
    )
    found = figures(capsys, path)
    assert len(found["history"]["test_loss"]) == 3
    assert found["history"]["test_loss"][-1] == found["test_loss"]
    assert set(found["train_metrics"]) == set(found["test_metrics"])
    assert found["outputs"] is None  # more than 64
    assert found["updates"] == 2 * 9
    weights = [np.array(entry["weight"]) for entry in found["weights"] if "weight" in entry]
    assert found["penalty"] == pytest.approx(0.25 * sum((w**2).sum() for w in weights))
    mse = found["train_metrics"]["mean_squared_error"]
    assert found["train_loss"] == pytest.approx(mse)  # without the penalty
    assert sorted(found["weights"][1]) == ["running_mean", "running_variance", "scale", "shift"]


@pytest.mark.parametrize(("samples", "given"), [(64, True), (65, False)])
def test_outputs_are_given_for_64_samples_or_fewer(capsys, tmp_path, samples, given):
    path = written(tmp_path, described([dense(1)], data=points(samples), training={"epochs": 1}))
    assert (figures(capsys, path)["outputs"] is not None) == given


def test_the_object_is_what_the_trainer_has(capsys, xor):
    found = figures(capsys, xor)
    one = trainer_of(Project.from_json(json.loads(xor.read_text())))
    one.run(epochs=3)
    assert found["history"]["loss"] == one.history.loss.since(0).tolist()
    assert found["outputs"] == one.figures.outputs().tolist()
    for entry, arrays in zip(found["weights"], one.weights(), strict=True):
        assert entry == {name: array.tolist() for name, array in arrays.items()}


def test_given_weights_lead_back_in(capsys, tmp_path, xor):
    """`weights` of the object can be used in a project file."""
    found = figures(capsys, xor)
    again = {**json.loads(xor.read_text()), "weights": found["weights"]}
    other = figures(capsys, written(tmp_path, again, "q.json"), "--epochs", "0")
    assert other["train_loss"] == found["train_loss"]
    assert other["history"]["loss"] == [found["train_loss"]]
    assert other["updates"] == 0


def test_epochs_on_the_command_line_come_first(capsys, xor):
    assert figures(capsys, xor, "--epochs", "5")["epochs"] == 5


def test_a_table_is_trained_on_as_it_is(capsys, tmp_path):
    """12 rows, 9 of them for training: one batch per epoch, and so 500 epochs for 500 updates."""
    table = tmp_path / "t.csv"
    table.write_text("a,b\n" + "".join(f"{k},{k / 2}\n" for k in range(12)), encoding="utf-8")
    assert figures(capsys, table)["updates"] == 500
    assert run(["train", str(table)]) == 0
    assert "trained for 500 epochs, the default" in capsys.readouterr().out
    assert figures(capsys, table, "--epochs", "3")["epochs"] == 3
    assert figures(capsys, table, "--set", "training.epochs=2")["epochs"] == 2


def test_nothing_says_when_to_stop(capsys, tmp_path):
    path = written(tmp_path, described())
    assert_refused(["train", path], "nothing says when to stop", capsys)
    for setting in ("training.epochs=2", "training.stop.target_loss=100"):
        assert figures(capsys, path, "--set", setting)["epochs"] in (0, 2)


def test_plain_figures_are_for_people(capsys, xor):
    assert run(["train", str(xor)]) == 0
    captured = capsys.readouterr()
    assert "3 epochs, 3 updates" in captured.out and "loss" in captured.out
    assert captured.err == ""


def test_a_table_is_trained_on(capsys, tmp_path):
    path = tmp_path / "t.csv"
    rows = "".join(f"{i},{(i * 7) % 5},{'yes' if i % 2 else 'no'}\n" for i in range(40))
    path.write_text("a,b,y\n" + rows)
    found = figures(capsys, path, "--epochs", "2")
    assert found["epochs"] == 2 and "accuracy" in found["train_metrics"]
    assert found["test_loss"] is not None
    other = figures(capsys, path, "--epochs", "1", "--set", "data.source.target=a")
    assert "r2" in other["train_metrics"]


# --set


def project_after(capsys, tmp_path, path, *settings):
    out = tmp_path / "set.backstep"
    options = [part for setting in settings for part in ("--set", setting)]
    figures(capsys, path, "--epochs", "0", *options, "--save", out)
    return open_file(out).project


@pytest.mark.parametrize(
    ("setting", "read", "value"),
    [
        ("layers.0.units=8", lambda p: p.layers[0].units, 8),
        ("layers.0.activation=relu", lambda p: p.layers[0].activation.name, "relu"),
        (
            'layers.0.activation={"name": "elu", "alpha": 2}',
            lambda p: p.layers[0].activation.alpha,
            2,
        ),
        ("layers.0.bias=false", lambda p: p.layers[0].bias, False),
        ("optimizer.learning_rate=0.5", lambda p: p.optimizer.learning_rate, 0.5),
        ("optimizer.learning_rate=1e-3", lambda p: p.optimizer.learning_rate, 0.001),
        ("optimizer=adam", lambda p: p.optimizer.name, "adam"),
        ("optimizer.name=nadam", lambda p: p.optimizer.name, "nadam"),
        ("optimizer.schedule=cosine", lambda p: p.optimizer.schedule.name, "cosine"),
        ("regularizer=l2", lambda p: p.regularizer.name, "l2"),
        ("training.batch_size=null", lambda p: p.training.batch_size, None),
        ("training.batch_size=2", lambda p: p.training.batch_size, 2),
        ("training.precision=float32", lambda p: p.training.precision, "float32"),
        ("training.stop.patience=3", lambda p: p.training.stop.patience, 3),
        ("data.scaling=standard", lambda p: p.data.scaling, "standard"),
        ('data.features=["x1", "x1*x2"]', lambda p: p.data.features, ("x1", "x1*x2")),
        ("data.source=xor", lambda p: p.data.source.name, "xor"),
        ("seed=7", lambda p: p.seed, 7),
        ("name=A new name", lambda p: p.name, "A new name"),
        ('name="7"', lambda p: p.name, "7"),
        ("name=a=b", lambda p: p.name, "a=b"),
    ],
)
def test_settings(capsys, tmp_path, xor, setting, read, value):
    assert read(project_after(capsys, tmp_path, xor, setting)) == value


def test_settings_apply_in_their_order(capsys, tmp_path, xor):
    made = project_after(
        capsys,
        tmp_path,
        xor,
        "optimizer.learning_rate=0.5",
        "optimizer=sgd",
        "optimizer.momentum=0.9",
        "regularizer=l2",
        "regularizer.strength=0.5",
        "optimizer=adam",
        "optimizer.beta1=0.5",
    )
    # another optimizer with a learning rate keeps it
    assert (made.optimizer.learning_rate, made.optimizer.beta1) == (0.5, 0.5)
    assert made.regularizer.strength == 0.5


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("layers.0.units", "not PATH=VALUE"),
        ("=3", "not PATH=VALUE"),
        ("layers.7.units=3", "there is no entry '7'"),
        ("layers.-1.units=3", "there is no entry '-1'"),
        (f"layers.{'9' * 5000}.units=3", "there is no entry"),
        ("layers.x.units=3", "there is no entry 'x'"),
        ("nosuch=3", "unknown field 'nosuch'"),
        ("training.nosuch=3", "unknown field 'nosuch'"),
        ("seed.x=3", "holds a value, not fields"),
        ("layers.0.units=many", "layers.0.units"),
        ("layers.0.activation=nosuch", "unknown activation 'nosuch'"),
        ("optimizer.learning_rate=NaN", "optimizer.learning_rate"),
        ("optimizer.learning_rate=Infinity", "optimizer.learning_rate"),
        ("training=" + "[" * 5000, "training"),
        ("loss=categorical_cross_entropy", "needs softmax"),
    ],
)
def test_settings_that_lead_nowhere(capsys, xor, setting, message):
    assert_refused(["train", xor, "--set", setting], message, capsys)


# saving and going on


def test_a_saved_run_goes_on_where_it_was(capsys, tmp_path):
    description = described(
        [dense(4, "tanh"), {"name": "dropout"}, {"name": "batch_norm"}, dense(1)],
        data={"source": points(15), "test_share": 0.2},
        optimizer="adam",
        training={"batch_size": 5, "shuffle": True},
    )
    path = written(tmp_path, description)
    a, b = tmp_path / "a.backstep", tmp_path / "b.backstep"
    figures(capsys, path, "--epochs", "3", "--save", a)
    parts = figures(capsys, a, "--epochs", "4", "--save", b)
    whole = figures(capsys, path, "--epochs", "7", "--save", tmp_path / "c.backstep")
    for one in (parts, whole):
        del one["seconds"]
    assert parts == whole
    assert b.read_bytes() == (tmp_path / "c.backstep").read_bytes()
    assert len(parts["history"]["loss"]) == 8


def test_epochs_0_changes_nothing(capsys, tmp_path, xor):
    a, b = tmp_path / "a.backstep", tmp_path / "b.backstep"
    figures(capsys, xor, "--save", a)
    figures(capsys, a, "--epochs", "0", "--save", b)
    assert a.read_bytes() == b.read_bytes()


def test_a_live_setting_goes_on_and_another_starts_anew(capsys, tmp_path, xor):
    a = tmp_path / "a.backstep"
    figures(capsys, xor, "--save", a)
    live = figures(capsys, a, "--epochs", "2", "--set", "optimizer.learning_rate=0.5")
    assert (live["epochs"], len(live["history"]["loss"])) == (5, 6)
    anew = figures(capsys, a, "--epochs", "2", "--set", "layers.0.units=7", "--restart")
    assert (anew["epochs"], len(anew["history"]["loss"])) == (2, 3)


def test_a_file_to_save_is_a_backstep_file(capsys, xor, tmp_path):
    assert_refused(["train", xor, "--save", tmp_path / "a.json"], ".backstep", capsys)
    assert_refused(["train", xor, "--save", tmp_path / "no" / "a.backstep"], "not exist", capsys)


# divergence


def test_divergence_exits_with_3_and_prints_all_the_same(capsys, tmp_path):
    path = written(
        tmp_path,
        described(
            [dense(1)], optimizer={"name": "sgd", "learning_rate": 1e300}, training={"epochs": 50}
        ),
    )
    saved, exported = tmp_path / "a.backstep", tmp_path / "a.npz"
    found = figures(capsys, path, "--save", saved, "--export", exported, status=3)
    assert list(found) == KEYS
    assert found["diverged"]["update"] == 1 and found["diverged"]["array"].startswith("layers.0.")
    assert np.isfinite(np.array(found["weights"][0]["weight"])).all()
    assert exported.exists()
    assert resume(open_file(saved), load(open_file(saved))).update == 0
    assert run(["train", str(path)]) == 3
    captured = capsys.readouterr()
    assert "diverged" in captured.out and captured.err == ""


# predict


def test_predict_writes_a_row_for_every_row(capsys, tmp_path, xor):
    saved, table = tmp_path / "a.backstep", tmp_path / "t.csv"
    figures(capsys, xor, "--epochs", "50", "--save", saved)
    table.write_text("x2,other,x1\n0,hello,1\n1,you,1\n0.25,there,0.5\n")
    assert run(["predict", str(saved), str(table)]) == 0
    captured = capsys.readouterr()
    rows = list(csv.reader(io.StringIO(captured.out)))
    assert captured.err == "not needed: other\n" and rows[0] == ["predicted", "output y"]
    one = resume(open_file(saved), load(open_file(saved)))
    expected = one.predict([[1, 0], [1, 1], [0.5, 0.25]])[:, 0]
    assert [float(row[1]) for row in rows[1:]] == expected.tolist()
    assert [row[0] for row in rows[1:]] == ["1" if p > 0.5 else "0" for p in expected]
    out = tmp_path / "out.csv"
    assert run(["predict", str(saved), str(table), "--out", str(out)]) == 0
    assert out.read_text() == captured.out
    assert capsys.readouterr().out == ""


def test_predict_a_regression_and_classes(capsys, tmp_path):
    table = tmp_path / "t.csv"
    table.write_text("x1,x2\n0.5,1\n-1,2\n")
    for kind, outputs, layer, head in (
        ("numbers", 2, dense(2), ["y1", "y2"]),
        ("one_hot", 3, dense(3, "softmax"), ["predicted", "output 1", "output 2", "output 3"]),
    ):
        loss = "categorical_cross_entropy" if kind == "one_hot" else "mean_squared_error"
        data = {"source": points(9, 2, outputs, kind), "scaling": "standard"}
        path = written(tmp_path, described([layer], data=data, loss=loss))
        saved = tmp_path / f"{kind}.backstep"
        figures(capsys, path, "--epochs", "2", "--save", saved)
        assert run(["predict", str(saved), str(table)]) == 0
        rows = list(csv.reader(io.StringIO(capsys.readouterr().out)))
        assert rows[0] == head and len(rows) == 3
        one = resume(open_file(saved), load(open_file(saved)))
        found = np.array([row[-outputs:] for row in rows[1:]], dtype=float)
        np.testing.assert_array_equal(found, one.predict([[0.5, 1], [-1, 2]]))


def test_predict_needs_weights_and_columns(capsys, tmp_path, xor):
    table = tmp_path / "t.csv"
    table.write_text("x1,x2\n0,1\n1,1\n")
    assert_refused(["predict", xor, table], "no trained weights", capsys)
    saved = tmp_path / "a.backstep"
    figures(capsys, xor, "--save", saved)
    table.write_text("x1,z\n0,1\n1,1\n")
    assert_refused(["predict", saved, table], "no column x2", capsys)
    table.write_text("x1,x2\n0,1\n1,hello\n")
    assert_refused(["predict", saved, table], "hello", capsys)
    assert_refused(["predict", saved, tmp_path / "nosuch.csv"], "nosuch.csv", capsys)
    table.write_text("x1,x2\n0,1\n")
    for out in (tmp_path, tmp_path / "nosuch" / "o.csv"):
        assert_refused(["predict", saved, table, "--out", out], "", capsys)


# trace


def traced(capsys, *arguments):
    assert run(["trace", *map(str, arguments)]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return [json.loads(line, parse_constant=pytest.fail) for line in captured.out.splitlines()]


def test_trace_has_the_lines_of_the_contract(capsys, tmp_path):
    path = written(
        tmp_path,
        described(
            [dense(2, "tanh"), {"name": "dropout"}, {"name": "batch_norm"}, dense(1, bias=False)],
            optimizer="adam",
            regularizer="l2",
        ),
    )
    lines = traced(capsys, path)
    assert [(line["phase"], line.get("layer")) for line in lines] == [
        ("batch", None),
        *[("forward", i) for i in range(4)],
        ("loss", None),
        *[("backward", i) for i in (3, 2, 1, 0)],
        *[("update", i) for i in (0, 2, 3)],
    ]
    assert all((line["epoch"], line["update"]) == (1, 1) for line in lines)
    found = {(line["phase"], line.get("layer")): line for line in lines}
    assert found["batch", None]["x"] == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert found["batch", None]["y"] == [[0], [1], [1], [0]]
    assert found["batch", None]["indexes"] == [0, 1, 2, 3]
    keys = {
        ("forward", 0): {"x", "z", "a"},
        ("forward", 1): {"x", "z", "a", "mask"},
        ("forward", 2): {"x", "z", "a", "mean", "variance", "normalized"},
        ("loss", None): {"value", "penalty", "gradient"},
        ("backward", 0): {"gradient_z", "gradient_weight", "gradient_bias", "gradient_x"},
        ("update", 0): {
            "weight_before",
            "weight_after",
            "bias_before",
            "bias_after",
            "optimizer_state",
        },
    }
    for place, names in keys.items():
        assert names <= set(found[place]), place
    assert "gradient_bias" not in found["backward", 3]
    for i in range(4):
        forward = found["forward", i]
        assert len(forward["x"]) == len(forward["z"]) == len(forward["a"]) == 4
    for i in (1, 2, 3):
        assert found["forward", i]["x"] == found["forward", i - 1]["a"]
        if i < 3:
            assert found["forward", i]["a"] == found["forward", i]["z"]
    assert np.array(found["backward", 0]["gradient_weight"]).shape == (2, 2)
    weight = np.array(found["update", 3]["weight_before"])
    # with the penalty's part: λ·w
    plain = np.array(found["forward", 3]["x"]).T @ np.array(found["backward", 3]["gradient_z"])
    np.testing.assert_allclose(
        found["backward", 3]["gradient_weight"], plain + 0.001 * weight, rtol=1e-12
    )


def test_trace_of_several_updates_is_the_run(capsys, tmp_path, xor):
    lines = traced(capsys, xor, "--updates", "3")
    assert [line["update"] for line in lines if line["phase"] == "batch"] == [1, 2, 3]
    last = [line for line in lines if line["phase"] == "update"][-1]
    found = figures(capsys, xor, "--epochs", "3")
    assert last["weight_after"] == found["weights"][1]["weight"]
    assert traced(capsys, xor, "--updates", "0") == []


def test_trace_goes_on_from_a_saved_moment(capsys, tmp_path, xor):
    saved = tmp_path / "a.backstep"
    figures(capsys, xor, "--save", saved)
    assert traced(capsys, saved)[0]["update"] == 4


def test_trace_where_the_unfused_slope_runs_over(capsys, tmp_path):
    path = written(
        tmp_path,
        described(
            [dense(1, "sigmoid")],
            loss="binary_cross_entropy",
            weights=[{"weight": [[1e4], [1e4]], "bias": [1e4]}],
        ),
    )
    assert [line["gradient"] for line in traced(capsys, path) if line["phase"] == "loss"] == [None]


def test_trace_of_what_diverges_is_null_where_it_is_not_finite(capsys, tmp_path):
    path = written(
        tmp_path, described([dense(1)], optimizer={"name": "sgd", "learning_rate": 1e300})
    )
    lines = traced(capsys, path, "--updates", "3")
    assert any(line.get("value", 0) is None for line in lines)


# check


def test_check_says_that_all_agree(capsys, xor):
    assert run(["check", str(xor)]) == 0
    captured = capsys.readouterr()
    assert "layers.0.weight" in captured.out and "every gradient agrees" in captured.out
    assert captured.err == ""


def test_check_exits_with_1_where_one_disagrees(capsys, monkeypatch, xor):
    def spoiled(trainer):
        return GradientChecking(trainer, tampered=lambda g: g.__imul__(1.001))

    monkeypatch.setattr("core.run.gradient_check.GradientChecking", spoiled)
    assert run(["check", str(xor)]) == 1
    captured = capsys.readouterr()
    assert "disagree" in captured.out and captured.err == ""


# export


def test_export_by_suffix(capsys, tmp_path, xor):
    saved = tmp_path / "a.backstep"
    weights = figures(
        capsys,
        xor,
        "--save",
        saved,
        "--export",
        tmp_path / "b.npz",
        "--export",
        tmp_path / "b.json",
    )["weights"]
    for name in ("a.npz", "a.json"):
        assert run(["export", str(saved), str(tmp_path / name)]) == 0
        assert (tmp_path / name).read_bytes() == (tmp_path / f"b{name[1:]}").read_bytes()
    with np.load(tmp_path / "a.npz", allow_pickle=False) as archive:
        assert archive["dense_0/weight"].tolist() == weights[0]["weight"]
    said = capsys.readouterr()
    assert said.err == ""
    assert [line.split(":")[0] for line in said.out.splitlines()] == ["a.npz", "a.json"]
    assert all("checked on 4 samples" in line for line in said.out.splitlines())


@pytest.mark.parametrize(
    "out", ["a.xyz", "a", "nosuch/a.npz", ".npz/", "folder"], ids=lambda out: out.replace("/", "|")
)
@pytest.mark.parametrize("command", ["train", "export"])
def test_an_export_that_cannot_be_is_refused_before_training(
    capsys, monkeypatch, tmp_path, xor, out, command
):
    (tmp_path / "folder").mkdir()
    monkeypatch.setattr("core.run.building.resume", lambda *_: pytest.fail("it was trained"))
    target = tmp_path / out
    arguments = [xor, "--export", target] if command == "train" else [xor, target]
    assert_refused([command, *arguments], "", capsys)


def test_the_second_export_is_looked_at_as_well(capsys, monkeypatch, tmp_path, xor):
    monkeypatch.setattr("core.run.building.resume", lambda *_: pytest.fail("it was trained"))
    assert_refused(
        ["train", xor, "--export", tmp_path / "a.npz", "--export", tmp_path / "a.xyz"],
        "a.xyz",
        capsys,
    )


# starts


def test_starts_say_how_each_ended(capsys, xor):
    assert run(["starts", str(xor), "--count", "3", "--epochs", "4"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines] == ["seed 0", "seed 1", "seed 2", lines[3]]
    assert lines[3].endswith("of 3 starts solved it")
    assert run(["starts", str(xor), "--count", "2", "--epochs", "4", "--json"]) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["seed"] for one in told] == [0, 1]
    assert set(told[0]) == {"seed", "loss", "test_loss", "score", "solved", "diverged"}


def test_starts_are_counted(capsys, xor):
    assert_refused(["starts", xor, "--count", "0"], "from 1 to 1,000 starts", capsys)


# examples


def test_examples_are_listed_and_written(capsys, tmp_path):
    assert run(["examples"]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in listed] == [example.name for example in examples()]
    out = tmp_path / "a.json"
    assert run(["examples", "xor", "--out", str(out)]) == 0
    assert open_file(out).project.name
    assert capsys.readouterr().out == ""
    assert run(["examples", "xor"]) == 0
    assert capsys.readouterr().out == out.read_text(encoding="utf-8")
    kept = tmp_path / "a.backstep"  # a zip: JSON under this name would be called damaged
    assert run(["examples", "xor", "--out", str(kept)]) == 0
    assert open_file(kept).project == open_file(out).project
    assert_refused(["examples", "nosuch"], "no example 'nosuch'", capsys)
    assert_refused(["examples", "xor", "--out", tmp_path / "no" / "a.json"], "not exist", capsys)
    assert_refused(["examples", "--out", out], "--out needs", capsys)


@pytest.mark.parametrize("name", [example.name for example in examples()])
def test_every_example_opens_and_fits_its_data(name):
    example = next(item for item in examples() if item.name == name)
    assert example.title and example.about[-1] in ".?"
    opened = open_file(example.path)
    one = resume(opened, load(opened))
    assert one.run(updates=1) == 1
    assert one.progress.outcome.name in ("NONE", "EPOCHS")
    saved_again = Project.from_json(json.loads(json.dumps(opened.project.to_json())))
    assert saved_again == opened.project


@pytest.mark.parametrize("name", few(["iris", "digits", "spiral"], 1))
def test_real_data_and_the_spiral_are_learned(capsys, name):
    example = next(item for item in examples() if item.name == name)
    features = json.loads(example.path.read_text(encoding="utf-8"))["data"].get("features")
    assert features in (None, ["x1", "x2"])
    found = figures(capsys, example.path)
    assert found["test_metrics"]["accuracy"] > 0.95
    assert found["seconds"] < 60


# bench


def tiny(reference):
    assert reference.batch
    return {
        "network": reference.name,
        "batch": reference.batch,
        "precision": "float64",
        "backstep": 1.0,
        "plain": 2.0,
        "hand_unrolled": 0.5,
    }


def test_bench(capsys, monkeypatch):
    monkeypatch.setattr(core.benchmarks.engine, "measure", tiny)
    assert run(["bench", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(row["network"], row["batch"]) for row in rows] == [
        ("2-4-2-1", 10),
        ("2-8-8-8-8-8-8-1", 10),
        ("2-64-64-1", 32),
        ("64-100-10", 32),
        ("784-128-10", 128),
        ("784-512-256-10", 128),
    ]
    assert all(
        list(row) == ["network", "batch", "precision", "backstep", "plain", "hand_unrolled"]
        for row in rows
    )
    assert run(["bench"]) == 0
    captured = capsys.readouterr()
    assert "784-512-256-10" in captured.out and captured.err == ""


# the program as a whole


def test_version_and_help(capsys):
    for arguments, shown in ((["--version"], __version__), (["--help"], "train")):
        with pytest.raises(SystemExit) as caught:
            program.main(arguments)
        assert caught.value.code == 0
        captured = capsys.readouterr()
        assert shown in captured.out and captured.err == ""
    for command in ("train", "predict", "trace", "check", "export", "examples", "bench"):
        with pytest.raises(SystemExit) as caught:
            run([command, "--help"])
        assert caught.value.code == 0
        assert command in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ["train"],
        ["--nosuch"],
        ["train", "x.json", "--nosuch"],
        ["train", "x.json", "--epochs"],
        ["train", "x.json", "--epochs", "-5"],
        ["train", "x.json", "--epochs", "2.5"],
        ["train", "x.json", "--epochs", "many"],
        ["train", "x.json", "--epochs", "9" * 5000],
        ["trace", "x.json", "--updates", "-1"],
        ["predict", "x.json"],
        ["export", "x.json"],
        ["bench", "--nosuch"],
        ["examples", "a", "b"],
    ],
    ids=lambda a: " ".join(a)[:30],
)
def test_arguments_that_make_no_command(capsys, arguments):
    assert_refused(arguments, "", capsys)


def test_every_command_of_the_program_is_known_to_the_parser():
    action = next(a for a in build_parser()._actions if getattr(a, "choices", None))
    assert set(action.choices) == set(command_names())


def test_a_user_error_is_raised_inside_and_told_outside(tmp_path):
    with pytest.raises(UserError):
        run(["train", str(tmp_path / "nosuch.json")])


@pytest.mark.thorough
def test_processes(tmp_path, xor):
    """What only a process can show: exit statuses, and that nothing else is printed."""
    good = process("train", xor, "--json")
    assert (good.returncode, good.stderr) == (0, "")
    assert list(json.loads(good.stdout)) == KEYS
    bad = process("train", tmp_path / "nosuch.json")
    assert bad.returncode == 2 and bad.stdout == ""
    assert [line.split(":")[0] for line in bad.stderr.splitlines()] == ["error", "hint"]
    path = written(
        tmp_path,
        described([dense(1)], optimizer={"name": "sgd", "learning_rate": 1e300}),
        "d.json",
    )
    diverged = process("train", path, "--epochs", "9", "--json")
    assert (diverged.returncode, diverged.stderr) == (3, "")
    assert json.loads(diverged.stdout)["diverged"]["update"] == 1
    version = process("--version")
    assert (version.returncode, version.stdout.strip()) == (0, f"Backstep {__version__}")


def test_commands_import_no_qt(tmp_path, xor):
    code = (
        "import sys, main; status = main.main(sys.argv[1:]);"
        "qt = [n for n in sys.modules if n.partition('.')[0] in"
        " ('PySide6', 'pyqtgraph', 'qtpy', 'gui')];"
        "sys.exit(f'imported {qt}' if qt or status else 0)"
    )
    for arguments in (
        ["train", xor, "--save", tmp_path / "a.backstep", "--export", tmp_path / "a.npz"],
        ["check", xor],
    ):
        result = subprocess.run(
            [sys.executable, "-c", code, *map(str, arguments)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (result.returncode, result.stderr) == (0, "")


def test_a_reader_that_goes_away_is_no_traceback(xor):
    command = [sys.executable, str(ROOT / "main.py"), "trace", str(xor), "--updates", "3000"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0
