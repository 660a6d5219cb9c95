"""The NumPy script: it predicts and trains on, with Backstep's own numbers."""

import ast
import csv
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.components.optimizers import OPTIMIZERS
from core.components.schedules import SCHEDULES
from core.disk.csv_text import guarded
from core.documents.project_file import load, open_file
from core.errors import FileError
from core.formats.exporters import export
from core.formats.numpy.exporting import NumpyExporter
from core.formats.numpy.script import numpy_script
from core.formats.scripts.tables import tables_section
from core.formats.scripts.text import array_text, packed_text, plain_text, returned
from core.run.trained import trained_of
from core.training import changes
from core.training.trainer import Trainer
from tests.amount import some
from tests.formats.trained import agree, classes, regression, rounding_of, trained_networks
from tests.nets import XOR, dense, points, project, trainer, trainer_of

ROOT = Path(__file__).resolve().parent.parent.parent
TUTORIALS = sorted((ROOT / "tests" / "tutorials").glob("*.json"))


def loaded(one):
    """Return the names of a script that was run inside this process."""
    namespace = {"__name__": "net"}
    exec(compile(numpy_script(trained_of(one)), "net.py", "exec"), namespace)
    return namespace


def trained_on(one, updates):
    """Return the script's and Backstep's predictions after this many more updates."""
    script = loaded(one)
    train = one.dataset.train
    script["train"](train.raw_inputs, train.original_targets, updates)
    assert one.run(updates=updates) == updates
    assert script["updates_done"] == one.update
    return script, train.raw_inputs


def same_parameters(script, one, share):
    arrays = [array for entry in one.weights() for array in entry.values()]
    assert len(arrays) == len(script["parameters"])
    for found, expected in zip(script["parameters"], arrays, strict=True):
        size = max(1.0, float(np.max(np.abs(expected))))
        np.testing.assert_allclose(found, expected, rtol=0, atol=share * size)


# ---------------------------------------------------------------- training on


@pytest.mark.parametrize("path", TUTORIALS, ids=[path.stem for path in TUTORIALS])
@pytest.mark.parametrize("before", [0, 37])
def test_every_tutorial_trains_on_to_the_same_numbers(path, before):
    opened = open_file(ROOT / "resources" / "examples" / path.name)
    one = Trainer(opened.project, load(opened))
    one.progress.epoch_limit = None
    one.run(updates=before)
    script, raw = trained_on(one, 100)
    same_parameters(script, one, 1e-9)
    np.testing.assert_allclose(script["predict"](raw), one.predict(raw), rtol=0, atol=1e-9)
    loss = script["loss"](raw, one.dataset.train.original_targets)
    assert loss == pytest.approx(one.evaluate().loss, rel=1e-9)


@pytest.mark.parametrize("schedule", SCHEDULES.names())
@pytest.mark.parametrize("optimizer", OPTIMIZERS.names())
def test_every_optimizer_and_schedule(optimizer, schedule):
    short = {
        "step": {"every": 7},
        "cosine": {"length": 30, "final": 0.1},
        "warmup_cosine": {"warmup": 9, "length": 25},
    }.get(schedule, {})
    extra = {"momentum": 0.8, "nesterov": True} if optimizer == "sgd" else {}
    one = trainer(
        [dense(4, "tanh"), dense(2, "sigmoid")],
        data=points(11, 2, 2, "binary"),
        optimizer={"name": optimizer, "schedule": {"name": schedule, **short}, **extra},
        training={"batch_size": 4, "shuffle": True},
    )
    one.run(updates=5)  # within an epoch, with a state of the optimizer
    rules = one.project.optimizer.code_body(), one.project.optimizer.schedule.code_body("1")
    if not all(rules):  # a component whose rule has not been written out yet: the script says so
        script = loaded(one)
        assert "train" not in script and "does not train" in script["__doc__"]
        return
    script, _ = trained_on(one, 40)
    same_parameters(script, one, 1e-9)


