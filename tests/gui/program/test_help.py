"""The list of keys, read off the rows of the actions."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from gui.kit.action_row import ActionRow, Menu, Place
from gui.program.help import about_dialog, keys_dialog
from tests.gui.real import RealWindow


def test_keys_come_in_the_order_of_the_menus_and_what_has_none_is_left_out(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    rows = (
        ActionRow("help", "Help", "Helps (F1)", Place(Menu.HELP), keys=("F1",)),
        ActionRow("silent", "Silent", "Has no key", Place(Menu.FILE)),
        ActionRow("go", "Go", "Goes", Place(Menu.TRAIN), keys=("F7", "F8"), bare_key="Right"),
        ActionRow("far", "Far", "Goes back", Place(Menu.TRAIN), keys=("Shift+Left",)),
    )
    dialog = keys_dialog(parent, rows)

    def texts() -> list[str]:
        labels = dialog.findChildren(QLabel)[1:]
        return [label.text() for label in labels if label.isVisibleTo(dialog)]

    train = ["Train", "→, F7", "Goes", "Shift+←", "Goes back"]
    assert sorted(texts()) == sorted([*train, "Help", "F1", "Helps"])
    search = dialog.findChild(QLineEdit)
    QTest.keyClicks(search, "goes BACK")
    assert sorted(texts()) == sorted(["Train", "Shift+←", "Goes back"])
    search.setText("f1")
    assert sorted(texts()) == sorted(["Help", "F1", "Helps"])
    search.clear()
    assert len(texts()) == 8


def test_about_says_versions_places_and_licences(qtbot, tmp_path):
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = about_dialog(parent, "1.2", {"Settings": tmp_path / "settings.ini"})
    text = dialog.findChild(QPlainTextEdit).toPlainText()
    assert f"NumPy {np.__version__}" in text and str(tmp_path / "settings.ini") in text
    licences = {
        line.partition(" ")[0].strip(":"): line.rpartition(": ")[2] for line in text.splitlines()
    }
    for name in ("numpy", "onnx", "pyqtgraph", "safetensors", "pillow", "tqdm", "Phosphor"):
        assert licences[name] not in ("", "?"), name


def test_about_says_why_the_open_network_is_not_played(qtbot, monkeypatch):
    monkeypatch.delenv("BACKSTEP_ENGINE", raising=False)
    parent = QWidget()
    qtbot.addWidget(parent)
    for reason in ("", "a bug is planted"):
        dialog = about_dialog(parent, "1.2", {}, reason)
        text = dialog.findChild(QPlainTextEdit).toPlainText()
        assert ("by the phases (a bug is planted)" in text) is bool(reason)


@pytest.mark.thorough
def test_the_window_knows_why_its_network_is_not_played(shared: RealWindow) -> None:
    window = shared.window
    shared.settle()
    shown = shared.snapshots[-1]
    for reason in ("it is late", shown.by_phases):
        shared.session.snapshot_ready.emit(replace(shown, by_phases=reason))
        window.actions_table["about"].trigger()
        dialog = window.findChildren(QDialog)[-1]
        text = dialog.findChild(QPlainTextEdit).toPlainText()
        assert ("it is late" in text) is (reason == "it is late")
        dialog.close()
