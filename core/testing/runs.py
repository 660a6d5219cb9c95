"""A component in a small network: gradients, repeatable bits, and going on from a saved file."""

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from core.api.run import Run
from core.api.run import open as open_run
from core.api.verbs import check, explain, save, train
from core.components.activations import ACTIVATIONS, Activation
from core.components.initializers import Initializer
from core.components.layers import Dense, Layer
from core.components.losses import Loss
from core.components.optimizers import Optimizer, Sgd
from core.components.regularizers import Regularizer
from core.components.schedules import Schedule
from core.data.options import DataOptions
from core.data.samples import SOURCES, Source
from core.errors import UserError
from core.fit import adapted
from core.project import Project, TrainingOptions
from core.registry import Component
from core.testing.expecting import expect
from core.testing.functions import output_of

EPOCHS = 3


def project_with(one: Component) -> Project:
    """Return a small project that uses a component.

    Raises AssertionError for one that no project can use: a metric or a format.
    """
    tanh = ACTIVATIONS.named("tanh")()
    hidden, out = Dense(units=3, activation=tanh), Dense(units=1)
    plain = Project(
        name="contract",
        data=_points("numbers", 1),
        layers=(hidden, out),
        optimizer=Sgd(learning_rate=0.01),
        training=TrainingOptions(batch_size=4, shuffle=True),
        seed=3,
    )
    match one:
        case Activation():
            return replace(plain, layers=(replace(hidden, activation=one), out))
        case Loss():
            outputs = 3 if one.targets == "shares" else 2
            last = Dense(units=outputs, activation=output_of(one))
            data = _points(one.targets, outputs)
            return replace(plain, loss=one, data=data, layers=(hidden, last))
        case Regularizer():
            return replace(plain, regularizer=one)
        case Optimizer():
            return replace(plain, optimizer=one)
        case Schedule():
            return replace(plain, optimizer=Sgd(learning_rate=0.01, schedule=one))
        case Initializer():
            return replace(plain, layers=(replace(hidden, initializer=one), out))
        case Layer():
            return replace(plain, layers=(hidden, one, out))
        case Source():
            return _of_source(plain, one)
    raise AssertionError(f"{one.name} is not used in a network")


def _of_source(plain: Project, source: Source) -> Project:
    samples = source.draw(np.random.default_rng(0), None)
    project = replace(plain, data=DataOptions(source=source))
    return adapted(project, samples.targets.shape[1], samples.task)


def _points(kind: str, outputs: int) -> DataOptions:
    """Return eleven points with two inputs, and targets of a kind."""
    rng = np.random.default_rng(5)
    x = rng.normal(size=(11, 2))
    y: Any = rng.normal(size=(11, outputs)) + 0.25
    if kind in ("unit", "binary"):
        y = rng.integers(0, 2, size=(11, outputs))
    elif kind == "shares":
        y = np.eye(outputs)[np.arange(11) % outputs]
    source = SOURCES.read(
        {"name": "points", "inputs": x.tolist(), "targets": y.tolist()}, "data.source"
    )
    return DataOptions(source=source)


def has_its_gradients(one: Component) -> None:
    """Every gradient against central differences, at the start and after a little training."""
    run = open_run(project_with(one))
    for _ in range(2):
        found = check(run)
        expect(not found.failures, f"{found.failures} slopes disagree with central differences")
        train(run, epochs=1)


def bits(run: Run) -> tuple[Any, ...]:
    """Return everything by which two runs can differ."""
    history = run.history
    arrays = [array for layer in run.weights for array in layer.values()]
    numbers = (*arrays, history.loss, history.test_loss)
    return run.epoch, run.update, *(values.tobytes() for values in numbers)


def gives_the_same_bits(one: Component) -> None:
    """Training the same project again gives the same weights and losses, to the bit, all finite."""
    project = project_with(one)
    first, again = (train(open_run(project), epochs=EPOCHS) for _ in range(2))
    expect(bits(first) == bits(again), "trained again, it has other bits")
    expect(np.isfinite(first.loss), "the loss is not finite after a few epochs")


def goes_on_from_a_file(one: Component) -> None:
    """Saved, opened and trained further, it has the bits of a run that was never saved."""
    whole = train(open_run(project_with(one)), epochs=2 * EPOCHS)
    half = train(open_run(project_with(one)), epochs=EPOCHS)
    with tempfile.TemporaryDirectory(prefix="backstep-") as folder:
        path = Path(folder, "a.backstep")
        save(half, path)
        opened = open_run(path)
        expect(opened.project == half.project, "the opened project differs")
        expect(bits(opened) == bits(half), "what is opened is not what was saved")
        expect(bits(train(opened, epochs=EPOCHS)) == bits(whole), "it goes on to other bits")


def can_be_explained(one: Component) -> None:
    """Every stop of an update has a card, in text and LaTeX, or an error that says why not."""
    run = open_run(project_with(one))
    for form in ("text", "latex"):
        try:
            expect(explain(run, form=form), f"nothing is explained as {form}")
        except UserError as error:
            expect(error.hint, f"it cannot be explained as {form}, but there is no hint")
