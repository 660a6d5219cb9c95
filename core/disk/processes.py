"""Processes: whether one that wrote a lock or temporary file is still alive, and its memory.

A process is identified by computer, number and start time, as numbers are reused.
"""

import os
import platform
import subprocess
import sys
from pathlib import Path


def computer() -> str:
    """Return this computer's name."""
    return platform.node()


def began(process: int) -> str:
    """Return when a process began, in the system's own units; empty if unknown."""
    try:
        stat = Path(f"/proc/{process}/stat").read_bytes()
    except OSError:
        return ""
    # the second field is the program's name, which may contain spaces and brackets
    fields = stat[stat.rfind(b")") + 1 :].split()
    return fields[19].decode("ascii", "replace") if len(fields) > 19 else ""


def is_alive(process: int, begun: str = "") -> bool:
    """Return whether a process on this computer is alive, and is the one that began then."""
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
        return bool(kernel.GetLastError() == 5)  # it exists, but is someone else's
    code = ctypes.c_ulong()
    known = kernel.GetExitCodeProcess(handle, ctypes.byref(code))
    kernel.CloseHandle(handle)
    return not known or code.value == 259  # STILL_ACTIVE


def memory_of(process: int) -> int:
    """Return the bytes of memory that a process uses; 0 if it is gone or that is unknown."""
    if sys.platform == "win32":
        return _memory_on_windows(process)
    try:
        if sys.platform.startswith("linux"):
            pages = int(Path(f"/proc/{process}/statm").read_bytes().split()[1])
            return pages * os.sysconf("SC_PAGE_SIZE")
        said = subprocess.run(
            ["ps", "-o", "rss=", "-p", str(process)], capture_output=True, check=False
        )
        return 1024 * int(said.stdout)
    except (OSError, ValueError, IndexError):
        return 0


def _memory_on_windows(process: int) -> int:
    import ctypes

    class Counters(ctypes.Structure):
        """PROCESS_MEMORY_COUNTERS."""

        _fields_ = (
            ("size", ctypes.c_ulong),
            ("faults", ctypes.c_ulong),
            *((f"size_{i}", ctypes.c_size_t) for i in range(6)),
            ("pages", ctypes.c_size_t),
            ("most_pages", ctypes.c_size_t),
        )

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009  (it is there on Windows only)
    kernel.OpenProcess.restype = ctypes.c_void_p
    handle = ctypes.c_void_p(kernel.OpenProcess(0x1000, False, process))
    counters = Counters()
    counters.size = ctypes.sizeof(counters)
    known = kernel.K32GetProcessMemoryInfo(handle, ctypes.byref(counters), counters.size)
    kernel.CloseHandle(handle)
    return int(counters.pages) if known else 0
