"""The tab of this view; the view itself is made when it is first wanted."""

from PySide6.QtCore import QCoreApplication

from gui.kit.views.tab import Page, Tab

_translate = QCoreApplication.translate


def _page() -> Page:
    from gui.weights.plot import WeightsPlot

    plot = WeightsPlot()
    return Page(plot, themed=plot, facts=plot, in_front=plot, wishes=plot, figure=plot)


def tab() -> Tab:
    """Return how the view describes itself."""
    return Tab(
        "weights",
        _translate("Tabs", "&Weights"),
        _translate("Tabs", "All weights and biases, to read and to edit"),
        _page,
        figure=_translate("WeightsPlot", "Weights"),
    )
