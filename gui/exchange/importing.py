"""Weights trained elsewhere: their shapes beside the project's, before they are applied."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QSize, Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QPushButton, QWidget

from core.errors import UserError
from core.lesson.names.arrays import noun
from core.lesson.names.layers import layer_name
from core.project import Project
from core.words import say
from gui.compare.table import RowsTable
from gui.exchange.layers import LayersForm, shape_words
from gui.exchange.questions import QuestionForm
from gui.kit.dialog import SmallDialog
from gui.kit.plain import Label
from gui.kit.room import make_room
from gui.kit.style import set_role, text_scale
from gui.kit.theme import Theme

if TYPE_CHECKING:
    from core.formats.weights.fitting import FitRow
    from core.lesson.comparison import Row
    from core.run.weights import Reading, Tried

_translate = QCoreApplication.translate

#: at larger texts a screen of 768 lines has no room to spare
_LARGE = 1.5


def array_names(project: Project) -> tuple[str, ...]:
    """Return the names of all arrays of a project's layers, in order."""
    names = []
    for index, layer in enumerate(project.layers):
        for name in layer.array_names:
            if name != "bias" or layer.neurons is None or layer.neurons.bias:
                names.append(f"{layer_name(project.layers, index)}: {noun(name)}")
    return tuple(names)


def verdict(row: "FitRow") -> str:
    """Return in words whether an array of the file fits the project's."""
    if row.ok:
        return _translate("ImportDialog", "✓ fits")
    if row.project is None:
        return _translate("ImportDialog", "≠ not in the network")
    if row.file is None:
        return _translate("ImportDialog", "≠ not in the file")
    return _translate("ImportDialog", "≠ another shape")


def fit_rows(rows: "tuple[FitRow, ...]", project: Project) -> "list[Row]":
    """Return the rows of the table: name and shape in file and project, and a verdict."""
    from core.lesson.comparison import Cell

    ours = iter(array_names(project))
    made: list[Row] = []
    for row in rows:
        own = next(ours, "") if row.project is not None else "–"
        name = row.name if row.file is not None else "–"
        texts = (name, shape_words(row.file), own, shape_words(row.project), verdict(row))
        made.append(tuple(Cell(text) for text in texts))
    return made


def _said(used: "Tried | None", made: "Tried | None") -> str:
    """Return what the imported network would answer on the project's own rows, if applied."""
    lines = []
    if used is not None:
        words = used.words()
        lines.append(say("ImportDialog", "In this network the weights give: {words}", words=words))
    if made is not None and made != used:
        words = made.words()
        lines.append(say("ImportDialog", "With the layers of the file: {words}", words=words))
    return "\n".join(lines)


