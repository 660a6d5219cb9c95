"""What is not done while a bug is planted: nobody is to take its weights for right ones."""

from core.errors import UserError
from core.training.bugs import BUGS
from core.training.trainer import Trainer
from core.words import say, translate

#: every bug that can be planted, by its name
BUG_NAMES = BUGS.names()


def refuse_planted(trainer: Trainer | None) -> None:
    """Raise UserError where a bug is planted in the backward pass."""
    if trainer is not None and trainer.bug:
        raise UserError(
            say("Worker", "a bug is planted: {name}", name=trainer.bug),
            translate("Worker", "find and mend it, or reset, before the network is taken along"),
        )
