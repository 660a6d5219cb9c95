"""Which samples a scatter draws: of many an evenly spread selection, and the wrong ones first."""

import numpy as np

from core.pictures.samples import Numbers, Samples

#: the most samples that are drawn, and how many of these may be wrong ones
MOST, MOST_WRONG = 2_000, 1_000


def spread(numbers: Numbers, most: int) -> Numbers:
    """Return at most so many of some numbers, evenly spread and in their order."""
    if len(numbers) <= most:
        return numbers
    return numbers[np.linspace(0, len(numbers) - 1, most).astype(np.intp)]


def drawn(samples: Samples, numbers: Numbers, question: int) -> Numbers:
    """Return which of the samples with these numbers (n,) are drawn, in ascending order.

    `question` is the question of two classes, 0 for one-hot classes; it decides what is wrong.
    """
    if len(numbers) <= MOST or not samples.has_classes:
        return np.sort(spread(numbers, MOST))
    wrong = samples.true[numbers, question] != samples.said[numbers, question]
    first = spread(numbers[wrong], MOST_WRONG)
    return np.sort(np.concatenate([first, spread(numbers[~wrong], MOST - len(first))]))
