"""What goes wrong before a window is there reaches who has double-clicked."""

import io
import sys

import pytest

import main as program
from core.desktop import telling


@pytest.fixture
def desktop(tmp_path, monkeypatch):
    """A desktop with a program that shows messages; returns the file with what it was told."""
    shower = tmp_path / "kdialog"
    shower.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {tmp_path}/shown\nexit 1\n')
    shower.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("DISPLAY", ":7")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "argv", ["backstep"])
    return tmp_path / "shown"


@pytest.mark.skipif(sys.platform == "win32", reason="runs a script")
@pytest.mark.parametrize("stream", [None, io.StringIO])
def test_it_is_shown_where_no_terminal_shows_it(desktop, monkeypatch, stream):
    monkeypatch.setattr(sys, "stderr", stream and stream())
    assert program.complain("no library", "install it") == 2
    assert desktop.read_text() == "--title\nBackstep\n--error\nno library\n\ninstall it\n"


@pytest.mark.skipif(sys.platform == "win32", reason="runs a script")
def test_a_command_and_a_terminal_show_nothing_more(desktop, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["backstep", "train", "nosuch.json"])
    assert program.complain("no file", "check it") == 2
    monkeypatch.setattr(sys, "argv", ["backstep"])
    monkeypatch.setattr(telling, "is_seen", lambda _: True)
    assert program.complain("no file", "check it") == 2
    assert not desktop.exists()


def test_without_a_desktop_nothing_is_tried(desktop, monkeypatch):
    monkeypatch.delenv("DISPLAY")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert not telling.show("a", "b")
