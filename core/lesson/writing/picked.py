"""The number that is meant by a part of the network that was clicked, at the stop at hand."""

from core.lesson.addresses.address import Address
from core.lesson.parts import INPUTS, Part


def address_of_pick(part: Part, sample: int, stop: str) -> Address | None:
    """Return the address of what the diagram shows there: of a sample (from 1), at a stop.

    On the way back a number is its slope, after the update its new value; None for a layer.
    """
    if part.index is None:
        return None
    back, after = stop.startswith("backward"), stop == "update"
    if part.name is not None:
        index = tuple(int(at) + 1 for at in part.index)
        return Address(part.name, part.layer + 1, index, back, after)
    unit = int(part.index) + 1
    if part.layer == INPUTS:
        return Address("X", 0, (sample, unit))
    return Address("z" if back else "a", part.layer + 1, (sample, unit), back)
