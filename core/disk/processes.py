"""Processes: whether the one that wrote a lock or a temporary file still lives.

A process is told by its computer, its number and when it began, as numbers are given out again.
"""

import os
import platform
import sys
from pathlib import Path


def computer() -> str:
    """Return this computer's name."""
    return platform.node()


def began(process: int) -> str:
    """Return when a process began, as its system counts; empty where that is not known."""
    try:
        stat = Path(f"/proc/{process}/stat").read_bytes()
    except OSError:
        return ""
    # the second field is the program's name, which may hold blanks and brackets
    fields = stat[stat.rfind(b")") + 1 :].split()
    return fields[19].decode("ascii", "replace") if len(fields) > 19 else ""


def is_alive(process: int, begun: str = "") -> bool:
    """Return whether a process of this computer lives, and is the one that began then."""
    if process <= 0 or process >= 2**31:
        return False
    if sys.platform == "win32":
        return _is_alive_on_windows(process)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it is someone else's
        pass
    now = began(process)
    return not begun or not now or now == begun


def _is_alive_on_windows(process: int) -> bool:
    import ctypes

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009  (it is there on Windows only)
    handle = kernel.OpenProcess(0x1000, False, process)  # PROCESS_QUERY_LIMITED_INFORMATION
    if not handle:
        return bool(kernel.GetLastError() == 5)  # there, but someone else's
    code = ctypes.c_ulong()
    known = kernel.GetExitCodeProcess(handle, ctypes.byref(code))
    kernel.CloseHandle(handle)
    return not known or code.value == 259  # STILL_ACTIVE
