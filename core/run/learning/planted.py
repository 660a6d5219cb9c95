"""Planted bugs in a run: which have an effect here, and what is refused while one is planted."""

from core.errors import UserError
from core.training import changes
from core.training.bugs import BUGS, Spoiled, bug_named
from core.training.trainer import Trainer
from core.training.twin import twin_at
from core.words import say, translate

#: every bug that can be planted, by its name
BUG_NAMES = BUGS.names()


def bug_label(name: str) -> str:
    """Return what a bug leaves out or gets wrong, in two or three words."""
    return translate("Components", bug_named(name).label)


def bug_words(name: str) -> str:
    """Return which bug it was, and what is right, in two sentences."""
    says = translate("Components", bug_named(name).says)
    return say("Worker", "It was {bug}. {says}.", bug=bug_label(name), says=says)


def acting(trainer: Trainer) -> tuple[str, ...]:
    """Return the bugs that have an effect on the current update, by name.

    Some need a particular loss, shape or batch. The trainer is not changed. Raises SizeError if a
    twin would be too large.
    """
    twin = twin_at(trainer.dataset, trainer.moment())
    found = []
    for name in BUG_NAMES:
        changes.plant(twin, name)
        if any(isinstance(phase.run, Spoiled) for phase in twin.plan_at_hand().phases):
            found.append(name)
    return tuple(found)


def spoiled_layers(trainer: Trainer) -> frozenset[int]:
    """Return the layers, from 0, in whose backward lines the planted bug sits."""
    twin, last = twin_at(trainer.dataset, trainer.moment()), len(trainer.network.spans) - 1
    samples = len(trainer.dataset.train)
    batch = min(trainer.project.batch_size or samples, samples)
    # some act only in the last, smaller batch of an epoch
    sizes = {batch, samples % batch or batch}
    phases = [phase for size in sizes for phase in twin.work.plan_of(size).phases]
    spoiled = [phase for phase in phases if isinstance(phase.run, Spoiled)]
    return frozenset(last if phase.layer is None else phase.layer for phase in spoiled)


def refuse_idle(trainer: Trainer, name: str) -> None:
    """Raise UserError for a bug without effect on the current update."""
    if name in BUGS and name not in acting(trainer):
        raise UserError(
            translate("Worker", "This bug has no effect here: it would change no gradient"),
            translate("Worker", "plant another one, or use another network, loss or batch"),
        )


def refuse_planted(trainer: Trainer | None) -> None:
    """Raise UserError if a bug is planted in the backward pass, without saying which."""
    if trainer is not None and trainer.bug:
        raise UserError(
            translate("Worker", "a bug is planted in the backward pass"),
            translate(
                "Worker", "find and fix it, or reset, before saving or exporting the network"
            ),
        )
