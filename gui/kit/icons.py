"""Icons: one family, one weight (Phosphor, from QtAwesome), in the colours of the theme."""

from functools import cache
from pathlib import Path

import qtawesome
from PySide6.QtGui import QIcon
from qtawesome.iconic_font import IconicFont

from gui.kit.theme import Theme

_FOLDER = Path(qtawesome.__file__).parent / "fonts"


@cache
def _family() -> IconicFont:
    """Return the one family that is used, without loading the others."""
    font = next(_FOLDER.glob("phosphor-*.ttf")).name
    names = next(_FOLDER.glob("phosphor-charmap-*.json")).name
    return IconicFont(("ph", font, names, str(_FOLDER)))


def icon(name: str, theme: Theme, colour: str | None = None) -> QIcon:
    """Return the icon called `name` in the colour of text, or in `colour`."""
    return _family().icon(
        f"ph.{name}", color=colour or theme.text, color_disabled=mixed(theme.text, theme.panel, 0.4)
    )


def mixed(colour: str, ground: str, share: float) -> str:
    """Return `colour` laid over `ground` with an opacity of `share`."""
    over = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    under = [int(ground[i : i + 2], 16) for i in (1, 3, 5)]
    parts = [round(share * a + (1 - share) * b) for a, b in zip(over, under, strict=True)]
    return "#" + "".join(f"{part:02x}" for part in parts)
