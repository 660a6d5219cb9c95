"""The tools of drawing and how far they reach, as buttons and a slider."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QPushButton, QSlider

from core.data.hand import Tool
from gui.drawing.canvas import DrawingCanvas
from gui.kit.choice import Switch
from gui.kit.style import set_role

_translate = QCoreApplication.translate

#: the brush reaches so far, in per cent of the plane's reach: at least, at first and at most
_RADII = (3, 12, 50)


def tool_switch(canvas: DrawingCanvas) -> Switch:
    """Return the buttons of the tools, which set that of a canvas."""
    switch = Switch(
        _translate("Drawing", "Tool"),
        (
            (
                _translate("Drawing", "Point"),
                _translate("Drawing", "Add one point per click, or drag a point"),
            ),
            (
                _translate("Drawing", "Brush"),
                _translate("Drawing", "Spray points while the mouse button is held down"),
            ),
            (
                _translate("Drawing", "Eraser"),
                _translate(
                    "Drawing", "Remove the points in the circle; so does the right mouse button"
                ),
            ),
            (
                _translate("Drawing", "Select"),
                _translate(
                    "Drawing",
                    "Drag a rectangle round points, with Ctrl or Shift round more; drag what is "
                    "selected to move it",
                ),
            ),
        ),
    )
    switch.group.idClicked.connect(lambda number: canvas.set_tool(Tool(number)))
    return switch


def size_slider(canvas: DrawingCanvas) -> QSlider:
    """Return the slider that sets how far brush and eraser of a canvas reach."""
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setRange(_RADII[0], _RADII[2])
    slider.setValue(_RADII[1])
    words = _translate("Drawing", "Size of brush and eraser")
    slider.setAccessibleName(words)
    slider.setToolTip(words)

    def resize(value: int) -> None:
        canvas.hand.radius = value / 100.0
        canvas.update()

    slider.valueChanged.connect(resize)
    return slider


def small_button(words: str, tip: str) -> QPushButton:
    """Return a small button that Enter does not press from elsewhere."""
    button = QPushButton(words)
    set_role(button, "small")
    button.setAccessibleName(words)
    button.setToolTip(tip)
    button.setAutoDefault(False)
    return button
