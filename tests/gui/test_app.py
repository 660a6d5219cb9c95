"""Before a window is opened: what is missing is said, with the line that mends it."""

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
    assert caught.value.hint.endswith("apt-get install libxcb-cursor0 libegl1")


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


def test_a_library_that_is_not_there_does_not_load() -> None:
    assert not app._loads("libno-such-thing-at-all.so.7")
