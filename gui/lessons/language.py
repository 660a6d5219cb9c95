"""The language that lessons and the glossary are read in; the window itself speaks English."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QLocale, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from core.words import say
from gui.kit.choice import QuietCombo
from gui.kit.settings import Settings

_translate = QCoreApplication.translate

#: languages by their code, each in its own words
_NAMES = (("en", "English"), ("pt", "Português"), ("zh", "中文"))


class LanguageChoice(QuietCombo):
    """Chooses one of the languages that there are, or the system's; remembered at once."""

    chosen = Signal()

    def __init__(
        self, settings: Settings, codes: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self.setSizeAdjustPolicy(QuietCombo.SizeAdjustPolicy.AdjustToContents)
        system = QLocale.system().name().partition("_")[0]
        own = _name(system if system in codes else codes[0])
        self.addItem(say("Lessons", "as the system: {language}", language=own), "")
        for code in codes:
            self.addItem(_name(code), code)
        help = _translate("Lessons", "The language of lessons and glossary, where they have it")
        self.setAccessibleName(_translate("Lessons", "Language"))
        self.setAccessibleDescription(help)
        self.setToolTip(help)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.bring_up_to_date()
        self.activated.connect(self._choose)

    def bring_up_to_date(self) -> None:
        """Show what was chosen last, here or elsewhere."""
        self.setCurrentIndex(max(0, self.findData(self._settings.chosen_language())))

    def _choose(self, row: int) -> None:
        self._settings.set_language(str(self.itemData(row)))
        self.chosen.emit()


def _name(code: str) -> str:
    return dict(_NAMES).get(code, code)
