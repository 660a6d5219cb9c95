"""Cards and the page of the glossary: by cursor and by key, with the number of the stop at hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from core.lesson.cards.covering import Cover
from core.lesson.glossary.terms import languages, terms
from gui.commands.glossary import GlossaryCommands
from gui.kit.terms.label import TermLabel
from tests.gui.real import RealWindow

#: the window as a whole is in other tests too
pytestmark = pytest.mark.thorough


@pytest.fixture
def glossary(shared: RealWindow) -> Iterator[GlossaryCommands]:
    found = shared.window.program.glossary
    found._settings.set_language("en")
    yield found
    found._close()
    found._settings.set_language("")


def step_to(real: RealWindow, done: int) -> None:
    """Look at a stop of the first update of XOR, with sample 3."""
    window = real.window
    window.actions_table["step_view"].trigger()
    real.settle()
    window.actions_table["unit_phase"].setChecked(True)
    for _ in range(done):
        window.actions_table["step"].trigger()
        real.settle()
    real.wait(lambda: real.snapshots[-1].step is not None and real.snapshots[-1].step.done == done)
    window.steps.follow_row(2)


def rest_on(widget: QWidget, place: QPointF) -> None:
    QTest.mouseMove(widget, QPoint(1, 1))
    QTest.mouseMove(widget, place.toPoint())


def geometries(panel: QWidget) -> list[QRect]:
    """Return where everything in a panel lies."""
    return [each.geometry() for each in (panel, *panel.findChildren(QWidget))]


def test_a_symbol_of_the_step_panel_tells_what_it_is_and_its_number(
    shared: RealWindow, glossary: GlossaryCommands
) -> None:
    step_to(shared, 5)
    equation = shared.window.steps.sheet.equation
    runs = equation.laid().runs
    run = next(r for r in runs if r.token.address == "dZ2[3,1]" and r.token.value is None)
    assert "∂L/∂z" in run.token.text
    before = geometries(shared.window.steps)
    rest_on(equation, equation.run_rect(run).center())
    shared.wait(lambda: glossary.card is not None and glossary.card.isVisible())
    assert glossary.card is not None
    text = glossary.card.accessibleDescription()
    assert "how much L changes for a small change of z" in text and "−0.1128" in text
    assert glossary.card.accessibleName() == "derivative · ∂"
    assert geometries(shared.window.steps) == before, "hovering moved something"
    assert glossary.card.focusPolicy() == Qt.FocusPolicy.NoFocus
    QTest.mouseMove(equation, QPoint(1, 1))
    shared.wait(lambda: glossary.card is None)


@pytest.mark.thorough
def test_a_word_of_a_sentence_has_a_line_and_a_card(
    shared: RealWindow, glossary: GlossaryCommands
) -> None:
    step_to(shared, 2)
    why = shared.window.steps.sheet.why
    assert isinstance(why, TermLabel)
    words = {found.id: rect for rect, found in why.places()}
    assert {"neuron", "activation"} <= words.keys()
    assert all(QRect(QPoint(), why.size()).contains(r.toRect()) for r in words.values())
    rest_on(why, words["activation"].center())
    shared.wait(lambda: glossary.card is not None and glossary.card.isVisible())
    assert glossary.card is not None
    assert "z₁ = 0.8 is bent to h₁ = 0.664 here" in glossary.card.accessibleDescription()
    shared.window.actions_table["step"].trigger()  # the card follows the stop while it is open
    shared.settle()
    now = [label.text() for label in glossary.card.findChildren(QLabel)] if glossary.card else []
    assert not now or any("is bent to ŷ" in text for text in now)


@pytest.mark.thorough
def test_the_name_of_a_column_has_a_card_for_the_row_that_is_followed(
    shared: RealWindow, glossary: GlossaryCommands
) -> None:
    step_to(shared, 5)
    matrix = shared.window.steps.sheet.matrix
    shown = matrix.matrix()
    assert shown is not None
    column = [each.name for each in shown.columns].index("∂L/∂z")
    shared.window.steps.area.ensureWidgetVisible(matrix)
    shown_at = matrix.places().fit.columns.index(column)
    rest_on(matrix, matrix.places().header(shown_at).center())
    shared.wait(lambda: glossary.card is not None and glossary.card.isVisible())
    assert glossary.card is not None
    assert "∂L/∂z is −0.1128 here" in glossary.card.accessibleDescription()
    matrix.setFocus()
    shared.window.actions_table["explain_word"].trigger()
    assert "−0.1128" in glossary.card.accessibleDescription()


def test_f1_explains_the_control_with_the_keys(
    shared: RealWindow, glossary: GlossaryCommands
) -> None:
    window = shared.window
    rate = window.training.rate
    rate.setFocus()
    window.actions_table["explain_word"].trigger()
    card = glossary.card
    assert card is not None and card.isVisible()
    assert card.accessibleName() == "learning rate · η"
    assert "η is 0.5 now" in card.accessibleDescription()
    QTest.keyClick(card, Qt.Key.Key_Escape)
    assert not card.isVisible()
    window.control_bar.play.setFocus()
    assert not glossary.explain_focused()  # it has no word: all keys are listed


@pytest.mark.thorough
def test_f1_takes_the_number_that_arrow_keys_have_come_to(
    shared: RealWindow, glossary: GlossaryCommands
) -> None:
    step_to(shared, 2)
    equation = shared.window.steps.sheet.equation
    equation.setFocus()
    shared.window.actions_table["explain_word"].trigger()
    assert glossary.card is not None  # the words of the panel, as no number is chosen
    assert "Multiplies its inputs" in glossary.card.accessibleDescription()
    glossary.card.close()
    while equation._address() != "W1[1,1]":
        QTest.keyClick(equation, Qt.Key.Key_Right)
    shared.window.actions_table["explain_word"].trigger()
    assert glossary.card is not None
    assert "w⁽¹⁾₁₁ is 0.8 here" in glossary.card.accessibleDescription()


@pytest.mark.thorough
def test_a_number_that_is_covered_is_not_told(
    shared: RealWindow, glossary: GlossaryCommands
) -> None:
    step_to(shared, 5)
    shared.window.steps.set_cover(Cover(frozenset({"dZ2[3,1]"})))
    try:
        found = {term.id: glossary._now(term) for term in terms()}
    finally:
        shared.window.steps.set_cover(None)
    assert found["derivative"] == found["backward"] == "" and found["sum"] != ""


def test_the_page_lists_searches_and_leads_to_the_lesson(
    shared: RealWindow, glossary: GlossaryCommands, qtbot: QtBot
) -> None:
    shared.window.actions_table["glossary"].trigger()
    dialog = glossary.dialog
    assert dialog is not None and dialog.list.count() == len(terms())
    shown = [row for row in range(dialog.list.count()) if not dialog.list.item(row).isHidden()]
    assert len(shown) == len(terms())
    QTest.keyClicks(dialog.search, "learning ra")
    names = [
        dialog.list.item(row).text()
        for row in range(dialog.list.count())
        if not dialog.list.item(row).isHidden()
    ]
    assert "learning rate · η" in names and len(names) < 6
    assert dialog.shown() == "learning_rate"
    assert dialog.heading.text() == "learning rate · η" and dialog.now.text() == "η is 0.5 now"
    assert dialog.lesson.text() == "Lesson: Step length"
    opened: list[Path] = []
    glossary.lesson_wanted.disconnect()
    glossary.lesson_wanted.connect(opened.append)
    dialog.lesson.click()
    glossary.lesson_wanted.disconnect()
    glossary.lesson_wanted.connect(shared.window.files.open_path)
    assert [path.parent.name for path in opened] == ["step-length"]
    dialog.search.setText("qqq")
    assert not dialog.none.isHidden() and dialog.shown() == "" and dialog.lesson.isHidden()
    dialog.search.clear()
    for code in languages():
        dialog.language.setCurrentIndex(dialog.language.findData(code))
        dialog.language.activated.emit(dialog.language.currentIndex())
        dialog.choose("gradient")
        assert {"en": "gradient", "pt": "gradiente", "zh": "梯度"}[code] in dialog.heading.text()
    dialog.close()


def test_a_word_has_a_number_while_the_step_panel_shows_no_stop(
    glossary: GlossaryCommands, shared: RealWindow
) -> None:
    step_to(shared, 2)
    glossary.show_page()
    page = glossary.dialog
    assert page is not None
    page.choose("loss")
    shared.window.steps.following.forget()  # as the facts of other data do
    shared.window.steps.clear()
    glossary._show_now()  # the last moment of the last document is still the one known
    assert page.heading.text()
    page.close()
