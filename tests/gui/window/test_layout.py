"""Columns share a narrow window: in large text none takes the others' room."""

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.kit.style import set_text_size
from gui.window.layout import Columns, SettingsArea


@pytest.fixture
def columns(qtbot: QtBot) -> Columns:
    made = Columns(QWidget(), QWidget(), (QWidget(), QWidget()), QWidget())
    qtbot.addWidget(made)
    made.resize(1000, 500)
    made.show()
    return made


def width_of_steps(columns: Columns) -> int:
    return columns.widths()[1]


def test_the_step_panel_follows_window_and_text(columns: Columns, qapp: QApplication) -> None:
    columns.show_steps(True)
    usual = width_of_steps(columns)
    set_text_size(qapp, 200)
    columns.resize(1001, 500)
    larger = width_of_steps(columns)
    assert usual < larger <= 0.6 * 1001 + 1
    columns.resize(700, 500)
    assert width_of_steps(columns) <= 0.6 * 700 + 1
    set_text_size(qapp, 100)
    columns.resize(1000, 500)
    assert width_of_steps(columns) == usual


def test_a_width_that_a_person_chose_stays(columns: Columns) -> None:
    columns.show_steps(True)
    columns.moveSplitter(300, 2)
    chosen = width_of_steps(columns)
    columns.resize(1040, 500)
    assert abs(width_of_steps(columns) - chosen) <= 1


@pytest.mark.parametrize("steps", [True, False])
def test_a_share_of_the_diagram_stays_in_every_width(columns: Columns, steps: bool) -> None:
    columns.show_steps(steps)
    before = columns.widths()
    columns.share(0.55)
    for width in (1000, 1300, 1024):
        columns.resize(width, 500)
        assert abs(columns.sizes()[0] - 0.55 * width) <= 9  # the handle
    columns.show_steps(not steps)
    assert abs(columns.sizes()[0] - 0.55 * 1024) <= 9
    columns.show_steps(steps)
    columns.share(None)
    columns.resize(1000, 500)
    columns.set_widths(before)
    assert columns.widths()[steps] == before[steps]


def test_settings_keep_to_a_share_of_the_window_but_get_what_they_need(
    qtbot: QtBot, qapp: QApplication
) -> None:
    side, need = QWidget(), QLabel()
    QVBoxLayout(side).addWidget(need)
    area = SettingsArea(side)
    qtbot.addWidget(area)
    need.setMinimumWidth(100)
    usual = area.width_in(1440)
    assert area.width_in(1024) == usual
    set_text_size(qapp, 150)
    assert area.width_in(1440) == round(1.5 * usual)
    assert usual < area.width_in(1024) < round(1.5 * usual)
    need.setMinimumWidth(500)
    side.layout().activate()
    assert area.width_in(1024) >= 500


def test_settings_say_when_they_need_more(qtbot: QtBot) -> None:
    side, need = QWidget(), QLabel()
    QVBoxLayout(side).addWidget(need)
    area = SettingsArea(side)
    qtbot.addWidget(area)
    area.resize(220, 300)
    area.show()
    with qtbot.waitSignal(area.grown):
        need.setMinimumWidth(400)
