"""The network diagram: inputs, layers and outputs as they are now, and what a person may change.

It receives what to show (`show_facts`, `show_snapshot`, `set_features`) and reports what a person
wants (`value_edited`, `freeze_requested`, `add_unit`, …); it changes nothing itself. The scene
holds what is shown, the picture paints it, and the verbs define what can be done with a part.

Keys, once Tab or the cursor has come here: the arrows walk over neurons, and up from the first one
to its layer; Alt with an arrow walks along edges. Enter edits a weight or bias, Space selects, or
switches an input, F freezes, O switches off, T plots over time, Delete removes, + and − change the
number of neurons, Insert adds a layer. Ctrl with the wheel zooms; the wheel, or dragging the
background, moves a diagram that is larger than its place.
"""

from PySide6.QtCore import QCoreApplication, QEvent, QRectF, QSize, QSizeF, Qt, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.lesson.cards.light import Light
from core.lesson.check import Findings
from core.lesson.parts import Part, pointable
from core.pictures.findings import GradientCheck
from core.pictures.snapshot import Facts, Snapshot
from gui.kit.style import text_scale
from gui.kit.theme import LIGHT, Theme
from gui.network.buttons import LayerButtons
from gui.network.camera import LARGEST_TYPE, Camera
from gui.network.edge_pictures import turns_of
from gui.network.keys import Keyboard
from gui.network.menus import features_menu
from gui.network.mouse import Mouse
from gui.network.painting import Palette, paint_marks
from gui.network.panning import Panning
from gui.network.picture import Marked, Picture
from gui.network.pointer import Pointer
from gui.network.scene import Scene
from gui.network.selection import Selection
from gui.network.verbs import Verbs


