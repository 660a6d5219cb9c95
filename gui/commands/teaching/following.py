"""The sample and the number of a step are followed as soon as its moment is there."""

from core.errors import UserError
from core.lesson.addresses.address import parse
from core.lesson.lessons.described import Step
from core.lesson.parts import Part
from core.pictures.snapshot import Snapshot
from gui.step.panel import StepPanel
from gui.thread.session import Session


class StepFollowing:
    """Waits for the moment of one step; `step` is None once it was there."""

    def __init__(self, session: Session, steps: StepPanel) -> None:
        self._session, self._steps = session, steps
        self.step: Step | None = None

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Follow what the step says, if this is its moment."""
        step = self.step
        if step is None:
            return
        moment = step.moment
        if moment.stop != "before" and (snapshot.step is None or not snapshot.step.records):
            return
        self.step = None
        if moment.part:
            part = _part(moment.part)
            if part is not None:
                self._steps.show_selected(part)
        if moment.is_stepped and moment.stop != "before":
            self._steps.follow_row(moment.sample - 1)
        else:
            self._session.follow(moment.sample - 1)


def _part(text: str) -> Part | None:
    """Return the part of the network that an address of a weight or a bias is."""
    try:
        address = parse(text)
    except UserError:
        return None
    if address.kind not in ("weight", "bias") or not address.index:
        return None
    return Part(address.layer - 1, address.kind, tuple(at - 1 for at in address.index))
