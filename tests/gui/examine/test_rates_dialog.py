"""The rate finder: it draws what was tried, and the rate is one edit."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.pictures.findings import RateTest, RateTried
from gui.examine.rates import RatesDialog
from tests.gui.real import RealWindow

LOSSES = (1.0, 0.95, 0.9, 0.4, 0.2, 0.1, 0.3, 9.0)
TRIED = tuple(RateTried(10.0 ** (k - 3), loss) for k, loss in enumerate(LOSSES))


@pytest.fixture
def dialog(qtbot: QtBot, project: object) -> RatesDialog:
    made = RatesDialog()
    qtbot.addWidget(made)
    made.show_project(project)  # type: ignore[arg-type]
    made.show()
    return made


def test_it_draws_the_losses_and_suggests(dialog: RatesDialog) -> None:
    chosen: list[float] = []
    dialog.chosen.connect(chosen.append)
    dialog.begin()
    assert dialog.is_trying() and dialog.run.text() == "Cancel" and not dialog.use.isEnabled()
    dialog.show_test(RateTest(TRIED[:3], 0.5, None, False))
    assert dialog.progress.value() == 3 and dialog.is_trying()
    dialog.show_test(RateTest(TRIED, 0.5, 1.0, True))
    assert dialog.verdict.text() == "The loss falls fastest at 1; 0.5 is set."
    assert dialog.best.value() == 0.0 and dialog.best.isVisible()
    # what explodes at the end does not flatten the rest
    low, high = dialog.plot.getPlotItem().getViewBox().viewRange()[1]
    assert low < 0.1 and 1.4 < high < 2.0
    QTest.keyClick(dialog.plot, Qt.Key.Key_Right)
    assert dialog.reading.text() == "after the update at 0.001: training loss 1.00"
    dialog.use.click()
    assert chosen == [1.0]


def test_a_test_that_is_stopped_suggests_nothing(dialog: RatesDialog) -> None:
    stopped: list[bool] = []
    dialog.cancelled.connect(lambda: stopped.append(True))
    dialog.begin()
    dialog.show_test(RateTest(TRIED[:3], 0.5, None, False))
    dialog.run.click()
    assert stopped == [True] and not dialog.use.isEnabled()
    assert dialog.verdict.text() == "Stopped before the end: no rate is suggested."
    dialog.begin()
    dialog.show_test(RateTest(TRIED[:3], 0.5, None, True))
    assert dialog.verdict.text() == "The loss falls at none of these rates."


@pytest.mark.thorough
def test_a_rate_is_found_and_taken_in_the_window(shared: RealWindow) -> None:
    real = shared
    before = real.document.project
    real.window.actions_table["find_rate"].trigger()
    dialog = real.window.doctor.rates.dialog
    assert dialog is not None
    real.wait(lambda: not dialog.is_trying())
    assert dialog.use.isEnabled()
    dialog.use.click()
    real.settle()
    rate = real.document.project.optimizer.learning_rate
    assert 1.0 < rate < 20.0 and real.trainer.project.optimizer.learning_rate == rate
    assert not dialog.use.isEnabled() and "which is the rate that is set" in dialog.verdict.text()
    real.undo()
    assert real.document.project == before


@pytest.mark.thorough
def test_the_checks_before_training_follow_the_network(shared: RealWindow) -> None:
    real = shared
    real.window.actions_table["before_training"].trigger()
    real.settle()
    dialog = real.window.doctor.rates.before
    assert dialog is not None and dialog.sums.text().startswith("9 weights and biases in all")
    project = real.document.project
    wider = replace(project.with_layer(0, replace(project.layers[0], units=5)), weights=None)
    real.document.edit(wider, "wider")
    real.wait(lambda: dialog.sums.text().startswith("21 weights and biases in all"))
    assert "0.693" in dialog.words.text()
