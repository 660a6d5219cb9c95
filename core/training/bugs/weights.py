"""Bugs on the way back through the weights: not transposed, or changed too early."""

from collections.abc import Callable

import numpy as np

from core.records import record
from core.training.bugs.base import BUGS, Array, Bug, Call, Spot


def _back_through(weights: Callable[[], Array], spot: Spot) -> Call | None:
    """Return the way back through other weights, computed when it is taken; None where it ends."""
    gradient_x, gradient_z = spot.place.gradient_x, spot.bound.gradient_z
    if gradient_x is None or gradient_z is None:
        return None
    return lambda: np.copyto(gradient_x, weights() @ gradient_z)


@BUGS.register
@record
class NewWeights(Bug):
    """∂L/∂a of the previous layer is computed with w − η·∂L/∂w instead of w."""

    name = "new_weights"
    label = "new weights on the way back"
    right = "d{x} = dZ{k} @ W{k}.T"
    wrong = "d{x} = dZ{k} @ (W{k} - eta * dW{k}).T"
    says = "The way back uses the weights of the forward pass, not the updated ones"

    def after_backward(self, spot: Spot) -> Call | None:
        """Go back through weights updated by plain gradient descent."""
        return _back_through(spot.plain_step, spot)


@BUGS.register
@record
class UpdatedTooEarly(Bug):
    """A layer is updated before ∂L/∂a of the previous layer is computed.

    With it, plain gradient descent gives the digits of the most copied example of all (0.291027924
    after one update).
    """

    name = "updated_too_early"
    label = "the update comes too early"
    right = "d{x} = dZ{k} @ W{k}.T; update(W{k}, dW{k})"
    wrong = "update(W{k}, dW{k}); d{x} = dZ{k} @ W{k}.T"
    says = "First all gradients, then all updates: the hidden layers need the old weights"

    def after_backward(self, spot: Spot) -> Call | None:
        """Go back through the weights as updated by the optimizer, if it has no need to search."""
        return None if spot.updated is None else _back_through(spot.updated, spot)


@BUGS.register
@record
class Transposed(Bug):
    """dA = dZ @ W instead of dZ @ W.T, where W is square and nothing complains."""

    name = "transposed"
    label = "the transposed weights"
    right = "d{x} = dZ{k} @ W{k}.T"
    wrong = "d{x} = dZ{k} @ W{k}"
    says = "On the way back the weights are transposed: from neurons to inputs"

    def after_backward(self, spot: Spot) -> Call | None:
        """Go back through the weights without transposing them."""
        gradient_x, gradient_z = spot.place.gradient_x, spot.bound.gradient_z
        rows, columns = spot.weight.shape
        if gradient_x is None or gradient_z is None or rows != columns or rows < 2:
            return None
        return lambda: np.copyto(gradient_x, spot.weight.T @ gradient_z)
