"""The Keras script: run with a stand-in for Keras, and with Keras itself where that is installed.

Keras is large and not a dependency. The variable BACKSTEP_KERAS_PYTHON may name the interpreter of
an environment that has it, with something that it computes with.
"""

import ast
import json
import os
import runpy
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from core.components.activations import ACTIVATIONS, Activation
from core.components.layers import Layer
from core.components.losses import LOSSES, Loss
from core.components.optimizers import OPTIMIZERS
from core.components.regularizers import REGULARIZERS, Regularizer
from core.components.schedules import SCHEDULES
from core.errors import FileError
from core.formats.exporters import export
from core.formats.keras import exporting
from core.formats.keras.exporting import keras_script
from core.formats.keras.operations import operations
from core.run.trained import trained_of
from tests.amount import some
from tests.formats import keras_stand_in
from tests.formats.trained import agree, classes, regression, rounding_of, trained_networks
from tests.nets import dense, points, trainer

PYTHON = os.environ.get("BACKSTEP_KERAS_PYTHON") or (
    sys.executable if exporting._is_installed() else None
)


def with_keras(test):
    """Mark a test that runs Keras itself, which takes from half a minute to two."""
    return pytest.mark.long(
        pytest.mark.skipif(PYTHON is None, reason="Keras is not installed")(test)
    )


RAW = np.random.default_rng(2).normal(size=(20, 2)) * 4


def written(folder, one, name="net"):
    """Export, without the check: it would start Keras, for seconds, for each of many networks."""
    path = folder / f"{name}.keras.py"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(exporting, "_is_installed", lambda: False)
        export(trained_of(one), path)
    return path


@pytest.fixture
def stand_in(monkeypatch):
    monkeypatch.setitem(sys.modules, "keras", keras_stand_in.made())
    monkeypatch.setenv("KERAS_BACKEND", "tensorflow")
    monkeypatch.setenv("JAX_ENABLE_X64", "1")


def predicted(path, raw):
    script = runpy.run_path(str(path))
    return script["predict"](script["load"](), raw)


# ---------------------------------------------------------------- without Keras


@pytest.mark.parametrize("made", [regression, classes])
def test_it_is_a_script_and_says_if_it_was_not_run(tmp_path, made, stand_in, monkeypatch):
    monkeypatch.setattr(exporting, "_is_installed", lambda: False)
    one = made()
    found = export(trained_of(one), tmp_path / "net.keras.py")
    assert found.how == "weights read back; not run: Keras is not installed"
    assert sorted(item.name for item in tmp_path.iterdir()) == ["net.keras.py", "net.npz"]
    text = (tmp_path / "net.keras.py").read_text(encoding="utf-8")
    assert "python SCRIPT" in ast.get_docstring(ast.parse(text)) and "$" not in text
    agree(predicted(tmp_path / "net.keras.py", RAW), one.predict(RAW), "float64")


@settings(max_examples=some(30), deadline=None, suppress_health_check=list(HealthCheck))
@given(made=trained_networks())
def test_any_network_predicts_the_same(tmp_path_factory, stand_in, made):
    one, raw = made
    path = written(tmp_path_factory.mktemp("out"), one)
    with np.errstate(all="ignore"):
        found = predicted(path, raw)
    agree(found, one.predict(raw), one.project.training.precision, rounding_of(one, raw))


@pytest.mark.parametrize("name", ACTIVATIONS.names())
def test_every_activation_is_keras_own_or_written_for_it(tmp_path, stand_in, name):
    fields = {"leaky_relu": {"slope": 0.3}, "elu": {"alpha": 1.7}}.get(name, {})
    other = {"leaky_relu": {"slope": 0.1}, "elu": {"alpha": 0.5}}.get(name, {})
    layers = [dense(5, {"name": name, **fields}), dense(3, {"name": name, **other})]
    one = trainer(layers, points(12, 2, 3))
    agree(predicted(written(tmp_path, one), RAW), one.predict(RAW), "float64")


@pytest.mark.parametrize("loss", list(LOSSES), ids=lambda kind: kind.name)
def test_every_loss_without_an_equal_is_written_for_it(loss):
    """The expression is that of NumPy in other words: the same numbers from the same arrays."""
    rng = np.random.default_rng(5)
    a = rng.uniform(0.1, 0.9, (7, 3))
    y = np.eye(3)[rng.integers(0, 3, 7)]
    ways = next((p.choices for p in loss.parameters() if p.name == "reduction"), (None,))
    fields = {p.name for p in loss.parameters()}
    count = 3 if loss().adds_outputs else 2
    weights = [None, list(range(1, count + 1))] if "class_weights" in fields else [None]
    for way in ways:
        for given_weights in weights:
            told = {"reduction": way} if way else {}
            told |= {"class_weights": given_weights} if given_weights else {}
            one = LOSSES.read({"name": loss.name, **told}, "loss")
            text = operations(one.numpy(), "loss")
            space = {"ops": keras_stand_in.operations(), "a": a, "y": y}
            expected = eval(one.numpy(), {"np": np, "a": a, "y": y})
            assert eval(text, space) == pytest.approx(expected, rel=1e-14)
            ours = (way or "mean") == "mean" and not given_weights
            assert not one.keras() or ours or loss().adds_outputs


