"""The plane of a surface with everything on it (picture, points, rings), and the cursor over it."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.data.samples import Task
from core.lesson.names.symbols import pretty_name
from core.pictures.snapshot import Facts, Probe, Surface, View
from core.records import Record
from gui.kit.plot_parts import dress_plot, hit, quiet_plot, room_for_text
from gui.kit.theme import LIGHT, Theme
from gui.surface.editing import PointEditing
from gui.surface.followed import FollowedMark, place_of
from gui.surface.frame import AXIS_HEIGHT, AXIS_WIDTH, RIGHT, TOP, SurfaceFrame
from gui.surface.map import NeuronMap
from gui.surface.picture import SurfacePicture, Wish
from gui.surface.points import PointMarks, places, wrong_points
from gui.surface.scale import curve_range

#: the least height of the plane with its axes while points are edited, in pixels
_TO_EDIT = 200


class Scene(Record):
    """Everything drawn: `shown` is a neuron's map that replaces the surface."""

    facts: Facts
    view: View
    surface: Surface | None
    shown: NeuronMap | None
    probe: Probe | None
    wish: Wish
    centre: float
    reach: float


class SurfaceCanvas(QWidget):
    """Draws scenes; reports where the cursor is and what was clicked."""

    pointed = Signal(object)  # (x, y), or None
    sample_clicked = Signal(int)
    place_clicked = Signal(float, float)

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self._scene: Scene | None = None
        self._view: View | None = None
        self._points_shown: object = None
        self._editing: PointEditing | None = None
        self._marked: NDArray[np.intp] = np.zeros(0, dtype=np.intp)
        self._axis_room = 0
        self.plot = quiet_plot(QCoreApplication.translate("SurfacePlot", "What the network says"))
        self.plot.viewport().setCursor(Qt.CursorShape.CrossCursor)
        self.item = self.plot.getPlotItem()
        self.item.getAxis("left").setWidth(AXIS_WIDTH)
        self.item.getAxis("bottom").setHeight(AXIS_HEIGHT)
        self.item.layout.setContentsMargins(0, TOP, RIGHT, 0)
        self.picture = SurfacePicture(self.plot)
        self.marks = PointMarks(self.item)
        self.marks.test.hide()
        self.followed = FollowedMark(self.item)
        self._frame = SurfaceFrame(self.plot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._frame)
        self.plot.scene().sigMouseMoved.connect(self._moved)
        self.plot.scene().sigMouseClicked.connect(self._clicked)
        self.plot.viewport().installEventFilter(self)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        dress_plot(self.plot, theme, self.font())
        self._axis_room = 0
        self._fit_axes()
        self.picture.set_theme(theme)
        self.followed.set_theme(theme)
        self._points_shown = None

    def _fit_axes(self) -> None:
        """Give the axes room for their titles and numbers; the left one only ever more."""
        width, height = (room_for_text(self.font(), room) for room in (AXIS_WIDTH, AXIS_HEIGHT))
        left = self.item.getAxis("left")
        width = max(width, self._axis_room, left.room(*self.item.getViewBox().viewRange()[1]))
        self._axis_room = width
        if left.width() != width:
            left.setWidth(width)
        self.item.getAxis("bottom").setHeight(height)
        self._frame.set_axes(width, height)

    def height_of_axis(self) -> int:
        """Return the height of what is above and below the plane."""
        return room_for_text(self.font(), AXIS_HEIGHT) + TOP

    def lay_over(self, editing: PointEditing) -> None:
        """Lay the plane in which points are edited over this one."""
        self._editing = editing
        editing.canvas.setParent(self)
        editing.canvas.changed.connect(self._show_rings)
        editing.canvas.find_square(self._plane)
        self.item.getViewBox().sigResized.connect(lambda *_: editing.canvas.update())
        self._fit_editing()

    def make_room(self) -> None:
        """Take room enough to hit single points while they are edited."""
        self.setMinimumHeight(_TO_EDIT if self.is_edited() else 0)

    def is_edited(self) -> bool:
        """Return whether the training points are drawn by those who edit them."""
        return self._editing is not None and self._editing.is_on

    def _show_rings(self) -> None:
        """Show the rings, unless they are those of points that have been edited since."""
        known = True
        if self._editing is not None and self._editing.is_on:
            drawn = self._editing.canvas.hand.drawn
            known = np.array_equal(drawn.places[:, 0], self.marks.training.data["x"])
        self.marks.rings.setVisible(known)

    def _plane(self) -> QRectF:
        """Return where the plane is on this widget, in pixels."""
        plane = self.plot.mapFromScene(self.item.getViewBox().sceneBoundingRect()).boundingRect()
        return QRectF(plane.translated(self.plot.mapTo(self, QPoint(0, 0))))

    def _fit_editing(self) -> None:
        if self._editing is not None:
            self._editing.canvas.setGeometry(self.rect())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_editing()

    def forget(self, goes_on: bool = False) -> None:
        """Forget the data of the previous build; `goes_on`: keep its picture until the next."""
        if goes_on:
            self._scene = self._points_shown = None
            return
        self._scene = self._view = self._points_shown = None
        self._marked = np.zeros(0, dtype=np.intp)
        self.picture.clear()
        self.marks.clear()
        self.followed.hide()

    def mark(self, numbers: NDArray[np.intp]) -> None:
        """Frame the points with these numbers, counted among the facts' points."""
        self._marked = numbers
        if self._scene is not None:
            self._draw_marks(self._scene)

    # drawing

    def _draw_marks(self, scene: Scene) -> None:
        shown = self.marks.training.isVisible()
        numbers = self._marked if shown else self._marked[:0]
        wish = scene.wish
        self.marks.mark(
            scene.facts, scene.view, wish.output, self._theme, numbers, wish.test_points
        )

    def draw(self, scene: Scene) -> NDArray[np.bool_] | None:
        """Draw a scene; return which samples (m,) are wrong, if that is known."""
        self._scene = scene
        if scene.view != self._view:
            self._take_view(scene.facts, scene.view)
        view = scene.view
        if view.y_axis is None:
            limits = curve_range(scene.facts, scene.wish.output, scene.shown)
            self.item.setYRange(*limits, padding=0.0)
            self._fit_axes()
        if scene.shown is not None:
            shown = scene.shown
            self.picture.draw_map(view, shown)
        elif scene.surface is not None and scene.surface.outputs.size:
            self.picture.draw_surface(
                scene.facts, scene.surface, scene.wish, scene.centre, scene.reach
            )
        return self._draw_points(scene)

    def _take_view(self, facts: Facts, view: View) -> None:
        """Set the axes to a plane, or to a line."""
        before, self._view = self._view, view
        if before is not None and replace(before, held=()) == replace(view, held=()):
            return  # only inputs that are not on the axes have changed
        item, flat = self.item, view.y_axis is None
        self.picture.image.setVisible(not flat)
        item.setLabel("bottom", pretty_name(facts.raw_names[view.x_axis]))
        item.setXRange(*view.x_range, padding=0.0)
        if view.y_axis is None:
            name = facts.target_names[0] if len(facts.target_names) == 1 else ""
            item.setLabel("left", pretty_name(name))
        else:
            item.setLabel("left", pretty_name(facts.raw_names[view.y_axis]))
            item.setYRange(*view.y_range, padding=0.0)
        self._axis_room = 0
        self._fit_axes()
        self.picture.line.setVisible(flat and facts.task is Task.TWO_CLASSES)
        self.picture.line.setValue(facts.threshold)
        item.showGrid(x=flat, y=flat, alpha=0.25)
        self._frame.set_square(not flat and len(facts.raw_names) == 2)
        self._points_shown = None

    def _draw_points(self, scene: Scene) -> NDArray[np.bool_] | None:
        facts, view, wish = scene.facts, scene.view, scene.wish
        regression = facts.task is Task.REGRESSION
        plane = (view.x_axis, view.y_axis)
        key = (plane, wish.output, (scene.centre, scene.reach) if regression else None)
        if self._points_shown != key:
            self._points_shown = key
            self.marks.show(facts, view, wish.output, self._theme, scene.centre, scene.reach)
        another_scale = scene.shown is not None and view.y_axis is None
        self.marks.training.setVisible(not another_scale and not self.is_edited())
        self._show_rings()
        self.marks.test.setVisible(wish.test_points and not another_scale)
        wrong = None
        if scene.surface is not None and scene.surface.outputs.size and scene.shown is None:
            wrong = wrong_points(facts, scene.surface, wish.output)
        self.marks.ring(facts, view, wish.output, self._theme, wrong, wish.test_points)
        if len(self._marked) or len(self.marks.marked.data):
            self._draw_marks(scene)
        if scene.probe is None or another_scale:
            self.followed.hide()
        else:
            at = place_of(facts, view, wish.output, scene.probe)
            self.followed.show(at, scene.probe.sample is None)
        return wrong

    # the cursor

    def _moved(self, place: object) -> None:
        box = self.item.getViewBox()
        if self._scene is None or not box.sceneBoundingRect().contains(place):
            self.pointed.emit(None)
            return
        point = box.mapSceneToView(place)
        self.pointed.emit((point.x(), point.y()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self.pointed.emit(None)
        return super().eventFilter(watched, event)

    def _clicked(self, event: object) -> None:
        """Report which sample was hit, or else the place."""
        scene = self._scene
        place, button = event.scenePos(), event.button()  # type: ignore[attr-defined]
        box = self.item.getViewBox()
        inside = box.sceneBoundingRect().contains(place)
        if scene is None or button != Qt.MouseButton.LeftButton or not inside:
            return
        test = scene.facts.points.test
        shown = np.flatnonzero(~test) if not scene.wish.test_points else np.arange(len(test))
        if self.marks.training.isVisible():
            x, y = places(scene.facts, scene.view, scene.wish.output)
            before = None if scene.probe is None else scene.probe.sample
            known = None if before is None else int(np.searchsorted(shown, before))
            found = hit(self.item, x[shown], y[shown], place, known)
            if found is not None:
                self.sample_clicked.emit(int(shown[found]))
                return
        point = box.mapSceneToView(place)
        self.place_clicked.emit(point.x(), point.y())
