"""What a run reports, as signals: one for every kind of news that the window hears."""

from PySide6.QtCore import QObject, Signal


class News(QObject):
    """The signals of a session; their names are those of the answers (`core.run.answers`)."""

    answered = Signal(object)  # every Answer, with its ticket
    facts_ready = Signal(object)  # Facts of a new build
    snapshot_ready = Signal(object)  # Snapshot; answer with acknowledge() once it is drawn
    state_changed = Signal(object)  # State
    failed = Signal(object)  # UserError
    misfit = Signal(object)  # Problem: the project does not fit its data
    opened = Signal(object, object)  # Project, Path: what open_file found
    elsewhere = Signal(object)  # TablesElsewhere: open_file did nothing, as the file names these
    saved = Signal(object)  # Path
    text_made = Signal(object)  # SharedText: the project as one line
    autosaved = Signal(float)  # when a copy was set aside, in seconds since 1970
    autosave_failed = Signal(object)  # UserError
    exported = Signal(object, str)  # Path, what was written
    progress = Signal(str, int, int)  # what, done, total (0 and 0: unknown; "": finished)

    edited = Signal(object)  # ArrayEdit or FreezeEdit: what set_values or set_frozen changed
    runs_changed = Signal(object)  # tuple of RunSummary, the current one last
    runs_compared = Signal(object)  # RunComparison
    race_ready = Signal(object)  # RaceFacts: a race has begun
    raced = Signal(object)  # RacePicture: both sides at a moment
    returned = Signal(object)  # Project of a run that was returned to
    stopped = Signal(str, float)  # which stop was reached, and its figure

    going = Signal(bool)  # whether training is on the way to another moment
    returned_to_start = Signal()  # an unfinished update was taken back because something was edited
    branched = Signal(object)  # the update at which a new run begins because something was edited
    compared = Signal(object)  # MomentComparison
    gradients_checked = Signal(object)  # GradientCheck
    lesson_opened = Signal(object, object)  # LessonFile, Progress
    stood = Signal(object)  # Stand: where a step of a lesson stands
    code_shown = Signal(object)  # tuple of LayerCode: the backward lines of every layer
    checked_before = Signal(object)  # BeforeTraining
    planted = Signal(str)  # the name of the bug in the backward pass, "" for none
    loss_curve = Signal(object)  # LossCurve
    nudged = Signal(object)  # Nudge
    glimpsed = Signal(object)  # Snapshot of another moment
    over_time = Signal(object, bool)  # OverTime so far, and whether it is complete
    diagnosed = Signal(object, bool)  # Health so far, and whether it is complete
    filmed = Signal(object)  # Filmed: how far a film is, or that it is over
    handed_out = Signal(object)  # HandedOut: how far worksheets are, or that they are over
    sheet_found = Signal(object)  # Made: a worksheet by its number; or a UserError
    sheet_marked = Signal(object)  # tuple of Mark: the answers on a worksheet
    history_saved = Signal(object)  # Path
    samples_saved = Signal(object, int)  # Path, how many samples
    weights_read = Signal(object)  # Reading: weights of a file beside the project's
    epochs_known = Signal(object, object)  # the first and the last recorded epoch
    strip_progress = Signal(int, int)  # epochs done of a strip, and how many there will be
    strip_made = Signal(object, int)  # folder, how many pictures
    table_read = Signal(object)  # TableRead: what look_at_table has found
    table_given_up = Signal(object)  # the Source that was asked for
    refused = Signal(str, object)  # what could not be done (export, history, …), UserError
