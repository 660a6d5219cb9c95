"""The networks of the tutorials, compared with the numbers of an independent program.

`tutorials/NAME.json` describes each network, with the figures expected of the example of that name:
loss and mean squared error before chosen updates, outputs and weights after the last one.
"""

import json
from pathlib import Path

import numpy as np
import pytest

import main as program
from tests.amount import few

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
EXPECTED = sorted((HERE / "tutorials").glob("*.json"))

#: relative agreement for the first thousand updates, and at the end
EARLY, LATE, EARLY_UPDATES = 1e-9, 1e-6, 1000


def test_there_are_eleven():
    assert len(EXPECTED) == 11


@pytest.mark.parametrize("path", EXPECTED, ids=[path.stem for path in EXPECTED])
def test_tutorial(path, capsys):
    told = json.loads(path.read_text(encoding="utf-8"))
    expected = told["expected"]
    example = ROOT / "resources" / "examples" / path.name
    project = json.loads(example.read_text(encoding="utf-8"))
    assert project["weights"], "the example starts from given weights"
    code = program.main(["train", str(example), "--json"])
    printed = capsys.readouterr()
    assert (code, printed.err) == (0, ""), told["what"]
    found = json.loads(printed.out)
    history = found["history"]
    # one update an epoch: the whole table is the batch
    assert found["updates"] == found["epochs"] == len(history["loss"]) - 1
    for name, series in (
        ("loss", history["loss"]),
        ("mean_squared_error", history["metrics"]["mean_squared_error"]),
    ):
        figures = expected[f"{name}_before_update"]
        assert figures
        for update, value in figures.items():
            tolerance = EARLY if int(update) <= EARLY_UPDATES else LATE
            assert series[int(update)] == pytest.approx(value, rel=tolerance, abs=1e-300), (
                name,
                update,
            )
    last = EARLY if found["updates"] <= EARLY_UPDATES else LATE
    np.testing.assert_allclose(found["outputs"], expected["outputs"], rtol=last)
    assert len(found["weights"]) == len(expected["weights"])
    for entry, arrays in zip(found["weights"], expected["weights"], strict=True):
        assert set(entry) == set(arrays)
        for name, values in arrays.items():
            np.testing.assert_allclose(entry[name], values, rtol=last, err_msg=name)


@pytest.mark.thorough
@pytest.mark.parametrize("path", few(EXPECTED, 3), ids=lambda path: path.stem)
def test_ten_times_as_long_without_an_overflow(path, tmp_path):
    """The engine runs in this process, where NumPy warnings would be errors."""
    from core.documents.project_file import load, open_file
    from core.pictures.snapshot import Outcome
    from core.training.trainer import Trainer

    opened = open_file(ROOT / "resources" / "examples" / path.name)
    trainer = Trainer(opened.project, load(opened))
    trainer.progress.epoch_limit = None
    trainer.run(epochs=min(10 * opened.project.training.epochs, 20_000))
    assert trainer.progress.outcome is Outcome.NONE
    assert np.isfinite(trainer.history.loss.since(0)).all()
