"""What a run tells, as one kind of value: which news, its values, and whose question it answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, eq=False)
class Answer:
    """One piece of news; `ticket` is that of the command it comes from, 0 where nobody asked.

    `generation` numbers the networks that a run has had: it counts up where layers, units or data
    become others.
    """

    news: str
    values: tuple[Any, ...]
    ticket: int = 0
    generation: int = 0


#: every news, and the part of a run that tells it ("" is the run itself)
NEWS: Mapping[str, str] = MappingProxyType(
    {
        "state_changed": "",
        "facts_ready": "",
        "snapshot_ready": "",
        "failed": "",
        "misfit": "",
        "opened": "",
        "progress": "",
        "stopped": "",
        "saved": "keeping",
        "autosaved": "keeping",
        "autosave_failed": "keeping",
        "edited": "edits",
        "runs_changed": "runs",
        "returned": "runs",
        "starts_tried": "starts",
        "going": "time",
        "returned_to_start": "time",
        "branched": "time",
        "compared": "time",
        "gradients_checked": "time",
        "loss_curve": "time",
        "exported": "files",
        "history_saved": "files",
        "weights_read": "files",
        "epochs_known": "files",
        "strip_progress": "files",
        "strip_made": "files",
        "refused": "files",
    }
)
