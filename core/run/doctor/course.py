"""Rules about the course so far: overfitting, a plateau, a penalty that is too strong."""

import math
from collections.abc import Generator
from dataclasses import replace
from typing import Any

import numpy as np

from core.components.layers.base import MAX_UNITS
from core.counts import counted
from core.data.options import seed_after
from core.lesson.numbers import count, figure, percent, rough
from core.pictures.findings import Finding
from core.project_edits import added
from core.run.doctor.criteria import (
    ABOVE,
    AGO_EPOCHS,
    AGO_SHARE,
    HELD,
    LAST_EPOCHS,
    LAST_SHARE,
    MOVED,
    OF_FIRST,
    OF_LOSS,
    PLATEAU_EPOCHS,
    PULL,
    SHRUNK,
    WEAKER,
)
from core.run.doctor.looking import Looking, loss_of, running
from core.run.doctor.rules import Look, Rule
from core.run.doctor.steps import at_a_constant_rate, longer
from core.run.doctor.units import other_start
from core.run.starts import StartResult, try_starts
from core.training.trainer import Trainer
from core.words import say, translate

#: the starts that a plateau is compared with, and the multiply-adds that they may take: if even
#: the fewest take more than the most, none is tried
_MOST_STARTS, _FEWEST_STARTS, _EFFORT, _MOST_EFFORT = 20, 3, 2e9, 2e10
#: the fewest figures that show a loss at rest
_FEWEST_FIGURES = 3


def overfitting(look: Looking) -> Look:
    """Find a test loss that has been lower, while the training loss goes on falling."""
    yield
    history = look.history
    test, train = history.test_loss, history.loss
    if test.size < 2 or test.size != train.size or not np.all(np.isfinite(test)):
        return None
    best = int(np.argmin(test))
    # figures may be measured every tenth epoch only: what counts is epochs
    ago, whole = (history.epochs[-1] - history.epochs[k] for k in (best, 0))
    risen = float(test[-1] - test[best])
    if ago < max(AGO_EPOCHS, AGO_SHARE * whole):
        return None
    if test[-1] <= ABOVE * test[best] or risen <= OF_FIRST * test[0] or train[-1] >= train[best]:
        return None
    patience = max(AGO_EPOCHS, round(AGO_SHARE * float(whole)))
    epoch = int(history.epochs[best])
    back_to = int(history.updates[best]) if history.updates.size else -1
    return Finding(
        "overfitting",
        translate("Doctor", "Overfitting"),
        say(
            "Doctor", "test loss {now}, but {best} after epoch {epoch}; the training loss kept "
            "falling",
            now=figure(float(test[-1])), best=figure(float(test[best])), epoch=count(epoch),
        ),
        say(
            "Doctor", "It memorises its samples: epoch {epoch} was the best for other samples",
            epoch=count(epoch),
        ),
        {"training.stop.patience": patience},
        plot="loss",
        back_to=back_to if back_to >= look.recorded_from else None,
        of_test=True,
    )  # fmt: skip


def plateau(look: Looking) -> Look:
    """Find a loss that has stopped falling before the task is solved, whatever the rate."""
    losses, epochs = look.history.loss, look.history.epochs
    whole = round(float(epochs[-1] - epochs[0])) + 1 if epochs.size else 0
    last = max(LAST_EPOCHS, round(LAST_SHARE * whole))
    if look.is_solved or whole <= PLATEAU_EPOCHS or whole <= last or look.is_held:
        return None
    # figures may be measured every tenth epoch only
    lately = losses[epochs >= epochs[-1] - last]
    if lately.size < _FEWEST_FIGURES:
        return None
    moved = float(np.ptp(lately))
    if not moved < MOVED * abs(float(lately[-1])):
        return None
    if (yield from longer(look)) is not None or (yield from at_a_constant_rate(look)) is not None:
        return None
    solved, tried, seed = yield from _starts(look)
    values = {
        "loss": figure(look.loss), "moved": rough(moved), "epochs": counted(last, "epoch")
    }  # fmt: skip
    measured = say(
        "Doctor", "training loss {loss}, moved by {moved} in {epochs}; {solved} of {tried} other "
        "starts solve it",
        solved=solved, tried=tried, **values,
    )  # fmt: skip
    if not tried:
        measured = say(
            "Doctor", "training loss {loss}, moved by {moved} in {epochs}; other starts would take "
            "too long to try",
            **values,
        )  # fmt: skip
    says = translate("Doctor", "It is stuck where no small step leads lower: try another start")
    settings: dict[str, Any]
    if seed is not None:
        settings = {"seed": seed, "data.seed": look.project.data_seed()}
        if look.project.weights is not None:
            settings["weights"] = None
    elif look.hidden():
        settings = _more_units(look)
        says = translate(
            "Doctor", "It is stuck where no small step leads lower: give it more neurons"
        )
    else:
        settings = _hidden_layer(look)
        says = translate(
            "Doctor", "It is stuck where no small step leads lower: give it a hidden layer"
        )
    title = translate("Doctor", "Plateau")
    return Finding("plateau", title, measured, says, settings, plot="loss")


