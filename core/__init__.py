"""Backstep: networks, data, training and files, without any window toolkit.

From Python: `open` a file, a table or a Project as a Run; `train`, `predict`, `explain`, `check`,
`save` and `export` it; `examples` lists the projects that ship with it. All raise UserError for
what the caller can put right. Each name is imported when it is first used.
"""

import importlib
from types import MappingProxyType
from typing import Any

__version__ = "0.1.0"

__all__ = [
    "Project",
    "Run",
    "UserError",
    "check",
    "examples",
    "explain",
    "export",
    "load_extension",
    "open",
    "predict",
    "save",
    "train",
]

#: the module of this package that defines each name; the types are in __init__.pyi
_HOMES = MappingProxyType(
    {
        "Project": "project",
        "Run": "api.run",
        "UserError": "errors",
        "check": "api.verbs",
        "examples": "api.verbs",
        "explain": "api.verbs",
        "export": "api.verbs",
        "load_extension": "api.verbs",
        "open": "api.run",
        "predict": "api.verbs",
        "save": "api.verbs",
        "train": "api.verbs",
    }
)


def __getattr__(name: str) -> Any:
    """Import one of the names above."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
