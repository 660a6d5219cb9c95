"""The views that have a tab, in the order of their tabs and keys."""

from gui.assessing.plot import tab as assessing
from gui.confusion.plot import tab as confusion
from gui.diagnostics.plot import tab as diagnostics
from gui.hidden.plot import tab as hidden
from gui.kit.tabs import Tab
from gui.lab.plot import tab as lab
from gui.loss.plot import tab as loss
from gui.over_time.plot import tab as over_time
from gui.pad.plot import tab as pad
from gui.runs.list import tab as runs
from gui.samples.plot import tab as samples
from gui.weights.plot import tab as weights


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