@pytest.mark.parametrize("optimizer", ["adam", "nadam", "rmsprop", "adagrad"])
def test_an_optimizer_without_epsilon_where_nothing_moves(optimizer):
    """The second input is always 0, so its weights have a gradient of 0: 0/0 must not be a step."""
    source = {"name": "points", "inputs": [[1, 0], [2, 0], [3, 0]], "targets": [[1], [0], [2]]}
    one = trainer([dense(2, "tanh"), dense(1)], source, optimizer={"name": optimizer, "epsilon": 0})
    script, _ = trained_on(one, 10)
    assert np.isfinite(script["parameters"][0]).all()
    same_parameters(script, one, 1e-9)


@settings(max_examples=some(60), deadline=None)
@given(made=trained_networks(dense_only=True, steady=True), updates=st.integers(1, 25))
def test_any_dense_network_trains_on(made, updates):
    one, _ = made
    precise = one.project.training.precision == "float64"
    script = loaded(one)
    train = one.dataset.train
    script["train"](train.raw_inputs, train.original_targets, updates)
    assume(one.run(updates=updates) == updates and one.progress.divergence is None)
    same_parameters(script, one, 1e-7 if precise else 1e-3)


def test_a_live_change_of_the_batch_size_within_an_epoch():
    made = project([dense(3, "tanh"), dense(1)], data=points(10), training={"batch_size": 3})
    one = trainer_of(made)
    one.run(updates=2)
    whole = project([dense(3, "tanh"), dense(1)], data=points(10), training={"batch_size": None})
    changes.apply(one, whole)
    script, _ = trained_on(one, 5)
    same_parameters(script, one, 1e-12)


def test_data_that_are_too_many_to_go_along_are_given():
    one = trainer(
        [dense(3, "tanh"), dense(1)],
        points(900, 2, 1),
        training={"batch_size": 64, "shuffle": True},
    )
    one.run(epochs=2)
    text = numpy_script(trained_of(one))
    assert "\nX = " not in text and "give it the samples" in " ".join(text.split())
    script, raw = trained_on(one, 30)
    same_parameters(script, one, 1e-9)
    agree(script["predict"](raw), one.predict(raw), "float64")


def test_in_the_middle_of_an_epoch_of_many_data_it_says_what_it_does():
    one = trainer([dense(1)], points(900, 2, 1), training={"batch_size": 64, "shuffle": True})
    one.run(updates=3)
    told = ast.get_docstring(ast.parse(numpy_script(trained_of(one))))
    assert "begins a new epoch" in " ".join(told.split())


# ---------------------------------------------------------------- predicting


@settings(max_examples=some(40), deadline=None)
@given(made=trained_networks())
def test_any_network_predicts(made):
    one, raw = made
    # an exponential may overflow on the way to the right limit, as in the engine: 1/∞ = 0
    with np.errstate(over="ignore"):
        predicted = loaded(one)["predict"](raw)
    agree(predicted, one.predict(raw), one.project.training.precision, rounding_of(one, raw))


def test_lists_and_names_of_classes():
    one = classes()
    script = loaded(one)
    raw = [[0.5, 1.0], [-1.0, 0.25]]
    expected = one.predict(np.array(raw))
    np.testing.assert_allclose(script["predict"](raw), expected, rtol=1e-12)
    names = [one.dataset.classes[k] for k in expected.argmax(axis=1)]
    assert script["classify"](raw).tolist() == names


def test_two_classes_part_at_the_threshold_of_the_output():
    for activation, loss in (("sigmoid", "binary_cross_entropy"), ("tanh", "hinge")):
        one = trainer([dense(3, "tanh"), dense(1, activation)], XOR, loss=loss)
        one.run(updates=20)
        script = loaded(one)
        over = one.figures.outputs()[:, 0] > one.figures.threshold
        raw = one.dataset.train.raw_inputs
        names = [one.dataset.classes[k] for k in over.astype(int)]
        assert script["classify"](raw).tolist() == names


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (regression, "training with batch normalization is not written out"),
        (lambda: trainer([dense(3), {"name": "dropout"}, dense(1)]), "training with dropout"),
    ],
)
def test_what_it_does_not_train_it_says(made, why):
    text = numpy_script(trained_of(made()))
    about = " ".join(ast.get_docstring(ast.parse(text)).split())
    assert f"It predicts and does not train: {why}" in about
    assert "def train" not in text and "def backward" not in text


