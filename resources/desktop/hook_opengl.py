"""Run first in the frozen program: stand-ins for Qt's OpenGL modules, for pyqtgraph to import.

pyqtgraph imports them to draw with OpenGL on request. This program never does that, and they are
its largest unused modules.
"""

import importlib.util
import sys
from types import ModuleType


def stand_in(name: str, *classes: str) -> None:
    """Put a module in place of one that was left out, with classes that are never instantiated."""
    module = ModuleType(name)
    for item in classes:
        setattr(module, item, type(item, (), {}))
    sys.modules[name] = module


if importlib.util.find_spec("PySide6.QtOpenGL") is None:
    stand_in("PySide6.QtOpenGL")
    stand_in("PySide6.QtOpenGLWidgets", "QOpenGLWidget")
