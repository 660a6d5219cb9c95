"""The soak test: the real window trains an example at full speed for as long as asked.

What must not grow is printed at the end: memory after the first five minutes and at the end,
updates a second in the first and last minutes, the size of the recovery file, and the longest
silence of the window, measured as the delay of a 5 ms timer.
"""

import json as json_text
import sys
import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from core.benchmarks.soak import (
    TICK_MS,
    Heartbeat,
    Sample,
    figures,
    minute,
    resident_bytes,
    thread_seconds,
    told,
)
from core.documents.examples import example_named

SAMPLE_MS = 1000

#: silences while the window opens do not count as silences of training, in seconds
STARTING = 10.0

#: more epochs than any soak test reaches
ENDLESS = 10**12


def soak(minutes: float, example: str, json: bool) -> int:
    """Train an example in a separate window and print the figures; return the exit code.

    Raises FileError if there is no such example.
    """
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtWidgets import QApplication

    from core.run.commands import SetEnd
    from core.run.states import State
    from gui.app import prepared_application
    from gui.kit.settings import Settings
    from gui.thread.garbage import Collector
    from gui.thread.session import STOP_UNWATCHED, Session
    from gui.window.main_window import MainWindow

    path = example_named(example).path
    application = prepared_application()
    collector = Collector(application)
    collector.start()
    samples: list[Sample] = []
    told_minutes: list[str] = []
    heartbeat = Heartbeat()
    with TemporaryDirectory(prefix="backstep-") as name:
        folder = Path(name)
        session = Session()
        recovered = folder / "recovery"
        settings = Settings(folder / "settings.ini")
        # set the speed, or the window would choose one at which a person can watch the example
        # learn
        settings.set_speed(None)
        window = MainWindow(session, settings, recovery=recovered)
        window.resize(1440, 900)
        window.show()
        window.open_first(path)

        training: list[int] = []

        def note_thread(_answer: object) -> None:
            if not training:
                training.append(threading.get_ident())

        session.worker().answered.connect(note_thread)

        def sample() -> None:
            trainer = session.worker().trainer
            updates = 0 if trainer is None else trainer.update
            recovery = sum(f.stat().st_size for f in recovered.glob("*.backstep"))
            busy = thread_seconds(training[0] if training else None)
            now = time.perf_counter()
            samples.append(Sample(now, updates, resident_bytes(), recovery, busy))
            minutes_done = int((now - samples[0].at) / 60)
            if minutes_done > len(told_minutes) and not json:
                told_minutes.append(minute(samples, minutes_done))
                sys.stdout.write(told_minutes[-1])
                sys.stdout.flush()

        def play() -> None:
            if session.state in (State.EMPTY, State.RUNNING):
                return
            session.do(SetEnd(ENDLESS))
            session.play()

        def begin() -> None:
            nonlocal heartbeat
            heartbeat = Heartbeat()
            samples.clear()
            sample()
            sampling.start(SAMPLE_MS)
            beating.start(TICK_MS)

        def finish() -> None:
            # before quitting ends the training thread, and its clock with it
            sample()
            for timer in (playing, sampling, beating):
                timer.stop()
            application.quit()

        # training continues past the example's last epoch, and after each stop rule
        playing, sampling, beating = QTimer(), QTimer(), QTimer()
        beating.setTimerType(Qt.TimerType.PreciseTimer)
        playing.timeout.connect(play)
        sampling.timeout.connect(sample)
        beating.timeout.connect(lambda: heartbeat.beat(time.perf_counter(), time.thread_time()))
        playing.start(SAMPLE_MS)
        QTimer.singleShot(round(1000 * STARTING), begin)
        QTimer.singleShot(round(1000 * (STARTING + 60 * minutes)), finish)
        application.exec()
        window.hide()
        session.shut_down(STOP_UNWATCHED)
        window.keeping.end()
        window.deleteLater()
        QApplication.sendPostedEvents()
    collector.stop()
    found = {"example": example, **figures(samples, heartbeat)}
    sys.stdout.write(json_text.dumps(found) + "\n" if json else told(found))
    return 0
