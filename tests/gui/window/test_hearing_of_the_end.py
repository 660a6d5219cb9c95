"""Who waits for something that is measured hears of its end, and of no other's."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from core.errors import UserError
from core.run.answers import Answer
from core.run.commands import AskImportance, AskWorth, Command, Examine, Find, TryRates, TryStarts
from gui.assessing.plot import AssessingPlot
from gui.assessing.views import IMPORTANCE
from gui.lab.plot import LabPlot
from gui.window.main_window import MainWindow
from tests.gui.kept import Kept


def finding(window: MainWindow) -> Any:
    window.past.ask_find()
    dialog: Any = window.past.finding
    dialog.field.setText("loss < 0.1")
    dialog.field.textEdited.emit("loss < 0.1")
    return dialog


def doctor(window: MainWindow) -> Any:
    window.doctor.ask()
    return window.doctor.dialog


def rates(window: MainWindow) -> Any:
    window.doctor.rates.ask()
    return window.doctor.rates.dialog


def starts(window: MainWindow) -> Any:
    window.dialogs.ask_starts()
    return window.dialogs.starts


def lab(window: MainWindow) -> Any:
    window.views.bring("lab")
    return window.tabs.view(LabPlot)


def importance(window: MainWindow) -> Any:
    window.views.bring("assess")
    plot = window.tabs.view(AssessingPlot)
    plot.figure.setCurrentIndex(plot.figure.findData(IMPORTANCE))
    return plot.views.importance


#: how each is found, its button, whether it waits, what it asks, and the news of the answer
ASKERS: dict[str, tuple[Callable[[MainWindow], Any], str, str, type[Command], str]] = {
    "find": (finding, "look", "_busy", Find, "found"),
    "doctor": (doctor, "run", "_looking", Examine, "examined"),
    "rates": (rates, "run", "_trying", TryRates, "rates_tried"),
    "starts": (starts, "run", "_running", TryStarts, "starts_tried"),
    "lab": (lab, "button", "_measuring", AskWorth, "lab_measured"),
    "importance": (importance, "button", "_measuring", AskImportance, "importance_measured"),
}


class Asker:
    """One of them in the window, with its question just asked."""

    def __init__(self, name: str, kept: Kept) -> None:
        find, button, self._waits, self._kind, self.news = ASKERS[name]
        self._session = kept.session
        self.part = find(kept.window)
        self.button = getattr(self.part, button)
        if not self.waits():  # the doctor and the rates begin by themselves
            self.button.click()

    def waits(self) -> bool:
        return bool(getattr(self.part, self._waits))

    def ticket(self) -> int:
        """The ticket of its last question."""
        asked = [call[1] for call in self._session.calls if call[0] == "do"]
        command = [each for each in asked if isinstance(each, self._kind)][-1]
        assert isinstance(command, Command)
        return command.ticket

    def answer(self, news: str, values: tuple[object, ...], ticket: int) -> None:
        if news == "failed":
            self._session.failed.emit(*values)
        self._session.answered.emit(Answer(news, values, ticket))


@pytest.fixture(params=ASKERS)
def asker(request: pytest.FixtureRequest, kept: Kept, qtbot: QtBot) -> Iterator[Asker]:
    kept.renew(qtbot)
    yield Asker(request.param, kept)
    kept.put_away()


ERROR = UserError("It fails", "do something else")


def test_who_waits_hears_of_the_end_of_his_own_question_alone(asker: Asker) -> None:
    first = asker.ticket()
    for other in (0, first + 100):
        asker.answer("failed", (ERROR,), other)
        assert asker.waits()  # something else has failed
    asker.button.click()  # it is cancelled; some wait for that to be said
    if asker.waits():
        asker.answer(asker.news, (None,), first)
    assert not asker.waits()
    asker.button.click()
    assert asker.waits() and asker.ticket() != first
    asker.answer(asker.news, (None,), first)
    assert asker.waits()  # it was the first question that was given up
    asker.answer("failed", (ERROR,), asker.ticket())
    assert not asker.waits() and asker.button.isEnabled()
