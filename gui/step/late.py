"""The parts of the Step view that are made when they are first seen."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from gui.kit.views.late import Late

if TYPE_CHECKING:
    from gui.step.bend import BendView
    from gui.step.contributions import ContributionsView
    from gui.step.loss_along import LossAlongView
    from gui.step.nudge import NudgeView
    from gui.step.surface import StepSurface


class LateParts:
    """What is made when it is first seen: the four questions, and the small surface."""

    def __init__(self, surface: "Callable[[], StepSurface]") -> None:
        self.contributions = Late(_contributions)
        self.loss_along, self.nudge, self.bend = Late(_loss_along), Late(_nudge), Late(_bend)
        self.surface = Late(surface)

    def all(self) -> tuple[Late[Any], ...]:
        """Return all of them."""
        return self.contributions, self.loss_along, self.nudge, self.bend, self.surface


def _contributions() -> "ContributionsView":
    from gui.step.contributions import ContributionsView

    return ContributionsView()


def _loss_along() -> "LossAlongView":
    from gui.step.loss_along import LossAlongView

    return LossAlongView()


def _nudge() -> "NudgeView":
    from gui.step.nudge import NudgeView

    return NudgeView()


def _bend() -> "BendView":
    from gui.step.bend import BendView

    return BendView()
