"""What is wrong?: found in the real window, shown, fixed in one step, taken back by Undo."""

import threading
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.lesson.numbers import figure
from core.pictures.findings import Finding, Futures
from core.run.commands import GoToMoment
from core.run.doctor.examining import Examining
from gui.examine.doctor import DoctorDialog
from gui.examine.finding import remedy_words
from tests.gui.real import RealWindow
from tests.run.doctor.sick import by_heart

pytestmark = pytest.mark.thorough

PLOTS = frozenset({"loss", "weights"})


@pytest.fixture
def real(shared: RealWindow) -> RealWindow:
    return shared


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Hold back examinations; return the function that lets them continue."""
    go, work = threading.Event(), Examining.work

    def stands(self: Examining, seconds: float) -> bool:
        return go.wait(0.002) and work(self, seconds)

    monkeypatch.setattr(Examining, "work", stands)
    return go


def press(real: RealWindow) -> DoctorDialog:
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(real.window, Qt.Key.Key_D, keys)
    dialog = real.window.doctor.dialog
    assert dialog is not None and dialog.isVisible()
    return dialog


def click(button: object) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)  # type: ignore[call-overload]


def at_rate(real: RealWindow, rate: float) -> None:
    project = real.document.project
    optimizer = replace(project.optimizer, learning_rate=rate)
    real.document.edit(replace(project, optimizer=optimizer), "learning rate")
    real.settle()


def test_an_untouched_network_has_nothing_wrong_and_that_is_said(
    real: RealWindow, held: threading.Event
) -> None:
    dialog = press(real)
    assert dialog.is_looking() and dialog.run.text() == "Cancel"
    assert dialog.verdict.text() == "Looking for what is wrong…" and dialog.progress.isVisible()
    held.set()
    real.wait(lambda: not dialog.is_looking())
    assert dialog.verdict.text() == "After 0 epochs: nothing found."
    assert dialog.more.text().startswith("None of the known problems")
    assert dialog.cards == [] and real.trainer.update == 0


def test_too_long_steps_are_found_shown_and_mended_by_one_step_of_undo(real: RealWindow) -> None:
    at_rate(real, 300.0)
    real.train(3)
    before = real.document.project
    dialog = press(real)
    real.wait(lambda: not dialog.is_looking())
    card = dialog.cards[0]
    assert card.finding.key == "steps_too_long"
    assert "η = 300" in card.measured.text() and "Learning rate: 300 → " in card.remedy.text()
    real.window.views.show("weights")
    click(card.show_me)
    assert real.window.tabs.shown() == "loss"
    click(card.apply)
    real.settle()
    rate = card.finding.remedy["optimizer.learning_rate"]
    assert real.document.project.optimizer.learning_rate == rate < 300.0
    assert real.trainer.project.optimizer.learning_rate == rate
    assert real.window.actions_table["undo"].text() == "Undo repair of “steps too long”"
    assert not card.apply.isEnabled() and "look again" in card.apply.toolTip()
    assert "have changed since" in dialog.more.text()
    real.undo()
    assert real.document.project == before and card.apply.isEnabled()


def test_a_look_is_given_up_by_its_button_by_the_window_and_by_closing(
    real: RealWindow, held: threading.Event
) -> None:
    dialog = press(real)
    click(dialog.run)
    assert not dialog.is_looking() and dialog.verdict.text() == "Not examined yet."
    real.settle()
    assert dialog.cards == [] and dialog.verdict.text() == "Not examined yet."
    dialog.look()
    real.window.status.cancel.click()
    real.wait(lambda: not dialog.is_looking())
    assert dialog.verdict.text() == "Not examined yet."
    dialog.look()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.is_looking() and not dialog.isVisible()
    real.settle()
    real.wait(lambda: bool(real.session.worker().slicer.is_idle()))


def test_findings_of_a_moment_that_is_gone_say_so(real: RealWindow) -> None:
    dialog = press(real)
    real.wait(lambda: not dialog.is_looking())
    real.train(1)
    assert dialog.more.text() == "Training has gone on since: look again."
    real.window.files.new()
    real.settle()
    assert dialog.verdict.text() == "Not examined yet."


def test_a_finding_says_settings_as_a_person_has_them(qtbot: QtBot, project: object) -> None:
    remedy = {"layers.0.activation": "relu", "training.shuffle": True, "weights": None}
    finding = Finding("x", "Two words", "3 of 4", "So it is", remedy, ((0, 1),), "surface")
    lines = remedy_words(project, finding)  # type: ignore[arg-type]
    assert lines[0] == "Hidden layer 1, activation: tanh → relu"
    assert lines[1] == "Shuffle: off → on"
    assert lines[2] == "Starting weights: new draw"
    longer = Finding("z", "Longer", "m", "s", {"layers": [{}, {}, {}]})
    assert remedy_words(project, longer) == ["Layers: 2 → 3"]  # type: ignore[arg-type]
    dialog = DoctorDialog(PLOTS)
    qtbot.addWidget(dialog)
    dialog.show_project(project)  # type: ignore[arg-type]
    dialog.look()
    no_place = Finding("y", "No place", "m", "s", None, (), "surface")
    dialog.show_findings((finding, no_place))
    dialog.show()
    assert dialog.verdict.text() == "After 0 epochs: 2 found."
    first, second = dialog.cards
    assert first.show_me.isVisible() and first.apply.isVisible()
    assert not second.show_me.isVisible() and not second.apply.isVisible()
    assert first.apply.accessibleName() == "Take it: Two words"


def test_both_futures_are_drawn_on_the_card_and_taking_it_goes_on_as_shown(
    real: RealWindow,
) -> None:
    at_rate(real, 300.0)
    real.train(3)
    dialog = press(real)
    real.wait(lambda: not dialog.is_looking())
    card = dialog.cards[0]
    real.wait(lambda: not card.is_foreseeing())  # the first card asks by itself
    assert card.plot.isVisible() and card.both.text() == "See both futures"
    words = card.outcome.text()
    assert words.startswith("In 20 epochs: training loss ") and words.endswith(" with.")
    assert card.plot.accessibleDescription() == words[0].lower() + words[1:-1]
    assert card.plot.reading(20.0).startswith("epoch +20: training loss ")
    click(card.apply)
    real.settle()
    real.train(20)
    shown = card.plot.reading(20.0).split(", ")[1]
    assert shown == f"{figure(real.trainer.evaluate().loss)} with"


def test_futures_are_stopped_and_a_second_card_takes_over(qtbot: QtBot, project: object) -> None:
    dialog = DoctorDialog(PLOTS)
    qtbot.addWidget(dialog)
    dialog.show_project(project)  # type: ignore[arg-type]
    asked: list[Finding] = []
    stopped: list[bool] = []
    dialog.foresee.connect(asked.append)
    dialog.stop_foreseeing.connect(lambda: stopped.append(True))
    found = [
        Finding("a", "a", "m", "s", {"optimizer.learning_rate": 0.1}),
        Finding("b", "b", "m", "s", {"training.shuffle": True}),
    ]
    dialog.look()
    dialog.show_findings(found)
    dialog.show()
    first, second = dialog.cards
    assert asked == [found[0]] and first.is_foreseeing() and first.both.text() == "Stop"
    assert first.find_rate.isVisible() and not second.find_rate.isVisible()
    second.both.click()
    assert asked == found and not first.is_foreseeing() and second.is_foreseeing()
    points = np.array([[0.0, 1.0], [1.0, 0.5]])
    half = Futures(found[1], "loss", points, points, 20, "", False)
    dialog.show_futures(half)
    assert second.plot.isVisible() and not first.plot.isVisible() and second.is_foreseeing()
    second.both.click()
    assert stopped == [True]
    dialog.show_futures(None)
    assert not second.is_foreseeing() and second.outcome.text().startswith("Stopped")
    second.both.click()
    dialog.close()
    assert stopped == [True, True]


def test_a_remedy_that_goes_back_first_is_taken_from_there(real: RealWindow) -> None:
    made = by_heart(0)
    real.document.replace_all(made, None)
    real.window.open_first()
    real.settle()
    real.window.speed.set_speed(None)  # as fast as can be
    real.session.do(GoToMoment("epoch", 100))
    real.wait(lambda: real.snapshots[-1].epoch == 100)
    real.settle()
    dialog = press(real)
    real.wait(lambda: not dialog.is_looking())
    card = dialog.cards[0]
    assert card.finding.key == "overfitting" and card.finding.back_to is not None
    assert card.remedy.text().startswith(f"Go back to update {card.finding.back_to}\n")
    real.wait(lambda: not card.is_foreseeing())
    assert card.plot.key_words()[1].startswith("with it, from epoch ")
    click(card.apply)
    real.wait(lambda: real.document.project != made)
    real.settle()
    assert real.trainer.update == card.finding.back_to
    patience = card.finding.remedy["training.stop.patience"]
    assert real.trainer.project.training.stop.patience == patience
    real.undo()
    assert real.document.project == made
