"""Pictures of the recorded run at chosen epochs.

They are made on a copy of the run, one moment after another between other commands, so the
person's own training is not moved and may continue.
"""

from pathlib import Path

from core.disk.writing import write_bytes
from core.errors import UserError
from core.pictures.snapshot import View
from core.run.makers.snapshots import facts_of
from core.run.makers.surface import SurfaceMaker, first_view
from core.run.past.again import again
from core.run.past.recorded import recorded_epochs
from core.run.strip import TOGETHER, check_folder, file_name
from core.training.timeline import Timeline


class Strip:
    """Pictures of a recorded run at chosen epochs, as files in a folder.

    Raises FileError for a folder that cannot be written to, UserError for epochs that were not
    recorded.
    """

    def __init__(
        self,
        timeline: Timeline,
        view: View | None,
        folder: Path,
        epochs: tuple[int, ...],
        size: int,
        together: bool,
    ) -> None:
        check_folder(folder, epochs)
        known = recorded_epochs(timeline)
        missing = [f"{epoch:,}" for epoch in epochs if epoch not in known]
        if missing or not epochs:
            first, last = known.ends
            raise UserError(
                f"not recorded: epoch {', '.join(missing[:5]) or 'none given'}",
                f"give epochs from {first:,} to {last:,}, or train on first",
            )
        self.folder, self.size, self.together = folder, size, together
        self.whole = len(epochs)
        self.pictures: list[tuple[int, bytes]] = []
        self._left = [(epoch, known[epoch]) for epoch in epochs]
        self._timeline = again(timeline)
        trainer = self._timeline.trainer
        facts = facts_of(trainer, 0)
        plane = view or first_view(facts.raw_ranges, facts.axes)
        self._surface = SurfaceMaker(trainer, plane)
        self._timeline.seek(self._left[0][1])

    def work(self, seconds: float) -> bool:
        """Replay for a slice or make the picture that has been reached; return whether it was."""
        from core.formats.surface_picture import surface_png, together_png

        epoch, update = self._left[0]
        if not self._timeline.replay(update, seconds):
            return False
        facts = facts_of(self._timeline.trainer, 0)
        png = surface_png(facts, self._surface.make(maps=False), self.size)
        write_bytes(self.folder / file_name(epoch), png)
        self.pictures.append((epoch, png))
        del self._left[0]
        if self._left:
            self._timeline.seek(self._left[0][1])
        elif self.together:
            write_bytes(self.folder / TOGETHER, together_png(self.pictures))
        return True

    @property
    def is_done(self) -> bool:
        """Whether all pictures are made."""
        return not self._left
