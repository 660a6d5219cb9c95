"""A small window that is hidden costs a change of the look nothing: it takes it when shown next."""

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLineEdit, QMainWindow, QMenu, QWidget
from pytestqt.qtbot import QtBot

from gui.kit import style
from gui.kit.dialog import SmallDialog
from gui.kit.look import Look
from gui.kit.plain import Label
from gui.kit.plot_parts import caption
from gui.kit.settings import Settings
from gui.kit.theme import DARK, LIGHT, Theme


class Dressed(QObject):
    """Counts the style changes of a window and all it contains."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.seen = 0
        for widget in (window, *window.findChildren(QWidget)):
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.seen += event.type() == QEvent.Type.StyleChange
        return False


class Asking(SmallDialog):
    """A small window with a field, and a text that has a font of its own."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__("Asking", "What is asked", parent)
        self.themes: list[Theme] = []
        self.field = QLineEdit()
        self.small = caption("small")
        self.rows.addWidget(self.field)
        self.rows.addWidget(self.small)
        self.add_close()

    def set_theme(self, theme: Theme) -> None:
        self.themes.append(theme)


def look_of(widget: QWidget) -> tuple[str, int]:
    colour = widget.palette().color(QPalette.ColorRole.Text).name()
    return colour, widget.font().pixelSize()


def usual(theme: Theme, scale: float) -> tuple[str, int]:
    return theme.text, round(style.BODY * scale)


@pytest.fixture
def window(qtbot: QtBot, settings: Settings) -> Iterator[Any]:
    settings.set_theme("light")
    made: Any = QMainWindow()
    qtbot.addWidget(made)
    made.look = Look(settings, made)
    made.look.apply()
    made.inner = QLineEdit()
    made.setCentralWidget(made.inner)
    made.look.dress()
    made.show()
    yield made
    made.hide()


@pytest.fixture
def closed(window: Any) -> Asking:
    made = Asking(window)
    made.bring()
    assert look_of(made.field) == usual(LIGHT, 1.0)
    made.field.setText("typed")
    made.move(30, 40)
    made.close()
    return made


def test_a_closed_dialog_is_not_restyled_until_it_is_shown(window: Any, closed: Asking) -> None:
    inside, beside = Dressed(closed), Dressed(window.inner)
    window.look.choose("dark")
    window.look.choose_text_size(150)
    assert inside.seen == 0
    assert beside.seen > 0
    assert look_of(window.inner) == usual(DARK, 1.5)
    closed.bring()
    assert inside.seen > 0
    assert look_of(closed.field) == usual(DARK, 1.5)
    closed.close()


def test_what_was_typed_and_where_it_was_stay(window: Any, closed: Asking) -> None:
    place, wide = closed.pos(), closed.width()
    window.look.choose("dark")
    window.look.choose_text_size(150)
    closed.bring()
    assert closed.field.text() == "typed"
    assert closed.pos() == place
    assert closed.width() >= wide
    closed.close()


def test_shown_with_larger_text_it_has_the_room_before_it_is_seen(
    window: Any, closed: Asking
) -> None:
    before = closed.height()
    window.look.choose_text_size(200)
    assert closed.height() == before
    closed.show()
    assert closed.height() >= closed.rows.totalMinimumSize().height() > 0
    assert closed.height() > before
    closed.close()


def test_fonts_of_its_own_follow_the_text_size_as_often_as_it_changes(
    window: Any, closed: Asking
) -> None:
    first = closed.small.font().pixelSize()
    for size in (150, 200, 100):  # the first two, or the last, unseen
        window.look.choose_text_size(size)
    closed.bring()
    assert closed.small.font().pixelSize() == first
    closed.close()
    window.look.choose_text_size(200)
    closed.bring()
    assert closed.small.font().pixelSize() == 2 * first
    closed.close()


def test_shown_again_in_the_same_look_it_is_not_restyled(window: Any, closed: Asking) -> None:
    inside = Dressed(closed)
    closed.bring()
    closed.close()
    window.look.choose("dark")
    window.look.choose("light")
    closed.bring()
    assert inside.seen == 0
    closed.close()


def test_an_open_dialog_takes_the_look_at_once(window: Any, closed: Asking) -> None:
    closed.bring()
    window.look.choose("dark")
    window.look.choose_text_size(150)
    assert look_of(closed.field) == usual(DARK, 1.5)
    closed.close()


def test_what_a_dialog_paints_itself_takes_the_last_theme_when_shown(
    window: Any, closed: Asking
) -> None:
    window.look.changed.connect(closed.take_theme)
    for name in ("dark", "light", "dark"):
        window.look.choose(name)
    assert closed.themes == []
    closed.bring()
    assert closed.themes == [DARK]
    window.look.choose("light")
    assert closed.themes == [DARK, LIGHT]
    closed.close()
    closed.bring()
    assert closed.themes == [DARK, LIGHT]
    closed.close()


def test_a_dialog_made_in_a_look_is_styled_as_it_is_filled(window: Any) -> None:
    window.look.choose("dark")
    made = Asking(window)
    made.field.ensurePolished()
    assert look_of(made.field) == usual(DARK, 1.0)


def test_a_menu_and_a_window_over_a_dialog_have_the_look_too(window: Any, closed: Asking) -> None:
    window.look.choose("dark")
    menu = QMenu(window)
    menu.ensurePolished()
    assert menu.styleSheet() == style.stylesheet(DARK, style.text_scale())
    window.look.choose("light")
    assert menu.styleSheet() == style.stylesheet(LIGHT, style.text_scale())
    closed.bring()
    over = Asking(closed)
    over.bring()
    assert look_of(over.field) == usual(LIGHT, 1.0)
    assert over.styleSheet() == ""  # it is the dialog's, as for all in it
    over.close()
    closed.close()


def test_what_has_a_sheet_of_its_own_keeps_it(window: Any) -> None:
    own = Label("dark", window)
    own.setStyleSheet("background: black;")
    own.ensurePolished()
    for name in ("dark", "light"):
        window.look.choose(name)
        assert own.styleSheet() == "background: black;"


def test_the_sheet_is_neither_the_windows_nor_the_applications(window: Any, qapp: Any) -> None:
    for name, theme in (("dark", DARK), ("light", LIGHT)):
        window.look.choose(name)
        assert qapp.styleSheet() == window.styleSheet() == ""
        assert window.inner.styleSheet() == style.stylesheet(theme, style.text_scale())
