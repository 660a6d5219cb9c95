"""The window's silences: how long its event loop does not respond, whatever is open or done.

A window of a program of its own opens each case, plays, is resized, changes theme and views, and
sets a copy aside, as a person and the program would; meanwhile a timer ticks, and its latest ticks
are reported. One program for all cases would keep what pyqtgraph makes for every plot and never
lets go of, 50 menus for each window before, and would change the theme of all of them.
"""

import json as json_text
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from core.benchmarks.silence import (
    ASIDE,
    CASES,
    HEAD,
    OPEN,
    PLAY,
    RESIZE,
    STEP,
    THEME,
    VIEWS,
    Case,
    Worst,
    clock,
    row,
    silence,
    told,
)
from core.benchmarks.start import own_command
from core.errors import UserError

TICK_MS = 5

#: how long the window plays, and how long it is left alone after each single action, in seconds
PLAYING, AFTER = 3.0, 0.5
#: how long a case may take to open, in seconds
PATIENCE = 300.0

SIZES = ((1024, 768), (1300, 800), (1100, 900), (1440, 900))


def silences(json: bool, only: str | None = None) -> int:
    """Measure every case, or the named one, and print the results; return 0 if all passed.

    Raises UserError for an unknown name, and in a program without a Python if no case is named.
    """
    named = {case.name: case for case in CASES}
    if only is not None and only not in named:
        raise UserError(f"there is no case “{only}”", f"name one of {', '.join(named)}")
    rows: list[dict[str, Any]] = []

    def tell(found: dict[str, Any]) -> None:
        rows.append(found)
        if not json:
            sys.stdout.write(told(found))
            sys.stdout.flush()

    if not json:
        sys.stdout.write(HEAD)
    if only is not None:
        _listen(named[only], tell)
    else:
        for name in named:
            for found in _apart(name):
                tell(found)
    if json:
        sys.stdout.write(json_text.dumps(rows) + "\n")
    return 0 if all(found["held"] for found in rows) else 1