def test_frozen_numbers_are_not_trained():
    one = trainer()
    mask = np.zeros(one.network.parameter_count, dtype=bool)
    mask[0] = True
    changes.freeze(one, mask)
    assert "does not train: some of its numbers are frozen" in numpy_script(trained_of(one))


# ---------------------------------------------------------------- as a file


def run(path, *arguments):
    return subprocess.run(
        [sys.executable, "-I", "-W", "error", str(path), *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


def test_run_as_a_program_it_checks_itself_and_trains_on(tmp_path):
    one, path = classes(), tmp_path / "net.py"
    found = export(trained_of(one), path)
    assert found.how == "run in a separate process, also trained further"
    result = run(path)
    assert (result.returncode, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0].startswith("predictions: 8 samples, largest difference ")
    assert lines[1] == f"loss {one.evaluate().loss:.6g} after 5 updates"
    one.run(updates=10)
    assert lines[2] == f"loss {one.evaluate().loss:.6g} after 15 updates"
    assert lines[3].startswith("10 updates on: 8 samples")
    assert len(lines) == 8 and all("y = " in line and "ŷ = " in line for line in lines[4:])


def test_a_script_that_was_changed_says_so(tmp_path):
    path = tmp_path / "net.py"
    text = numpy_script(trained_of(classes()))
    assert "learning_rate(t):" in text and "return 0.03" in text
    path.write_text(text.replace("return 0.03", "return 0.0301"), encoding="utf-8")
    result = run(path)
    assert result.returncode == 1 and "not the numbers that Backstep gives" in result.stderr


def test_a_table_is_predicted(tmp_path):
    one, path, table = regression(), tmp_path / "net.py", tmp_path / "t.csv"
    export(trained_of(one), path)
    table.write_text("0.5,1\n-1,2.25\n", encoding="utf-8")
    result = run(path, str(table))
    lines = result.stdout.splitlines()[1:]  # below the header with the names of the outputs
    found = [[float(cell) for cell in line.split(",")] for line in lines]
    agree(np.array(found), one.predict(np.array([[0.5, 1], [-1, 2.25]])), "float64")


@pytest.mark.parametrize(
    "name", ['"""\nimport os', "a\\", "\\N{nothing}", "naïve ☃ \x00 'x'", "", "{x}", "%s $y"]
)
def test_names_that_would_break_out_of_a_text(name):
    made = project([dense(1)], name=name)
    script = numpy_script(trained_of(trainer_of(made)))
    docstring = ast.get_docstring(ast.parse(script))
    assert docstring.splitlines()[0] == (plain_text(name) or "A network")
    assert "os" not in loaded(trainer_of(made))


def test_names_of_classes_are_texts(tmp_path):
    (tmp_path / "t.csv").write_text(
        'a,kind\n1,"it\'s ""quoted"""\n2,back\\slash\n3,✓\n', encoding="utf-8"
    )
    source = {"name": "table", "path": "t.csv", "target": "kind"}
    made = project([dense(3, "softmax")], data={"source": source}, loss="categorical_cross_entropy")
    one = trainer_of(made, tmp_path)
    assert loaded(one)["classes"].tolist() == list(one.dataset.classes)


def test_large_networks_are_packed_and_short_ones_readable(tmp_path):
    large = trainer([dense(150, "relu"), dense(150, "relu"), dense(1)], points(30))
    text = numpy_script(trained_of(large))
    assert "W2 = unpack(" in text and "b3 = np.array(" in text
    assert max(len(line) for line in text.splitlines()) <= 120
    export(trained_of(large), tmp_path / "net.py")
    assert "unpack" not in numpy_script(trained_of(classes()))


def test_a_network_that_would_take_minutes_to_read_is_refused(monkeypatch):
    monkeypatch.setattr("core.formats.numpy.script._MOST_NUMBERS", 10)
    with pytest.raises(FileError, match="take minutes to start"):
        numpy_script(trained_of(classes()))


@pytest.mark.parametrize("name", ["numpy.py", "random.py", "math.py"])
def test_a_name_that_hides_a_module_is_refused(tmp_path, name):
    with pytest.raises(FileError, match="would hide"):
        export(trained_of(classes()), tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_script_that_fails_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(NumpyExporter, "content", lambda *_: b"raise SystemExit('no')")
    with pytest.raises(FileError, match=r"run as a check and failed: no"):
        export(trained_of(classes()), tmp_path / "net.py")


def test_a_script_that_does_not_end_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(NumpyExporter, "content", lambda *_: b"while True: pass")
    monkeypatch.setattr("core.formats.scripts.running._SECONDS", 0.2)
    with pytest.raises(FileError, match="did not end"):
        export(trained_of(classes()), tmp_path / "net.py")


def test_where_there_is_no_python_it_is_run_inside(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", "")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("there is no python"))
    for made in (classes, regression):
        found = export(trained_of(made()), tmp_path / "net.py")
        assert found.how == "run inside this program" and found.largest < 1e-10


@pytest.mark.skipif(sys.platform == "win32", reason="starts a script by its first line")
def test_a_packaged_program_runs_it_in_a_process_of_its_own(tmp_path, monkeypatch):
    # the program made by PyInstaller is its own Python, and is told so by a first argument
    program = tmp_path / "backstep"
    main = ROOT / "main.py"
    program.write_text(
        f"#!{sys.executable}\nimport sys; sys.frozen = True; sys.path.insert(0, {str(ROOT)!r})\n"
        f"exec(compile(open({str(main)!r}).read(), {str(main)!r}, 'exec'))\n"
    )
    program.chmod(0o755)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(program))
    found = export(trained_of(classes()), tmp_path / "net.py")
    assert found.how.startswith("run in a separate process") and found.largest < 1e-10


# ---------------------------------------------------------------- the text


@given(
    rows=st.integers(1, 5),
    columns=st.integers(1, 30),
    single=st.booleans(),
    seed=st.integers(0, 99),
)
@settings(max_examples=some(40), deadline=None)
def test_arrays_read_back_to_the_same_bits(rows, columns, single, seed):
    rng = np.random.default_rng(seed)
    array = rng.normal(size=(rows, columns)) * 10.0 ** rng.integers(-300, 300, (rows, columns))
    if single:
        array = rng.normal(size=(rows, columns)).astype(np.float32)
    for shown in (array, array[0]):
        text = array_text(shown)
        back = eval(text, {"np": np})
        assert back.dtype == shown.dtype and back.tobytes() == shown.tobytes()
        assert max(len(line) for line in text.splitlines()) <= 100
    namespace = {}
    exec("import numpy as np, zlib, base64\n" + _unpack(), namespace)
    back = eval(packed_text(array), namespace)
    assert back.tobytes() == array.tobytes() and back.flags.writeable


def _unpack():
    from core.formats.scripts.text import UNPACK

    return UNPACK


def test_what_stands_twice_in_a_long_line_gets_a_name():
    assert returned("np.tanh(z)") == "    return np.tanh(z)"
    twice = "np.exp(z - np.max(z, axis=1, keepdims=True))"
    text = returned(f"{twice} / np.sum({twice}, axis=1, keepdims=True)")
    assert text.splitlines() == [
        f"    part = {twice}",
        "    return part / np.sum(part, axis=1, keepdims=True)",
    ]


def test_scripts_write_texts_as_every_csv_is_written():
    space = {"re": re, "csv": csv}
    exec(tables_section(trained_of(regression())), space)
    texts = ("-1", "+1", "-1e3", "-", "=1", "@x", "'=1", "''-a", "'a", "1", "", "-inf", "\t1", "-a")
    assert [space["plain"](text) for text in texts] == [guarded(text) for text in texts]
    assert guarded("-1") == "-1"  # a class -1 stays the number that it is
