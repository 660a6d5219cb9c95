"""Tabs, made from each view's own description."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from core.pictures.snapshot import Facts
from gui.kit.tabs import Page, Tab, ViewTabs, key_of
from tests.gui.fakes import xor_facts


def never(_: Facts) -> bool:
    return False


def made(qtbot: QtBot, *tabs: Tab) -> ViewTabs:
    found = ViewTabs(tabs)
    qtbot.addWidget(found)
    return found


def toy(name: str, view: type[QWidget] = QLabel, **more: object) -> Tab:
    return Tab(name, f"&{name}", f"Shows {name}", lambda: Page(view()), **more)  # type: ignore[arg-type]


def test_words_help_and_key(qtbot: QtBot) -> None:
    tabs = made(qtbot, toy("one"), toy("two", menu_help="Long"))
    assert [tabs.tabText(i) for i in range(2)] == ["one", "two"]
    assert tabs.tabToolTip(1) == "Shows two (Ctrl+2)"
    assert toy("two", menu_help="Long").menu_words() == ("&two", "Long")
    assert toy("one").menu_words() == ("&one", "Shows one")
    assert [key_of(place) for place in (0, 8, 9)] == ["Ctrl+1", "Ctrl+9", ""]


def test_what_means_nothing_is_left_out_and_what_is_optional_waits(qtbot: QtBot) -> None:
    tabs = made(qtbot, toy("one"), toy("two", fits=never), toy("three", optional=True))
    assert tabs.is_offered("two") and not tabs.is_offered("three")
    with qtbot.waitSignal(tabs.offered_changed):
        tabs.show_facts(xor_facts())
    assert not tabs.is_offered("two") and not tabs.is_offered("three")
    tabs.show_view("two")
    assert tabs.shown() == "one"
    tabs.offer("three", True)
    tabs.show_facts(xor_facts())
    assert tabs.is_offered("three")
    tabs.show_view("three")
    assert tabs.shown() == "three"


def test_a_view_by_its_kind(qtbot: QtBot) -> None:
    tabs = made(qtbot, toy("one"), toy("two", QLineEdit))
    assert tabs.view(QLineEdit) is tabs.pages[1].view
    with pytest.raises(LookupError):
        tabs.view(ViewTabs)


def test_the_menu_lists_every_tab_that_there_is_and_goes_to_it(qtbot: QtBot) -> None:
    tabs = made(qtbot, toy("one"), toy("two"), toy("three", optional=True))
    listed = tabs.menu().actions()
    words = ["one\tCtrl+1", "two\tCtrl+2", "three\tCtrl+3"]
    assert [action.text() for action in listed] == words
    assert [action.isChecked() for action in listed] == [True, False, False]
    for place, name in ((1, "two"), (2, "three")):
        listed[place].trigger()
        assert tabs.shown() == name


class Tall(QWidget):
    """A view that asks for more height than there is."""

    def minimumSizeHint(self) -> QSize:
        return QSize(100, 700)


def in_row(tabs: ViewTabs) -> list[str]:
    return [tab.name for place, tab in enumerate(tabs.tabs) if tabs.isTabVisible(place)]


def all_whole(tabs: ViewTabs) -> bool:
    """Return whether the row has room for all of its tabs, and is not under what is beside it."""
    bar, corner = tabs.tabBar(), tabs.cornerWidget()
    rects = [bar.tabRect(k) for k in range(bar.count()) if tabs.isTabVisible(k)]
    inside = all(bar.rect().contains(rect) for rect in rects)
    return inside and bar.geometry().right() < corner.geometry().left()


def test_a_tab_is_shown_whole_or_is_in_the_menu_only(qtbot: QtBot) -> None:
    names = [f"view number {k}" for k in range(9)]
    tabs = made(qtbot, *(toy(name) for name in names))
    tabs.show()
    for width in (320, 420, 700, 2000, 300):
        tabs.resize(width, 300)
        for name in (names[0], names[7], names[1]):
            tabs.show_view(name)
            assert tabs.shown() == name and name in in_row(tabs)
            qtbot.waitUntil(lambda: all_whole(tabs))
    assert len(tabs.menu().actions()) == 9
    tabs.resize(2000, 300)
    assert in_row(tabs) == names


def test_the_tab_chosen_in_the_menu_stays_at_the_end_of_the_row(qtbot: QtBot) -> None:
    tabs = made(qtbot, *(toy(f"view number {k}") for k in range(9)))
    tabs.resize(420, 300)
    tabs.show()
    before = in_row(tabs)
    assert before[0] == "view number 0" and "view number 7" not in before
    tabs.menu().actions()[7].trigger()
    with_guest = in_row(tabs)
    assert with_guest[-1] == "view number 7" and with_guest[0] == "view number 0"
    tabs.show_view("view number 0")
    assert in_row(tabs) == with_guest  # going back moves nothing
    tabs.show_view("view number 8")
    assert in_row(tabs)[-1] == "view number 8" and "view number 7" not in in_row(tabs)


def test_a_view_that_suits_no_more_gives_way_to_the_first(qtbot: QtBot) -> None:
    tabs = made(qtbot, toy("one"), toy("two"), toy("three"))
    tabs.show_view("three")
    tabs.offer("three", False)
    assert tabs.shown() == "one" and in_row(tabs) == ["one", "two"]


def test_every_view_has_the_same_room_and_a_taller_one_scrolls(qtbot: QtBot) -> None:
    tabs = made(qtbot, toy("one"), toy("two", Tall))
    tabs.resize(400, 300)
    tabs.show()
    least = tabs.minimumSizeHint()
    tabs.show_view("two")
    assert tabs.minimumSizeHint() == least and tabs.height() == 300
    view = tabs.pages[1].view
    assert view.height() >= 700 and view.visibleRegion().boundingRect().height() < 300
