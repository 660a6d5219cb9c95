"""Importing Qt and pyqtgraph at no more cost than they have: names as they are used, plain imports.

Qt's Python makes a class when it is first asked for one. pyqtgraph copies every name of three of
its modules, so that all of them are made, which takes longer than the plots of a first picture.
"""

import builtins
import sys
from types import ModuleType
from typing import Any

#: the package within pyqtgraph whose modules have the copies
_COPIES = "pyqtgraph.Qt"


class _Names(ModuleType):
    """A module with the names of another one, each taken when it is first used."""

    def __init__(self, name: str, source: ModuleType) -> None:
        super().__init__(name, source.__doc__)
        self._source = source

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._source, name)
        setattr(self, name, found)
        return found


def import_qt() -> None:
    """Import Qt's modules, and leave Python's `import` as it was. Raises what importing raises.

    Qt's Python puts its own in its place, which reads the source of every module that is imported
    from then on, to see whether it asks for other spellings of Qt's names (`__feature__`). No
    module here does, and reading them all takes a tenth of the time up to the first picture.
    """
    own = builtins.__import__
    try:
        from PySide6 import QtCore, QtGui, QtWidgets  # noqa: F401
    finally:
        builtins.__import__ = own


def import_pyqtgraph() -> None:
    """Import pyqtgraph; it has the names of Qt that it asks for, now and later."""
    from PySide6 import QtCore, QtGui, QtWidgets

    if _COPIES.partition(".")[0] in sys.modules:
        return
    sources: tuple[ModuleType, ...] = (QtCore, QtGui, QtWidgets)
    listed = [vars(source).get("__dir__") for source in sources]
    for source in sources:
        name = source.__name__.rpartition(".")[2]
        sys.modules[f"{_COPIES}.{name}"] = _Names(f"{_COPIES}.{name}", source)
        vars(source)["__dir__"] = list  # it copies what a module lists: nothing
    try:
        import pyqtgraph  # noqa: F401
    finally:
        for source, before in zip(sources, listed, strict=True):
            if before is None:
                del vars(source)["__dir__"]
            else:
                vars(source)["__dir__"] = before
