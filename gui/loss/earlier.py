"""The curves of earlier runs in the loss plot: each in the colour of its run, named at its end."""

import numpy as np
import pyqtgraph
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QFont, QPen

from gui.kit.colours import RUN_COLOURS, run_colour
from gui.kit.theme import Theme
from gui.loss.curves import EarlierRun, LossCurves
from gui.loss.ends import CurveEnd, EndLabels
from gui.loss.panel import LossPanel

Floats = NDArray[np.float64]

#: how strong the line of an earlier run is, from 0 to 1, and how wide, in pixels
_STRENGTH, _WIDTH = 0.8, 1.0


def scaled(y: Floats, log: bool) -> Floats:
    """Return values as they are drawn; on a logarithmic scale, what has no logarithm is NaN."""
    if not log:
        return y
    found: Floats = np.log10(y, where=y > 0.0, out=np.full(len(y), np.nan))
    return found


def leaves_out(y: Floats, log: bool) -> bool:
    """Return whether a logarithmic scale leaves out some of these values."""
    return log and bool(np.any((y <= 0.0) & np.isfinite(y)))


class EarlierLines:
    """Draws earlier runs: one line for each colour, with gaps between its runs, and the names."""

    def __init__(self, panel: LossPanel) -> None:
        self._panel, item = panel, panel.plot.getPlotItem()
        self.lines = [pyqtgraph.PlotDataItem(connect="finite") for _ in range(RUN_COLOURS)]
        for line in self.lines:
            line.setZValue(-1)
            item.addItem(line)
        self.labels = EndLabels(item)
        self._drawn: object = None
        self._margin = -1
        self._ends: list[CurveEnd] = []
        self.left_out = False

    def dress(self, theme: Theme, font: QFont) -> None:
        """Take the colours of a theme and the text size."""
        self._drawn, self._theme = None, theme
        for number, line in enumerate(self.lines):
            colour = QColor(run_colour(number))
            colour.setAlphaF(_STRENGTH)
            pen = QPen(colour, _WIDTH)
            pen.setCosmetic(True)
            line.setPen(pen)
        self.labels.dress(theme, font)

    def draw(self, curves: LossCurves, log: bool, last: tuple[float, float] | None) -> None:
        """Draw the earlier runs if they have changed; `last` is the end of the current curve.

        `left_out` then says whether something has no logarithm.
        """
        if self._drawn != (curves.version, log):
            self._drawn = (curves.version, log)
            runs = curves.earlier
            self.left_out = any(leaves_out(run.loss, log) for run in runs)
            for number, line in enumerate(self.lines):
                x, y = joined(
                    [
                        run
                        for run in runs
                        if (run.run_id is not None and run.run_id % RUN_COLOURS == number)
                        or (run.run_id is None and number == 0)
                    ]
                )
                line.setData(x, scaled(y, log))
            self._ends = _ends_of(curves, log)
        self._name(curves, last)

    def _name(self, curves: LossCurves, last: tuple[float, float] | None) -> None:
        """Name the ends of the curves, if there is more than one."""
        ends, name = self._ends, curves.name(curves.run_id)
        if last is not None and name and curves.earlier:
            ends = [CurveEnd(name, self._theme.text, *last, current=True), *ends]
        self.labels.show_ends(ends)
        margin = round(self.labels.room())
        if margin != self._margin:
            self._margin = margin
            self._panel.leave_room(margin)


def _ends_of(curves: LossCurves, log: bool) -> list[CurveEnd]:
    """Return the ends of the curves of earlier runs, the newest first."""
    ends = []
    for run in reversed(curves.earlier):
        name, values = curves.name(run.run_id), scaled(run.loss, log)
        known = np.flatnonzero(np.isfinite(values))
        if name and known.size and run.run_id is not None and run.run_id != curves.run_id:
            at = known[-1]
            end = float(run.epochs[at]), float(values[at])
            ends.append(CurveEnd(name, run_colour(run.run_id), *end))
    return ends


def joined(runs: list[EarlierRun]) -> tuple[Floats, Floats]:
    """Return the points of several runs as one curve with gaps."""
    if not runs:
        return np.empty(0), np.empty(0)
    gap = np.array([np.nan])
    xs = [part for run in runs for part in (run.epochs, run.epochs[-1:])]
    ys = [part for run in runs for part in (run.loss, gap)]
    return np.concatenate(xs), np.concatenate(ys)


def end_of(x: Floats, values: Floats) -> tuple[float, float] | None:
    """Return the last point of a curve, or None if it has none."""
    known = np.flatnonzero(np.isfinite(values))
    return (float(x[known[-1]]), float(values[known[-1]])) if known.size else None
