"""Predict, then reveal: the numbers that a stop writes are covered until one has said them.

Each is asked for in turn, in the order of the card. An answer uncovers its number, right or wrong;
what was uncovered stays so while the update is looked at. Where the update writes a number, the way
it moves is an answer too; at the loss one may say which way that will go, and is told after the
update. Which kinds of stops ask can be chosen, and whether only the first one of each kind does.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING

from core.errors import UserError
from core.lesson.addresses.address import Address, parse
from core.lesson.cards.content import Card
from core.lesson.marking.directions import way_of, way_words
from core.lesson.marking.worked import Update
from core.lesson.names.notation import Notation
from core.lesson.names.symbols import objective
from core.pictures.snapshot import LayerPicture, StepPicture
from core.words import say, translate

if TYPE_CHECKING:
    from core.lesson.marking.marks import Mark

_LOSS = Address("L")
#: the kinds of stops that can ask, in the order of an update
KINDS = ("forward", "loss", "backward", "update")


class Predicting:
    """What is asked at the stop at hand, and how many answers were right so far."""

    def __init__(self) -> None:
        self.right = self.checked = 0
        self._of: tuple[int, int] = (0, 0)
        self._open: set[str] = set()
        self._kinds, self._once = frozenset(KINDS), False
        #: the first stop of each kind since it was begun: its run, update and phase
        self._first: dict[str, tuple[int, int, int]] = {}
        self._asks = False  # whether the stop at hand is one that asks
        self._stop: tuple[StepPicture, tuple[LayerPicture, ...]] | None = None
        #: the addresses that are covered, the one that is asked for first
        self.asked: tuple[str, ...] = ()
        #: the update of which one has said where its loss will go, and the place in `SIGNS`
        self._promise: tuple[tuple[int, int], int] | None = None
        self._news = ""

    def ask_at(self, kinds: Collection[str], once: bool) -> None:
        """Ask at these kinds of stops, of `KINDS`; with `once` only at the first one of each."""
        self._kinds, self._once, self._first = frozenset(kinds), once, {}

    def begin(self) -> None:
        """Ask for all again: forget what was uncovered, and which stops were the first."""
        self._first, self._open = {}, set()

    def show_stop(
        self, card: Card, step: StepPicture, layers: tuple[LayerPicture, ...], run: int
    ) -> None:
        """Take the stop at hand; `card` has nothing covered. The batch itself is not asked for."""
        from core.lesson.marking.asked import written_on

        if self._of != (run, step.update):
            self._of, self._open = (run, step.update), set()
        self._stop = step, layers
        self.asked, self._asks = (), False
        kind = step.rail[step.done - 1].kind if step.done else "batch"
        if kind in self._kinds:
            written = written_on(card, Update.of(step, layers))
            here = (run, step.update, step.done)
            first = self._first.setdefault(kind, here) if written else None
            self._asks = not self._once or first == here
            if self._asks:
                self.asked = tuple(address for address in written if address not in self._open)
        self._keep_promise()

    def _keep_promise(self) -> None:
        """Tell what has become of the loss, once the update is done."""
        if self._promise is None or self._stop is None:
            return
        of, given = self._promise
        if of != self._of:
            self._promise = None  # gone elsewhere before it came to that
        elif self._stop[0].loss_after is not None:
            update = Update.of(*self._stop)
            self._promise = None
            self.checked += 1
            self.right += given == way_of(_LOSS, update.numbers)
            words = way_words(_LOSS, update.numbers, given)
            self._news = say("Marking", "The loss: {verdict}", verdict=words)

    def take_news(self) -> str:
        """Return what is to be said of an earlier prediction, once."""
        news, self._news = self._news, ""
        return news

    def asks_way(self) -> str:
        """Return what may be answered by a way: "number", "loss", or nothing: ""."""
        if self._stop is None:
            return ""
        if self.asked and parse(self.asked[0]).is_after:
            return "number"
        step, _ = self._stop
        at_loss = bool(step.done) and step.rail[step.done - 1].kind == "loss"
        return "loss" if self._asks and at_loss and self._promise is None else ""

    def guess(self, given: int) -> str:
        """Answer by a way, a place in `SIGNS`; return what is said of it.

        A number's is marked at once, and uncovers it; the loss's after the update. Raises
        LookupError where no way is asked for.
        """
        asks = self.asks_way()
        if not asks or self._stop is None:
            raise LookupError("no way is asked for")
        if asks == "loss":
            self._promise = self._of, given
            return translate("Marking", "You will be told after the update.")
        update, address = Update.of(*self._stop), parse(self.asked[0])
        self.checked += 1
        self.right += given == way_of(address, update.numbers)
        self._open.add(self.asked[0])
        self.asked = self.asked[1:]
        return way_words(address, update.numbers, given)

    def leave(self) -> None:
        """Ask for nothing: no stop is looked at, and the next one may be of another network."""
        self._stop, self.asked = None, ()
        self._of, self._open = (0, 0), set()

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
        from core.lesson.marking.written import read

        if not self.asked or self._stop is None:
            raise LookupError("nothing is asked for")
        given = read(text)
        (found,) = mark(Update.of(*self._stop), [Answer(parse(self.asked[0]), given)])
        if found.is_short:
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
