"""Bugs of the way back through the weights: turned round, or changed too early."""

from dataclasses import dataclass

import numpy as np

from core.training.bugs.base import BUGS, Bug, Call, Spot


@BUGS.register
@dataclass(frozen=True)
class NewWeights(Bug):
    """∂L/∂a of the layer before goes through w − η·∂L/∂w in place of w."""

    name = "new_weights"
    label = "new weights on the way back"
    right = "d{x} = dZ{k} @ W{k}.T"
    wrong = "d{x} = dZ{k} @ (W{k} - eta * dW{k}).T"
    says = "The way back goes through the weights of the forward pass, not through stepped ones"

    def after_backward(self, spot: Spot) -> Call | None:
        """Go back through weights that plain gradient descent has stepped."""
        gradient_x, gradient_z = spot.place.gradient_x, spot.bound.gradient_z
        if gradient_x is None or gradient_z is None:
            return None
        return lambda: np.copyto(gradient_x, spot.plain_step() @ gradient_z)


@BUGS.register
@dataclass(frozen=True)
class UpdatedTooEarly(Bug):
    """A layer is updated before ∂L/∂a of the layer before is worked out.

    With it, plain gradient descent gives the digits of the most copied example of all (0.291027924
    after one update).
    """

    name = "updated_too_early"
    label = "the update comes too early"
    right = "d{x} = dZ{k} @ W{k}.T; update(W{k}, dW{k})"
    wrong = "update(W{k}, dW{k}); d{x} = dZ{k} @ W{k}.T"
    says = "First all gradients, then all updates: the hidden layers need the old weights"

    def after_backward(self, spot: Spot) -> Call | None:
        """Go back through the weights as the optimizer's update leaves them."""
        gradient_x, gradient_z = spot.place.gradient_x, spot.bound.gradient_z
        if gradient_x is None or gradient_z is None:
            return None
        return lambda: np.copyto(gradient_x, spot.updated() @ gradient_z)


@BUGS.register
@dataclass(frozen=True)
class Transposed(Bug):
    """dA = dZ @ W in place of dZ @ W.T, where W is square and nothing complains."""

    name = "transposed"
    label = "the transposed weights"
    right = "d{x} = dZ{k} @ W{k}.T"
    wrong = "d{x} = dZ{k} @ W{k}"
    says = "On the way back the weights are transposed: from units to inputs"

    def after_backward(self, spot: Spot) -> Call | None:
        """Go back through the weights as they lie."""
        gradient_x, gradient_z = spot.place.gradient_x, spot.bound.gradient_z
        rows, columns = spot.weight.shape
        if gradient_x is None or gradient_z is None or rows != columns or rows < 2:
            return None
        return lambda: np.copyto(gradient_x, spot.weight.T @ gradient_z)
