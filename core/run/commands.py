"""The commands for a run, as frozen records, and the one table of what does each.

A command carries a ticket, and its answers carry the same one, so that the caller can recognise
them. Ticket 0 belongs to nobody. It may also carry the generation of the network that it refers to:
a command for a layer that the last edit removed is dropped.
"""

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from core.data.samples import Source
from core.pictures.snapshot import View, Wanted
from core.project import Project
from core.records import Record

if TYPE_CHECKING:
    from core.documents.seal import Seal
    from core.pictures.findings import Finding
    from core.pictures.lab.hidden import Plane


class Command(Record, eq=False):
    """A request to a run."""

    ticket: int = field(default=0, kw_only=True)
    #: the generation (see Answer) of the network it refers to; 0 is not given, -1 is any
    generation: int = field(default=0, kw_only=True)


class Load(Command):
    """Build a project from scratch; its relative paths start at `folder`."""

    project: Project
    folder: Path | None = None


class OpenFile(Command):
    """Open a project or a table and build it; `opened` says what it holds.

    `tables` are tables elsewhere that the file may read; if it names others, nothing is opened and
    `elsewhere` lists them.
    """

    path: Path
    tables: tuple[str, ...] = ()


class OpenWith(Command):
    """Open a file with settings applied, each as in `layers.0.units=8`.

    A setting that needs a new start discards the trained moment in the file; unless that is allowed
    (`restarts`), it is refused. Another precision keeps the weights.
    """

    path: Path
    settings: tuple[str, ...]
    tables: tuple[str, ...] = ()
    restarts: bool = True


class OpenTable(Command):
    """Open a table, read as a source says, as a new document; `opened` follows."""

    path: Path
    source: Source


class LookAtTable(Command):
    """Read a table without training on it; `table_read` follows, or `table_given_up`.

    Settings as in `data.source.reading.header=false` are applied to the source first.
    """

    source: Source
    settings: tuple[str, ...] = ()


class ForgetTable(Command):
    """Release the table that was looked at."""


class Apply(Command):
    """Apply an edited project: live if possible, else with a new start."""

    project: Project


class RemoveUnit(Command):
    """Apply a project with one neuron removed, naming the neuron."""

    project: Project
    layer: int
    unit: int


class Play(Command):
    """Train until paused or at an end."""


class Pause(Command):
    """Stop at the next update boundary."""


class StepUpdate(Command):
    """Do one update."""


class StepEpoch(Command):
    """Train to the end of the current epoch."""


class GoToEpoch(Command):
    """Train until an epoch ahead is done."""

    epoch: int


class GoToMoment(Command):
    """Go to the moment after a number of epochs or updates, training if it is not recorded.

    `unit` is "epoch" or "update".
    """

    unit: str
    number: int


class Reset(Command):
    """Go back to the same starting weights."""


class SetEnd(Command):
    """Let training end after this epoch, whatever the project says; None: as the project says."""

    epoch: int | None


class SetSpeed(Command):
    """Set the speed; None is as fast as it can."""

    updates_per_second: float | None


class SetSlowMotion(Command):
    """Play phase by phase at this rate, while the Step view asks for it; None: updates."""

    phases_per_second: float | None


class SetRecording(Command):
    """Choose whether files keep the recorded run of what is opened next; one in a file stays."""

    recording: bool


class SetBudget(Command):
    """Choose how many bytes the recorded moments may take."""

    budget: int


class SetWanted(Command):
    """Say what the visible views need to have computed."""

    wanted: Wanted


class SetView(Command):
    """Choose the plane of the surface."""

    view: View


class SetPlane(Command):
    """Choose the plane of a layer in which points and grid are shown: a Plane, or None."""

    plane: "Plane | None"


class Acknowledge(Command):
    """Say that a snapshot has been drawn; the next one may come."""


class Follow(Command):
    """Follow one of the facts' points: it is in every snapshot's `probe`; None for none."""

    sample: int | None


