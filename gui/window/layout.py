"""Where the parts of the window are: bar, settings, diagram, plots, status."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from gui.kit.room import Upright
from gui.kit.style import set_role, text_scale
from gui.kit.theme import PLOTS_WIDTH, SETTINGS_WIDTH, STEPS_WIDTH
from gui.lessons.column import LeftColumn

Box = TypeVar("Box", QHBoxLayout, QVBoxLayout)

#: if the window is narrower than this, the plots start narrower
_NARROW, _NARROW_PLOTS, _NARROW_STEPS = 1180, 288, 400

#: the height that the surface needs besides its square: title, axis, key
_SURFACE_EXTRA = 120

#: the share of the settings and of the step panel where larger text leaves little for the network
_SETTINGS_SHARE, _STEPS_SHARE = 0.28, 0.6

#: the height of the last plot if the plots scroll, in pixels at the usual text size
_HIGH = 320

#: the width of the handle between two parts, in pixels
_GRIP = 8


class SettingsArea(Upright):
    """The settings; they scroll in a low window. `grown` says that they need more width."""

    grown = Signal()

    def __init__(self, side: QWidget) -> None:
        super().__init__()
        set_role(self, "settings")
        self.setWidget(side)

    def width_in(self, room: int) -> int:
        """Return the width they take in a window of this width.

        It follows the text size, but is no more than they need once the window becomes narrow.
        """
        usual = round(SETTINGS_WIDTH * max(1.0, text_scale()))
        return max(self._needed(), min(usual, max(SETTINGS_WIDTH, round(room * _SETTINGS_SHARE))))

    def _needed(self) -> int:
        side = self.widget()
        assert side is not None  # it was given one
        return side.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and self._needed() > self.width():
            self.grown.emit()
        return super().eventFilter(watched, event)


def settings_column(panels: Sequence[QWidget]) -> SettingsArea:
    """Return the panels one above the other, scrolling if they do not fit."""
    side = QWidget()
    set_role(side, "panel")
    column = _without_gaps(QVBoxLayout(side))
    for panel in panels:
        column.addWidget(panel)
    column.addStretch(1)
    return SettingsArea(side)


class Plots(Upright):
    """The plots one above the other, scrolling if the window is too low for them.

    If they do, the last one is as high as it likes, so that it need not scroll within what scrolls.
    """

    def __init__(self, splitter: QSplitter) -> None:
        super().__init__()
        self._within = splitter
        self.setWidget(splitter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._within and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """Make the last plot high if the least heights of all are more than there is room for."""
        parts = [self._within.widget(place) for place in range(self._within.count())]
        shown = [part for part in parts if part is not None and not part.isHidden()]
        if not shown:
            return
        least = sum(part.minimumSizeHint().height() for part in shown)
        least += (len(shown) - 1) * self._within.handleWidth()
        room, high = self.viewport().height(), 0
        if least > room:
            high = min(room, round(_HIGH * max(1.0, text_scale())))
        if shown[-1].minimumHeight() != high:
            shown[-1].setMinimumHeight(high)

    def minimumSizeHint(self) -> QSize:
        within = self._within.minimumSizeHint()
        bar = self.verticalScrollBar().sizeHint().width() if within.height() > self.height() else 0
        return QSize(within.width() + bar, min(200, within.height()))


class Columns(QSplitter):
    """The diagram above the hint, and beside it the plots; all borders can be moved."""

    def __init__(
        self, diagram: QWidget, hint: QWidget, plots: Sequence[QWidget], steps: QWidget
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        #: the diagram and the hint; notices cover their bottom edge
        self.left = left = QWidget()
        column = _without_gaps(QVBoxLayout(left))
        column.addWidget(diagram, 1)
        column.addWidget(hint)
        self.plots = QSplitter(Qt.Orientation.Vertical)
        for plot in plots:
            self.plots.addWidget(plot)
        for part in (left, *plots):
            set_role(part, "canvas")
            part.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.addWidget(left)
        self._right = Plots(self.plots)
        self.addWidget(self._right)
        self.addWidget(steps)
        self._steps = steps
        #: the widths of the plots and of the step panel, whichever is hidden; the panel's follows
        #: window and text until a person chooses another
        self._widths = [PLOTS_WIDTH, 0]
        self._follows = True
        self._of_diagram: float | None = None  # the share of the diagram while it is given one
        self.splitterMoved.connect(self._moved)
        steps.hide()
        self.setStretchFactor(0, 1)
        self.setStretchFactor(2, 0)
        self.setStretchFactor(1, 0)
        for splitter in (self, self.plots):
            splitter.setHandleWidth(_GRIP)
            splitter.setChildrenCollapsible(False)

    def show_steps(self, shown: bool) -> None:
        """Show the step panel in place of the plots, or the plots."""
        if shown is self._steps.isVisibleTo(self):
            return
        sizes = self.sizes()
        self._right.setVisible(not shown)
        self._steps.setVisible(shown)
        self._widths[0 if shown else 1] = max(sizes[1], sizes[2])
        self._give(shown)

    def _give(self, steps: bool) -> None:
        """Give the right-hand part its width, and the diagram the rest."""
        if steps and not self._widths[1]:
            wide = self.window().width() >= _NARROW
            steps_wide = round((STEPS_WIDTH if wide else _NARROW_STEPS) * text_scale())
            self._widths[1] = min(steps_wide, round(self.width() * _STEPS_SHARE))
        right = self._widths[1 if steps else 0]
        if self._of_diagram is not None:
            right = self.width() - round(self.width() * self._of_diagram)
        room = max(1, self.width() - right)
        self.setSizes([room, 0, right] if steps else [room, right, 0])

    @Slot()
    def _moved(self, *_: object) -> None:
        if self._steps.isVisibleTo(self):
            self._follows = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._follow()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._follow()

    def share(self, of_diagram: float | None) -> None:
        """Keep this share of the width for the diagram, until called with None."""
        self._of_diagram = of_diagram
        self._follow()

    def _follow(self) -> None:
        """Give the step panel the width that window and text ask for."""
        if self._of_diagram is not None:
            self._give(self._steps.isVisibleTo(self))
        elif self._follows:
            self._widths[1] = 0
            if self._steps.isVisibleTo(self):
                self._give(True)

    def widths(self) -> tuple[int, int]:
        """Return the widths of the plots and the step panel, visible or not; 0 if not known."""
        now = max(self.sizes()[1:])
        steps = self._steps.isVisibleTo(self)
        return (self._widths[0], now) if steps else (now, self._widths[1])

    def set_widths(self, widths: tuple[int, int]) -> None:
        """Restore earlier widths."""
        self._widths = list(widths)
        self._follows = self._follows or not widths[1]
        self._give(self._steps.isVisibleTo(self))

    def set_first_sizes(self) -> None:
        """Give the plots the room they need, and the diagram the rest."""
        wide = self.window().width() >= _NARROW
        plots = PLOTS_WIDTH if wide else _NARROW_PLOTS
        self.setSizes([max(1, self.width() - plots), plots, 0])
        surface = min(plots + _SURFACE_EXTRA, self.plots.height() * 3 // 5)
        self.plots.setSizes([surface, max(1, self.plots.height() - surface)])


class Corner(QObject):
    """Looks for a free place within a widget whenever the widget may have changed.

    `find` is called once the widget has laid itself out; `take` receives the place if it has
    changed, or None.
    """

    def __init__(
        self,
        widget: QWidget,
        find: Callable[[], QRect | None],
        take: Callable[[QRect | None], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._find, self._take = find, take
        self._place: QRect | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._look)
        widget.installEventFilter(self)

    def look_soon(self) -> None:
        """Look again once everything under way is done."""
        self._soon.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # a new structure is laid out at the next painting
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Paint):
            self._soon.start()
        return super().eventFilter(watched, event)

    @Slot()
    def _look(self) -> None:
        place = self._find()
        if place != self._place:
            self._place = place
            self._take(place)


class Whole(QWidget):
    """All of the window; it tells the column at the left how wide it is."""

    def __init__(self, left: LeftColumn) -> None:
        super().__init__()
        self._left = left
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # a click beside a field ends its editing

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._left.fit_in(self.width())


def whole_window(
    top: QWidget,
    left: LeftColumn,
    centre: QWidget,
    feet: Sequence[QWidget],
) -> QWidget:
    """Return everything placed: the bar at the top, two columns, and the parts at the bottom."""
    middle = _without_gaps(QHBoxLayout())
    middle.addWidget(left)
    middle.addWidget(centre, 1)
    whole = Whole(left)
    rows = _without_gaps(QVBoxLayout(whole))
    rows.addWidget(top)
    rows.addLayout(middle, 1)
    for foot in feet:
        rows.addWidget(foot)
    return whole


def _without_gaps(box: Box) -> Box:
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(0)
    return box
