"""The README's recipes for other programs, run with those that are installed.

If one is not, its NumPy part is run with a stand-in that holds the same arrays.
"""

import importlib.util
import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from core.cli.program import run
from core.documents.project_file import open_file, save_json
from core.formats.exporters import export
from core.run.trained import trained_of
from core.training.trainer import Trainer
from tests.nets import dense, points, trainer

README = Path(__file__).parents[2] / "README.md"
NAMES = ("start", "to sklearn", "to torch", "to keras", "sklearn", "torch", "keras")


def recipes():
    """Return the recipes by name, as README has them."""
    text = README.read_text(encoding="utf-8").partition("**Recipes**")[2].partition("\n## ")[0]
    return dict(zip(NAMES, re.findall(r"```python\n(.*?)```", text, re.S), strict=True))


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
