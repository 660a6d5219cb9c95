"""The tab of this view; the view itself is made when it is first wanted."""

from PySide6.QtCore import QCoreApplication

from core.data.samples import Task
from core.pictures.snapshot import Facts
from gui.kit.views.tab import Page, Tab

_translate = QCoreApplication.translate


def _page() -> Page:
    from gui.confusion.plot import ConfusionPlot

    plot = ConfusionPlot()
    return Page(plot, themed=plot, facts=plot, in_front=plot, wishes=plot, figure=plot)


def _has_classes(facts: Facts) -> bool:
    return facts.task is not Task.REGRESSION


def tab() -> Tab:
    """Return how the view describes itself."""
    return Tab(
        "confusion",
        _translate("Tabs", "&Confusion"),
        _translate("Tabs", "Which classes are taken for which"),
        _page,
        figure=_translate("ConfusionPlot", "Confusion"),
        fits=_has_classes,
    )
