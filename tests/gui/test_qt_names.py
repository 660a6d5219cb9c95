"""pyqtgraph takes the names of Qt that it uses, and Qt's own modules stay as they were."""

import subprocess
import sys

from tests.test_architecture import ROOT

CODE = """
import sys
from PySide6 import QtCore, QtGui, QtWidgets

listed = [set(dir(module)) for module in (QtCore, QtGui, QtWidgets)]
from gui.qt_names import import_pyqtgraph

import_pyqtgraph()
import pyqtgraph

assert pyqtgraph.QtCore.QObject is QtCore.QObject
assert pyqtgraph.QtWidgets.QGraphicsView is QtWidgets.QGraphicsView
assert not hasattr(pyqtgraph.QtGui, "QNothing")
assert listed == [set(dir(module)) for module in (QtCore, QtGui, QtWidgets)]
taken = len(vars(sys.modules["pyqtgraph.Qt.QtWidgets"]))
assert taken < 100 < len(listed[2]), taken
pyqtgraph.mkQApp()
plot = pyqtgraph.PlotWidget()
plot.plot([0.0, 1.0], [1.0, 0.0])
assert plot.grab().width() > 0
import_pyqtgraph()
assert sys.modules["pyqtgraph"] is pyqtgraph
"""


IMPORTS = """
import builtins, linecache, sys

own = builtins.__import__
from gui.app import prepared_application

application = prepared_application()
assert builtins.__import__ is own
from gui.window import main_window

read = [name for name in linecache.cache if "main_window" in name or "pyqtgraph" in name]
assert not read, read
"""


def run(code: str) -> None:
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr


def test_it_has_the_names_that_it_uses() -> None:
    run(CODE)


def test_no_source_is_read_to_import_a_module() -> None:
    run(IMPORTS)
