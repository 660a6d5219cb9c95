"""A portable program keeps everything beside itself; any other keeps nothing there."""

import sys

import pytest

import main as program
from core import resources
from core.desktop import places
from gui import app
from gui.documents.keeping import recovery_folder
from gui.kit.settings import Settings
from gui.window.errors import log_folder


@pytest.fixture
def frozen(tmp_path, monkeypatch):
    """A frozen program in a folder."""
    folder = tmp_path / "backstep"
    folder.mkdir()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(folder / "backstep"))
    monkeypatch.delenv("APPIMAGE", raising=False)
    return folder


def test_without_the_file_nothing_is_beside_it(frozen):
    assert places.portable_folder() is None
    for place in (recovery_folder(), log_folder()):
        assert frozen not in place.parents


def test_with_the_file_everything_is(frozen):
    (frozen / "portable").touch()
    assert recovery_folder() == frozen / "backstep-data" / "recovery"
    assert log_folder() == frozen / "backstep-data" / "logs"
    assert places.portable_place("settings.ini") == frozen / "backstep-data" / "settings.ini"


def test_an_image_is_portable_by_a_file_beside_the_image(frozen, tmp_path, monkeypatch):
    monkeypatch.setenv("APPIMAGE", str(tmp_path / "Backstep.AppImage"))
    monkeypatch.setenv("APPDIR", str(frozen))
    assert places.portable_folder() is None
    (tmp_path / "portable").touch()
    assert places.portable_folder() == tmp_path / "backstep-data"


def test_an_application_of_macos_is_one_thing(tmp_path, monkeypatch):
    inside = tmp_path / "Backstep.app" / "Contents" / "MacOS"
    inside.mkdir(parents=True)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(inside / "backstep"))
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.delenv("APPIMAGE", raising=False)
    assert resources.program_folder() == tmp_path.resolve()


def test_an_installed_package_is_never_portable(monkeypatch):
    monkeypatch.setattr(resources, "is_installed", lambda: True)
    assert places.portable_folder() is None


@pytest.fixture
def started(monkeypatch):
    """Start the program; return what the window would be opened with."""
    found = []
    monkeypatch.setattr(app, "check_display", lambda *_: None)
    monkeypatch.setattr(app, "_run_window", lambda *arguments: found.append(arguments[1:]) or 0)

    def start(*arguments):
        assert program.main(list(arguments)) == 0
        return found.pop()

    return start


def test_safe_mode_has_settings_of_its_own(qapp, started, tmp_path):
    project = tmp_path / "p.backstep"
    project.touch()
    _, _, place, ways, _ = started()
    assert place is None and not ways
    file, _, place, ways, _ = started("--safe-mode", str(project))
    assert file == str(project) and place.name == "settings.ini" and list(ways) == ["--safe-mode"]
    assert not place.parent.exists()  # it is gone with the window
    assert list(started("--reset-settings")[3]) == ["--reset-settings"]


def test_safe_mode_needs_no_folder_of_its_own(qapp, started, monkeypatch):
    def full(**_):
        raise FileNotFoundError(2, "No usable temporary directory found")

    monkeypatch.setattr(app.tempfile, "TemporaryDirectory", full)
    place = started("--safe-mode")[2]
    Settings(place).set_theme("dark")
    assert not place.exists()
    assert started()[2] is None


def test_settings_can_be_forgotten(tmp_path):
    settings = Settings(tmp_path / "settings.ini")
    settings.set_theme("dark")
    settings.forget_all()
    settings.sync()
    assert Settings(tmp_path / "settings.ini").theme() == "system"
