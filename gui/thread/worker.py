"""The worker: a run in a thread. It passes commands in and answers out, and knows nothing else."""

import threading
import time

from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot

from core.desktop.yielding import yielding
from core.run.answers import Answer
from core.run.commands import Command, ShutDown
from core.run.run import Run
from gui.thread.lull import Lull

#: macOS gives a thread 512 KB of stack, which OpenBLAS overflows
_STACK_BYTES = 16 * 1024**2

#: the most seconds of slices without a turn of the thread's event loop
_MOST_SECONDS = 0.1


def new_thread() -> QThread:
    """Return a thread for a worker, not started yet."""
    thread = QThread()
    thread.setObjectName("training")
    thread.setStackSize(_STACK_BYTES)
    return thread


class Worker(QObject):
    """Owns a run; a timer gives the run its time slices, a queued slot its commands."""

    answered = Signal(object)  # Answer

    def __init__(self, lull: Lull | None = None) -> None:
        super().__init__()
        self._lull = lull
        self.run = Run()
        self.run.answered.connect(self._answer)
        self.run.woken.connect(self._arm)
        self._timer: QTimer | None = None
        self._closing = threading.Event()
        # each is written by one thread only
        self._sent = self._arrived = 0

    def expect(self) -> None:
        """Let the slice at hand be the last one before a command that is sent now.

        From the window's thread.
        """
        self._sent += 1

    @Slot(object)
    def do(self, command: Command) -> None:
        """Carry out a command between two slices; after `close`, ignore all but ShutDown."""
        self._arrived += 1
        if self._closing.is_set() and not isinstance(command, ShutDown):
            return
        try:
            with yielding():  # a command may take long, such as opening a table
                self.run.do(command)
        finally:
            self._arm()

    def expect_pause(self) -> None:
        """Give up an update that takes long, during which Pause does not get through.

        From any thread.
        """
        self.run.playing.expect_pause()

    def give_up_reading(self) -> None:
        """Cancel the reading of a table, during which no command gets through. From any thread."""
        self.run.reading.give_up()

    def close(self) -> None:
        """Cancel the reading of a table, and begin nothing more. From any thread."""
        self._closing.set()
        self.run.reading.close()
        self.run.playing.expect_pause()
        if self._lull is not None:
            self._lull.end()

    @Slot()
    def _work(self) -> None:
        if self._lull is not None:
            self._lull.keep()
        if self._closing.is_set():
            return
        end = time.perf_counter() + _MOST_SECONDS
        try:
            self.run.work()
            while self._goes_on() and time.perf_counter() < end:
                self.run.work()
        finally:
            self._arm()

    def _goes_on(self) -> bool:
        """Return whether the next slice can follow at once, as nothing waits for the event loop.

        Each turn of it waits several times for the interpreter, which the window may be using.
        """
        waits = self._sent > self._arrived or self._closing.is_set()
        return not waits and not (self._lull and self._lull.is_on()) and self.run.is_at_full_speed()

    def _arm(self) -> None:
        """Run the timer at the pace of the slices, or stop it if there is nothing to do."""
        if self._timer is None:  # made here, so that it belongs to the worker's thread
            self._timer = QTimer(self)
            self._timer.timeout.connect(self._work)
        wait = self.run.wait()
        if wait is None:
            self._timer.stop()
        elif not self._timer.isActive() or self._timer.interval() != int(wait * 1000):
            self._timer.start(int(wait * 1000))

    def _answer(self, answer: Answer) -> None:
        self.answered.emit(answer)
