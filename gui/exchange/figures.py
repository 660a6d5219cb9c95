"""Figures: every plot and the diagram, saved as a file or copied to the clipboard."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QMenu, QWidget

from core.words import say
from gui.documents.document import Document, document_name
from gui.kit.theme import Theme

if TYPE_CHECKING:
    from gui.exchange.figure import FigureDialog

_translate = QCoreApplication.translate


class Pictures(Protocol):
    """The pictures that there are, by their names."""

    def names(self) -> tuple[str, ...]:
        """Return all names, the diagram's first."""

    def named(self, name: str) -> QWidget:
        """Return the picture with a name."""

    def is_shown(self, name: str) -> bool:
        """Return whether a picture is visible now."""


class Figures(QObject):
    """Two menus, Save figure and Copy figure, with an entry for each picture that is shown."""

    def __init__(
        self,
        window: QWidget,
        document: Document,
        pictures: Pictures,
        tell: Callable[[str], None],
        theme: Callable[[], Theme],
        export: Callable[[Path], None],
    ) -> None:
        """The first picture is the diagram; `export` writes that as TikZ to a file.

        `theme` returns the theme of the window.
        """
        super().__init__(window)
        self._window, self._document = window, document
        self._pictures = pictures
        self._tell, self._theme, self._export = tell, theme, export
        self.dialog: FigureDialog | None = None
        self._folder: Path | None = None
        self.save_menu = self._menu(
            _translate("Figures", "Save &figure"),
            _translate("Figures", "Save {name} in a size and a theme: PNG, SVG, PDF"),
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
        for name in self._pictures.names():
            action = menu.addAction(words.format(name=name))
            action.setObjectName(name)
            action.setToolTip(help.format(name=name.lower()))
            action.triggered.connect(lambda _=False, name=name: act(name))
        menu.aboutToShow.connect(lambda: self._enable(menu))
        return menu

    def _enable(self, menu: QMenu) -> None:
        for action in menu.actions():
            action.setEnabled(self._pictures.is_shown(action.objectName()))

    def save(self, name: str) -> None:
        """Ask how a picture is to be saved, and save it."""
        from gui.exchange.figure import FigureDialog

        plot = self._pictures.named(name)
        path = self._start() / f"{document_name(self._document)} {name.lower()}"
        export = self._export if name == self._pictures.names()[0] else None
        self.dialog = FigureDialog(plot, path, self._theme, self._saved, export, self._window)
        self.dialog.bring()

    def _saved(self, path: Path) -> None:
        from gui.exchange.figure import TIKZ

        self._folder = path.parent
        if path.suffix != TIKZ:  # the export tells of itself
            self._tell(say("Figures", "Figure saved as {name}", name=path.name))

    def copy(self, name: str) -> None:
        """Copy a picture to the clipboard."""
        from gui.exchange.arranging import arranged
        from gui.kit.figure_export import copy_figure

        plot, now = self._pictures.named(name), self._theme()
        with arranged(plot, plot.size(), now, now):
            copy_figure(plot)
        text = _translate("Figures", "Copied: {name}, as a picture")
        self._tell(text.format(name=name.lower()))

    def _start(self) -> Path:
        if self._folder is not None:
            return self._folder
        path = self._document.path
        return path.parent if path is not None else Path.home()
