"""Rules about steps: too long, too short, as large as the weights they change."""

import math
from collections.abc import Generator
from dataclasses import replace

import numpy as np

from core.components.schedules import Schedule
from core.counts import counted
from core.lesson.numbers import figure, rough
from core.pictures.findings import Finding
from core.run.doctor.criteria import (
    FURTHER,
    GAIN,
    LARGE,
    LONGER,
    NOTHING,
    RISE,
    SHORTER,
    STEPS,
    TIMES,
    TRIED,
    change,
)
from core.run.doctor.looking import Looking
from core.run.doctor.rules import Look, Rule
from core.words import say, translate


def rounded(rate: float) -> float:
    """Return a learning rate in two digits."""
    return float(f"{rate:.2g}")


def too_long(look: Looking) -> Look:
    """Find steps that overshoot: at the rate the loss rises, at a tenth of it falls."""
    if look.is_solved:
        return None
    now = yield from look.loss_at(1.0)
    tenth = yield from look.loss_at(0.1)
    if not (now > tenth + RISE * look.loss and tenth < look.loss):
        return None
    # a few unlucky batches do not count: it must also hold after twice as many updates
    later = yield from look.loss_with(look.at_rate(1.0), 2 * TRIED)
    later_tenth = yield from look.loss_with(look.at_rate(0.1), 2 * TRIED)
    if not later > later_tenth + RISE * look.loss:
        return None
    best, loss = 0.1, later_tenth
    for factor in SHORTER:
        after = yield from look.loss_with(look.at_rate(factor), FURTHER)
        shorter = yield from look.loss_with(look.at_rate(factor * 0.1), FURTHER)
        # a step that is itself too long is not a remedy
        if after < loss and after <= shorter + RISE * look.loss:
            best, loss = factor, after
    after = yield from look.loss_at(best)
    rate = rounded(look.rate * best)
    return Finding(
        "steps_too_long",
        translate("Doctor", "Steps too long"),
        _of_rates(look, (1.0, now), (best, after)),
        translate("Doctor", "The steps overshoot their goal: shorter ones get further"),
        {"optimizer.learning_rate": rate},
        plot="loss",
    )


def _of_rates(look: Looking, *tried: tuple[float, float]) -> str:
    """Return what was measured at multiples of the rate, in words."""
    parts = [
        say(
            "Doctor", "at η = {rate} to {after}",
            rate=rough(look.rate * factor), after=_loss(after),
        )
        for factor, after in tried
    ]  # fmt: skip
    return say(
        "Doctor", "{updates} updates from training loss {loss}: {tried}",
        updates=TRIED, loss=figure(look.loss), tried=", ".join(parts),
    )  # fmt: skip


def _loss(loss: float) -> str:
    return figure(loss) if math.isfinite(loss) else translate("Doctor", "no longer a number")


def too_short(look: Looking) -> Look:
    """Find steps that hardly move, where longer ones would."""
    if look.is_solved or look.loss <= 0.0 or not math.isfinite(look.loss):
        return None
    gained = look.loss - (yield from look.loss_at(1.0))
    if gained >= NOTHING * look.loss:
        return None
    if is_warming_up(look) or (yield from at_a_constant_rate(look)) is not None:
        return None  # the schedule has made them short: that is meant, or another finding
    ten_times = look.loss - (yield from look.loss_at(10.0))
    if ten_times <= 0.0 or ten_times < TIMES * gained:
        return None
    found = yield from longer(look)
    if found is None:
        return None
    factor, loss = found
    return Finding(
        "steps_too_short",
        translate("Doctor", "Steps too short"),
        _of_rates(look, (1.0, look.loss - gained), (factor, loss)),
        translate("Doctor", "The steps are so short that almost nothing changes"),
        {"optimizer.learning_rate": rounded(look.rate * factor)},
        plot="loss",
    )


