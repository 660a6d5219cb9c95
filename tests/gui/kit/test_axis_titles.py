"""A title fits its axis: the middle of a long one is left out, and the tooltip has all of it."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from gui.kit.plot_parts import FigureAxis, quiet_plot

LONG = "number of rings counted in the shell by eye under a microscope, <b>mean</b> of three"


def _axis(qtbot: QtBot, side: str, width: int = 300, height: int = 240) -> FigureAxis:
    plot = quiet_plot("plot")
    qtbot.addWidget(plot)
    plot.resize(width, height)
    plot.show()
    axis = plot.getPlotItem().getAxis(side)
    axis.plot = plot  # both live as long
    return axis


def _inside(axis: FigureAxis) -> bool:
    title = axis.label.mapRectToParent(axis.label.boundingRect())
    if axis.orientation == "left":
        return bool(title.top() >= -6.0 and title.bottom() <= axis.size().height() + 6.0)
    return bool(title.left() >= -6.0 and title.right() <= axis.size().width() + 6.0)


def _tip_at(axis: FigureAxis) -> str:
    """Return the tooltip that appears when the mouse rests on the title."""
    view = axis.plot.viewport()
    middle = axis.label.mapToScene(axis.label.boundingRect().center())
    place = axis.plot.mapFromScene(middle)
    asked = QHelpEvent(QEvent.Type.ToolTip, place, view.mapToGlobal(place))
    QApplication.sendEvent(view, asked)
    return str(QToolTip.text())


def test_the_middle_of_a_long_title_is_left_out(qtbot: QtBot) -> None:
    for side in ("bottom", "left"):
        axis = _axis(qtbot, side)
        axis.setLabel(LONG)
        shown = axis.label.toPlainText().strip()
        assert "…" in shown and shown[:6] == LONG[:6] and shown[-6:] == LONG[-6:]
        assert _inside(axis)
        assert "microscope" in axis.label.toolTip()
        assert "<b>" not in axis.label.toolTip(), "plain text, not marked up"
        assert _tip_at(axis) == axis.label.toolTip()
        axis.setLabel("short")
        assert axis.label.toPlainText().strip() == "short" and not axis.label.toolTip()


def test_a_title_follows_the_length_of_its_axis(qtbot: QtBot) -> None:
    axis = _axis(qtbot, "bottom")
    axis.setLabel(LONG)
    narrow = axis.label.toPlainText().strip()
    axis.plot.resize(420, 240)
    qtbot.waitUntil(lambda: len(axis.label.toPlainText().strip()) > len(narrow))
    assert _inside(axis)
    axis.plot.resize(1200, 240)
    qtbot.waitUntil(lambda: axis.label.toPlainText().strip() == LONG)
    assert not axis.label.toolTip()
    axis.plot.resize(200, 240)
    qtbot.waitUntil(lambda: "…" in axis.label.toPlainText())
    assert _inside(axis)
