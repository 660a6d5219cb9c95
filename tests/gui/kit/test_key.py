"""The key of a surface leaves room for the surface, however many classes there are."""

import pytest
from pytestqt.qtbot import QtBot

from gui.kit.key import MOST_ROWS, Bar, Entry, SurfaceKey


def key_of(qtbot: QtBot, count: int, width: int, word: str = "class") -> SurfaceKey:
    key = SurfaceKey()
    qtbot.addWidget(key)
    key.resize(width, 60)
    key.show_entries(tuple(Entry(f"{word} {k}", "#0877bd") for k in range(count)))
    return key


@pytest.mark.parametrize("width", [20, 140, 330, 900])
@pytest.mark.parametrize("count", [3, 36, 256])
def test_no_more_than_a_few_rows(qtbot: QtBot, count: int, width: int) -> None:
    key = key_of(qtbot, count, width)
    rows = key._rows()
    assert len(rows) <= MOST_ROWS
    assert key.sizeHint().height() <= key_of(qtbot, 3, 20).sizeHint().height()
    shown = [entry.text for row in rows for entry, _ in row]
    left = [text for text in shown if text.startswith("and ")]
    told = len(shown) - len(left) + sum(int(text.split()[1]) for text in left)
    assert told == count


def test_what_is_left_out_is_in_the_tooltip(qtbot: QtBot) -> None:
    key = key_of(qtbot, 36, 330, "letter")
    assert "letter 35" in key.toolTip() and "letter 35" in key.accessibleDescription()
    last = key._rows()[-1]
    assert last[-1][0].text.endswith("more")
    assert last[-1][1] < 330 - 60
    key.show_entries((Entry("a", "#000000"),))
    assert key.toolTip() == ""


def test_few_classes_are_all_shown(qtbot: QtBot) -> None:
    rows = key_of(qtbot, 3, 330)._rows()
    assert [entry.text for entry, _ in rows[0]] == ["class 0", "class 1", "class 2"]


BAR = Bar(b"\x00\x00\x00\xff" * 4, "-2", "share of class 3", "2")


def test_a_short_key_takes_one_row_and_says_the_rest_in_its_tooltip(qtbot: QtBot) -> None:
    key = key_of(qtbot, 6, 300)
    assert key.toolTip() == ""
    key.show_short(True)
    assert len(key._rows()) == 1 and key._rows()[0][-1][0].text.endswith("more")
    assert "class 5" in key.toolTip()
    assert key.sizeHint().height() == key.height_needed(short=True)
    key.show_bar(BAR)
    assert key.sizeHint().height() == key.height_needed(short=True)
    assert key.toolTip() == "-2 … share of class 3 … 2"
    key.show_short(False)
    assert key.toolTip() == ""


@pytest.mark.parametrize("width", [90, 140, 330, 900])
@pytest.mark.parametrize("count", [1, 3, 36])
def test_a_bar_for_now_moves_nothing(qtbot: QtBot, count: int, width: int) -> None:
    key = SurfaceKey(bars_come=True)
    qtbot.addWidget(key)
    key.resize(width, 60)
    entries = tuple(Entry(f"class {k}", "#0877bd") for k in range(count))
    key.show_entries(entries)
    before = key.sizeHint()
    key.show_bar(Bar(bytes(1024), "-1", "0", "1"), for_now=True)
    assert key.sizeHint() == before
    key.show_entries(entries)
    assert key.sizeHint() == before
    key.show_bar(Bar(bytes(1024), "-1", "0", "1"))
    assert (
        key.sizeHint().height() <= before.height()
    )  # numbers from now on: only the bar's own room
