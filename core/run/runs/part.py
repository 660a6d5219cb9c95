"""The part of a run for the list of runs: names, hiding, comparing, and going back to one."""

from dataclasses import replace
from typing import Protocol

from core.documents.records import RunRecord
from core.run.reporting import reporting
from core.run.runs.book import RunBook
from core.run.telling import Told
from core.run.time import Time
from core.training.trainer import Trainer


class Host(Protocol):
    """What the part needs of the run that it belongs to."""

    trainer: Trainer | None
    time: Time

    def resume_run(self, record: RunRecord) -> None:
        """Rebuild a kept run at the moment where it was left."""


class Runs:
    """The list of runs: names, what is hidden, and going back to one."""

    runs_changed = Told()  # tuple of RunSummary
    runs_compared = Told()  # RunComparison
    returned = Told()  # Project of a run that was returned to
    failed = Told()
    progress = Told()

    def __init__(self, run: Host) -> None:
        self._run = run
        self.book = RunBook()
        self._told: tuple[str, ...] = ()

    def tell(self) -> None:
        """Report the list of runs."""
        run = self._run
        found = self.book.summaries(run.trainer, run.time.timeline)
        self._told = tuple(run.changed for run in found)
        self.runs_changed.emit(found)

    def tell_changes(self) -> None:
        """Report the list if something else was changed in a run than last reported.

        While a weight is dragged, every move of the mouse asks for it.
        """
        run = self._run
        found = self.book.summaries(run.trainer, run.time.timeline)
        if tuple(run.changed for run in found) != self._told:
            self.tell()

    @reporting
    def rename_run(self, run_id: int, name: str) -> None:
        """Give a run another name."""
        self.book.rename(run_id, name)
        self.tell()

    def hide_run(self, run_id: int, hidden: bool) -> None:
        """Show a run in the plots, or not."""
        self.book.hide(run_id, hidden)
        self.tell()

    def solo_run(self, run_id: int) -> None:
        """Show only this run and the current one in the plots; again, show all."""
        self.book.solo(run_id)
        self.tell()

    def delete_run(self, run_id: int) -> None:
        """Forget a run."""
        self.book.delete(run_id)
        self.tell()

    @reporting
    def compare_runs(self, first: int, second: int) -> None:
        """Compare two runs: settings, figures, curves; `runs_compared` follows."""
        from core.run.runs.comparing import compared

        one, other = self.record(first), self.record(second)
        if one is not None and other is not None:
            self.runs_compared.emit(compared(one, other))

    def record(self, run_id: int) -> RunRecord | None:
        """Return a run as it would be kept, the current one too; None if there is none."""
        timeline, book = self._run.time.timeline, self.book
        found = book.record(run_id)
        if run_id == book.current and timeline is not None:
            found = book.recorded(timeline)
        if found is None:
            return None
        name = book.name(run_id)
        current = run_id == book.current
        summary = replace(found.summary, name=name, current=current)
        return replace(found, name=name, summary=summary)

    @reporting
    def return_to_run(self, run_id: int) -> None:
        """Go back to where a run was left; it continues as a new run, the present one is kept."""
        record = self.book.record(run_id)
        if record is not None:
            self.returned.emit(record.project)
            self._run.resume_run(record)
