"""The run's part for saving, and for the copy kept in case of a crash.

Both are commands between slices: they keep one moment, and training continues after it.
"""

import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from core.documents.kept import Kept
from core.errors import SizeError, UserError
from core.project import Change, Project, change_between, read_weights
from core.run.learning.planted import refuse_planted
from core.run.reporting import interrupted, reporting
from core.run.telling import Told
from core.training.trainer import Trainer
from core.words import translate as _translate

if TYPE_CHECKING:
    from core.documents.seal import Seal


class Host(Protocol):
    """What the part needs of the run that it belongs to."""

    @property
    def folder(self) -> Path | None:
        """Where the project's tables are found from."""

    trainer: Trainer | None

    def kept(self, project: Project, thumbnail: bytes | None) -> Kept:
        """Return everything to keep of the document in its present state."""


class Keeping:
    """Saves to the file that the person chose, and to the recovery folder."""

    failed = Told()
    progress = Told()
    saved = Told()  # Path
    text_made = Told()  # SharedText
    autosaved = Told()  # when, in seconds since 1970
    autosave_failed = Told()  # UserError; the previous copy is still there

    def __init__(self, run: Host) -> None:
        self._run = run

    @reporting
    def save(self, path: Path, project: Project, thumbnail: bytes | None) -> None:
        """Save everything: project, moment, histories, the recorded run, pins and other runs."""
        from core.documents.backstep_file import save_backstep

        refuse_planted(self._run.trainer)
        save_backstep(path, self._run.kept(project, thumbnail), self._run.folder)
        self.saved.emit(path)

    @reporting
    def ask_text(self, project: Project) -> None:
        """Make one line of text of the project, with the weights of its training if it has any."""
        from core.documents.shared_text import MOST_NUMBERS, shared

        trainer = self._run.trainer
        refuse_planted(trainer)
        weights, trained = None, False
        if trainer is not None and change_between(trainer.project, project) is not Change.RESTART:
            trained = trainer.update > 0 or trainer.start_values is not None
            few = trainer.network.parameter_count <= MOST_NUMBERS  # more would never fit
            if trained and few and trainer.is_finite():
                lists = [
                    {name: array.tolist() for name, array in entry.items()}
                    for entry in trainer.whole_weights()
                ]
                weights = read_weights(lists, "weights")
        found = shared(project, weights, self._run.folder)
        self.text_made.emit(replace(found, left_out=trained and not found.weights))

    def autosave(
        self,
        folder: Path,
        key: str,
        project: Project,
        thumbnail: bytes | None,
        name: str,
        original: Path | None,
        known: "Seal | None" = None,
    ) -> None:
        """Put a copy in the recovery folder under a key, replacing the last one."""
        from core.documents.autosave import Recovery

        try:
            kept = self._run.kept(project, thumbnail)
            Recovery(folder).write(key, kept, name, original, self._run.folder, known)
        except UserError as error:
            self.autosave_failed.emit(error)
        except MemoryError:
            self.autosave_failed.emit(
                SizeError(
                    _translate("Worker", "There is no memory left for this"),
                    _translate("Worker", "Save, and close other windows"),
                )
            )
        except Exception:
            self.autosave_failed.emit(interrupted(_translate("Worker", "save it yourself")))
            raise
        else:
            self.autosaved.emit(time.time())
