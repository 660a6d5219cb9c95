"""Errors before a window appears reach a person who double-clicked the program."""

import io
import os
import sys

import pytest

import main as program
from core.desktop import telling


@pytest.fixture
def desktop(tmp_path, monkeypatch):
    """A desktop with a program that shows messages; returns the file with the messages."""
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


def test_without_a_program_for_it_a_file_is_left_until_it_starts(tmp_path, desktop, monkeypatch):
    (tmp_path / "kdialog").unlink()
    home = tmp_path / "home"
    (home / "Schreibtisch").mkdir(parents=True)
    (home / ".config").mkdir()
    (home / ".config" / "user-dirs.dirs").write_text('XDG_DESKTOP_DIR="$HOME/Schreibtisch"\n')
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    assert telling.show("no library", "install it")
    left = home / "Schreibtisch" / telling.LEFT
    assert "no library\n\ninstall it" in left.read_text()
    (home / telling.LEFT).write_text("somebody's own")
    telling.forget()
    assert not left.exists() and (home / telling.LEFT).exists()


@pytest.mark.skipif(sys.platform == "win32", reason="runs a script")
def test_a_program_that_cannot_show_is_passed_over(tmp_path, desktop):
    zenity = tmp_path / "zenity"
    zenity.write_text("#!/bin/sh\necho 'cannot open display: :7' >&2\nexit 1\n")
    zenity.chmod(0o755)
    assert telling.show("no library", "install it")
    assert "no library" in desktop.read_text()


def test_from_source_a_script_reads_what_is_written(tmp_path, monkeypatch):
    assert not telling.is_seen(None)
    with (tmp_path / "errors").open("w") as file, open(os.devnull, "w") as nothing:
        assert telling.is_seen(file) and not telling.is_seen(nothing)
        monkeypatch.setattr(sys, "frozen", True, raising=False)
        assert not telling.is_seen(file)


@pytest.mark.skipif(sys.platform == "win32", reason="runs a script")
def test_a_bug_before_the_window_is_shown_too(desktop, monkeypatch):
    def broken(_):
        raise KeyError("no such thing")

    monkeypatch.setattr(sys, "stderr", None)
    assert program.guarded(broken, []) == 2
    shown = desktop.read_text()
    assert "--safe-mode" in shown and "KeyError: 'no such thing'" in shown
    monkeypatch.setattr(telling, "is_seen", lambda _: True)
    with pytest.raises(KeyError):
        program.guarded(broken, [])
