"""The rows of all actions: complete, one meaning per key, and carried out."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from core.resources import resource_path
from core.run.states import State
from gui.kit.action_row import ActionRow, Menu, Place, Situation, in_menu_order
from gui.kit.actions import Actions, plain_words
from gui.kit.settings import Settings
from gui.kit.theme import DARK, LIGHT
from gui.window.main_window import MainWindow
from tests.gui.fakes import FakeSession

ENABLED_IN = {
    "play": {State.READY, State.RUNNING, State.PAUSED, State.FINISHED},
    "step": {State.READY, State.PAUSED, State.FINISHED},
    "step_epoch": {State.READY, State.PAUSED, State.FINISHED},
    "reset": set(State) - {State.EMPTY},
    "try_starts": set(State) - {State.EMPTY},
    "stops": set(State) - {State.EMPTY},
    "go_to": set(State) - {State.EMPTY},
    "new_weights": set(State) - {State.EMPTY},
    "export": set(State) - {State.EMPTY},
    **{
        name: {State.READY, State.PAUSED, State.FINISHED, State.DIVERGED}
        for name in ("back", "back_epoch", "to_start", "to_end", "compare", "notebook")
    },
    "present_next": {State.READY, State.PAUSED, State.FINISHED},
    "present_back": {State.READY, State.PAUSED, State.FINISHED, State.DIVERGED},
    **{name: set(State) - {State.EMPTY} for name in ("zoom_in", "zoom_out", "zoom_fit")},
    **{
        name: {State.READY, State.PAUSED, State.FINISHED}
        for name in ("check_gradients", "plant_hidden_bug", "plant_sign", "take_bug_out")
    },
    "doctor": {State.READY, State.PAUSED, State.FINISHED, State.DIVERGED},
    "check_number": {State.READY, State.PAUSED, State.FINISHED, State.DIVERGED},
    "ask_first": {State.READY, State.PAUSED, State.FINISHED, State.DIVERGED},
    "pin": set(State) - {State.EMPTY},
    "import_weights": set(State) - {State.EMPTY},
    "save_history": set(State) - {State.EMPTY},
    "tour": set(State) - {State.EMPTY},
    "save_film": set(State) - {State.EMPTY},
    "check_sheet": set(State) - {State.EMPTY},
    "worksheets": set(State) - {State.EMPTY},
    "save_strip": set(State) - {State.EMPTY},
    "explain": set(State) - {State.EMPTY},
    "write_lesson": set(State) - {State.EMPTY},
    "find": set(State) - {State.EMPTY},
    "plot_over_time": set(State) - {State.EMPTY},
}

#: what is possible in every state of training
ALWAYS = (
    *("new", "open", "save", "save_as", "revert", "undo", "redo", "preferences", "quit"),
    *("train_view", "step_view", "switch_view", "full_screen", "slower", "faster"),
    *("view_loss", "view_confusion", "view_weights", "view_runs", "view_diagnostics"),
    *("view_over_time", "view_samples", "view_assess", "larger_views"),
    *("examples", "present", "present_dark"),
    *("unit_phase", "unit_update", "unit_epoch", "theme_light", "theme_dark", "theme_system"),
    *(
        "keys",
        "what",
        "about",
        "lessons",
        "lesson_next",
        "lesson_back",
        "lesson_task",
        "lesson_leave",
        "hand_in",
        "start_over",
    ),
)

#: what is possible only if there is something to go to, to give up, or to undo
NEEDS = {
    **{name: {"behind": False} for name in ("back", "back_epoch", "to_start", "present_back")},
    **{name: {"presenting": False} for name in ("present_next", "present_dark")},
    "to_end": {"ahead": False},
    "compare": {"moments": False},
    "revert": {"outdated": False},
    "undo": {"undo": None},
    "redo": {"redo": None},
    **{name: {"planted": False} for name in ("take_bug_out", "mend_bug")},
    "lesson_next": {"lesson_next": False},
    "lesson_back": {"lesson_back": False},
    "hand_in": {"lesson_answers": False},
    **{name: {"lesson": False} for name in ("lesson_task", "lesson_again", "lesson_leave")},
}

#: apart from the state of training, everything allows every action
OPEN = Situation(
    behind=True,
    ahead=True,
    moments=True,
    outdated=True,
    undo="edit",
    redo="edit",
    presenting=True,
    planted=True,
    lesson=True,
    lesson_back=True,
    lesson_next=True,
    lesson_answers=True,
)


@pytest.fixture(scope="module")
def window(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MainWindow]:
    """A window that all tests share: none of them shows it."""
    settings = Settings(tmp_path_factory.mktemp("actions") / "settings.ini")
    made = MainWindow(FakeSession(), settings)  # type: ignore[arg-type]
    yield made
    made._closing = True
    made.close()
    made.deleteLater()


@pytest.fixture
def actions(window: MainWindow) -> Actions:
    window.time.choose_unit("phase")
    window.situations.tell()
    return window.actions_table


@pytest.fixture
def all_open(window: MainWindow) -> Situation:
    """Everything but the state of training allows every action, and all tabs are shown."""
    return replace(OPEN, tabs=frozenset(tab.name for tab in window.tabs.tabs))


@pytest.mark.parametrize("state", list(State))
def test_every_action_is_enabled_where_it_should_be(
    actions: Actions, all_open: Situation, state: State
) -> None:
    actions.show(replace(all_open, state=state))
    for name, states in {**ENABLED_IN, **{name: set(State) for name in ALWAYS}}.items():
        assert actions[name].isEnabled() == (state in states), name


@pytest.mark.parametrize("name", sorted(NEEDS))
def test_what_needs_more_than_a_state_is_not_offered_without(
    actions: Actions, all_open: Situation, name: str
) -> None:
    open_ = replace(all_open, state=State.PAUSED)
    actions.show(open_)
    assert actions[name].isEnabled()
    actions.show(replace(open_, **NEEDS[name]))  # type: ignore[arg-type]
    off = {row.name for row in actions.rows() if not actions[row.name].isEnabled()}
    wanted = {other for other, needs in NEEDS.items() if needs == NEEDS[name]}
    if "presenting" in NEEDS[name]:
        wanted.add("present_back")  # which needs both
    assert off == wanted


def test_every_action_has_words_and_help(actions: Actions) -> None:
    for row in actions.rows():
        action = actions[row.name]
        assert action.text() and action.toolTip() and action.statusTip(), row.name
        assert "!" not in action.text() + action.toolTip()


def test_every_action_that_has_an_icon_finds_it(actions: Actions) -> None:
    there = {path.stem for path in resource_path("icons", "phosphor").glob("*.svg")}
    situations = [replace(OPEN, state=state) for state in State]
    asked = {row.words_in(now).icon for row in actions.rows() for now in situations}
    assert {"play-fill", "pause-fill", "dice-five"} <= asked
    assert asked - {""} <= there


def test_no_key_means_two_things(actions: Actions) -> None:
    keys = [key.toString() for action in actions.all() for key in action.shortcuts()]
    assert len(keys) == len(set(keys))
    for key in ("F5", "F7", "R", "Shift+R", "Ctrl+N", "Ctrl+O", "Ctrl+S", "Ctrl+Shift+S"):
        assert key in keys
    for key in ("Ctrl+E", "Ctrl+Q", "Ctrl+Z", "Ctrl+Shift+Z", "F1", "F11", "F2", "F6"):
        assert key in keys
    for key in ("Shift+Right", "Shift+Left", "Ctrl+1", "Ctrl+5", "Ctrl+Y", "Ctrl+="):
        assert key in keys


def test_play_is_pause_while_running(actions: Actions) -> None:
    actions.set_theme(LIGHT)
    actions.show(Situation(State.PAUSED))
    assert plain_words(actions["play"]) == "Play"
    paused = actions["play"].icon().cacheKey()
    actions.show(Situation(State.RUNNING))
    assert plain_words(actions["play"]) == "Pause"
    assert actions["play"].icon().cacheKey() != paused
    actions.show(Situation(State.FINISHED))
    assert plain_words(actions["play"]) == "Go on"


def test_undo_says_what_it_undoes(actions: Actions) -> None:
    actions.show(Situation(undo="learning rate"))
    assert actions["undo"].text() == actions["undo"].toolTip() == "Undo learning rate"
    actions.show(Situation())
    assert actions["undo"].text() == "Undo"


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


def test_the_menu_knows_a_theme_that_was_chosen_elsewhere(window: MainWindow) -> None:
    window.look.choose("dark")
    assert window.actions_table["theme_dark"].isChecked()


def test_the_view_in_front_stays_on_when_it_is_asked_for_again(actions: Actions) -> None:
    for _ in range(2):
        actions["view_weights"].trigger()
        assert actions["view_weights"].isChecked() and not actions["view_loss"].isChecked()


def test_with_one_batch_an_update_is_the_epoch(actions: Actions) -> None:
    actions.show(replace(OPEN, one_batch=True))
    assert actions["unit_update"].text() == "update (= 1 epoch)"
    assert not actions["unit_epoch"].isVisible()
    actions.show(OPEN)
    assert actions["unit_update"].text() == "update" and actions["unit_epoch"].isVisible()


def test_every_action_is_in_a_menu(window: MainWindow) -> None:
    def inside(menu: QMenu) -> set[str]:
        found = set()
        for action in menu.actions():
            if action.menu() is not None:
                found |= inside(action.menu())
            found.add(action.objectName())
        return found

    named = set()
    for heading in window.menuBar().actions():
        named |= inside(heading.menu())
    assert {row.name for row in window.actions_table.rows()} <= named


def test_a_menu_has_a_line_between_its_sections_and_other_menus_in_their_place(
    window: MainWindow,
) -> None:
    file = window.menuBar().actions()[0].menu()
    words = ["-" if item.isSeparator() else item.text() for item in file.actions()]
    assert words[:8] == [
        *("&New", "&Open…", "All e&xamples…", "Open &recent", "-"),
        *("&Save", "Save &as…", "Re&vert to saved"),
    ]
    assert words[-2:] == ["-", "&Quit"]


# ---------------------------------------------------------------------- the table itself


def row(name: str = "toy", **more: object) -> ActionRow:
    return ActionRow(name, "Toy", "Plays", Place(Menu.TRAIN), **more)  # type: ignore[arg-type]


def test_a_name_is_given_once(qtbot: QtBot) -> None:
    table = Actions()
    table.add([row()])
    with pytest.raises(ValueError, match="toy"):
        table.add([row()])


def test_a_switch_that_the_situation_turns_is_not_turned_by_a_click(qtbot: QtBot) -> None:
    done: list[str] = []
    table = Actions()
    table.add([row(does=lambda: done.append("toy"), checked=lambda now: now.stepping)])
    table["toy"].trigger()
    assert done == ["toy"] and not table["toy"].isChecked()
    table.show(Situation(stepping=True))
    table["toy"].trigger()
    assert done == ["toy", "toy"] and table["toy"].isChecked()


def test_a_switch_of_its_own_tells_each_turn(qtbot: QtBot) -> None:
    turned: list[bool] = []
    table = Actions()
    table.add([row(turns=turned.append)])
    table["toy"].trigger()
    table["toy"].trigger()
    assert turned == [True, False]


def test_a_bare_key_means_an_action_and_may_not_repeat(qtbot: QtBot) -> None:
    done: list[str] = []
    table = Actions()
    table.add([row(does=lambda: done.append("toy"), bare_key="Space", repeats=False)])

    def press(key: Qt.Key, held: bool = False, shift: bool = False) -> bool:
        which = Qt.KeyboardModifier
        modifier = which.ShiftModifier if shift else which.NoModifier
        return table.press(QKeyEvent(QEvent.Type.KeyPress, key, modifier, "", held))

    assert press(Qt.Key.Key_Space) and done == ["toy"]
    assert not press(Qt.Key.Key_Space, held=True)
    assert not press(Qt.Key.Key_Space, shift=True)
    assert not press(Qt.Key.Key_A)
    assert done == ["toy"]


def test_the_order_of_the_menus() -> None:
    rows = [
        ActionRow("c", "c", "c", Place(Menu.HELP)),
        ActionRow("b", "b", "b", Place(Menu.FILE, 1)),
        ActionRow("a", "a", "a", Place(Menu.FILE)),
        ActionRow("d", "d", "d", Place(Menu.HELP)),
    ]
    assert [each.name for each in in_menu_order(rows)] == ["a", "b", "c", "d"]
