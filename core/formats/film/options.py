"""What a film shows and how: its parts, size, colours, speed, and the formats that there are."""

from dataclasses import dataclass
from pathlib import Path

from core.errors import FileError, UserError, one_of
from core.pictures.colours import LIGHT_PAPER, Paper
from core.words import say, translate

SURFACE, DIAGRAM, BOTH = "surface", "diagram", "both"
PARTS = (SURFACE, DIAGRAM, BOTH)
#: what Pillow writes, and what takes ffmpeg
OWN_FORMATS = (".gif", ".webp", ".png")
VIDEO_FORMATS = (".mp4", ".webm")
SMALLEST, LARGEST, USUAL_SIZE = 160, 1920, 800
SLOWEST, FASTEST, USUAL_RATE = 1, 60, 12
#: the most frames, and the most bytes that all of them may take while they are written
MOST_FRAMES, MOST_BYTES = 2000, 400 * 1024**2


@dataclass(frozen=True)
class FilmOptions:
    """`size` is the width in pixels, `rate` the frames per second."""

    parts: str = BOTH
    size: int = USUAL_SIZE
    paper: Paper = LIGHT_PAPER
    rate: int = USUAL_RATE

    @property
    def frame_size(self) -> tuple[int, int]:
        """Width and height of a frame in pixels, both even, as videos need it."""
        width = self.size - self.size % 2
        share = 1.0 if self.parts == SURFACE else 0.625 if self.parts == DIAGRAM else 0.5
        height = round(width * share) + round(width * 0.05)
        return width, height + height % 2


def frames_of(first: int, last: int, every: int) -> list[int]:
    """Return the moments (epochs or updates) of the frames; the last is always one of them."""
    found = list(range(first, last + 1, every))
    if found and found[-1] != last:
        found.append(last)
    return found


def frame_count(first: int, last: int, every: int) -> int:
    """Return how many moments `frames_of` gives; a billion of them are not made for that."""
    found = range(first, last + 1, every)
    return len(found) + bool(found and found[-1] != last)


def check_film(path: Path, options: FilmOptions, frames: int) -> None:
    """Raise UserError or FileError for a film that cannot be made."""
    suffix = path.suffix.lower()
    if suffix not in OWN_FORMATS + VIDEO_FORMATS:
        raise FileError(
            say("Film", "a film cannot be saved as “{ending}”", ending=path.suffix),
            say("Film", "choose a name that ends in {endings}",
                endings=one_of(OWN_FORMATS + VIDEO_FORMATS)),
        )  # fmt: skip
    if frames < 1:
        raise UserError(
            translate("Film", "there is no frame between these moments"),
            translate("Film", "let it end after it begins"),
        )
    width, height = options.frame_size
    most = min(MOST_FRAMES, MOST_BYTES // (width * height))
    if frames > most:
        raise UserError(
            say("Film", "{frames} frames of {width} × {height} pixels are too many",
                frames=f"{frames:,}", width=width, height=height),
            say("Film", "at this size at most {most}: take fewer moments or a smaller picture",
                most=f"{most:,}"),
        )  # fmt: skip
