"""Help: which key does what, and what this program is."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QIcon, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from core.desktop.about import engine_and_platform, licence_lines, licences_file
from core.run.engine import engine_in_words
from core.words import say
from gui.kit.action_row import ActionRow, in_menu_order
from gui.kit.plain import Label
from gui.kit.style import set_role

_translate = QCoreApplication.translate


def _native(keys: str) -> str:
    text = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
    return text.replace("Right", "→").replace("Left", "←")


def keys_dialog(parent: QWidget, actions: Iterable[ActionRow]) -> QDialog:
    """Return a window that lists the keys of actions, in the order of the menus."""
    dialog = _dialog(parent, _translate("Help", "Keys"))
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(4)
    rows = []
    for row in in_menu_order(actions):
        said = [_native(key) for key in (row.bare_key, *row.keys[:1]) if key]
        if said:
            rows.append((", ".join(said), row.help.split(" (")[0]))
    for i, (keys, text) in enumerate(rows):
        cap = Label(keys)
        set_role(cap, "key")
        grid.addWidget(cap, i, 0, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(Label(text), i, 1)
    grid.setColumnStretch(1, 1)
    layout = dialog.layout()
    assert isinstance(layout, QVBoxLayout)
    layout.insertLayout(1, grid)
    return dialog


def about_dialog(parent: QWidget, version: str, places: Mapping[str, Path]) -> QDialog:
    """Return a window that says what this program is, on what it stands, and where files lie.

    `places` are folders and files by what is kept there.
    """
    dialog = _dialog(parent, _translate("Help", "Backstep"))
    text = _translate(
        "Help",
        "Build a neural network, watch it learn, step through every number of its training, and "
        "take the weights with you.\n\nEverything it shows is what its own engine, written in "
        "NumPy, computed. It never uses the network.\n\nIt stands on NumPy, Qt for Python "
        "and pyqtgraph, with icons of the Phosphor family, and is set in Inter and JetBrains Mono.",
    )
    words = Label(text)
    words.setWordWrap(True)
    layout = dialog.layout()
    assert isinstance(layout, QVBoxLayout)
    if version:
        number = Label(say("Help", "Version {version}", version=version))
        set_role(number, "caption")
        layout.insertWidget(1, number)
    layout.insertWidget(layout.count() - 1, words)
    lines = [engine_and_platform(), engine_in_words(), ""]
    lines += [f"{name}: {path}" for name, path in places.items()]
    lines += ["", _translate("Help", "Licences of what comes with it:"), *licence_lines()]
    if licences_file():
        lines.append(say("Help", "In full: {path}", path=licences_file()))
    details = QPlainTextEdit("\n".join(lines))
    details.setReadOnly(True)
    details.setMinimumHeight(180)
    details.setAccessibleName(_translate("Help", "Versions, places and licences"))
    layout.insertWidget(layout.count() - 1, details)
    dialog.resize(520, dialog.sizeHint().height())
    return dialog


def _dialog(parent: QWidget, heading: str) -> QDialog:
    dialog = QDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(heading)
    layout = QVBoxLayout(dialog)
    layout.setContentsMargins(24, 16, 24, 16)
    layout.setSpacing(12)
    title = Label(heading)
    set_role(title, "title")
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.button(QDialogButtonBox.StandardButton.Close).setIcon(QIcon())
    buttons.rejected.connect(dialog.close)
    layout.addWidget(title)
    layout.addWidget(buttons)
    return dialog
