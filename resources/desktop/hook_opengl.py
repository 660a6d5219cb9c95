"""Run first in the frozen program: what pyqtgraph finds in place of Qt's modules of OpenGL.

It imports them to draw with OpenGL where that is asked for. This program never does, and they are
the largest of its modules that are never used.
"""

import importlib.util
import sys
from types import ModuleType


def stand_in(name: str, *classes: str) -> None:
    """Put a module in place of one that was left out, with classes that nobody makes."""
    module = ModuleType(name)
    for item in classes:
        setattr(module, item, type(item, (), {}))
    sys.modules[name] = module


if importlib.util.find_spec("PySide6.QtOpenGL") is None:
    stand_in("PySide6.QtOpenGL")
    stand_in("PySide6.QtOpenGLWidgets", "QOpenGLWidget")
