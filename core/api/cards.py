"""The cards of the next updates, as `walk` and `explain` print them."""

from collections.abc import Iterator

from core.lesson.cards.card import card_of
from core.lesson.cards.content import Card
from core.lesson.cards.following import Following
from core.run.alone import Alone


def cards_of(alone: Alone, updates: int) -> Iterator[Card]:
    """Yield the card of every stop in the next updates; ends if training diverges."""
    following = Following()
    for step in alone.steps(updates):
        facts, snapshot = alone.facts, alone.snapshot
        assert facts is not None and snapshot is not None
        layers = snapshot.layers
        yield card_of(step, layers, facts, following.show(step, layers, facts))
