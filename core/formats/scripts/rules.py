"""Optimizers and schedules as NumPy source, for the script that trains on.

Each is keyed by the component's name; one that is not here is left out of the script in words.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from core.components.notation import number
from core.components.optimizers import Optimizer
from core.components.schedules import Schedule

_DIVISOR_0 = "        divisor[divisor == 0] = 1  # nothing has moved yet: no step\n"


def _sgd(o: Any) -> str:
    if not o.momentum:
        return "    for P, dP in zip(parameters, gradients):\n        P -= rate * dP"
    step = f"(dP + {number(o.momentum)} * V)" if o.nesterov else "V"
    return (
        "    for P, dP, V in zip(parameters, gradients, velocity):\n"
        f"        V *= {number(o.momentum)}\n"
        "        V += dP\n"
        f"        P -= rate * {step}"
    )


def _divided(o: Any, direction: str, squares: str) -> str:
    return (
        f"        divisor = np.sqrt({squares}) + {number(o.epsilon)}\n"
        + (_DIVISOR_0 if o.epsilon == 0.0 else "")
        + f"        P -= rate * {direction} / divisor"
    )


def _adagrad(o: Any) -> str:
    return (
        "    for P, dP, G in zip(parameters, gradients, squares):\n"
        "        G += dP**2\n" + _divided(o, "dP", "G")
    )


def _rmsprop(o: Any) -> str:
    return (
        "    for P, dP, G in zip(parameters, gradients, squares):\n"
        f"        G *= {number(o.decay)}\n"
        f"        G += (1 - {number(o.decay)}) * dP**2\n" + _divided(o, "dP", "G")
    )


def _averages(o: Any) -> str:
    return (
        "    for P, dP, M, V in zip(parameters, gradients, mean, squares):\n"
        f"        M += (1 - {number(o.beta1)}) * (dP - M)\n"
        f"        V *= {number(o.beta2)}\n"
        f"        V += (1 - {number(o.beta2)}) * dP**2\n"
    )


def _adam(o: Any) -> str:
    return (
        "    global steps\n    steps += 1\n"
        + _averages(o)
        + f"        corrected = M / (1 - {number(o.beta1)} ** steps)\n"
        + _divided(o, "corrected", f"V / (1 - {number(o.beta2)} ** steps)")
    )


def _adamw(o: Any) -> str:
    before = f"        P *= 1 - rate * {number(o.weight_decay)}\n"
    head, loop = _adam(o).split("dP - M)\n", 1)
    return f"{head}dP - M)\n{before}{loop}"


def _nadam(o: Any) -> str:
    beta, decay = number(o.beta1), number(o.momentum_decay)
    return (
        "    global steps, momentum_product\n    steps += 1\n"
        f"    now = {beta} * (1 - 0.5 * 0.96 ** (steps * {decay}))\n"
        f"    ahead = {beta} * (1 - 0.5 * 0.96 ** ((steps + 1) * {decay}))\n"
        "    momentum_product *= now\n"
        + _averages(o)
        + "        direction = M * (ahead / (1 - momentum_product * ahead))\n"
        "        direction += dP * ((1 - now) / (1 - momentum_product))\n"
        + _divided(o, "direction", f"V / (1 - {number(o.beta2)} ** steps)")
    )


#: the body of update(gradients, rate); state vectors are lists beside `parameters`
_UPDATES: Mapping[str, Callable[[Any], str]] = MappingProxyType(
    {
        "sgd": _sgd,
        "adagrad": _adagrad,
        "rmsprop": _rmsprop,
        "adam": _adam,
        "adamw": _adamw,
        "nadam": _nadam,
    }
)


def _cosine(rate: str, share: str, final: float) -> str:
    f = number(final)
    wave = "0.5 * (1 + math.cos(math.pi * share))"
    total = wave if final == 0.0 else f"({f} + (1 - {f}) * {wave})"
    return f"    share = min({share}, 1)\n    return {rate} * {total}"


def _warmup(rate: str, s: Any) -> str:
    length = s.length - s.warmup
    rest = _cosine(rate, f"(t - {s.warmup}) / {length}" if length > 0 else "1", s.final)
    rise = f"    if t < {s.warmup}:\n        return {rate} * (t + 1) / {s.warmup}\n"
    return (rise if s.warmup else "") + rest


#: the body of learning_rate(t)
_RATES: Mapping[str, Callable[[str, Any], str]] = MappingProxyType(
    {
        "constant": lambda rate, s: f"    return {rate}",
        "step": lambda rate, s: f"    return {rate} * {number(s.factor)} ** (t // {s.every})",
        "exponential": lambda rate, s: f"    return {rate} * {number(s.decay)} ** t",
        "cosine": lambda rate, s: _cosine(rate, f"t / {s.length}", s.final),
        "warmup_cosine": _warmup,
    }
)


def update_body(optimizer: Optimizer) -> str | None:
    """Return the body of update(gradients, rate), None where it is not known."""
    body = _UPDATES.get(optimizer.name)
    return None if body is None else body(optimizer)


def rate_body(rate: float, schedule: Schedule) -> str | None:
    """Return the body of learning_rate(t), None where it is not known."""
    body = _RATES.get(schedule.name)
    return None if body is None else body(number(rate), schedule)
