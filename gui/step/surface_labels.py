"""The labels of a small plane's axes, shortened to fit."""

import pyqtgraph
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF

from core.lesson.names.symbols import pretty_name
from core.pictures.snapshot import Facts, View


def fit_labels(plot: pyqtgraph.PlotItem, facts: Facts, view: View) -> None:
    """Label the axes with the inputs, shortened to the plane: pyqtgraph would cut them off."""
    room = plot.getViewBox().size()
    sides = (("bottom", view.x_axis, room.width()), ("left", view.y_axis, room.height()))
    for side, number, most in sides:
        axis = plot.getAxis(side)
        if number is not None:
            metrics = QFontMetricsF(axis.label.font())
            name = pretty_name(facts.raw_names[number])
            axis.setLabel(metrics.elidedText(name, Qt.TextElideMode.ElideRight, most - 8.0))
        axis.resizeEvent()  # only this centres the label
