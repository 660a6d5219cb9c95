"""A kept run: a project, the moment at which it was left, and its recording."""

from core.history.figures import History
from core.history.parts import Packed
from core.moments.moment import Moment
from core.moments.recording import Recording
from core.pictures.snapshot import Pin, RunSummary
from core.project import Project
from core.records import Record

#: how many runs are kept; the oldest goes first
MAX_RUNS = 50


class RunRecord(Record):
    """One run, in the state in which it was left."""

    name: str
    project: Project
    moment: Moment
    history: History | Packed
    summary: RunSummary
    recording: Recording | None = None
    hidden: bool = False
    pins: tuple[Pin, ...] = ()
