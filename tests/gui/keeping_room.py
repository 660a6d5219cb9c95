"""A window's keeping, with real files and a real worker that runs without a thread."""

import json
import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from core.disk.processes import began, computer
from core.documents.opening import opening_project
from core.project import Project
from core.run.keeping import Keeping as KeepingPart
from core.run.run import Run
from core.run.states import State
from gui.documents.controller import Answer, FileController
from gui.documents.document import Document
from gui.documents.keeping import Keeping
from gui.documents.questions import Changed
from gui.kit.settings import Settings

#: a process that does not exist
DEAD = 2**30


class DirectSession(QObject):
    """The commands of a session, carried out at once."""

    def __init__(self) -> None:
        super().__init__()
        self.worker = Run()
        self.part = KeepingPart(self.worker)
        self.worker.showing.snapshot_ready.connect(lambda _: self.worker.showing.acknowledge())
        self.open_file, self.save = self.worker.building.open_file, self.part.save
        self.autosave, self.apply = self.part.autosave, self.worker.building.apply
        self.autosaves: list[float] = []
        self.part.autosaved.connect(self.autosaves.append)

    @property
    def state(self) -> State:
        return self.worker.state

    def train(self, updates: int) -> bytes:
        """Do this many updates; return the bits of the moment."""
        for _ in range(updates):
            self.worker.playing.step_update()
        return self.bits()

    def bits(self) -> bytes:
        return bytes(self.worker.trainer.state.vector.tobytes())


class Room:
    """One window with its document, and the answers to its questions.

    A question without an answer fails the test; `answers` are by the question's name.
    """

    def __init__(self, folder: Path, settings: Settings, monkeypatch: Any) -> None:
        self.recovery = folder / "recovery"
        self.window = QWidget()
        self.document = Document(opening_project(), self.window)
        self.session = DirectSession()
        self.errors: list[Any] = []
        self.told: list[str] = []
        self.offers: list[tuple[str, dict[str, Callable[[], None]]]] = []
        self.asked: list[str] = []
        self.answers: dict[str, list[Any]] = {}
        self.files = FileController(
            self.window, self.document, self.session, settings, lambda: b"\x89PNG picture"
        )
        self.keeping = Keeping(
            self.window,
            self.document,
            self.session,
            self.files,
            lambda: b"\x89PNG picture",
            self.recovery,
        )
        self._connect()
        for name in (
            "unsaved",
            "changed_outside",
            "revert",
            "replace",
            "discard_recovery",
            "allow_tables",
        ):
            monkeypatch.setattr(self.files.questions, name, self._answer(name))
        monkeypatch.setattr(self.files.questions, "say_held", self._answer("say_held", [None] * 9))
        self.where: list[str] = []
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (self.where.pop(0), ""))
        self.session.worker.building.load(self.document.project, None)

    def _connect(self) -> None:
        worker, part, files, keeping = (
            self.session.worker,
            self.session.part,
            self.files,
            self.keeping,
        )
        part.failed.connect(worker.failed)
        worker.failed.connect(self.errors.append)
        worker.failed.connect(files.failed)
        worker.building.opened.connect(files.opened)
        worker.building.elsewhere.connect(files.tables_elsewhere)
        worker.showing.facts_ready.connect(files.unsaved.show_facts)
        worker.showing.snapshot_ready.connect(files.unsaved.show_snapshot)
        part.saved.connect(files.saved)
        part.saved.connect(keeping.saved)
        part.autosaved.connect(keeping.autosaved)
        part.autosave_failed.connect(keeping.autosave_failed)
        self.document.changed.connect(lambda _, project: self.session.apply(project))
        for teller in (files, keeping):
            teller.told.connect(self.told.append)
            teller.offered.connect(lambda text, acts: self.offers.append((text, dict(acts))))

    def _answer(self, name: str, ready: list[Any] | None = None) -> Callable[..., Any]:
        self.answers[name] = ready or []

        def answer(*_: object) -> Any:
            self.asked.append(name)
            return self.answers[name].pop(0)

        return answer

    def edit(self, rate: float = 0.123) -> Project:
        """Change the learning rate."""
        project = self.document.project
        changed = replace(project, optimizer=replace(project.optimizer, learning_rate=rate))
        self.document.edit(changed, "learning rate")
        return changed

    def save_as(self, path: Path) -> None:
        self.where.append(str(path))
        self.files.save_as()

    def copies(self) -> list[str]:
        """Return the names of the files set aside."""
        found = self.recovery.glob("*.backstep") if self.recovery.exists() else []
        return sorted(path.name for path in found)

    def close(self) -> bool:
        """Close the window as a person would; return whether it closed."""
        went: list[bool] = []
        self.files.may_close.connect(lambda: went.append(True))
        self.files.close()
        if went:
            self.end()
        return bool(went)

    def end(self) -> None:
        self.session.worker.shut_down()
        self.keeping.end()
        self.files.end()
        self.window.deleteLater()


def crash(room: Room) -> None:
    """Make it seem as if a window's process had died: nothing is cleaned up."""
    room.keeping.timer.stop()
    room.session.worker.shut_down()
    for path in room.recovery.glob("*.json"):
        note = json.loads(path.read_text())
        if note["process"] == os.getpid():
            path.write_text(json.dumps({**note, "process": DEAD}))


def lock_elsewhere(path: Path) -> Path:
    """Lock a file as another window would, in the name of a running process: our parent."""
    process = os.getppid()
    place = path.with_name(f".{path.name}.lock")
    content = {
        "host": computer(),
        "process": process,
        "began": began(process),
        "since": time.time(),
        "token": "another",
    }
    place.write_text(json.dumps(content))
    return place


__all__ = ["DEAD", "Answer", "Changed", "DirectSession", "Room", "crash", "lock_elsewhere"]
