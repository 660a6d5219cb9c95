"""Connects what is asked for in the step panel and after a gradient check to its actions."""

from gui.commands.bugs import BugCommands
from gui.kit.actions import Actions
from gui.step.panel import StepPanel
from gui.window.step_view import StepView


def connect_steps(steps: StepPanel, view: StepView, bugs: BugCommands, act: Actions) -> None:
    """Connect the buttons of the step panel, and the path from a check to the bug."""
    steps.explain_requested.connect(act["explain"].trigger)
    steps.check_requested.connect(act["check_gradients"].trigger)
    view.mend_wanted.connect(act["mend_bug"].trigger)
    bugs.worst_wanted.connect(view.show_worst)
