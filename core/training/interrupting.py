"""Updates that can be given up: those of optimizers that search, which may take seconds.

An update that is given up is undone, so that training stands where it stood before.
"""

from collections.abc import Callable
from typing import Protocol

from core.moments.moment import Moment


class Interrupted(Exception):
    """An update is given up half way, because training is to pause at once."""


class Updated(Protocol):
    """What does an update, and can go back to before it."""

    def moment(self) -> Moment:
        """Return the moment before the present update."""

    def run_update(self) -> bool:
        """Do an update; return whether its loss is finite."""

    def restore(self, moment: Moment) -> None:
        """Go to a moment."""


class Interrupting:
    """Gives up the update at hand if that is asked for; `is_asked` is called again and again."""

    def __init__(self) -> None:
        self.is_asked: Callable[[], bool] = lambda: False
        self._within = False

    def update(self, trainer: Updated) -> bool | None:
        """Do an update like `run_update`, or return None: it was given up, and is undone.

        One that fails is undone too.
        """
        start, self._within = trainer.moment(), True
        try:
            return trainer.run_update()
        except Interrupted:
            trainer.restore(start)
            return None
        except BaseException:
            trainer.restore(start)
            raise
        finally:
            self._within = False

    def going_on(self) -> None:
        """Raise Interrupted if the update at hand is to be given up."""
        if self._within and self.is_asked():
            raise Interrupted
