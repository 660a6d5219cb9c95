"""The self-test: opens the window offscreen and does what a person would do first.

It trains, steps, saves, opens and exports with the real session, worker and files, reports what it
did, and quits. The person's own settings are neither read nor written.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from core.errors import UserError
from core.formats.exporters import exporters
from core.pictures.snapshot import Snapshot

_PATIENCE_SECONDS = 30.0


def self_test() -> int:
    """Run the whole tour; return 0, or 1 with the step that went wrong on standard error."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    try:
        from PySide6.QtWidgets import QApplication
    except ImportError as error:
        raise UserError(f"Qt cannot be loaded: {error}", "see README, On Linux") from None
    import pyqtgraph

    from gui.kit import style

    pyqtgraph.setConfigOptions(imageAxisOrder="row-major", useOpenGL=False, antialias=False)
    application = QApplication.instance() or QApplication(["backstep"])
    style.load_fonts()
    problems: list[str] = []
    hook, sys.excepthook = sys.excepthook, lambda kind, error, _: problems.append(repr(error))
    try:
        with tempfile.TemporaryDirectory(prefix="backstep-") as folder:
            tour = _Tour(Path(folder))
            try:
                tour.run()
            except _FailedError as error:
                problems.append(str(error))
            finally:
                try:
                    tour.close()
                except _FailedError as error:
                    problems.append(str(error))
    finally:
        sys.excepthook = hook
        del application
    for problem in problems:
        sys.stderr.write(f"self-test: {problem}\n")
    if not problems:
        sys.stdout.write("self-test: everything works\n")
    return 1 if problems else 0


class _FailedError(Exception):
    """A step of the tour went wrong."""


class _Tour:
    """One window, and the steps through it."""

    def __init__(self, folder: Path) -> None:
        from gui.kit.settings import Settings
        from gui.thread.session import Session
        from gui.window.main_window import MainWindow

        self._folder = folder
        self._session = Session()
        self._snapshots: list[Snapshot] = []
        self._told: list[str] = []
        self._session.snapshot_ready.connect(self._snapshots.append)
        self._session.failed.connect(lambda error: self._told.append(error.message))
        self._session.refused.connect(lambda _, error: self._told.append(error.message))
        self._window = MainWindow(self._session, Settings(folder / "settings.ini"))

    def run(self) -> None:
        """Run the steps one by one."""
        from core.run.states import State

        session, window = self._session, self._window
        saved: list[object] = []
        session.saved.connect(saved.append)
        session.exported.connect(lambda path, _: saved.append(path))
        window.show()
        window.open_first()
        self._step("open", lambda: session.state is State.READY and bool(self._snapshots))
        session.set_speed(None)
        window.actions_table["play"].trigger()
        self._step("train", lambda: self._update() >= 200 and self._loss() < 0.05)
        window.actions_table["play"].trigger()
        trained = session.worker().trainer
        self._step(
            "pause",
            lambda: session.state is State.PAUSED and self._update() == trained.update,
        )
        before = self._update()
        window.actions_table["unit_update"].setChecked(True)
        window.actions_table["step"].trigger()
        self._step("step", lambda: self._update() == before + 1)
        self._walk(before + 1)
        file = self._folder / "tour.backstep"
        weights = self._weights()
        session.save(file, window.document.project, None)
        self._step("save", lambda: bool(saved) and file.is_file())
        saved.clear()
        window.actions_table["reset"].trigger()
        self._step("reset", lambda: self._update() == 0)
        session.open_file(file)
        self._step("reopen", lambda: self._update() == before + 1)
        if not all(np.array_equal(a, b) for a, b in zip(weights, self._weights(), strict=True)):
            raise _FailedError("reopen: the weights are not the ones that were saved")
        session.go_to(before - 10)
        self._step("go back in the saved run", lambda: self._update() == before - 10)
        session.go_to(before + 1)
        self._step("go forward again", lambda: self._update() == before + 1)
        if not all(np.array_equal(a, b) for a, b in zip(weights, self._weights(), strict=True)):
            raise _FailedError("going back and forward again gave other weights")
        for suffix in exporters():
            saved.clear()
            session.export(self._folder / f"tour{suffix}")
            self._step(f"export {suffix}", lambda: bool(saved))

    def _walk(self, update: int) -> None:
        """Walk through the next update phase by phase, and back to where it began."""
        window = self._window
        weights = self._weights()
        window.actions_table["unit_phase"].setChecked(True)
        for phase in range(1, 4):
            window.actions_table["step"].trigger()
            self._step(f"phase {phase}", partial(self._is_at, phase))
        for phase in (2, 1, 0):
            window.actions_table["back"].trigger()
            self._step(f"back to {phase}", partial(self._is_at, phase))
        if self._update() != update or not all(
            np.array_equal(a, b) for a, b in zip(weights, self._weights(), strict=True)
        ):
            raise _FailedError("back: the weights are not those from before the phases")
        window.actions_table["train_view"].setChecked(True)

    def _is_at(self, phase: int) -> bool:
        return self._last().phases == phase

    def close(self) -> None:
        """End the thread and close the window."""
        from PySide6.QtWidgets import QApplication

        self._window.hide()
        self._session.shut_down(_PATIENCE_SECONDS)
        if self._session.is_alive():
            raise _FailedError("quit: the training thread did not end")
        self._window.deleteLater()
        QApplication.sendPostedEvents()

    def _step(self, name: str, done: Callable[[], bool]) -> None:
        from PySide6.QtWidgets import QApplication

        end = time.monotonic() + _PATIENCE_SECONDS
        while not done():
            QApplication.processEvents()
            if self._told:
                raise _FailedError(f"{name}: {self._told[0]}")
            if time.monotonic() > end:
                raise _FailedError(f"{name}: nothing happened for {_PATIENCE_SECONDS:.0f} s")
        sys.stdout.write(f"self-test: {name} ✓\n")

    def _last(self) -> Snapshot:
        if not self._snapshots:
            raise _FailedError("there is no snapshot")
        return self._snapshots[-1]

    def _update(self) -> int:
        return self._last().update

    def _loss(self) -> float:
        loss = self._last().loss
        return float("inf") if loss is None else loss

    def _weights(self) -> list[np.ndarray]:
        return [array for layer in self._last().layers for array in layer.arrays.values()]
