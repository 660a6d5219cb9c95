"""The crash dialog: that something went wrong, what is saved, and details to hand on."""

from pathlib import Path
from typing import Protocol

import PySide6
from PySide6.QtCore import QCoreApplication, QSize, SignalInstance, Slot
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from core.desktop.about import engine_and_platform
from core.words import say
from gui.kit.folders import open_folder
from gui.kit.plain import Label
from gui.kit.style import set_role

_translate = QCoreApplication.translate

_SIZE = QSize(640, 460)


class Kept(Protocol):
    """What knows what of the document is safe, and can set a copy aside."""

    @property
    def kept_changed(self) -> SignalInstance:
        """The signal that what is said below is another now."""

    def set_aside(self) -> None:
        """Set a copy aside, if there is anything to lose."""

    def kept_words(self) -> str:
        """Return a sentence on what is safe now."""


class FaultDialog(QDialog):
    """One bug: that it happened, what is saved, and details to copy."""

    def __init__(
        self,
        details: str,
        version: str = "",
        log: Path | None = None,
        kept: Kept | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_translate("FaultDialog", "Something went wrong"))
        self.resize(_SIZE)
        self._log, self._kept = log, kept
        title = Label(_translate("FaultDialog", "Something went wrong inside Backstep"))
        set_role(title, "title")
        said = _translate(
            "FaultDialog",
            "This is a fault of the program, not yours. You can go on working; to be safe, save "
            "your project under another name. The details help whoever mends it.",
        )
        if log is not None:
            place = say("FaultDialog", "They are also in {path}", path=log)
            said = f"{said} {place}"
        words = Label(said)
        self.saved = Label()
        self.saved.setAccessibleName(_translate("FaultDialog", "What is saved"))
        for label in (words, self.saved):
            label.setWordWrap(True)
        self.details = QPlainTextEdit(f"{told_with(version)}\n\n{details}")
        self.details.setReadOnly(True)
        self.details.setTabChangesFocus(True)
        self.details.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.details.setAccessibleName(_translate("FaultDialog", "Details"))
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close = self._buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setIcon(QIcon())
        close.setToolTip(_translate("FaultDialog", "Go on working (Esc)"))
        self.copy_button = self._button(
            _translate("FaultDialog", "&Copy details"),
            _translate("FaultDialog", "Put the details on the clipboard"),
        )
        self.copy_button.clicked.connect(self.copy)
        self.folder_button = self._button(
            _translate("FaultDialog", "Open &log folder"),
            _translate("FaultDialog", "Show the files with this and earlier faults"),
        )
        self.folder_button.setVisible(log is not None)
        self.folder_button.clicked.connect(self._open_folder)
        self._buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        for widget in (title, words, self.saved, self.details, self._buttons):
            layout.addWidget(widget)
        self._show_kept()
        if kept is not None:
            kept.kept_changed.connect(self._show_kept)

    def add(self, details: str) -> None:
        """Put the details of another fault under those that are shown."""
        self.details.appendPlainText("\n" + details)

    def _button(self, words: str, help: str) -> QWidget:
        button = self._buttons.addButton(words, QDialogButtonBox.ButtonRole.ActionRole)
        button.setToolTip(help)
        return button

    @Slot()
    def copy(self) -> None:
        """Put the details on the clipboard."""
        QGuiApplication.clipboard().setText(self.details.toPlainText())

    @Slot()
    def _show_kept(self) -> None:
        words = "" if self._kept is None else self._kept.kept_words()
        self.saved.setText(words)
        self.saved.setVisible(bool(words))

    @Slot()
    def _open_folder(self) -> None:
        if self._log is not None and not open_folder(self._log.parent):
            self.saved.setText(
                say(
                    "FaultDialog",
                    "There is no program here that opens folders. The log is in {path}",
                    path=self._log.parent,
                )
            )
            self.saved.setVisible(True)


def told_with(version: str) -> str:
    """Return with what something happened, on one line: versions and platform."""
    qt = f"Qt {PySide6.__version__} ({QGuiApplication.platformName()})"
    return f"Backstep {version}. {engine_and_platform()}. {qt}"
