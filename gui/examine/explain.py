"""The network explained: its whole forward and backward pass as formulas, LaTeX and NumPy."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QCoreApplication, QIODevice, QMarginsF, QSize, Qt, Slot
from PySide6.QtGui import QGuiApplication, QPageLayout, QPdfWriter, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from core.disk.writing import write_bytes
from core.errors import UserError
from core.lesson.formulas.network import Explanation, explain
from core.lesson.typeset.numbers import sample_lines
from core.lesson.typeset.parsing import sections_of
from core.pictures.snapshot import LayerPicture, Probe
from core.project import Project
from core.words import say
from gui.kit.dialog import SmallDialog
from gui.kit.plain import Label
from gui.kit.style import set_role
from gui.kit.theme import SPACE, Theme
from gui.typeset.document import FormulaView

_translate = QCoreApplication.translate

_DOCUMENT = (
    "\\documentclass{{article}}\n\\usepackage{{amsmath}}\n\\begin{{document}}\n\n"
    "{}\n\\end{{document}}\n"
)


class Page(QWidget):
    """A text to read and copy."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.field: QPlainTextEdit = QPlainTextEdit()
        self.field.setReadOnly(True)
        self.field.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.field.setTabChangesFocus(True)
        # so that a read-only text can be read with the keyboard too
        flags = Qt.TextInteractionFlag
        self.field.setTextInteractionFlags(
            flags.TextSelectableByMouse | flags.TextSelectableByKeyboard
        )
        self.field.setAccessibleName(name)
        #: the buttons of this text; the window places them beside its own
        self.foot = QWidget()
        self._foot = QHBoxLayout(self.foot)
        self._foot.setContentsMargins(0, 0, 0, 0)
        self._foot.setSpacing(SPACE[1])
        self.copy = self.add_button(
            _translate("ExplainDialog", "Copy"),
            _translate("ExplainDialog", "Copy all of this text"),
            lambda: QGuiApplication.clipboard().setText(self.text()),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE[1], 0, 0)
        column.setSpacing(SPACE[1])
        column.addWidget(self.field, 1)

    def add_button(self, words: str, help: str, act: Callable[[], object]) -> QPushButton:
        """Add a button for the text."""
        button = QPushButton(words)
        button.setToolTip(help)
        button.setAccessibleName(words)
        button.setAccessibleDescription(help)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: act())
        self._foot.addWidget(button)
        return button

    def text(self) -> str:
        """Return the text."""
        return self.field.toPlainText()

    def show_text(self, text: str) -> None:
        """Show a text, keeping the scroll position."""
        if text != self.text():
            bar = self.field.verticalScrollBar()
            at = bar.value()
            self.field.setPlainText(text)
            bar.setValue(at)


class FormulaPage(Page):
    """The formulas, typeset."""

    def __init__(self) -> None:
        super().__init__(_translate("ExplainDialog", "Formulas"))
        self.view = FormulaView()
        self.view.setAccessibleName(_translate("ExplainDialog", "Formulas"))
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.replaceWidget(self.field, self.view)
        layout.setStretchFactor(self.view, 1)
        self.field.deleteLater()

    def text(self) -> str:
        """Return everything as plain text."""
        return self.view.toPlainText()


