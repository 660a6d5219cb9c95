"""The views that have a tab, in the order of their tabs and keys."""

from gui.assessing.tab import tab as assessing
from gui.confusion.tab import tab as confusion
from gui.diagnostics.tab import tab as diagnostics
from gui.hidden.tab import tab as hidden
from gui.kit.views.tab import Tab
from gui.lab.tab import tab as lab
from gui.loss.tab import tab as loss
from gui.over_time.tab import tab as over_time
from gui.pad.tab import tab as pad
from gui.runs.tab import tab as runs
from gui.samples.tab import tab as samples
from gui.weights.tab import tab as weights


def all_tabs() -> tuple[Tab, ...]:
    """Return the tab of each view."""
    return (
        loss(),
        confusion(),
        weights(),
        runs(),
        diagnostics(),
        over_time(),
        samples(),
        pad(),
        assessing(),
        lab(),
        hidden(),
    )