def _starts(look: Looking) -> Generator[None, None, tuple[int, int, int | None]]:
    """Return how many other starts solve it in as many epochs, of how many, and the first seed.

    None is tried where that would take too long.
    """
    work = 6.0 * look.twin.network.parameter_count * len(look.dataset.train) * look.epoch
    if _FEWEST_STARTS * work > _MOST_EFFORT:
        return 0, 0, None
    starts = int(np.clip(_EFFORT / max(1.0, work), _FEWEST_STARTS, _MOST_STARTS))
    project = look.project.with_new_weights(seed_after(look.project.seed))
    solved, tried, seed = 0, 0, None
    for result in try_starts(project, look.dataset, starts, look.epoch, seconds=0.008):
        if isinstance(result, StartResult):
            tried += 1
            solved += result.solved
            if result.solved and seed is None:
                seed = result.seed
        yield
    return solved, tried, seed


def _more_units(look: Looking) -> dict[str, Any]:
    """Return the settings of a wider network: half as many units again in hidden layers."""
    settings: dict[str, Any] = {}
    for i, span in look.hidden():
        wider = span.units + max(2, span.units // 2)
        settings[f"layers.{i}.units"] = min(wider, MAX_UNITS)
    return settings | _for_other_shapes(look)


def _hidden_layer(look: Looking) -> dict[str, Any]:
    """Return the settings of the network with a hidden layer before its last one."""
    layers = look.project.layers
    wider = added(look.project, layers[-1].name, len(layers) - 1)
    return {"layers": [layer.write() for layer in wider.layers], **_for_other_shapes(look)}


def _for_other_shapes(look: Looking) -> dict[str, Any]:
    """Return the settings that drop what is said of single weights, which will be others."""
    said = ("weights", "frozen", "off")
    return dict.fromkeys(name for name in said if getattr(look.project, name) is not None)


def penalty(look: Looking) -> Look:
    """Find a penalty that keeps the weights from learning."""
    regularizer = look.project.regularizer
    if not regularizer.penalizes or look.is_solved:
        return None
    yield
    weights = [found["weight"] for found in look.arrays if "weight" in found]
    pull, own = [], []
    for found, slopes in zip(look.arrays, look.gradients, strict=True):
        if "weight" in found:
            part = np.zeros(found["weight"].shape)
            regularizer.add_gradient(found["weight"], part, np.empty_like(part))
            pull.append(part)
            own.append(slopes["weight"] - part)
    yield
    now, start = _norm(weights), _norm(_start_weights(look))
    of_penalty, of_loss = _norm(pull), _norm(own)
    size = look.twin.figures.penalty()
    shrunk = now < SHRUNK * start
    if not shrunk and not (of_penalty > PULL * of_loss and size > OF_LOSS * look.loss):
        return None
    settings = yield from _weaker(look)
    if shrunk:
        # there is no way back from weights near 0: start again
        settings |= other_start(look)
    return Finding(
        "penalty_too_strong",
        translate("Doctor", "Penalty too strong"),
        say(
            "Doctor", "weights at {share} of their start; the penalty pulls with {pull} of the "
            "pull of the loss",
            share=percent(now / start if start else 0.0),
            pull=percent(of_penalty / of_loss) if of_loss else "∞",
        ),
        translate("Doctor", "To this network small weights matter more than right answers"),
        settings,
        plot="weights",
    )  # fmt: skip


def _weaker(look: Looking) -> Generator[None, None, dict[str, Any]]:
    """Return the settings of the weaker penalty, of a few, that ends with the lowest loss.

    Each is tried from the start, for as long as training has gone, or as effort allows.
    """
    regularizer = look.project.regularizer
    fields = {
        item.name: float(getattr(regularizer, item.name))
        for item in regularizer.parameters()
        if item.kind == "number" and item.high > 1.0
    }
    size = 6.0 * look.twin.network.parameter_count * look.batch_size
    updates = int(min(max(look.update, 100), max(20.0, _EFFORT / max(1.0, size))))
    best: tuple[float, dict[str, Any]] | None = None
    for factor in WEAKER:
        values = {name: float(f"{value * factor:.2g}") for name, value in fields.items()}
        weaker = replace(look.at_rate(1.0), regularizer=replace(regularizer, **values))
        trial = Trainer(weaker, look.dataset)
        start = _norm(trial.network.weights_only(trial.state.parameters))
        yield from running(trial, updates)
        loss = loss_of(trial)
        if _norm(trial.network.weights_only(trial.state.parameters)) < HELD * start:
            loss = math.inf
        if best is None or loss < 0.95 * best[0]:
            best = loss, {f"regularizer.{name}": value for name, value in values.items()}
        yield
    assert best is not None
    return best[1]


def _norm(arrays: list[Any]) -> float:
    return float(np.sqrt(sum(float(np.sum(np.square(array))) for array in arrays)))


def _start_weights(look: Looking) -> list[Any]:
    """Return the weights from which the run started."""
    fresh = Trainer(look.project, look.dataset)
    return fresh.network.weights_only(fresh.state.parameters)


PENALTY_RULES = (Rule("penalty_too_strong", penalty),)
COURSE_RULES = (
    Rule("overfitting", overfitting),
    Rule("plateau", plateau),
)
