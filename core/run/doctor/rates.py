"""The rate finder: one update after another on a twin, each at a higher learning rate.

The learning-rate range test of Smith (2017), Cyclical Learning Rates for Training Neural Networks,
section 3.3: the rate grows from update to update, here geometrically, and the loss is noted. As in
the finder of fastai (Howard and Gugger, 2018), the test ends once the loss is four times its
lowest, and the suggestion is the rate at which the loss falls fastest over the logarithm of the
rate. The loss is that of the whole training part after the update, not of the batch: from one batch
to another the loss differs more than a short step changes it.
"""

import math
import time
from collections.abc import Generator, Sequence

import numpy as np

from core.errors import UserError
from core.lesson.names.settings import component_label
from core.pictures.findings import RateTest, RateTried
from core.run.doctor.criteria import BESIDE, HIGHEST_RATE, LOWEST_RATE, RATES, RISEN
from core.run.doctor.looking import Looking, loss_of
from core.training import changes
from core.training.trainer import Trainer
from core.words import say, translate


class RateFinding:
    """A test of rates in slices; `result` is how far it is. To cancel it, drop it."""

    whole = RATES

    def __init__(self, trainer: Trainer) -> None:
        """Take over the trainer's moment.

        Raises UserError for an optimizer whose steps do not grow with the rate, SizeError if the
        moment is too large.
        """
        optimizer = trainer.project.optimizer
        if optimizer.whole_part:  # it compares one update with the next, or searches
            raise UserError(
                say(
                    "Doctor",
                    "{optimizer} finds its own steps: their length is not that of a learning rate",
                    optimizer=component_label(optimizer),
                ),
                translate("Doctor", "take an optimizer whose steps are as long as its rate says"),
            )
        self._looking = Looking(trainer)
        self._looks = self._each()
        self._factors = np.geomspace(LOWEST_RATE, HIGHEST_RATE, RATES)
        self._losses: list[float] = []
        self._is_over = False

    @property
    def done(self) -> int:
        """How many rates have been tried."""
        return len(self._losses)

    @property
    def result(self) -> RateTest:
        """What has been tried so far, and once it is over, which rate is suggested."""
        rates = [self._looking.rate * float(factor) for factor in self._factors]
        tried = tuple(map(RateTried, rates, self._losses))
        best = suggested(tried) if self._is_over else None
        return RateTest(tried, self._looking.rate, best, self._is_over)

    def work(self, seconds: float) -> bool:
        """Continue for about this long; return whether the test is over."""
        end = time.perf_counter() + seconds
        with np.errstate(all="ignore"):
            for _ in self._looks:
                if time.perf_counter() >= end:
                    return False
        self._is_over = True
        return True

    def _each(self) -> Generator[None, None, None]:
        look = self._looking
        twin, lowest = look.start(), look.loss
        for factor in self._factors:
            changes.apply(twin, look.at_rate(float(factor)))
            twin.run(updates=1)
            loss = loss_of(twin)
            if not math.isfinite(loss):
                return
            self._losses.append(loss)
            lowest = min(lowest, loss)
            if loss > RISEN * lowest:
                return
            yield


def suggested(tried: Sequence[RateTried]) -> float | None:
    """Return the rate at which the loss falls fastest, in two digits; None if it falls nowhere.

    The slope is that over the logarithm of the rate, from a few rates before to as many after, up
    to the lowest loss.
    """
    loss = np.array([each.loss for each in tried])
    lowest = int(np.argmin(loss)) if loss.size else 0
    around = range(BESIDE, min(lowest, loss.size - 1 - BESIDE) + 1)
    slopes = [float(loss[k + BESIDE] - loss[k - BESIDE]) for k in around]
    if not slopes or not min(slopes) < 0.0:
        return None
    return float(f"{tried[BESIDE + int(np.argmin(slopes))].rate:.2g}")
