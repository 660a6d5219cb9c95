"""The look in Qt's terms: fonts, a palette and one stylesheet, all made from a Theme.

The base is Qt's Fusion style, which looks the same everywhere and respects palettes. Widgets name
their role in the dynamic property `role` ("title", "caption", "card", "primary", …); the stylesheet
knows the roles, so no widget sets its own colours.
"""

from pathlib import Path

from PySide6.QtCore import QChildEvent, QEvent, QObject, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from core.resources import resource_path
from gui.kit.icons import mixed
from gui.kit.theme import CARD_RADIUS, CONTROL_HEIGHT, RADIUS, Theme

SANS, MONO = "Inter", "JetBrains Mono"

#: the text sizes, in pixels: title, body, numbers, caption, formula, counter
TITLE, BODY, NUMBER, CAPTION, FORMULA, COUNTER = 20, 14, 13, 12, 18, 22

#: up to this system text size, in pixels, the sizes above are used unscaled
_USUAL_TEXT = 15.0

#: the application property that holds the person's text size, in per cent
_TEXT_SIZE = "backstep_text_size"

#: a property of a window that holds its sheet, one of a part of it that holds the text scale it is
#: styled for, and one of a widget with its own font that holds that font's size at scale 1
_SHEET, _DRESSED, _FIRST_SIZE = "backstep_sheet", "backstep_text_scale", "backstep_first_size"

#: a property of a small window that takes the look by itself whenever it is shown
_LATER = "backstep_dressed_when_shown"


def load_fonts() -> None:
    """Load the bundled fonts; if one fails, a system font stands in."""
    for file in sorted(resource_path("fonts").glob("*.[ot]tf")):
        QFontDatabase.addApplicationFont(str(file))


def text_scale() -> float:
    """Return how much larger than usual text is: the system's scale times the person's choice.

    The system's scale is limited to between 1 and 2.
    """
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    scale = min(2.0, max(1.0, QFontInfo(system).pixelSize() / _USUAL_TEXT))
    application = QApplication.instance()
    chosen = None if application is None else application.property(_TEXT_SIZE)
    return scale * (chosen / 100 if isinstance(chosen, int) else 1.0)


def set_text_size(application: QApplication, size: int) -> None:
    """Set the text size, in per cent of the usual; `apply` then shows it."""
    application.setProperty(_TEXT_SIZE, size)