def faded(look: Looking) -> Look:
    """Find a learning rate that its schedule has made nearly 0 before the task is solved."""
    if look.is_solved or look.loss <= 0.0 or not math.isfinite(look.loss):
        return None
    if not look.project.optimizer.schedule.varies:
        return None
    if look.loss - (yield from look.loss_at(1.0)) >= NOTHING * look.loss:
        return None
    constant = yield from at_a_constant_rate(look)
    if constant is None:
        return None
    after = yield from look.loss_with(look.project, FURTHER)
    optimizer = look.project.optimizer
    return Finding(
        "rate_faded",
        translate("Doctor", "The learning rate has faded away"),
        say(
            "Doctor",
            "{updates} updates from training loss {loss}: at {share} of η, as scheduled, to "
            "{after}, at η = {rate} to {constant}",
            updates=FURTHER, loss=figure(look.loss), after=_loss(after), constant=_loss(constant),
            share=rough(optimizer.schedule.at(look.update)), rate=rough(look.rate),
        ),
        translate(
            "Doctor", "Its schedule has made the steps so short that almost nothing changes"
        ),
        {"optimizer.schedule": _unchanging(look).write()},
        plot="loss",
    )  # fmt: skip


def _unchanging(look: Looking) -> Schedule:
    """Return the schedule that an optimizer has if none is chosen: the same rate throughout."""
    return type(look.project.optimizer)().schedule


def is_warming_up(look: Looking) -> bool:
    """Return whether the schedule lets the rate grow from here."""
    schedule = look.project.optimizer.schedule
    return schedule.at(look.update + TRIED) > schedule.at(look.update)


def at_a_constant_rate(look: Looking) -> Generator[None, None, float | None]:
    """Return the loss without a schedule that falls, if that lowers it by 2 %; None if not."""
    optimizer = look.project.optimizer
    if not optimizer.schedule.varies or is_warming_up(look):
        return None
    constant = replace(look.project, optimizer=replace(optimizer, schedule=_unchanging(look)))
    after = yield from look.loss_with(constant, FURTHER)
    return after if after <= (1.0 - GAIN) * look.loss else None


def longer(look: Looking) -> Generator[None, None, tuple[float, float] | None]:
    """Return the multiple of the rate that lowers the loss most, and to where; None: by 2 %."""
    best: tuple[float, float] | None = None
    # from a tiny rate, further: one of at least about 1 has to be among those that do not help
    further = [10.0**k for k in range(5, 13) if look.rate * 10.0**k < 10.0]
    for factor in (*LONGER, *further):
        after = yield from look.loss_at(factor)
        if after <= (1.0 - GAIN) * look.loss and (best is None or after < best[1]):
            best = factor, after
    return best


def as_large_as_weights(look: Looking) -> Look:
    """Find updates that change weights by more than half their size."""
    if look.is_solved:
        return None
    twin, shares = look.start(), []
    for _ in range(STEPS):
        before = [array.copy() for array in twin.network.weights_only(twin.state.parameters)]
        if not twin.run(updates=1):
            break
        after = twin.network.weights_only(twin.state.parameters)
        pairs = zip(before, after, strict=True)
        shares.append(max(change(new - old, old) for old, new in pairs))
        yield
    share = float(np.median(shares)) if shares else 0.0
    if not share > LARGE:
        return None
    return Finding(
        "steps_as_large_as_weights",
        translate("Doctor", "Steps as large as the weights"),
        say(
            "Doctor", "in {updates} the weights of a layer change by {share} of their size",
            updates=counted(len(shares), "update"), share=figure(share),
        ),
        translate("Doctor", "Every step overturns what was learned; 0.001 is usual"),
        {"optimizer.learning_rate": rounded(look.rate / 10.0)},
        plot="diagnostics",
    )  # fmt: skip


LONG_STEP_RULES = (Rule("steps_too_long", too_long),)
STEP_RULES = (
    Rule("steps_as_large_as_weights", as_large_as_weights),
    Rule("rate_faded", faded),
    Rule("steps_too_short", too_short),
)