class Probe(Command):
    """Follow an input chosen by the person: an array of raw inputs (r,)."""

    raw: Any


class Focus(Command):
    """Put the map of a neuron (layer, unit) into snapshots, as fine as the surface; None: none."""

    neuron: Any


class SetStops(Command):
    """Choose where training pauses by itself: a core.run.stops.Stops."""

    stops: Any


class ShutDown(Command):
    """Stop training and end the thread; returns when it has ended."""


class AskFigures(Command):
    """Compute losses, metrics, outputs and weights of this moment; `figured` brings them."""


class Trace(Command):
    """Run this many updates on a copy, phase by phase; `traced` brings every record."""

    updates: int


class Find(Command):
    """Look for the first update where a condition holds, on a copy; `found` brings Found.

    `ahead` is a core.run.past.finding.Ahead: train further if nothing is found in the recording.
    With `retrace` it begins before the recording, if that gives the same numbers.
    """

    condition: str
    ahead: Any = None
    retrace: bool = False


class AskOverTime(Command):
    """Collect quantities (their texts) from update `first` to `last`; `over_time` brings them.

    The values come as they are computed, each time all so far, and whether they are complete.
    """

    quantities: tuple[str, ...]
    first: int
    last: int


class Diagnose(Command):
    """Collect diagnostics over the recorded updates; `diagnosed` brings Health.

    It comes as it is computed, each time all so far, and whether it is complete.
    """


class CancelDiagnosing(Command):
    """Stop collecting diagnostics."""


class SetWatched(Command):
    """Send the values of these quantities with every snapshot."""

    quantities: tuple[str, ...]


class Glimpse(Command):
    """Make a snapshot of a recorded moment while training stays here; `glimpsed` brings it.

    The newest call counts; None ends it.
    """

    update: int | None


class CancelAsking(Command):
    """Stop looking for an update, or collecting numbers over time."""


class CancelFinding(Command):
    """Stop looking for an update; numbers over time are collected on."""


class AskImportance(Command):
    """Shuffle every input of a part, and measure how much worse the network gets.

    `importance_measured` brings the Importance, or None if it was cancelled.
    """

    part: str
    repeats: int
    seed: int


class CancelImportance(Command):
    """Stop shuffling inputs."""


class AskWorth(Command):
    """Measure the network without each hidden unit, on a copy.

    `lab_measured` brings the Worth, or None if it was cancelled.
    """


class AskCurve(Command):
    """Measure a copy of the network over the amount of a change; `kind` is one of lab's KINDS.

    `lab_measured` brings the Curve, or None if it was cancelled.
    """

    kind: str
    amounts: tuple[float, ...]
    draws: int
    seed: int


class CancelLab(Command):
    """Stop measuring changed copies."""


class Predict(Command):
    """Compute the outputs for raw inputs, rows × inputs; `predicted` brings Predictions."""

    raw: Any


class PredictTable(Command):
    """Compute the outputs for every row of a table; `predicted` brings Predictions in pieces.

    `threshold` replaces the network's own threshold between two classes.
    """

    path: Path
    threshold: float | None = None


class Save(Command):
    """Save project, moment and histories; training may continue."""

    path: Path
    project: Project
    thumbnail: bytes | None = None


class AskText(Command):
    """Ask for a project with its trained weights as one line of text; `text_made` follows."""

    project: Project


class Autosave(Command):
    """Put a copy in the recovery folder; training may continue.

    `original` is the person's own file, `known` its seal.
    """

    folder: Path
    key: str
    project: Project
    thumbnail: bytes | None
    name: str
    original: Path | None
    known: "Seal | None" = None


class SetValues(Command):
    """Set one number of an array, or with no index the whole of it; `edited` follows."""

    layer: int
    name: str
    index: Any
    values: Any


class SetFrozen(Command):
    """Freeze or free a number (name, index), a neuron (None, unit) or a layer (None, None)."""

    layer: int
    name: str | None
    index: Any
    frozen: bool