class ImportDialog(SmallDialog):
    """Shows what a file of weights holds, and offers the projects that can be made with it."""

    look_requested = Signal(object)  # Path
    turn_requested = Signal()
    answered = Signal(str, str)  # the name of a question, the answer
    accepted_project = Signal(object, str)  # Project, the label of the edit
    ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            _translate("ImportDialog", "Import weights"),
            _translate(
                "ImportDialog",
                "Weights trained elsewhere become the start of training here. Nothing changes "
                "until you press one of the buttons below; Undo takes it back.",
            ),
            parent,
        )
        self.setModal(True)  # so that the project being compared does not change
        self._reading: Reading | None = None
        self._project: Project | None = None
        self._folder = Path.home()
        self.file = Label()
        self.notices, self.error, self.said = Label(), Label(), Label()
        self.questions = QuestionForm()
        self.layers = LayersForm()
        self.choose_button = QPushButton(_translate("ImportDialog", "Choose a file…"))
        self.table = RowsTable(
            _translate("ImportDialog", "Arrays of the file beside those of the network"),
            _translate("ImportDialog", "Ctrl+C copies the selected rows"),
        )
        words = _translate("ImportDialog", "Transpose matrices")
        self.turn = QCheckBox(words)
        self.turn.setAccessibleName(words)
        self.turn.setToolTip(
            _translate(
                "ImportDialog",
                "Swap rows and columns, for files with a row for every neuron instead of a row "
                "for every input",
            )
        )
        self._build()
        self.usual = QSize(680, 480)
        self._show()

    def fit_text(self) -> None:
        """Show four rows of the table, and fewer where large text leaves no room for the rest."""
        self.table.setMinimumHeight(140 if text_scale() <= _LARGE else 120)

    def _build(self) -> None:
        self.choose_button.setToolTip(
            _translate("ImportDialog", "NPZ, JSON, CSV, safetensors or ONNX")
        )
        self.choose_button.setAutoDefault(False)
        self.choose_button.clicked.connect(self.choose)
        set_role(self.error, "error")
        set_role(self.notices, "caption")
        row = QHBoxLayout()
        row.addWidget(self.file, 1)
        row.addWidget(self.choose_button)
        self.rows.addLayout(row)
        self.fit_text()
        self.rows.addWidget(self.table, 1)
        self.rows.addWidget(self.turn)
        self.rows.addWidget(self.layers)
        self.rows.addWidget(self.questions)
        self.rows.addWidget(self.said)
        for label in (self.file, self.notices, self.error, self.said):
            label.setWordWrap(True)
        self.rows.addWidget(self.notices)
        self.rows.addWidget(self.error)
        self.build_button = self.add_button(
            _translate("ImportDialog", "Build layers to fit"), "", self._use_built
        )
        self.use_button = self.add_button(
            _translate("ImportDialog", "Use in this network"), "", self._use, primary=True
        )
        self.add_close()
        self.questions.answered.connect(self.answered)
        self.layers.arranged.connect(lambda text: self.answered.emit("arrange", text))
        self.layers.opener.toggled.connect(lambda _: make_room(self))
        self.turn.clicked.connect(lambda: self.turn_requested.emit())
        self.finished.connect(lambda _: self._end())

    # what it receives

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.table.set_theme(theme)

    def ask(self, project: Project, folder: Path) -> None:
        """Show the window for a project, and ask for a file."""
        self.set_project(project, folder)
        self.bring()
        self.choose()

    def set_project(self, project: Project, folder: Path) -> None:
        """Compare with this project from now on; file dialogs open in `folder`."""
        self._project, self._folder = project, folder
        self._reading = None
        self.file.setText("")
        self._say("")

    def look(self, path: Path) -> None:
        """Have a file read."""
        self._reading, self._folder = None, path.parent
        self.file.setText(say("ImportDialog", "Reading {name}…", name=path.name))
        self._say("")
        self.look_requested.emit(path)

    def show_reading(self, reading: "Reading") -> None:
        """Show what a file holds."""
        self._reading = reading
        text = _translate("ImportDialog", "{name}: {source}")
        self.file.setText(text.format(name=reading.path.name, source=reading.imported.source))
        self.file.setToolTip(str(reading.path))
        self._say("")
        if self.use_button.isEnabled():
            self.use_button.setFocus()
        elif self.build_button.isEnabled():
            self.build_button.setFocus()

    def show_error(self, error: UserError) -> None:
        """Say why a file was not read."""
        if self._reading is None:
            self.file.setText("")
        self._say(f"{error.message}: {error.hint}" if error.hint else error.message)

    # what a person does

    def choose(self) -> None:
        """Ask for a file."""
        from core.formats.importers import importers

        known = importers()
        suffixes = " ".join(f"*{suffix}" for suffix in (*known, ".gz"))
        filters = [say("ImportDialog", "Weights ({suffixes})", suffixes=suffixes)]
        filters += [
            f"{_translate('Importers', item.description)} (*{suffix})"
            for suffix, item in known.items()
        ]
        path, _ = QFileDialog.getOpenFileName(
            self,
            _translate("ImportDialog", "Import weights"),
            str(self._folder),
            ";;".join(filters),
        )
        if path:
            self.look(Path(path))
        elif self._reading is None:
            self.choose_button.setFocus()

    def _use(self) -> None:
        reading = self._reading
        if reading is not None and reading.applied is not None:
            self._accept(reading.applied, _translate("ImportDialog", "weights of {name}"))

    def _use_built(self) -> None:
        reading = self._reading
        if reading is not None and reading.built is not None:
            self._accept(reading.built, _translate("ImportDialog", "network of {name}"))

    def _accept(self, project: Project, label: str) -> None:
        assert self._reading is not None
        words = label.format(name=self._reading.path.name)
        self.accept()
        self.accepted_project.emit(project, words)

    def _end(self) -> None:
        self._reading = None
        self.ended.emit()

    # showing

    def _say(self, error: str) -> None:
        self.error.setText(error)
        self._show()

    def _show(self) -> None:
        reading, project = self._reading, self._project
        waits = reading is not None and any(
            # scaling has a proposed answer that is shown, so pressing the button accepts it
            question.name not in ("scaling", "matrices")
            for question in reading.open_questions
        )
        fits = reading is not None and reading.applied is not None and not waits
        can_build = reading is not None and reading.built is not None and not waits
        if reading is not None and reading.built == reading.applied:
            can_build = False  # it would make the same network
        headers = (
            _translate("ImportDialog", "in the file"),
            _translate("ImportDialog", "shape"),
            _translate("ImportDialog", "in this network"),
            _translate("ImportDialog", "shape"),
            "",
        )
        rows = [] if reading is None or project is None else fit_rows(reading.fit.rows, project)
        self.table.show_rows(headers, rows)
        self.table.setEnabled(bool(rows))
        self.turn.setEnabled(reading is not None and reading.can_turn)
        self.turn.setChecked(reading is not None and reading.turned)
        self.use_button.setEnabled(fits)
        self.build_button.setEnabled(can_build)
        self.use_button.setToolTip(self._use_help(fits))
        self.build_button.setToolTip(self._build_help(can_build))
        notices: list[str] = []
        if reading is not None:
            notices = [*reading.imported.notices, *reading.fit.notices]
            if not fits and reading.problem:
                said = _translate("ImportDialog", "Layers cannot be built: {reason}")
                notices.append(said.format(reason=reading.problem))
        self.layers.show_reading(reading)
        self.questions.show_questions(reading.questions if reading is not None else ())
        self.said.setText("" if reading is None else _said(reading.used, reading.made))
        self.said.setVisible(bool(self.said.text()))
        self.notices.setText("\n".join(dict.fromkeys(notices)))
        self.notices.setVisible(bool(notices))
        self.error.setVisible(bool(self.error.text()))
        make_room(self)

    def _use_help(self, fits: bool) -> str:
        if fits:
            return _translate(
                "ImportDialog", "Keep the layers; training starts from these weights (Enter)"
            )
        if self._reading is None:
            return _translate("ImportDialog", "Choose a file first")
        if self._reading.applied is not None:
            return _translate("ImportDialog", "First answer the open questions about the file")
        return _translate("ImportDialog", "Not every shape fits: the table says which")

    def _build_help(self, can_build: bool) -> str:
        reading = self._reading
        if can_build:
            return _translate(
                "ImportDialog",
                "Use the file's layers instead, and start from its weights",
            )
        if reading is None:
            return _translate("ImportDialog", "Choose a file first")
        return reading.problem or _translate("ImportDialog", "The network already has these layers")
