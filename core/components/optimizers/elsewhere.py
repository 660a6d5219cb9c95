"""Optimizers of PyTorch and Keras whose rule is one of ours: their settings and state, by name.

A setting that is not in the table, or has another value than the one with which both rules are
the same, has no equal here: it is refused in words. Sources: the documented update rules of
torch.optim (2.x) and of keras.optimizers (3.x).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from core.components.optimizers.base import OPTIMIZERS, Optimizer
from core.components.optimizers.theirs import Theirs
from core.errors import ProjectError
from core.words import plain, say

#: settings that change how a step is worked out, not what comes of it, or name parameters
_IDLE = MappingProxyType(
    {
        "PyTorch": frozenset(
            {
                *("params", "param_names", "foreach", "fused", "capturable", "differentiable"),
                *("initial_lr", "initial_accumulator_value"),
            }
        ),
        "Keras": frozenset({"name", "ema_momentum"}),
    }
)
#: settings of every optimizer of a program, and the values with which they do nothing
_PLAIN: Mapping[str, Mapping[str, tuple[Any, ...]]] = MappingProxyType(
    {
        "PyTorch": {"maximize": (False,)},
        "Keras": {
            "clipnorm": (None,),
            "global_clipnorm": (None,),
            "clipvalue": (None,),
            "use_ema": (False,),
            "ema_overwrite_frequency": (None,),
            "loss_scale_factor": (None,),
            "gradient_accumulation_steps": (None, 1),
        },
    }
)


@dataclass(frozen=True)
class Recognized:
    """An optimizer of ours with another program's settings, and how that one writes it.

    `penalty` is what of every parameter is added to its gradient there, 0 for nothing.
    """

    optimizer: Optimizer
    theirs: Theirs
    penalty: float = 0.0


def recognized(program: str, kind: str, settings: Mapping[str, Any]) -> Recognized:
    """Return the optimizer of ours that steps as another program's does.

    Raises ProjectError that names the setting which has no equal here.
    """
    shown = f"{program}'s {plain(str(kind)[:40])}"
    for ours in OPTIMIZERS:
        for theirs in ours.elsewhere:
            if (theirs.program, theirs.kind) == (program, kind):
                return _with_settings(ours, theirs, settings, shown)
    raise ProjectError(
        say("Import", "{optimizer} has no equal here", optimizer=shown),
        say("Import", "take the weights alone, and an optimizer of this project"),
    )


def _with_settings(
    ours: type[Optimizer], theirs: Theirs, settings: Mapping[str, Any], shown: str
) -> Recognized:
    same = {**_PLAIN[theirs.program], **theirs.same}
    given: dict[str, Any] = {}
    penalty = 0.0
    for name, value in settings.items():
        if name in theirs.settings:
            given |= _values(theirs.settings[name], value, f"{shown}: {name}")
        elif name == theirs.penalty:
            penalty = _number(value, f"{shown}: {name}")
        elif name in same:
            if not any(value is each or (value == each and each is not None)
                       for each in same[name]):  # fmt: skip
                raise _no_equal(shown, name, value)
        elif name not in _IDLE[theirs.program]:
            raise _no_equal(shown, name, value)
    missing = [name for name in theirs.settings if name not in settings]
    if missing:
        raise ProjectError(
            say("Import", "{optimizer} is saved without its {setting}", optimizer=shown,
                setting=missing[0]),
            say("Import", "save all its settings, as the README's recipe does"),
        )  # fmt: skip
    return Recognized(ours.read(given, shown), theirs, penalty)


def _values(names: tuple[str, ...], value: Any, where: str) -> dict[str, Any]:
    values = value if isinstance(value, (list, tuple)) and len(names) > 1 else [value]
    if len(values) != len(names):
        raise ProjectError(
            say("Import", "{setting} is not {count} numbers", setting=where, count=len(names)),
            say("Import", "save all its settings, as the README's recipe does"),
        )
    return dict(zip(names, values, strict=True))


def _number(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < 1e6:
        raise ProjectError(
            say("Import", "{setting} is not a number of 0 or more", setting=where),
            say("Import", "save all its settings, as the README's recipe does"),
        )
    return float(value)


def _no_equal(shown: str, name: str, value: Any) -> ProjectError:
    return ProjectError(
        say("Import", "{optimizer} has {setting} = {value}, which has no equal here",
            optimizer=shown, setting=plain(name[:40]), value=plain(str(value)[:40])),
        say("Import", "take the weights alone, and an optimizer of this project"),
    )  # fmt: skip
