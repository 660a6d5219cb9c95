"""What training is doing, as a person sees it."""

from enum import Enum


class State(Enum):
    """What training is doing."""

    EMPTY = "empty"
    READY = "ready"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    DIVERGED = "diverged"
