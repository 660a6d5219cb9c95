"""The progress in lessons on disk: a small file a lesson, in a folder of the program's own."""

from hashlib import sha256
from pathlib import Path

from core.disk.json_text import parse_json, to_json
from core.disk.writing import read_bytes, write_bytes
from core.lesson.lessons.described import Lesson
from core.lesson.lessons.progress import Progress, read_progress

_MOST = 16 * 1024**2


def progress_path(folder: Path, lesson: str) -> Path:
    """Return where the progress in a lesson of this id is kept."""
    # an id is any text of a file: it is no name of a file yet
    return folder / f"{sha256(lesson.encode()).hexdigest()[:32]}.json"


def kept_progress(folder: Path, lesson: Lesson) -> Progress:
    """Return how far somebody is in a lesson; of another version of it nothing is taken over.

    Raises FileError where the file is damaged.
    """
    path = progress_path(folder, lesson.id)
    if not path.exists():
        return Progress.begin(lesson)
    found = read_progress(parse_json(read_bytes(path, _MOST), path.name), path.name)
    return found if found.fits(lesson) else Progress.begin(lesson)


def keep_progress(folder: Path, progress: Progress) -> None:
    """Write how far somebody is, whole or not at all. Raises FileError where that cannot be."""
    folder.mkdir(parents=True, exist_ok=True)
    content = to_json(progress.to_json()) + "\n"
    write_bytes(progress_path(folder, progress.lesson), content.encode("utf-8"))
