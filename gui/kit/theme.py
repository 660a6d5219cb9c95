"""The look: colours and sizes in one place, light and dark.

Every widget takes its colours and measures from here and nowhere else. A theme is passed to views
with `set_theme`; nothing is global.
"""

from core.records import Record


class Theme(Record):
    """The colour of every role."""

    name: str
    dark: bool
    canvas: str
    panel: str
    text: str
    secondary: str
    separator: str
    border: str
    now: str
    negative: str
    negative_text: str
    negative_casing: str
    positive: str
    positive_text: str
    error: str


LIGHT = Theme(
    name="light",
    dark=False,
    canvas="#ffffff",
    panel="#f7f8fa",
    text="#1d2129",
    secondary="#5a6270",
    separator="#d8dce2",
    border="#6a7280",
    now="#7a3e9d",
    negative="#f59322",
    negative_text="#9a5200",
    negative_casing="#a85b00",
    positive="#0877bd",
    positive_text="#06629c",
    error="#b3261e",
)

DARK = Theme(
    name="dark",
    dark=True,
    canvas="#15181d",
    panel="#1c2026",
    text="#e6e9ee",
    secondary="#a3abb8",
    separator="#3a414c",
    border="#7d8796",
    now="#d59bf0",
    negative="#f59322",
    negative_text="#ffb15c",
    negative_casing="#f59322",
    positive="#0877bd",
    positive_text="#57b4ee",
    error="#ff8a80",
)

SPACE = (4, 8, 12, 16, 24)
RADIUS, CARD_RADIUS = 6, 10
CONTROL_HEIGHT, TOOLBAR_HEIGHT, TIMELINE_HEIGHT = 28, 48, 56
SETTINGS_WIDTH, PLOTS_WIDTH, STEPS_WIDTH = 216, 380, 440
NEURON, SMALL_NEURON, OUTPUT_NEURON = 40, 28, 56
ROW_STEP, COLUMN_MIN, COLUMN_MAX = 52, 88, 180
HOVER_MS, VALUE_MS, LAYOUT_MS = 120, 180, 240
