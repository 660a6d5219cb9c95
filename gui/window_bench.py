"""The benchmark of the window: how smooth it stays, and how much it slows training, with all views.

The lone speed is that of a trainer in this process without a window. Then the window trains the
same project at full speed. Measured are the pictures shown per second, the share of the lone speed
that is left, the delay of a 5 ms timer (how long the window does not respond), and the processor
time that the window's own thread takes for a picture. That last figure is reliable on a busy
machine too.

Without a display, Qt draws into memory, on its own screen of 800 × 800, which is too small for the
window. So a larger screen is described to it.
"""

import json as json_text
import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from core.benchmarks.engine import lone_speed
from core.components.activations import Tanh
from core.components.layers import Dense
from core.components.losses import MeanSquaredError
from core.components.optimizers import Sgd
from core.data.generated import Circle
from core.data.options import DataOptions
from core.pictures.snapshot import Snapshot
from core.project import Project, TrainingOptions
from gui.first_paint import SIZE, screen_in

NETWORKS = ((2, 4, 2, 1), (2, 8, 8, 8, 8, 8, 8, 1))
BATCH, SECONDS, TICK = 10, 5.0, 0.005


def bench_project(sizes: tuple[int, ...]) -> Project:
    """Return a network over 250 training points."""
    source = Circle(samples=500)
    return Project(
        data=DataOptions(source=source, test_share=0.5),
        layers=tuple(Dense(units=n, activation=Tanh()) for n in sizes[1:]),
        loss=MeanSquaredError(),
        optimizer=Sgd(learning_rate=0.003),
        training=TrainingOptions(batch_size=BATCH),
    )


def measure(sizes: tuple[int, ...], seconds: float = SECONDS) -> dict[str, Any]:
    """Return the figures of one network in a separate window; there has to be an application."""
    import numpy as np
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtWidgets import QApplication

    from core.run.states import State
    from gui.kit.settings import Settings
    from gui.thread.session import STOP_UNWATCHED, Session
    from gui.window.main_window import MainWindow

    project = bench_project(sizes)
    lone = lone_speed(project)
    session = Session()
    snapshots: list[Snapshot] = []
    session.snapshot_ready.connect(snapshots.append)
    with TemporaryDirectory(prefix="backstep-") as folder:
        settings = Settings(Path(folder) / "settings.ini")
        window = MainWindow(session, settings)
        window.resize(*SIZE)
        window.show()
        session.opened.emit(project, None)
        session.load(project)
        _spin(lambda: session.state is State.READY and bool(snapshots), 20.0)
        # only now, because a new network sets a speed at which a person can watch it learn
        session.set_speed(None)
        session.play()
        _spin(lambda: session.state is State.RUNNING, 5.0)
        _spin(lambda: False, 1.0)
        late: list[float] = []
        last = [time.perf_counter()]

        def tick() -> None:
            now = time.perf_counter()
            late.append(1000 * max(0.0, now - last[0] - TICK))
            last[0] = now

        timer = QTimer()
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.timeout.connect(tick)
        snapshots.clear()
        first = session.worker().trainer.update
        begin, worked = time.perf_counter(), time.thread_time()
        last[0] = begin
        timer.start(round(1000 * TICK))
        _spin(lambda: False, seconds)
        timer.stop()
        took, worked = time.perf_counter() - begin, time.thread_time() - worked
        shown = {
            "size": [window.width(), window.height()],
            "diagram_drawn": window.diagram.scene.layout.fits,
        }
        done = session.worker().trainer.update - first
        window.hide()
        session.shut_down(STOP_UNWATCHED)
        window.deleteLater()
        QApplication.sendPostedEvents()
    middle, most, nearly_all = np.percentile(late, (50, 95, 99))
    return {
        "network": "-".join(str(size) for size in sizes),
        "batch": BATCH,
        **shown,
        "frames_per_second": round(len(snapshots) / took, 1),
        "worker_share": round(done / took / lone, 3),
        "epochs_per_second": round(done * BATCH / 250 / took, 1),
        "frame_cpu_ms": round(1000 * worked / max(1, len(snapshots)), 2),
        "late_ms": {
            "median": round(float(middle), 2),
            "p95": round(float(most), 2),
            "p99": round(float(nearly_all), 2),
            "worst": round(float(max(late)), 2),
        },
    }


def _spin(until: Any, seconds: float) -> None:
    """Let the window work until a condition holds, but not longer than this."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    end = time.perf_counter() + seconds

    def look() -> None:
        if until() or time.perf_counter() >= end:
            loop.quit()

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(20)
    loop.exec()
    timer.stop()


def window_bench(json: bool) -> int:
    """Measure every network and print a table, or with `json` a list; return the exit code."""
    from gui.app import prepared_application
    from gui.thread.garbage import Collector

    with TemporaryDirectory(prefix="backstep-") as folder:
        if os.environ.get("QT_QPA_PLATFORM") == "offscreen":
            os.environ["QT_QPA_PLATFORM"] = screen_in(Path(folder))
        application = prepared_application()
        collector = Collector(application)
        collector.start()
        rows = [measure(sizes) for sizes in NETWORKS]
        collector.stop()
    sys.stdout.write(json_text.dumps(rows) + "\n" if json else _table(rows))
    return 0


def _table(rows: list[dict[str, Any]]) -> str:
    head = ("network", "frames/s", "worker", "epochs/s", "frame", "late: median", "95 %", "99 %")
    lines = [" ".join(f"{word:>14}" for word in (*head, "worst"))]
    for row in rows:
        late = row["late_ms"]
        cells = (
            row["network"] if len(row["network"]) < 15 else f"{row['network'][:13]}…",
            f"{row['frames_per_second']:g}",
            f"{100 * row['worker_share']:.0f} %",
            f"{row['epochs_per_second']:g}",
            f"{row['frame_cpu_ms']:g} ms",
            *(f"{late[key]:g} ms" for key in ("median", "p95", "p99", "worst")),
        )
        lines.append(" ".join(f"{cell:>14}" for cell in cells))
    width, height = rows[0]["size"]
    drawn = all(row["diagram_drawn"] for row in rows)
    views = "diagram, surface, loss" if drawn else "surface, loss; no room for the diagram"
    lines.append(f"a window of {width} × {height}, {views}; frame: what one costs its thread")
    return "\n".join(lines) + "\n"
