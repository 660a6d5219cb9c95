"""The tab of this view; the view itself is made when it is first wanted."""

from PySide6.QtCore import QCoreApplication

from gui.kit.views.tab import Page, Tab

_translate = QCoreApplication.translate


def _page() -> Page:
    from gui.hidden.plot import HiddenPlot

    plot = HiddenPlot()
    return Page(plot, themed=plot, facts=plot, in_front=plot, wishes=plot, figure=plot)


def tab() -> Tab:
    """Return how the view describes itself."""
    return Tab(
        "hidden",
        _translate("Tabs", "&Hidden"),
        _translate("Tabs", "Where a layer puts the samples, and how it bends the input plane"),
        _page,
        figure=_translate("Hidden", "Hidden"),
        optional=True,
    )
