"""A film of training: which moments, how large and how fast, and the file it goes into."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from core.counts import counted
from core.errors import UserError
from core.formats.film.options import (
    BOTH,
    DIAGRAM,
    FASTEST,
    LARGEST,
    OWN_FORMATS,
    SLOWEST,
    SMALLEST,
    SURFACE,
    USUAL_RATE,
    USUAL_SIZE,
    VIDEO_FORMATS,
    FilmOptions,
    check_film,
    frame_count,
)
from core.formats.film.writing import HOW, ffmpeg
from core.pictures.colours import DARK_PAPER, LIGHT_PAPER
from core.run.filming.moments import EPOCH, UPDATE, Moments
from core.run.filming.part import Filmed
from core.words import say
from gui.exchange.file_field import FileField
from gui.kit.choice import QuietCombo, combo_of
from gui.kit.dialog import LongTask, SmallDialog, Verb
from gui.kit.form import Row
from gui.kit.number_field import NumberField, whole_field
from gui.kit.plain import Label
from gui.kit.style import set_role, text_scale

_translate = QCoreApplication.translate

#: the usual film has about this many frames
_FRAMES = 60
_MOST = 10**9


class FilmDialog(SmallDialog):
    """Asks for everything about a film, and shows how far it is."""

    film_requested = Signal(object, object, object)  # Path, Moments, FilmOptions
    cancelled = Signal()
    folder_wanted = Signal(object)  # Path: show this folder

    def __init__(self, parent: QWidget | None = None) -> None:
        about = _translate(
            "FilmDialog", "A moving picture of the recorded run; training may continue meanwhile."
        )
        super().__init__(_translate("FilmDialog", "Save a film"), about, parent)
        self.setMinimumWidth(round(500 * text_scale()))
        self._ends = {EPOCH: (0, 0), UPDATE: (0, 0)}
        self._own = True  # whether the moments are still those that the dialog proposed
        self.parts = combo_of(
            (_translate("FilmDialog", "diagram and surface"), BOTH),
            (_translate("FilmDialog", "surface"), SURFACE),
            (_translate("FilmDialog", "diagram"), DIAGRAM),
        )
        self.theme = combo_of(
            (_translate("FilmDialog", "light"), LIGHT_PAPER),
            (_translate("FilmDialog", "dark"), DARK_PAPER),
        )
        self.unit = combo_of(
            (_translate("FilmDialog", "epochs"), EPOCH),
            (_translate("FilmDialog", "updates"), UPDATE),
        )
        words = _translate("FilmDialog", "the first moment that is shown")
        self.first = whole_field("first", 0, words, 0, _MOST)
        words = _translate("FilmDialog", "the last moment that is shown")
        self.last = whole_field("last", 0, words, 0, _MOST)
        words = _translate("FilmDialog", "how many epochs or updates lie between two frames")
        self.every = whole_field("every", 1, words, 1, _MOST)
        words = _translate("FilmDialog", "the width of the picture in pixels")
        self.side = whole_field("size", USUAL_SIZE, words, SMALLEST, LARGEST)
        words = _translate("FilmDialog", "how many frames are shown in a second")
        self.rate = whole_field("rate", USUAL_RATE, words, SLOWEST, FASTEST)
        endings = " ".join(f"*{ending}" for ending in OWN_FORMATS + VIDEO_FORMATS)
        self.file = FileField(
            _translate("FilmDialog", "File of the film"),
            _translate("FilmDialog", "Film ({endings})").format(endings=endings),
        )
        self.summary, self.video = Label(), Label()
        self._build()

    def _build(self) -> None:
        words: dict[NumberField | QuietCombo, str] = {
            self.parts: _translate("FilmDialog", "Show"),
            self.theme: _translate("FilmDialog", "Colours"),
            self.unit: _translate("FilmDialog", "Count in"),
            self.every: _translate("FilmDialog", "A frame every"),
            self.first: _translate("FilmDialog", "From"),
            self.last: _translate("FilmDialog", "To"),
            self.side: _translate("FilmDialog", "Width in pixels"),
            self.rate: _translate("FilmDialog", "Frames a second"),
        }
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        for number, (field, label) in enumerate(words.items()):
            row = Row(label, field.toolTip() or label, field, wide=True)
            field.setAccessibleName(label)
            grid.addWidget(row, number // 2, number % 2)
            if isinstance(field, NumberField):
                field.refused.connect(row.show_error)
                field.edited.connect(lambda _, f=field: self._edited(f))
            else:
                field.activated.connect(lambda _, f=field: self._edited(f))
        self.rows.addLayout(grid)
        label = _translate("FilmDialog", "File")
        self.rows.addWidget(Row(label, _translate("FilmDialog", "Where the film goes"), self.file,
                                wide=True))  # fmt: skip
        set_role(self.video, "caption")
        for line in (self.summary, self.video):
            line.setWordWrap(True)
            self.rows.addWidget(line)
        self.video.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        verbs = (
            Verb(
                _translate("FilmDialog", "Make it"),
                _translate("FilmDialog", "Draw the frames and write the film (Enter)"),
            ),
            Verb(
                _translate("FilmDialog", "Cancel"),
                _translate("FilmDialog", "Stop here; nothing is written"),
            ),
        )
        self.task = task = LongTask(self, verbs, self._begin, self._stop)
        task.lock(*words, self.file)
        task.folder_wanted.connect(self.folder_wanted)
        self.run, self.progress, self.open_folder = task.button, task.progress, task.open_folder
        self.outcome, self.error = task.outcome, task.error
        self.progress.setAccessibleName(_translate("FilmDialog", "Frames drawn so far"))
        self.file.changed.connect(self._reword)

    # ------------------------------------------------------------------ what it receives

    def ask(self, folder: Path, name: str) -> None:
        """Show the window, keeping what was chosen before."""
        if not self.is_running:
            self.file.propose(folder / f"{name}.gif")
        there = ffmpeg()
        self.video.setText(
            _translate("FilmDialog", "GIF, WebP or PNG; MP4 and WebM too, with ffmpeg.")
            if there
            else _translate(
                "FilmDialog",
                "GIF, WebP or PNG. MP4 and WebM need ffmpeg, which is not installed: {how}",
            ).format(how=HOW)
        )
        self.task.forget()
        self._show()
        self.bring()
        self.parts.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_recorded(self, epochs: tuple[int, int], updates: tuple[int, int]) -> None:
        """Show which moments there are, and update the dialog's own proposal."""
        known = {EPOCH: epochs, UPDATE: updates}
        if known != self._ends:
            self._ends = known
            if self._own:
                self._propose()
            self._show()

    def show_filmed(self, state: Filmed) -> None:
        """Show how far the film is, or that it is over."""
        frames = counted(state.whole, "frame")
        if state.error is not None:
            self.task.fail(state.error)
        elif state.path is not None:
            name = state.path.name
            text = say("FilmDialog", "{name} is written: {frames}.", name=name, frames=frames)
            self.task.end(text, state.path.parent)
        elif state.given_up:  # here, or by Esc in the main window
            self.task.end(_translate("FilmDialog", "Given up: nothing is written."), None)
        else:
            text = say("FilmDialog", "{done} of {frames}", done=f"{state.done:,}", frames=frames)
            self.task.tell(state.done, state.whole, text)
        self._show()

    @property
    def is_running(self) -> bool:
        """Whether a film is being made."""
        return self.task.is_running

    def moments(self) -> Moments:
        """Return the moments that are asked for."""
        first, last, every = (
            int(field.value() or 0) for field in (self.first, self.last, self.every)
        )
        return Moments(self.unit.currentData(), first, last, max(1, every))

    def options(self) -> FilmOptions:
        """Return how the film is to look."""
        size, rate = int(self.side.value() or USUAL_SIZE), int(self.rate.value() or USUAL_RATE)
        return FilmOptions(self.parts.currentData(), size, self.theme.currentData(), rate)

    # ------------------------------------------------------------------ what a person does

    def _propose(self) -> None:
        first, last = self._ends[self.unit.currentData()]
        self.first.set_value(first)
        self.last.set_value(last)
        self.every.set_value(max(1, round((last - first) / _FRAMES)))

    def _edited(self, field: QWidget) -> None:
        if field is self.unit:
            self._propose()
            self._own = True
        elif field in (self.first, self.last, self.every):
            self._own = False
        self._reword()

    def _frames(self) -> int:
        asked = self.moments()
        assert asked.first is not None and asked.last is not None
        return frame_count(asked.first, asked.last, asked.every)

    def _begin(self) -> None:
        for field in (self.first, self.last, self.every, self.side, self.rate):
            field.commit()
        path = self.file.file()
        try:
            check_film(path, self.options(), self._frames())
        except UserError as error:
            self.task.fail(error)
            self._show()
            return
        if not self.file.may_write():
            return
        self.task.begin()
        self._show()
        self.film_requested.emit(path, self.moments(), self.options())

    def _stop(self) -> None:
        self.cancelled.emit()
        self.task.end(_translate("FilmDialog", "Given up: nothing is written."), None)
        self._show()

    # ------------------------------------------------------------------ showing

    def _reword(self) -> None:
        """Forget what was said about something else."""
        self.task.say("")
        self._show()

    def _show(self) -> None:
        frames, (width, height) = self._frames(), self.options().frame_size
        self.summary.setText(
            say("FilmDialog",
                "Frames: {frames}, of {width} × {height} pixels, {seconds} s. Recorded are {unit} "
                "{first} to {last}.",
                frames=f"{frames:,}", width=width, height=height,
                seconds=f"{frames / self.options().rate:.1f}", unit=self.unit.currentText(),
                first=f"{self._ends[self.unit.currentData()][0]:,}",
                last=f"{self._ends[self.unit.currentData()][1]:,}")
        )  # fmt: skip
        self.task.show(frames > 0 and bool(self.file.path.text().strip()))
