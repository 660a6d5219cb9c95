"""The actions of a lesson that is played: the way through it, and out of it."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from gui.kit.action_row import ActionRow, Menu, Place, Situation

_translate = QCoreApplication.translate

Act = Callable[[], object]


def lesson_rows(
    on: Act, back: Act, go_to_task: Act, again: Act, leave: Act
) -> tuple[ActionRow, ...]:
    """Return the actions, each with what it does."""
    going = Place(Menu.LESSONS, 1)
    return (
        ActionRow(
            "lesson_next",
            _translate("Actions", "&Next step of the lesson"),
            _translate("Actions", "Go on, once this step is answered"),
            going,
            on,
            lambda now: now.lesson_next,
            ("Alt+Right",),
        ),
        ActionRow(
            "lesson_back",
            _translate("Actions", "Pre&vious step of the lesson"),
            _translate("Actions", "Go back; the step begins with its own network"),
            going,
            back,
            lambda now: now.lesson_back,
            ("Alt+Left",),
        ),
        ActionRow(
            "lesson_task",
            _translate("Actions", "&Go to the task"),
            _translate("Actions", "Put the keys into the first task that is open"),
            going,
            go_to_task,
            _is_played,
            ("F9",),
        ),
        ActionRow(
            "lesson_again",
            _translate("Actions", "&Begin again"),
            _translate("Actions", "Forget your answers to this lesson, from its first step"),
            Place(Menu.LESSONS, 2),
            again,
            _is_played,
        ),
        ActionRow(
            "lesson_leave",
            _translate("Actions", "&Leave the lesson"),
            _translate("Actions", "Its network stays in the window, your answers are kept"),
            Place(Menu.LESSONS, 2),
            leave,
            _is_played,
        ),
    )


def _is_played(now: Situation) -> bool:
    return now.lesson
