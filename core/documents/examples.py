"""The example projects that ship with the program, in the order of the gallery."""

import json
from pathlib import Path

from core.errors import FileError, one_of
from core.records import Record
from core.resources import resource_path


class Example(Record):
    """One example: its name on the command line, its title, one sentence on what it shows.

    `look` is what to watch while it learns; `first` marks those on the start page.
    """

    name: str
    group: str
    title: str
    about: str
    look: str
    first: bool = False

    @property
    def path(self) -> Path:
        """Where its project is."""
        return resource_path("examples", f"{self.name}.json")


def examples() -> tuple[Example, ...]:
    """Return all examples, as `index.json` lists them."""
    listed = json.loads(resource_path("examples", "index.json").read_text(encoding="utf-8"))
    return tuple(Example(**entry) for entry in listed)


def example_named(name: str) -> Example:
    """Return one example. Raises FileError that lists the known ones."""
    known = {example.name: example for example in examples()}
    if name not in known:
        raise FileError(f"there is no example {name[:60]!r}", f"known are {one_of(known)}")
    return known[name]
