"""The window's side of training: a thread, the worker in it, and the traffic between them.

The session is the only door to training. Its methods send commands to the worker, and its signals
bring back what the run reports; none of them waits, except `shut_down`.
"""

from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from core.data.samples import Source
from core.documents.seal import Seal
from core.pictures.snapshot import View, Wanted
from core.project import Project
from core.run import commands
from core.run.answers import NOT_SHOWN, Answer
from core.run.commands import Command
from core.run.states import State
from gui.thread.lull import Lull
from gui.thread.news import News
from gui.thread.worker import Worker, new_thread

__all__ = ["Session", "State"]

#: how long ending the thread may take, in seconds: while a person waits, and in a benchmark
STOP, STOP_UNWATCHED = 1.0, 60.0


class Session(News):
    """One project in training, in a thread of its own."""

    _command = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = State.EMPTY
        self._tickets = count(1)
        self._generation = 0
        self._thread = new_thread()
        self.lull = Lull(self)
        self._worker = Worker(self.lull)
        self._worker.moveToThread(self._thread)
        self._command.connect(self._worker.do)
        self._worker.answered.connect(self._on_answer)
        self._thread.finished.connect(self._worker.deleteLater)
        self._thread.start()

    def do(self, command: Command) -> None:
        """Send the run a command about the network that the window shows."""
        if type(command) in commands.OF_A_NETWORK and not command.generation:
            command = replace(command, generation=self._generation)
        self._worker.expect()
        self._command.emit(command)

    def ticket(self) -> int:
        """Return a new ticket; answers to a command sent with it carry it too."""
        return next(self._tickets)

    @Slot(object)
    def _on_answer(self, answer: Answer) -> None:
        self._generation = answer.generation
        if answer.news == "state_changed":
            (self.state,) = answer.values
        self.answered.emit(answer)
        if answer.news not in NOT_SHOWN:
            getattr(self, answer.news).emit(*answer.values)

    def load(self, project: Project, folder: Path | None = None) -> None:
        """Build a project from scratch; its relative paths start at `folder`."""
        self.do(commands.Load(project, folder))

    def open_file(self, path: Path, tables: tuple[str, ...] = ()) -> None:
        """Open a project or a table and build it; `opened` says what it holds.

        `tables` are the tables elsewhere that it may name; if it names others, `elsewhere` follows.
        """
        self.do(commands.OpenFile(path, tables))

    def open_table(self, path: Path, source: Source) -> None:
        """Open a table, read as a source says, as a new document; `opened` follows."""
        self.do(commands.OpenTable(path, source))

    def look_at_table(self, source: Source, settings: tuple[str, ...] = ()) -> None:
        """Read a table without learning from it; `table_read` or `table_given_up` follows."""
        self.do(commands.LookAtTable(source, settings))

    def give_up_reading(self) -> None:
        """Cancel the current reading of a table."""
        self._worker.give_up_reading()

    def forget_table(self) -> None:
        """Drop the table that was previewed."""
        self.do(commands.ForgetTable())

    def apply(self, project: Project) -> None:
        """Take over an edited project: live if possible, otherwise by starting again."""
        self.do(commands.Apply(project))

    def remove_unit(self, project: Project, layer: int, unit: int) -> None:
        """Take over a project without one of its neurons; the others keep their weights.

        This goes before the document's edit, which does not say which neuron it was.
        """
        self.do(commands.RemoveUnit(project, layer, unit))

    def play(self) -> None:
        """Train until paused or finished."""
        self.do(commands.Play())

    def pause(self) -> None:
        """Stop after the current update, or before it if it takes long."""
        self._worker.expect_pause()
        self.do(commands.Pause())

    def step_update(self) -> None:
        """Do one update."""
        self.do(commands.StepUpdate())

    def step_epoch(self) -> None:
        """Train to the end of the current epoch."""
        self.do(commands.StepEpoch())

    def go_to_epoch(self, epoch: int) -> None:
        """Train until a later epoch is done."""
        self.do(commands.GoToEpoch(epoch))

    def go_to_moment(self, unit: str, number: int) -> None:
        """Go to where this many epochs or updates are done; train if that is not recorded yet."""
        self.do(commands.GoToMoment(unit, number))

    def reset(self) -> None:
        """Go back to the same starting weights."""
        self.do(commands.Reset())

    def set_speed(self, updates_per_second: float | None) -> None:
        """Set the speed; None is as fast as possible."""
        self.do(commands.SetSpeed(updates_per_second))

    def set_slow_motion(self, phases_per_second: float | None) -> None:
        """Play phase by phase at this many a second, for the Step view; None plays updates."""
        self.do(commands.SetSlowMotion(phases_per_second))

    def set_budget(self, budget: int) -> None:
        """Set how many bytes the recorded moments may take."""
        self.do(commands.SetBudget(budget))

    def set_wanted(self, wanted: Wanted) -> None:
        """Set what the visible views need computed."""
        self.do(commands.SetWanted(wanted))

    def set_view(self, view: View) -> None:
        """Choose the plane of the surface."""
        self.do(commands.SetView(view))

    def acknowledge(self) -> None:
        """Report that a snapshot has been drawn, so that the next one may come."""
        self.do(commands.Acknowledge())

    def follow(self, sample: int | None) -> None:
        """Follow one of the facts' points, then every snapshot's `probe`; None follows none."""
        self.do(commands.Follow(sample))

    def probe(self, raw: Any) -> None:
        """Follow any input: an array of raw inputs (r,)."""
        self.do(commands.Probe(raw))

    def set_stops(self, stops: Any) -> None:
        """Set where training pauses automatically: a core.run.stops.Stops."""
        self.do(commands.SetStops(stops))

    def save(self, path: Path, project: Project, thumbnail: bytes | None = None) -> None:
        """Save project, moment and histories; training may go on."""
        self.do(commands.Save(path, project, thumbnail))

    def ask_text(self, project: Project) -> None:
        """Ask for a project as one line of text; `text_made` follows."""
        self.do(commands.AskText(project))

    def autosave(
        self,
        folder: Path,
        key: str,
        project: Project,
        thumbnail: bytes | None,
        name: str,
        original: Path | None,
        known: Seal | None,
    ) -> None:
        """Set a copy aside in the recovery folder; training may go on."""
        self.do(commands.Autosave(folder, key, project, thumbnail, name, original, known))

    def set_values(self, layer: int, name: str, index: Any, values: Any) -> None:
        """Set one number of an array, or without an index all of it; `edited` follows."""
        self.do(commands.SetValues(layer, name, index, values))

    def put_back_values(self, layer: int, name: str, index: Any, values: Any) -> None:
        """Set values for undo or redo, in the network that results from the edits sent before."""
        command = commands.SetValues(layer, name, index, values, generation=commands.WHICHEVER)
        self.do(command)

    def set_frozen(self, layer: int, name: str | None, index: Any, frozen: bool) -> None:
        """Freeze or free a number (name, index), a neuron (None, unit) or a layer (None, None)."""
        self.do(commands.SetFrozen(layer, name, index, frozen))

    def set_frozen_mask(self, mask: Any) -> None:
        """Put back what was frozen before an edit: FreezeEdit.before or after."""
        self.do(commands.SetFrozenMask(mask))

    def rename_run(self, run_id: int, name: str) -> None:
        """Give a run another name."""
        self.do(commands.RenameRun(run_id, name))

    def hide_run(self, run_id: int, hidden: bool) -> None:
        """Show or hide a run in the plots."""
        self.do(commands.HideRun(run_id, hidden))

    def solo_run(self, run_id: int) -> None:
        """Show only a run and the current one in the plots; again, show all."""
        self.do(commands.SoloRun(run_id))

    def compare_runs(self, first: int, second: int) -> None:
        """Compare two runs; `runs_compared` follows."""
        self.do(commands.CompareRuns(first, second))

    def end_race(self) -> None:
        """Let go of the race."""
        self.do(commands.EndRace())

    def delete_run(self, run_id: int) -> None:
        """Forget a run; the current one stays."""
        self.do(commands.DeleteRun(run_id))

    def return_to_run(self, run_id: int) -> None:
        """Go back to a run where it was left; `returned` brings its project."""
        self.do(commands.ReturnToRun(run_id))

    def cancel_starts(self) -> None:
        """Stop trying starts."""
        self.do(commands.CancelStarts())

    def step(self, unit: str) -> None:
        """Go one phase or update forward, with a description."""
        self.do(commands.Step(unit))

    def step_back(self, unit: str) -> None:
        """Go one phase, update or epoch back, exactly."""
        self.do(commands.StepBack(unit))

    def go_to(self, update: int) -> None:
        """Go to the moment after this many updates of the recorded run; the latest call counts."""
        self.do(commands.GoTo(update))

    def go_to_phase(self, phases: int) -> None:
        """Go to where this many phases of the update shown are done."""
        self.do(commands.GoToPhase(phases))

    def go_to_backward(self, layer: int) -> None:
        """Go to where the gradient of a layer is computed, in the current update."""
        self.do(commands.GoToBackward(layer))

    def cancel_going(self) -> None:
        """Stop on the way, or stop checking gradients or reading a table."""
        self._worker.give_up_reading()
        self.do(commands.CancelGoing())

    def pin(self, name: str = "") -> None:
        """Give the current moment a name."""
        self.do(commands.Pin(name))

    def rename_pin(self, number: int, name: str) -> None:
        """Give a pin another name."""
        self.do(commands.RenamePin(number, name))

    def delete_pin(self, number: int) -> None:
        """Remove a pin."""
        self.do(commands.DeletePin(number))

    def compare_moments(self, first: int, second: int) -> None:
        """Compare the moments after two numbers of updates; `compared` follows."""
        self.do(commands.CompareMoments(first, second))

    def check_gradients(self) -> None:
        """Compare every gradient with central differences; `gradients_checked` follows."""
        self.do(commands.CheckGradients())

    def ask_loss_along(self, layer: int, name: str, index: Any) -> None:
        """Ask for the loss along one parameter, around the update shown; `loss_curve` follows."""
        self.do(commands.AskLossAlong(layer, name, index))

    def ask_nudge(self, layer: int, name: str, index: Any) -> None:
        """Ask what adding a little to one parameter does; `nudged` follows."""
        self.do(commands.AskNudge(layer, name, index))

    def ask_over_time(self, quantities: tuple[str, ...], first: int, last: int) -> None:
        """Collect quantities from update `first` to `last`; `over_time` brings them."""
        self.do(commands.AskOverTime(quantities, first, last))

    def set_watched(self, quantities: tuple[str, ...]) -> None:
        """Put the values of these quantities into every snapshot."""
        self.do(commands.SetWatched(quantities))

    def export(self, path: Path) -> None:
        """Write the current weights; the suffix decides the format."""
        self.do(commands.Export(path))

    def save_history(self, path: Path) -> None:
        """Write the losses and metrics of the run as CSV; `history_saved` follows."""
        self.do(commands.SaveHistory(path))

    def save_samples(self, path: Path, scaled: bool) -> None:
        """Write the samples of every part with the predictions; `samples_saved` follows."""
        self.do(commands.SaveSamples(path, scaled))

    def look_at_weights(self, path: Path, project: Project) -> None:
        """Read weights trained elsewhere to compare with a project; `weights_read` follows."""
        self.do(commands.LookAtWeights(path, project))

    def turn_weights(self) -> None:
        """Transpose every matrix of the weights just read."""
        self.do(commands.TurnWeights())

    def answer_weights(self, name: str, value: str) -> None:
        """Answer a question about the weights just read."""
        self.do(commands.AnswerWeights(name, value))

    def forget_weights(self) -> None:
        """Drop the weights that were read."""
        self.do(commands.ForgetWeights())

    def ask_epochs(self) -> None:
        """Ask which epochs are recorded; `epochs_known` follows."""
        self.do(commands.AskEpochs())

    def make_strip(self, folder: Path, epochs: Any, size: int, together: bool) -> None:
        """Draw the surface at epochs of the recorded run; `strip_made` follows."""
        self.do(commands.MakeStrip(folder, epochs, size, together))

    def cancel_strip(self) -> None:
        """Stop drawing."""
        self.do(commands.CancelStrip())

    def shut_down(self, within: float = STOP) -> bool:
        """Stop training and end the thread, within so many seconds; return whether it has ended.

        A single long calculation cannot be stopped: the process must then end anyway (`gui.app`).
        """
        if not self._thread.isRunning():
            return True
        self._worker.close()
        self.do(commands.ShutDown())
        self._thread.quit()
        return bool(self._thread.wait(round(1000 * within)))

    def is_alive(self) -> bool:
        """Return whether the thread runs."""
        return bool(self._thread.isRunning())

    def worker(self) -> Any:
        """Return the run in the thread; for tests."""
        return self._worker.run