class SetFrozenMask(Command):
    """Restore what was frozen: FreezeEdit.before or after."""

    mask: Any


class RenameRun(Command):
    """Give a run another name."""

    run_id: int
    name: str


class HideRun(Command):
    """Show a run in the plots, or not."""

    run_id: int
    hidden: bool


class SoloRun(Command):
    """Show only a run and the current one in the plots; again, show all."""

    run_id: int


class CompareRuns(Command):
    """Compare two runs, by their numbers; `runs_compared` follows."""

    first: int
    second: int


class StartRace(Command):
    """Begin a race of two variants of the present network; `race_ready` and `raced` follow."""

    first: Project
    second: Project


class RaceRun(Command):
    """Begin a race of a kept run against the present network; `race_ready` and `raced` follow."""

    run_id: int


class AdvanceRace(Command):
    """Go on with the race for some updates, None: a moment at full speed; `raced` follows."""

    updates: int | None


class EndRace(Command):
    """Let go of the race."""


class DeleteRun(Command):
    """Forget a run; the current one stays."""

    run_id: int


class ReturnToRun(Command):
    """Go back to a run where it was left; `returned` brings its project."""

    run_id: int


class TryStarts(Command):
    """Train from many starts without pictures; `starts_tried` brings the results."""

    starts: int
    epochs: int


class CancelStarts(Command):
    """Stop trying starts."""


class Step(Command):
    """Step forward one phase or update, with its description."""

    unit: str


class StepBack(Command):
    """Step back one phase, update or epoch, exactly."""

    unit: str


class GoTo(Command):
    """Go to the moment after this many updates of the recorded run; the newest call counts."""

    update: int


class GoToPhase(Command):
    """Go to where this many phases of the shown update are done."""

    phases: int


class GoToBackward(Command):
    """Go to where the gradient of a layer is computed, in the current update."""

    layer: int


class CancelGoing(Command):
    """Stop on the way, or stop checking gradients."""


class Pin(Command):
    """Give the present moment a name."""

    name: str = ""


class RenamePin(Command):
    """Give a pin another name."""

    number: int
    name: str


class DeletePin(Command):
    """Remove a pin."""

    number: int


class CompareMoments(Command):
    """Compare the moments after two numbers of updates; `compared` follows."""

    first: int
    second: int


class CheckGradients(Command):
    """Compare every slope with central differences; `gradients_checked` follows."""


class CancelCheck(Command):
    """Stop checking gradients."""


class PlantBug(Command):
    """Plant a bug in the backward pass by its name; "" takes it out again. `planted` follows.

    With `acting`, one that has no effect on the current update is refused.
    """

    name: str
    acting: bool = False


class PlantAnyBug(Command):
    """Plant one of the bugs that have an effect on the current update: number `draw`, modulo.

    `planted` follows.
    """

    draw: int


class OpenLesson(Command):
    """Open a lesson: a folder, its lesson.toml, or a .lesson; `lesson_opened` brings it.

    It comes in that language, where it has it, with the progress that is kept in the folder.
    """

    path: Path
    language: str = ""
    folder: Path | None = None


class OpenStep(Command):
    """Build the network of a step of a lesson and go to its moment; `opened`, `stood` follow.

    `file` is a core.documents.lesson_file.LessonFile, `step` one of its steps.
    """

    file: Any
    step: Any


class AskStand(Command):
    """Work out what a step's tasks are held against, here and now; `stood` tells."""


class KeepProgress(Command):
    """Keep how far somebody is in a lesson: a core.lesson.lessons.progress.Progress."""

    folder: Path
    progress: Any


class AskCode(Command):
    """Ask for the backward lines of every layer, as a planted bug has them; `code_shown`."""


class CheckBefore(Command):
    """Count what training takes, and look at how it starts; `checked_before` follows."""


class ForgetProgress(Command):
    """Delete what is kept of all progress in lessons."""

    folder: Path


