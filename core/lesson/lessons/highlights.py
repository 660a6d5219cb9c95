"""What a step of a lesson points out: parts of the network, and parts of the window by name."""

from collections.abc import Iterable, Sequence

from core.lesson.addresses.address import Address
from core.lesson.lessons.described import PANEL_PARTS
from core.lesson.lessons.expressions import Numbers, addresses_in
from core.lesson.parts import INPUTS, Part, bias, neuron, weight


def highlights_of(
    patterns: Sequence[str], numbers: Numbers
) -> tuple[tuple[Part, ...], tuple[str, ...]]:
    """Return the parts of the network and the names of the parts of the window in `patterns`.

    Raises UserError for an address that the moment does not have.
    """
    names = tuple(pattern for pattern in patterns if pattern in PANEL_PARTS)
    addresses = [
        address
        for pattern in patterns
        if pattern not in PANEL_PARTS
        for address in addresses_in(pattern, numbers)
    ]
    return parts_of(addresses), names


def parts_of(addresses: Iterable[Address]) -> tuple[Part, ...]:
    """Return where the diagram draws numbers, each place once; targets and the loss are nowhere."""
    found: dict[Part, None] = {}
    for address in addresses:
        layer, at = address.layer - 1, tuple(i - 1 for i in address.index)
        if not at:
            continue
        if address.kind == "X":
            found[neuron(INPUTS, at[-1])] = None
        elif address.kind == "weight":
            found[weight(layer, at[0], at[1])] = None
        elif address.kind == "bias":
            found[bias(layer, at[0])] = None
        elif layer >= 0:
            found[neuron(layer, at[-1])] = None
    return tuple(found)
