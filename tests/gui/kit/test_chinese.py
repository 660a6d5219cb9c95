"""Chinese in the window: the bundled font has every character of what ships, and no lines break."""

from pathlib import Path

import pytest
from PySide6.QtGui import QRawFont
from pytestqt.qtbot import QtBot

from core.resources import resource_path
from gui.lessons.markdown import MarkdownLabel

FONT = "NotoSansSC-Common.otf"


def is_wide(letter: str) -> bool:
    return "\u3000" <= letter <= "\u9fff" or "\uff00" <= letter <= "\uffef"


@pytest.mark.parametrize("room", ["lessons", "glossary"])
def test_the_bundled_font_has_every_chinese_character_that_ships(qtbot: QtBot, room: str) -> None:
    font = QRawFont(str(resource_path("fonts", FONT)), 14.0)
    assert font.isValid()
    files: list[Path] = sorted(resource_path(room).rglob("*zh.toml"))
    letters = {each for file in files for each in file.read_text("utf-8") if is_wide(each)}
    missing = sorted(each for each in letters if not font.supportsCharacter(ord(each)))
    assert len(letters) > 100 and missing == []


def test_lines_of_chinese_are_joined_without_a_space(qtbot: QtBot) -> None:
    label = MarkdownLabel("加权和，\n其余为 0，\nReLU 保留\n正数 one\ntwo")
    qtbot.addWidget(label)
    assert "加权和，其余为 0，ReLU 保留正数 one two" in label.text()
