"""What a step is, beside the button that takes it: a phase, an update or an epoch."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton

from core.words import say
from gui.kit.actions import plain_words


class UnitButton(QToolButton):
    """Shows which of several actions is chosen, and opens a menu of them."""

    def __init__(self, units: Sequence[QAction]) -> None:
        super().__init__()
        self._units = tuple(units)
        self._name = QCoreApplication.translate("ControlBar", "What a step is")
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        menu.addActions(list(units))
        self.setMenu(menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(
            QCoreApplication.translate("ControlBar", "What a step is: click to choose another")
        )
        for action in units:
            action.changed.connect(self._follow)
        self._follow()

    def keep_room(self) -> None:
        """Keep room for the longest unit, so that nothing moves when another is chosen."""
        self.ensurePolished()
        metrics = self.fontMetrics()
        widest = max(metrics.horizontalAdvance(_short(action)) for action in self._units)
        self.setMinimumWidth(widest + metrics.horizontalAdvance(" ▾") + 20)

    def _follow(self) -> None:
        for action in self._units:
            if action.isChecked():
                self.setText(f"{_short(action)} ▾")
                said = say("ControlBar", "{what}: {unit}", what=self._name, unit=_short(action))
                self.setAccessibleName(said)


def _short(action: QAction) -> str:
    return plain_words(action).partition(" (")[0]
