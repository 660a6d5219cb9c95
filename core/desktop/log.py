"""The log: faults of the program in a few files of bounded size, and how the last run crashed.

Exceptions are written by Python. If the system ends the process, as after a fault in a library,
faulthandler writes where every thread was; the next run finds that and moves it into the log.
"""

import faulthandler
import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TextIO

#: bytes before a new log is begun, how many old ones are kept, and bytes read of a fault
LOG_BYTES, OLD_LOGS, MOST_FAULT = 500_000, 2, 64_000


class Log:
    """The log in a folder; if the folder cannot be written to, nothing is logged or fails."""

    def __init__(self, folder: Path) -> None:
        self._logger = logging.getLogger("backstep")
        self._handler: logging.Handler | None = None
        self._faults: TextIO | None = None
        self._watching = False
        #: the file, or None if it could not be written
        self.path: Path | None = None
        #: what was written when the system ended an earlier run, "" if it ended none
        self.last_fault = ""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            handler = RotatingFileHandler(
                folder / "backstep.log",
                maxBytes=LOG_BYTES,
                backupCount=OLD_LOGS,
                encoding="utf-8",
                delay=True,
            )
            self._faults = (folder / "faults.log").open("a+", encoding="utf-8", errors="replace")
        except OSError:
            return
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        self._handler, self.path = handler, folder / "backstep.log"
        self._logger.addHandler(handler)
        self._logger.propagate = False
        logging.raiseExceptions = False  # a full disk is no reason to write to standard error
        self._take_last_fault(self._faults)

    def write(self, text: str) -> None:
        """Write about a fault; may be called from any thread."""
        self._logger.error("%s", text)

    def watch(self) -> None:
        """Have the place of every thread written if the system ends the process."""
        if self._faults is not None and not faulthandler.is_enabled():
            faulthandler.enable(self._faults)
            self._watching = True

    def close(self) -> None:
        """Stop writing."""
        if self._watching:
            faulthandler.disable()
            self._watching = False
        if self._faults is not None:
            self._faults.close()
            self._faults = None
        if self._handler is not None:
            self._logger.removeHandler(self._handler)
            self._handler.close()
            self._handler = None

    def _take_last_fault(self, faults: TextIO) -> None:
        """Move what an earlier run has left into the log, which is rotated."""
        try:
            faults.seek(0)
            self.last_fault = faults.read(MOST_FAULT).strip()
            if self.last_fault:
                self.write(f"the system ended an earlier run\n{self.last_fault}")
                faults.truncate(0)
        except (OSError, ValueError):
            return