class NetworkDiagram(QWidget):
    """Shows a network and emits what a person wants changed; layers are counted from 0."""

    layer_selected = Signal(int)
    add_unit = Signal(int)
    remove_unit = Signal(int)
    #: (layer, unit): this hidden neuron is to be removed
    remove_unit_at = Signal(int, int)
    #: a new layer is wanted at this index, before the present layer there
    add_layer = Signal(int)
    remove_layer = Signal(int)
    #: (layer, "weight", (input, unit), value) or (layer, "bias", (unit,), value)
    value_edited = Signal(int, str, object, float)
    #: (layer, name, index, frozen): a number; (layer, None, unit, …): a neuron; None, None: a layer
    freeze_requested = Signal(int, object, object, bool)
    #: (layer, (input, unit), off): a weight; (layer, unit, off): a neuron
    switch_requested = Signal(int, object, bool)
    activation_chosen = Signal(int, str)
    #: a form for all weights of a layer is wanted
    set_layer_requested = Signal(int)
    #: a quantity, given as text, is to be plotted over time
    plot_requested = Signal(str)
    #: (name as in files, on): an input or feature
    feature_toggled = Signal(str, bool)
    #: (layer, unit) of the neuron on which the cursor rests, layer −1 for an input; or None
    map_hovered = Signal(object)
    #: the Part under the cursor of mouse or keys, or None
    pointed = Signal(object)
    #: the Part that a click or key has selected, or None
    part_selected = Signal(object)
    #: the Part chosen by click or key while a gradient check is shown
    check_clicked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scene = Scene()
        self.camera = Camera()
        self._panning = Panning(self, self.camera, self.scene, self._seen_otherwise)
        self._pointer = Pointer(self, self.scene, self.pointed.emit, self.map_hovered.emit)
        self._elsewhere: Part | None = None
        self._asked: tuple[Part, ...] = ()
        self._laid_out = False
        self._look = Palette(LIGHT, self.font())
        self._picture = Picture(self)
        self.turns = turns_of(self)
        wanting = self.add_unit.emit, self.remove_unit.emit, self.add_layer.emit
        self.buttons = LayerButtons(self, *wanting, self._ask_feature)
        self._verbs = Verbs(self.scene, self)
        telling = self._changed, self.layer_selected.emit, self._tell_part
        self._selection = Selection(self, self.scene, self._pointer, self._verbs, *telling)
        acting = (self.scene, self._pointer, self._selection)
        self._keyboard = Keyboard(*acting, self._verbs)
        self._mouse = Mouse(self, *acting, self._keyboard, self._verbs, self.buttons)
        self.setMouseTracking(True)
        # it paints its whole area, so that Qt need not paint anything underneath first
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        # after a click, → and ← still step; after Tab they move the cursor here
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 120)
        self.setAccessibleName(QCoreApplication.translate("NetworkDiagram", "Network"))
        self.setAccessibleDescription(self.scene.in_words())
        self.set_theme(LIGHT)

    # what it receives

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._look = Palette(theme, self.font(), self._look.scale)
        self.buttons.set_theme(theme)
        if self._laid_out:
            self.scene.take(self._look)
        self._changed()

    def show_facts(self, facts: Facts) -> None:
        """Take the names of one build of the network."""
        self.scene.facts = facts
        self._laid_out = False
        self.update()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the weights, biases, maps and the followed sample of a moment."""
        self.take(snapshot)
        self.update()

    def take(self, snapshot: Snapshot) -> None:
        """Take a moment, to be painted later."""
        if self.scene.show(snapshot):
            self._laid_out = False
        if self._laid_out:
            self.scene.take(self._look)
            self._pointer.show_card(self._look)
        self._picture.forget()

    def set_features(self, used: tuple[str, ...], available: tuple[str, ...]) -> None:
        """Set which features are the inputs, in order, and which could be; names as in files."""
        unused = tuple(name for name in available if name not in used)
        used = used if available else ()
        if (used, unused) != (self.scene.used, self.scene.unused):
            self.scene.used, self.scene.unused = used, unused
            self._laid_out = False
            self._changed()

    def show_light(self, light: Light | None) -> None:
        """Highlight what a phase reads and writes, with the numbers computed; None ends it."""
        self._show_over(light, self.scene.findings)

    def show_check(self, check: GradientCheck | None) -> None:
        """Show how far every gradient is off instead of the weights; None ends it."""
        self._show_over(self.scene.light, None if check is None else Findings(check))

    def show_pointed(self, part: Part | None) -> None:
        """Ring a part that is pointed at in another view; None ends it."""
        self._elsewhere = None if part is None else pointable(part)
        self.update()

    def show_asked(self, parts: tuple[Part, ...]) -> None:
        """Ring parts that a lesson points out."""
        self._asked = tuple(map(pointable, parts))
        self.update()

    def clear(self) -> None:
        """Show nothing."""
        scene = self.scene
        scene.facts, scene.layers, scene.surface, scene.probe = None, (), None, None
        scene.light = scene.findings = None
        scene.used = scene.unused = ()
        scene.forget()
        self._selection.set_layer(None)
        self._selection.field.cancel()
        self._pointer.message.hide()
        self._point(None)
        self.buttons.clear()
        self._changed()

    @Slot()
    def let_go(self) -> None:
        """Close the menu and the field: they are about a network that is no longer shown."""
        self._mouse.close_menu()
        if self._selection.field.part is not None:
            self._selection.field.cancel()

    def set_selected(self, layer: int | None) -> None:
        """Mark a layer as the selected one, or none."""
        self._selection.set_layer(layer)

    def note(self) -> str:
        """Return what is left out of the picture, in words; empty if nothing is."""
        return self.scene.words.note()

    def reading(self) -> list[str]:
        """Return what is under the cursor, line by line; empty if nothing is."""
        return self._pointer.reading()

    def tell(self, text: str, part: Part) -> None:
        """Show a message in a card beside a part, for a few seconds."""
        self._pointer.say(text, part, self._look)

    def sizeHint(self) -> QSize:
        return QSize(640, 480)

    # layout and painting

    def _lay_out(self) -> None:
        self._laid_out = True
        scene = self.scene
        self._place()
        if self._panning.settle():
            self._place()
        self.buttons.place(scene.layout, scene.layers, self._look.scale)
        self._selection.laid_out()
        held = self._pointer.part if self._pointer.by_keys else None
        self._point(None)
        if held is not None and scene.has(held):
            self._pointer.move(held, True, self._look)
        self.setAccessibleDescription(scene.in_words())
        self._picture.forget()

    def _place(self) -> None:
        names = sum(self.scene.sides(self._look)) + 28.0
        frame = self.camera.frame(QSizeF(self.size()), self.scene.units(), names)
        # text that a person has already enlarged is not enlarged further
        self._look = self._look.of_scale(min(frame.type, max(1.0, LARGEST_TYPE / text_scale())))
        self.scene.lay_out(frame, self._look)

    def _ready(self) -> None:
        if not self._laid_out:
            self._lay_out()

    def _changed(self) -> None:
        self._picture.forget()
        self.update()

    def draw_ahead(self, share: float) -> None:
        """Draw a share of the edges left to draw, so that the next painting takes less time."""
        if self._laid_out:
            self._picture.edges.draw(self.scene, self._look, share)

    def _seen_otherwise(self) -> None:
        """Show another part of the network, or the same part at another size."""
        self._mouse.close_menu()
        self._laid_out = False
        self._changed()

    def _show_over(self, light: Light | None, findings: Findings | None) -> None:
        self.scene.show_over(light, findings, self._laid_out)
        if self._laid_out:
            self._pointer.show_card(self._look)
            if not self._pointer.by_keys:
                self.setAccessibleDescription(self.scene.in_words())
        self._changed()

    def _tell_part(self, part: Part | None, is_new: bool) -> None:
        if is_new:
            self.part_selected.emit(part)
        if part is not None and self.scene.findings is not None:
            self.check_clicked.emit(part)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._ready()
        ringed = self._keyboard.ringed and self.hasFocus()
        pointer, chosen = self._pointer, self._selection
        others = self._elsewhere, self._asked
        marked = Marked(pointer.part, chosen.part, chosen.layer, ringed, pointer.numbers, *others)
        with QPainter(self) as painter:
            self._picture.paint(painter, self.scene, self._look, marked)
            paint_marks(painter, self._look, self.camera.marks())

    # the cursor

    def _point(self, part: Part | None, by_keys: bool = False) -> None:
        self._pointer.move(part, by_keys, self._look)

    def _reveal(self) -> None:
        """Bring the part under the keyboard cursor into view."""
        part = self._pointer.part
        if part is None or not self._pointer.by_keys or not self.scene.has(part):
            return
        if self.camera.reveal(self.scene.rect(part, self._pointer.numbers)):
            self._seen_otherwise()

    # zoom

    def zoom(self, notches: int) -> None:
        """Show the network larger or smaller, around what keys act on or else the middle."""
        self._ready()
        part = self.target()
        at = QRectF(self.rect()).center()
        if part is not None and self.scene.has(part):
            place = self.scene.rect(part).center()
            at = place if QRectF(self.rect()).contains(place) else at
        self._panning.zoom(notches, at)

    def fit(self) -> None:
        """Show the network as large as fits its place."""
        self.camera.fit()
        self._seen_otherwise()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._ready()
        event.setAccepted(self._panning.wheel(event))

    def _ask_feature(self, _: int) -> None:
        """Open the list of unused features under its button."""
        below = self.mapToGlobal(self.buttons.feature_place().bottomLeft())
        turn_on = self.feature_toggled.emit
        menu = features_menu(self, self.scene.unused, lambda name: turn_on(name, True))
        self._mouse.open(menu, below)

    def target(self) -> Part | None:
        """Return what keys act on: the part under the keyboard cursor, or else the selected one."""
        return self._selection.target()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._ready()
        if not self._panning.move(event.position()):
            self._mouse.move(event.position(), self._look)

    def leaveEvent(self, event: QEvent) -> None:
        self._mouse.leave(self._look)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._ready()
        is_left = event.button() == Qt.MouseButton.LeftButton
        if is_left and self._mouse.press(event.position(), self._look):
            return
        is_hand = is_left or event.button() == Qt.MouseButton.MiddleButton
        if not is_hand or not self._panning.press(event.position()):
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self._panning.release()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._ready()
        if not self._mouse.double(event.position(), self._look):
            self.mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._ready()
        if not self._mouse.menu(event, self._look):
            super().contextMenuEvent(event)

    def open_field(self, part: Part) -> bool:
        """Open the field for a weight or bias; return False if there is no such number."""
        return self._selection.open_field(part, self._look, self._keyboard.walks)

    def plot_chosen(self) -> bool:
        """Ask to plot what keys act on; return False if there is nothing."""
        part = self._selection.target()
        return part is not None and self.scene.has(part) and self._verbs.plot(part)

    # keys and focus

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and self._keyboard.takes(event):
            event.accept()  # before a shortcut of the window can take it
            return True
        if isinstance(event, QNativeGestureEvent) and self._panning.pinch(event):
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._keyboard.press(event, self._look):
            super().keyPressEvent(event)
        self._reveal()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._keyboard.focus_comes(event.reason())
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._keyboard.focus_goes(event.reason(), self._look)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # with the next painting, as one act of a person may resize it several times
        self._laid_out = False
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._look = Palette(self._look.theme, self.font(), self._look.scale)
            self._laid_out = False
            self.update()
