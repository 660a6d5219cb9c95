"""Before a window is opened: missing parts are reported, with the command that installs them."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import PySide6
import pytest

from core.errors import UserError
from gui import app


def all_load(monkeypatch: pytest.MonkeyPatch, missing: tuple[str, ...] = ()) -> None:
    monkeypatch.setattr(app, "_loads", lambda library: library not in missing)
    monkeypatch.setattr(app, "_answers", lambda display: True)


def test_no_display_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    all_load(monkeypatch)
    for environment in ({}, {"QT_QPA_PLATFORM": "xcb"}, {"DISPLAY": ""}):
        with pytest.raises(UserError, match="no display") as caught:
            app.check_display(environment, "linux")
        assert "offscreen" in caught.value.hint


@pytest.mark.parametrize(
    "environment",
    [
        {"DISPLAY": ":0"},
        {"WAYLAND_DISPLAY": "wayland-0"},
        {"QT_QPA_PLATFORM": "offscreen"},
        {"QT_QPA_PLATFORM": "xcb", "DISPLAY": ":0"},
    ],
)
def test_with_a_display_all_is_well(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
) -> None:
    all_load(monkeypatch)
    app.check_display(environment, "linux")


def test_missing_libraries_are_named_as_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    all_load(monkeypatch, ("libxcb-cursor.so.0", "libEGL.so.1"))
    with pytest.raises(UserError) as caught:
        app.check_display({"DISPLAY": ":0"}, "linux")
    assert caught.value.hint.endswith("apt-get install libegl1 libxcb-cursor0")


def test_offscreen_needs_no_x11(monkeypatch: pytest.MonkeyPatch) -> None:
    all_load(monkeypatch, ("libxcb-cursor.so.0",))
    app.check_display({"QT_QPA_PLATFORM": "offscreen"}, "linux")
    all_load(monkeypatch, ("libGL.so.1",))
    with pytest.raises(UserError):
        app.check_display({"QT_QPA_PLATFORM": "offscreen"}, "linux")


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_other_systems_bring_what_they_need(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    all_load(monkeypatch, ("libGL.so.1",))
    app.check_display({}, platform)


def test_a_display_that_does_not_answer_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    all_load(monkeypatch)
    monkeypatch.setattr(app, "_answers", lambda display: display != ":77")
    with pytest.raises(UserError, match=":77 does not answer"):
        app.check_display({"DISPLAY": ":77"}, "linux")
    app.check_display({"DISPLAY": ":0"}, "linux")


def needed_by(file: Path) -> set[str]:
    """The libraries that a file names as needed, without those that Qt brings itself."""
    told = subprocess.run(["readelf", "-d", file], capture_output=True, text=True, check=True)
    return set(re.findall(r"NEEDED.*\[(.+?)]", told.stdout))


@pytest.mark.skipif(
    not sys.platform.startswith("linux") or shutil.which("readelf") is None,
    reason="reads what Linux libraries name",
)
def test_the_lists_are_what_qt_names() -> None:
    qt = Path(PySide6.__file__).parent
    own = {path.name for path in (qt / "Qt" / "lib").iterdir()}
    names = ("Core", "Gui", "Widgets", "DBus", "Svg", "OpenGL", "OpenGLWidgets")
    modules = [qt / f"Qt{n}.abi3.so" for n in ("Core", "Gui", "Widgets", "Svg", "OpenGLWidgets")]
    always = [*modules, *(qt / "Qt" / "lib" / f"libQt6{name}.so.6" for name in names)]
    plugin = qt / "Qt" / "plugins" / "platforms" / "libqxcb.so"
    x11 = [plugin, qt / "Qt" / "lib" / "libQt6XcbQpa.so.6"]
    # apt and Python have these on every machine
    there = re.compile(r"(lib(c|m|dl|rt|pthread|gcc_s|stdc\+\+|z|zstd)|ld-linux.*)\.so\.\d+")

    def others(files: list[Path]) -> set[str]:
        found = set().union(*map(needed_by, files)) - own
        return {
            n
            for n in found
            if not there.fullmatch(n) and not n.startswith(("libshiboken", "libpyside"))
        }

    assert others(always) == set(app.QT_LIBRARIES)
    assert others(x11) - others(always) == set(app.X11_LIBRARIES)


def test_readme_and_ci_install_what_the_hint_names() -> None:
    root = Path(__file__).parents[2]
    readme = (root / "README.md").read_text(encoding="utf-8")
    line = re.search(r"sudo apt-get install ((?:lib[\w.+-]+[\s\\]+)+)", readme)
    assert line is not None and line[1].replace("\\", " ").split() == app.packages()
    ci = root / ".ci" / "run"
    if ci.exists():  # a source archive has none
        assert set(app.packages()) <= set(ci.read_text(encoding="utf-8").split())


def test_a_library_that_is_not_there_does_not_load() -> None:
    assert not app._loads("libno-such-thing-at-all.so.7")
