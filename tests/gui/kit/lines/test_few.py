"""Small text in a few lines: what does not fit ends in “…”, and nothing is lost silently."""

import pytest
from PySide6.QtGui import QFontMetricsF
from pytestqt.qtbot import QtBot

from gui.kit.fonts import caption_font
from gui.kit.lines.few import FewLines, in_lines

TEXT = (
    "network 87.5\u00a0% · always the most frequent class 10.2\u00a0% · "
    "𝜂 of the regression 99.0\u00a0%"
)


@pytest.mark.parametrize("lines", [1, 2, 3, 9])
@pytest.mark.parametrize("width", [60.0, 150.0, 2000.0])
def test_a_text_is_whole_or_ends_in_an_ellipsis(qtbot: QtBot, width: float, lines: int) -> None:
    font = caption_font(FewLines("").font())
    found = in_lines(TEXT, font, width, lines)
    assert len(found) <= lines
    metrics = QFontMetricsF(font)
    assert all(metrics.horizontalAdvance(line) <= width + 1.0 for line in found)
    whole = "".join(found).replace(" ", "") == TEXT.replace(" ", "")
    assert whole is not found[-1].endswith("…")
    assert whole or lines < 9 or width < 100.0


def test_paragraphs_are_lines_of_their_own(qtbot: QtBot) -> None:
    font = caption_font(FewLines("").font())
    assert in_lines("one\ntwo", font, 500.0, 3) == ["one", "two"]
    assert in_lines("", font, 500.0, 3) == [""]
    assert in_lines("word" * 50, font, 100.0, 2)[-1].endswith("…")


def test_a_label_shows_what_it_has_room_for_and_its_tooltip_the_rest(qtbot: QtBot) -> None:
    label = FewLines("Compared", 2)
    qtbot.addWidget(label)
    label.say(TEXT)
    label.resize(120, 60)
    assert label.shown()[-1].endswith("…") and len(label.shown()) == 2
    assert "regression" in label.toolTip()
    label.resize(1200, 60)
    assert label.shown() == [TEXT]
    label.grab()