def test_what_keras_does_not_have_is_said_in_words(tmp_path, stand_in):
    one = trainer([dense(1)], points(12), optimizer="rprop")
    path = written(tmp_path, one)
    assert "None  # Keras has no equal of Rprop" in path.read_text(encoding="utf-8")
    script = runpy.run_path(str(path))
    with pytest.MonkeyPatch.context() as patched, pytest.raises(SystemExit) as caught:
        patched.setattr(sys, "argv", ["net.keras.py", "--epochs", "3"])
        script["main"]()
    assert str(caught.value).startswith("error: Keras has no equal of Rprop: write one of its own")


@pytest.mark.parametrize(
    ("base", "names", "said"),
    [
        (Activation, ("keras_function", "numpy"), "the activation relu"),
        (Loss, ("keras", "numpy"), "the loss categorical_cross_entropy"),
        (Regularizer, ("keras", "numpy"), "the regularizer l2"),
        (Layer, ("keras",), "a dense layer"),
    ],
)
def test_a_component_that_says_nothing_is_refused(monkeypatch, base, names, said):
    one = trainer(
        [dense(5, "relu"), dense(3, "softmax")],
        points(12, 2, 3, "one_hot"),
        loss="categorical_cross_entropy",
        regularizer="l2",
    )
    layer, project = one.project.layers[0], one.project
    parts = {Activation: layer.activation, Layer: layer, Loss: project.loss}
    kind = type(parts.get(base, project.regularizer))
    for name in names:
        monkeypatch.setattr(kind, name, getattr(base, name))
    if base is Activation:
        monkeypatch.setattr(kind, "code", "")
        monkeypatch.setattr(kind, "keras", "")
    with pytest.raises(FileError, match=said):
        keras_script(trained_of(one))


def test_a_function_that_keras_does_not_have_is_refused():
    with pytest.raises(FileError, match=r"the activation odd cannot be written \(np.i0\)"):
        operations("np.i0(z)", "the activation odd")


def test_the_check_prints_the_largest_difference(tmp_path, stand_in, capsys):
    script = runpy.run_path(str(written(tmp_path, regression())))
    script["check"](script["load"]())
    *shown, last = capsys.readouterr().out.splitlines()
    assert len(shown) == 8 and shown[0].startswith("x = [")
    assert last.startswith("8 samples, largest difference ")
    network = script["load"]()
    network.layers[1].weights[0] = network.layers[1].weights[0] + 1e-3
    with pytest.raises(SystemExit, match="not the numbers that Backstep gives"):
        script["check"](network)


# ---------------------------------------------------------------- with Keras

#: runs many scripts in one process, because importing Keras takes seconds
_DRIVER = """
import contextlib, json, os, runpy, sys
tasks, results = json.load(sys.stdin), []
with contextlib.redirect_stdout(sys.stderr):
    for path, raw, epochs in tasks:
        script = runpy.run_path(path)
        result = {"before": script["predict"](script["load"](), raw).tolist()}
        if epochs and script["optimizer"] is not None:
            network = script["train"](script["load"](), script["X"], script["y"], epochs)
            result["after"] = script["predict"](network, raw).tolist()
        results.append(result)
json.dump([script["keras"].backend.backend(), results], sys.stdout)
"""


def in_keras(tasks):
    """Return what Keras computes with, and what the scripts predict before and after training."""
    given = [(str(path), np.asarray(raw).tolist(), epochs) for path, raw, epochs in tasks]
    kept = {name: os.environ[name] for name in ("PATH", "KERAS_BACKEND") if name in os.environ}
    result = subprocess.run(
        [PYTHON, "-I", "-c", _DRIVER],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
        env=kept,
    )
    assert result.returncode == 0, result.stderr[-2000:]
    return json.loads(result.stdout.splitlines()[-1])


def close(backend, found, one, raw):
    """Assert that predictions agree as far as Keras computes."""
    double = backend == "tensorflow" and one.project.training.precision == "float64"
    trained = trained_of(one)
    rough = trained.tolerance("float32")
    precision = "float64" if double else "float32"
    size = rounding_of(one, raw) if double else rough
    agree(np.array(found), one.predict(raw), precision, size)


