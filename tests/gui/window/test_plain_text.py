"""Names from files are shown literally: no HTML, no second line, no reversed direction."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyqtgraph
import pytest
from PySide6 import QtGui
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QGraphicsView,
    QLabel,
    QLineEdit,
    QMessageBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

import gui
from gui.kit.plain import Label, isolated, message_box, plain_tip
from gui.kit.settings import Settings
from gui.lessons.markdown import MarkdownLabel
from gui.window.tabs import all_tabs
from tests.gui.real import RealWindow

HTML = '<b>bold</b><img src="file:///etc/hostname">'
TWO_LINES, TURNED, ESCAPE = "two\nlines", "abc\u202egpj.exe", "red\u001b[31m"
#: what a name must not do where it is shown
COMMANDS = (TWO_LINES, "\u202e", "\u001b", "\u0000")


def table(folder: Path) -> Path:
    """Write a table whose name, columns and classes are all of this kind."""
    columns = [HTML, TWO_LINES, TURNED, "<h1>kind</h1>"]
    classes = ["<i>yes</i>", TWO_LINES, ESCAPE]
    rows = [columns] + [
        [str(0.1 * i), str((i * 7) % 5), str((i * 3) % 4), classes[i % 3]] for i in range(30)
    ]
    text = "\n".join(
        ",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in r) for r in rows
    )
    path = folder / "<b>name</b>".replace("/", "⁄")
    path = path.with_name(path.name + ".csv")
    path.write_text(text, encoding="utf-8")
    return path


def items(model: QAbstractItemModel | None, parent: QModelIndex) -> Iterator[QModelIndex]:
    for row in range(0 if model is None else min(20, model.rowCount(parent))):
        wide = not isinstance(model, QAbstractListModel)
        for column in range(model.columnCount(parent) if wide else 1):
            yield model.index(row, column, parent)


def tips() -> Iterator[tuple[str, str]]:
    """Every tooltip, with the widget that has it."""
    for widget in QApplication.allWidgets():
        yield type(widget).__name__, widget.toolTip()
        for action in widget.findChildren(
            QAction, options=Qt.FindChildOption.FindDirectChildrenOnly
        ):
            yield f"action {action.text()}", action.toolTip()
        if isinstance(widget, QAbstractItemView):
            for index in items(widget.model(), widget.rootIndex()):
                said = widget.model().data(index, Qt.ItemDataRole.ToolTipRole)
                yield f"item of {type(widget).__name__}", said if isinstance(said, str) else ""


def lines() -> Iterator[tuple[str, str]]:
    """Every text of one line, or with our own line breaks, and the widget that has it."""
    for widget in QApplication.allWidgets():
        name = f"{type(widget).__name__} {widget.objectName() or widget.accessibleName()}"
        if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
            yield name, widget.text()
        if isinstance(widget, QComboBox):
            yield from ((name, widget.itemText(i)) for i in range(widget.count()))
        if widget.isWindow():
            yield f"title of {name}", widget.windowTitle()
        for action in widget.actions():
            yield f"action of {name}", action.text()
        if isinstance(widget, QAbstractItemView) and not isinstance(widget.parent(), QComboBox):
            for index in items(widget.model(), widget.rootIndex()):
                said = widget.model().data(index, Qt.ItemDataRole.DisplayRole)
                yield f"item of {name}", said if isinstance(said, str) else ""


def axes() -> Iterator[Any]:
    for view in QApplication.allWidgets():
        if isinstance(view, QGraphicsView) and view.scene() is not None:
            yield from (i for i in view.scene().items() if isinstance(i, pyqtgraph.AxisItem))


def faults() -> set[str]:
    """What would not be shown literally."""
    found = set()
    for widget in QApplication.allWidgets():
        if isinstance(widget, MarkdownLabel):
            continue  # tags, links and pictures in it stay words, by a test of lessons
        if isinstance(widget, QLabel) and widget.textFormat() != Qt.TextFormat.PlainText:
            ours = type(widget).__module__.startswith("gui")
            if ours or QtGui.Qt.mightBeRichText(widget.text()):
                found.add(f"rich label: {type(widget).__name__} {widget.text()[:60]!r}")
    for who, text in tips():
        if QtGui.Qt.mightBeRichText(text) and "&lt;" not in text:
            found.add(f"rich tooltip: {who} {text[:60]!r}")
    for who, text in (*tips(), *lines()):
        if any(command in text for command in COMMANDS):
            found.add(f"commanded: {who} {text[:60]!r}")
    for axis in axes():
        head, cut, tail = axis.label.toPlainText().strip().partition("…")
        whole = str(axis.labelText).strip()
        is_cut = cut and whole.startswith(head) and whole.endswith(tail)  # whole in its tooltip
        if head != whole and not (is_cut and whole in axis.label.toolTip()):
            found.add(f"axis: {axis.labelText!r} is shown as {axis.label.toPlainText()!r}")
        if any(command in axis.labelText for command in COMMANDS):
            found.add(f"commanded axis: {axis.labelText!r}")
    return found


@pytest.fixture
def real(qtbot: QtBot, settings: Settings, tmp_path: Path) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, settings)
    made.window.files.open_path(table(tmp_path))
    dialog = made.window.tables.dialog
    made.wait(lambda: dialog.isVisible() and dialog._read is not None)
    dialog.accept_table()
    made.wait(lambda: not made.window.files.is_busy() and made.trainer.network.inputs == 3)
    made.settle()
    yield made
    made.close()


@pytest.mark.thorough
def test_every_view_shows_names_as_they_are(real: RealWindow) -> None:
    window = real.window
    real.train(2)
    real.session.rename_run(0, HTML)
    real.session.pin(HTML)
    real.settle()
    for tab in all_tabs():
        window.tabs.show_view(tab.name)
        real.settle()
        assert faults() == set()
    window.actions_table["step_view"].trigger()
    for _ in range(8):
        real.session.step("phase")
        real.settle()
        assert faults() == set()


@pytest.mark.thorough
def test_every_dialog_shows_names_as_they_are(
    real: RealWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[QWidget] = []

    def answered(box: QMessageBox) -> int:
        shown.append(box)
        assert faults() == set()
        return int(QMessageBox.StandardButton.Cancel.value)

    monkeypatch.setattr(QMessageBox, "exec", answered)
    for name in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, name, lambda *_, **__: ("", ""))
    real.train(1)
    for action in real.window.actions_table.all():
        if not action.isEnabled() or not action.text().endswith("…"):
            continue
        action.trigger()
        real.settle()
        assert faults() == set()
        for dialog in real.window.findChildren(QDialog):
            if dialog.isVisible():
                shown.append(dialog)
                dialog.hide()
    assert len(shown) > 5
    real.window.files.questions.unsaved(HTML, True)
    real.window.files.questions.discard_recovery(HTML)


def test_labels_and_boxes_are_made_in_one_place() -> None:
    made = []
    for path in Path(gui.__file__).parent.rglob("*.py"):
        if path.name == "plain.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                name = ast.unparse(node.func)
                if name in ("QLabel", "QMessageBox") or name.startswith("QMessageBox.quest"):
                    made.append(f"{path.name}:{node.lineno} {name}")
    assert made == []


def shown(label: QLabel) -> str:
    """Return what is read, without the places where a line may break."""
    return label.text().replace("\u200b", "")


def test_a_label_and_a_box_show_what_is_written(qtbot: QtBot) -> None:
    label = Label(HTML)
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText and label.text() == HTML
    box = message_box(label, "title", HTML, HTML)
    formats = [part.textFormat() for part in box.findChildren(QLabel) if shown(part) == HTML]
    assert formats == [Qt.TextFormat.PlainText] * 2


def test_words_too_long_for_a_line_are_broken_where_lines_wrap(qtbot: QtBot) -> None:
    """Names of files: Qt would make a column, and a box, as wide as they are."""
    name = "a_very_long_file_name_with_many_words_that_nobody_would_shorten_2026.csv"
    for text in (name, "w" * 120, f"{name}: 60 rows"):
        label = Label(text)
        qtbot.addWidget(label)
        wide = label.minimumSizeHint().width()
        label.setWordWrap(True)
        assert label.text() == text and label.minimumSizeHint().width() < wide / 2
        label.setText(text + "!")
        assert label.text() == text + "!" and label.minimumSizeHint().width() < wide / 2
    box = message_box(label, "title", name * 2, name)
    box.show()
    assert box.width() < label.fontMetrics().horizontalAdvance(name * 2)
    wide = [part for part in box.findChildren(QLabel) if part.text()]
    assert len(wide) == 2
    for part in wide:
        assert part.wordWrap() and part.heightForWidth(part.width()) <= part.height()
    box.close()


def test_a_broken_word_is_copied_whole(qtbot: QtBot) -> None:
    name = "/home/somebody/a_very_long_file_name_with_many_words_that_nobody_would_shorten.csv"
    label = Label(name)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setWordWrap(True)
    qtbot.addWidget(label)
    label.resize(120, 200)
    label.show()
    label.setSelection(0, len(label.painted()))
    QTest.keyClick(label, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == name


def test_a_box_shows_its_whole_title(qtbot: QtBot) -> None:
    label = Label()
    qtbot.addWidget(label)
    title = "Unsaved changes of the training"
    box = message_box(label, title, "Save?", "Otherwise it is lost.")
    box.setStandardButtons(QMessageBox.StandardButton.Save | QMessageBox.StandardButton.Cancel)
    box.setStyleSheet("QLabel { margin: 0px }")  # Qt then lays the box out anew
    box.show()
    assert box.width() > label.fontMetrics().horizontalAdvance(title) + 100
    box.close()


def test_arabic_names_do_not_turn_the_numbers_beside_them() -> None:
    assert isolated("سوسن") == "\u2068سوسن\u2069" and isolated("iris 3") == "iris 3"


def test_a_tip_is_escaped_only_where_it_would_be_html() -> None:
    assert plain_tip("a < b & c") == "a < b & c"
    document = QtGui.QTextDocument()
    document.setHtml(plain_tip(HTML))
    assert document.toPlainText().strip() == HTML
