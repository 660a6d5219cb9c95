"""A shortened choice does not read like another one of the list, where that is possible."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication

from gui.kit.choice import told_apart

MIDDLE = Qt.TextElideMode.ElideMiddle
IRIS = ("sepal_length", "sepal_width", "petal_length", "petal_width")


def test_names_with_equal_ends_stay_apart(qapp: QApplication) -> None:
    metrics = QFontMetrics(qapp.font())
    room = metrics.horizontalAdvance("s…length")
    shown = [told_apart(name, IRIS, MIDDLE, room, metrics) for name in IRIS]
    assert len(set(shown)) == 4 and all("…" in text for text in shown)
    assert all(metrics.horizontalAdvance(text) <= room for text in shown)
    for name, text in zip(IRIS, shown, strict=True):
        begin, end = text.split("…")
        assert name.startswith(begin) and name.endswith(end)


def test_a_text_with_room_or_without_a_double_is_as_usual(qapp: QApplication) -> None:
    metrics = QFontMetrics(qapp.font())
    for room in (metrics.horizontalAdvance("all classes"), metrics.horizontalAdvance("al…ses")):
        items = ("all classes", "setosa", "versicolor")
        usual = metrics.elidedText("all classes", MIDDLE, room)
        assert told_apart("all classes", items, MIDDLE, room, metrics) == usual


def test_what_cannot_be_told_apart_is_shortened_all_the_same(qapp: QApplication) -> None:
    metrics = QFontMetrics(qapp.font())
    room = metrics.horizontalAdvance("s…e")
    items = ("some_1_value_here", "some_2_value_here")
    assert told_apart(items[0], items, MIDDLE, room, metrics) == metrics.elidedText(
        items[0], MIDDLE, room
    )
