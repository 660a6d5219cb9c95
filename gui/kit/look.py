"""Which theme is on: light, dark, or whichever the system has."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from core.desktop.yielding import yielding
from core.lesson.numbers import set_digits
from gui.kit import style
from gui.kit.settings import Settings
from gui.kit.theme import DARK, LIGHT, Theme


class Look(QObject):
    """Gives the application and its window their theme, and passes it to the views.

    Training is asked to wait meanwhile, by `hush`: Qt calls Python a thousand times.
    """

    changed = Signal(object)

    def __init__(
        self, settings: Settings, window: QWidget, hush: Callable[[], None] = lambda: None
    ) -> None:
        super().__init__(window)
        self._hush = hush
        self._settings, self._window = settings, window
        self._presented: int | None = None
        self._theme = self._chosen()
        # longer than 0: what a person does meanwhile comes first
        self._painting = QTimer(self, interval=1, singleShot=True)
        self._painting.timeout.connect(self._paint)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_changed)

    @property
    def theme(self) -> Theme:
        """The current theme."""
        return self._theme

    def choose(self, name: str) -> None:
        """Set the theme to light, dark or system, and remember it."""
        self._settings.set_theme(name)
        self.apply()

    def choose_text_size(self, size: int) -> None:
        """Set the text size, in per cent of the usual size, and remember it."""
        self._settings.set_text_size(size)
        self.apply()

    def present(self, size: int | None) -> None:
        """Show text at least this large, in per cent, until called with None; the setting stays."""
        self._presented = size
        self.apply()

    def choose_digits(self, digits: int) -> None:
        """Set how many digits readings have, and remember it."""
        self._settings.set_digits(digits)
        self._take_digits()
        self.changed.emit(self._theme)

    def _take_digits(self) -> None:
        application = QApplication.instance()
        if application is not None:
            set_digits(self._settings.digits())

    def apply(self) -> None:
        """Give the application and its window their look, and tell all views.

        A window that is seen is painted in a later turn: keys and the mouse are answered between.
        """
        self._theme = self._chosen()
        self._take_digits()
        self._hush()
        is_another = False
        with yielding():
            application = QApplication.instance()
            if isinstance(application, QApplication):
                size = max(self._settings.text_size(), self._presented or 0)
                style.set_text_size(application, size)
                is_another = style.apply(application, self._window, self._theme)
            self.changed.emit(self._theme)
        if self._window.isVisible() and is_another:
            self._window.setUpdatesEnabled(False)
            self._painting.start()

    def dress(self) -> None:
        """Give the look to what was put into the window since."""
        style.dress_parts(self._window)

    @Slot()
    def _paint(self) -> None:
        self._window.setUpdatesEnabled(True)
        # Qt lost a painting it was asked for meanwhile, and would wait for it for ever
        self._window.repaint()

    def _chosen(self) -> Theme:
        name = self._settings.theme()
        if name == "system":
            dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
            return DARK if dark else LIGHT
        return DARK if name == "dark" else LIGHT

    def _system_changed(self, _: Qt.ColorScheme) -> None:
        if self._settings.theme() == "system":
            self.apply()
