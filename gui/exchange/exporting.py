"""Exporting: the format, its contents and use, the destination, and the result."""

import os
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from core.errors import UserError
from core.formats.exporters import exporters, suffix_of
from gui.exchange.folder_field import FolderField
from gui.kit.dialog import SmallDialog
from gui.kit.plain import Label, may_replace
from gui.kit.room import make_room
from gui.kit.style import set_role

_translate = QCoreApplication.translate


def files_of(path: Path) -> tuple[Path, ...]:
    """Return every file that an export to a path writes, that path first."""
    suffix = suffix_of(path)
    if suffix is None:
        return (path,)
    stem = path.name[: -len(suffix)]
    return (path, *(path.with_name(stem + other) for other in exporters()[suffix].beside))


class ExportDialog(SmallDialog):
    """Asks for a format and a name, and shows the result of writing and checking."""

    export_requested = Signal(object)  # Path
    folder_wanted = Signal(object)  # Path: show this folder

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            _translate("ExportDialog", "Export"),
            _translate(
                "ExportDialog",
                "The current weights, for other programs. Every file is read back and has to give "
                "the same predictions as the network.",
            ),
            parent,
        )
        self._formats = exporters()
        self._waiting: Path | None = None
        self._written: Path | None = None
        self.usual = QSize(680, 0)
        self.list = QListWidget()
        self.list.setAccessibleName(_translate("ExportDialog", "Format"))
        self.list.setToolTip(_translate("ExportDialog", "The format of the file (↑ and ↓)"))
        self.title, self.carries, self.good_for = Label(), Label(), Label()
        self.name = QLineEdit()
        self.name.setAccessibleName(_translate("ExportDialog", "Name of the file"))
        self.name.setToolTip(
            _translate("ExportDialog", "The ending follows the format; Enter exports")
        )
        self.folder = FolderField(_translate("ExportDialog", "Folder of the export"))
        self.beside, self.outcome, self.error = Label(), Label(), Label()
        self._build()
        for suffix, exporter in self._formats.items():
            label = _translate("Exporters", exporter.label)
            item = QListWidgetItem(f"{label[:1].upper()}{label[1:]} · {suffix}")
            item.setData(Qt.ItemDataRole.UserRole, suffix)
            self.list.addItem(item)
        self.list.currentRowChanged.connect(self._choose_format)
        self.name.textEdited.connect(self._name_edited)
        self.folder.changed.connect(self._show)
        self.list.setCurrentRow(0)

    def fit_text(self) -> None:
        """Show the names of the formats whole."""
        self.list.ensurePolished()
        self.list.setFixedWidth(self.list.sizeHintForColumn(0) + 24)

    def _build(self) -> None:
        set_role(self.title, "title")
        set_role(self.beside, "caption")
        set_role(self.error, "error")
        texts = QVBoxLayout()
        texts.setSpacing(8)
        for label in (self.title, self.carries, self.good_for):
            label.setWordWrap(True)
            texts.addWidget(label)
        texts.addStretch(1)
        texts.addWidget(self._caption(_translate("ExportDialog", "Name"), self.name))
        texts.addWidget(self.name)
        texts.addWidget(self._caption(_translate("ExportDialog", "Folder"), self.folder))
        texts.addWidget(self.folder)
        texts.addWidget(self.beside)
        for label in (self.outcome, self.error, self.beside):
            label.setWordWrap(True)
        columns = QHBoxLayout()
        columns.setSpacing(16)
        columns.addWidget(self.list)
        columns.addLayout(texts, 1)
        self.rows.addLayout(columns, 1)
        self.rows.addWidget(self.outcome)
        self.rows.addWidget(self.error)
        self.open_folder = self.add_button(
            _translate("ExportDialog", "Open folder"),
            _translate("ExportDialog", "Show the folder with the file that was written"),
            self._open_folder,
        )
        self.export_button = self.add_button(
            _translate("ExportDialog", "Export"),
            _translate("ExportDialog", "Write the file and check it (Enter)"),
            self.export,
            primary=True,
        )
        self.add_close()

    def _caption(self, words: str, control: QWidget) -> QLabel:
        label = Label(words)
        label.setBuddy(control)
        label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        set_role(label, "caption")
        return label

    # what it receives

    def ask(self, folder: Path, stem: str) -> None:
        """Show the window, keeping the folder and the format chosen before."""
        if not self.folder.path.text():
            self.folder.set_folder(folder)
        if not self.isVisible():
            self.name.setText(stem + self.suffix())
            self._written = None
            self._say("", "")
        self.bring()
        make_room(self)
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_written(self, path: Path, found: str) -> None:
        """Show that a file was written, and the result of checking it."""
        self._waiting, self._written = None, path
        names = _translate("ExportDialog", " and ").join(item.name for item in files_of(path))
        text = _translate("ExportDialog", "{names}: written and checked. {found}.")
        self._say(text.format(names=names, found=found), "")

    def show_error(self, error: UserError) -> None:
        """Say why nothing was written."""
        self._waiting = None
        self._say("", f"{error.message}: {error.hint}" if error.hint else error.message)

    @property
    def is_waiting(self) -> bool:
        """Whether a file is being written."""
        return self._waiting is not None

    # what a person does

    def suffix(self) -> str:
        """Return the suffix of the format that is chosen."""
        item = self.list.currentItem()
        return "" if item is None else str(item.data(Qt.ItemDataRole.UserRole))

    def path(self) -> Path:
        """Return the path of the file, whose name ends in the suffix of the format."""
        name = self.name.text().strip()
        if suffix_of(Path(name)) is None:
            name += self.suffix()
        return self.folder.folder() / name

    def export(self) -> None:
        """Ask before replacing a file, and have it written."""
        if not self.export_button.isEnabled():
            return
        path = self.path()
        there = [item.name for item in files_of(path) if os.path.exists(item)]
        if there and not self.may_replace(there):
            return
        self._waiting, self._written = path, None
        self._say(_translate("ExportDialog", "Writing and checking…"), "")
        self.export_requested.emit(path)

    def may_replace(self, names: Sequence[str]) -> bool:
        """Ask whether files of these names may be replaced."""
        return may_replace(self, names)

    def _open_folder(self) -> None:
        if self._written is not None:
            self.folder_wanted.emit(self._written.parent)

    def _choose_format(self, _: int) -> None:
        """Change the name's suffix to the other format's."""
        name = self.name.text().strip()
        old = suffix_of(Path(name)) if name else None
        if old != self.suffix():
            stem = name if old is None else name[: -len(old)]
            self.name.setText(stem + self.suffix() if stem else "")
        self._written = None
        self._say("", "")

    def _name_edited(self, text: str) -> None:
        """Switch to the format of a suffix that is typed."""
        suffix = suffix_of(Path(text.strip()))
        if suffix is not None and suffix != self.suffix():
            self.list.blockSignals(True)
            self.list.setCurrentRow(list(self._formats).index(suffix))
            self.list.blockSignals(False)
        self._show()

    # showing

    def _say(self, outcome: str, error: str) -> None:
        self.outcome.setText(outcome)
        self.error.setText(error)
        self._show()

    def _show(self) -> None:
        suffix = self.suffix()
        exporter = self._formats[suffix]
        self.title.setText(_translate("Exporters", exporter.description))
        self.carries.setText(_translate("Exporters", exporter.carries))
        self.good_for.setText(_translate("Exporters", self._formats[suffix].good_for))
        named = bool(self.name.text().strip()) and bool(self.folder.path.text().strip())
        beside = files_of(self.path())[1:] if named else ()
        text = _translate("ExportDialog", "{names} is written beside it.")
        self.beside.setText(text.format(names=", ".join(item.name for item in beside)))
        self.beside.setVisible(bool(beside))
        self.outcome.setVisible(bool(self.outcome.text()))
        self.error.setVisible(bool(self.error.text()))
        self.export_button.setEnabled(named and not self.is_waiting)
        self.open_folder.setEnabled(self._written is not None)
        make_room(self)
