"""Everything that can be done with a project, done with bare components; run as a process.

`python -m tests.bare_walk` prints one JSON object: for every case its traceback, or null.
"""

import contextlib
import io
import json
import sys
import tempfile
import traceback
import warnings
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QApplication

import tests.bare_parts  # noqa: F401  registers what is tried here
from core.cli.program import run
from core.components.metrics import METRICS
from core.errors import UserError
from core.formats.exporters import export, exporters
from core.formats.importers import read_weights
from core.formats.weights.fitting import built, fit
from core.lesson.formulas.network import explain, phase_lines
from core.lesson.parts import Part
from core.project import Project
from core.run.gradient_check import check_trainer, float64_twin
from core.run.makers.loss_along import loss_along
from core.run.trained import trained_of
from gui.network.diagram import NetworkDiagram
from gui.step.contributions import ContributionsView
from gui.step.loss_along import LossAlongView
from gui.step.panel import StepPanel
from tests.amount import few
from tests.gui.stepped import Stepped
from tests.nets import dense, described, trainer_of

HIDDEN, OUT = dense(3, "tanh"), dense(1, "tanh")

#: the parts of a project, with one bare component (or all of them) at a time
CASES = {
    "activation": {"layers": [dense(3, "bare arctan"), OUT]},
    "output": {"layers": [HIDDEN, dense(1, "bare arctan")]},
    "mixing": {"layers": [dense(3, "centred"), OUT]},
    "mixing output": {"layers": [HIDDEN, dense(2, "centred")], "outputs": 2},
    "loss": {"loss": "quartic"},
    "fused loss": {"layers": [HIDDEN, dense(1, "sigmoid")], "loss": "logistic"},
    "regularizer": {"regularizer": "cubic"},
    "optimizer": {"optimizer": "heavy-ball"},
    "schedule": {"optimizer": {"name": "sgd", "schedule": "harmonic"}},
    "initializer": {"layers": [dense(3, "tanh", initializer="alternating"), OUT]},
    "layer": {"layers": [HIDDEN, {"name": "doubling"}, OUT]},
    "first layer": {"layers": [{"name": "doubling"}, HIDDEN, OUT]},
    "learning layer": {"layers": [{"name": "gains"}, HIDDEN, {"name": "gains"}, OUT]},
    "silent layer": {"layers": [HIDDEN, {"name": "halves"}, {"name": "gains"}, OUT]},
    "all": {
        "layers": [
            dense(3, "bare arctan", initializer="alternating", bias_initializer="alternating"),
            {"name": "halves"},
            {"name": "batch_norm"},
            dense(2, "centred"),
            {"name": "doubling"},
            {"name": "gains"},
            dense(1, "bare arctan"),
        ],
        "loss": "quartic",
        "regularizer": "cubic",
        "optimizer": {"name": "heavy-ball", "schedule": "harmonic"},
    },
}


def made(outputs=1, **fields) -> dict:
    data = {
        "name": "points",
        "inputs": [[0.1, 0.2], [0.3, 1.1], [1.2, -0.4], [-0.9, 1.3]],
        "targets": [[0.0] * outputs, [1.0] * outputs, [1.0] * outputs, [0.0] * outputs],
    }
    fields = {"layers": [HIDDEN, OUT], **fields}
    description = described(data=data, **fields)
    description["training"]["epochs"] = 3
    return description


def command(*arguments: str) -> str:
    """Run a command of the program; return what it printed."""
    out, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
        code = run(arguments)
    assert code == 0, (arguments, errors.getvalue())
    return out.getvalue()


def on_the_command_line(description: dict, folder: Path) -> None:
    file, kept = folder / "a.json", folder / "a.backstep"
    file.write_text(json.dumps(description), encoding="utf-8")
    first = json.loads(command("train", str(file), "--json", "--save", str(kept)))
    assert first["epochs"] == 3 and first["diverged"] is None
    again = json.loads(command("train", str(kept), "--json", "--epochs", "2"))
    assert again["epochs"] == 5
    phases = [json.loads(line)["phase"] for line in command("trace", str(file)).splitlines()]
    assert phases.count("forward") == phases.count("backward") == len(description["layers"])
    command("check", str(file))


