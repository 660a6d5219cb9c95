"""What is covered on the card of a stop is shown nowhere else in the window either."""

from PySide6.QtCore import QCoreApplication, QObject, Signal

from core.lesson.cards.covering import LOSSES, NEW_WEIGHTS, OUTPUTS, Cover
from core.records import Record
from gui.bar.bar import ControlBar
from gui.commands.examine import ExamineCommands
from gui.commands.time import TimeCommands
from gui.kit.tabs import ViewTabs
from gui.network.diagram import NetworkDiagram
from gui.step.panel import StepPanel
from gui.surface.plot import SurfacePlot

#: the views that would tell of each kind
_VIEWS = {
    OUTPUTS: ("samples", "assess", "confusion", "pad", "hidden"),
    LOSSES: ("loss", "samples", "runs", "assess", "over_time"),
    NEW_WEIGHTS: ("weights", "over_time", "diagnostics"),
}


class NumbersShown(Record):
    """What shows numbers beside the step panel."""

    time: TimeCommands
    bar: ControlBar
    diagram: NetworkDiagram
    surface: SurfacePlot
    tabs: ViewTabs


class Covering(QObject):
    """Follows what is covered; `told` says why the Train view does not come."""

    told = Signal(str)

    def __init__(self, steps: StepPanel, shown: NumbersShown, examine: ExamineCommands) -> None:
        super().__init__(steps)
        self._steps, self._shown, self._examine = steps, shown, examine
        steps.covers.changed.connect(self._show)
        shown.time.view_changed.connect(self._view_changed)

    def _show(self, cover: Cover) -> None:
        kinds, shown = cover.kinds, self._shown
        shown.bar.cover_losses(LOSSES in kinds)
        shown.diagram.scene.cover(OUTPUTS in kinds)
        shown.diagram.show_light(shown.diagram.scene.light)
        shown.surface.cover_outputs(OUTPUTS in kinds)
        shown.tabs.cover({name for kind in kinds for name in _VIEWS[kind]})
        self._examine.set_cover(cover)

    def _view_changed(self, stepping: bool) -> None:
        """Uncover what is only asked for where one can look at it; a lesson's stays covered."""
        if stepping:
            return
        covers = self._steps.covers
        if NEW_WEIGHTS in covers.of_lesson().kinds:
            self._shown.time.show_steps(True)
            self.told.emit(
                QCoreApplication.translate(
                    "Covering", "The Train view would show what this step asks for: answer first."
                )
            )
        elif covers.is_asking() and covers.now():
            self._steps.predict.uncover.click()
            self.told.emit(
                QCoreApplication.translate(
                    "Covering", "The Train view shows these numbers: they are uncovered."
                )
            )
