"""The tab of this view; the view itself is made when it is first wanted."""

from PySide6.QtCore import QCoreApplication

from gui.kit.views.tab import Page, Tab

_translate = QCoreApplication.translate


def _page() -> Page:
    from gui.over_time.plot import OverTimePlot

    plot = OverTimePlot()
    return Page(plot, themed=plot, facts=plot, in_front=plot, figure=plot)


def tab() -> Tab:
    """Return how the view describes itself."""
    return Tab(
        "over_time",
        _translate("Tabs", "&Over time"),
        _translate("Tabs", "Any number of the network against the updates"),
        _page,
        figure=_translate("OverTime", "Over time"),
        optional=True,
    )
