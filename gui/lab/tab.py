"""The tab of this view; the view itself is made when it is first wanted."""

from PySide6.QtCore import QCoreApplication

from gui.kit.views.tab import Page, Tab

_translate = QCoreApplication.translate


def _page() -> Page:
    from gui.lab.plot import LabPlot

    plot = LabPlot()
    return Page(plot, themed=plot, facts=plot, in_front=plot, figure=plot)


def tab() -> Tab:
    """Return how the view describes itself."""
    return Tab(
        "lab",
        _translate("Tabs", "La&b"),
        _translate("Tabs", "What each neuron is worth, and what pruning and noise cost"),
        _page,
        figure=_translate("Lab", "Lab"),
        optional=True,
    )
