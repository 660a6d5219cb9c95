"""Worksheets: how many, what is left blank on them, and the files for sheets and key."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QWidget

from core.errors import UserError
from core.lesson.worksheets.drawing import MOST_BATCH
from core.lesson.worksheets.sheet import DIGITS, MOST_SHEETS, PARTS
from core.lesson.worksheets.writers import writer_for
from core.run.learning.handing_out import HandedOut, check_paths
from core.run.learning.worksheets import Wanted
from core.words import say
from gui.exchange.file_field import FileField
from gui.kit.choice import QuietCombo, combo_of
from gui.kit.dialog import LongTask, SmallDialog, Verb
from gui.kit.form import Row
from gui.kit.number_field import NumberField, whole_field
from gui.kit.plain import Label
from gui.kit.style import set_role, text_scale
from gui.kit.terms.label import TermLabel
from gui.worksheets.pages import A4, LETTER, PDF, is_pdf

_translate = QCoreApplication.translate


class WorksheetDialog(SmallDialog):
    """Asks for everything about worksheets, and shows how far they are."""

    sheets_requested = Signal(int, object, object)  # how many, Wanted, paths of sheets and key
    cancelled = Signal()
    folder_wanted = Signal(object)  # Path: show this folder

    def __init__(self, parent: QWidget | None = None) -> None:
        about = _translate(
            "WorksheetDialog",
            "Sheets on which one update of this network is worked out by hand, each with weights "
            "and samples of its own that are easy to calculate with.",
        )
        super().__init__(_translate("WorksheetDialog", "Worksheets"), about, parent)
        self.setMinimumWidth(round(500 * text_scale()))
        translate = _translate
        words = translate("WorksheetDialog", "how many sheets: one for all, or one for each person")
        self.count = whole_field("sheets", 1, words, 1, MOST_SHEETS)
        words = translate("WorksheetDialog", "the same seed gives the same sheets; it is on them")
        self.seed = whole_field("seed", 1, words, 0, 10**9)
        words = translate("WorksheetDialog", "how many samples the update of a sheet is made with")
        self.batch = whole_field("samples", 1, words, 1, MOST_BATCH)
        self.digits = combo_of(*((str(digits), digits) for digits in DIGITS))
        self.digits.setCurrentIndex(self.digits.count() - 1)
        self.digits.setToolTip(translate("WorksheetDialog", "Digits after the point"))
        self.form = combo_of(
            (translate("WorksheetDialog", "PDF"), PDF),
            (translate("WorksheetDialog", "HTML"), ".html"),
            (translate("WorksheetDialog", "LaTeX"), ".tex"),
            (translate("WorksheetDialog", "Markdown"), ".md"),
            (translate("WorksheetDialog", "Moodle questions (XML)"), ".xml"),
            (translate("WorksheetDialog", "GIFT questions"), ".gift"),
        )
        self.form.setToolTip(
            translate("WorksheetDialog", "What the sheets are written as; the files' ending")
        )
        self.paper = combo_of(
            (translate("WorksheetDialog", "A4"), A4),
            (translate("WorksheetDialog", "Letter"), LETTER),
        )
        self.paper.setToolTip(translate("WorksheetDialog", "The size of the paper, for PDF"))
        names = {
            "forward": translate("WorksheetDialog", "forward"),
            "loss": translate("WorksheetDialog", "loss"),
            "backward": translate("WorksheetDialog", "backward"),
            "update": translate("WorksheetDialog", "update"),
        }
        self.blank = {part: QCheckBox(names[part]) for part in PARTS}
        kinds = " ".join(f"*{self.form.itemData(i)}" for i in range(self.form.count()))
        filter = translate("WorksheetDialog", "Worksheets ({endings})").format(endings=kinds)
        self.file = FileField(translate("WorksheetDialog", "File of the sheets"), filter)
        self.key = FileField(translate("WorksheetDialog", "File of the key"), filter)
        self.key.path.setPlaceholderText(translate("WorksheetDialog", "no key"))
        self.note = TermLabel()
        self._paths: tuple[Path, ...] = ()
        self._build()

    def _build(self) -> None:
        translate = _translate
        rows: dict[NumberField | QuietCombo, str] = {
            self.count: translate("WorksheetDialog", "Sheets"),
            self.seed: translate("WorksheetDialog", "Seed"),
            self.batch: translate("WorksheetDialog", "Samples of a sheet"),
            self.digits: translate("WorksheetDialog", "Digits"),
            self.form: translate("WorksheetDialog", "Written as"),
            self.paper: translate("WorksheetDialog", "Paper"),
        }
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        for place, (field, label) in enumerate(rows.items()):
            row = Row(label, field.toolTip(), field, wide=True)
            field.setAccessibleName(label)
            grid.addWidget(row, place // 2, place % 2)
            if isinstance(field, NumberField):
                field.refused.connect(row.show_error)
                field.edited.connect(lambda _: self._reword())
            else:
                field.activated.connect(lambda _: self._reword())
        self.rows.addLayout(grid)
        self._place_blank()
        for label, help, place_of in (
            (
                translate("WorksheetDialog", "Sheets to"),
                translate("WorksheetDialog", "Where the sheets go"),
                self.file,
            ),
            (
                translate("WorksheetDialog", "Key to"),
                translate("WorksheetDialog", "Where the answers go; empty: no key is written"),
                self.key,
            ),
        ):
            self.rows.addWidget(Row(label, help, place_of, wide=True))
        set_role(self.note, "caption")
        self.note.setWordWrap(True)
        self.rows.addWidget(self.note)
        verbs = (
            Verb(
                translate("WorksheetDialog", "Write them"),
                translate("WorksheetDialog", "Make the sheets and write them (Enter)"),
            ),
            Verb(
                translate("WorksheetDialog", "Cancel"),
                translate("WorksheetDialog", "Stop here; nothing is written"),
            ),
        )
        self.task = task = LongTask(self, verbs, self._begin, self._stop)
        boxes = self.blank.values()
        self.fields = (*rows, *boxes, self.file, self.key)
        task.lock(*self.fields)
        task.folder_wanted.connect(self.folder_wanted)
        task.progress.setAccessibleName(translate("WorksheetDialog", "Sheets made so far"))
        self.form.activated.connect(lambda _: self._rename())
        self.file.changed.connect(self._follow_ending)
        self.key.changed.connect(self._reword)
        self._show()

    def _place_blank(self) -> None:
        """Place the choice of what is left blank, in a line."""
        line = QHBoxLayout()
        line.setSpacing(16)
        line.addWidget(Label(_translate("WorksheetDialog", "Left blank")))
        for box in self.blank.values():
            box.setChecked(True)
            help = _translate("WorksheetDialog", "Leave the numbers of this part blank: {part}")
            box.setToolTip(help.format(part=box.text()))
            box.setAccessibleName(box.toolTip())
            box.toggled.connect(lambda _: self._reword())
            line.addWidget(box)
        line.addStretch(1)
        self.rows.addLayout(line)

    # ------------------------------------------------------------------ what it receives

    def ask(self, folder: Path, name: str) -> None:
        """Show the window, keeping what was chosen before; files are named after the document."""
        if not self.task.is_running:
            has_key = bool(self.key.path.text()) or not self.file.path.text()
            ending = self.form.currentData()
            words = _translate("WorksheetDialog", "{name}-worksheets").format(name=name)
            self.file.propose(folder / f"{words}{ending}")
            words = _translate("WorksheetDialog", "{name}-key").format(name=name)
            if has_key:  # the person may have wanted none
                self.key.propose(folder / f"{words}{ending}")
        self.task.forget()
        self._show()
        self.bring()
        self.count.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.count.lineEdit().selectAll()

    def show_handed_out(self, state: HandedOut) -> None:
        """Show how far the sheets are, or that they are over."""
        if not self.task.is_running and not state.paths:
            return  # given up; what is written all the same is said
        if state.error is not None:
            self.task.fail(state.error)
        elif state.paths:
            names = ", ".join(path.name for path in state.paths)
            text = say("WorksheetDialog", "Written: {names}.", names=names)
            self.task.end(text, state.paths[0].parent)
        elif state.whole:
            text = say("WorksheetDialog", "Sheets made: {done} of {whole}",
                       done=f"{state.done:,}", whole=f"{state.whole:,}")  # fmt: skip
            self.task.tell(state.done, state.whole, text)
        else:
            self._say_given_up()
        self._show()

    def show_drawn(self, done: int, whole: int) -> None:
        """Show how many pages of PDF are drawn: of the sheets, and of their keys."""
        text = say("WorksheetDialog", "Drawn: {done} of {whole}",
                   done=f"{done:,}", whole=f"{whole:,}")  # fmt: skip
        self.task.tell(done, whole, text)
        self._show()

    def wanted(self) -> Wanted:
        """Return what the sheets are to be like."""
        blank = tuple(part for part, box in self.blank.items() if box.isChecked())
        return Wanted(
            int(self.seed.value() or 0),
            int(self.batch.value() or 1),
            blank,
            self.digits.currentData(),
        )

    def paths(self) -> tuple[Path, ...]:
        """Return the files of sheets and key, of the sheets alone if no key is wanted."""
        key = (self.key.file(),) if self.key.path.text().strip() else ()
        return (self.file.file(), *key)

    # ------------------------------------------------------------------ what a person does

    def _rename(self) -> None:
        """Give both files the ending of the chosen form."""
        ending = self.form.currentData()
        for field in (self.file, self.key):
            if field.path.text().strip() and field.file().name:
                with QSignalBlocker(field):
                    field.set_file(field.file().with_suffix(ending))
        self._reword()

    def _follow_ending(self) -> None:
        """Show the form that the ending of the sheets' file stands for."""
        place = self.form.findData(self.file.file().suffix.lower())
        if place >= 0:
            self.form.setCurrentIndex(place)
        self._reword()

    def _begin(self) -> None:
        for field in (self.count, self.seed, self.batch):
            field.commit()
        paths = self.paths()
        try:
            for path in paths:
                if not is_pdf(path):
                    writer_for(path)
            check_paths(paths)
        except UserError as error:
            self.task.fail(error)
            self._show()
            return
        fields = (self.file, self.key)[: len(paths)]
        if not all(field.may_write() for field in fields):
            return
        self.task.begin()
        self._show()
        self.sheets_requested.emit(int(self.count.value() or 1), self.wanted(), paths)

    def _stop(self) -> None:
        self._say_given_up()
        self._show()
        self.cancelled.emit()

    def _say_given_up(self) -> None:
        self.task.end(_translate("WorksheetDialog", "Given up: nothing is written."), None)

    # ------------------------------------------------------------------ showing

    def _reword(self) -> None:
        """Forget what was said of something else."""
        if not self.task.is_running:
            self.task.forget()
            self._show()

    def _show(self) -> None:
        blank = any(box.isChecked() for box in self.blank.values())
        notes = {
            PDF: _translate("WorksheetDialog", "Each sheet on pages of its own, no table divided."),
            ".xml": _translate("WorksheetDialog", "These questions contain the answers."),
            ".gift": _translate("WorksheetDialog", "These questions contain the answers."),
            ".tex": _translate("WorksheetDialog", "For LuaLaTeX or XeLaTeX, with DejaVu Sans."),
            ".html": _translate(
                "WorksheetDialog", "A page to print from a browser, on A4 or Letter."
            ),
        }
        note = notes.get(self.form.currentData(), "")
        if not blank:
            note = _translate("WorksheetDialog", "Choose at least one part to leave blank.")
        self.note.setText(note)
        self.task.show(blank and bool(self.file.path.text().strip()))
        self.paper.setEnabled(any(map(is_pdf, self.paths())) and not self.task.is_running)
