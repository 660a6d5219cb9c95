"""The views that share one place: loss, confusion, weights, runs and, if asked for, diagnostics."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QTabWidget, QWidget

_translate = QCoreApplication.translate

#: the names of the views, in the order of their tabs and of the keys Ctrl+1, Ctrl+2, …
VIEWS = ("loss", "confusion", "weights", "runs", "diagnostics")


class ViewTabs(QTabWidget):
    """One tab a view, in the order of VIEWS; what means nothing to the task is left out."""

    def __init__(self, views: Sequence[QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDocumentMode(True)
        self.setAccessibleName(_translate("ViewTabs", "Views"))
        self.tabBar().setExpanding(False)
        self.tabBar().setElideMode(Qt.TextElideMode.ElideNone)
        self.tabBar().setUsesScrollButtons(True)
        self.tabBar().setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.tabBar().setAccessibleName(_translate("ViewTabs", "Views"))
        titles = {
            "loss": (
                _translate("ViewTabs", "Loss"),
                _translate("ViewTabs", "The loss over the epochs (Ctrl+1)"),
            ),
            "confusion": (
                _translate("ViewTabs", "Confusion"),
                _translate("ViewTabs", "Which classes are taken for which (Ctrl+2)"),
            ),
            "weights": (
                _translate("ViewTabs", "Weights"),
                _translate("ViewTabs", "All weights and biases, to read and to edit (Ctrl+3)"),
            ),
            "runs": (
                _translate("ViewTabs", "Runs"),
                _translate("ViewTabs", "Earlier trainings, to compare and return to (Ctrl+4)"),
            ),
            "diagnostics": (
                _translate("ViewTabs", "Diagnostics"),
                _translate("ViewTabs", "How well gradients flow through the layers (Ctrl+5)"),
            ),
        }
        for name, view in zip(VIEWS, views, strict=True):
            title, help = titles[name]
            index = self.addTab(view, title)
            self.setTabToolTip(index, help)
        self.offer("diagnostics", False)

    def offer(self, name: str, offered: bool) -> None:
        """Show the tab of a view, or leave it out."""
        self.setTabVisible(VIEWS.index(name), offered)

    def is_offered(self, name: str) -> bool:
        """Return whether a view has a tab now."""
        return self.isTabVisible(VIEWS.index(name))

    def show_view(self, name: str) -> None:
        """Bring a view to the front, if it has a tab."""
        if self.is_offered(name):
            self.setCurrentIndex(VIEWS.index(name))

    def shown(self) -> str:
        """Return the name of the view in front."""
        return VIEWS[max(0, self.currentIndex())]
