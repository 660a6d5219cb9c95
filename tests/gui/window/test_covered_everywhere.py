"""A covered number is shown nowhere in the window: in no view, tip, card, reading or dialog."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtWidgets import QApplication

from core.documents.examples import example_named
from core.documents.project_file import open_file
from core.lesson.cards.covering import Cover
from gui.kit.tabs import ViewTabs
from tests.gui.real import RealWindow
from tests.gui.window.seen import Painted, seen

pytestmark = pytest.mark.thorough

STOPS = ("batch", "forward 1", "forward 2", "loss", "backward 2", "backward 1", "update")


@dataclass(frozen=True)
class Case:
    """A stop of the two-by-two example, whose numbers are all different, and one of its numbers."""

    stop: str
    address: str
    digits: str


CASES = (
    Case("forward 1", "A1[1,1]", "0.593"),
    Case("forward 2", "A2[1,1]", "0.751"),
    # the loss of the only sample is the loss
    Case("loss", "L", "0.298"),
    Case("backward 2", "dW2[1,1]", "0.0822"),
    Case("backward 1", "dA1[1,1]", "0.0364"),
    Case("update", "W1'[1,1]", "0.1498"),
)


@pytest.fixture
def real(shared: RealWindow) -> Iterator[RealWindow]:
    project = open_file(example_named("two-by-two-by-hand").path).project
    shared.document.replace_all(project, None)
    shared.window.open_first()
    shared.settle()
    yield shared
    shared.window.steps.set_cover(None)
    shared.window.steps.ask_first(False)


def stand(real: RealWindow, case: Case) -> None:
    real.window.time.show_steps(True)
    for _ in range(STOPS.index(case.stop) + 1):
        real.window.actions_table["step"].trigger()
        real.settle()
    real.session.follow(0)
    real.settle()


def leaks(painted: Painted, digits: str) -> list[str]:
    QApplication.processEvents()
    return [f"{where}: {text[-80:]!r}" for text, where in seen(painted) if digits in text]


def cover(real: RealWindow, case: Case) -> None:
    addresses = {case.address, *(["L[1]"] if case.address == "L" else [])}
    real.window.steps.set_cover(Cover(frozenset(addresses)))
    QApplication.processEvents()


def all_tabs(real: RealWindow) -> Iterator[str]:
    tabs: ViewTabs = real.window.tabs
    for tab in tabs.tabs:
        if tabs.is_offered(tab.name):
            tabs.show_view(tab.name)
            real.settle()
            yield tab.name


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.address)
def test_in_both_views_and_all_tabs(
    real: RealWindow, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted = Painted(monkeypatch)
    stand(real, case)
    assert leaks(painted, case.digits)  # it can be seen where nothing is covered
    cover(real, case)
    assert leaks(painted, case.digits) == []
    real.window.time.show_steps(False)
    real.settle()
    found = {name: leaks(painted, case.digits) for name in all_tabs(real)}
    assert not any(found.values()), found
    real.window.steps.set_cover(None)
    real.settle()
    assert all(real.window.tabs.is_offered(name) for name in ("loss", "weights", "runs"))


@pytest.mark.parametrize("case", CASES[:3], ids=lambda case: case.address)
def test_in_the_dialogs_that_look_closer(
    real: RealWindow, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted, act = Painted(monkeypatch), real.window.actions_table
    stand(real, case)
    cover(real, case)
    for name in ("explain", "notebook", "check_number"):
        act[name].trigger()
        real.settle()
    dialog = real.window.marking.dialog
    assert dialog is not None
    dialog.address.setEditText(case.address)
    dialog.reveal.click()
    assert "covered" in dialog.said.text()
    assert leaks(painted, case.digits) == []
    real.window.steps.set_cover(None)
    dialog.reveal.click()
    assert case.digits in dialog.said.text()


def test_what_is_asked_first_is_uncovered_where_the_train_view_shows_it(real: RealWindow) -> None:
    stand(real, CASES[1])
    real.window.steps.ask_first(True)
    assert real.window.steps.covers.now()
    real.window.time.show_steps(False)
    assert not real.window.steps.covers.now()
    assert "uncovered" in real.window.notice_bar.message.text()


def test_new_weights_of_a_lesson_keep_the_step_view(real: RealWindow) -> None:
    stand(real, CASES[-1])
    cover(real, CASES[-1])
    real.window.time.show_steps(False)
    assert real.window.time.is_stepping()
    assert "answer first" in real.window.notice_bar.message.text()
