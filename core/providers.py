"""Which installed package provides what, according to its metadata; nothing is imported.

A package that extends Backstep declares entry points. Those of the group `backstep.components` have
the names that the components have in project files, those of `backstep.formats` a suffix without
its first dot; each names the module that registers what is promised.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from core.records import Record

if TYPE_CHECKING:  # reading metadata imports much, and is needed for unknown names only
    from importlib.metadata import Distribution, EntryPoint

COMPONENTS = "backstep.components"
FORMATS = "backstep.formats"

#: a name longer than this is no component's
_LONGEST = 80


class Provider(Record):
    """An installed package that extends Backstep.

    `components` are the names of its components, as in project files; `formats` are suffixes with
    their dot.
    """

    name: str
    version: str
    entries: "tuple[EntryPoint, ...]"

    @property
    def components(self) -> tuple[str, ...]:
        """The names of its activations, losses, optimizers and so on."""
        return tuple(entry.name for entry in self.entries if entry.group == COMPONENTS)

    @property
    def formats(self) -> tuple[str, ...]:
        """The suffixes of its formats: `.toml`."""
        return tuple("." + entry.name for entry in self.entries if entry.group == FORMATS)


def normal(name: str) -> str:
    """Return a package's name in the form in which all its spellings are equal."""
    return re.sub(r"[-_.]+", "-", name.strip()).lower()


def providers() -> tuple[Provider, ...]:
    """Return every installed package that extends Backstep, by name."""
    from importlib.metadata import distributions

    found: dict[str, Provider] = {}
    for distribution in distributions():
        entries = tuple(_entries(distribution))
        if entries:
            name = normal(distribution.metadata["Name"])
            # the first on the path is the one that is imported
            found.setdefault(name, Provider(name, distribution.version, entries))
    return tuple(found[name] for name in sorted(found))


def _entries(distribution: "Distribution") -> "Iterator[EntryPoint]":
    text = distribution.read_text("entry_points.txt") or ""
    if COMPONENTS in text or FORMATS in text:
        yield from (e for e in distribution.entry_points if e.group in (COMPONENTS, FORMATS))


def component_hint(name: object) -> str:
    """Return an addition to the hint on an unknown component: who has it; usually nothing."""
    if not isinstance(name, str) or not 0 < len(name) <= _LONGEST:
        return ""
    return _hint([item.name for item in providers() if name in item.components])


def format_hint(file_name: str) -> str:
    """Return an addition to the hint on an unknown suffix."""
    name = file_name.lower()
    return _hint([p.name for p in providers() if any(name.endswith(s) for s in p.formats)])


def _hint(names: list[str]) -> str:
    if not names:
        return ""
    return f"; the installed package {names[0]} has one: start with --with {names[0]}"
