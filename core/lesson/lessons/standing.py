"""Whether a snapshot is the moment of a step, and the number that the step follows there."""

from core.errors import UserError
from core.lesson.addresses.address import parse
from core.lesson.lessons.described import Moment
from core.lesson.parts import Part
from core.pictures.snapshot import Snapshot


def is_shown(moment: Moment, snapshot: Snapshot) -> bool:
    """Return whether a snapshot is at a stop, if the moment is at one."""
    at_stop = snapshot.step is not None and bool(snapshot.step.records)
    return moment.stop == "before" or at_stop


def followed_part(moment: Moment) -> Part | None:
    """Return the weight or the bias that a moment names, None where it names none."""
    try:
        address = parse(moment.part)
    except UserError:
        return None
    if address.kind not in ("weight", "bias") or not address.index:
        return None
    return Part(address.layer - 1, address.kind, tuple(at - 1 for at in address.index))
