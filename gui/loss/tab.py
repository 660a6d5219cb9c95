"""The tab of this view; the view itself is made when it is first wanted."""

from PySide6.QtCore import QCoreApplication

from gui.kit.views.tab import Page, Tab

_translate = QCoreApplication.translate


def _page() -> Page:
    from gui.loss.plot import LossPlot

    plot = LossPlot()
    return Page(plot, themed=plot, facts=plot, every=plot, figure=plot)


def tab() -> Tab:
    """Return how the view describes itself."""
    return Tab(
        "loss",
        _translate("Tabs", "&Loss"),
        _translate("Tabs", "The loss over the epochs"),
        _page,
        figure=_translate("LossPlot", "Loss"),
    )
