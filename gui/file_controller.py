"""Files: new, open, recent, examples, save, export, and the question about unsaved changes."""

from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox, QWidget

from core.examples import examples
from core.files.exporters import exporters
from core.project import Project
from gui.document import Document
from gui.opening import is_example, opening_file
from gui.settings import Settings

_translate = QCoreApplication.translate

SUFFIX = ".backstep"
_PROJECTS = (SUFFIX, ".json")


class Answer(Enum):
    """What to do with unsaved changes."""

    SAVE = "save"
    DISCARD = "discard"
    CANCEL = "cancel"


class FileSession(Protocol):
    """The part of the session that reads and writes files, on its own thread."""

    def open_file(self, path: Path) -> None:
        """Open a file; `opened` or `failed` follows."""

    def save(self, path: Path, project: Project, thumbnail_png: bytes | None) -> None:
        """Save; `saved` or `failed` follows."""

    def export(self, path: Path) -> None:
        """Export; `exported` or `failed` follows."""


class FileController(QObject):
    """Everything about files, for one window; nothing is lost without a question."""

    told = Signal(str)
    may_close = Signal()

    def __init__(
        self,
        window: QWidget,
        document: Document,
        session: FileSession,
        settings: Settings,
        picture: Callable[[], bytes | None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._document = document
        self._session = session
        self._settings = settings
        self._picture = picture
        self._saving: tuple[Project, int] | None = None
        self._after_save: Callable[[], None] | None = None
        self.recent_menu = QMenu(_translate("FileController", "Open &recent"), window)
        self.recent_menu.aboutToShow.connect(self._fill_recent)
        self.examples_menu = QMenu(_translate("FileController", "E&xamples"), window)
        self._fill_recent()
        self._fill_examples()
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    # opening

    @Slot()
    def new(self) -> None:
        """Start again with the opening project, if nothing is lost by it."""
        self._if_safe(lambda: self._session.open_file(opening_file()))

    @Slot()
    def open(self) -> None:
        """Ask for a file and open it."""
        path, _ = QFileDialog.getOpenFileName(
            self._window,
            _translate("FileController", "Open"),
            str(self._folder()),
            _translate(
                "FileController",
                "Projects and tables (*.backstep *.json *.csv *.tsv *.txt *.xlsx *.xls *.ods)"
                ";;All files (*)",
            ),
        )
        if path:
            self.open_path(Path(path))

    def open_path(self, path: Path) -> None:
        """Open a file, if nothing is lost by it."""
        self._if_safe(lambda: self._session.open_file(path))

    @Slot(object, object)
    def opened(self, project: Project, path: Path | None) -> None:
        """Take what was opened as the document; the program's own examples have no path."""
        if is_example(path):
            path = None
        self._document.replace_all(project, path)
        if path is not None:
            self._settings.add_recent(path)

    # saving

    @Slot()
    def save(self) -> None:
        """Save where the project is kept, or ask where."""
        path = self._document.path
        if path is None or path.suffix.lower() != SUFFIX:
            self.save_as()
        else:
            self._save_to(path)

    @Slot()
    def save_as(self) -> None:
        """Ask for a file and save there."""
        suggestion = self._folder() / (self._stem() + SUFFIX)
        path, _ = QFileDialog.getSaveFileName(
            self._window,
            _translate("FileController", "Save as"),
            str(suggestion),
            _translate("FileController", "Backstep projects (*.backstep)"),
        )
        if not path:
            self._after_save = None
            return
        chosen = Path(path)
        if chosen.suffix.lower() != SUFFIX:
            chosen = chosen.with_name(chosen.name + SUFFIX)
        self._save_to(chosen)

    @Slot(object)
    def saved(self, path: Path) -> None:
        """Note that saving is done."""
        if self._saving is not None:
            project, revision = self._saving
            self._document.mark_saved(project, path, revision)
            self._saving = None
        self._settings.add_recent(path)
        self.told.emit(_translate("FileController", "Saved as %1").replace("%1", path.name))
        after, self._after_save = self._after_save, None
        if after is not None:
            after()

    @Slot(object)
    def failed(self, _: object) -> None:
        """Note that reading or writing did not work: what was to follow does not."""
        self._saving = None
        self._after_save = None

    @Slot()
    def export(self) -> None:
        """Ask for a file and write the trained weights there; the format follows the suffix."""
        formats = exporters()
        filters = ";;".join(
            f"{item.description or item.label} (*{suffix})" for suffix, item in formats.items()
        )
        first = next(iter(formats))
        path, chosen = QFileDialog.getSaveFileName(
            self._window,
            _translate("FileController", "Export the trained weights"),
            str(self._folder() / (self._stem() + first)),
            filters,
        )
        if not path:
            return
        target = Path(path)
        if target.suffix.lower() not in formats:
            suffix = next((item for item in formats if f"(*{item})" in chosen), first)
            target = target.with_name(target.name + suffix)
        self._session.export(target)

    @Slot(object, str)
    def exported(self, path: Path, message: str) -> None:
        """Say that exporting is done, and what is worth knowing about it."""
        text = _translate("FileController", "Exported to %1").replace("%1", path.name)
        self.told.emit(f"{text}. {message}" if message else text)

    # closing

    @Slot()
    def close(self) -> None:
        """Ask about unsaved changes; `may_close` follows when nothing is lost."""
        self._if_safe(self.may_close.emit)

    def ask(self) -> Answer:
        """Ask what to do with unsaved changes."""
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(_translate("FileController", "Unsaved changes"))
        question = _translate("FileController", "Save the changes to “%1”?")
        box.setText(question.replace("%1", self._stem()))
        box.setInformativeText(
            _translate("FileController", "Otherwise the changes since it was last saved are lost.")
        )
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)
        answers = {buttons.Save: Answer.SAVE, buttons.Discard: Answer.DISCARD}
        return answers.get(buttons(box.exec()), Answer.CANCEL)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragEnterEvent) and _dropped(event) is not None:
            event.acceptProposedAction()
            return True
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            path = _dropped(event)
            if path is not None:
                event.acceptProposedAction()
                self.open_path(path)
                return True
        return super().eventFilter(watched, event)

    def _if_safe(self, act: Callable[[], None]) -> None:
        if not self._document.is_modified():
            act()
            return
        answer = self.ask()
        if answer is Answer.DISCARD:
            act()
        elif answer is Answer.SAVE:
            self._after_save = act
            self.save()

    def _save_to(self, path: Path) -> None:
        project = self._document.project
        self._saving = (project, self._document.revision)
        self._session.save(path, project, self._picture())

    def _folder(self) -> Path:
        if self._document.path is not None:
            return self._document.path.parent
        recent = self._settings.recent()
        return recent[0].parent if recent else Path.home()

    def _stem(self) -> str:
        return document_name(self._document)

    def _fill_recent(self) -> None:
        self.recent_menu.clear()
        for path in self._settings.recent():
            action = self.recent_menu.addAction(path.name.replace("&", "&&"))
            action.setToolTip(str(path))
            action.setStatusTip(str(path))
            action.triggered.connect(lambda _=False, path=path: self._open_recent(path))
        self.recent_menu.setToolTipsVisible(True)
        self.recent_menu.menuAction().setEnabled(not self.recent_menu.isEmpty())
        if not self.recent_menu.isEmpty():
            self.recent_menu.addSeparator()
            clear = self.recent_menu.addAction(_translate("FileController", "Clear this list"))
            clear.triggered.connect(lambda: self._settings.forget_recent())

    def _open_recent(self, path: Path) -> None:
        if not path.exists():
            self._settings.forget_recent(path)  # opening it says what is wrong
        self.open_path(path)

    def _fill_examples(self) -> None:
        group: QMenu | None = None
        for example in examples():
            title = _translate("Examples", example.group)
            if group is None or group.title() != title[:1].upper() + title[1:]:
                group = self.examples_menu.addMenu(title[:1].upper() + title[1:])
                group.setToolTipsVisible(True)
            action = group.addAction(_translate("Examples", example.title).replace("&", "&&"))
            action.setToolTip(_translate("Examples", example.about))
            action.triggered.connect(lambda _=False, path=example.path: self.open_path(path))


def document_name(document: Document) -> str:
    """Return what the document is called: its file's name, or the project's."""
    path = document.path
    if path is not None and path.suffix.lower() in _PROJECTS:
        return path.stem
    return document.project.name


def _dropped(event: QDragEnterEvent | QDropEvent) -> Path | None:
    """Return the one local file that is dropped, or None."""
    urls = event.mimeData().urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    if not event.possibleActions() & Qt.DropAction.CopyAction:
        return None
    return Path(urls[0].toLocalFile())
