"""Tabs, made from each view's own description."""

import pytest
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
