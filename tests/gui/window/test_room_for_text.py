"""Every view and dialog has room for its texts, at common window and text sizes."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QPushButton,
    QScrollArea,
    QStyle,
    QStyleOptionComboBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gui.kit.choice import Elided
from gui.kit.hint_line import HintLine
from gui.kit.plain import SteadyLabel
from gui.kit.plot_parts import Reading
from gui.kit.settings import Settings
from gui.step.rail import RailStop
from tests.gui.real import RealWindow

#: 2880 × 1800 at 200 % is laid out as 1440 × 900
SIZES = (QSize(1024, 768), QSize(1440, 900))
TEXTS = (90, 100, 110, 125, 150, 175, 200)
#: the actions that open a window beside the main one
DIALOGS = (
    *("keys", "about", "preferences", "examples", "explain", "go_to", "stops", "try_starts"),
    *("find", "export", "save_strip", "save_film", "compare", "lessons", "doctor", "find_rate"),
    *("before_training", "worksheets", "check_sheet"),
)


@pytest.fixture
def real(qtbot: QtBot, settings: Settings) -> Iterator[RealWindow]:
    settings.set_theme("light")
    made = RealWindow(qtbot, settings)
    yield made
    made.close()


def in_scroll_area(widget: QWidget) -> bool:
    """Return whether its hidden part can be scrolled to."""
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    return above is not None


def cut(whole: QWidget) -> list[str]:
    """Return the texts that are wider than their room and do not end in “…” with a tooltip."""
    found = []
    for label in whole.findChildren(QLabel):
        text = label.text()
        if not label.isVisible() or not text or label.wordWrap() or "\n" in text:
            continue
        needed = label.fontMetrics().horizontalAdvance(text)
        # these paint the “…” themselves, and have the rest in a tooltip
        paints = isinstance(label, (SteadyLabel, Reading))
        told = (paints or "…" in text) and label.toolTip()
        if needed > label.contentsRect().width() + 1 and not told:
            found.append(f"{text!r}: {needed} in {label.contentsRect().width()}")
        tall = label.fontMetrics().tightBoundingRect(text).height()
        seen = label.visibleRegion().boundingRect().height()
        if 0 < seen < tall and not in_scroll_area(label):
            found.append(f"{text!r}: {tall} high in {seen}")
    for button in whole.findChildren(QAbstractButton):
        if not button.isVisible() or not button.text():
            continue
        font = button.text_font() if isinstance(button, RailStop) else button.font()
        needed = QFontMetrics(font).horizontalAdvance(button.text().replace("&", ""))
        needed += 20 if isinstance(button, QCheckBox) else 0
        if needed > button.width() + 1 and not ("…" in button.text() and button.toolTip()):
            found.append(f"button {button.text()!r}: {needed} in {button.width()}")
    for area in whole.findChildren(QScrollArea):
        inside, off = area.widget(), Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        if not area.isVisible() or inside is None or area.horizontalScrollBarPolicy() != off:
            continue
        if inside.width() > area.viewport().width() + 1:  # and no way to scroll there
            room = area.viewport().width()
            found.append(f"area {area.accessibleName()!r}: {inside.width()} in {room}")
    for combo in whole.findChildren(QComboBox):
        if not combo.isVisible() or combo.isEditable() or not combo.currentText():
            continue
        option = QStyleOptionComboBox()
        combo.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        control = QStyle.ComplexControl.CC_ComboBox
        room = combo.style().subControlRect(control, option, part, combo).width()
        needed = combo.fontMetrics().horizontalAdvance(combo.currentText())
        if needed > room + 1 and not (isinstance(combo, Elided) and combo.toolTip()):
            found.append(f"list {combo.currentText()!r}: {needed} in {room}")
    return found


def test_what_is_cut_is_found(qtbot: QtBot) -> None:
    whole = QWidget()
    qtbot.addWidget(whole)
    words = "a line of some length"
    label, button = QLabel(words, whole), QPushButton(words, whole)
    label.resize(300, 20)
    button.setGeometry(0, 30, 300, 30)
    whole.show()
    assert cut(whole) == []
    label.resize(40, 20)
    button.resize(40, 30)
    assert len(cut(whole)) == 2
    label.setText("…")
    label.resize(2, 20)
    assert len(cut(whole)) == 2  # an ellipsis without a tooltip
    label.setToolTip(words)
    assert len(cut(whole)) == 1


def test_the_hint_gives_way_in_a_narrow_column(qtbot: QtBot) -> None:
    around = QWidget()
    qtbot.addWidget(around)
    around.resize(900, 80)
    hint = HintLine(around)
    around.show()
    wide = hint.sizeHint().width()
    for width, is_whole in ((wide + 20, True), (wide - 40, False), (wide + 20, True)):
        hint.resize(width, 60)
        settle()
        assert cut(hint) == []
        words = [label for label in hint.findChildren(QLabel) if label.text() == "one step"]
        assert words[0].isVisible() is is_whole


def settle() -> None:
    for _ in range(3):
        QApplication.processEvents()
    # what came by a timer last, for example an answer of the thread, has yet to be laid out
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)


@pytest.mark.thorough
def test_views(real: RealWindow) -> None:
    window = real.window
    wrong = []
    for view in ("train_view", "step_view"):
        window.actions_table[view].trigger()
        if view == "step_view":
            window.actions_table["step"].trigger()
            real.wait(lambda: real.snapshots[-1].phases > 0)
        for text in TEXTS:
            window.look.choose_text_size(text)
            for size in SIZES:
                window.resize(size)
                settle()
                where = f"{view} {size.width()}×{size.height()} {text} %"
                for tab in window.tabs.tabs if view == "train_view" else ():
                    if window.tabs.is_offered(tab.name):
                        window.tabs.show_view(tab.name)
                        settle()
                        wrong += [f"{where} {tab.name}: {what}" for what in cut(window)]
                wrong += [f"{where}: {what}" for what in cut(window)]
                least = window.minimumSizeHint()
                if least.width() > size.width() or least.height() > size.height():
                    wrong.append(f"{where}: the window asks for {least.width()}×{least.height()}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.thorough
def test_dialogs(real: RealWindow) -> None:
    window = real.window
    real.train(3)
    wrong = []
    for text in TEXTS:
        window.look.choose_text_size(text)
        for name in DIALOGS:
            before = {w for w in QApplication.topLevelWidgets() if w.isVisible()}
            window.actions_table[name].trigger()
            settle()
            new = [w for w in QApplication.topLevelWidgets() if w.isVisible() and w not in before]
            if not new:
                wrong.append(f"{name}: opens nothing")
            for dialog in new:
                where = f"{name} {text} %"
                wrong += [f"{where}: {what}" for what in cut(dialog)]
                least = dialog.minimumSizeHint()
                if least.width() > 1016 or least.height() > 728:  # 1024×768 without the frame
                    wrong.append(f"{where}: it asks for {least.width()}×{least.height()}")
                dialog.close()
            settle()
    assert not wrong, "\n".join(wrong)
