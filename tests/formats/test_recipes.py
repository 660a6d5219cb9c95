"""The README's recipes for other programs, run with those that are installed.

If one is not, its NumPy part is run with a stand-in that holds the same arrays.
"""

import importlib.util
import json
import re
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import safetensors.numpy

from core.cli.program import run
from core.documents.project_file import open_file, save_json
from core.formats.exporters import export
from core.run.trained import trained_of
from core.training.trainer import Trainer
from tests.formats.test_checkpoints import KERAS, TORCH, after, read, ten_more
from tests.nets import dense, points, trainer

README = Path(__file__).parents[2] / "README.md"
NAMES = ("start", "to sklearn", "to torch", "to keras", "sklearn", "torch", "keras")
RUNS = ("torch run", "keras run")


def recipes():
    """Return the recipes by name, as README has them."""
    text = README.read_text(encoding="utf-8").partition("**Recipes**")[2].partition("\n## ")[0]
    return dict(zip(NAMES + RUNS, re.findall(r"```python\n(.*?)```", text, re.S), strict=True))


@pytest.fixture
def made(tmp_path, monkeypatch):
    """A trained network exported to the current folder, and the result of the first recipe."""
    monkeypatch.chdir(tmp_path)
    one = trainer(
        [dense(5, "tanh"), dense(3, "softmax")],
        data={"source": points(12, 4, 3, "one_hot"), "scaling": "standard"},
        loss="categorical_cross_entropy",
    )
    one.run(epochs=20)
    export(trained_of(one), Path("net.npz"))
    save_json(Path("project.json"), one.project)
    raw = one.dataset.train.raw_inputs
    space = {"X": raw, "y": np.arange(12) % 3}
    exec(recipes()["start"], space)
    return SimpleNamespace(one=one, raw=raw, space=space, wanted=one.predict(raw))


def numpy_forward(made):
    a = made.space["scaled"](made.raw)
    (w1, w2), (b1, b2) = made.space["weights"], made.space["biases"]
    z = np.tanh(a @ w1 + b1) @ w2 + b2
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


def comes_back(made, name):
    """Import what a recipe has saved; its network has to predict what the first one did."""
    answers = ["--scaling", "project", "--layers", "project"]
    file = {"sklearn": "mlp.npz"}.get(name, f"{name}.npz")
    assert run(["import", file, "--into", "project.json", "--save", "out.backstep", *answers]) == 0
    other = Trainer(open_file(Path("out.backstep")).project, made.one.dataset)
    np.testing.assert_allclose(other.predict(made.raw), made.wanted, rtol=1e-6)


def test_the_numpy_part_of_going_out(made):
    np.testing.assert_allclose(numpy_forward(made), made.wanted, rtol=1e-12)


@pytest.mark.parametrize("name", ["sklearn", "torch", "keras"])
def test_the_numpy_part_of_coming_in(made, name):
    weights, biases = made.space["weights"], made.space["biases"]
    pairs = list(zip(weights, biases, strict=True))
    state = {}
    for i, (w, b) in enumerate(pairs):
        state |= {f"{2 * i}.weight": _Tensor(w.T), f"{2 * i}.bias": _Tensor(b)}
    made.space["mlp"] = SimpleNamespace(
        coefs_=weights, intercepts_=biases, activation="tanh", out_activation_="softmax"
    )
    made.space["model"] = SimpleNamespace(
        state_dict=lambda: state, get_weights=lambda: [a for pair in pairs for a in pair]
    )
    exec(recipes()[name], made.space)
    comes_back(made, name)


class _Tensor:
    """As much of a tensor as the recipe uses."""

    def __init__(self, values):
        self._values = values

    def detach(self):
        return self

    def numpy(self):
        return self._values


