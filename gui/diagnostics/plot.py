"""How healthy training is, layer by layer: gradients and steps over the updates, and histograms.

Above everything stands one sentence that judges from measured numbers. What was recorded is gone
through in a job of its own; new moments come with the snapshots while the figures are visible.
"""

from PySide6.QtCore import QCoreApplication, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from core.lesson.names.layers import short_names
from core.lesson.past.health import HealthBook
from core.pictures.health import Health, HealthMoment
from core.pictures.snapshot import Facts, Snapshot, Wanted
from gui.diagnostics.canvas import Histograms, Spread, shared_reach
from gui.diagnostics.figure import Figure, sentences
from gui.diagnostics.lines import Lines
from gui.diagnostics.moments import MomentRow
from gui.kit.lines.few import FewLines
from gui.kit.plot_parts import caption, colour_label, on_canvas
from gui.kit.theme import LIGHT, SPACE, Theme

#: the usual size of an update, relative to the weights (Karpathy, CS231n notes, 2015)
USUAL_RATIO = 1e-3
#: a figure takes at least this many pixels
_FIGURE_WIDTH = 270
_SOON_MS = 150


class DiagnosticsPlot(QWidget):
    """Shows diagnostics over the updates and of one moment, in as many columns as fit."""

    wanted_changed = Signal()  # what wants() returns has changed
    asked = Signal()  # the recorded run has to be gone through
    given_up = Signal()  # it need not be any more
    update_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        translate = QCoreApplication.translate
        self._theme = LIGHT
        self._snapshot: Snapshot | None = None
        self._run = -1
        self._book = HealthBook()
        self._chosen: int | None = None
        self._columns = 0
        self.norms = Lines(translate("Diagnostics", "Gradient norm"))
        self.ratios = Lines(translate("Diagnostics", "Update to weight"), USUAL_RATIO)
        self.gradients = Histograms(translate("Diagnostics", "Gradients"))
        self.weights = Histograms(translate("Diagnostics", "Weights"))
        self.activations = Histograms(translate("Diagnostics", "Activations"))
        canvases = (*self._lines(), *self._histograms())
        self.figures = [
            Figure(canvas.accessibleName(), text, canvas)
            for canvas, text in zip(canvases, sentences(), strict=True)
        ]
        self.verdict = FewLines(translate("Diagnostics", "Verdict"), 3)
        self.moments = MomentRow()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self._ask)
        self._build()
        self.moments.chosen.connect(self.look_at)
        self.moments.go.connect(self.update_requested)
        for lines in self._lines():
            lines.clicked.connect(self.look_at)
        self.setAccessibleName(translate("Diagnostics", "Diagnostics"))
        self.set_theme(LIGHT)
        self._place(1)

    def _build(self) -> None:
        translate = QCoreApplication.translate
        self._inside = QWidget()
        self._grid = QGridLayout(self._inside)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE[4])
        self._grid.setVerticalSpacing(SPACE[2])
        self._area = QScrollArea()
        self._area.setWidget(self._inside)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the arrow keys scroll
        self._area.setAccessibleName(translate("Diagnostics", "Diagnostics"))
        self._area.setMinimumSize(160, 80)
        self._empty: QLabel = caption(
            translate("Diagnostics", "No figures yet: they appear after the next update.")
        )
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[2], SPACE[1], SPACE[2], SPACE[1])
        column.setSpacing(SPACE[0])
        column.addWidget(self.verdict)
        column.addWidget(self.moments)
        column.addWidget(self._area, 1)
        column.addWidget(self._empty, 1)
        self._shown = (self.verdict, self.moments, self._area)
        for part in self._shown:
            part.hide()

    def sizeHint(self) -> QSize:
        return QSize(360, 320)

    def wants(self) -> Wanted:
        """Return what snapshots have to contain: diagnostics, while they are visible."""
        return Wanted.DIAGNOSTICS if self.isVisible() else Wanted.NOTHING

    def _lines(self) -> tuple[Lines, Lines]:
        return self.norms, self.ratios

    def _histograms(self) -> tuple[Histograms, Histograms, Histograms]:
        return self.gradients, self.weights, self.activations

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        for widget in (self, self._inside, self._area.viewport()):
            on_canvas(widget, theme)
        colour_label(self._empty, theme.secondary)
        colour_label(self.verdict, theme.text)
        self.moments.set_theme(theme)
        for figure in self.figures:
            figure.set_theme(theme)
        for canvas in (*self._lines(), *self._histograms()):
            canvas.set_theme(theme)

    # ------------------------------------------------------------------ what it receives

    def show_facts(self, facts: Facts) -> None:
        """Start afresh with another build."""
        self.clear()

    def forget(self) -> None:
        """Keep no moment: another document begins, and it counts its runs from 1 again."""
        self.clear()

    def clear(self) -> None:
        """Show nothing."""
        self._snapshot, self._chosen, self._run = None, None, -1
        self._book.clear()
        self._redraw()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Take a moment."""
        if snapshot.run_id != self._run:
            self._run = snapshot.run_id
            self._book.clear()
            self._chosen = None
        self._snapshot = snapshot
        self._book.cut_after(max(snapshot.time.end, snapshot.update))
        self._book.watch(snapshot)
        if self._is_behind():
            self.ask_soon()
        self._redraw()

    def show_health(self, found: Health, done: bool) -> None:
        """Take what was found in the recorded run so far."""
        if found.run_id == self._run:
            self._book.take(found, done)
            self._redraw()

    def _is_behind(self) -> bool:
        """Return whether moments are missing that do not come by themselves."""
        snapshot = self._snapshot
        if snapshot is None or snapshot.time.end <= snapshot.time.start:
            return False
        return self._book.lags(snapshot.time.end)

    def ask_soon(self) -> None:
        """Have the recorded run gone through once changes have settled; not while hidden."""
        if self.isVisible():
            self._soon.start()

    def _ask(self) -> None:
        if self.isVisible() and self._is_behind():
            self.asked.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._redraw()
        self.wanted_changed.emit()
        if self._is_behind():
            self.ask_soon()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._soon.stop()
        self._book.rest()
        self.given_up.emit()
        self.wanted_changed.emit()

    # ------------------------------------------------------------------ the moment looked at

    def look_at(self, update: int | None) -> None:
        """Look at the moment nearest to an update; None follows training."""
        self._chosen = update
        self._redraw()

    def moment(self) -> HealthMoment | None:
        """Return the moment that is looked at."""
        place = self._place_of_moment()
        return self._book.moments[place] if place >= 0 else None

    def _place_of_moment(self) -> int:
        if self._chosen is not None:
            return self._book.nearest(self._chosen)
        return -1 if self._snapshot is None else self._book.nearest(self._snapshot.update)

    # ------------------------------------------------------------------ drawing

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() - 2 * SPACE[2]
        self._place(max(1, min(len(self.figures), room // (_FIGURE_WIDTH + SPACE[4]))))

    def _place(self, columns: int) -> None:
        """Arrange the figures in this many columns."""
        if columns == self._columns:
            return
        for column in range(self._columns):
            self._grid.setColumnStretch(column, 0)
        self._columns = columns
        for number, figure in enumerate(self.figures):
            self._grid.addWidget(
                figure, number // columns, number % columns, Qt.AlignmentFlag.AlignTop
            )
        for column in range(columns):
            self._grid.setColumnStretch(column, 1)

    def _redraw(self) -> None:
        if not self.isVisible():
            return
        place, snapshot = self._place_of_moment(), self._snapshot
        self._empty.setVisible(place < 0)
        for part in self._shown:
            part.setVisible(place >= 0)
        if place < 0 or snapshot is None:
            return
        moment = self._book.moments[place]
        self.verdict.say(moment.verdict)
        self.moments.show_moments(self._book.updates, place, snapshot.update)
        short = short_names(snapshot.layers)
        names = tuple(short[one.layer] for one in moment.layers)
        self._draw_lines(names, moment)
        self._draw_histograms(names, moment)

    def _draw_lines(self, names: tuple[str, ...], moment: HealthMoment) -> None:
        """Draw the lines of the layers that learn."""
        learn = [k for k, one in enumerate(moment.layers) if one.weights is not None]
        shown, updates = tuple(names[k] for k in learn), self._book.updates
        norms = self._book.lines(lambda one: one.gradient_norm)
        ratios = self._book.lines(lambda one: one.update_ratio)
        gaps = self._book.gaps()
        self.norms.show_lines(shown, updates, norms[learn], moment.update, gaps)
        self.ratios.show_lines(shown, updates, ratios[learn], moment.update, gaps)

    def _draw_histograms(self, names: tuple[str, ...], moment: HealthMoment) -> None:
        """Draw the histograms; those of weights and activations keep their axis over time."""
        pairs = list(zip(names, moment.layers, strict=True))
        layers = [one for known in self._book.moments for one in known.layers]
        self.weights.show_spreads(
            tuple(Spread(name, one.weights) for name, one in pairs if one.weights),
            shared_reach([one.weights for one in layers]),
        )
        self.activations.show_spreads(
            tuple(Spread(name, one.activations) for name, one in pairs),
            shared_reach([one.activations for one in layers]),
        )
        self.gradients.show_spreads(
            tuple(Spread(name, one.gradients) for name, one in pairs if one.weights),
            shared_reach([one.gradients for one in moment.layers]),
        )
