"""The update of many parameters in blocks that stay in the processor's cache.

An optimizer goes through its vectors several times. Where each parameter's step depends on no
other's, going through one block after another gives the same bits, and two threads can each take
half of the blocks.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.optimizers import Optimizer, Update
from core.components.optimizers.scratch import Scratch
from core.two_threads import threads, together

Array = NDArray[np.floating[Any]]

#: bytes of a block of one vector: a handful of them lie in a second-level cache
BLOCK_BYTES = 1 << 18
#: bytes of a vector from which blocks are worth it, and two threads
_WORTH, _WORTH_TWO = 4 * BLOCK_BYTES, 8 * BLOCK_BYTES


def bound_update(
    optimizer: Optimizer,
    parameters: Array,
    gradient: Array,
    slots: Mapping[str, Array],
    counters: dict[str, float],
) -> Update:
    """Return an optimizer's update of vectors, in blocks if they are long.

    Only plain arrays are updated by two threads, so that a recording has one order.
    """
    count, bytes_in_all = len(parameters), parameters.nbytes
    if bytes_in_all < _WORTH or not optimizer.each_alone:
        return optimizer.bind(parameters, gradient, dict(slots), counters)
    size = BLOCK_BYTES // parameters.itemsize

    def bound(begin: int, end: int) -> list[Update]:
        scratch, found = Scratch(), list[Update]()
        for at in range(begin, end, size):
            part = slice(at, min(at + size, end))
            own = {name: vector[part] for name, vector in slots.items()}
            with scratch.lent():
                found.append(optimizer.bind(parameters[part], gradient[part], own, counters))
        return found

    by_two = type(parameters) is np.ndarray and bytes_in_all >= _WORTH_TWO and threads() == 2
    middle = count // 2 // size * size if by_two else count
    first, second = bound(0, middle), bound(middle, count)

    def in_turn(updates: list[Update], numbers: tuple[float, ...]) -> None:
        for update in updates:
            update(*numbers)

    def update_all(*numbers: float) -> None:
        if second:
            together(lambda: in_turn(first, numbers), lambda: in_turn(second, numbers))
        else:
            in_turn(first, numbers)

    return update_all
