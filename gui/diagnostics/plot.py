"""How healthy training is, layer by layer: histograms, gradients and step sizes.

Each figure comes with one sentence on how to read it. The figures cost the worker time and are
requested only while they are visible.
"""

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from core.lesson.names.layers import layer_name
from core.pictures.snapshot import (
    Facts,
    LayerDiagnostics,
    LayerPicture,
    Snapshot,
    Wanted,
)
from gui.diagnostics.canvas import Histograms, Level, Levels, Spread
from gui.kit.plot_parts import caption, colour_label, heading, on_canvas
from gui.kit.tabs import Page, Tab
from gui.kit.theme import LIGHT, SPACE, Theme

#: the usual size of an update, relative to the weights (Karpathy, CS231n notes, 2015)
USUAL_RATIO = 1e-3
#: a figure takes at least this many pixels
_FIGURE_WIDTH = 248


class _Figure(QWidget):
    """A heading, a sentence on how to read the figure, and the figure itself."""

    def __init__(self, title: str, sentence: str, canvas: QWidget) -> None:
        super().__init__()
        self.title = heading(title)
        self.sentence: QLabel = caption(sentence)
        self.sentence.setWordWrap(True)
        self.canvas = canvas
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[0])
        column.addWidget(self.title)
        column.addWidget(self.sentence)
        column.addWidget(canvas)
        column.addStretch(1)


class DiagnosticsPlot(QWidget):
    """Shows a snapshot's diagnostics, in as many columns as fit."""

    wanted_changed = Signal()  # what wants() returns has changed

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        translate = QCoreApplication.translate
        self._theme = LIGHT
        self._layers: tuple[LayerPicture, ...] = ()
        self._found: tuple[LayerDiagnostics, ...] = ()
        self._columns = 0
        self.weights = Histograms(translate("Diagnostics", "Weights"))
        self.gradients = Histograms(translate("Diagnostics", "Gradients"))
        self.activations = Histograms(translate("Diagnostics", "Activations"))
        self.norms = Levels(translate("Diagnostics", "Gradient norm"))
        self.ratios = Levels(translate("Diagnostics", "Update to weight"), USUAL_RATIO)
        sentences = (
            (
                self.weights,
                translate(
                    "Diagnostics",
                    "They should spread slowly from their start; one that runs far out makes "
                    "training unsteady.",
                ),
            ),
            (
                self.gradients,
                translate(
                    "Diagnostics",
                    "From the last update: all piled up at 0 means that the layer hardly learns.",
                ),
            ),
            (
                self.activations,
                translate(
                    "Diagnostics",
                    "The neurons' outputs: piled up at the ends means saturated, all at 0 means "
                    "dead.",
                ),
            ),
            (
                self.norms,
                translate(
                    "Diagnostics",
                    "Far smaller in the first layers than in the last: the gradient vanishes on "
                    "its way back; far larger: it explodes.",
                ),
            ),
            (
                self.ratios,
                translate(
                    "Diagnostics",
                    "The last step relative to the weights: about 0.001 is usual, far more is "
                    "unsteady, far less hardly learns.",
                ),
            ),
        )
        self.figures = [
            _Figure(canvas.accessibleName(), text, canvas) for canvas, text in sentences
        ]
        self._inside = QWidget()
        self._grid = QGridLayout(self._inside)
        self._grid.setContentsMargins(SPACE[2], SPACE[1], SPACE[2], SPACE[1])
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
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._area, 1)
        column.addWidget(self._empty, 1)
        self._area.hide()
        self.setAccessibleName(translate("Diagnostics", "Diagnostics"))
        self.set_theme(LIGHT)
        self._place(1)

    def sizeHint(self) -> QSize:
        return QSize(360, 320)

    def wants(self) -> Wanted:
        """Return what snapshots have to contain: diagnostics, while they are visible."""
        return Wanted.DIAGNOSTICS if self.isVisible() else Wanted.NOTHING

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        for widget in (self, self._inside, self._area.viewport()):
            on_canvas(widget, theme)
        colour_label(self._empty, theme.secondary)
        for figure in self.figures:
            colour_label(figure.title, theme.text)
            colour_label(figure.sentence, theme.secondary)
        for canvas in self._canvases():
            canvas.set_theme(theme)

    def _canvases(self) -> tuple[Histograms | Levels, ...]:
        return (self.weights, self.gradients, self.activations, self.norms, self.ratios)

    def show_facts(self, facts: Facts) -> None:
        """Start afresh with another build."""
        self._found = ()
        self._redraw()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the diagnostics of a moment; without any, keep what is shown."""
        if snapshot.diagnostics:
            self._layers, self._found = snapshot.layers, snapshot.diagnostics
            self._redraw()

    def clear(self) -> None:
        """Show nothing."""
        self._found = ()
        self._redraw()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._redraw()
        self.wanted_changed.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.wanted_changed.emit()

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
        found = self._found
        self._empty.setVisible(not found)
        self._area.setVisible(bool(found))
        if not found:
            return
        names = [layer_name(self._layers, one.layer) for one in found]
        pairs = list(zip(names, found, strict=True))
        self.weights.show_spreads(
            tuple(Spread(name, one.weights) for name, one in pairs if one.weights)
        )
        learned = [(name, one) for name, one in pairs if one.weights is not None]
        self.gradients.show_spreads(tuple(Spread(name, one.gradients) for name, one in learned))
        self.activations.show_spreads(tuple(Spread(name, one.activations) for name, one in pairs))
        self.norms.show_levels(tuple(Level(name, one.gradient_norm) for name, one in learned))
        self.ratios.show_levels(tuple(Level(name, one.update_ratio) for name, one in learned))


def _page() -> Page:
    plot = DiagnosticsPlot()
    return Page(plot, themed=plot, facts=plot, in_front=plot, wishes=plot, figure=plot)


def tab() -> Tab:
    """Return the view's tab: its name, help and icon."""
    translate = QCoreApplication.translate
    return Tab(
        "diagnostics",
        translate("Tabs", "&Diagnostics"),
        translate("Tabs", "How well gradients flow through the layers"),
        _page,
        translate("Tabs", "Gradients, activations and steps of every layer; off until asked for"),
        optional=True,  # because it costs the worker time
    )
