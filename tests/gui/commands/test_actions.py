"""The table of actions: complete, without two meanings for one key, and obeyed."""

import pytest
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QMenu, QMenuBar
from pytestqt.qtbot import QtBot

from core.run.states import State
from gui.kit.actions import TABLE, Actions
from gui.kit.theme import DARK, LIGHT
from gui.window.menus import build_menus

ENABLED_IN = {
    "play": {State.READY, State.RUNNING, State.PAUSED, State.FINISHED},
    "step": {State.READY, State.PAUSED, State.FINISHED},
    "step_epoch": {State.READY, State.PAUSED, State.FINISHED},
    "reset": set(State) - {State.EMPTY},
    "try_starts": set(State) - {State.EMPTY},
    "stops": set(State) - {State.EMPTY},
    "go_to_epoch": {State.READY, State.RUNNING, State.PAUSED, State.FINISHED},
    "new_weights": set(State) - {State.EMPTY},
    "export": set(State) - {State.EMPTY},
    **{
        name: {State.READY, State.PAUSED, State.FINISHED, State.DIVERGED}
        for name in ("back", "back_epoch", "to_start", "to_end", "compare", "notebook")
    },
    "check_gradients": {State.READY, State.PAUSED, State.FINISHED},
    "pin": set(State) - {State.EMPTY},
    "import_weights": set(State) - {State.EMPTY},
    "save_history": set(State) - {State.EMPTY},
    "save_strip": set(State) - {State.EMPTY},
    "explain": set(State) - {State.EMPTY},
}


@pytest.fixture
def actions(qtbot: QtBot) -> Actions:
    stack = QUndoStack()
    made = Actions(stack)
    stack.setParent(made)
    return made


@pytest.mark.parametrize("state", list(State))
def test_every_action_is_enabled_where_it_should_be(actions: Actions, state: State) -> None:
    actions.show_state(state)
    for item in TABLE:
        expected = state in ENABLED_IN.get(item.name, set(State))
        assert actions[item.name].isEnabled() == expected, item.name


def test_every_action_has_words_and_help(actions: Actions) -> None:
    for item in TABLE:
        action = actions[item.name]
        assert action.text() and action.toolTip() and action.statusTip(), item.name
        assert "!" not in action.text() + action.toolTip()


def test_no_key_means_two_things(actions: Actions) -> None:
    keys = [key.toString() for action in actions.all() for key in action.shortcuts()]
    assert len(keys) == len(set(keys))
    for key in ("F5", "F7", "R", "Shift+R", "Ctrl+N", "Ctrl+O", "Ctrl+S", "Ctrl+Shift+S"):
        assert key in keys
    for key in ("Ctrl+E", "Ctrl+Q", "Ctrl+Z", "Ctrl+Shift+Z", "F1", "F11", "F2", "F6"):
        assert key in keys
    for key in ("Shift+Right", "Shift+Left"):
        assert key in keys


def test_play_is_pause_while_running(actions: Actions) -> None:
    actions.set_theme(LIGHT)
    actions.show_state(State.PAUSED)
    assert actions["play"].text() == "Play"
    paused = actions["play"].icon().cacheKey()
    actions.show_state(State.RUNNING)
    assert actions["play"].text() == "Pause"
    assert actions["play"].icon().cacheKey() != paused


def test_icons_follow_the_theme(actions: Actions) -> None:
    def picture() -> bytes:
        image = actions["reset"].icon().pixmap(16, 16).toImage()
        return bytes(image.constBits())

    actions.set_theme(LIGHT)
    light = picture()
    actions.set_theme(DARK)
    assert picture() != light


def test_one_unit_and_one_theme_at_a_time(actions: Actions) -> None:
    assert actions["unit_phase"].isChecked()
    actions["unit_update"].trigger()
    assert not actions["unit_phase"].isChecked()
    actions["unit_epoch"].trigger()
    assert actions["unit_epoch"].isChecked() and not actions["unit_update"].isChecked()
    actions["theme_dark"].trigger()
    actions["theme_light"].trigger()
    checked = [name for name in ("light", "dark", "system") if actions[f"theme_{name}"].isChecked()]
    assert checked == ["light"]


def test_every_action_is_in_a_menu(actions: Actions, qtbot: QtBot) -> None:
    bar = QMenuBar()
    qtbot.addWidget(bar)
    build_menus(bar, actions, QMenu("recent", bar), QMenu("examples", bar))

    def inside(menu: QMenu) -> set[str]:
        found = set()
        for action in menu.actions():
            if action.menu() is not None:
                found |= inside(action.menu())
            found.add(action.objectName())
        return found

    named = set()
    for heading in bar.actions():
        named |= inside(heading.menu())
    assert {item.name for item in TABLE} <= named
