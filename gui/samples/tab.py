"""The tab of this view; the view itself is made when it is first wanted."""

from PySide6.QtCore import QCoreApplication

from gui.kit.views.tab import Page, Tab

_translate = QCoreApplication.translate


def _page() -> Page:
    from gui.samples.plot import SamplesPlot

    plot = SamplesPlot()
    return Page(plot, themed=plot, facts=plot, in_front=plot, wishes=plot)


def tab() -> Tab:
    """Return how the view describes itself."""
    return Tab(
        "samples",
        _translate("Tabs", "&Samples"),
        _translate("Tabs", "Every sample with what the network says and how far off it is"),
        _page,
    )
