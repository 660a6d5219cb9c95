"""The run's part for films: makes one in slices, between which every command is answered."""

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from core.errors import SizeError, UserError
from core.pictures.snapshot import View
from core.records import Record
from core.run.reporting import interrupted
from core.run.slicer import Slicer
from core.run.telling import Told
from core.run.time import Time
from core.training.trainer import Trainer
from core.words import translate

if TYPE_CHECKING:  # imported when a film is made
    from core.formats.film.options import FilmOptions
    from core.run.filming.job import Filming
    from core.run.filming.moments import Moments


class Host(Protocol):
    """What the part needs of the run that it belongs to."""

    trainer: Trainer | None
    time: Time

    @property
    def slicer(self) -> Slicer:
        """Who gives long work its slices."""

    def view(self) -> View | None:
        """Return the plane of the surface that is shown."""


class Filmed(Record):
    """Frames drawn, of how many; at the end `path`, or why there is no film."""

    done: int = 0
    whole: int = 0
    path: Path | None = None
    error: UserError | None = None
    given_up: bool = False


class FilmPart:
    """Makes films of the recorded run; nothing is changed by it."""

    progress = Told()
    filmed = Told()  # Filmed: how far it is, at its end with the file or what is wrong

    def __init__(self, run: Host) -> None:
        self._run = run
        self._job: Filming | None = None

    def make_film(self, path: Path, moments: "Moments", options: "FilmOptions") -> None:
        """Make a film; `filmed` follows."""
        from core.run.filming.job import Filming

        self.end()
        timeline = self._run.time.timeline
        try:
            if timeline is None:
                raise UserError(
                    translate("Film", "there is no network"), translate("Film", "open one first")
                )
            self._job = Filming(timeline, self._run.view(), path, moments, options)
        except UserError as error:
            self.filmed.emit(Filmed(error=error))
            return
        self._tell(self._job)
        self._run.slicer.begin(self)

    def cancel_film(self) -> None:
        """Stop, and say so; no file is written."""
        if self._job is not None:
            done = self._job.progress
            self.end()
            self.filmed.emit(Filmed(*done, given_up=True))

    def end(self) -> None:
        """Stop; no file is written."""
        job, self._job = self._job, None
        if job is not None:
            job.give_up()
            self.progress.emit("", 0, 0)

    def work(self, seconds: float) -> bool:
        """Draw for a slice; return whether the film is made, or given up."""
        job = self._job
        if job is None:
            return True
        try:
            done = job.work(seconds)
        except UserError as error:
            self.end()
            self.filmed.emit(Filmed(error=error))
            return True
        except MemoryError:
            self.end()
            words = translate("Worker", "There is no memory left for this")
            hint = translate("Film", "take fewer frames or a smaller picture")
            self.filmed.emit(Filmed(error=SizeError(words, hint)))
            return True
        except Exception:
            self.end()
            self.filmed.emit(Filmed(error=interrupted()))
            raise
        if done:
            self._job = None
            self.progress.emit("", 0, 0)
            self.filmed.emit(Filmed(*job.progress, job.path))
        else:
            self._tell(job)
        return done

    def _tell(self, job: "Filming") -> None:
        self.progress.emit(translate("Worker", "Making the film"), *job.progress)
        self.filmed.emit(Filmed(*job.progress))
