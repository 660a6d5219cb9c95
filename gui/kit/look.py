"""Which theme is on: light, dark, or whichever the system has."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from core.lesson.numbers import set_digits
from gui.kit import style
from gui.kit.settings import Settings
from gui.kit.theme import DARK, LIGHT, Theme


class Look(QObject):
    """Gives the application its theme and tells views of it."""

    changed = Signal(object)

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._theme = self._chosen()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_changed)

    @property
    def theme(self) -> Theme:
        """The theme that is on."""
        return self._theme

    def choose(self, name: str) -> None:
        """Take light, dark or system, and remember it."""
        self._settings.set_theme(name)
        self.apply()

    def choose_text_size(self, size: int) -> None:
        """Take a text size in per cent of the usual, and remember it."""
        self._settings.set_text_size(size)
        self.apply()

    def choose_digits(self, digits: int) -> None:
        """Take how many digits readings have, and remember it."""
        self._settings.set_digits(digits)
        self._take_digits()
        self.changed.emit(self._theme)

    def _take_digits(self) -> None:
        application = QApplication.instance()
        if application is not None:
            set_digits(self._settings.digits())

    def apply(self) -> None:
        """Give the application its look and tell everyone."""
        self._theme = self._chosen()
        self._take_digits()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            style.set_text_size(application, self._settings.text_size())
            style.apply(application, self._theme)
        self.changed.emit(self._theme)

    def _chosen(self) -> Theme:
        name = self._settings.theme()
        if name == "system":
            dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
            return DARK if dark else LIGHT
        return DARK if name == "dark" else LIGHT

    def _system_changed(self, _: Qt.ColorScheme) -> None:
        if self._settings.theme() == "system":
            self.apply()
