"""The log is bounded, knows how the last session ended, and does no harm if not writable."""

import subprocess
import sys

import pytest

from core.desktop.log import LOG_BYTES, OLD_LOGS, Log

ENDED = """
import faulthandler
from pathlib import Path
from core.desktop.log import Log
log = Log(Path({folder!r}))
log.watch()
faulthandler._sigsegv()
"""


def text(log):
    return log.path.read_text(encoding="utf-8") if log.path.exists() else ""


def test_what_ended_the_run_before_is_in_the_log_once(tmp_path):
    code = ENDED.format(folder=str(tmp_path))
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert said.returncode != 0
    for found in (True, False):
        log = Log(tmp_path)
        log.close()
        assert ("line 7" in log.last_fault) is found
        assert text(log).count("the system ended an earlier run") == 1
    assert (tmp_path / "faults.log").read_bytes() == b""


def test_it_is_bounded(tmp_path):
    log = Log(tmp_path)
    for _ in range(OLD_LOGS + 3):
        log.write("x" * (LOG_BYTES - 1000))
    log.close()
    files = list(tmp_path.glob("backstep.log*"))
    assert len(files) == 1 + OLD_LOGS and all(f.stat().st_size < LOG_BYTES for f in files)


@pytest.mark.skipif(sys.platform == "win32", reason="a file in the place of a folder")
def test_where_nothing_can_be_written_nothing_fails(tmp_path):
    (tmp_path / "file").write_text("")
    log = Log(tmp_path / "file" / "logs")
    log.watch()
    log.write("a fault")
    log.close()
    assert log.path is None and log.last_fault == ""
