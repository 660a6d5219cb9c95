"""A strip: the network's outputs at chosen epochs, one picture each.

`surfaces_at` trains from epoch to epoch; moments from elsewhere (a recorded run) can be passed to
`surface_strip` too.
"""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from core.data.dataset import Dataset
from core.disk.writing import check_writable
from core.documents.project_file import Opened
from core.errors import FileError, UserError
from core.pictures.snapshot import Facts, Outcome, Surface, View
from core.run.makers.snapshots import facts_of
from core.run.makers.surface import SurfaceMaker, first_view
from core.run.resuming import resume
from core.training import changes
from core.training.trainer import Trainer

MOST_EPOCHS = 100
SMALLEST, LARGEST = 64, 2000
#: the name of the combined picture
TOGETHER = "surface-strip.png"
#: how long training runs between two checks whether to continue
_SLICE_SECONDS = 0.1


def read_epochs(text: str) -> tuple[int, ...]:
    """Return the epochs in a text like `0,10,100`, ascending, each once. Raises UserError."""
    hint = "give whole numbers separated by commas, as in 0,10,100"
    parts = [part.strip() for part in text.split(",")]
    for part in parts:
        if not (part.isascii() and part.isdecimal()) or len(part) > 12:
            raise UserError(f"{part[:40]!r} is not the number of an epoch", hint)
    epochs = tuple(sorted({int(part) for part in parts}))
    if len(epochs) > MOST_EPOCHS:
        raise UserError(
            f"{len(epochs)} epochs are too many for a strip", f"give at most {MOST_EPOCHS}"
        )
    return epochs


def read_size(text: str) -> int:
    """Return the pixels of a picture's side. Raises UserError."""
    if not (text.isascii() and text.isdecimal()) or len(text) > 12:
        raise UserError(f"{text[:40]!r} is not a number of pixels", "give one, as in 320")
    if not SMALLEST <= int(text) <= LARGEST:
        raise UserError(
            f"a picture with a side of {text} pixels is not possible",
            f"give a size from {SMALLEST} to {LARGEST}",
        )
    return int(text)


def file_name(epoch: int) -> str:
    """Return the name of an epoch's picture; names sort like the epochs."""
    return f"surface-epoch-{epoch:05d}.png"


def check_folder(folder: Path, epochs: Iterable[int]) -> None:
    """Create the folder; raise FileError if the pictures cannot be written into it."""
    if not folder.exists() and folder.parent.is_dir():
        with contextlib.suppress(OSError):
            folder.mkdir()
    if folder.exists() and not folder.is_dir():
        raise FileError(f"{folder} is not a folder", "give the folder for the pictures")
    for name in (*map(file_name, epochs), TOGETHER):
        check_writable(folder / name)


def trainer_before(opened: Opened, dataset: Dataset, epoch: int) -> Trainer:
    """Return a trainer that can still reach the start of an epoch.

    It is at the saved moment or, if that is past the epoch, at the start of its run.
    """
    trainer = resume(opened, dataset)
    if is_past(trainer, epoch):
        changes.reset(trainer)
    elif trainer.update:
        changes.go_on(trainer)  # past a rule that has stopped it before
    return trainer


def is_past(trainer: Trainer, epoch: int) -> bool:
    """Return whether a trainer has left the boundary at which an epoch is done."""
    done, _ = trainer.epoch_share()
    return (trainer.epoch, done) > (epoch, 0)


def surfaces_at(
    trainer: Trainer,
    epochs: Sequence[int],
    view: View | None = None,
    go_on: Callable[[], bool] = lambda: True,
) -> Iterator[tuple[int, Surface]]:
    """Train, and yield each of the ascending epochs with its surface when it is done.

    The network is seen over the two raw inputs that tell most if no plane is given. Ends early if
    training ends by a rule or diverges, or `go_on` returns false. Raises ValueError for an epoch
    that is past.
    """
    facts = facts_of(trainer, 0)
    maker = SurfaceMaker(trainer, view or first_view(facts.raw_ranges, facts.axes))
    trainer.progress.epoch_limit = max(epochs, default=0)
    for epoch in epochs:
        if is_past(trainer, epoch):
            raise ValueError(f"epoch {epoch} is past")
        while trainer.epoch < epoch:
            if trainer.progress.outcome is not Outcome.NONE or not go_on():
                return
            if not trainer.run(epochs=epoch - trainer.epoch, seconds=_SLICE_SECONDS):
                return
        yield epoch, maker.make(maps=False)


def surface_strip(
    facts: Facts, moments: Iterable[tuple[int, Surface]], size: int = 320, output: int = 0
) -> Iterator[tuple[int, bytes]]:
    """Yield each epoch with its picture as PNG, as the moments come."""
    from core.formats.surface_picture import surface_png

    for epoch, surface in moments:
        yield epoch, surface_png(facts, surface, size, output)
