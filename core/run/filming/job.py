"""The job that makes a film: from moment to moment on a copy of the recorded run."""

import time
from pathlib import Path
from typing import Any

from core.formats.film.frame import frame_image
from core.formats.film.options import FilmOptions, check_film
from core.formats.film.writing import FilmWriter
from core.pictures.snapshot import View
from core.run.filming.moments import Moments, updates_of
from core.run.makers.snapshots import facts_of, layer_pictures
from core.run.makers.surface import SurfaceMaker, first_view
from core.run.past.again import again
from core.training.timeline import Timeline

#: how long the writer is waited for at a time, in seconds
_WAIT = 0.01


class Filming:
    """Draws the frames one after another. Raises UserError for what cannot be filmed."""

    def __init__(
        self,
        timeline: Timeline,
        view: View | None,
        path: Path,
        moments: Moments,
        options: FilmOptions,
    ) -> None:
        self._updates = updates_of(timeline, moments)
        check_film(path, options, len(self._updates))
        self.path, self.options = path, options
        self._timeline = again(timeline)
        trainer = self._timeline.trainer
        self._facts = facts_of(trainer, 0)
        plane = view or first_view(self._facts.raw_ranges, self._facts.axes)
        self._surface = SurfaceMaker(trainer, plane)
        self._writer = FilmWriter(path, options)
        self._done = 0
        self._image: Any = None
        self._timeline.seek(self._updates[0])

    @property
    def progress(self) -> tuple[int, int]:
        """How many frames are drawn, and how many there are."""
        return self._done, len(self._updates)

    def work(self, seconds: float) -> bool:
        """Go on for a slice; return whether the film is written. Raises FileError."""
        end = time.perf_counter() + seconds
        while self._done < len(self._updates):
            if self._image is None:
                left = max(0.0, end - time.perf_counter())
                if not self._timeline.replay(self._updates[self._done], left):
                    return False
                self._image = self._frame()
            if not self._writer.add(self._image, _WAIT):
                return False
            self._image = None
            self._done += 1
            if self._done < len(self._updates):
                self._timeline.seek(self._updates[self._done])
            if time.perf_counter() >= end:
                return False
        return self._writer.finish(_WAIT)

    def _frame(self) -> Any:
        trainer = self._timeline.trainer
        moment = (trainer.epoch, trainer.update, trainer.progress.last_figures.loss)
        surface = self._surface.make(maps=True)
        return frame_image(self.options, self._facts, layer_pictures(trainer), surface, moment)

    def give_up(self) -> None:
        """Stop; no file is written."""
        self._writer.give_up()
