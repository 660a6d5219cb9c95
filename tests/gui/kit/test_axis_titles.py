"""A title fits its axis: the middle of a long one is left out, and the tooltip has all of it."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QHelpEvent, QPainter, QPicture
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from core.lesson.numbers import tidy
from gui.kit.plot_parts import Heading, quiet_plot
from gui.kit.views.axis import FigureAxis, kept_within

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


def _numbers(axis: FigureAxis) -> list[tuple[QRectF, str]]:
    """Return the numbers beside an axis as they are painted, in the coordinates of the plot."""
    picture = QPicture()
    with QPainter(picture) as painter:
        _, _, texts = axis.generateDrawSpecs(painter)
    return [(axis.mapRectToParent(box), text) for box, _, text in texts]


@pytest.mark.parametrize("last", [1.0, 10.0, 1_000.0, 20_000.0, 1e6])
@pytest.mark.parametrize("pixels", [14, 21])
def test_the_last_number_of_an_axis_is_whole(qtbot: QtBot, last: float, pixels: int) -> None:
    axis = _axis(qtbot, "bottom")
    axis.plot.setRange(xRange=(0.0, last), padding=0.0)
    font = QFont(axis.plot.font())
    font.setPixelSize(pixels)
    axis.setTickFont(font)
    axis.setHeight(48)
    QApplication.processEvents()
    found = _numbers(axis)
    width = axis.parentItem().size().width()
    assert found[-1][1] == tidy(last)
    metrics = QFontMetricsF(font)
    for box, text in found:
        assert box.left() >= -0.5 and box.right() <= width + 0.5
        assert metrics.horizontalAdvance(text) <= box.width() + 2.0
    for (one, _), (other, _) in pairwise(found):
        assert one.right() < other.left()


def test_a_number_that_a_moved_one_would_cover_is_left_out() -> None:
    room = QRectF(0.0, 0.0, 100.0, 20.0)
    inside, near, last = (QRectF(x, 2.0, 40.0, 12.0) for x in (5.0, 46.0, 90.0))
    texts = [(inside, 0, "a"), (near, 0, "b"), (last, 0, "c")]
    assert kept_within(texts, room) == [(inside, 0, "a"), (QRectF(60.0, 2.0, 40.0, 12.0), 0, "c")]
    assert kept_within(texts[:2], room) == texts[:2]


def test_numbers_of_an_axis_differ_from_one_another(qtbot: QtBot) -> None:
    axis = _axis(qtbot, "left")
    assert axis.tickStrings([0.33242, 0.33243, 0.33244], 1.0, 1e-5) == [
        "0.33242", "0.33243", "0.33244",
    ]  # fmt: skip
    assert axis.tickStrings([-1.0, 0.0, 1.0], 1.0, 1.0) == ["−1", "0", "1"]


def test_a_title_without_room_is_short_or_left_out(qtbot: QtBot) -> None:
    title, plain = Heading("What the network says", "Surface"), Heading("What the network says")
    for label in (title, plain):
        qtbot.addWidget(label)
        label.resize(600, 20)
        assert label.shown() == "What the network says"
        label.resize(70, 20)
    assert title.shown() == "Surface" and plain.shown().endswith("…")
    title.say("setosa of the output layer (softmax)")  # another text has no short form
    assert title.shown().endswith("…")


@pytest.mark.parametrize(
    ("low", "high", "size"), [(-0.9, 0.9, 220.0), (0.0, 80.0, 92.0), (3.0, 4.4, 110.0)]
)
def test_an_axis_has_two_numbers_where_there_is_room(
    qtbot: QtBot, low: float, high: float, size: float
) -> None:
    axis = _axis(qtbot, "bottom")
    ((step, values),) = axis.tickValues(low, high, size)
    assert len(values) >= 2 and size * step / (high - low) >= 36.0
    axis.whole = True
    assert axis.tickSpacing(low, high, size)[0][0] >= 1.0
