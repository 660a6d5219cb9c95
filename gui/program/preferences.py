"""Preferences: theme, text size and the speed that training starts with."""

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from core.lesson.numbers import FEWEST_DIGITS, MOST_DIGITS
from core.registry import Parameter
from core.words import say
from gui.bar.speed import SPEEDS, speed_words
from gui.kit.choice import combo_of
from gui.kit.dialog import SmallDialog
from gui.kit.form import Row
from gui.kit.number_field import NumberField
from gui.kit.settings import TEXT_SIZES, TIMELINE_MEMORY, Settings

_translate = QCoreApplication.translate

#: the width of a row, in pixels at the usual text size
_ROW = 340


class PreferencesDialog(SmallDialog):
    """Settings of the program, not of the project; every change takes effect at once."""

    theme_chosen = Signal(str)
    text_size_chosen = Signal(int)
    digits_chosen = Signal(int)
    speed_chosen = Signal(object)
    memory_chosen = Signal(int)  # megabytes
    beginning_chosen = Signal(str)
    same_window_chosen = Signal(bool)

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(
            _translate("Preferences", "Preferences"),
            _translate("Preferences", "Settings of the program, kept for next time."),
            parent,
        )
        self._settings = settings
        self._controls: list[QWidget] = []
        self.theme = self._combo(
            _translate("Preferences", "Theme"),
            _translate("Preferences", "Light, dark, or whichever the system has"),
            [
                (_translate("Preferences", "light"), "light"),
                (_translate("Preferences", "dark"), "dark"),
                (_translate("Preferences", "as the system"), "system"),
            ],
        )
        low, high = TEXT_SIZES
        self.text_size = NumberField(
            Parameter("text_size", "integer", 100, "per cent of the usual size", low, high)
        )
        help = say(
            "Preferences",
            "How large all text is, {low} to {high} % of the usual; it changes at once",
            low=low,
            high=high,
        )
        row = Row(_translate("Preferences", "Text size in %"), help, self.text_size, room=_ROW)
        self.text_size.setAccessibleName(_translate("Preferences", "Text size in per cent"))
        self.text_size.setToolTip(row.label.toolTip())
        self.text_size.refused.connect(row.show_error)
        self.rows.addWidget(row)
        self._controls.append(self.text_size)
        self.digits = self._combo(
            _translate("Preferences", "Digits of numbers"),
            _translate("Preferences", "How many digits are shown; the tooltip has them all"),
            [(str(digits), digits) for digits in range(FEWEST_DIGITS, MOST_DIGITS + 1)],
        )
        self.speed = self._combo(
            _translate("Preferences", "Speed"),
            _translate("Preferences", "How fast training goes; kept for the next start"),
            [(speed_words(speed), speed) for speed in SPEEDS],
        )
        self.memory = self._combo(
            _translate("Preferences", "Timeline memory"),
            _translate(
                "Preferences", "Memory for the recorded moments; more makes going back quicker"
            ),
            [(say("Preferences", "{size} MB", size=size), size) for size in TIMELINE_MEMORY],
        )
        self.beginning = self._combo(
            _translate("Preferences", "At start"),
            _translate("Preferences", "What a window shows when it opens without a file"),
            [
                (_translate("Preferences", "start page"), "page"),
                (_translate("Preferences", "the last file"), "last"),
                (_translate("Preferences", "XOR"), "new"),
            ],
        )
        self.same_window = self._combo(
            _translate("Preferences", "Other files"),
            _translate("Preferences", "Where a file opens if a window is already open"),
            [
                (_translate("Preferences", "in their own window"), False),
                (_translate("Preferences", "in the open window"), True),
            ],
        )
        self.add_close()
        self.theme.activated.connect(
            lambda index: self.theme_chosen.emit(self.theme.itemData(index))
        )
        self.digits.activated.connect(
            lambda index: self.digits_chosen.emit(self.digits.itemData(index))
        )
        self.memory.activated.connect(
            lambda index: self.memory_chosen.emit(self.memory.itemData(index))
        )
        self.beginning.activated.connect(
            lambda index: self.beginning_chosen.emit(self.beginning.itemData(index))
        )
        self.same_window.activated.connect(
            lambda index: self.same_window_chosen.emit(self.same_window.itemData(index))
        )
        self.text_size.edited.connect(lambda size: self.text_size_chosen.emit(int(size)))
        self.speed.activated.connect(
            lambda index: self.speed_chosen.emit(self.speed.itemData(index))
        )

    def ask(self) -> None:
        """Show the current settings, and open the window."""
        self.theme.setCurrentIndex(self.theme.findData(self._settings.theme()))
        self.text_size.set_value(self._settings.text_size())
        self.digits.setCurrentIndex(self.digits.findData(self._settings.digits()))
        self.speed.setCurrentText(speed_words(self._settings.speed()))
        self.memory.setCurrentIndex(self.memory.findData(self._settings.timeline_memory()))
        self.beginning.setCurrentIndex(self.beginning.findData(self._settings.beginning()))
        same = self._settings.opens_in_same_window()
        self.same_window.setCurrentIndex(self.same_window.findData(same))
        self.bring()

    def _combo(self, label: str, help: str, items: list[tuple[str, object]]) -> QComboBox:
        combo = combo_of(*items)
        row = Row(label, help, combo, room=_ROW)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.rows.addWidget(row)
        self._controls.append(combo)
        return combo

    def fit_text(self) -> None:
        """Make all controls as wide as the longest of their texts."""
        wide = max(control.sizeHint().width() for control in self._controls)
        for control in self._controls:
            control.setFixedWidth(wide)
