"""The start page: its entries open, keys stay on it, and one click turns it off for good."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QDeadlineTimer, QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.documents.examples import example_named, examples
from core.documents.opening import opening_file
from core.run.states import State
from gui.kit.settings import Settings
from gui.kit.theme import LIGHT
from gui.start.pictures import example_picture
from gui.window.main_window import MainWindow
from tests.gui.fakes import FakeSession, xor_facts, xor_snapshot

pytestmark = pytest.mark.thorough


@pytest.fixture
def session() -> FakeSession:
    return FakeSession()


@pytest.fixture
def window(qtbot: QtBot, session: FakeSession, settings: Settings) -> Iterator[MainWindow]:
    settings.set_theme("light")
    made = MainWindow(session, settings)  # type: ignore[arg-type]
    made.resize(800, 560)
    made.show()
    yield made
    made._closing = True
    made.close()
    made.deleteLater()


def begin(window: MainWindow, file: Path | None = None) -> None:
    window.beginning.begin(file, window.open_first)
    window.activateWindow()
    until = QDeadlineTimer(5000)  # an earlier test's window may have the keys still
    while not window.isActiveWindow() and not until.hasExpired():
        QApplication.processEvents()


def opened(session: FakeSession) -> list[object]:
    return [call[1] for call in session.calls if call[0] == "open_file"]


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key, modifier)


def test_what_it_covers_is_not_painted(window: MainWindow) -> None:
    begin(window)
    page, under = window.start_page, window.surface
    painted: list[QObject] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                painted.append(watched)
            return False

    watch = Watch()
    for widget in (under, page.more):
        widget.installEventFilter(watch)
    QTest.qWaitForWindowExposed(window)
    until = QDeadlineTimer(5000)
    while page.more not in painted and not until.hasExpired():
        under.update()
        page.more.update()
        QApplication.processEvents()
    assert page.more in painted and under not in painted
    page.leave()
    while under not in painted and not until.hasExpired():
        QApplication.processEvents()
    assert under in painted


def test_every_example_on_it_has_a_picture(qapp: QApplication) -> None:
    first = [example for example in examples() if example.first]
    assert len(first) == 9
    for example in first:
        image = example_picture(example, LIGHT, 72, 1.0).pixmap(72, 72).toImage()
        assert image.width() == 72
        inked = {(x, y) for x in range(72) for y in range(72) if image.pixelColor(x, y).alpha()}
        assert len(inked) > 10
        assert max(x for x, _ in inked) - min(x for x, _ in inked) > 30


def test_it_comes_and_an_example_opens(window: MainWindow, session: FakeSession) -> None:
    begin(window)
    page = window.start_page
    assert page.isVisible() and page.size() == window.centralWidget().size()
    page.cards[4].click()
    assert opened(session) == [example_named("moons").path]
    session.opened.emit(window.document.project, example_named("moons").path)
    assert not page.isVisible()


def test_the_example_that_lies_under_it_is_only_uncovered(
    window: MainWindow, session: FakeSession
) -> None:
    begin(window)
    page = window.start_page
    page.cards[0].click()
    assert not page.isVisible() and opened(session) == []
    window.beginning.show_snapshot(xor_snapshot(window.document.project))
    window.beginning.show_page()
    page.cards[0].click()  # it has learned meanwhile: it begins again
    assert opened(session) == [opening_file()]


def test_the_keys_go_round_on_the_page(window: MainWindow, session: FakeSession) -> None:
    begin(window)
    page = window.start_page
    page.cards[0].setFocus()
    seen = []
    for _ in range(20):
        focused = QApplication.focusWidget()
        assert focused is not None and page.isAncestorOf(focused)
        assert focused.accessibleName() and focused.toolTip()
        seen.append(focused)
        press(Qt.Key.Key_Tab)
    ring = seen[: seen.index(page.cards[0], 1)]
    own = (page.lessons, page.open_button, page.draw_button)
    assert ring == [*page.cards, page.more, *own, page.never, page.close_button]
    press(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    page.cards[2].setFocus()
    press(Qt.Key.Key_Right)
    assert page.cards[3].hasFocus()
    press(Qt.Key.Key_R)  # would start again
    assert "reset" not in session.names()
    press(Qt.Key.Key_Escape)
    assert not page.isVisible()
    assert window.centralWidget().hasFocus()


def test_one_click_and_it_never_comes_again(window: MainWindow, settings: Settings) -> None:
    begin(window)
    window.start_page.never.click()
    assert not window.start_page.isVisible() and settings.beginning() == "new"
    begin(window)
    assert not window.start_page.isVisible()
    window.actions_table["start_page"].trigger()
    assert window.start_page.isVisible()


def test_it_does_not_come_with_a_file(window: MainWindow, tmp_path: Path) -> None:
    begin(window, tmp_path / "a.backstep")
    assert not window.start_page.isVisible()


def test_recent_files_are_on_it(
    window: MainWindow, session: FakeSession, settings: Settings, tmp_path: Path
) -> None:
    names = [f"{'long ' * 20}{i} & <b>.backstep" for i in range(8)]
    for name in names:
        settings.add_recent(tmp_path / name)
    begin(window)
    files = window.start_page.files()
    assert [button.accessibleName() for button in files] == names[:2:-1]
    assert all(button.width() <= window.start_page.width() // 2 for button in files)
    files[1].click()
    assert opened(session) == [tmp_path / names[6]]


def test_it_goes_when_something_learns_or_is_told(
    window: MainWindow, session: FakeSession, qtbot: QtBot
) -> None:
    begin(window)
    session.tell_state(State.READY)
    session.facts_ready.emit(xor_facts())
    session.snapshot_ready.emit(xor_snapshot(window.document.project, epoch=0))
    assert window.start_page.isVisible()
    session.snapshot_ready.emit(xor_snapshot(window.document.project))
    assert not window.start_page.isVisible()
    window.beginning.show_page()
    session.snapshot_ready.emit(xor_snapshot(window.document.project))  # drawn again, as it is
    assert window.start_page.isVisible()
    window.files.told.emit("there is no such file")
    assert not window.start_page.isVisible()


def test_it_stays_over_what_learns_when_it_is_asked_for(
    window: MainWindow, session: FakeSession
) -> None:
    begin(window)
    project = window.document.project
    session.tell_state(State.RUNNING)
    session.snapshot_ready.emit(xor_snapshot(project, epoch=3))
    window.beginning.show_page()
    session.snapshot_ready.emit(xor_snapshot(project, epoch=4))
    assert window.start_page.isVisible()
    session.tell_state(State.PAUSED)
    session.snapshot_ready.emit(xor_snapshot(project, epoch=5))
    assert window.start_page.isVisible()
    session.tell_state(State.RUNNING)  # Space
    session.snapshot_ready.emit(xor_snapshot(project, epoch=6))
    assert not window.start_page.isVisible()


def test_what_was_open_last_opens_again_if_wanted(
    window: MainWindow, session: FakeSession, settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "mine.json"
    file.write_bytes(opening_file().read_bytes())
    begin(window)
    window.document.replace_all(window.document.project, file)
    assert settings.last_open() == file
    begin(window)
    assert opened(session) == []
    settings.set_beginning("last")
    window.start_page.leave()
    begin(window)
    assert opened(session) == [file] and not window.start_page.isVisible()
    file.unlink()
    begin(window)  # it is gone: no error at every start
    assert opened(session) == [file]
