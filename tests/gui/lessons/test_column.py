"""The column at the left: it is shown with the window, and never as a window of its own."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.kit.room import SidePage
from gui.kit.style import set_text_size
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


def test_the_column_is_as_wide_as_what_it_shows(qapp):
    page = SidePage()
    column = LeftColumn(QWidget(), lambda room: room // 5, page)
    column.fit_in(1000)
    assert column.width() == 201
    column.show_lesson(True)
    assert column.width() == 301
    column.show_writing(SidePage())
    assert column.width() == 301  # what is played goes before it
    column.show_lesson(False)
    column.show_writing(None)
    assert column.width() == 201


def test_larger_text_widens_a_page_as_far_as_the_window_has_room(qapp):
    page = SidePage()
    set_text_size(qapp, 200)
    assert page.width_in(2000) == 600
    assert page.width_in(1024) == round(0.36 * 1024)
    assert page.width_in(700) == 300  # and never below its usual width
