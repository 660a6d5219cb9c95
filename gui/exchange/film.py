"""A film of training: which moments, how large and how fast, and the file it goes into."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QProgressBar, QWidget

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
    frames_of,
)
from core.formats.film.writing import HOW, ffmpeg
from core.pictures.colours import DARK_PAPER, LIGHT_PAPER
from core.registry import Parameter
from core.run.filming.moments import EPOCH, UPDATE, Moments
from core.run.filming.part import Filmed
from core.words import say
from gui.exchange.file_field import FileField
from gui.kit.choice import QuietCombo
from gui.kit.dialog import SmallDialog
from gui.kit.form import Row
from gui.kit.number_field import NumberField
from gui.kit.plain import Label
from gui.kit.room import make_room
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
        super().__init__(_translate("FilmDialog", "Film of training"), about, parent)
        self.setMinimumWidth(round(500 * text_scale()))
        self._ends = {EPOCH: (0, 0), UPDATE: (0, 0)}
        self._running = False
        self._made: Path | None = None
        self._own = True  # whether the moments are still those that the dialog proposed
        self.parts = _combo(
            (_translate("FilmDialog", "diagram and surface"), BOTH),
            (_translate("FilmDialog", "surface"), SURFACE),
            (_translate("FilmDialog", "diagram"), DIAGRAM),
        )
        self.theme = _combo(
            (_translate("FilmDialog", "light"), LIGHT_PAPER),
            (_translate("FilmDialog", "dark"), DARK_PAPER),
        )
        self.unit = _combo(
            (_translate("FilmDialog", "epochs"), EPOCH),
            (_translate("FilmDialog", "updates"), UPDATE),
        )
        words = _translate("FilmDialog", "the first moment that is shown")
        self.first = _number("first", 0, words, 0, _MOST)
        words = _translate("FilmDialog", "the last moment that is shown")
        self.last = _number("last", 0, words, 0, _MOST)
        words = _translate("FilmDialog", "how many epochs or updates lie between two frames")
        self.every = _number("every", 1, words, 1, _MOST)
        words = _translate("FilmDialog", "the width of the picture in pixels")
        self.side = _number("size", USUAL_SIZE, words, SMALLEST, LARGEST)
        words = _translate("FilmDialog", "how many frames are shown in a second")
        self.rate = _number("rate", USUAL_RATE, words, SLOWEST, FASTEST)
        endings = " ".join(f"*{ending}" for ending in OWN_FORMATS + VIDEO_FORMATS)
        self.file = FileField(
            _translate("FilmDialog", "File of the film"),
            _translate("FilmDialog", "Film ({endings})").format(endings=endings),
        )
        self.summary, self.video = Label(), Label()
        self.progress = QProgressBar()
        self.outcome, self.error = Label(), Label()
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
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(_translate("FilmDialog", "Frames drawn so far"))
        set_role(self.error, "error")
        set_role(self.video, "caption")
        for line in (self.summary, self.video, self.outcome, self.error):
            line.setWordWrap(True)
        self.video.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for part in (self.summary, self.video, self.progress, self.outcome, self.error):
            self.rows.addWidget(part)
        self.open_folder = self.add_button(
            _translate("FilmDialog", "Open folder"),
            _translate("FilmDialog", "Show the folder with the film"),
            self._open_folder,
        )
        verbs = (_translate("FilmDialog", "Make it"), _translate("FilmDialog", "Cancel"))
        self.run = self.add_turning_button(verbs, self._run_or_cancel, primary=True)
        self.add_close()
        self.file.changed.connect(lambda: self._say("", ""))
        self.finished.connect(lambda _: self._stop() if self._running else None)

    # ------------------------------------------------------------------ what it receives

    def ask(self, folder: Path, name: str) -> None:
        """Show the window, keeping what was chosen before."""
        if not self.file.path.text():
            self.file.set_file(folder / f"{name}.gif")
        there = ffmpeg()
        self.video.setText(
            _translate("FilmDialog", "GIF, WebP or PNG; MP4 and WebM too, with ffmpeg.")
            if there
            else _translate(
                "FilmDialog",
                "GIF, WebP or PNG. MP4 and WebM need ffmpeg, which is not installed: {how}",
            ).format(how=HOW)
        )
        if not self._running:
            self._made = None
            self._say("", "")
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
        if state.error is not None:
            self._running = False
            error: UserError = state.error
            self._say("", f"{error.message}: {error.hint}" if error.hint else error.message)
        elif state.path is not None:
            self._running, self._made = False, state.path.parent
            text = say("FilmDialog", "{name} is written: {frames} frames.", name=state.path.name,
                       frames=f"{state.whole:,}")  # fmt: skip
            self._say(text, "")
        elif self._running:
            self.progress.setRange(0, max(1, state.whole))
            self.progress.setValue(state.done)
            text = say("FilmDialog", "{done} of {whole} frames", done=f"{state.done:,}",
                       whole=f"{state.whole:,}")  # fmt: skip
            self._say(text, "")

    @property
    def is_running(self) -> bool:
        """Whether a film is being made."""
        return self._running

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
        self._say("", "")

    def _frames(self) -> int:
        asked = self.moments()
        assert asked.first is not None and asked.last is not None
        return len(frames_of(asked.first, asked.last, asked.every))

    def _run_or_cancel(self) -> None:
        if self._running:
            self._stop()
            return
        for field in (self.first, self.last, self.every, self.side, self.rate):
            field.commit()
        path = self.file.file()
        try:
            check_film(path, self.options(), self._frames())
        except UserError as error:
            self._say("", f"{error.message}: {error.hint}")
            return
        if not self.file.may_write():
            return
        self._running, self._made = True, None
        self.progress.setValue(0)
        self._say("", "")
        self.film_requested.emit(path, self.moments(), self.options())

    def _stop(self) -> None:
        self._running = False
        self.cancelled.emit()
        self._say(_translate("FilmDialog", "Given up: nothing is written."), "")

    def _open_folder(self) -> None:
        if self._made is not None:
            self.folder_wanted.emit(self._made)

    # ------------------------------------------------------------------ showing

    def _say(self, outcome: str, error: str) -> None:
        self.outcome.setText(outcome)
        self.error.setText(error)
        self._show()

    def _show(self) -> None:
        words = _translate("FilmDialog", "Make it")
        help = _translate("FilmDialog", "Draw the frames and write the film (Enter)")
        if self._running:
            words = _translate("FilmDialog", "Cancel")
            help = _translate("FilmDialog", "Stop here; nothing is written")
        self.run.turn_to(words, help)
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
        self.run.setEnabled(self._running or (frames > 0 and bool(self.file.path.text().strip())))
        fields: tuple[Any, ...] = (self.parts, self.theme, self.unit, self.first, self.last,
                                   self.every, self.side, self.rate, self.file)  # fmt: skip
        for field in fields:
            field.setEnabled(not self._running)
        self.progress.setVisible(self._running)
        self.outcome.setVisible(bool(self.outcome.text()))
        self.error.setVisible(bool(self.error.text()))
        self.open_folder.setEnabled(self._made is not None)
        make_room(self)


def _combo(*choices: tuple[str, object]) -> QuietCombo:
    combo = QuietCombo()
    for words, value in choices:
        combo.addItem(words, value)
    return combo


def _number(name: str, value: int, help: str, least: int, most: int) -> NumberField:
    field = NumberField(Parameter(name, "integer", value, help, least, most))
    field.setToolTip(help[:1].upper() + help[1:])
    return field
