"""F1 and the dotted words in the windows beside the main one, over all of them."""

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QListWidget, QPushButton, QWidget
from pytestqt.qtbot import QtBot

import gui
from gui.glossary.card import TermCard
from gui.kit.dialog import RoomyDialog, SmallDialog
from gui.kit.plain import message_box
from gui.kit.terms.label import TermLabel
from gui.kit.theme import LIGHT
from gui.window.main_window import MainWindow
from tests.gui.kept import Kept

#: what others derive from; RoomyDialog alone is the list of keys and About
_BASES = {"SmallDialog"}


@pytest.fixture
def window(kept: Kept, qtbot: QtBot) -> Iterator[MainWindow]:
    kept.renew(qtbot)
    yield kept.window
    kept.window.program.glossary._close()
    for dialog in _open_dialogs():
        dialog.close()
    kept.window.hide()


def _open_dialogs() -> list[QDialog]:
    found = QApplication.topLevelWidgets()
    return [each for each in found if isinstance(each, QDialog) and each.isVisible()]


@lru_cache
def _all_classes() -> frozenset[str]:
    """Return the name of every class of a dialog in the program."""
    for module in pkgutil.walk_packages(gui.__path__, "gui."):
        importlib.import_module(module.name)

    def below(kind: type) -> Iterator[type]:
        for each in kind.__subclasses__():
            yield each
            yield from below(each)

    ours = (each for each in below(QDialog) if each.__module__.startswith("gui."))
    return frozenset(each.__name__ for each in ours) - _BASES


def _made_by_hand(window: MainWindow) -> dict[str, Callable[[], QDialog]]:
    """Return how to make the dialogs that need more than a click in a window as just opened."""
    from gui.compare.dialog import CompareDialog
    from gui.documents.recovery import RecoveryDialog
    from gui.examine.doctor import DoctorDialog
    from gui.examine.marking import MarkDialog
    from gui.examine.mending import MendDialog
    from gui.examine.notebook import NotebookDialog
    from gui.exchange.figure import FigureDialog
    from gui.exchange.importing import ImportDialog
    from gui.lessons.handing_in import HandInDialog
    from gui.race.window import RaceWindow
    from gui.runs.comparison import RunsDialog
    from gui.table.dialog import TableDialog
    from gui.weights.set_layer import SetLayerDialog
    from gui.window.errors import FaultDialog

    plain = (
        *(CompareDialog, MarkDialog, MendDialog, NotebookDialog, HandInDialog, RaceWindow),
        *(RunsDialog, TableDialog, SetLayerDialog, ImportDialog),
    )
    made: dict[str, Callable[[], QDialog]] = {
        each.__name__: lambda each=each: each(window) for each in plain
    }
    figure = Path("figure")
    made["FigureDialog"] = lambda: FigureDialog(
        window.surface, figure, lambda: LIGHT, lambda _: None, parent=window
    )
    made["RecoveryDialog"] = lambda: RecoveryDialog([], window)
    made["DoctorDialog"] = lambda: DoctorDialog(frozenset(), window)
    made["FaultDialog"] = lambda: FaultDialog("ValueError", parent=window)
    made["_Question"] = lambda: message_box(window, "Reset", "Forget everything?")
    return made


def _controls(dialog: QDialog) -> list[QWidget]:
    """Return what can have the keys in a dialog, and the dialog itself."""
    return [dialog] + [
        each
        for each in dialog.findChildren(QWidget)
        if each.isVisible()
        and each.isEnabled()
        and each.focusPolicy() & Qt.FocusPolicy.TabFocus
        and each.focusProxy() is None
    ]


def _bring(dialog: QDialog, qtbot: QtBot) -> None:
    """Bring a dialog to the front: otherwise the main window would hear its keys."""
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    QApplication.processEvents()  # it lays itself out once more when it is shown


def _answers(window: MainWindow, dialog: QDialog, qtbot: QtBot) -> list[str]:
    """Press F1 at every control of a dialog, and return where no card tells anything."""
    glossary, wrong = window.program.glossary, []
    _bring(dialog, qtbot)
    for control in _controls(dialog):
        control.setFocus()
        where = f"{type(dialog).__name__} {type(control).__name__} {control.accessibleName()}"
        QTest.keyClick(control, Qt.Key.Key_F1)
        card = glossary.card
        if card is None or not card.isVisible():
            wrong.append(f"{where}: nothing")
            continue
        if card.parentWidget() is not dialog:
            wrong.append(f"{where}: over {card.parentWidget()}, where a modal window blocks it")
        if not card.accessibleName() or not card.accessibleDescription():
            wrong.append(f"{where}: it says nothing")
        QTest.keyClick(card, Qt.Key.Key_Escape)
        if card.isVisible() or not dialog.isVisible():
            wrong.append(f"{where}: Esc does not close the card alone")
    return wrong


