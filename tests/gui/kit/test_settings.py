"""Settings survive a restart, and nonsense in them does no harm."""

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QSettings

from gui.kit.settings import DEFAULT_SPEED, RECENT, Settings


def again(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.ini")


def test_everything_comes_back(settings: Settings, tmp_path: Path) -> None:
    settings.set_theme("dark")
    settings.set_speed(200.0)
    settings.dismiss_hint()
    settings.add_recent(tmp_path / "a.backstep")
    settings.set_bytes("geometry", QByteArray(b"\x01\x02"))
    settings.sync()
    later = again(tmp_path)
    assert later.theme() == "dark"
    assert later.speed() == 200.0
    assert later.hint_dismissed()
    assert later.recent() == [tmp_path / "a.backstep"]
    assert later.bytes("geometry") == QByteArray(b"\x01\x02")


def test_defaults(settings: Settings) -> None:
    assert settings.theme() == "system"
    assert settings.speed() == DEFAULT_SPEED == 20.0
    assert not settings.hint_dismissed()
    assert settings.recent() == []
    assert settings.bytes("geometry").isEmpty()


def test_as_fast_as_it_can_is_none(settings: Settings, tmp_path: Path) -> None:
    settings.set_speed(None)
    settings.sync()
    assert again(tmp_path).speed() is None


def test_recent_files_are_newest_first_each_once_and_ten(
    settings: Settings, tmp_path: Path
) -> None:
    for number in range(RECENT + 3):
        settings.add_recent(tmp_path / f"{number}.json")
    settings.add_recent(tmp_path / "5.json")
    recent = settings.recent()
    assert len(recent) == RECENT
    assert recent[0] == tmp_path / "5.json"
    assert recent.count(tmp_path / "5.json") == 1
    settings.forget_recent(tmp_path / "5.json")
    assert tmp_path / "5.json" not in settings.recent()
    settings.forget_recent()
    assert settings.recent() == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("theme", "purple"),
        ("speed", "very"),
        ("speed", "-5"),
        ("speed", "nan"),
        ("recent", 12),
        ("window/geometry", "no bytes"),
    ],
)
def test_nonsense_counts_as_not_there(tmp_path: Path, key: str, value: object) -> None:
    store = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    store.setValue(key, value)
    store.sync()
    settings = again(tmp_path)
    assert settings.theme() == "system"
    assert settings.speed() == DEFAULT_SPEED
    assert isinstance(settings.recent(), list)
    assert settings.bytes("geometry").isEmpty()
