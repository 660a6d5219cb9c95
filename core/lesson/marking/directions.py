"""Which way a number moves in an update, in words: a weight, or the loss of its batch."""

from core.errors import UserError
from core.lesson.addresses.address import Address, parse
from core.lesson.addresses.moment import value as number_at
from core.lesson.marking.worked import Numbers
from core.lesson.numbers import figure
from core.words import say, translate

#: up, down, and not at all
SIGNS = ("▲", "▼", "=")
#: what counts as the loss's staying where it is, as a share of it
_SAME = 1e-9


def moved(address: Address, numbers: Numbers) -> tuple[float, float]:
    """Return a number before the update and after it: of what is learned, or the loss J.

    Raises UserError for another number, or one that is not known yet.
    """
    if address.kind in ("L", "J") and not address.index:
        whole = "J" if "J" in numbers else "L"
        before, after = parse(whole), parse("loss_after")
    elif address.kind in ("weight", "bias", "scale", "shift") and not address.is_slope:
        before = Address(address.kind, address.layer, address.index)
        after = Address(address.kind, address.layer, address.index, is_after=True)
    else:
        raise UserError(
            say("Marking", "{address} does not move in an update", address=str(address)),
            translate("Marking", "weights, biases and the loss do: W1[2,1], b1[1], L"),
        )
    return number_at(before, numbers), number_at(after, numbers)


def way(before: float, after: float, share: float = 0.0) -> int:
    """Return the place in `SIGNS` of where a number goes; up to `share` of it is nowhere."""
    if abs(after - before) <= share * abs(before):
        return 2
    return 0 if after > before else 1


def way_of(address: Address, numbers: Numbers) -> int:
    """Return the place in `SIGNS` of where the number at an address goes. Raises UserError."""
    share = _SAME if address.kind in ("L", "J") else 0.0
    return way(*moved(address, numbers), share)


def ways(is_loss: bool) -> tuple[str, str, str]:
    """Return the three ways in words."""
    if is_loss:
        return (
            translate("Marking", "▲ it rises"),
            translate("Marking", "▼ it falls"),
            translate("Marking", "= it stays"),
        )
    return (
        translate("Marking", "▲ up"),
        translate("Marking", "▼ down"),
        translate("Marking", "= it stays"),
    )


def way_words(address: Address, numbers: Numbers, given: int) -> str:
    """Return a sentence about a guess of a way: whether it is right, and why it goes there."""
    before, after = moved(address, numbers)
    right = way_of(address, numbers)
    change = f"{figure(before)} → {figure(after)}"
    if address.kind in ("L", "J"):
        said = ways(is_loss=True)[right]
    else:
        said = _why(address, numbers, right)
    if given == right:
        return say("Marking", "Right: {why}, {change}.", why=said, change=change)
    return say("Marking", "Not right: {why}, {change}.", why=said, change=change)


def _why(address: Address, numbers: Numbers, right: int) -> str:
    """Return where a weight goes, and that its slope says so if it does."""
    said = ways(is_loss=False)[right]
    slope = Address(address.kind, address.layer, address.index, is_slope=True)
    try:
        steep = number_at(slope, numbers)
    except UserError:
        return said
    if steep > 0.0 and right == 1:
        return say("Marking", "{way}, against its positive slope", way=said)
    if steep < 0.0 and right == 0:
        return say("Marking", "{way}, against its negative slope", way=said)
    if steep == 0.0 and right == 2:
        return say("Marking", "{way}, as its slope is 0", way=said)
    return said
