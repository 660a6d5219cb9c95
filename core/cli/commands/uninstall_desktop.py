"""`uninstall-desktop`: removes what `install-desktop` wrote."""

import argparse

from core.cli.command import OK, Command, tell
from core.cli.commands.install_desktop import check_linux
from core.counts import counted
from core.desktop.menu import data_home, uninstall


def _arguments(parser: argparse.ArgumentParser) -> None:
    """Take none."""


def uninstall_desktop(arguments: argparse.Namespace) -> int:
    """Remove the files and say how many there were."""
    check_linux()
    folder = data_home()
    files = uninstall(folder)
    if files:
        tell(f"{counted(len(files), 'file')} removed under {folder}")
    else:
        tell(f"there are no files of Backstep under {folder}")
    return OK


COMMAND = Command(
    "uninstall-desktop",
    "take Backstep out of your desktop's menu",
    _arguments,
    uninstall_desktop,
)
