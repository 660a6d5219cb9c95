"""The bar: figures under their names, the unit in the step button, and a form that fits."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from core.lesson.numbers import percent
from gui.kit.actions import plain_words
from gui.window.main_window import MainWindow
from tests.gui.fakes import xor_facts, xor_snapshot
from tests.gui.kept import Kept

#: the window as a whole is in other tests too
pytestmark = pytest.mark.thorough


@pytest.fixture
def window(qtbot: QtBot, kept: Kept) -> Iterator[MainWindow]:
    kept.renew(qtbot)
    QApplication.processEvents()
    kept.window.resize(1440, 900)
    qtbot.waitUntil(lambda: kept.window.control_bar.width() == 1440)
    yield kept.window
    kept.window.hide()


def test_every_figure_says_of_which_samples_it_is(window: MainWindow) -> None:
    bar = window.control_bar
    snapshot = replace(
        xor_snapshot(window.document.project),
        test_loss=0.043,
        train_metrics={"accuracy": 0.98},
        test_metrics={"accuracy": 1.0},
    )
    bar.show_snapshot(snapshot)
    assert bar.loss.name.text() == "training loss"
    assert (bar.test.name.text(), bar.test.text()) == ("test loss", "0.043")
    assert (bar.score.name.text(), bar.score.text()) == ("test accuracy", "100.0 %")
    bar.show_snapshot(replace(snapshot, test_loss=None, test_metrics={}))
    assert (bar.score.name.text(), bar.score.text()) == ("training accuracy", "98.0 %")
    assert not bar.test.isVisible()
    assert bar.loss.name.geometry().bottom() <= bar.loss.value.geometry().top() + 1


def test_the_simplest_answer_stands_beside_the_score_where_there_is_room(
    window: MainWindow, qtbot: QtBot
) -> None:
    bar = window.control_bar
    bar.show_facts(replace(xor_facts(), simplest={"train": 0.5, "test": 1 / 3}))
    snapshot = replace(
        xor_snapshot(window.document.project),
        test_loss=0.043,
        train_metrics={"accuracy": 0.98},
        test_metrics={"accuracy": 0.95},
    )
    window.resize(1700, 900)
    qtbot.waitUntil(lambda: bar.width() == 1700)
    bar.show_snapshot(snapshot)
    assert bar.baseline.isVisible() and bar.baseline.text() == percent(1 / 3)
    assert "always the most frequent class: 33.3" in bar.score.value.toolTip()
    window.resize(1024, 768)
    qtbot.waitUntil(lambda: bar.width() == 1024)
    assert not bar.baseline.isVisible()  # the tooltip still says it
    assert "always the most frequent class: 33.3" in bar.score.value.toolTip()
    bar.show_snapshot(replace(snapshot, test_loss=None, test_metrics={}))
    assert "always the most frequent class: 50.0" in bar.score.value.toolTip()
    bar.show_facts(replace(xor_facts(), simplest={"train": 0.0}))
    bar.show_snapshot(replace(snapshot, train_metrics={"r2": 0.7}, test_metrics={}))
    assert not bar.baseline.isVisible() and "always the mean: 0" in bar.score.value.toolTip()


def test_the_unit_is_chosen_beside_the_step_button(window: MainWindow) -> None:
    bar, table = window.control_bar, window.actions_table
    assert bar.unit.text() == "phase ▾"
    width = bar.unit.width()
    table["unit_update"].trigger()
    assert window.time.unit() == "update" and bar.unit.text() == "update ▾"
    assert bar.unit.width() == width
    assert table["unit_update"] in bar.unit.menu().actions()


def test_an_example_starts_at_a_speed_at_which_one_sees_it_learn(window: MainWindow) -> None:
    session = window._session
    for updates, speed in ((1, 20), (10, 50), (40, 200), (1000, None)):
        session.facts_ready.emit(replace(xor_facts(), updates_per_epoch=updates))
        assert window.speed.speed() == speed


def test_no_view_is_called_as_a_button_is(window: MainWindow) -> None:
    table = window.actions_table
    views = {plain_words(table[name]) for name in ("train_view", "step_view")}
    assert not views & {window.control_bar.step.text(), window.control_bar.play.text()}


def test_menus_show_the_keys_that_the_hint_shows(window: MainWindow) -> None:
    menus = window.menuBar().findChildren(QMenu)
    train = next(menu for menu in menus if menu.title() == "&Train")
    shown = dict(action.text().split("\t") for action in train.actions() if "\t" in action.text())
    epochs = {"Train one epoch": "Shift+→", "Take back one epoch": "Shift+←"}
    assert shown == {"Play": "Space", "Step": "→", "Back": "←"} | epochs
    assert window.control_bar.step.text() == "Step"


@pytest.mark.parametrize("width", [880, 1024, 1180, 1366, 1920])
@pytest.mark.parametrize("tested", [False, True])
def test_nothing_of_the_bar_is_cut(
    window: MainWindow, width: int, tested: bool, qtbot: QtBot
) -> None:
    bar = window.control_bar
    snapshot = xor_snapshot(window.document.project)
    bar.show_snapshot(replace(snapshot, epoch=123_456, test_loss=0.043 if tested else None))
    window.resize(width, 700)
    qtbot.waitUntil(lambda: bar.width() == window.width() and window.width() >= width)
    QApplication.processEvents()
    QApplication.processEvents()
    for part in (*bar.findChildren(QPushButton), *bar.findChildren(QLabel)):
        if part.isVisible():
            assert part.width() >= part.minimumSizeHint().width(), part.accessibleName()
    if width == 1920:
        assert bar.reset.text() == "Reset"


def test_in_the_least_room_the_minor_buttons_are_in_the_menu_only(window: MainWindow) -> None:
    bar = window.control_bar
    assert bar.reset.isVisible() and bar.play.text()
    bar.resize(bar.minimumSizeHint().width(), bar.height())
    assert not bar.reset.isVisible() and not bar.new_weights.isVisible()
    assert not bar.play.text() and bar.play.accessibleName()
    assert bar.layout().minimumSize().width() <= bar.width()
    bar.resize(1440, bar.height())
    assert bar.reset.isVisible() and bar.play.text()
