"""A rule of the doctor: its name, and its measurement."""

from collections.abc import Callable, Generator
from dataclasses import dataclass

from core.pictures.findings import Finding
from core.run.doctor.looking import Looking

#: a look is done in slices: it yields between them, and ends with what it has found
Look = Generator[None, None, Finding | None]


@dataclass(frozen=True)
class Rule:
    """One rule: `look` measures the examined moment, and finds something or nothing."""

    name: str
    look: Callable[[Looking], Look]
