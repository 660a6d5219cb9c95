"""Help: which key does what, and what this program is."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from core.desktop.about import engine_and_platform, licence_lines, licences_file
from core.run.engine import engine_in_words
from core.words import say
from gui.kit.action_row import ActionRow, Menu, in_menu_order
from gui.kit.actions import key_words
from gui.kit.dialog import RoomyDialog
from gui.kit.plain import Label
from gui.kit.style import set_role, text_scale

_translate = QCoreApplication.translate


def keys_dialog(parent: QWidget, actions: Iterable[ActionRow]) -> QDialog:
    """Return a window that lists the actions' keys by menu, with a search to narrow it."""
    dialog = _dialog(parent, _translate("Help", "Keys"))
    search = QLineEdit()
    search.setPlaceholderText(_translate("Help", "Search"))
    search.setAccessibleName(_translate("Help", "Search the keys"))
    search.setToolTip(_translate("Help", "A key, or a word from what it does"))
    search.setClearButtonEnabled(True)
    inside = QWidget()
    set_role(inside, "canvas")
    grid = QGridLayout(inside)
    grid.setContentsMargins(12, 8, 12, 8)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(4)
    grid.setColumnStretch(1, 1)
    #: for each group its heading, and for each of its rows both labels and the text to search
    groups: list[tuple[Label, list[tuple[Label, Label, str]]]] = []
    before: Menu | None = None
    for row in in_menu_order(actions):
        said = [key_words(key) for key in (row.bare_key, *row.keys[:1]) if key]
        if not said:
            continue
        if row.place.menu is not before:
            before = row.place.menu
            heading = Label(_group(before))
            set_role(heading, "heading")
            grid.addWidget(heading, grid.rowCount(), 0, 1, 2)
            groups.append((heading, []))
        cap, text = Label(", ".join(said)), Label(row.help.split(" (")[0])
        set_role(cap, "key")
        text.setWordWrap(True)
        at = grid.rowCount()
        grid.addWidget(cap, at, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        grid.addWidget(text, at, 1)
        groups[-1][1].append((cap, text, f"{cap.text()} {text.text()} {row.text}".casefold()))
    grid.setRowStretch(grid.rowCount(), 1)

    def narrow(typed: str) -> None:
        words = typed.casefold().split()
        for heading, rows in groups:
            found = [all(word in known for word in words) for _, _, known in rows]
            heading.setVisible(any(found))
            for (cap, text, _), is_found in zip(rows, found, strict=True):
                cap.setVisible(is_found)
                text.setVisible(is_found)

    search.textChanged.connect(narrow)
    area = QScrollArea()
    area.setWidget(inside)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setAccessibleName(_translate("Help", "Keys"))
    layout = dialog.layout()
    assert isinstance(layout, QVBoxLayout)
    layout.insertWidget(1, search)
    layout.insertWidget(2, area, 1)
    room = dialog.screen().availableSize() - QSize(24, 64)
    dialog.resize(QSize(round(600 * text_scale()), round(640 * text_scale())).boundedTo(room))
    search.setFocus()
    return dialog


def _group(menu: Menu) -> str:
    """Return the heading for the keys of a menu."""
    return {
        Menu.FILE: _translate("Help", "File"),
        Menu.EDIT: _translate("Help", "Edit"),
        Menu.VIEW: _translate("Help", "View"),
        Menu.TRAIN: _translate("Help", "Train"),
        Menu.EXAMINE: _translate("Help", "Examine"),
        Menu.LESSONS: _translate("Help", "Lessons"),
        Menu.HELP: _translate("Help", "Help"),
        Menu.THEME: _translate("Help", "Theme"),
        Menu.UNIT: _translate("Help", "Steps"),
        Menu.BUG: _translate("Help", "Find the bug"),
    }[menu]


def about_dialog(
    parent: QWidget, version: str, places: Mapping[str, Path], by_phases: str = ""
) -> QDialog:
    """Return a window that says what this program is, what it is built on, and where files are.

    `places` maps what is kept to its folder or file. `by_phases` is why the open network is trained
    by the phases, "" if it is played from a tape.
    """
    dialog = _dialog(parent, _translate("Help", "About Backstep"))
    text = _translate(
        "Help",
        "Build a neural network, watch it learn, step through every number of its training, and "
        "take the weights with you.\n\nEverything it shows is what its own engine, written in "
        "NumPy, computed. It never uses the network.\n\nIt is built on NumPy, Qt for Python and "
        "pyqtgraph, with Phosphor icons and the fonts Inter and JetBrains Mono.",
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
    lines = [engine_and_platform(), engine_in_words(by_phases), ""]
    lines += [f"{name}: {path}" for name, path in places.items()]
    lines += ["", _translate("Help", "Licences of bundled software:"), *licence_lines()]
    if licences_file():
        lines.append(say("Help", "Full texts: {path}", path=licences_file()))
    details = QPlainTextEdit("\n".join(lines))
    details.setReadOnly(True)
    details.setMinimumHeight(180)
    details.setAccessibleName(_translate("Help", "Versions, places and licences"))
    layout.insertWidget(layout.count() - 1, details)
    room = dialog.screen().availableSize() - QSize(24, 64)
    dialog.resize(QSize(round(520 * text_scale()), 100).boundedTo(room))  # and as high as needed
    return dialog


def _dialog(parent: QWidget, heading: str) -> QDialog:
    dialog = RoomyDialog(parent)
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
