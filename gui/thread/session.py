"""The window's side of training: its states, its thread and the worker in it.

The session is the only door to training. Its methods send commands to the worker, its signals
bring back what the worker says; none of them waits, but for `shut_down`.
"""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal, Slot

from core.pictures.snapshot import View, Wanted
from core.project import Project
from gui.thread.worker import State, Worker

__all__ = ["Session", "State"]

#: macOS gives a thread 512 KB of stack, which OpenBLAS overflows
_STACK_BYTES = 16 * 1024**2
_STOP_MS = 10_000


#: every command is a signal of the session, `_name`, connected to the slot `name` of a part of
#: the worker: itself (""), or one of its children
_COMMANDS = {
    "": (
        "load open_file apply remove_unit play pause step_update step_epoch go_to_epoch reset "
        "set_speed set_slow_motion set_budget set_wanted set_view acknowledge follow probe "
        "set_stops shut_down"
    ),
    "keeping": "save autosave",
    "edits": "set_values set_frozen set_frozen_mask",
    "runs": "rename_run hide_run delete_run return_to_run",
    "starts": "try_starts cancel_starts",
    "time": (
        "step step_back go_to go_to_phase go_to_backward cancel_going pin rename_pin "
        "delete_pin "
        "compare_moments check_gradients cancel_check ask_loss_along"
    ),
    "files": (
        "export save_history look_at_weights turn_weights forget_weights ask_epochs make_strip "
        "cancel_strip"
    ),
}

#: what a part of the worker says is said again by the session's signal of the same name
_NEWS = {
    "": "facts_ready snapshot_ready failed misfit opened progress stopped",
    "keeping": "saved autosaved autosave_failed",
    "edits": "edited",
    "runs": "runs_changed returned",
    "starts": "starts_tried",
    "time": "going returned_to_start branched compared gradients_checked loss_curve",
    "files": ("exported history_saved weights_read epochs_known strip_progress strip_made refused"),
}


