"""How an action of the window describes itself: words, keys, place, what it does, and when.

The rows are defined in `gui.commands`, beside the code that carries them out. `gui.kit.actions`
makes actions from them; the menus, buttons, tooltips and the list of keys use the same rows.
"""

from collections.abc import Callable, Iterable
from enum import Enum

from core.records import Record
from core.run.states import State


class Situation(Record):
    """Everything that decides which actions are possible and checked, and what they are called."""

    state: State = State.EMPTY
    #: whether a moment is recorded before the one shown, whether one is recorded after it, and
    #: whether there are two at all
    behind: bool = False
    ahead: bool = False
    moments: bool = False
    #: whether the file differs from what is in the window
    outdated: bool = False
    #: the labels of the edits that would be undone and redone, or None
    undo: str | None = None
    redo: str | None = None
    #: what a step is (phase, update or epoch), and whether an update is a whole epoch
    unit: str = "phase"
    one_batch: bool = False
    #: whether the Step view is shown rather than the Train view
    stepping: bool = False
    #: whether the window is presenting, and takes the keys of a presenter's clicker
    presenting: bool = False
    #: the name of the view in front, and the names of all that have a tab
    tab: str = ""
    tabs: frozenset[str] = frozenset()
    #: whether a bug is planted in the backward pass
    planted: bool = False
    #: whether the numbers of a stop are asked for before they are shown
    asking: bool = False
    #: the kinds of stops that ask, and whether only the first one of each kind does
    asking_stops: frozenset[str] = frozenset()
    asking_once: bool = False
    #: whether a lesson is played, and whether it has a step before and lets on to the next
    lesson: bool = False
    lesson_back: bool = False
    lesson_next: bool = False
    #: whether there are answers that can be handed in: of the lesson played, or played last
    lesson_answers: bool = False
    #: the names of the actions that the step of a lesson locks, and what is said of them
    locked: frozenset[str] = frozenset()
    locked_words: str = ""
    #: light, dark or system
    theme: str = "system"


When = Callable[[Situation], bool]

_CAN_PLAY = frozenset({State.READY, State.RUNNING, State.PAUSED, State.FINISHED})


def always(_: Situation) -> bool:
    """Return True, for what is possible in every situation."""
    return True


def is_built(situation: Situation) -> bool:
    """Return whether there is a network."""
    return situation.state is not State.EMPTY


def can_play(situation: Situation) -> bool:
    """Return whether training can go on, or is running."""
    return situation.state in _CAN_PLAY


def can_step(situation: Situation) -> bool:
    """Return whether training is at rest and can go on."""
    return can_play(situation) and situation.state is not State.RUNNING


def can_look(situation: Situation) -> bool:
    """Return whether there is a network at rest, even a diverged one."""
    return is_built(situation) and situation.state is not State.RUNNING


class Menu(Enum):
    """The menus in order; those at the end are submenus."""

    FILE = "file"
    EDIT = "edit"
    VIEW = "view"
    TRAIN = "train"
    EXAMINE = "examine"
    LESSONS = "lessons"
    HELP = "help"
    THEME = "theme"
    UNIT = "unit"
    BUG = "bug"
    ASK = "ask"


class Place(Record):
    """The place of an action: its menu, and the section of the menu, from 0."""

    menu: Menu
    section: int = 0


class Words(Record):
    """An action's name, help and icon, if they depend on the situation."""

    text: str
    help: str
    icon: str = ""


def nothing() -> None:
    """Do nothing, for a switch that needs no further action."""


class ActionRow(Record):
    """An action.

    `does` is called when it is triggered, `turns` when it is switched on or off. `words`, `checked`
    and `shown` override its text, the state of the switch and whether it is in the menu.
    """

    name: str
    text: str
    help: str
    place: Place
    does: Callable[[], object] = nothing
    when: When = always
    keys: tuple[str, ...] = ()
    #: a key that triggers it if no control needs that key
    bare_key: str = ""
    #: whether it repeats while the key is held down
    repeats: bool = True
    icon: str = ""
    #: whether its icon is made for a button in the accent colour
    on_accent: bool = False
    turns: Callable[[bool], object] | None = None
    #: the group it belongs to: exactly one action of a group is checked
    choice: str = ""
    checked: When | None = None
    shown: When = always
    words: Callable[[Situation], Words] | None = None

    @property
    def checkable(self) -> bool:
        """Whether it is a switch."""
        return bool(self.choice) or self.turns is not None or self.checked is not None

    def words_in(self, situation: Situation) -> Words:
        """Return its words in a situation."""
        if self.words is not None:
            return self.words(situation)
        return Words(self.text, self.help, self.icon)


def in_menu_order(rows: Iterable[ActionRow]) -> list[ActionRow]:
    """Return rows in the order of the menus; within a section they keep their order."""
    order = list(Menu)
    return sorted(rows, key=lambda row: (order.index(row.place.menu), row.place.section))
