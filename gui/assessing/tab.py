"""The tab of this view; the view itself is made when it is first wanted."""

from PySide6.QtCore import QCoreApplication

from gui.kit.views.tab import Page, Tab

_translate = QCoreApplication.translate


def _page() -> Page:
    from gui.assessing.plot import AssessingPlot

    plot = AssessingPlot()
    return Page(plot, themed=plot, facts=plot, in_front=plot, wishes=plot, figure=plot)


def tab() -> Tab:
    """Return how the view describes itself."""
    return Tab(
        "assess",
        _translate("Tabs", "&Assessment"),
        _translate("Tabs", "ROC, precision and recall, calibration, residuals, importance"),
        _page,
        figure=_translate("Assessing", "Assessment"),
    )
