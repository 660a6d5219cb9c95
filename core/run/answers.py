"""A run's answers, all of one type: the kind of news, its values, and the question answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, eq=False)
class Answer:
    """One piece of news; `ticket` is that of the command it answers, 0 if nobody asked.

    `generation` numbers the networks that a run has had: it goes up when layers, units or data
    change.
    """

    news: str
    values: tuple[Any, ...]
    ticket: int = 0
    generation: int = 0


#: answers to commands that the window never gives (those of scripts and the command line), or hears
#: by their ticket
NOT_SHOWN = frozenset(
    {
        *("export_checked", "figured", "importance_measured", "lab_measured", "predicted"),
        *("surface_drawn", "traced", "handed_in", "moment_taken"),
        *("examined", "foreseen", "rates_tried", "found", "starts_tried"),
        *("lesson_checked", "lesson_saved", "writing_opened"),
    }
)

#: every kind of news, and the part of a run that reports it ("" is the run itself)
NEWS: Mapping[str, str] = MappingProxyType(
    {
        "state_changed": "",
        "facts_ready": "showing",
        "snapshot_ready": "showing",
        "failed": "",
        "misfit": "building",
        "opened": "building",
        "elsewhere": "building",
        "progress": "",
        "stopped": "playing",
        "figured": "questions",
        "checked_before": "questions",
        "code_shown": "questions",
        "predicted": "questions",
        "importance_measured": "assessing",
        "lab_measured": "lab",
        "traced": "questions",
        "saved": "keeping",
        "text_made": "keeping",
        "autosaved": "keeping",
        "autosave_failed": "keeping",
        "edited": "edits",
        "planted": "edits",
        "runs_changed": "runs",
        "runs_compared": "runs",
        "race_ready": "racing",
        "raced": "racing",
        "returned": "runs",
        "starts_tried": "starts",
        "going": "time",
        "returned_to_start": "time",
        "branched": "time",
        "compared": "time",
        "gradients_checked": "questions",
        "found": "asking",
        "over_time": "asking",
        "diagnosed": "health",
        "glimpsed": "glimpsing",
        "loss_curve": "questions",
        "lesson_opened": "lessons",
        "stood": "lessons",
        "handed_in": "lessons",
        "moment_taken": "writing",
        "lesson_checked": "writing",
        "lesson_saved": "writing",
        "writing_opened": "writing",
        "examined": "doctor",
        "foreseen": "trials",
        "rates_tried": "trials",
        "nudged": "questions",
        "exported": "files",
        "export_checked": "files",
        "history_saved": "files",
        "samples_saved": "files",
        "weights_read": "files",
        "surface_drawn": "files",
        "epochs_known": "files",
        "strip_progress": "files",
        "strip_made": "files",
        "filmed": "filming",
        "handed_out": "sheets",
        "sheet_found": "sheets",
        "sheet_marked": "sheets",
        "refused": "files",
        "table_read": "tables",
        "table_given_up": "tables",
    }
)
