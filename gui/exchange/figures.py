"""Figures: every plot and the diagram, saved as a file or copied to the clipboard."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from core.errors import UserError
from core.words import say
from gui.documents.document import Document, document_name
from gui.kit.figure_export import copy_figure, save_figure

_translate = QCoreApplication.translate

SUFFIXES = (".png", ".svg", ".pdf")


class Figures(QObject):
    """Two menus, Save figure and Copy figure, with an entry for each picture that is shown."""

    def __init__(
        self,
        window: QWidget,
        document: Document,
        pictures: Sequence[QWidget],
        tell: Callable[[str], None],
        refuse: Callable[[UserError], None],
    ) -> None:
        super().__init__(window)
        self._window, self._document = window, document
        self._pictures = {picture.accessibleName(): picture for picture in pictures}
        self._tell, self._refuse = tell, refuse
        self._folder: Path | None = None
        self.save_menu = self._menu(
            _translate("Figures", "Save &figure"),
            _translate("Figures", "Save {name} as PNG, SVG or PDF"),
            self.save,
            _translate("Figures", "{name}…"),
        )
        self.copy_menu = self._menu(
            _translate("Figures", "&Copy figure"),
            _translate("Figures", "Copy {name} as a picture"),
            self.copy,
            "{name}",
        )

    def _menu(self, title: str, help: str, act: Callable[[str], None], words: str) -> QMenu:
        menu = QMenu(title, self._window)
        menu.setToolTipsVisible(True)
        for name in self._pictures:
            action = menu.addAction(words.format(name=name))
            action.setObjectName(name)
            action.setToolTip(help.format(name=name.lower()))
            action.triggered.connect(lambda _=False, name=name: act(name))
        menu.aboutToShow.connect(lambda: self._enable(menu))
        return menu

    def _enable(self, menu: QMenu) -> None:
        for action in menu.actions():
            action.setEnabled(self._pictures[action.objectName()].isVisible())

    def save(self, name: str) -> None:
        """Ask for a file and save a picture to it; the suffix decides the format."""
        path, chosen = QFileDialog.getSaveFileName(
            self._window,
            _translate("Figures", "Save figure"),
            str(self._start() / (document_name(self._document) + f" {name.lower()}{SUFFIXES[0]}")),
            _translate("Figures", "PNG picture (*.png);;SVG drawing (*.svg);;PDF page (*.pdf)"),
        )
        if not path:
            return
        target = Path(path)
        if target.suffix.lower() not in SUFFIXES:
            suffix = next((item for item in SUFFIXES if f"(*{item})" in chosen), SUFFIXES[0])
            target = target.with_name(target.name + suffix)
        try:
            save_figure(self._pictures[name], target)
        except UserError as error:
            self._refuse(error)
            return
        self._folder = target.parent
        self._tell(say("Figures", "Figure saved as {name}", name=target.name))

    def copy(self, name: str) -> None:
        """Copy a picture to the clipboard."""
        copy_figure(self._pictures[name])
        text = _translate("Figures", "Copied: {name}, as a picture")
        self._tell(text.format(name=name.lower()))

    def _start(self) -> Path:
        if self._folder is not None:
            return self._folder
        path = self._document.path
        return path.parent if path is not None else Path.home()
