"""How another program writes an optimizer whose rule is one of ours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True)
class Theirs:
    """How another program writes an optimizer of ours.

    `settings` are hyper-parameters by the names there (a pair in one setting has two), `same` the
    values of settings with which the rule is ours, `slots` and `counters` the state by the names
    there. `penalty` is the setting that adds its share of a weight to the gradient. With
    `by_rate` a slot there is −η times ours. `nearly` says in words what is only nearly the same.
    """

    program: str
    kind: str
    settings: Mapping[str, tuple[str, ...]]
    same: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    slots: Mapping[str, str] = field(default_factory=dict)
    counters: Mapping[str, str] = field(default_factory=dict)
    idle: frozenset[str] = frozenset()
    penalty: str = ""
    by_rate: bool = False
    nearly: str = ""


_TORCH = MappingProxyType(
    {"lr": ("learning_rate",), "betas": ("beta1", "beta2"), "eps": ("epsilon",)}
)
_TORCH_SLOTS = MappingProxyType({"exp_avg": "mean", "exp_avg_sq": "squares"})
_KERAS = MappingProxyType(
    {
        "learning_rate": ("learning_rate",),
        "beta_1": ("beta1",),
        "beta_2": ("beta2",),
        "epsilon": ("epsilon",),
    }
)
_KERAS_SLOTS = MappingProxyType({"momentum": "mean", "velocity": "squares"})
#: m̂/(√v̂ + ε/√(1 − β₂ᵗ)): with ε outside the correction
_KERAS_NEARLY = "Keras divides its ε by √(1 − β₂ᵗ), so that it counts for more at the start"

SGD: tuple[Theirs, ...] = (
    Theirs(
        "PyTorch",
        "SGD",
        {"lr": ("learning_rate",), "momentum": ("momentum",), "nesterov": ("nesterov",)},
        # v ← μv + (1 − dampening)·g
        same={"dampening": (0,)},
        slots={"momentum_buffer": "velocity"},
        penalty="weight_decay",
    ),
    Theirs(
        "Keras",
        "SGD",
        {
            "learning_rate": ("learning_rate",),
            "momentum": ("momentum",),
            "nesterov": ("nesterov",),
        },
        same={"weight_decay": (None, 0)},
        slots={"momentum": "velocity"},
        idle=frozenset({"iteration"}),
        by_rate=True,  # v ← μv − η·g, w ← w + v
    ),
)

ADAGRAD: tuple[Theirs, ...] = (
    Theirs(
        "PyTorch",
        "Adagrad",
        {"lr": ("learning_rate",), "eps": ("epsilon",)},
        same={"lr_decay": (0,)},
        slots={"sum": "squares"},
        idle=frozenset({"step"}),
        penalty="weight_decay",
    ),
)

# Keras has ε under the root, √(G + ε), which is another rule
RMSPROP: tuple[Theirs, ...] = (
    Theirs(
        "PyTorch",
        "RMSprop",
        {"lr": ("learning_rate",), "alpha": ("decay",), "eps": ("epsilon",)},
        same={"momentum": (0,), "centered": (False,)},
        slots={"square_avg": "squares"},
        idle=frozenset({"step"}),
        penalty="weight_decay",
    ),
)

ADAM: tuple[Theirs, ...] = (
    Theirs(
        "PyTorch",
        "Adam",
        _TORCH,
        same={"amsgrad": (False,), "decoupled_weight_decay": (False,)},
        slots=_TORCH_SLOTS,
        counters={"step": "steps"},
        penalty="weight_decay",
    ),
    Theirs(
        "Keras",
        "Adam",
        _KERAS,
        same={"amsgrad": (False,), "weight_decay": (None, 0)},
        slots=_KERAS_SLOTS,
        counters={"iteration": "steps"},
        nearly=_KERAS_NEARLY,
    ),
)

ADAMW: tuple[Theirs, ...] = (
    Theirs(
        "PyTorch",
        "AdamW",
        {**_TORCH, "weight_decay": ("weight_decay",)},
        same={"amsgrad": (False,), "decoupled_weight_decay": (True,)},
        slots=_TORCH_SLOTS,
        counters={"step": "steps"},
    ),
    Theirs(
        "Keras",
        "AdamW",
        {**_KERAS, "weight_decay": ("weight_decay",)},
        same={"amsgrad": (False,)},
        slots=_KERAS_SLOTS,
        counters={"iteration": "steps"},
        nearly=_KERAS_NEARLY,
    ),
)

NADAM: tuple[Theirs, ...] = (
    Theirs(
        "PyTorch",
        "NAdam",
        {**_TORCH, "momentum_decay": ("momentum_decay",)},
        same={"decoupled_weight_decay": (False,)},
        slots=_TORCH_SLOTS,
        counters={"step": "steps", "mu_product": "momentum_product"},
        penalty="weight_decay",
    ),
)

RPROP: tuple[Theirs, ...] = (
    Theirs(
        "PyTorch",
        "Rprop",
        {
            "lr": ("learning_rate",),
            "etas": ("decrease", "increase"),
            "step_sizes": ("smallest_step", "largest_step"),
        },
        slots={"prev": "slope", "step_size": "step"},
        idle=frozenset({"step"}),
    ),
)
