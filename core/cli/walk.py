"""The command `walk`: the cards of the next updates, stop by stop, as a person reads them."""

from collections.abc import Iterator
from pathlib import Path

from core.documents.project_file import load, open_file
from core.documents.resuming import resume
from core.lesson.cards.card import card_of
from core.lesson.cards.content import Card
from core.lesson.cards.following import Following
from core.pictures.snapshot import Outcome
from core.run.snapshots import facts_of, layer_pictures
from core.training.timeline import Timeline
from core.training.walk import Walk


def cards_of(path: Path, updates: int) -> Iterator[Card]:
    """Yield the card of every stop of so many updates; ends where training diverges."""
    opened = open_file(path)
    trainer = resume(opened, load(opened))
    walk, following, facts = Walk(Timeline(trainer)), Following(), facts_of(trainer, 0)
    for _ in range(updates):
        for _ in range(walk.phases):
            walk.step()
            if trainer.outcome is Outcome.DIVERGED:
                return
            step, layers = walk.picture(), layer_pictures(trainer)
            yield card_of(step, layers, facts, following.show(step, layers, facts))
