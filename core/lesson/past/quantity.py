"""A quantity: one number that every moment of a run has, about which the run can be asked.

Figures are those of the whole training part, or of the test part with test_ before their name. An
address is a number of the network (see `core.lesson.addresses`); for whole arrays there is the
norm. The row of an address is a sample, counted from 1 in the order of the data, the test part
after the training part.
"""

import re
from collections.abc import Iterable

from core.components.metrics import METRICS
from core.errors import UserError, one_of
from core.lesson.addresses.address import Address, parse
from core.records import Record
from core.words import say

#: the figures of a moment other than metrics
LOSS, TEST_LOSS = "loss", "test_loss"
OWN_FIGURES = (LOSS, TEST_LOSS, "penalty", "learning_rate", "gradient_norm", "update", "epoch")
#: arrays that are learned or kept by a layer
LEARNED = ("weight", "bias", "scale", "shift")
#: arrays that an update computes but nothing keeps: reading them takes stepping through it
OF_UPDATE = ("L", "R", "J", "n", "m", "mask", "normalized", "slope", "mean", "variance")

_CALL = re.compile(r"(norm|abs)\s*\(\s*(.*?)\s*\)", re.IGNORECASE | re.DOTALL)
_BARS = re.compile(r"\|\s*([^|]*?)\s*\|")
_MOST = 80


class Quantity(Record):
    """A figure by its name, or an address; `part` is norm (of an array), size (|w|) or nothing."""

    figure: str = ""
    address: Address | None = None
    part: str = ""

    @property
    def is_of_update(self) -> bool:
        """Whether only the phases of an update give it."""
        address = self.address
        if address is None:
            return False
        slope = address.is_slope and address.kind not in LEARNED
        return slope or address.kind in OF_UPDATE

    @property
    def sample(self) -> int:
        """The sample that it is of, counted from 1; 0 where it is of none."""
        address = self.address
        if address is None or not address.is_of_sample or not address.index:
            return 0
        return address.index[0]

    def __str__(self) -> str:
        """Return its written form."""
        if self.address is None:
            return self.figure
        text = str(self.address)
        if self.part == "norm":
            return f"norm({text})"
        return f"|{text}|" if self.part == "size" else text


def figures() -> tuple[str, ...]:
    """Return the names of all figures."""
    metrics = [metric.name for metric in METRICS if metric.scalar]
    return (*OWN_FIGURES, *metrics, *(f"test_{name}" for name in metrics))


def read_quantity(text: str) -> Quantity:
    """Return the quantity in a text. Raises UserError if it is not one."""
    plain = text.strip()
    if plain.lower() in figures():
        return Quantity(plain.lower())
    call, bars = _CALL.fullmatch(plain), _BARS.fullmatch(plain)
    if call is not None and call[1].lower() == "norm":
        return Quantity(address=_address(call[2], plain, whole=True), part="norm")
    if call is not None or bars is not None:
        inside = call[2] if call is not None else bars[1] if bars is not None else ""
        return Quantity(address=_address(inside, plain, whole=False), part="size")
    return Quantity(address=_address(plain, plain, whole=False))


def _address(text: str, shown: str, *, whole: bool) -> Address:
    try:
        address = parse(text)
    except UserError:
        raise _no_quantity(shown) from None
    if address.is_after:
        raise UserError(
            say(
                "Past",
                "“{text}” does not belong to one moment, but lies between two",
                text=shown[:_MOST],
            ),
            say(
                "Past",
                "write {address}: after update 5 it is its value after that update",
                address=str(address).replace("'", ""),
            ),
        )
    if address.kind in ("X", "y", "eta", "loss_after"):
        raise _no_quantity(shown)
    single = address.kind in ("L", "R", "J", "n", "m")
    if whole and (address.index or single):
        raise UserError(
            say("Past", "“{text}”: a norm needs a whole array", text=shown[:_MOST]),
            say("Past", "write norm(W1), norm(b1) or norm(dW1)"),
        )
    if not whole and not address.index and not single:
        raise UserError(
            say("Past", "“{text}” is a whole array", text=shown[:_MOST]),
            say(
                "Past",
                "give its place as in {name}[1,1], or write norm({name})",
                name=address.array,
            ),
        )
    return address


def _no_quantity(text: str) -> UserError:
    known = figures()
    hint = say(
        "Past",
        "possible are W1[2,1], b1[1], A2[3,1] (of sample 3), dW1[2,1], norm(W1) and the figures "
        "{names}",
        names=one_of(_usual(known)),
    )
    import difflib  # only for what was mistyped

    near = difflib.get_close_matches(text.lower(), known, 1, 0.7)
    if near:
        hint = say("Past", "perhaps {name} is meant; {possible}", name=near[0], possible=hint)
    return UserError(say("Past", "“{text}” is not a number of a moment", text=text[:_MOST]), hint)


def _usual(known: Iterable[str]) -> list[str]:
    return [name for name in known if not name.startswith("test_") or name == TEST_LOSS]
