"""Connects lessons to the parts of the window that they take answers from and point out."""

from PySide6.QtWidgets import QWidget

from gui.bar.bar import ControlBar
from gui.commands.teaching.lessons import LessonCommands
from gui.commands.teaching.moments import StepMoments
from gui.kit.look import Look
from gui.lessons.frames import Frames
from gui.loss.plot import LossPlot
from gui.network.diagram import NetworkDiagram
from gui.panels.training import TrainingPanel
from gui.step.sheet import StepSheet
from gui.surface.plot import SurfacePlot


def connect_lessons(
    lessons: LessonCommands,
    moments: StepMoments,
    diagram: NetworkDiagram,
    window: QWidget,
    look: Look,
    bar: ControlBar,
    sheet: StepSheet,
    training: TrainingPanel,
    loss: LossPlot,
    surface: SurfacePlot,
) -> None:
    """Connect what is chosen in the diagram to tasks, and what a step points out to its place."""
    diagram.part_selected.connect(lessons.take_part)
    targets: dict[str, tuple[QWidget, ...]] = {
        "panel:equation": (sheet.equation,),
        "panel:why": (sheet.why_section,),
        "panel:matrix": (sheet.matrix,),
        "panel:line": (sheet.code,),
        "panel:loss": (sheet.outcome, sheet.equation),  # at the loss itself, its formula
        "control:play": (bar.play,),
        "control:step": (bar.step,),
        "control:new_weights": (bar.new_weights,),
        "control:reset": (bar.reset,),
        "control:epochs": (bar.epoch,),
        "control:learning_rate": (training.rate,),
        "plot:loss": (loss,),
        "plot:surface": (surface,),
    }
    moments.targets = targets
    frames = Frames(window, targets)
    look.changed.connect(frames.set_theme)
    frames.set_theme(look.theme)

    def point_out(parts: object, names: object) -> None:
        assert isinstance(parts, tuple) and isinstance(names, tuple)
        diagram.show_asked(parts)
        frames.frame(names)

    lessons.pointed_out.connect(point_out)
    moments.pointed_out.connect(point_out)
