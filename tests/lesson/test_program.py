"""What is copied from a stop runs in an empty notebook, and all stops in order are the update."""

import ast

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from core.components.optimizers import OPTIMIZERS
from core.data.dataset import load_dataset
from core.documents.examples import examples
from core.documents.project_file import open_file
from core.lesson.formulas.lines import learned_of, names_of
from core.lesson.notebook.arrays import arrays_of
from core.lesson.notebook.program import program_of
from core.project import Project
from core.run.makers.snapshots import layer_pictures
from core.training.edits import set_frozen
from core.training.timeline import Timeline
from core.training.trainer import Trainer
from core.training.walk import Walk
from tests.amount import few, some
from tests.lesson.own_functions import own_functions
from tests.nets import dense, points, project, trainer_of
from tests.strategies import trainable


def made_by(program):
    """Return the names that a program makes in its last part."""
    body = ast.parse(program.split("\n\n\n")[-1]).body
    return {
        node.id
        for statement in body
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def agrees(found, expected, name):
    expected = np.asarray(expected)
    scale = max(1.0, float(np.max(np.abs(expected), initial=0.0)))
    loose = expected.dtype == np.float32
    np.testing.assert_allclose(
        np.asarray(found, dtype=float), expected, rtol=1e-3 if loose else 1e-9,
        atol=(1e-4 if loose else 1e-11) * scale, err_msg=name,
    )  # fmt: skip


def check(trainer, updates=1):
    walk = Walk(Timeline(trainer))
    # the reader has what a component leaves to the reader
    own = own_functions(trainer.project)
    for _ in range(updates):
        together = dict(own)
        for _ in range(walk.phases):
            with np.errstate(all="ignore"):
                walk.step()
            step, layers = walk.picture(), layer_pictures(trainer)
            if not step.records or not trainer.is_finite():
                return
            program = program_of(step, layers)
            alone, numbers = dict(own), arrays_of(step, layers)
            with np.errstate(all="ignore"):
                exec(program, alone)
                exec(program, together)
            if step.rail[step.done - 1].kind != "update":
                for name in made_by(program) & numbers.keys():
                    if np.all(np.isfinite(numbers[name])) and name != "L":
                        agrees(alone[name], numbers[name], name)
        for namespace in (alone, together):
            for i, names in enumerate(learned_of(trainer.project)):
                record = step.record("update", i)
                for name, key in zip(
                    names, trainer.project.layers[i].learned_names(1), strict=True
                ):
                    agrees(namespace[name], record.values[f"{key}_after"], name)
                kept = names_of(trainer.project)[i]
                for key, array in layers[i].arrays.items():
                    if key.startswith("running"):
                        agrees(together[kept.of(key)], array, key)


@pytest.mark.parametrize("example", few(examples(), 5), ids=lambda item: item.path.stem)
def test_every_stop_of_every_example(example):
    opened = open_file(example.path)
    made = opened.project
    check(Trainer(made, load_dataset(made.data, made.data_seed(), opened.folder)))


@settings(max_examples=some(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trainable())
def test_random_projects(description):
    description["training"]["precision"] = "float64"
    if description["optimizer"] in ("adam", "adamw", "nadam"):
        # a small ε magnifies the rounding errors of slopes that are 0
        description["optimizer"] = {"name": description["optimizer"], "epsilon": 1e-3}
    elif description["optimizer"] in ("rmsprop", "adagrad"):
        description["optimizer"] = {"name": description["optimizer"], "epsilon": 1e-2}
    check(trainer_of(Project.from_json(description)), updates=2)


@pytest.mark.parametrize("optimizer", OPTIMIZERS.names())
def test_every_optimizer_over_three_updates(optimizer):
    layers = [dense(3, "relu"), {"name": "batch_norm"}, {"name": "dropout"}, dense(1, bias=False)]
    check(trainer_of(project(layers, points(8), optimizer=optimizer, regularizer="l2")), updates=3)


def test_frozen_numbers_stay_in_the_program_too():
    trainer = trainer_of(project())
    set_frozen(trainer, 0, "weight", (0, 1), True)
    check(trainer, updates=2)


def test_nothing_is_copied_before_an_update():
    walk = Walk(Timeline(trainer_of(project())))
    assert program_of(walk.picture(), layer_pictures(walk.trainer)) == ""
