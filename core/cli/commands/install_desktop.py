"""`install-desktop`: a menu entry, icons and file types for the current user, without root."""

import argparse
import sys

from core.cli.command import OK, Command, tell
from core.counts import counted
from core.desktop.menu import data_home, install
from core.errors import UserError
from core.resources import program


def _arguments(parser: argparse.ArgumentParser) -> None:
    """Take none."""


def check_linux() -> None:
    """Raise UserError on systems that do not use menu entries."""
    if not sys.platform.startswith("linux"):
        raise UserError(
            "menu entries are written for Linux desktops only",
            "on Windows use the installer, on macOS put Backstep.app into Applications",
        )


def install_desktop(arguments: argparse.Namespace) -> int:
    """Write the files and say where."""
    check_linux()
    folder = data_home()
    files = install(folder)
    tell(f"{counted(len(files), 'file')} written under {folder}: menu entry, icons, file types")
    tell(f"{program()} uninstall-desktop removes them")
    return OK


COMMAND = Command(
    "install-desktop",
    "put Backstep into your desktop's menu, and open .backstep files with it",
    _arguments,
    install_desktop,
)
