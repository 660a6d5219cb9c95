"""What an optimizer that searches for its step asks a plan for."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.optimizers.solving import squared
from core.training.network import check_slopes
from core.training.plan import TrainingPlan

Array = NDArray[np.floating[Any]]


class Measuring:
    """Objective and slopes of a plan's batch, at the present parameters.

    What is frozen, (parameters,), has no slope; None if nothing is. `going_on` is called again and
    again while the slopes of all outputs are computed and multiplied, and may raise Interrupted.
    """

    def __init__(
        self,
        plan: TrainingPlan,
        gradient: Array,
        frozen: NDArray[np.bool_] | None,
        going_on: Callable[[], None],
    ) -> None:
        self._plan, self._gradient, self._frozen = plan, gradient, frozen
        self.going_on = going_on

    def __call__(self) -> float:
        """Write the gradient of the objective into the gradient's vector; return the objective."""
        objective = self._plan.measure()
        self.hide()
        return objective

    def hide(self) -> None:
        """Take away the slopes of what is frozen."""
        if self._frozen is not None:
            self._gradient[self._frozen] = 0.0

    def bends(self) -> NDArray[np.float64]:
        """Return c·SᵀS (parameters, parameters).

        The gradient is overwritten. Raises SizeError if S would be too large.
        """
        plan = self._plan
        check_slopes(plan.outputs, plan.size, self._gradient.size)
        slopes = plan.output_slopes(self.going_on)
        if self._frozen is not None:
            slopes[:, self._frozen] = 0.0
        return plan.curvature() * squared(slopes, self.going_on)
