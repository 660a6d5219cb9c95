"""The column at the left: it is shown with the window, and never as a window of its own."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.kit.room import SidePage
from gui.lessons.column import LeftColumn


def test_it_is_not_shown_before_it_is_in_a_window(qapp):
    column = LeftColumn(QWidget(), lambda room: 200, SidePage())
    assert not column.isVisible()
    column.show_view(stepping=True)
    column.show_view(stepping=False)
    assert not column.isVisible()
    window = QWidget()
    QVBoxLayout(window).addWidget(column)
    for stepping in (False, True, False):
        column.show_view(stepping)
        assert column.isVisibleTo(window) is not stepping
