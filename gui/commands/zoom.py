"""How large the network is shown, as actions."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from gui.kit.action_row import ActionRow, Menu, Place, is_built

_translate = QCoreApplication.translate


def zoom_rows(zoom: Callable[[int], object], fit: Callable[[], object]) -> tuple[ActionRow, ...]:
    """Return the actions; `zoom` is told by how many notches."""
    place = Place(Menu.VIEW, 3)
    return (
        ActionRow(
            "zoom_in",
            _translate("Actions", "Zoom in"),
            _translate("Actions", "Show the network larger (Ctrl++ or Ctrl and the wheel)"),
            place,
            lambda: zoom(1),
            is_built,
            ("Ctrl++", "Ctrl+="),
        ),
        ActionRow(
            "zoom_out",
            _translate("Actions", "Zoom out"),
            _translate("Actions", "Show more of the network, and smaller (Ctrl+−)"),
            place,
            lambda: zoom(-1),
            is_built,
            ("Ctrl+-",),
        ),
        ActionRow(
            "zoom_fit",
            _translate("Actions", "Fit the network"),
            _translate("Actions", "Show the network as large as fits its place (Ctrl+0)"),
            place,
            fit,
            is_built,
            ("Ctrl+0",),
        ),
    )
