"""Read: a column as it was read, and what is doubtful about that."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from core.data.reading.doubts import Doubt
from core.data.reading.options import PERCENT

Vector = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Read:
    """A column as it was read: `numbers` (m,) with nan where missing, or `words` with "" there.

    `form` is the form of dates, or one of PERCENT; `affix` a unit or sign beside the numbers.
    `stray` is the row and the word if a column of numbers holds a word, which must not be
    overlooked.
    """

    name: str
    kind: str
    missing: NDArray[np.bool_]
    numbers: Vector | None = None
    words: list[str] | None = None
    distinct: int = 0
    form: str = ""
    affix: str = ""
    doubts: tuple[Doubt, ...] = field(default=())
    stray: tuple[int, str] | None = None
    #: whether it holds codes with leading zeros, which are words though all are digits
    is_code: bool = False
    #: a word that looks like a number or a date, if most words do, yet not all in one notation
    like: str = ""
    #: whether words that differ in capitals and blanks only are one ("any case"), if that matters
    spelling: str = ""

    def __len__(self) -> int:
        return len(self.missing)

    @property
    def is_timed(self) -> bool:
        """Whether it holds dates or times of day."""
        return self.form not in ("", *PERCENT)

    @property
    def filled(self) -> int:
        """How many cells hold a value."""
        return int(len(self.missing) - self.missing.sum())