def in_numbers(project: Project, folder: Path) -> set[str]:
    """Train, check and export; return the suffixes that could be written."""
    one = trainer_of(project)
    one.run(updates=5)
    assert np.isfinite(one.evaluate().loss)
    assert check_trainer(float64_twin(one)).failures == 0
    text = explain(project, 2)
    assert text.plain and text.latex and compile(text.python, "explained", "exec")
    assert phase_lines(project)
    trained, carried = trained_of(one), set()
    for suffix in exporters():
        path = folder / f"net{suffix}"
        try:
            assert export(trained, path).largest <= 1e-12
        except UserError as error:
            assert str(error) and error.hint
            continue
        carried.add(suffix)
    assert {".npz", ".json", ".zip"} <= carried, carried
    try:
        imported = read_weights(folder / "net.npz")
        if fit(imported, project, one.dataset).fits:
            built(imported, project, one.dataset)
    except UserError as error:
        assert error.hint
    return carried


def in_the_window(project: Project) -> None:
    stepped = Stepped(project)
    panel, diagram, along = StepPanel(), NetworkDiagram(), LossAlongView()
    shares = ContributionsView()
    for view in (panel, diagram):
        view.show_facts(stepped.facts)
    for view in (panel, diagram, along, shares):
        view.resize(500, 700)
        view.show()
    start = stepped.trainer.moment()
    for snapshot in stepped.update():
        panel.show_snapshot(snapshot)
        diagram.show_snapshot(snapshot)
        assert panel.sheet.card.title and panel.sheet.card.why
        assert panel.sheet.card.blocks
        for part in learned(snapshot.layers):
            for mode in (1, 0):
                shares.mode.group.button(mode).click()
                shares.show_step(snapshot.step, stepped.facts, part, 1, snapshot.layers)
            along.show_number(snapshot.step, stepped.facts, part, snapshot.layers)
        for layer, picture in enumerate(snapshot.layers):
            panel.show_selected(Part(layer, None, picture.units - 1))
        for _ in range(3):
            panel._step_neuron(1)
        panel.grab()
        diagram.grab()
    for part in learned(snapshot.layers):
        panel.show_selected(part)
        panel.show_snapshot(snapshot)
        panel.grab()
        curve = loss_along(stepped.trainer, start, part.layer, part.name, part.index)
        along.show_number(snapshot.step, stepped.facts, part, snapshot.layers)
        along.button.click()
        along.show_answer(curve)
        along.grab()
    for view in (panel, diagram, along, shares):
        view.close()


def learned(layers) -> list[Part]:
    """Return the first and the last number of every array."""
    found = []
    for i, layer in enumerate(layers):
        for name, array in layer.arrays.items():
            found += [Part(i, name, (0,) * array.ndim)]
            found += [Part(i, name, tuple(n - 1 for n in array.shape))]
    return [part for part in found if not part.name.startswith("running")]


def tried(case: dict) -> dict:
    """Return the suffixes that could be written for a case, and its traceback or None."""
    description, carried = made(**case), set()
    with tempfile.TemporaryDirectory() as folder:
        try:
            project = Project.from_json(description)
            assert Project.from_json(json.loads(json.dumps(project.to_json()))) == project
            carried = in_numbers(project, Path(folder))
            on_the_command_line(description, Path(folder))
            in_the_window(project)
        except Exception:
            return {"carried": sorted(carried), "error": traceback.format_exc()}
    return {"carried": sorted(carried), "error": None}


def main() -> None:
    """Try every case; a warning is an error."""
    warnings.simplefilter("error")
    application = QApplication.instance() or QApplication([])
    assert "farthest" in METRICS
    found = {name: tried(case) for name, case in few(list(CASES.items()), 5)}
    sys.stdout.write(json.dumps(found) + "\n")
    application.quit()


if __name__ == "__main__":
    main()
