"""Compare with my notebook: the program's array beside a pasted one."""

import numpy as np
from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPlainTextEdit, QWidget

from core.errors import DataError
from core.lesson.names.notation import Notation
from core.lesson.notebook.arrays import Array, arrays_of, as_numpy
from core.lesson.notebook.comparing import Comparison, compare, read_pasted
from core.lesson.notebook.naming import called
from core.lesson.notebook.words import error_words, hint_words, verdict
from core.pictures.snapshot import LayerPicture
from gui.examine.notebook_table import ComparedModel, ComparedTable
from gui.kit.choice import Elided
from gui.kit.dialog import SmallDialog
from gui.kit.plain import Label
from gui.kit.style import set_role
from gui.kit.terms.label import TermLabel
from gui.kit.theme import SPACE, Theme

__all__ = ("NotebookDialog", "arrays_of")

_translate = QCoreApplication.translate


class NotebookDialog(SmallDialog):
    """Shows one array of the current update, and where a pasted one differs from it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            _translate("NotebookDialog", "Compare with my notebook"),
            _translate(
                "NotebookDialog",
                "Print the same array in your notebook and paste it: what differs is marked ≠.",
            ),
            parent,
        )
        self._arrays: dict[str, Array] = {}
        self._chosen = ""
        self._batch: int | None = None
        self._notation: Notation | None = None
        self._of = "L"
        self._found: Comparison | None = None
        self.name = Elided()
        self.name.setToolTip(_translate("NotebookDialog", "Which array of this update"))
        self.name.setAccessibleName(_translate("NotebookDialog", "Array"))
        self.shape = Label()
        set_role(self.shape, "caption")
        self.model = ComparedModel()
        self.table = ComparedTable(self.model)
        self.table.setAccessibleName(_translate("NotebookDialog", "The program's numbers"))
        self.field = QPlainTextEdit()
        self.field.setTabChangesFocus(True)
        self.field.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.field.setPlaceholderText(
            "[[ 0.25 -0.5 ]\n [ 0.75  1.  ]]\n\narray([[0.25, -0.5], …])\ntensor([[0.25, -0.5], …])"
        )
        self.field.setAccessibleName(_translate("NotebookDialog", "Array of the notebook"))
        self.field.setToolTip(
            _translate(
                "NotebookDialog",
                "Paste what NumPy or PyTorch prints, a list, or rows from a spreadsheet",
            )
        )
        self._wrong = Label()
        set_role(self._wrong, "error")
        self._verdict = TermLabel()
        self._hint = TermLabel()
        for label in (self._wrong, self._verdict, self._hint):
            label.setWordWrap(True)
        self._build()
        self.name.currentIndexChanged.connect(self._redraw)
        self.field.textChanged.connect(self._redraw)
        self.usual = QSize(760, 480)
        self._redraw()

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE[3])
        grid.setVerticalSpacing(SPACE[1])
        head = QHBoxLayout()
        head.setSpacing(SPACE[1])
        head.addWidget(Label(_translate("NotebookDialog", "Here")))
        head.addWidget(self.name)
        head.addWidget(self.shape, 1)
        grid.addLayout(head, 0, 0)
        grid.addWidget(Label(_translate("NotebookDialog", "In the notebook")), 0, 1)
        grid.addWidget(self.table, 1, 0)
        grid.addWidget(self.field, 1, 1)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)
        grid.setRowStretch(1, 1)
        self.rows.addLayout(grid, 1)
        for label in (self._wrong, self._verdict, self._hint):
            self.rows.addWidget(label)
        self.add_button(
            _translate("NotebookDialog", "Paste"),
            _translate("NotebookDialog", "Replace the text by what was copied"),
            self._paste,
        )
        self.copy = self.add_button(
            _translate("NotebookDialog", "Copy ours"),
            _translate("NotebookDialog", "Copy this array as a line of NumPy, with every digit"),
            self._copy,
        )
        self.add_close()

    # what it receives

    def show_network(self, layers: tuple[LayerPicture, ...], of: str) -> None:
        """Take the network whose numbers they are; slopes are those `of` L, or J."""
        self._notation, self._of = Notation.of(layers), of

    def set_arrays(self, arrays: dict[str, Array], batch: int | None = None) -> None:
        """Offer the arrays of the current update; keep the one shown last if it is among them.

        `batch` is the number of samples in the batch; with None it is taken from X.
        """
        self._chosen = self.name.currentText() or self._chosen
        if batch is None and "X" in arrays:
            batch = len(arrays["X"])
        self._arrays, self._batch = dict(arrays), batch
        self.name.blockSignals(True)
        self.name.clear()
        self.name.addItems(list(self._arrays))
        self.name.setCurrentIndex(max(0, self.name.findText(self._chosen)) if self._arrays else -1)
        self.name.blockSignals(False)
        self._redraw()

    def show_array(self, title: str, array: Array, batch: int | None = None) -> None:
        """Show one array, in addition to those already offered."""
        self.set_arrays({**self._arrays, title: array}, batch)
        self.name.setCurrentIndex(self.name.findText(title))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.model.set_theme(theme)
        self.table.viewport().update()

    # what it reports

    def comparison(self) -> Comparison | None:
        """Return how the two arrays compare; None while there is nothing to compare."""
        return self._found

    def words(self) -> tuple[str, str, str]:
        """Return what is wrong with the text, the verdict, and the hint."""
        return self._wrong.text(), self._verdict.text(), self._hint.text()

    # drawing

    def _redraw(self, *_: object) -> None:
        name = self.name.currentText()
        ours = self._arrays.get(name)
        self.copy.setEnabled(ours is not None)
        self.name.setEnabled(bool(self._arrays))
        self._found = None
        if ours is None:
            self.shape.setText("")
            self.model.show(np.zeros((0, 0)))
            text = _translate(
                "NotebookDialog", "Nothing is computed yet: step into an update first."
            )
            self._say("", text, "")
            return
        self.shape.setText(repr(ours.shape) if ours.ndim else "")
        text = self.field.toPlainText()
        if not text.strip():
            self._show(ours)
            self._say("", "", "")
            return
        try:
            pasted = read_pasted(text)
        except DataError as error:
            self._show(ours)
            self._say(error_words(error), "", "")
            return
        self._found = found = compare(ours, pasted, self._batch)
        self._show(ours, None if found.differs is None else pasted.array)
        self._say("", verdict(found, ours.size), hint_words(found.hint, self._batch))

    def _show(self, ours: Array, theirs: Array | None = None) -> None:
        differs = None if self._found is None else self._found.differs
        self.model.show(ours, theirs, differs, self._called)
        self.table.show_widths(differs is not None and bool(differs.any()))

    def _called(self, place: tuple[int, ...]) -> str:
        """Return what the number at a place of the array at hand is called."""
        if self._notation is None:
            return ""
        return called(self.name.currentText(), place, self._notation, self._of)

    def _say(self, wrong: str, said: str, hint: str) -> None:
        for label, text in ((self._wrong, wrong), (self._verdict, said), (self._hint, hint)):
            label.setText(text)
            label.setVisible(bool(text))

    # what a person does

    def _paste(self) -> None:
        text = QGuiApplication.clipboard().text()
        if text:
            self.field.setPlainText(text)

    def _copy(self) -> None:
        name = self.name.currentText()
        if name in self._arrays:
            QGuiApplication.clipboard().setText(as_numpy(name, self._arrays[name]))
