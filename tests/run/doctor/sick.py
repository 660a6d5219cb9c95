"""Trainings made to fail on purpose, each with the finding it has to get."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.data.dataset import load_dataset
from core.documents.examples import example_named
from core.documents.project_file import open_file
from core.documents.settings_path import with_settings
from core.project import Change, Project, change_between
from core.run.doctor.examining import Examining
from core.run.kept_weights import carry_over
from core.training import changes
from core.training.trainer import Trainer
from tests.nets import XOR, dense, project


@dataclass(frozen=True)
class Illness:
    """A network for a seed, how many epochs it is trained, and what has to be found first."""

    name: str
    finding: str
    epochs: int
    made: Callable[[int], Project]
    #: whether the remedy has to lower the loss of the test part
    test_loss: bool = False


def example(name: str, *settings: str) -> Callable[[int], Project]:
    opened = open_file(example_named(name).path)

    def made(seed: int) -> Project:
        return with_settings(opened.project, [*settings, f"seed={seed}", "training.epochs=null"])

    return made


def ring(seed: int, samples: int = 120, size: float = 1.0) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    x = rng.uniform(-1, 1, (samples, 2))
    y = (np.linalg.norm(x, axis=1) > 0.75).astype(int)
    x[:, 0] *= size
    return {"name": "points", "inputs": x.tolist(), "targets": y[:, None].tolist()}


def on_ring(layers: list[Any], rate: float = 0.5, size: float = 1.0, **fields: Any):
    def made(seed: int) -> Project:
        optimizer = {"name": "sgd", "learning_rate": rate}
        return project(
            layers,
            data=ring(seed, size=size),
            seed=seed,
            loss="binary_cross_entropy",
            **{"optimizer": optimizer, "training": {"batch_size": 10, "shuffle": True}, **fields},
        )

    return made


def wave(low: float, high: float, output: str) -> Callable[[int], Project]:
    def made(seed: int) -> Project:
        x = np.linspace(-1, 1, 60)
        y = low + (high - low) * (0.5 + 0.5 * np.sin(3 * x))
        return project(
            [dense(8, "tanh"), dense(1, output)],
            data={"name": "points", "inputs": x[:, None].tolist(), "targets": y[:, None].tolist()},
            seed=seed,
            loss="mean_squared_error",
            optimizer={"name": "sgd", "learning_rate": 0.05},
            training={"batch_size": 10, "shuffle": True},
        )

    return made


def by_heart(seed: int) -> Project:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(60, 2))
    y = (x[:, 0] + rng.normal(scale=1.2, size=60) > 0).astype(int)
    return project(
        [dense(64, "tanh"), dense(64, "tanh"), dense(1, "sigmoid")],
        data={
            "source": {"name": "points", "inputs": x.tolist(), "targets": y[:, None].tolist()},
            "test_share": 0.5,
        },
        seed=seed,
        loss="binary_cross_entropy",
        optimizer={"name": "adam", "learning_rate": 0.01},
        training={"batch_size": 10, "shuffle": True},
    )


def stuck_xor(seed: int) -> Project:
    # these starts of the small network end in a local minimum
    start = STUCK[seed]
    return project(
        [dense(2, "tanh"), dense(1, "sigmoid")],
        data=XOR,
        seed=start,
        loss="binary_cross_entropy",
        optimizer={"name": "sgd", "learning_rate": 0.5},
    )


STUCK = (2, 4, 9, 13, 14)


def sorted_classes(seed: int) -> Project:
    made = ring(seed)
    order = np.argsort([row[0] for row in made["targets"]], kind="stable")
    data = {
        "name": "points",
        "inputs": [made["inputs"][k] for k in order],
        "targets": [made["targets"][k] for k in order],
    }
    return project(
        [dense(6, "tanh"), dense(1, "sigmoid")],
        data=data,
        seed=seed,
        loss="binary_cross_entropy",
        optimizer={"name": "sgd", "learning_rate": 0.1},
        training={"batch_size": 10, "shuffle": False},
    )


def contradicting(seed: int) -> Project:
    rng = np.random.default_rng(seed)
    x = rng.integers(0, 4, (100, 2))
    y = rng.integers(0, 2, (100, 1))
    return project(
        [dense(6, "tanh"), dense(1, "sigmoid")],
        data={"name": "points", "inputs": x.tolist(), "targets": y.tolist()},
        seed=seed,
        loss="binary_cross_entropy",
        optimizer={"name": "sgd", "learning_rate": 0.1},
    )


def rare(seed: int) -> Project:
    rng = np.random.default_rng(seed)
    x = np.vstack([rng.normal(size=(114, 2)), rng.normal(loc=1.0, size=(6, 2))])
    y = np.repeat([0, 1], [114, 6])[:, None]
    return project(
        [dense(4, "tanh"), dense(1, "sigmoid")],
        data={"name": "points", "inputs": x.tolist(), "targets": y.tolist()},
        seed=seed,
        loss="binary_cross_entropy",
        optimizer={"name": "sgd", "learning_rate": 0.1},
    )


def _deep(layers: int, kind: str) -> list[Any]:
    return [*(dense(4, kind) for _ in range(layers)), dense(1, "sigmoid")]


_NEGATIVE = {"name": "constant", "value": -10.0}
_WIDE = {"name": "normal", "deviation": 100.0}
_STEEP = ("name=step", "every=10", "factor=0.2")
_SMALL = {"name": "normal", "deviation": 0.3}

ILLNESSES = (
    Illness("rate 10", "steps_too_long", 20, example("circle", "optimizer.learning_rate=10")),
    Illness(
        "rate 30 on a ring",
        "steps_too_long",
        20,
        on_ring([dense(8, "tanh"), dense(1, "sigmoid")], rate=30.0),
    ),
    Illness("rate 1e-5", "steps_too_short", 20, example("circle", "optimizer.learning_rate=1e-5")),
    Illness(
        "adam at 1e-6",
        "steps_too_short",
        20,
        on_ring(
            [dense(8, "tanh"), dense(1, "sigmoid")],
            optimizer={"name": "adam", "learning_rate": 1e-6},
        ),
    ),
    Illness(
        "a schedule that halves the rate at every update",
        "rate_faded",
        30,
        example("iris", "optimizer.schedule.name=exponential", "optimizer.schedule.decay=0.5"),
    ),
    Illness(
        "a schedule of too many steps",
        "rate_faded",
        20,
        example("sine", *(f"optimizer.schedule.{each}" for each in _STEEP)),
    ),
    Illness(
        "all rectifiers dead",
        "dead_units",
        20,
        on_ring([dense(8, "relu", bias_initializer=_NEGATIVE), dense(1, "sigmoid")], rate=0.1),
    ),
    Illness(
        "one layer of rectifiers dead",
        "dead_units",
        20,
        on_ring(
            [dense(6, "relu"), dense(6, "relu", bias_initializer=_NEGATIVE), dense(1, "sigmoid")],
            rate=0.1,
        ),
    ),
    Illness(
        "weights start at zero",
        "twins",
        20,
        on_ring([dense(6, "tanh", initializer="zeros"), dense(1, "sigmoid", initializer="zeros")]),
    ),
    Illness(
        "weights start alike",
        "twins",
        20,
        on_ring(
            [dense(6, "tanh", initializer="constant"), dense(1, "sigmoid", initializer="constant")]
        ),
    ),
    Illness("six sigmoid layers", "vanishing_gradient", 20, on_ring(_deep(6, "sigmoid"), rate=0.1)),
    Illness(
        "four sigmoid layers of small weights",
        "vanishing_gradient",
        20,
        on_ring(
            [*(dense(6, "sigmoid", initializer=_SMALL) for _ in range(4)), dense(1, "sigmoid")],
            rate=0.1,
        ),
    ),
    Illness("wine unscaled", "inputs_of_different_size", 20, example("wine", "data.scaling=none")),
    Illness(
        "one input a thousand times the other",
        "inputs_of_different_size",
        20,
        on_ring([dense(8, "tanh"), dense(1, "sigmoid")], size=1000.0),
    ),
    Illness("sigmoid for 9 to 46", "targets_out_of_reach", 20, wave(9, 46, "sigmoid")),
    Illness("tanh for −3 to 3", "targets_out_of_reach", 20, wave(-3, 3, "tanh")),
    Illness(
        "L2 of 0.3",
        "penalty_too_strong",
        40,
        on_ring(
            [dense(8, "tanh"), dense(1, "sigmoid")],
            rate=0.1,
            regularizer={"name": "l2", "strength": 0.3},
        ),
    ),
    Illness(
        "L1 of 0.3",
        "penalty_too_strong",
        40,
        on_ring(
            [dense(8, "tanh"), dense(1, "sigmoid")],
            rate=0.1,
            regularizer={"name": "l1", "strength": 0.3},
        ),
    ),
    Illness("64-64 on 30 points", "overfitting", 300, by_heart, test_loss=True),
    Illness("a stuck start of XOR", "plateau", 1500, stuck_xor),
    Illness(
        "weights start wide",
        "saturated_units",
        20,
        on_ring(
            [
                dense(6, "tanh", initializer=_WIDE),
                dense(6, "tanh", initializer=_WIDE),
                dense(1, "sigmoid"),
            ],
            rate=0.3,
        ),
    ),
    Illness("batches of one class", "one_class_batches", 20, sorted_classes),
    Illness("contradictions", "contradicting_samples", 20, contradicting),
    Illness("a rare class", "rare_class_missed", 60, rare),
)


def trained(made: Project, epochs: int) -> Trainer:
    trainer = Trainer(made, load_dataset(made.data, made.data_seed(), FOLDER))
    trainer.run(epochs=epochs)
    return trainer


FOLDER = example_named("wine").path.parent


def findings(trainer: Trainer):
    job = Examining(trainer)
    while not job.work(1.0):
        pass
    return job.result


def loss_of(trainer: Trainer, of_test: bool) -> float:
    figures = trainer.evaluate()
    return figures.test_loss if of_test else figures.loss


def helped(illness: Illness, trainer: Trainer, finding) -> bool:
    """Return whether the remedy does better than just training on, and the finding is gone."""
    settings = [f"{path}={as_text(value)}" for path, value in finding.remedy.items()]
    made = with_settings(trainer.project, settings)
    restarts = change_between(trainer.project, made) is Change.RESTART
    if illness.test_loss:
        mended = trained(made, illness.epochs)
        return loss_of(mended, True) < loss_of(trainer, True)
    if restarts:  # with the weights that still mean something, as in the window
        mended = trained(made, 0)
        carry_over(trainer, mended)
        mended.run(epochs=illness.epochs)
    else:
        mended = trained(trainer.project, 0)
        mended.restore(trainer.moment())
        changes.apply(mended, made)
        mended.run(epochs=illness.epochs)
    control = trained(trainer.project, 0)
    control.restore(trainer.moment())
    control.run(epochs=0 if restarts else illness.epochs)
    gone = finding.key not in [each.key for each in findings(mended)]
    return gone and loss_of(mended, False) < loss_of(control, False)


def as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
