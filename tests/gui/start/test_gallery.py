"""The gallery of examples: what it shows, how it is searched, and that a choice opens."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.documents.examples import example_named, examples
from gui.kit.settings import Settings
from gui.kit.theme import DARK, LIGHT
from gui.start.gallery import Gallery
from gui.start.pictures import example_picture
from gui.window.main_window import MainWindow
from tests.gui.fakes import FakeSession

pytestmark = pytest.mark.thorough

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def session() -> FakeSession:
    return FakeSession()


@pytest.fixture
def window(qtbot: QtBot, session: FakeSession, settings: Settings) -> Iterator[MainWindow]:
    settings.set_theme("light")
    made = MainWindow(session, settings)  # type: ignore[arg-type]
    made.resize(1024, 700)
    made.show()
    yield made
    made._closing = True
    made.close()
    made.deleteLater()


@pytest.fixture
def gallery(window: MainWindow) -> Iterator[Gallery]:
    window.actions_table["examples"].trigger()
    found = window.beginning._gallery
    assert found is not None and found.isVisible()
    yield found
    found.close()


def shown(gallery: Gallery) -> list[str]:
    items = (gallery.cards.item(i) for i in range(gallery.cards.count()))
    return [item.text() for item in items if not item.isHidden()]


def test_every_example_says_what_it_shows_and_what_to_look_for() -> None:
    for example in examples():
        assert example.about.endswith(".") and example.look.endswith("."), example.name
        assert example.look != example.about


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_every_example_has_a_picture(qapp: QApplication, theme) -> None:
    for example in examples():
        image = example_picture(example, theme, 48, 1.0).pixmap(48, 48).toImage()
        inked = [(x, y) for x in range(48) for y in range(48) if image.pixelColor(x, y).alpha()]
        assert len(inked) >= 8, example.name


def test_all_of_them_are_there_and_drawn(gallery: Gallery, qtbot: QtBot) -> None:
    assert shown(gallery) == [example.title for example in examples()]
    qtbot.waitUntil(lambda: not gallery._undrawn)
    for place, example in enumerate(examples()):
        item = gallery.cards.item(place)
        assert item.toolTip() == example.about
        assert not item.icon().isNull()


def test_the_search_finds_words_of_every_text(gallery: Gallery, window: MainWindow) -> None:
    QTest.keyClicks(gallery.search, "softmax spirals")
    assert shown(gallery) == ["Three spirals"]
    assert gallery.title.text() == "Three spirals"
    assert gallery.look.text() == example_named("three_spirals").look
    gallery.search.setText("pocket CALCULATOR")
    assert shown(gallery) == ["3-2-1, by hand"]
    gallery.search.setText("zebra")
    assert shown(gallery) == [] and "zebra" in gallery.nothing.text()
    assert not gallery.open_button.isEnabled() and gallery.example() is None
    gallery.search.clear()
    assert len(shown(gallery)) == len(examples()) and gallery.open_button.isEnabled()


def test_a_group_narrows_it(gallery: Gallery) -> None:
    gallery.groups.setCurrentIndex(gallery.groups.findData("real data"))
    real = [example.title for example in examples() if example.group == "real data"]
    assert shown(gallery) == real and gallery.title.text() == real[0]


def test_the_keys_find_and_open_one(gallery: Gallery, session: FakeSession) -> None:
    QTest.keyClicks(gallery.search, "moons")
    QTest.keyClick(gallery.search, Qt.Key.Key_Return)
    assert not gallery.isVisible()
    assert session.last("open_file") == (example_named("moons").path,)


def test_arrows_walk_over_the_cards(gallery: Gallery, session: FakeSession) -> None:
    QTest.keyClick(gallery.search, Qt.Key.Key_Down)
    assert gallery.cards.hasFocus() or QApplication.focusWidget() is None
    QTest.keyClick(gallery.cards, Qt.Key.Key_Right)
    assert gallery.example() == examples()[1]
    QTest.keyClick(gallery.cards, Qt.Key.Key_Return)
    assert session.last("open_file") == (examples()[1].path,)


def test_a_double_click_opens(gallery: Gallery, session: FakeSession, qtbot: QtBot) -> None:
    item = gallery.cards.item(2)
    where = gallery.cards.visualItemRect(item).center()
    qtbot.mouseClick(gallery.cards.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert gallery.about.text() == examples()[2].about
    qtbot.mouseDClick(gallery.cards.viewport(), Qt.MouseButton.LeftButton, pos=where)
    qtbot.mouseRelease(gallery.cards.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert session.last("open_file") == (examples()[2].path,)


def test_it_begins_anew_each_time(gallery: Gallery, window: MainWindow) -> None:
    gallery.search.setText("zebra")
    QTest.keyClick(gallery, Qt.Key.Key_Escape)
    assert not gallery.isVisible()
    window.actions_table["examples"].trigger()
    assert window.beginning._gallery is gallery
    assert gallery.search.text() == "" and len(shown(gallery)) == len(examples())


def test_the_start_page_and_the_data_panel_lead_to_it(window: MainWindow) -> None:
    window.beginning.show_page()
    for button in (window.start_page.more, window.data.examples_link):
        button.click()
        found = window.beginning._gallery
        assert found is not None and found.isVisible()
        found.close()


@pytest.mark.parametrize("width", [700, 860, 1000])
def test_the_cards_share_all_of_the_room(gallery: Gallery, width: int) -> None:
    gallery.resize(width, 560)
    QApplication.processEvents()
    rects = [gallery.cards.visualItemRect(gallery.cards.item(k)) for k in range(8)]
    row = [rect for rect in rects if rect.top() == rects[0].top()]
    left = gallery.cards.viewport().width() - row[-1].right()
    assert len(row) >= 2 and 0 <= left <= rects[0].left() + 16


def test_a_chosen_picture_keeps_its_colours(gallery: Gallery) -> None:
    icon = example_picture(examples()[0], LIGHT, 72, 1.0)
    chosen, usual = (icon.pixmap(72, mode) for mode in (QIcon.Mode.Selected, QIcon.Mode.Normal))
    assert chosen.toImage() == usual.toImage()
