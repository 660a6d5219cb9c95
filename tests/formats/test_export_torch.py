"""The PyTorch script: what can be checked without PyTorch, and with it, predicting and training.

PyTorch is large and not a dependency: if it is not installed, its tests are skipped. The variable
BACKSTEP_TORCH_PYTHON may name the interpreter of an environment that has it.
"""

import ast
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from core.components.activations import ACTIVATIONS, Activation
from core.components.layers import Layer
from core.components.losses import LOSSES, Loss
from core.components.optimizers import OPTIMIZERS, Optimizer
from core.components.regularizers import REGULARIZERS, Regularizer
from core.components.schedules import SCHEDULES
from core.errors import FileError
from core.formats.exporters import export
from core.formats.torch import exporting
from core.formats.torch.exporting import torch_script
from core.run.trained import trained_of
from tests.amount import some
from tests.formats.trained import (
    agree,
    classes,
    regression,
    rounding_of,
    told_to_torch,
    trained_networks,
)
from tests.nets import dense, points, trainer

PYTHON = os.environ.get("BACKSTEP_TORCH_PYTHON") or (
    sys.executable if importlib.util.find_spec("torch") else None
)
with_torch = pytest.mark.skipif(PYTHON is None, reason="PyTorch is not installed")

#: runs many scripts in one process, because importing PyTorch takes seconds
_DRIVER = """
import contextlib, json, runpy, sys, torch
tasks, results = json.load(sys.stdin), []
with contextlib.redirect_stdout(sys.stderr):
    for path, raw, epochs in tasks:
        script = runpy.run_path(path)
        result = {"before": script["predict"](script["load"](), raw).tolist()}
        if epochs:
            network = script["load"]()
            device = torch.device("cpu")
            network = script["train"](network, script["X"], script["y"], epochs, device)
            result["after"] = script["predict"](network, raw).tolist()
        results.append(result)
json.dump(results, sys.stdout)
"""


