"""The tab of this view; the view itself is made when it is first wanted."""

from PySide6.QtCore import QCoreApplication

from gui.kit.views.tab import Page, Tab

_translate = QCoreApplication.translate


def _page() -> Page:
    from gui.runs.list import RunsList

    runs = RunsList()
    return Page(runs, in_front=runs)


def tab() -> Tab:
    """Return how the view describes itself."""
    return Tab(
        "runs",
        _translate("Tabs", "&Runs"),
        _translate("Tabs", "Earlier trainings, to compare and return to"),
        _page,
    )
