"""Every view and dialog has room for its texts, at common window and text sizes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QScrollArea,
    QStyle,
    QStyleOptionComboBox,
    QStyleOptionFrame,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gui.documents.questions import Answer
from gui.kit.choice import Elided
from gui.kit.hint_line import HintLine
from gui.kit.lines.few import FewLines
from gui.kit.plain import SteadyLabel
from gui.kit.plot_parts import Reading
from gui.kit.settings import Settings
from gui.kit.style import text_scale
from gui.step.rail import RailStop
from gui.window.main_window import MainWindow
from tests.gui.real import RealWindow

#: 2880 × 1800 at 200 % is laid out as 1440 × 900
SIZES = (QSize(1024, 768), QSize(1440, 900))
TEXTS = (90, 100, 110, 125, 150, 175, 200)
#: the actions that open a window beside the main one
DIALOGS = (
    *("keys", "about", "preferences", "examples", "explain", "go_to", "stops", "try_starts"),
    *("find", "export", "save_strip", "save_film", "compare", "lessons", "doctor", "find_rate"),
    *("before_training", "race", "draw_points", "worksheets", "check_sheet"),
    *("glossary", "write_lesson"),
)
#: the least side of the surface's plane, in pixels, at every window and text size
PLANE = 175


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
        if not label.isVisible() or not text:
            continue
        if label.wordWrap():
            high = label.heightForWidth(label.width())
            if high > label.height() + 1 and not isinstance(label, FewLines):
                found.append(f"{text!r}: {high} high in {label.height()}")
        if label.wordWrap() or "\n" in text:
            continue
        needed = label.fontMetrics().horizontalAdvance(text)
        # these paint the “…” themselves, and have the rest in a tooltip; the first makes it itself
        paints = isinstance(label, (SteadyLabel, Reading))
        told = isinstance(label, SteadyLabel) or ((paints or "…" in text) and label.toolTip())
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
        tall = QFontMetrics(font).tightBoundingRect(button.text().replace("&", "")).height()
        frame = 0 if button.property("role") == "fold" else 2
        if tall > button.height() - frame:
            found.append(f"button {button.text()!r}: {tall} high in {button.height()}")
        if needed > button.width() + 1 and not ("…" in button.text() and button.toolTip()):
            found.append(f"button {button.text()!r}: {needed} in {button.width()}")
    for area in whole.findChildren(QScrollArea):
        inside, off = area.widget(), Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        if not area.isVisible() or inside is None or area.horizontalScrollBarPolicy() != off:
            continue
        if inside.width() > area.viewport().width() + 1:  # and no way to scroll there
            room = area.viewport().width()
            found.append(f"area {area.accessibleName()!r}: {inside.width()} in {room}")
    for line in whole.findChildren(QLineEdit):
        if not line.isVisible() or line.text() or not line.placeholderText():
            continue
        panel = QStyleOptionFrame()
        line.initStyleOption(panel)
        part = QStyle.SubElement.SE_LineEditContents
        room = line.style().subElementRect(part, panel, line).width() - 4  # as Qt indents it
        needed = line.fontMetrics().horizontalAdvance(line.placeholderText())
        if needed > room + 1:
            found.append(f"field {line.placeholderText()!r}: {needed} in {room}")
    for view in whole.findChildren(QListWidget):
        if view.isVisible() and view.horizontalScrollBar().maximum() > 0:
            found.append(f"list {view.accessibleName()!r} scrolls sideways")
    for combo in whole.findChildren(QComboBox):
        if not combo.isVisible() or combo.isEditable() or not combo.currentText():
            continue
        if combo.sizeAdjustPolicy() is QComboBox.SizeAdjustPolicy.AdjustToContentsOnFirstShow:
            found.append(f"list {combo.accessibleName()!r} has no room for what it gets later")
        option = QStyleOptionComboBox()
        combo.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        control = QStyle.ComplexControl.CC_ComboBox
        room = combo.style().subControlRect(control, option, part, combo).width()
        needed = combo.fontMetrics().horizontalAdvance(combo.currentText())
        if needed > room + 1 and not (isinstance(combo, Elided) and combo.toolTip()):
            found.append(f"list {combo.currentText()!r}: {needed} in {room}")
    return found


def parts_of_tabs(window: MainWindow) -> list[str]:
    """Return the tabs that are in the row, but not whole."""
    tabs, bar = window.tabs, window.tabs.tabBar()
    return [
        f"tab {tab.name}: {bar.tabRect(place)} in {bar.rect()}"
        for place, tab in enumerate(tabs.tabs)
        if tabs.isTabVisible(place) and not bar.rect().contains(bar.tabRect(place))
    ]


def scrolls_within(window: MainWindow) -> list[str]:
    """Return that the view in front scrolls as a whole: it should fit at the usual text sizes."""
    area = window.tabs.currentWidget()
    assert isinstance(area, QScrollArea)
    inside = area.widget()
    if inside is None or inside.height() <= area.viewport().height() or text_scale() > 1.5:
        return []
    return [f"{inside.height()} high in {area.viewport().height()}"]


def places(window: MainWindow) -> tuple[QRect, ...]:
    """Return where the large parts of the window are."""
    parts = (window.left, window.columns.left, window.surface, window.tabs, window.timeline)
    return tuple(part.geometry() for part in parts)


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
    button.resize(300, 30)
    label.setText(words)
    label.setToolTip("")
    label.setWordWrap(True)
    label.resize(40, 200)
    assert cut(whole) == []
    label.resize(40, 20)
    assert len(cut(whole)) == 1  # its lines do not fit


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
    window.loss.also.setCurrentIndex(1)  # the second plot has to fit too
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
                window.grab()  # the diagram lays itself out when it is painted
                settle()
                where = f"{view} {size.width()}×{size.height()} {text} %"
                before = places(window)
                for tab in window.tabs.tabs if view == "train_view" else ():
                    if window.tabs.is_offered(tab.name):
                        window.tabs.show_view(tab.name)
                        settle()
                        found = cut(window) + parts_of_tabs(window) + scrolls_within(window)
                        wrong += [f"{where} {tab.name}: {what}" for what in found]
                        if places(window) != before:
                            wrong.append(f"{where} {tab.name}: it moves {before} {places(window)}")
                plane = window.surface.canvas._plane()
                if view == "train_view" and min(plane.width(), plane.height()) < PLANE:
                    wrong.append(f"{where}: the plane is {plane.width()}×{plane.height()}")
                wrong += [f"{where}: {what}" for what in cut(window)]
                least = window.minimumSizeHint()
                if least.width() > size.width() or least.height() > size.height():
                    wrong.append(f"{where}: the window asks for {least.width()}×{least.height()}")
    assert not wrong, "\n".join(wrong)


def opened(act: Callable[[], object]) -> list[QWidget]:
    """Return the windows that an act opens."""
    before = shown()
    act()
    settle()
    return list(shown() - before)


def shown() -> set[QWidget]:
    return {w for w in QApplication.topLevelWidgets() if w.isVisible()}


def faults(dialog: QWidget, where: str) -> list[str]:
    """Return what is cut in a dialog, and whether it asks for more than 1024×768 has."""
    wrong = [f"{where}: {what}" for what in cut(dialog)]
    least = dialog.minimumSizeHint()
    if least.width() > 1016 or least.height() > 728:
        wrong.append(f"{where}: it asks for {least.width()}×{least.height()}")
    return wrong


@pytest.mark.thorough
def test_dialogs(real: RealWindow) -> None:
    window = real.window
    window.resize(SIZES[0])
    real.train(3)
    wrong = []
    for text in TEXTS:
        window.look.choose_text_size(text)
        for name in DIALOGS:
            new = opened(window.actions_table[name].trigger)
            if not new:
                wrong.append(f"{name}: opens nothing")
            for dialog in new:
                wrong += faults(dialog, f"{name} {text} %")
                dialog.close()
            settle()
    assert not wrong, "\n".join(wrong)


@pytest.mark.thorough
def test_the_dialog_that_mends_a_bug(real: RealWindow) -> None:
    window = real.window
    window.resize(SIZES[0])
    window.actions_table["plant_hidden_bug"].trigger()
    real.wait(window.actions_table["mend_bug"].isEnabled)
    wrong = []
    for text in TEXTS:
        window.look.choose_text_size(text)
        new = opened(window.actions_table["mend_bug"].trigger)
        real.wait(lambda new=new: bool(new) and bool(new[0].choices))  # the lines come by answer
        settle()
        for dialog in new:
            wrong += faults(dialog, f"mend {text} %")
            dialog.close()
        settle()
    assert not wrong, "\n".join(wrong)


@pytest.mark.thorough
def test_dialogs_about_a_file(real: RealWindow, tmp_path: Path) -> None:
    window, weights = real.window, tmp_path / "weights.npz"
    window.resize(SIZES[0])
    np.savez(weights, W1=np.ones((2, 2)), b1=np.ones(2), W2=np.ones((2, 1)), b2=np.ones(1))
    table = tmp_path / "immobilien.csv"
    rows = [
        f"{k},5;{k % 7};{'renovierungsbedürftig und unsaniert' if k % 3 else 'neuwertig'}"
        for k in range(60)
    ]
    head = "Wohnfläche in Quadratmetern;Entfernung zum Stadtzentrum in km;Zustand der Immobilie"
    table.write_text("\n".join([head, *rows]), encoding="utf-8")
    figure = next(action for action in window.figures.save_menu.actions() if action.text())
    acts: dict[str, Callable[[], object]] = {
        "figure": figure.trigger,
        "import": lambda: window.exchange.look_at(weights),
        "table": lambda: window.files.open_path(table),
    }
    wrong = []
    for text in (90, 100, 150, 200):
        window.look.choose_text_size(text)
        for name, act in acts.items():
            before = shown()
            act()
            # files are read meanwhile, also before the window comes, and then it is laid out anew
            real.wait(lambda before=before: bool(shown() - before))
            real.settle()
            new = shown() - before
            real.wait(lambda new=new: not any(map(cut, new)))
            for dialog in new:
                wrong += faults(dialog, f"{name} {text} %")
                dialog.close()
            settle()
    assert not wrong, "\n".join(wrong)


@pytest.mark.thorough
def test_names_of_any_length(
    real: RealWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of files, columns and classes: every part of the window keeps its place."""
    window = real.window
    window.resize(SIZES[0])
    monkeypatch.setattr(window.files, "ask", lambda: Answer.DISCARD)
    before = places(window)
    long = "a_name_of_very_many_letters_that_nobody_would_shorten_as_it_says_everything"
    path = tmp_path / f"{long}.csv"
    head = ",".join(f"{long}_{k}" for k in range(3))
    rows = "".join(f"{k % 7}.5,{k % 5},class_{long}_{k % 3}\n" for k in range(60))
    path.write_text(f"{head}\n{rows}", encoding="utf-8")
    window.files.open_path(path)
    real.wait(lambda: window.tables.dialog is not None)
    dialog = window.tables.dialog
    assert dialog is not None
    real.wait(lambda: dialog.isVisible() and dialog._read is not None)
    settle()
    wrong = faults(dialog, "the table")
    dialog.accept_table()
    real.wait(lambda: not dialog.isVisible() and not window.files.is_busy())
    real.settle()
    for view in ("step_view", "train_view"):
        window.actions_table[view].trigger()
        settle()
        window.grab()
        settle()
        wrong += [f"{view}: {what}" for what in cut(window)]
    for tab in window.tabs.tabs:
        if window.tabs.is_offered(tab.name):
            window.tabs.show_view(tab.name)
            real.settle()
            wrong += [f"{tab.name}: {what}" for what in cut(window)]
    if [place.width() for place in places(window)] != [place.width() for place in before]:
        wrong.append(f"its parts move: {before} {places(window)}")
    assert not wrong, "\n".join(wrong)
