"""The parts of the Step view that are made when they are first seen."""

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from core.late import Late

if TYPE_CHECKING:
    from gui.step.bend import BendView
    from gui.step.contributions import ContributionsView
    from gui.step.loss_along import LossAlongView
    from gui.step.nudge import NudgeView
    from gui.step.surface import StepSurface


class LateParts:
    """What is made when it is first seen: the four questions, and the small surface."""

    def __init__(self, diagram: QWidget) -> None:
        self._diagram = diagram
        #: what is laid over the diagram from now on lies over the small surface too
        self._over_surface = QWidget(diagram)
        self._over_surface.hide()
        self.contributions = Late(_contributions)
        self.loss_along, self.nudge, self.bend = Late(_loss_along), Late(_nudge), Late(_bend)
        self.surface = Late(self._made_surface)

    def all(self) -> tuple[Late[Any], ...]:
        """Return all of them."""
        return self.contributions, self.loss_along, self.nudge, self.bend, self.surface

    def _made_surface(self) -> "StepSurface":
        from gui.step.surface import StepSurface

        surface = StepSurface(self._diagram)
        surface.stackUnder(self._over_surface)
        return surface


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