class ExplainDialog(SmallDialog):
    """Three forms of the same mathematics; each can be copied, two can be saved."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            _translate("ExplainDialog", "Explain this network"),
            _translate(
                "ExplainDialog",
                "One update from beginning to end. Samples are rows, as in the NumPy tutorials.",
            ),
            parent,
        )
        self._project: Project | None = None
        self._inputs = 0
        self._shown: tuple[Project, int] | None = None
        self._sample: tuple[str, tuple[str, ...]] = ("", ())
        self._found: Explanation | None = None
        self._folder = Path.home()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.formulas = FormulaPage()
        self.formulas.add_button(
            _translate("ExplainDialog", "Save as PDF…"),
            _translate("ExplainDialog", "Save the formulas as pages to print"),
            self._save_pages,
        )
        self.plain = Page(_translate("ExplainDialog", "Formulas as text"))
        self.plain.field.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.latex = Page(_translate("ExplainDialog", "Formulas in LaTeX"))
        self.python = Page(_translate("ExplainDialog", "NumPy lines that run"))
        save = _translate("ExplainDialog", "Save as…")
        self.latex.add_button(
            save,
            _translate("ExplainDialog", "Save as a LaTeX document"),
            lambda: self._save(
                _DOCUMENT.format(self.latex.text()),
                ".tex",
                _translate("ExplainDialog", "LaTeX document (*.tex)"),
            ),
        )
        self.python.add_button(
            save,
            _translate("ExplainDialog", "Save as a Python file"),
            lambda: self._save(
                self.python.text(), ".py", _translate("ExplainDialog", "Python file (*.py)")
            ),
        )
        self.tabs.addTab(self.formulas, _translate("ExplainDialog", "Formulas"))
        self.tabs.addTab(self.plain, _translate("ExplainDialog", "Text"))
        self.tabs.addTab(self.latex, _translate("ExplainDialog", "LaTeX"))
        self.tabs.addTab(self.python, _translate("ExplainDialog", "Python (NumPy)"))
        self.tabs.setAccessibleName(_translate("ExplainDialog", "Notation"))
        self.rows.addWidget(self.tabs, 1)
        self._said = Label()
        self._said.setWordWrap(True)
        self._said.hide()
        self.rows.addWidget(self._said)
        self.add_close()
        self._place_foot()
        self.tabs.currentChanged.connect(self._turn)
        self.usual = QSize(660, 600)

    def _place_foot(self) -> None:
        """Put the buttons of each text and of the window into one row."""
        self.rows.removeWidget(self.buttons)
        row = QHBoxLayout()
        row.setSpacing(SPACE[1])
        row.addStretch(1)
        for page in self._pages():
            row.addWidget(page.foot)
        row.addWidget(self.buttons)
        self.rows.addLayout(row)
        self.setTabOrder(self.formulas.view, self.formulas.copy)
        self._turn()

    def _pages(self) -> tuple[Page, ...]:
        return self.formulas, self.plain, self.latex, self.python

    @Slot()
    def _turn(self, *_: object) -> None:
        """Show the buttons of the text in front."""
        self._say("")
        for page in self._pages():
            page.foot.setVisible(page is self.tabs.currentWidget())

    def show_project(self, project: Project, inputs: int) -> None:
        """Explain a network with this many inputs; each text is made when it is first shown."""
        self._project, self._inputs = project, inputs
        if self.isVisible():
            self._fill()

    def show_sample(
        self, title: str, layers: tuple[LayerPicture, ...], probe: Probe | None
    ) -> None:
        """Show the numbers of an input that is followed; None: of none."""
        lines = () if probe is None else tuple(sample_lines(layers, probe))
        if (title, lines) != self._sample:
            self._sample = (title, lines)
            if self.isVisible():
                self._typeset()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._say("")
        self._fill()

    def set_theme(self, theme: Theme) -> None:
        """Do nothing: the stylesheet already has the theme's colours."""

    def said(self) -> str:
        """Return the message about saving."""
        return self._said.text()

    def _fill(self) -> None:
        if self._project is None or self._shown == (self._project, self._inputs):
            return
        self._shown = (self._project, self._inputs)
        found = explain(self._project, self._inputs)
        self._found = found
        self._typeset()
        self.plain.show_text(found.plain)
        self.latex.show_text(found.latex)
        self.python.show_text(_with_start(found))

    def _typeset(self) -> None:
        """Show the formulas, with the followed sample's numbers after the way forward."""
        found = self._found
        if found is None:
            return
        sections = [(title, "", block) for title, block in sections_of(found.latex)]
        title, lines = self._sample
        note = "" if lines else _translate(
            "ExplainDialog", "Follow a sample (click a point) to see its numbers here."
        )  # fmt: skip
        title = title or _translate("ExplainDialog", "In numbers")
        sections.insert(1, (title, note, " \\\\\n".join(lines)))
        about = found.plain.partition("\n")[0]
        self.formulas.view.show_sections((("", about, ""), *sections))

    def _save_pages(self) -> None:
        """Save the typeset formulas as PDF."""

        def pages() -> bytes:
            buffer = QBuffer()
            buffer.open(QIODevice.OpenModeFlag.WriteOnly)
            writer = QPdfWriter(buffer)
            writer.setTitle(self.windowTitle())
            writer.setCreator("Backstep")
            writer.setPageMargins(QMarginsF(20.0, 20.0, 20.0, 20.0), QPageLayout.Unit.Millimeter)
            self.formulas.view.print_on(writer)
            return bytes(buffer.data().data())

        self._save(pages, ".pdf", _translate("ExplainDialog", "PDF pages (*.pdf)"))

    def _say(self, text: str, wrong: bool = False) -> None:
        set_role(self._said, "error" if wrong else "caption")
        self._said.setText(text)
        self._said.setVisible(bool(text))

    def _save(self, text: str | Callable[[], bytes], suffix: str, kind: str) -> None:
        name = self._project.name if self._project is not None else ""
        stem = name.replace("/", "-").strip() or _translate("ExplainDialog", "network")
        path, _ = QFileDialog.getSaveFileName(
            self,
            _translate("ExplainDialog", "Save as"),
            str(self._folder / (stem + suffix)),
            kind,
        )
        if not path:
            return
        target = Path(path)
        if target.suffix.lower() != suffix:
            target = target.with_name(target.name + suffix)
        try:
            write_bytes(target, text.encode("utf-8") if isinstance(text, str) else text())
        except UserError as error:
            self._say(f"{error.message}: {error.hint}" if error.hint else error.message, wrong=True)
            return
        self._folder = target.parent
        self._say(say("ExplainDialog", "Saved as {name}", name=target.name))


def _with_start(found: Explanation) -> str:
    """Return the NumPy lines, preceded by a comment on what happens before the first update."""
    start = [line for line in found.start.splitlines() if line and not line.startswith("import ")]
    if not start:
        return found.python
    words = _translate("ExplainDialog", "Before the first update:")
    return "\n".join([f"# {words}", *(f"# {line}" for line in start), "", found.python])
