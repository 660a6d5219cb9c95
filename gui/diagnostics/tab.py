"""The tab of this view; the view itself is made when it is first wanted."""

from PySide6.QtCore import QCoreApplication

from gui.kit.views.tab import Page, Tab

_translate = QCoreApplication.translate


def _page() -> Page:
    from gui.diagnostics.plot import DiagnosticsPlot

    plot = DiagnosticsPlot()
    return Page(plot, themed=plot, facts=plot, in_front=plot, wishes=plot, figure=plot)


def tab() -> Tab:
    """Return how the view describes itself."""
    return Tab(
        "diagnostics",
        _translate("Tabs", "&Diagnostics"),
        _translate("Tabs", "Gradients, steps and activations of every layer, over the updates"),
        _page,
        figure=_translate("Diagnostics", "Diagnostics"),
    )
