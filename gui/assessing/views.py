"""The figures in one place, one of them in front; each is made when it is looked at first."""

from collections.abc import Callable
from typing import TypeVar, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from gui.assessing.calibration import CalibrationView
from gui.assessing.curves import CurveView
from gui.assessing.importance import ImportanceView
from gui.assessing.residuals import ResidualsView
from gui.kit.plot_parts import caption, colour_label
from gui.kit.theme import LIGHT, Theme
from gui.kit.view import Themed

ROC, PRECISION, CALIBRATION, RESIDUALS, IMPORTANCE = (
    "roc",
    "precision_recall",
    "calibration",
    "residuals",
    "importance",
)
View = TypeVar("View", CurveView, CalibrationView, ResidualsView, ImportanceView)


class AssessingViews(QStackedWidget):
    """Plots take long to make, and most are never looked at."""

    threshold_chosen = Signal(float)
    picked = Signal(int)  # the number of a sample
    importance_asked = Signal(int, int)  # repeats, seed
    importance_cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self._made: dict[str, QWidget] = {}
        self._reason = caption()
        self._reason.setWordWrap(True)
        self._reason.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.addWidget(self._reason)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        colour_label(self._reason, theme.secondary)
        for view in self._made.values():
            cast(Themed, view).set_theme(theme)

    def has(self, name: str) -> bool:
        """Return whether a figure has been looked at."""
        return name in self._made

    def bring(self, name: str) -> None:
        """Bring a figure to the front."""
        self.setCurrentWidget(self._made[name])

    def say(self, reason: str) -> None:
        """Say why there is no figure, in its place."""
        self._reason.setText(reason)
        self.setCurrentWidget(self._reason)

    def reason(self) -> str:
        """Return why there is no figure, "" if there is one."""
        return self._reason.text() if self.currentWidget() is self._reason else ""

    def show_threshold(self, threshold: float) -> None:
        """Show a threshold on both curves."""
        for name in (ROC, PRECISION):
            if name in self._made:
                cast(CurveView, self._made[name]).show_threshold(threshold)

    def _view(self, name: str, make: Callable[[], View]) -> View:
        if name not in self._made:
            view = make()
            self._made[name] = view
            self.addWidget(view)
            view.set_theme(self._theme)
        return cast(View, self._made[name])

    def curve(self, name: str) -> CurveView:
        """Return the view of ROC or PRECISION."""

        def make() -> CurveView:
            view = CurveView(name == ROC)
            view.chosen.connect(self.threshold_chosen)
            return view

        return self._view(name, make)

    @property
    def calibration(self) -> CalibrationView:
        """The view of the calibration."""
        return self._view(CALIBRATION, CalibrationView)

    @property
    def residuals(self) -> ResidualsView:
        """The view of the residuals."""

        def make() -> ResidualsView:
            view = ResidualsView()
            view.picked.connect(self.picked)
            return view

        return self._view(RESIDUALS, make)

    @property
    def importance(self) -> ImportanceView:
        """The view of the importance of the inputs."""

        def make() -> ImportanceView:
            view = ImportanceView()
            view.asked.connect(self.importance_asked)
            view.cancelled.connect(self.importance_cancelled)
            return view

        return self._view(IMPORTANCE, make)
