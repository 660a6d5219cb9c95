"""One name for one thing: menu entries, tabs, titles of windows, and texts that mention them."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from gui.kit.actions import plain_words
from gui.window.main_window import MainWindow
from tests.gui.kept import Kept

ROOT = Path(__file__).resolve().parents[2]

#: the submenus whose entries continue their heading: Save figure ▸ Loss…
_CONTINUED = {"Save figure", "Copy figure", "Open recent"}

#: entries whose window asks something that the session of these tests does not know
_ASK_FIRST = {"before_training", "find_rate"}

_PATH = re.compile(r"\b(File|Edit|View|Train|Examine|Lessons|Help) ▸ ([^*]{4,40})")


@pytest.fixture
def window(kept: Kept, qtbot: QtBot) -> Iterator[MainWindow]:
    kept.renew(qtbot)
    yield kept.window
    kept.window.hide()


def _plain(text: str) -> str:
    return text.partition("\t")[0].replace("&", "")


def _entries(menu: QMenu, path: str) -> list[tuple[str, str]]:
    """Return the menu and the words of every entry, for all menus below too."""
    menu.aboutToShow.emit()
    found: list[tuple[str, str]] = []
    for action in menu.actions():
        if action.isSeparator():
            continue
        words = _plain(action.text())
        found.append((path, words))
        if action.menu() is not None:
            found += _entries(action.menu(), words)
    return found


def _all_entries(window: MainWindow) -> list[tuple[str, str]]:
    return [
        entry
        for heading in window.menuBar().actions()
        for entry in _entries(heading.menu(), _plain(heading.text()))
    ]


def test_no_two_entries_read_alike(window: MainWindow) -> None:
    words = [
        text.rstrip("…").lower() for path, text in _all_entries(window) if path not in _CONTINUED
    ]
    assert sorted(word for word in set(words) if words.count(word) > 1) == []


def test_no_two_entries_of_a_menu_have_the_same_letter(window: MainWindow) -> None:
    def letters(menu: QMenu) -> list[str]:
        found = [re.search(r"&(\w)", action.text()) for action in menu.actions()]
        return [letter[1].lower() for letter in found if letter]

    wrong: list[tuple[str, str]] = []
    for heading in window.menuBar().actions():
        for menu in (heading.menu(), *(a.menu() for a in heading.menu().actions() if a.menu())):
            found = letters(menu)
            wrong += [(menu.title(), x) for x in sorted(set(found)) if found.count(x) > 1]
    assert wrong == []


def test_a_tab_a_view_and_its_figure_have_one_name(window: MainWindow) -> None:
    of_view = {words for path, words in _all_entries(window) if path == "View"}
    for tab, page in zip(window.tabs.tabs, window.tabs.pages, strict=True):
        words, _ = tab.tab_words()
        assert words in of_view
        assert page.view.accessibleName() == words
        if page.figure is not None:
            assert page.figure.accessibleName() == words


def _titled(window: MainWindow, name: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the title of the window that an action opens."""
    titles: list[str] = []

    def file(*values: object) -> tuple[str, str]:
        titles.append(str(values[1]))
        return "", ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", file)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", file)
    before = set(QApplication.topLevelWidgets())
    window.actions_table[name].trigger()
    for widget in set(QApplication.topLevelWidgets()) | before:
        if isinstance(widget, QDialog) and widget.isVisible():
            titles.append(widget.windowTitle())
            widget.close()
    assert len(set(titles)) <= 1, (name, titles)
    return titles[0] if titles else ""


def test_a_window_is_called_what_was_chosen_to_open_it(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions = window.actions_table
    names = [row.name for row in actions.rows() if "…" in row.text]
    assert len(names) > 15
    differing, opened = {}, 0
    for name in [*names, "keys", "about"]:
        if not actions[name].isEnabled() or not actions[name].isVisible():
            continue
        if name in _ASK_FIRST:
            continue
        title = _titled(window, name, monkeypatch)
        opened += bool(title)
        if title and title != plain_words(actions[name]).rstrip("…"):
            differing[name] = title
    assert differing == {}
    assert opened > 12  # the others wait for an answer that this session does not give


def test_texts_that_mention_an_entry_call_it_by_its_name(window: MainWindow) -> None:
    entries: dict[str, set[str]] = {}
    for path, words in _all_entries(window):
        entries.setdefault(path, set()).add(words.rstrip("…"))
    files = [ROOT / "README.md", *ROOT.glob("resources/**/*.toml"), *ROOT.glob("gui/**/*.py")]
    wrong = []
    for path in files:
        # texts in code are divided over lines: "... File ▸ "  "All examples…"
        text = re.sub(r'"?\s*\n\s*"?', " ", path.read_text(encoding="utf-8"))
        for menu, follows in _PATH.findall(re.sub(r"  +", " ", text)):
            if not any(follows.startswith(words) for words in entries[menu]):
                wrong.append((path.name, menu, follows))
    assert wrong == []
