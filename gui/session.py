"""The window's side of training: its states, its thread and the worker in it.

The session is the only door to training. Its methods send commands to the worker, its signals
bring back what the worker says; none of them waits, but for `shut_down`.
"""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal, Slot

from core.project import Project
from core.training.snapshot import View, Wanted
from gui.worker import State, Worker

__all__ = ["Session", "State"]

#: macOS gives a thread 512 KB of stack, which OpenBLAS overflows
_STACK_BYTES = 16 * 1024**2
_STOP_MS = 10_000


class Session(QObject):
    """One project in training, in a thread of its own."""

    facts_ready = Signal(object)  # Facts of a new build
    snapshot_ready = Signal(object)  # Snapshot; answer with acknowledge() once it is drawn
    state_changed = Signal(object)  # State
    failed = Signal(object)  # UserError
    misfit = Signal(object)  # Problem: the project does not fit its data
    opened = Signal(object, object)  # Project, Path: what open_file found
    saved = Signal(object)  # Path
    exported = Signal(object, str)  # Path, what was written
    progress = Signal(str, int, int)  # what, done, whole (0 and 0: no measure; "" : over)

    _load = Signal(object, object)
    _open_file = Signal(object)
    _apply = Signal(object)
    _play = Signal()
    _pause = Signal()
    _step_update = Signal()
    _step_epoch = Signal()
    _reset = Signal()
    _set_speed = Signal(object)
    _set_wanted = Signal(object)
    _set_view = Signal(object)
    _acknowledge = Signal()
    _save = Signal(object, object, object)
    _export = Signal(object)
    _shut_down = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = State.EMPTY
        self._thread = QThread()
        self._thread.setObjectName("training")
        self._thread.setStackSize(_STACK_BYTES)
        self._worker = Worker()
        self._worker.moveToThread(self._thread)
        self._connect(self._worker)
        self._thread.finished.connect(self._worker.deleteLater)
        self._thread.start()

    def _connect(self, worker: Worker) -> None:
        self._load.connect(worker.load)
        self._open_file.connect(worker.open_file)
        self._apply.connect(worker.apply)
        self._play.connect(worker.play)
        self._pause.connect(worker.pause)
        self._step_update.connect(worker.step_update)
        self._step_epoch.connect(worker.step_epoch)
        self._reset.connect(worker.reset)
        self._set_speed.connect(worker.set_speed)
        self._set_wanted.connect(worker.set_wanted)
        self._set_view.connect(worker.set_view)
        self._acknowledge.connect(worker.acknowledge)
        self._save.connect(worker.save)
        self._export.connect(worker.export)
        self._shut_down.connect(worker.shut_down)
        worker.facts_ready.connect(self.facts_ready)
        worker.snapshot_ready.connect(self.snapshot_ready)
        worker.failed.connect(self.failed)
        worker.misfit.connect(self.misfit)
        worker.opened.connect(self.opened)
        worker.saved.connect(self.saved)
        worker.exported.connect(self.exported)
        worker.progress.connect(self.progress)
        worker.state_changed.connect(self._on_state)

    @Slot(object)
    def _on_state(self, state: State) -> None:
        self.state = state
        self.state_changed.emit(state)

    def load(self, project: Project, folder: Path | None = None) -> None:
        """Build a project anew; its relative paths start at `folder`."""
        self._load.emit(project, folder)

    def open_file(self, path: Path) -> None:
        """Open a project or a table and build it; `opened` says what it holds."""
        self._open_file.emit(path)

    def apply(self, project: Project) -> None:
        """Take over an edited project: live where that can be, else by a new start."""
        self._apply.emit(project)

    def play(self) -> None:
        """Train until paused or at an end."""
        self._play.emit()

    def pause(self) -> None:
        """Stop at the next update boundary."""
        self._pause.emit()

    def step_update(self) -> None:
        """Do one update."""
        self._step_update.emit()

    def step_epoch(self) -> None:
        """Train to the end of the epoch at hand."""
        self._step_epoch.emit()

    def reset(self) -> None:
        """Go back to the same starting weights."""
        self._reset.emit()

    def set_speed(self, updates_per_second: float | None) -> None:
        """Set the speed; None is as fast as it can."""
        self._set_speed.emit(updates_per_second)

    def set_wanted(self, wanted: Wanted) -> None:
        """Say what the visible views need to be worked out."""
        self._set_wanted.emit(wanted)

    def set_view(self, view: View) -> None:
        """Choose the plane of the surface."""
        self._set_view.emit(view)

    def acknowledge(self) -> None:
        """Say that a snapshot has been drawn; the next one may come."""
        self._acknowledge.emit()

    def save(self, path: Path, project: Project, thumbnail: bytes | None = None) -> None:
        """Save project, moment and histories; training may go on."""
        self._save.emit(path, project, thumbnail)

    def export(self, path: Path) -> None:
        """Write the weights as they are; the format follows the suffix."""
        self._export.emit(path)

    def shut_down(self) -> None:
        """Stop training and end the thread; returns when it has ended."""
        if not self._thread.isRunning():
            return
        self._shut_down.emit()
        self._thread.quit()
        self._thread.wait(_STOP_MS)

    def is_alive(self) -> bool:
        """Return whether the thread runs."""
        return bool(self._thread.isRunning())

    def worker(self) -> Any:
        """Return the worker; for tests."""
        return self._worker
