"""What the program remembers between starts."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QLocale, QSettings

from core.lesson.marking.predicting import KINDS
from core.lesson.numbers import FEWEST_DIGITS, MOST_DIGITS

RECENT = 10
DEFAULT_SPEED = 20.0
THEMES = ("light", "dark", "system")
#: what a window opens with if no file is given: the start page, the last file, or XOR
BEGINNINGS = ("page", "last", "new")
#: the smallest and largest text size, in per cent of the usual
TEXT_SIZES = (90, 200)
#: megabytes of memory for the recorded moments of all runs
TIMELINE_MEMORY = (16, 32, 64, 128, 256, 512, 1024)


class Settings:
    """Window, theme, text size, recent files, speed, and whether the hint was dismissed.

    They are kept where the system keeps settings, or in the INI file at `path`. A stored value that
    makes no sense counts as missing.
    """

    def __init__(self, path: Path | None = None) -> None:
        if path is None:
            self._store = QSettings("Backstep", "Backstep")
        else:
            self._store = QSettings(str(path), QSettings.Format.IniFormat)

    def place(self) -> Path:
        """Return where the settings are kept."""
        return Path(self._store.fileName())

    def forget_all(self) -> None:
        """Forget everything, as at the first start."""
        self._store.clear()

    def start_over(self) -> None:
        """Forget everything but the theme and the text size."""
        theme, size = self.theme(), self.text_size()
        self.forget_all()
        self.set_theme(theme)
        self.set_text_size(size)

    def theme(self) -> str:
        """Return light, dark or system."""
        name = str(self._store.value("theme", "system"))
        return name if name in THEMES else "system"

    def set_theme(self, name: str) -> None:
        """Remember the theme."""
        self._store.setValue("theme", name)

    def digits(self) -> int:
        """Return how many significant digits readings have."""
        try:
            digits = int(str(self._store.value("digits", FEWEST_DIGITS)))
        except ValueError:
            return FEWEST_DIGITS
        return digits if FEWEST_DIGITS <= digits <= MOST_DIGITS else FEWEST_DIGITS

    def set_digits(self, digits: int) -> None:
        """Remember how many significant digits readings have."""
        self._store.setValue("digits", int(digits))

    def text_size(self) -> int:
        """Return how large text is, in per cent of the usual."""
        try:
            size = int(str(self._store.value("text_size", 100)))
        except ValueError:
            return 100
        return size if TEXT_SIZES[0] <= size <= TEXT_SIZES[1] else 100

    def set_text_size(self, size: int) -> None:
        """Remember how large text is."""
        self._store.setValue("text_size", int(size))

    def asking_stops(self) -> frozenset[str]:
        """Return the kinds of stops at which *Ask me first* asks; all of them to begin with."""
        kept = str(self._store.value("asking/stops", "")).split("+")
        return frozenset(kept) & frozenset(KINDS) or frozenset(KINDS)

    def set_asking_stops(self, kinds: frozenset[str]) -> None:
        """Remember the kinds of stops that ask."""
        self._store.setValue("asking/stops", "+".join(sorted(kinds)))

    def asks_once(self) -> bool:
        """Return whether only the first stop of each kind asks."""
        return str(self._store.value("asking/once", "false")).lower() == "true"

    def set_asks_once(self, once: bool) -> None:
        """Remember whether only the first stop of each kind asks."""
        self._store.setValue("asking/once", "true" if once else "false")

    def language(self) -> str:
        """Return the code of the language of lessons and glossary: chosen, or the system's."""
        chosen = self.chosen_language()
        return chosen or QLocale.system().name().partition("_")[0]

    def chosen_language(self) -> str:
        """Return the code of the language that was chosen, or "" for the system's."""
        code = str(self._store.value("language", ""))
        return code if code.isalpha() and len(code) <= 3 else ""

    def set_language(self, code: str) -> None:
        """Remember the language of lessons and glossary; "" is the system's."""
        self._store.setValue("language", code)

    def timeline_memory(self) -> int:
        """Return how many megabytes the recorded moments may take."""
        try:
            size = int(str(self._store.value("timeline_megabytes", 64)))
        except ValueError:
            return 64
        return size if size in TIMELINE_MEMORY else 64

    def set_timeline_memory(self, megabytes: int) -> None:
        """Remember how much memory the recorded moments may take."""
        self._store.setValue("timeline_megabytes", int(megabytes))

    def view(self) -> str:
        """Return the name of the view that was in front, or "" if none is remembered."""
        return str(self._store.value("window/view", ""))

    def set_view(self, name: str) -> None:
        """Remember the view in front."""
        self._store.setValue("window/view", name)

    def is_asked(self, name: str) -> bool:
        """Return whether an optional view is shown."""
        return str(self._store.value(f"views/{name}", "false")).lower() == "true"

    def set_asked(self, name: str, asked: bool) -> None:
        """Remember whether an optional view is shown."""
        self._store.setValue(f"views/{name}", "true" if asked else "false")

    def has_speed(self) -> bool:
        """Return whether the person has ever chosen a speed."""
        return bool(self._store.contains("speed"))

    def speed(self) -> float | None:
        """Return the speed in updates a second; None is as fast as possible."""
        text = str(self._store.value("speed", DEFAULT_SPEED))
        if text == "fastest":
            return None
        try:
            number = float(text)
        except ValueError:
            return DEFAULT_SPEED
        return number if 0 < number < 1e6 else DEFAULT_SPEED

    def set_speed(self, speed: float | None) -> None:
        """Remember the speed."""
        self._store.setValue("speed", "fastest" if speed is None else float(speed))

    def hint_dismissed(self) -> bool:
        """Return whether the hint was dismissed."""
        return str(self._store.value("hint_dismissed", "false")).lower() == "true"

    def dismiss_hint(self) -> None:
        """Remember that the hint was dismissed."""
        self._store.setValue("hint_dismissed", "true")

    def beginning(self) -> str:
        """Return what a window opens with: page, last or new."""
        name = str(self._store.value("beginning", "page"))
        return name if name in BEGINNINGS else "page"

    def set_beginning(self, name: str) -> None:
        """Remember what a window opens with."""
        self._store.setValue("beginning", name)

    def opens_in_same_window(self) -> bool:
        """Return whether files open in a window that is already open."""
        return str(self._store.value("same_window", "false")).lower() == "true"

    def set_opens_in_same_window(self, same: bool) -> None:
        """Remember whether files open in a window that is already open."""
        self._store.setValue("same_window", "true" if same else "false")

    def last_open(self) -> Path | None:
        """Return the file that was last open, or None."""
        text = self._store.value("last_open", "")
        return Path(text) if isinstance(text, str) and text else None

    def set_last_open(self, path: Path | None) -> None:
        """Remember which file is open."""
        self._store.setValue("last_open", "" if path is None else str(path.absolute()))

    def recent(self) -> list[Path]:
        """Return the recently opened or saved files, newest first."""
        value = self._store.value("recent", [])
        texts = [value] if isinstance(value, str) else value if isinstance(value, list) else []
        return [Path(text) for text in texts if isinstance(text, str) and text][:RECENT]

    def add_recent(self, path: Path) -> None:
        """Put a file at the top of the recent ones."""
        path = path.absolute()
        kept = [item for item in self.recent() if item != path]
        self._store.setValue("recent", [str(item) for item in [path, *kept][:RECENT]])

    def forget_recent(self, path: Path | None = None) -> None:
        """Remove one file from the recent ones, or all."""
        kept = [] if path is None else [item for item in self.recent() if item != path]
        self._store.setValue("recent", [str(item) for item in kept])

    def bytes(self, name: str) -> QByteArray:
        """Return a remembered layout: `geometry`, `columns` or `plots`; empty if there is none."""
        value = self._store.value(f"window/{name}")
        return value if isinstance(value, QByteArray) else QByteArray()

    def set_bytes(self, name: str, value: QByteArray) -> None:
        """Remember a layout."""
        self._store.setValue(f"window/{name}", value)

    def sync(self) -> None:
        """Write what has not been written yet."""
        self._store.sync()
