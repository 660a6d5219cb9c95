"""The progress in lessons on disk: a small file a lesson, in a folder of the program's own.

A report is written where a learner says.
"""

from hashlib import sha256
from pathlib import Path

from core.disk.json_text import parse_json, to_json
from core.disk.writing import read_bytes, write_bytes
from core.errors import FileError
from core.lesson.lessons.described import Lesson
from core.lesson.lessons.progress import Progress, read_progress
from core.lesson.lessons.report import Report

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


def forget_progress(folder: Path) -> None:
    """Delete all that is kept there. Raises FileError where that cannot be."""
    if not folder.is_dir():
        return
    for path in sorted(folder.glob("*.json")):
        try:
            path.unlink()
        except OSError as error:
            raise FileError(
                f"{path.name} could not be deleted: {error.strerror}",
                "close the other windows of Backstep, and try again",
            ) from None


def write_report(path: Path, report: Report) -> None:
    """Write a report, whole or not at all. Raises FileError where that cannot be."""
    write_bytes(path, (to_json(report.to_json(), indent=2) + "\n").encode("utf-8"))