class HandIn(Command):
    """Write a core.lesson.lessons.report.Report to a file; `handed_in` brings its path."""

    path: Path
    report: Any


class TakeMoment(Command):
    """Take the moment at hand for a lesson, its network put into a folder; `moment_taken` follows.

    `stepped`: at the stop that is shown, else before the update at hand.
    """

    folder: Path
    stepped: bool


class CheckLesson(Command):
    """Look for what is wrong with a core.documents.lesson_file.LessonFile; `lesson_checked` tells.

    It comes with all problems so far, and whether that is all.
    """

    file: Any


class SaveLesson(Command):
    """Write a core.lesson.lessons.described.Lesson with its files; `lesson_saved` follows."""

    lesson: Any
    folder: Path
    path: Path


class SetLessonAside(Command):
    """Write a Lesson with its files in case of a crash, without a word; None deletes the file."""

    lesson: Any
    folder: Path
    path: Path


class OpenForWriting(Command):
    """Open a lesson to be changed, in a folder of its own; `writing_opened` brings a LessonFile.

    With it comes whether it was written by hand, and would lose its comments. With a language it
    is taken in that one, without its translations.
    """

    path: Path
    language: str = ""


class Examine(Command):
    """Look for what is wrong at the present moment; `examined` brings the findings, or None."""


class TryRates(Command):
    """Do updates at growing learning rates, apart; `rates_tried` brings the results as they come.

    It ends with a RateTest that is over; None means that it was given up.
    """


class ForeseeRemedy(Command):
    """Train on without a finding's remedy and with it, apart; `foreseen` brings both as they come.

    It ends with Futures that are over; None means that it was given up.
    """

    finding: "Finding"


class CancelTrials(Command):
    """Stop trying rates, or training both futures."""


class CancelExamining(Command):
    """Stop looking."""


class AskLossAlong(Command):
    """Ask for the loss along one parameter, around the update shown; `loss_curve` follows."""

    layer: int
    name: str
    index: Any


class AskNudge(Command):
    """Ask what a little more of one parameter does to the update shown; `nudged` follows."""

    layer: int
    name: str
    index: Any


class Export(Command):
    """Write the present weights; the format follows the suffix.

    `precision` rounds them to float32; empty is the project's own.
    """

    path: Path
    precision: str = ""


class SaveHistory(Command):
    """Write the losses and metrics of the run as CSV; `history_saved` follows."""

    path: Path


class LookAtWeights(Command):
    """Read weights trained elsewhere and compare them with a project; `weights_read` follows."""

    path: Path
    project: Project


class TurnWeights(Command):
    """Transpose every matrix of the weights just read."""


class AnswerWeights(Command):
    """Answer a question on the weights just read; `weights_read` follows."""

    name: str
    value: str


class ForgetWeights(Command):
    """Release the weights that were read."""


class SaveSamples(Command):
    """Write every part's samples as CSV or XLSX, with the predictions if there are weights.

    `scaled` writes them as the network sees them; `samples_saved` follows.
    """

    path: Path
    scaled: bool = False


class AskSurface(Command):
    """Draw the network's outputs at this moment, as PNG; `surface_drawn` brings it."""

    size: int


class AskEpochs(Command):
    """Ask which epochs are recorded; `epochs_known` follows."""


class MakeStrip(Command):
    """Draw the surface at epochs of the recorded run; `strip_made` follows."""

    folder: Path
    epochs: Any
    size: int
    together: bool


class CancelStrip(Command):
    """Stop drawing."""


class MakeFilm(Command):
    """Make a film of the recorded run; `filmed` follows.

    `moments` is a core.run.filming.moments.Moments, `options` the FilmOptions of core.formats.film.
    """

    path: Path
    moments: Any
    options: Any


class CancelFilm(Command):
    """Stop making a film; no file is written."""


