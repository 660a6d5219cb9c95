"""The log: faults of the program, a few files of bounded size, and what ended the run before.

Python writes what an exception says. Where the system ends the process, as for a fault in a
library, faulthandler writes where every thread was; the next run finds that and moves it into the
log.
"""

import faulthandler
import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TextIO

#: bytes of the log before another is begun, how many old ones are kept, and what is read of faults
LOG_BYTES, OLD_LOGS, MOST_FAULT = 500_000, 2, 64_000


class Log:
    """The log in a folder; where nothing can be written there, nothing is, and nothing fails."""

    def __init__(self, folder: Path) -> None:
        self._logger = logging.getLogger("backstep")
        self._handler: logging.Handler | None = None
        self._faults: TextIO | None = None
        self._watching = False
        #: the file, or None where none could be written
        self.path: Path | None = None
        #: what was written as an earlier run was ended by the system, "" if none was
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
        logging.raiseExceptions = False  # a full disk is no reason to write on standard error
        self._take_last_fault(self._faults)

    def write(self, text: str) -> None:
        """Write of a fault; from any thread."""
        self._logger.error("%s", text)

    def watch(self) -> None:
        """Have written where every thread is, should the system end the process."""
        if self._faults is not None and not faulthandler.is_enabled():
            faulthandler.enable(self._faults)
            self._watching = True

    def close(self) -> None:
        """Write no more."""
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
        """Move what a run before this has left into the log, which is rotated."""
        try:
            faults.seek(0)
            self.last_fault = faults.read(MOST_FAULT).strip()
            if self.last_fault:
                self.write(f"an earlier run was ended by the system\n{self.last_fault}")
                faults.truncate(0)
        except (OSError, ValueError):
            return