@with_keras
def test_every_activation_in_keras(tmp_path):
    made = []
    for name in ACTIVATIONS.names():
        for precision in ("float64", "float32"):
            one = trainer(
                [dense(5, name), dense(3, name)],
                data={"source": points(12, 2, 3), "scaling": "standard"},
                training={"precision": precision},
            )
            one.run(updates=3)
            made.append((one, written(tmp_path, one, f"{name}-{precision}")))
    # one process cannot hold two precisions of Keras's layers apart: each its own
    for precision in ("float64", "float32"):
        some_made = [
            (one, path) for one, path in made if one.project.training.precision == precision
        ]
        backend, found = in_keras([(path, RAW, 0) for _, path in some_made])
        for (one, _), result in zip(some_made, found, strict=True):
            close(backend, result["before"], one, RAW)


@with_keras
def test_every_part_of_training_goes_on_alike_in_keras(tmp_path):
    """From the start, in order and in batches: they differ by rounding, and by where ε is added."""
    cases = [{"optimizer": name} for name in OPTIMIZERS.names()]
    cases += [{"optimizer": {"name": "sgd", "momentum": 0.8, "nesterov": n}} for n in (False, True)]
    cases += [{"regularizer": name} for name in REGULARIZERS.names()]
    short = {"step": {"every": 5}, "cosine": {"length": 20}, "warmup_cosine": {"warmup": 7}}
    cases += [
        {"optimizer": {"name": "sgd", "schedule": {"name": name, **short.get(name, {})}}}
        for name in SCHEDULES.names()
    ]
    cases += [{"loss": name} for name in LOSSES.names()]
    for name in ("mean_squared_error", "sum_squared_error"):
        cases.append({"loss": {"name": name, "half": True}})
    for loss in LOSSES:
        ways = next((p.choices for p in loss.parameters() if p.name == "reduction"), ())
        cases += [{"loss": {"name": loss.name, "reduction": way}} for way in ways[1:]]
        if any(p.name == "class_weights" for p in loss.parameters()):
            count = 3 if loss().adds_outputs else 2
            cases.append({"loss": {"name": loss.name, "class_weights": [2.0, 1.0, 0.5][:count]}})
    outputs = {"hinge": "tanh", "binary_cross_entropy": "sigmoid"}
    raw, made = np.random.default_rng(2).normal(size=(6, 2)), []
    for k, case in enumerate(cases):
        loss = case.get("loss", "mean_squared_error")
        loss = loss if isinstance(loss, str) else loss["name"]
        several = loss == "categorical_cross_entropy"
        one = trainer(
            [dense(4, "tanh"), dense(3, "softmax" if several else outputs.get(loss, "linear"))],
            data={
                "source": points(11, 2, 3, "one_hot" if several else "binary"),
                "scaling": "standard",
            },
            training={"batch_size": 4},
            **case,
        )
        made.append((one, case, written(tmp_path, one, str(k))))
    backend, found = in_keras([(path, raw, 5) for _, _, path in made])
    trained_on = 0
    for (one, case, _), result in zip(made, found, strict=True):
        close(backend, result["before"], one, raw)
        if "after" not in result:
            assert not one.project.optimizer.keras()
            continue
        trained_on += 1
        one.run(epochs=5)
        np.testing.assert_allclose(
            result["after"], one.predict(raw), atol=3e-5, rtol=0, err_msg=str(case)
        )
    assert trained_on > 20


@with_keras
def test_any_network_in_keras(tmp_path):
    """Sixty of them, in one process for each precision: Keras holds only one at a time."""
    made = []

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(pair=trained_networks())
    def collect(pair):
        made.append((*pair, written(tmp_path, pair[0], str(len(made)))))

    collect()
    for precision in ("float64", "float32"):
        chosen = [item for item in made if item[0].project.training.precision == precision]
        # half of them train as well, so that no combination stops with an error
        tasks = [(path, raw, k % 2) for k, (_, raw, path) in enumerate(chosen)]
        backend, found = in_keras(tasks)
        for (one, raw, _), result in zip(chosen, found, strict=True):
            close(backend, result["before"], one, raw)


@with_keras
def test_as_a_program_it_checks_predicts_trains_and_saves(tmp_path):
    one = classes()
    path, table = written(tmp_path, one), tmp_path / "t.csv"

    def run(*arguments):
        kept = {k: os.environ[k] for k in ("PATH", "KERAS_BACKEND") if k in os.environ}
        command = [PYTHON, "-I", str(path), *map(str, arguments)]
        result = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=100, env=kept
        )
        assert result.returncode == 0, result.stderr[-2000:]
        return result.stdout.splitlines()

    assert run()[-1].startswith("8 samples, largest difference")
    table.write_text("x1,x2\n0.5,1\n-1,2.25\n", encoding="utf-8")
    first = run(table)
    saved = tmp_path / "later.npz"
    said = run("--epochs", 2, "--save", saved)
    assert [line.split(":")[0] for line in said] == ["epoch 1", "epoch 2"]
    saved.replace(tmp_path / "net.npz")
    assert run(table) != first
