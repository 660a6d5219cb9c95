"""How sheets are written, by the suffix of the file."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from core.errors import FileError, one_of
from core.lesson.worksheets.html import as_html
from core.lesson.worksheets.latex import as_latex, as_markdown
from core.lesson.worksheets.questions import as_gift, as_moodle
from core.lesson.worksheets.sheet import Sheet
from core.words import say

Writer = Callable[[Sequence[Sheet], bool], str]

WRITERS: Mapping[str, Writer] = MappingProxyType(
    {
        ".html": as_html,
        ".tex": as_latex,
        ".md": as_markdown,
        ".xml": as_moodle,
        ".gift": as_gift,
    }
)


def writer_for(path: Path) -> Writer:
    """Return the writer for a file's suffix. Raises FileError for an unknown one."""
    found = WRITERS.get(path.suffix.lower())
    if found is None:
        raise FileError(
            say(
                "Worksheets",
                "{name}: worksheets cannot be written with that suffix",
                name=path.name,
            ),
            say("Worksheets", "use {endings}; .xml is Moodle's", endings=one_of(WRITERS)),
        )
    return found