def _apart(name: str) -> list[dict[str, Any]]:
    """Measure a case in a program of its own. Raises UserError with what it said if it failed."""
    command = [*own_command(), "bench", "--silence", "--case", name, "--json"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    try:
        rows: list[dict[str, Any]] = json_text.loads(done.stdout)
    except ValueError:
        raise UserError(
            f"“{name}” could not be measured: {done.stderr.strip()}",
            f"try it by itself: bench --silence --case “{name}”",
        ) from None
    return rows


def _listen(case: Case, tell: Callable[[dict[str, Any]], None]) -> None:
    from gui.app import prepared_application
    from gui.thread.garbage import Collector

    collector = Collector(prepared_application())
    collector.start()
    with TemporaryDirectory(prefix="backstep-") as folder:
        _Listener(case, Path(folder), tell).run()
    collector.stop()


class _Listener:
    """One window, what is done in it, and how long it is silent during that."""

    def __init__(self, case: Case, folder: Path, tell: Callable[[dict[str, Any]], None]) -> None:
        from PySide6.QtCore import Qt, QTimer

        from core.run.states import State
        from gui.kit.settings import Settings
        from gui.thread.session import Session
        from gui.window.main_window import MainWindow

        self._case, self._tell = case, tell
        self._path = case.file(folder)
        self._states = State
        self._session = Session()
        settings = Settings(folder / "settings.ini")
        settings.set_speed(None)
        self._window = MainWindow(self._session, settings, recovery=folder / "recovery")
        self._threads: list[int] = [threading.get_native_id()]
        self._worst, self._last = Worst(), clock(tuple(self._threads))
        self._session.worker().answered.connect(self._note_thread)
        self._opened: list[object] = []
        self._session.opened.connect(self._note_opened)
        self._failed: list[Any] = []
        self._session.failed.connect(self._failed.append)
        self._seen: list[object] = []
        self._session.snapshot_ready.connect(self._seen.append)
        self._beating = QTimer()
        self._beating.setTimerType(Qt.TimerType.PreciseTimer)
        self._beating.timeout.connect(self._beat)

    def _note_thread(self, _: object) -> None:
        if len(self._threads) == 1:
            self._threads.append(threading.get_native_id())

    def _note_opened(self, *what: object) -> None:
        self._opened.append(what)
        self._seen.clear()  # from here on, snapshots are of what was opened

    def _beat(self) -> None:
        now = clock(tuple(self._threads))
        self._worst.hear(silence(self._last, now, TICK_MS / 1000))
        self._last = now

    def run(self) -> None:
        """Do everything, and report for each action how long the window was silent.

        Raises the UserError if opening fails.
        """
        from PySide6.QtWidgets import QApplication

        from gui.thread.session import STOP_UNWATCHED

        try:
            self._do_all()
        finally:
            self._beating.stop()
            self._window.hide()
            self._session.shut_down(STOP_UNWATCHED)
            self._window.keeping.end()
            self._window.deleteLater()
            QApplication.sendPostedEvents()

    def _do_all(self) -> None:
        from gui.window.in_time import InTime

        window, act = self._window, self._window.actions_table
        window.resize(*SIZES[-1])
        window.show()
        in_time = InTime(window.late, self._session.lull.begin, window)
        in_time.begin()
        window.open_first()
        self._wait(lambda: bool(self._seen) and in_time.is_done(), PATIENCE)
        self._wait(_never, 4.0)  # until the collector has set aside what the start created
        self._worst, self._last = Worst(), clock(tuple(self._threads))
        self._seen.clear()
        self._beating.start(TICK_MS)
        self._deed(OPEN, self._open)
        self._deed(PLAY, lambda: self._each([act["play"].trigger], PLAYING))
        if self._session.state is not self._states.RUNNING:
            act["play"].trigger()  # its epochs are finished
        sizes = [lambda size=size: window.resize(*size) for size in SIZES]
        self._deed(RESIZE, lambda: self._each(sizes))
        themes = [lambda name=name: window.look.choose(name) for name in ("dark", "light") * 2]
        self._deed(THEME, lambda: self._each(themes))
        tabs = [tab.name for tab in window.tabs.tabs if window.tabs.is_offered(tab.name)]
        views = [act[f"view_{name}"].trigger for name in (*tabs, tabs[0])]
        self._deed(VIEWS, lambda: self._each(views))
        both = [act[name].trigger for name in ("step_view", "train_view") * 2]
        self._deed(STEP, lambda: self._each(both))
        self._deed(ASIDE, lambda: self._each([window.keeping.autosave] * 3, 1.0))

    def _open(self) -> None:
        self._window.files.open_path(self._path)
        dialog = self._window.tables.dialog
        if dialog is not None and dialog.isVisible():
            dialog.accept_table()  # accepted as it was read
        self._wait(lambda: bool(self._failed) or bool(self._opened), PATIENCE)
        if self._failed:
            raise self._failed[0]
        self._wait(lambda: bool(self._seen), PATIENCE)
        self._wait(_never, 2.0)

    def _deed(self, name: str, work: Callable[[], None]) -> None:
        self._worst = Worst()
        work()
        self._tell(row(self._case, name, self._worst))

    def _each(self, acts: Sequence[Callable[[], object]], pause: float = AFTER) -> None:
        from PySide6.QtCore import QTimer

        for act in acts:
            QTimer.singleShot(0, act)
            self._wait(_never, pause)

    def _wait(self, until: Callable[[], bool], seconds: float) -> None:
        """Let the window work until a condition holds, but not longer than this."""
        from PySide6.QtCore import QEventLoop, QTimer

        loop = QEventLoop()
        looking, ending = QTimer(), QTimer()
        looking.timeout.connect(lambda: loop.quit() if until() else None)
        ending.setSingleShot(True)
        ending.timeout.connect(loop.quit)
        looking.start(20)
        ending.start(round(1000 * seconds))
        loop.exec()
        looking.stop()
        ending.stop()


def _never() -> bool:
    return False
