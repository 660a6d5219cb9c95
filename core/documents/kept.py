"""What a project file keeps, and what an opened one held."""

import shutil
import tempfile
import weakref
from dataclasses import replace
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.documents.records import RunRecord
from core.history.figures import History, series_of
from core.history.parts import Packed
from core.moments.moment import Moment
from core.moments.recording import Recording
from core.pictures.snapshot import Pin
from core.project import Project
from core.records import Record


class Kept(Record):
    """Everything that a `.backstep` file keeps for a document.

    `start` are the learned numbers that Reset goes back to, if they are not the drawn ones.
    `epoch_limit` is where training ends, None if the project says it. `moment` is the one being
    shown, which may be before the end of `recording`. `recomputed` says that the recording comes
    from another machine.
    """

    project: Project
    moment: Moment | None = None
    history: History | Packed | None = None
    start: NDArray[Any] | None = None
    recording: Recording | None = None
    pins: tuple[Pin, ...] = ()
    runs: tuple[RunRecord, ...] = ()
    thumbnail: bytes | None = None
    epoch_limit: int | None = None
    recomputed: bool = False

    @property
    def size(self) -> int:
        """The size of its arrays in bytes, roughly."""
        return _size(self.moment, self.recording, self.history) + sum(
            _size(run.moment, run.recording, run.history) for run in self.runs
        )

    def within(self, most: int) -> "Kept":
        """Return it without runs, then without the recording, as needed to fit in `most` bytes."""
        from core.documents.timeline_file import shortened

        kept = self
        if kept.recording is not None and kept.moment is not None:
            short = shortened(kept.recording, kept.moment.record.update)
            kept = replace(kept, recording=short)
        while kept.size > most and kept.runs:
            kept = replace(kept, runs=kept.runs[1:])
        return replace(kept, recording=None) if kept.size > most else kept


def _size(
    moment: Moment | None, recording: Recording | None, history: History | Packed | None
) -> int:
    size = 0 if moment is None else moment.state.nbytes
    if isinstance(history, Packed):
        size += history.nbytes
    elif history is not None:
        size += sum(values.nbytes for values in series_of(history).values())
    return size + (0 if recording is None else recording.size)


class Opened(Record):
    """What a file held: a project, the folder its paths start from, and its training.

    The other fields are those of `Kept`. `recomputed` says that the recording comes from another
    machine: going back in it recomputes it, perhaps with different last digits. `dataset` is set if
    it had to be read to open the file. `unpacked` keeps the folder of a table that came inside the
    file; hold on to it, as the folder is deleted when nothing refers to it.
    """

    project: Project
    folder: Path
    moment: Moment | None = None
    history: History | Packed | None = None
    start: NDArray[Any] | None = None
    unpacked: "Unpacked | None" = None
    recording: Recording | None = None
    pins: tuple[Pin, ...] = ()
    runs: tuple[RunRecord, ...] = ()
    epoch_limit: int | None = None
    recomputed: bool = False
    thumbnail: bytes | None = None
    dataset: Dataset | None = None
    #: the doubts about a table that was opened for the first time
    notices: tuple[str, ...] = ()

    @staticmethod
    def of_run(run: RunRecord, folder: Path) -> "Opened":
        """Return a kept run as if it had been opened: to be resumed."""
        recording = run.recording
        limit = None if recording is None else recording.keyframes[-1].epoch_limit
        return Opened(
            run.project,
            folder,
            run.moment,
            run.history,
            recording=recording,
            pins=run.pins,
            epoch_limit=limit,
        )


class Unpacked:
    """A folder for a table that came inside a file; it is removed with the last reference."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="backstep-"))
        self._end = weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)