def sans(size: int = BODY, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Return the text font in one of the sizes above."""
    return _font(SANS, QFontDatabase.SystemFont.GeneralFont, size, weight)


def mono(size: int = NUMBER) -> QFont:
    """Return the font for numbers, in which all digits are equally wide."""
    return _font(MONO, QFontDatabase.SystemFont.FixedFont, size, QFont.Weight.Normal)


def _font(
    family: str, stand_in: QFontDatabase.SystemFont, size: int, weight: QFont.Weight
) -> QFont:
    system = QFontDatabase.systemFont(stand_in)
    font = QFont([family, system.family()])
    if stand_in is QFontDatabase.SystemFont.FixedFont:
        font.setStyleHint(QFont.StyleHint.Monospace)
    font.setPixelSize(max(CAPTION, round(size * text_scale())))
    font.setWeight(weight)
    return font


def apply(application: QApplication, window: QWidget, theme: Theme) -> bool:
    """Give a window, its contents and the windows it opens the look of a theme.

    Returns whether it is another look than before. The stylesheet is set on the parts directly in
    the window, not on the application: Qt then styles each widget once, not again for each of its
    parents, and skips the widgets that plots make and never show. Nor is it set on the window
    itself, because Qt would then style every small window that was ever opened over it; a hidden
    one takes the look when it is shown.
    """
    sheet = stylesheet(theme, text_scale())
    before = window.property(_SHEET)
    if before == sheet:
        return False  # every widget is styled already
    if application.style().name() != "fusion":
        application.setStyle("Fusion")  # remains the base of every later stylesheet
    application.setPalette(palette(theme))
    application.setFont(sans())
    if window.font() != application.font():  # Qt tells windows only while the application runs
        QApplication.sendEvent(window, QEvent(QEvent.Type.ApplicationFontChange))
    window.setProperty(_SHEET, sheet)
    window.setProperty(_DRESSED, text_scale())
    if before is None:
        window.installEventFilter(_Dresser(window))
    dress_parts(window)
    return True


def dress_parts(window: QWidget) -> None:
    """Give all that is directly in a window its look, but for hidden windows that take it later."""
    for part in window.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
        if not (part.property(_LATER) and part.isHidden()):
            dress(part)


def dress_when_shown(small: QWidget) -> None:
    """Let a small window take the look of the window it belongs to by itself, with `dress`."""
    small.setProperty(_LATER, True)
    dress(small)  # while it is empty: what it is made of is then styled once


def dress(part: QWidget) -> bool:
    """Give what is directly in a window, or a small window over it, that window's look.

    Returns whether it had another.
    """
    window = part.parentWidget()
    sheet = None if window is None else window.property(_SHEET)
    if window is None or not isinstance(sheet, str) or part.styleSheet() == sheet:
        return False
    old, new = part.property(_DRESSED), window.property(_DRESSED)
    if old is None and part.styleSheet():
        return False  # its own look
    own = _fonts_of_their_own(part) if isinstance(old, float) and old != new else []
    part.setStyleSheet(sheet)
    part.setProperty(_DRESSED, new)
    for widget, size in own:
        if widget.font().pixelSize() == size:  # otherwise the widget has already followed by itself
            _resize_font(widget, size, float(old), new)
    return True


class _Dresser(QObject):
    """Dresses what comes into a window later, such as a menu or a question, before it is seen."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QChildEvent) and event.type() == QEvent.Type.ChildPolished:
            child = event.child()
            if isinstance(child, QWidget):
                dress(child)
        return False


def _fonts_of_their_own(part: QWidget) -> list[tuple[QWidget, int]]:
    """Return the widgets with a font of their own, which no stylesheet changes, and its size."""
    given = Qt.WidgetAttribute.WA_SetFont
    found = [w for w in (part, *part.findChildren(QWidget)) if w.testAttribute(given)]
    return [(w, w.font().pixelSize()) for w in found if w.font().pixelSize() > 0]


def _resize_font(widget: QWidget, size: int, old: float, new: float) -> None:
    """Give a widget its font for another text scale; the first size is kept, so none drifts."""
    base = widget.property(_FIRST_SIZE)
    if not isinstance(base, float) or max(CAPTION, round(base * old)) != size:
        base = size / old
        widget.setProperty(_FIRST_SIZE, base)
    font = widget.font()
    font.setPixelSize(max(CAPTION, round(base * new)))
    widget.setFont(font)


def set_role(widget: QWidget, role: str) -> None:
    """Give a widget its role in the stylesheet, even if it is already shown."""
    set_styled(widget, "role", role)


def set_styled(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the stylesheet uses, and restyle the widget."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def palette(theme: Theme) -> QPalette:
    """Return the palette of a theme."""
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.panel,
        role.WindowText: theme.text,
        role.Base: theme.canvas,
        role.AlternateBase: theme.panel,
        role.Text: theme.text,
        role.PlaceholderText: theme.secondary,
        role.Button: theme.panel,
        role.ButtonText: theme.text,
        role.BrightText: theme.error,
        role.ToolTipBase: theme.canvas,
        role.ToolTipText: theme.text,
        role.Highlight: theme.now,
        role.HighlightedText: theme.canvas,
        role.Accent: theme.now,
        role.Link: theme.positive_text,
        role.LinkVisited: theme.positive_text,
        role.Light: theme.canvas,
        role.Midlight: theme.separator,
        role.Mid: theme.separator,
        role.Dark: theme.border,
        role.Shadow: theme.border,
    }
    made = QPalette()
    for name, colour in colours.items():
        made.setColor(name, QColor(colour))
    faded = QColor(mixed(theme.text, theme.panel, 0.4))
    for name in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, name, faded)
    made.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(theme.separator))
    return made


def stylesheet(theme: Theme, scale: float) -> str:
    """Return the stylesheet of a theme, its text sizes multiplied by `scale`."""
    values = {
        **theme.__dict__,
        "tint": mixed(theme.now, theme.panel, 0.13),
        "hover": mixed(theme.text, theme.canvas, 0.06),
        "pressed": mixed(theme.text, theme.canvas, 0.12),
        "primary_hover": mixed(theme.now, theme.text, 0.88),
        "faded": mixed(theme.text, theme.panel, 0.4),
        "outline": mixed(theme.border, theme.panel, 0.45),
        "groove": mixed(theme.border, theme.panel, 0.3),
        "notice": mixed(theme.now, theme.canvas, 0.09),
        "error_notice": mixed(theme.error, theme.canvas, 0.1),
        "sans": SANS,
        "mono": MONO,
        "title_px": round(TITLE * scale),
        "body_px": max(CAPTION, round(BODY * scale)),
        "number_px": max(CAPTION, round(NUMBER * scale)),
        "caption_px": max(CAPTION, round(CAPTION * scale)),
        "counter_px": round(COUNTER * scale),
        "start_card": 72 + round(28 * scale),  # a picture and a line of text
        "radius": RADIUS,
        "card_radius": CARD_RADIUS,
        "control": max(CONTROL_HEIGHT - 2, round(1.3 * BODY * scale)),
        "icons": resource_path("icons").as_posix(),
        "shade": "dark" if theme.dark else "light",
    }
    text = _TEMPLATE
    for name, value in values.items():
        text = text.replace(f"${{{name}}}", str(value))
    return text


_TEMPLATE = (Path(__file__).with_name("style.qss")).read_text(encoding="utf-8")
