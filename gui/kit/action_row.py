"""What an action of the window says of itself: words, keys, place, what it does, and when.

The rows lie in `gui.commands`, beside what they do. `gui.kit.actions` makes the actions of them;
the menus, the buttons, the tooltips and the list of keys read the same rows.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum

from core.run.states import State


@dataclass(frozen=True)
class Situation:
    """All that decides which actions are possible, which are on, and how they are called now."""

    state: State = State.EMPTY
    #: whether a moment is recorded before the one that is shown, after it, and two at all
    behind: bool = False
    ahead: bool = False
    moments: bool = False
    #: whether the file holds something else than the window
    outdated: bool = False
    #: the words of what would be undone and redone, None where there is nothing
    undo: str | None = None
    redo: str | None = None
    #: what a step is: phase, update or epoch; and whether an update is a whole epoch
    unit: str = "phase"
    one_batch: bool = False
    #: whether the Step view is shown, else the Train view
    stepping: bool = False
    #: whether the window presents, with a clicker's keys
    presenting: bool = False
    #: the name of the view in front, and of all that have a tab
    tab: str = ""
    tabs: frozenset[str] = frozenset()
    #: whether a bug is planted in the backward pass
    planted: bool = False
    #: whether the numbers of a stop are asked for before they are shown
    asking: bool = False
    #: whether a lesson is played, and whether it has a step before and lets on to the next
    lesson: bool = False
    lesson_back: bool = False
    lesson_next: bool = False
    #: light, dark or system
    theme: str = "system"


When = Callable[[Situation], bool]

_CAN_PLAY = frozenset({State.READY, State.RUNNING, State.PAUSED, State.FINISHED})


def always(_: Situation) -> bool:
    """Return True: what is possible in every situation."""
    return True


def is_built(situation: Situation) -> bool:
    """Return whether there is a network."""
    return situation.state is not State.EMPTY


def can_play(situation: Situation) -> bool:
    """Return whether training can go on, or does."""
    return situation.state in _CAN_PLAY


def can_step(situation: Situation) -> bool:
    """Return whether training rests and can go on."""
    return can_play(situation) and situation.state is not State.RUNNING


def can_look(situation: Situation) -> bool:
    """Return whether a network rests, be it diverged."""
    return is_built(situation) and situation.state is not State.RUNNING


class Menu(Enum):
    """The menus in their order; those at the end lie within another."""

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


@dataclass(frozen=True)
class Place:
    """Where an action stands: in which menu, and in which part of it, from 0."""

    menu: Menu
    section: int = 0


@dataclass(frozen=True)
class Words:
    """How an action is called, its help and its icon, where they follow the situation."""

    text: str
    help: str
    icon: str = ""


def nothing() -> None:
    """Do nothing: what a switch does beside being turned."""


@dataclass(frozen=True)
class ActionRow:
    """An action.

    `does` is called when it is triggered, `turns` when it is switched on or off. What `words`,
    `checked` and `shown` say goes before the text, the state of a switch and being in the menu.
    """

    name: str
    text: str
    help: str
    place: Place
    does: Callable[[], object] = nothing
    when: When = always
    keys: tuple[str, ...] = ()
    #: a key that means it where no control needs that key
    bare_key: str = ""
    #: whether a key that is held down does it again and again
    repeats: bool = True
    icon: str = ""
    #: whether its icon is made for the accent colour, as its button is
    on_accent: bool = False
    turns: Callable[[bool], object] | None = None
    #: actions of one choice: one of them is on
    choice: str = ""
    checked: When | None = None
    shown: When = always
    words: Callable[[Situation], Words] | None = None

    @property
    def checkable(self) -> bool:
        """Whether it is a switch."""
        return bool(self.choice) or self.turns is not None or self.checked is not None

    def words_in(self, situation: Situation) -> Words:
        """Return how it is called in a situation."""
        if self.words is not None:
            return self.words(situation)
        return Words(self.text, self.help, self.icon)


def in_menu_order(rows: Iterable[ActionRow]) -> list[ActionRow]:
    """Return rows in the order of the menus; within a section they keep theirs."""
    order = list(Menu)
    return sorted(rows, key=lambda row: (order.index(row.place.menu), row.place.section))