def in_torch(tasks):
    """Return what the scripts predict before training on and, where epochs are given, after."""
    given = [(str(path), np.asarray(raw).tolist(), epochs) for path, raw, epochs in tasks]
    result = subprocess.run(
        [PYTHON, "-I", "-c", _DRIVER],
        input=json.dumps(given),
        env={**os.environ, "OMP_NUM_THREADS": "1"},  # threads would wait for each other
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert result.returncode == 0, result.stderr[-2000:]
    return json.loads(result.stdout)


def written(folder, one, name="net"):
    """Export, without the check: it would start PyTorch, for seconds, for each of many networks."""
    path = folder / f"{name}.torch.py"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(exporting, "_is_installed", lambda: False)
        export(trained_of(one), path)
    return path


# ---------------------------------------------------------------- without PyTorch


@pytest.mark.parametrize("made", [regression, classes])
def test_it_is_a_script_and_says_if_it_was_not_run(tmp_path, made, monkeypatch):
    monkeypatch.setattr(exporting, "_is_installed", lambda: False)
    found = export(trained_of(made()), tmp_path / "net.torch.py")
    assert found.how == "weights read back; not run: PyTorch is not installed"
    tree = ast.parse((tmp_path / "net.torch.py").read_text(encoding="utf-8"))
    assert "python SCRIPT" in ast.get_docstring(tree)


@pytest.mark.thorough
@settings(max_examples=some(30), deadline=None)
@given(made=trained_networks())
def test_every_network_makes_a_script(made):
    text = torch_script(trained_of(made[0]))
    ast.parse(text)
    assert "$" not in text


@pytest.mark.parametrize(
    ("base", "said"),
    [
        (Activation, "the activation relu"),
        (Loss, "the loss categorical_cross_entropy"),
        (Regularizer, "the regularizer none"),
        (Optimizer, "the optimizer sgd"),
        (Layer, "a dense layer"),
    ],
)
def test_what_pytorch_does_not_have_is_refused_in_words(monkeypatch, base, said):
    """A component that does not say how to make it in PyTorch has its kind's default: nothing."""
    one = classes()
    layer, project = one.project.layers[0], one.project
    parts = {Activation: layer.activation, Layer: layer, Loss: project.loss}
    parts |= {Regularizer: project.regularizer, Optimizer: project.optimizer}
    monkeypatch.setattr(type(parts[base]), "torch", base.torch)
    with pytest.raises(FileError, match=said):
        torch_script(trained_of(one))


def test_many_data_do_not_go_along():
    one = trainer([dense(1)], points(900, 2, 1))
    assert "X = y = None" in torch_script(trained_of(one))


# ---------------------------------------------------------------- with PyTorch


@pytest.mark.skipif(not exporting._is_installed(), reason="PyTorch is not installed here")
def test_an_export_is_run_as_a_check(tmp_path):
    found = export(trained_of(regression()), tmp_path / "net.torch.py")
    assert found.how == "run in a separate process"


@with_torch
def test_every_activation(tmp_path):
    made, raw = [], np.random.default_rng(2).normal(size=(20, 2)) * 4
    for name in told_to_torch(ACTIVATIONS):
        fields = {"leaky_relu": {"slope": 0.3}, "elu": {"alpha": 1.7}}.get(name, {})
        for precision in ("float64", "float32"):
            one = trainer(
                [dense(5, {"name": name, **fields}), dense(3, {"name": name, **fields})],
                data={"source": points(12, 2, 3), "scaling": "standard"},
                training={"precision": precision},
            )
            one.run(updates=3)
            made.append((one, written(tmp_path, one, f"{name}-{precision}")))
    found = in_torch([(path, raw, 0) for _, path in made])
    for (one, _), result in zip(made, found, strict=True):
        agree(np.array(result["before"]), one.predict(raw), one.project.training.precision)


@with_torch
def test_every_loss_optimizer_regularizer_and_schedule_trains_on_alike(tmp_path):
    """From the start, in order and in batches, so that they differ only by rounding."""
    cases = [{"optimizer": name} for name in told_to_torch(OPTIMIZERS)]
    cases += [{"optimizer": {"name": "sgd", "momentum": 0.8, "nesterov": n}} for n in (0, 1)]
    cases[-1]["optimizer"]["nesterov"], cases[-2]["optimizer"]["nesterov"] = True, False
    cases += [{"regularizer": name} for name in told_to_torch(REGULARIZERS)]
    short = {"step": {"every": 5}, "cosine": {"length": 20}, "warmup_cosine": {"warmup": 7}}
    cases += [
        {"optimizer": {"name": "sgd", "schedule": {"name": name, **short.get(name, {})}}}
        for name in SCHEDULES.names()
        if SCHEDULES.named(name)().code_body("1")
    ]
    outputs = {"hinge": "tanh", "binary_cross_entropy": "sigmoid"}
    cases += [{"loss": name} for name in told_to_torch(LOSSES)]
    for name in ("mean_squared_error", "sum_squared_error"):
        cases.append({"loss": {"name": name, "half": True}})
    for loss in LOSSES:
        ways = next((p.choices for p in loss.parameters() if p.name == "reduction"), ())
        cases += [{"loss": {"name": loss.name, "reduction": way}} for way in ways[1:]]
    raw, made = np.random.default_rng(2).normal(size=(6, 2)), []
    for k, case in enumerate(cases):
        loss = case.get("loss", "mean_squared_error")
        loss = loss if isinstance(loss, str) else loss["name"]
        several = loss == "categorical_cross_entropy"
        kind = "one_hot" if several else "binary"
        one = trainer(
            [dense(4, "tanh"), dense(3, "softmax" if several else outputs.get(loss, "linear"))],
            data={"source": points(11, 2, 3, kind), "scaling": "standard"},
            training={"batch_size": 4},
            **case,
        )
        made.append((one, case, written(tmp_path, one, str(k))))
    found = in_torch([(path, raw, 5) for _, _, path in made])
    for (one, case, _), result in zip(made, found, strict=True):
        agree(np.array(result["before"]), one.predict(raw), "float64")
        one.run(epochs=5)
        np.testing.assert_allclose(result["after"], one.predict(raw), atol=1e-9, err_msg=str(case))


@with_torch
def test_batch_normalization_trains_on_alike_with_its_running_figures(tmp_path):
    one = trainer(
        [dense(4, "tanh"), {"name": "batch_norm", "momentum": 0.3}, dense(1)],
        points(12),
        training={"batch_size": 4},
    )
    one.run(epochs=2)
    path, raw = written(tmp_path, one), [[0.5, 1.0], [2.0, -1.0]]
    (result,) = in_torch([(path, raw, 3)])
    one.run(epochs=3)
    np.testing.assert_allclose(result["after"], one.predict(np.array(raw)), atol=1e-10)


@with_torch
@pytest.mark.long
def test_any_network(tmp_path):
    """Sixty of them in one process: starting PyTorch takes longer than all of their scripts."""
    made = []

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(pair=trained_networks())
    def collect(pair):
        made.append((*pair, written(tmp_path, pair[0], str(len(made)))))

    collect()
    # half of them train as well, so that no combination stops with an error
    found = in_torch([(path, raw, k % 2) for k, (_, raw, path) in enumerate(made)])
    for (one, raw, _), result in zip(made, found, strict=True):
        agree(
            np.array(result["before"]),
            one.predict(raw),
            one.project.training.precision,
            rounding_of(one, raw),
        )


def run(path, *arguments, launcher=()):
    environment = {"PATH": os.environ.get("PATH", ""), "OMP_NUM_THREADS": "1"}
    result = subprocess.run(
        [PYTHON, *(launcher or ("-I",)), str(path), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
        env=environment,
        cwd=Path(path).parent,
    )
    assert result.returncode == 0, result.stderr[-2000:]
    return result.stdout


@with_torch
def test_as_a_program_it_predicts_trains_and_saves(tmp_path):
    one = regression()
    path, table = written(tmp_path, one), tmp_path / "t.csv"
    table.write_text("x1,x2\n0.5,1\n-1,2.25\n", encoding="utf-8")
    rows = [[float(cell) for cell in line.split(",")] for line in run(path, table).splitlines()[1:]]
    agree(np.array(rows), one.predict(np.array([[0.5, 1], [-1, 2.25]])), "float64")
    saved = tmp_path / "later.safetensors"
    said = run(path, "--epochs", 2, "--save", saved).splitlines()
    assert [line.split(":")[0] for line in said] == ["epoch 1", "epoch 2"]
    saved.replace(tmp_path / "net.safetensors")
    later = [
        [float(cell) for cell in line.split(",")] for line in run(path, table).splitlines()[1:]
    ]
    assert later != rows and np.isfinite(later).all()


@with_torch
def test_on_two_processes_the_batch_is_shared(tmp_path):
    """Each of two processes has half of the whole batch; the mean of their slopes is its slope."""
    one = trainer([dense(4, "tanh"), dense(1)], points(12), regularizer="l2")
    path, saved = written(tmp_path, one), tmp_path / "later.safetensors"
    said = run(
        path,
        *("--epochs", 3, "--device", "cpu", "--save", saved),
        launcher=("-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"),
    )
    assert said.count("epoch") == 3  # only one of them prints
    saved.replace(tmp_path / "net.safetensors")
    table = tmp_path / "t.csv"
    table.write_text("0.5,1\n-1,2.25\n", encoding="utf-8")
    rows = [[float(cell) for cell in line.split(",")] for line in run(path, table).splitlines()[1:]]
    one.run(epochs=3)
    agree(np.array(rows), one.predict(np.array([[0.5, 1], [-1, 2.25]])), "float64")