class HandOut(Command):
    """Make this many worksheets; `handed_out` follows.

    `wanted` is a core.run.learning.worksheets.Wanted. The sheets are written to the first path, and
    their key to the second; without paths nothing is written.
    """

    count: int
    wanted: Any
    paths: tuple[Path, ...] = ()


class CancelHandOut(Command):
    """Stop making worksheets; no file is written."""


class PutSheets(Command):
    """Write worksheets of which some files were drawn elsewhere: all or none; `handed_out` follows.

    `sheets` are those that `handed_out` brought, `drawn` is the content of files as bytes.
    """

    sheets: tuple[Any, ...]
    paths: tuple[Path, ...]
    drawn: Mapping[Path, bytes]


class AskSheet(Command):
    """Rebuild the worksheet of a number as `wanted`; `sheet_found` brings it, or the error."""

    number: int
    wanted: Any


class MarkSheet(Command):
    """Mark answers against the update of a worksheet; `sheet_marked` brings the Marks.

    `update` is that of the Made which `sheet_found` brought, `answers` are Answers of
    core.lesson.marking.marks.
    """

    update: Any
    answers: tuple[Any, ...]


#: the part of a run that does a command ("" is the run itself), and its method
HANDLERS: Mapping[type[Command], tuple[str, str]] = MappingProxyType(
    {
        Load: ("building", "load"),
        OpenFile: ("building", "open_file"),
        OpenWith: ("building", "open_with"),
        OpenTable: ("building", "open_table"),
        LookAtTable: ("tables", "look_at_table"),
        ForgetTable: ("tables", "forget_table"),
        Apply: ("building", "apply"),
        RemoveUnit: ("building", "remove_unit"),
        Play: ("playing", "play"),
        Pause: ("playing", "pause"),
        StepUpdate: ("playing", "step_update"),
        StepEpoch: ("playing", "step_epoch"),
        GoToEpoch: ("playing", "go_to_epoch"),
        GoToMoment: ("playing", "go_to_moment"),
        Reset: ("building", "reset"),
        SetEnd: ("playing", "set_end"),
        SetSpeed: ("playing", "set_speed"),
        SetSlowMotion: ("playing", "set_slow_motion"),
        SetRecording: ("time", "set_recording"),
        SetBudget: ("", "set_budget"),
        SetWanted: ("showing", "set_wanted"),
        SetView: ("showing", "set_view"),
        SetPlane: ("showing", "set_plane"),
        Acknowledge: ("showing", "acknowledge"),
        Follow: ("showing", "follow"),
        Probe: ("showing", "probe"),
        Focus: ("showing", "focus"),
        SetStops: ("playing", "set_stops"),
        ShutDown: ("", "shut_down"),
        AskFigures: ("questions", "ask_figures"),
        Trace: ("questions", "trace"),
        Find: ("asking", "find"),
        AskOverTime: ("asking", "over"),
        Diagnose: ("health", "diagnose"),
        CancelDiagnosing: ("health", "cancel_diagnosing"),
        SetWatched: ("asking", "watch"),
        CancelAsking: ("asking", "cancel"),
        CancelFinding: ("asking", "cancel_search"),
        AskImportance: ("assessing", "ask_importance"),
        CancelImportance: ("assessing", "cancel"),
        AskWorth: ("lab", "ask_worth"),
        AskCurve: ("lab", "ask_curve"),
        CancelLab: ("lab", "cancel"),
        Glimpse: ("glimpsing", "look"),
        Predict: ("questions", "predict"),
        PredictTable: ("questions", "predict_table"),
        Save: ("keeping", "save"),
        AskText: ("keeping", "ask_text"),
        Autosave: ("keeping", "autosave"),
        SetValues: ("edits", "set_values"),
        SetFrozen: ("edits", "set_frozen"),
        SetFrozenMask: ("edits", "set_frozen_mask"),
        RenameRun: ("runs", "rename_run"),
        HideRun: ("runs", "hide_run"),
        SoloRun: ("runs", "solo_run"),
        CompareRuns: ("runs", "compare_runs"),
        StartRace: ("racing", "start_race"),
        RaceRun: ("racing", "race_run"),
        AdvanceRace: ("racing", "advance_race"),
        EndRace: ("racing", "end_race"),
        DeleteRun: ("runs", "delete_run"),
        ReturnToRun: ("runs", "return_to_run"),
        TryStarts: ("starts", "try_starts"),
        CancelStarts: ("starts", "cancel_starts"),
        Step: ("time", "step"),
        StepBack: ("time", "step_back"),
        GoTo: ("time", "go_to"),
        GoToPhase: ("time", "go_to_phase"),
        GoToBackward: ("time", "go_to_backward"),
        CancelGoing: ("", "cancel"),
        Pin: ("time", "pin"),
        RenamePin: ("time", "rename_pin"),
        DeletePin: ("time", "delete_pin"),
        CompareMoments: ("time", "compare_moments"),
        CheckGradients: ("questions", "check_gradients"),
        CancelCheck: ("questions", "cancel"),
        PlantBug: ("edits", "plant_bug"),
        PlantAnyBug: ("edits", "plant_any_bug"),
        OpenLesson: ("lessons", "open_lesson"),
        OpenStep: ("lessons", "open_step"),
        AskStand: ("lessons", "ask_stand"),
        KeepProgress: ("lessons", "keep"),
        AskCode: ("questions", "ask_code"),
        CheckBefore: ("questions", "check_before"),
        ForgetProgress: ("lessons", "forget"),
        HandIn: ("lessons", "hand_in"),
        TakeMoment: ("writing", "take_moment"),
        CheckLesson: ("writing", "check_lesson"),
        SaveLesson: ("writing", "save_lesson"),
        SetLessonAside: ("writing", "set_aside"),
        OpenForWriting: ("writing", "open_lesson"),
        Examine: ("doctor", "examine"),
        TryRates: ("trials", "try_rates"),
        ForeseeRemedy: ("trials", "foresee"),
        CancelTrials: ("trials", "cancel"),
        CancelExamining: ("doctor", "cancel"),
        AskLossAlong: ("questions", "ask_loss_along"),
        AskNudge: ("questions", "ask_nudge"),
        Export: ("files", "export"),
        SaveHistory: ("files", "save_history"),
        LookAtWeights: ("files", "look_at_weights"),
        TurnWeights: ("files", "turn_weights"),
        AnswerWeights: ("files", "answer_weights"),
        ForgetWeights: ("files", "forget_weights"),
        SaveSamples: ("files", "save_samples"),
        AskSurface: ("files", "ask_surface"),
        AskEpochs: ("files", "ask_epochs"),
        MakeStrip: ("files", "make_strip"),
        CancelStrip: ("files", "cancel_strip"),
        MakeFilm: ("filming", "make_film"),
        CancelFilm: ("filming", "cancel_film"),
        HandOut: ("sheets", "hand_out"),
        CancelHandOut: ("sheets", "cancel"),
        PutSheets: ("sheets", "put"),
        AskSheet: ("sheets", "ask_sheet"),
        MarkSheet: ("sheets", "mark"),
    }
)

#: for a command that refers to whatever network there is when it is done
WHICHEVER = -1

#: commands that refer to layers, units, axes or phases, and mean nothing to another network
OF_A_NETWORK: frozenset[type[Command]] = frozenset(
    {
        AnswerWeights,
        AskCurve,
        AskImportance,
        AskLossAlong,
        AskNudge,
        AskWorth,
        Focus,
        Follow,
        GoToBackward,
        GoToPhase,
        Probe,
        RemoveUnit,
        SetFrozen,
        SetValues,
        SetView,
        TurnWeights,
    }
)

#: those of them with work by the person that must not be lost without a message
MAKES: frozenset[type[Command]] = frozenset({RemoveUnit, SetFrozen, SetValues})
