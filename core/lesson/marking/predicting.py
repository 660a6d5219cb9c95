"""Predict, then reveal: the numbers that a stop writes are covered until one has said them.

Each is asked for in turn, in the order of the card. An answer uncovers its number, right or wrong;
what was uncovered stays so while the update is looked at.
"""

from typing import TYPE_CHECKING

from core.errors import UserError
from core.lesson.addresses.address import parse
from core.lesson.cards.content import Card
from core.lesson.names.notation import Notation
from core.lesson.names.symbols import objective
from core.pictures.snapshot import LayerPicture, StepPicture
from core.words import say, translate

if TYPE_CHECKING:
    from core.lesson.marking.marks import Mark


class Predicting:
    """What is asked at the stop at hand, and how many answers were right so far."""

    def __init__(self) -> None:
        self.right = self.checked = 0
        self._of: tuple[int, int] = (0, 0)
        self._open: set[str] = set()
        self._stop: tuple[StepPicture, tuple[LayerPicture, ...]] | None = None
        #: the addresses that are covered, the one that is asked for first
        self.asked: tuple[str, ...] = ()

    def show_stop(
        self, card: Card, step: StepPicture, layers: tuple[LayerPicture, ...], run: int
    ) -> None:
        """Take the stop at hand; `card` has nothing covered. The batch itself is not asked for."""
        from core.lesson.marking.asked import written_on
        from core.lesson.marking.worked import Update

        if self._of != (run, step.update):
            self._of, self._open = (run, step.update), set()
        self._stop = step, layers
        self.asked = ()
        if step.done and step.rail[step.done - 1].kind != "batch":
            written = written_on(card, Update.of(step, layers))
            self.asked = tuple(address for address in written if address not in self._open)

    def hides(self, address: str) -> bool:
        """Return whether the number at an address is covered."""
        return address in self.asked

    def symbol(self) -> str:
        """Return the symbol of the number that is asked for; empty where none is."""
        from core.lesson.addresses.writing import symbol

        if not self.asked or self._stop is None:
            return ""
        step, _ = self._stop
        of, address = objective(step.project.regularizer.penalizes), parse(self.asked[0])
        if address.kind == "L" and address.index:
            return say("Marking", "L of sample {n}", n=address.index[0])
        return symbol(address, "panel", Notation.of(step.project.layers), of)

    def answer(self, text: str) -> "Mark":
        """Mark a prediction of the number that is asked for, and uncover that.

        Raises UserError for what is no number, or has too few digits to be marked: then nothing is
        uncovered. Raises LookupError where nothing is asked for.
        """
        from core.lesson.marking.marks import Answer, mark
        from core.lesson.marking.worked import Update
        from core.lesson.marking.written import has_too_few, read

        if not self.asked or self._stop is None:
            raise LookupError("nothing is asked for")
        given = read(text)
        (found,) = mark(Update.of(*self._stop), [Answer(parse(self.asked[0]), given)])
        if not found.right and has_too_few(given, found.value):
            raise UserError(
                translate("Marking", "these are too few digits"),
                translate("Marking", "give at least three"),
            )
        self.checked += 1
        self.right += found.right
        self._open.add(self.asked[0])
        self.asked = self.asked[1:]
        return found

    def uncover(self) -> None:
        """Uncover all numbers of the stop at hand, without an answer."""
        self._open.update(self.asked)
        self.asked = ()