@pytest.mark.parametrize("name", ["sklearn", "torch", "keras"])
@pytest.mark.filterwarnings("ignore")
def test_out_and_in_again(made, name):
    if importlib.util.find_spec(name) is None:
        pytest.skip(f"{name} is not installed")
    space = made.space
    exec(recipes()[f"to {name}"], space)
    x = space["scaled"](made.raw)
    if name == "sklearn":
        found = space["mlp"].predict_proba(x)
    elif name == "torch":
        torch = importlib.import_module("torch")
        found = space["model"](torch.from_numpy(x)).detach().numpy()
    else:
        found = np.asarray(space["model"].predict(x, verbose=0))
    np.testing.assert_allclose(found, made.wanted, rtol=1e-4 if name == "keras" else 1e-10)
    exec(recipes()[name], space)
    if name != "keras":
        comes_back(made, name)


class _Parameter:
    """Stands for a parameter: found by itself, as tensors are."""


@pytest.mark.parametrize("program", ["torch", "keras"])
def test_a_run_that_leaves_by_the_recipe_comes_in_whole(tmp_path, monkeypatch, program):
    """With stand-ins that hold what was recorded: the recipe's file is the recorded checkpoint."""
    monkeypatch.chdir(tmp_path)
    recorded = (TORCH if program == "torch" else KERAS)["runs"][0]
    arrays = {name: np.array(values) for name, values in recorded["arrays"].items()}
    told = json.loads(recorded["optimizer"])
    own = {name: array for name, array in arrays.items() if not name.startswith("optimizer/")}
    optimizer = type(told["name"], (), {})()
    if program == "torch":
        parameters = {name: _Parameter() for name in own}
        optimizer.state = {p: {} for p in parameters.values()}
        for name in set(arrays) - set(own):
            _, parameter, slot = name.split("/")
            optimizer.state[parameters[parameter]][slot] = arrays[name]
        optimizer.state_dict = lambda: {"param_groups": told["groups"]}
        model = SimpleNamespace(named_parameters=parameters.items, state_dict=lambda: own)
        monkeypatch.setitem(sys.modules, "safetensors.torch", safetensors.numpy)
    else:
        variables = [SimpleNamespace(path=name, array=array) for name, array in arrays.items()]
        for one in variables:
            one.path = one.path.removeprefix("optimizer/")
        optimizer.get_config = lambda: told["config"]
        optimizer.variables = variables[len(own) :]
        model = SimpleNamespace(weights=variables[: len(own)], optimizer=optimizer)
    space = {
        "np": np,
        "torch": SimpleNamespace(as_tensor=np.asarray),
        "keras": SimpleNamespace(ops=SimpleNamespace(convert_to_numpy=lambda v: v.array)),
        "model": model,
        "optimizer": optimizer,
    }
    exec(recipes()[f"{program} run"], space)
    written = tmp_path / ("run.safetensors" if program == "torch" else "run.npz")
    reading, dataset = read(written)
    assert reading.applied.optimizer_state is not None
    for ours, theirs in zip(ten_more(reading.applied, dataset), after(recorded), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-7)


@pytest.mark.filterwarnings("ignore")
def test_a_run_of_pytorch_goes_on(tmp_path, monkeypatch):
    """With PyTorch itself, where it is installed."""
    torch = pytest.importorskip("torch")
    monkeypatch.chdir(tmp_path)
    torch.set_default_dtype(torch.float64)
    model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Tanh(), torch.nn.Linear(3, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    inputs, targets = (torch.tensor(TORCH[name]) for name in ("inputs", "targets"))

    def train(updates):
        for _ in range(updates):
            optimizer.zero_grad()
            torch.nn.functional.mse_loss(model(inputs), targets).backward()
            optimizer.step()

    train(5)
    exec(recipes()["torch run"], {"torch": torch, "model": model, "optimizer": optimizer})
    train(10)
    reading, dataset = read(tmp_path / "run.safetensors")
    found = ten_more(reading.applied, dataset)
    for ours, theirs in zip(found, model.parameters(), strict=True):
        np.testing.assert_allclose(ours, theirs.detach().numpy().T, rtol=0, atol=1e-12)
