"""What a stop can ask for, and the verdict on an answer."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from core.errors import UserError
from core.lesson.addresses.address import parse
from core.lesson.cards.content import Card
from core.words import say, translate

if TYPE_CHECKING:
    from core.lesson.marking.marks import Mark
    from core.lesson.marking.worked import Update


def asked_of(card: Card, update: "Update") -> tuple[str, ...]:
    """Return the addresses of the numbers on a card, first those that its stop has written."""
    return _known((*_addresses(card, True), *_addresses(card, False)), update)


def written_on(card: Card, update: "Update") -> tuple[str, ...]:
    """Return the addresses of the numbers on a card that its stop has written."""
    return _known(_addresses(card, True), update)


def _known(addresses: Iterable[str], update: "Update") -> tuple[str, ...]:
    from core.lesson.addresses.moment import value as number_at

    found = []
    for address in dict.fromkeys(addresses):
        try:
            number_at(parse(address), update.numbers)
        except UserError:
            continue  # a whole array, or not known yet
        found.append(address)
    return tuple(found)


def _addresses(card: Card, written: bool) -> Iterator[str]:
    for block in card.blocks:
        for line in block:
            for cell in line.cells:
                for token in cell:
                    if token.address and token.value is not None and token.now is written:
                        yield token.address


def verdict(mark: "Mark") -> str:
    """Return a sentence about a mark."""
    if mark.right:
        if mark.remark:
            return say("Marking", "Right ({remark}).", remark=mark.remark)
        right = translate("Marking", "Right.")
        return say("Marking", "Right: {words}.", words=mark.slip) if mark.slip else right
    if mark.is_short:
        return translate("Marking", "Too few digits: give at least three.")
    if mark.slip:
        return say("Marking", "Not right: {words}.", words=mark.slip.rstrip("."))
    return translate("Marking", "Not right, and not by any known slip.")