@pytest.mark.thorough
def test_f1_answers_at_every_control_of_every_dialog(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    wrong, seen = [], set[str]()
    by_hand = _made_by_hand(window)
    for dialog in (make() for make in by_hand.values()):
        _bring(dialog, qtbot)
        seen.add(type(dialog).__name__)
        wrong += _answers(window, dialog, qtbot)
        dialog.close()
        dialog.deleteLater()
    actions = window.actions_table
    names = [row.name for row in actions.rows() if "…" in row.text]
    for name in [*names, "keys", "about", "glossary"]:
        if actions[name].isEnabled():
            actions[name].trigger()
        for dialog in _open_dialogs():
            seen.add(type(dialog).__name__)
            wrong += _answers(window, dialog, qtbot)
            dialog.close()
    assert not wrong, "\n".join(wrong)
    assert seen == _all_classes(), "a dialog that nobody has opened here"


def test_every_class_of_a_dialog_is_one_of_those_that_ask() -> None:
    """What the next test shows, for the program as it is read: it opens every window."""
    direct = re.compile(r"^class (\w+)\((?:QDialog|QMessageBox)\)", re.MULTILINE)
    made = re.compile(r"\b(?:QDialog|QMessageBox)\(\w*\)$", re.MULTILINE)
    texts = [path.read_text(encoding="utf-8") for path in Path(gui.__file__).parent.rglob("*.py")]
    asking = {name for text in texts for name in direct.findall(text)}
    assert asking == {"RoomyDialog", "FaultDialog", "_Question"}
    assert [line for text in texts for line in made.findall(text)] == []
    assert sum(text.count("if not asks_by_key(event, self):") for text in texts) == len(asking)


@pytest.fixture
def dialog(window: MainWindow) -> Iterator[SmallDialog]:
    made = SmallDialog("A window", "", window)
    made.setModal(True)
    yield made
    made.close()
    made.deleteLater()


def card_of(window: MainWindow) -> TermCard:
    card = window.program.glossary.card
    assert card is not None and card.isVisible()
    return card


def test_where_there_is_no_word_the_card_says_so(
    window: MainWindow, dialog: SmallDialog, qtbot: QtBot
) -> None:
    button = dialog.add_button("Go away", "Closes this", lambda: None)
    dialog.add_close()
    _bring(dialog, qtbot)
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_F1)
    card = card_of(window)
    assert card.accessibleName() == "Go away"
    button.setAccessibleName("")  # as a question's buttons have none of their own
    QTest.keyClick(card, Qt.Key.Key_Escape)
    QTest.keyClick(button, Qt.Key.Key_F1)
    card = card_of(window)
    assert card.accessibleName() == "Go away"
    said = card.accessibleDescription()
    assert said == "The glossary has no word for this.\nCloses this"


def test_a_list_is_explained_by_its_line_and_a_button_by_the_words_around_it(
    window: MainWindow, dialog: SmallDialog, qtbot: QtBot
) -> None:
    choices, button = QListWidget(), QPushButton("Go")
    choices.addItems(["the bias", "something else"])
    choices.setAccessibleName("Choices")
    dialog.about.setText("What dropout does")
    dialog.rows.addWidget(choices)
    dialog.rows.addWidget(button)
    _bring(dialog, qtbot)
    choices.setFocus()
    told = []
    for row in (0, 1):
        choices.setCurrentRow(row)
        QTest.keyClick(choices, Qt.Key.Key_F1)
        told.append(card_of(window).accessibleName())
        QTest.keyClick(card_of(window), Qt.Key.Key_Escape)
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_F1)
    assert [*told, card_of(window).accessibleName()] == ["bias · b", "dropout", "dropout"]


def move_on(widget: QWidget, place: QPointF) -> None:
    """Move the cursor to a place of a widget, whatever lies over it where there is no display."""
    none = Qt.MouseButton.NoButton
    on_screen, no_key = widget.mapToGlobal(place), Qt.KeyboardModifier.NoModifier
    event = QMouseEvent(QEvent.Type.MouseMove, place, on_screen, none, none, no_key)
    QApplication.sendEvent(widget, event)


def test_a_dotted_word_of_a_modal_window_has_a_card_over_it(
    window: MainWindow, dialog: SmallDialog, qtbot: QtBot
) -> None:
    assert isinstance(dialog.about, TermLabel)
    dialog.about.setText("What dropout does")
    _bring(dialog, qtbot)
    ((place, _),) = dialog.about.places()
    move_on(dialog.about, place.center())
    qtbot.waitUntil(lambda: window.program.glossary.card is not None)
    card = card_of(window)
    assert card.parentWidget() is dialog and card.accessibleName() == "dropout"
    move_on(dialog.about, QPointF(0.0, 0.0))
    qtbot.waitUntil(lambda: window.program.glossary.card is None)


def test_a_card_that_goes_with_its_window_leaves_nothing_behind(
    window: MainWindow, qtbot: QtBot
) -> None:
    glossary = window.program.glossary
    made = RoomyDialog(window)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    gone: list[bool] = []
    made.destroyed.connect(lambda *_: gone.append(True))
    _bring(made, qtbot)
    QTest.keyClick(made, Qt.Key.Key_F1)
    card_of(window)
    made.close()
    qtbot.waitUntil(lambda: bool(gone))
    glossary._show_now()  # as the next moment of training does
    assert not glossary._is_open()
    glossary._close()