class Session(QObject):
    """One project in training, in a thread of its own."""

    facts_ready = Signal(object)  # Facts of a new build
    snapshot_ready = Signal(object)  # Snapshot; answer with acknowledge() once it is drawn
    state_changed = Signal(object)  # State
    failed = Signal(object)  # UserError
    misfit = Signal(object)  # Problem: the project does not fit its data
    opened = Signal(object, object)  # Project, Path: what open_file found
    saved = Signal(object)  # Path
    autosaved = Signal(float)  # when a copy was set aside, in seconds since 1970
    autosave_failed = Signal(object)  # UserError
    exported = Signal(object, str)  # Path, what was written
    progress = Signal(str, int, int)  # what, done, whole (0 and 0: no measure; "" : over)

    edited = Signal(object)  # ArrayEdit or FreezeEdit: what set_values or set_frozen changed
    runs_changed = Signal(object)  # tuple of RunSummary, the current one last
    returned = Signal(object)  # Project of a run that was returned to
    stopped = Signal(str, float)  # which stop was reached, and its figure
    starts_tried = Signal(object, int)  # list of StartResult so far, and how many there will be

    going = Signal(bool)  # whether training is on the way to another moment
    returned_to_start = Signal()  # an unfinished update was taken back, as something was edited
    branched = Signal(object)  # the update at which a new run begins, as something was edited
    compared = Signal(object)  # MomentComparison
    gradients_checked = Signal(object)  # GradientCheck
    loss_curve = Signal(object)  # LossCurve
    history_saved = Signal(object)  # Path
    weights_read = Signal(object)  # Reading: weights of a file beside the project's
    epochs_known = Signal(object, object)  # the first and the last recorded epoch
    strip_progress = Signal(int, int)  # epochs done of a strip, and how many there will be
    strip_made = Signal(object, int)  # folder, how many pictures
    refused = Signal(str, object)  # what could not be done (export, history, …), UserError

    _load = Signal(object, object)
    _open_file = Signal(object)
    _apply = Signal(object)
    _remove_unit = Signal(object, int, int)
    _play = Signal()
    _pause = Signal()
    _step_update = Signal()
    _step_epoch = Signal()
    _reset = Signal()
    _set_speed = Signal(object)
    _set_wanted = Signal(object)
    _set_view = Signal(object)
    _acknowledge = Signal()
    _save = Signal(object, object, object)
    _autosave = Signal(object, str, object, object, str, object)
    _export = Signal(object)
    _follow = Signal(object)
    _probe = Signal(object)
    _set_stops = Signal(object)
    _go_to_epoch = Signal(int)
    _set_values = Signal(int, str, object, object)
    _set_frozen = Signal(int, object, object, bool)
    _set_frozen_mask = Signal(object)
    _rename_run = Signal(int, str)
    _hide_run = Signal(int, bool)
    _delete_run = Signal(int)
    _return_to_run = Signal(int)
    _try_starts = Signal(int, int)
    _cancel_starts = Signal()
    _set_slow_motion = Signal(object)
    _step = Signal(str)
    _step_back = Signal(str)
    _go_to = Signal(object)  # an int of Qt has 32 bits only
    _go_to_phase = Signal(int)
    _go_to_backward = Signal(int)
    _cancel_going = Signal()
    _pin = Signal(str)
    _rename_pin = Signal(int, str)
    _delete_pin = Signal(int)
    _set_budget = Signal(object)
    _compare_moments = Signal(object, object)
    _check_gradients = Signal()
    _cancel_check = Signal()
    _ask_loss_along = Signal(int, str, object)
    _save_history = Signal(object)
    _look_at_weights = Signal(object, object)
    _turn_weights = Signal()
    _forget_weights = Signal()
    _ask_epochs = Signal()
    _make_strip = Signal(object, object, int, bool)
    _cancel_strip = Signal()
    _shut_down = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = State.EMPTY
        self._thread = QThread()
        self._thread.setObjectName("training")
        self._thread.setStackSize(_STACK_BYTES)
        self._worker = Worker()
        self._worker.moveToThread(self._thread)
        self._connect(self._worker)
        self._thread.finished.connect(self._worker.deleteLater)
        self._thread.start()

    def _connect(self, worker: Worker) -> None:
        for part, names in _COMMANDS.items():
            for name in names.split():
                slot = getattr(getattr(worker, part) if part else worker, name)
                getattr(self, f"_{name}").connect(slot)
        for part, names in _NEWS.items():
            for name in names.split():
                signal = getattr(getattr(worker, part) if part else worker, name)
                signal.connect(getattr(self, name))
        worker.state_changed.connect(self._on_state)

    @Slot(object)
    def _on_state(self, state: State) -> None:
        self.state = state
        self.state_changed.emit(state)

    def load(self, project: Project, folder: Path | None = None) -> None:
        """Build a project anew; its relative paths start at `folder`."""
        self._load.emit(project, folder)

    def open_file(self, path: Path) -> None:
        """Open a project or a table and build it; `opened` says what it holds."""
        self._open_file.emit(path)

    def apply(self, project: Project) -> None:
        """Take over an edited project: live where that can be, else by a new start."""
        self._apply.emit(project)

    def remove_unit(self, project: Project, layer: int, unit: int) -> None:
        """Take over a project with a neuron fewer, before the document has it: which one it was."""
        self._remove_unit.emit(project, layer, unit)

    def play(self) -> None:
        """Train until paused or at an end."""
        self._play.emit()

    def pause(self) -> None:
        """Stop at the next update boundary."""
        self._pause.emit()

    def step_update(self) -> None:
        """Do one update."""
        self._step_update.emit()

    def step_epoch(self) -> None:
        """Train to the end of the epoch at hand."""
        self._step_epoch.emit()

    def reset(self) -> None:
        """Go back to the same starting weights."""
        self._reset.emit()

    def set_speed(self, updates_per_second: float | None) -> None:
        """Set the speed; None is as fast as it can."""
        self._set_speed.emit(updates_per_second)

    def set_wanted(self, wanted: Wanted) -> None:
        """Say what the visible views need to be worked out."""
        self._set_wanted.emit(wanted)

    def set_view(self, view: View) -> None:
        """Choose the plane of the surface."""
        self._set_view.emit(view)

    def acknowledge(self) -> None:
        """Say that a snapshot has been drawn; the next one may come."""
        self._acknowledge.emit()

    def save(self, path: Path, project: Project, thumbnail: bytes | None = None) -> None:
        """Save project, moment and histories; training may go on."""
        self._save.emit(path, project, thumbnail)

    def autosave(
        self,
        folder: Path,
        key: str,
        project: Project,
        thumbnail: bytes | None,
        name: str,
        original: Path | None,
    ) -> None:
        """Set a copy aside in the recovery folder; training may go on."""
        self._autosave.emit(folder, key, project, thumbnail, name, original)

    def export(self, path: Path) -> None:
        """Write the weights as they are; the format follows the suffix."""
        self._export.emit(path)

    def follow(self, sample: int | None) -> None:
        """Follow one of the facts' points: it is in every snapshot's `probe`; None for none."""
        self._follow.emit(sample)

    def probe(self, raw: Any) -> None:
        """Follow an input of one's own: an array of raw inputs (r,)."""
        self._probe.emit(raw)

    def set_stops(self, stops: Any) -> None:
        """Choose where training pauses by itself: a core.run.stops.Stops."""
        self._set_stops.emit(stops)

    def go_to_epoch(self, epoch: int) -> None:
        """Train until an epoch ahead is done."""
        self._go_to_epoch.emit(epoch)

    def set_values(self, layer: int, name: str, index: Any, values: Any) -> None:
        """Set one number of an array, or with no index the whole of it; `edited` follows."""
        self._set_values.emit(layer, name, index, values)

    def set_frozen(self, layer: int, name: str | None, index: Any, frozen: bool) -> None:
        """Freeze or free a number (name, index), a neuron (None, unit) or a layer (None, None)."""
        self._set_frozen.emit(layer, name, index, frozen)

    def set_frozen_mask(self, mask: Any) -> None:
        """Put back what was frozen before an edit: FreezeEdit.before or after."""
        self._set_frozen_mask.emit(mask)

    def rename_run(self, run_id: int, name: str) -> None:
        """Give a run another name."""
        self._rename_run.emit(run_id, name)

    def hide_run(self, run_id: int, hidden: bool) -> None:
        """Show a run in the plots, or not."""
        self._hide_run.emit(run_id, hidden)

    def delete_run(self, run_id: int) -> None:
        """Forget a run; the current one stays."""
        self._delete_run.emit(run_id)

    def return_to_run(self, run_id: int) -> None:
        """Go back to a run where it was left; `returned` brings its project."""
        self._return_to_run.emit(run_id)

    def try_starts(self, starts: int, epochs: int) -> None:
        """Train from many starts without a picture; `starts_tried` tells how they end."""
        self._try_starts.emit(starts, epochs)

    def cancel_starts(self) -> None:
        """Stop trying starts."""
        self._cancel_starts.emit()

    def set_slow_motion(self, phases_per_second: float | None) -> None:
        """Play phase by phase, so many a second, while the Step view asks for it; None: updates."""
        self._set_slow_motion.emit(phases_per_second)

    def step(self, unit: str) -> None:
        """Go one phase or update ahead, described."""
        self._step.emit(unit)

    def step_back(self, unit: str) -> None:
        """Go one phase, update or epoch back, exactly."""
        self._step_back.emit(unit)

    def go_to(self, update: int) -> None:
        """Go to the moment after so many updates of the recorded run; the newest call counts."""
        self._go_to.emit(update)

    def go_to_phase(self, phases: int) -> None:
        """Go to where so many phases of the update that is shown are done."""
        self._go_to_phase.emit(phases)

    def go_to_backward(self, layer: int) -> None:
        """Go to where the gradient of a layer comes out, in the update at hand."""
        self._go_to_backward.emit(layer)

    def cancel_going(self) -> None:
        """Stop on the way, or stop checking gradients."""
        self._cancel_going.emit()

    def pin(self, name: str = "") -> None:
        """Give the moment at hand a name."""
        self._pin.emit(name)

    def rename_pin(self, number: int, name: str) -> None:
        """Give a pin another name."""
        self._rename_pin.emit(number, name)

    def delete_pin(self, number: int) -> None:
        """Take a pin away."""
        self._delete_pin.emit(number)

    def set_budget(self, budget: int) -> None:
        """Choose how many bytes the recorded moments may take."""
        self._set_budget.emit(budget)

    def compare_moments(self, first: int, second: int) -> None:
        """Compare the moments after two numbers of updates; `compared` follows."""
        self._compare_moments.emit(first, second)

    def check_gradients(self) -> None:
        """Compare every slope with central differences; `gradients_checked` follows."""
        self._check_gradients.emit()

    def cancel_check(self) -> None:
        """Stop checking gradients."""
        self._cancel_check.emit()

    def ask_loss_along(self, layer: int, name: str, index: Any) -> None:
        """Ask for the loss along one parameter, around the update shown; `loss_curve` follows."""
        self._ask_loss_along.emit(layer, name, index)

    def save_history(self, path: Path) -> None:
        """Write the losses and metrics of the run as CSV; `history_saved` follows."""
        self._save_history.emit(path)

    def look_at_weights(self, path: Path, project: Project) -> None:
        """Read weights trained elsewhere beside a project's layers; `weights_read` follows."""
        self._look_at_weights.emit(path, project)

    def turn_weights(self) -> None:
        """Turn every matrix of the weights just read."""
        self._turn_weights.emit()

    def forget_weights(self) -> None:
        """Let go of the weights that were read."""
        self._forget_weights.emit()

    def ask_epochs(self) -> None:
        """Ask which epochs are recorded; `epochs_known` follows."""
        self._ask_epochs.emit()

    def make_strip(self, folder: Path, epochs: Any, size: int, together: bool) -> None:
        """Draw the surface at epochs of the recorded run; `strip_made` follows."""
        self._make_strip.emit(folder, epochs, size, together)

    def cancel_strip(self) -> None:
        """Stop drawing."""
        self._cancel_strip.emit()

    def shut_down(self) -> None:
        """Stop training and end the thread; returns when it has ended."""
        if not self._thread.isRunning():
            return
        self._shut_down.emit()
        self._thread.quit()
        self._thread.wait(_STOP_MS)

    def is_alive(self) -> bool:
        """Return whether the thread runs."""
        return bool(self._thread.isRunning())

    def worker(self) -> Any:
        """Return the worker; for tests."""
        return self._worker
