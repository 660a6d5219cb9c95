"""The tab of this view; the view itself is made when it is first wanted."""

from PySide6.QtCore import QCoreApplication

from core.pictures.images import image_shape
from core.pictures.snapshot import Facts
from gui.kit.views.tab import Page, Tab

_translate = QCoreApplication.translate


def _fits(facts: Facts) -> bool:
    """Return whether the samples are pictures."""
    return image_shape(facts.raw_names, facts.raw_ranges) is not None


def _page() -> Page:
    from gui.pad.plot import PadPlot

    plot = PadPlot()
    return Page(plot, themed=plot, facts=plot, in_front=plot, wishes=plot)


def tab() -> Tab:
    """Return how the view describes itself."""
    return Tab(
        "pad",
        _translate("Tabs", "&Pad"),
        _translate("Tabs", "Draw a picture and see what the network takes it for"),
        _page,
        fits=_fits,
    )
