"""The documents that were open when a window ended without being closed, to be opened again."""

import zipfile
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from core.documents.autosave import Found
from core.words import say
from gui.kit.dialog import SmallDialog
from gui.kit.plain import plain_tip
from gui.kit.texts import count

_translate = QCoreApplication.translate

_PICTURE = QSize(128, 96)
_FOUND = Qt.ItemDataRole.UserRole


class RecoveryDialog(SmallDialog):
    """Lists the copies with picture, name and time; one can be opened at a time."""

    recover_requested = Signal(object)  # Found
    discard_requested = Signal(object)  # Found

    def __init__(self, found: Sequence[Found], parent: QWidget | None = None) -> None:
        super().__init__(
            _translate("RecoveryDialog", "Recover"),
            _translate(
                "RecoveryDialog",
                "Backstep did not close properly last time. This was open, and is kept until you "
                "save or discard it.",
            ),
            parent,
        )
        self.setMinimumSize(600, 400)
        self.list = QListWidget()
        self.list.setAccessibleName(_translate("RecoveryDialog", "Documents that can be recovered"))
        self.list.setToolTip(_translate("RecoveryDialog", "Enter or a double click opens it"))
        self.list.setIconSize(_PICTURE)
        self.list.setSpacing(2)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.rows.addWidget(self.list, 1)
        self.recover = self.add_button(
            _translate("RecoveryDialog", "Recover"),
            _translate("RecoveryDialog", "Open it as it was; this does not save it"),
            self._recover,
            primary=True,
        )
        self.discard = self.add_button(
            _translate("RecoveryDialog", "Discard…"),
            _translate(
                "RecoveryDialog", "Delete this copy; a saved file of the project stays as it is"
            ),
            self._discard,
        )
        self.later = self.add_button(
            _translate("RecoveryDialog", "Later"),
            _translate("RecoveryDialog", "Decide at the next start (Esc)"),
            self.reject,
        )
        self.rows.addWidget(self.buttons)
        for item in found:
            self._add(item)
        self.list.currentItemChanged.connect(self._show_possible)
        self.list.itemActivated.connect(self._recover)
        self.list.setCurrentRow(0)
        self._show_possible()
        self.list.setFocus()

    def selected(self) -> Found | None:
        """Return the selected document."""
        item = self.list.currentItem()
        found: Found | None = None if item is None else item.data(_FOUND)
        return found

    def remove(self, found: Found) -> None:
        """Take one from the list, as it is gone; without any left, close."""
        for row in reversed(range(self.list.count())):
            if self.list.item(row).data(_FOUND) == found:
                self.list.takeItem(row)
        if not self.list.count():
            self.reject()

    def _add(self, found: Found) -> None:
        item = QListWidgetItem(_words(found))
        item.setData(_FOUND, found)
        icon = QIcon(picture := _picture(found, self.palette().color(QPalette.ColorRole.Mid)))
        icon.addPixmap(picture, QIcon.Mode.Selected)  # otherwise Qt would tint it
        item.setIcon(icon)
        item.setToolTip(plain_tip(str(found.original or "")))
        item.setData(Qt.ItemDataRole.AccessibleTextRole, ". ".join(_words(found).splitlines()))
        self.list.addItem(item)

    def _show_possible(self, *_: object) -> None:
        found = self.selected()
        self.recover.setEnabled(found is not None and is_whole(found))
        self.discard.setEnabled(found is not None)

    def _recover(self, *_: object) -> None:
        found = self.selected()
        if found is not None and is_whole(found):
            self.accept()
            self.recover_requested.emit(found)

    def _discard(self) -> None:
        found = self.selected()
        if found is not None:
            self.discard_requested.emit(found)


def is_whole(found: Found) -> bool:
    """Return whether a recovery file's list of contents can be read; opening it checks more."""
    try:
        with zipfile.ZipFile(found.path) as archive:
            return "project.json" in archive.namelist()
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError):
        return False


def when_words(seconds: float, now: QDateTime) -> str:
    """Return a time in words: today 14:05, yesterday 14:05, 3 May 2026 14:05."""
    at = QDateTime.fromSecsSinceEpoch(int(seconds))
    clock = at.toString("HH:mm")
    days = at.date().daysTo(now.date())
    if days == 0:
        return say("RecoveryDialog", "today {clock}", clock=clock)
    if days == 1:
        return say("RecoveryDialog", "yesterday {clock}", clock=clock)
    return f"{QLocale().toString(at.date(), 'd MMMM yyyy')} {clock}"


def _words(found: Found) -> str:
    """Return the lines about one document: its name, file and time, and how far it was trained."""
    place = str(found.original) if found.original else _translate("RecoveryDialog", "never saved")
    when = when_words(found.time, QDateTime.currentDateTime())
    if not is_whole(found):
        state = _translate("RecoveryDialog", "{when} · damaged")
    elif found.update:
        state = _translate("RecoveryDialog", "{when} · update {update}")
    else:
        state = _translate("RecoveryDialog", "{when} · not trained")
    return "\n".join((found.name, place, state.format(when=when, update=count(found.update))))


def _picture(found: Found, frame: QColor) -> QPixmap:
    """Return a document's picture in a frame of fixed size, empty if there is no picture."""
    framed = QPixmap(_PICTURE)
    framed.fill(Qt.GlobalColor.transparent)
    painter = QPainter(framed)
    picture = QPixmap()
    if found.thumbnail is not None and picture.loadFromData(found.thumbnail):
        fitting = picture.scaled(
            _PICTURE,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        left = (framed.width() - fitting.width()) // 2
        painter.drawPixmap(left, (framed.height() - fitting.height()) // 2, fitting)
    painter.setPen(frame)
    painter.drawRect(framed.rect().adjusted(0, 0, -1, -1))
    painter.end()
    return framed
