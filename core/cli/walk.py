"""The command `walk`: the cards of the next updates, stop by stop, as a person reads them."""

from collections.abc import Iterator
from typing import Any

from core.lesson.cards.card import card_of
from core.lesson.cards.content import Card
from core.lesson.cards.following import Following
from core.lesson.printing.pieces import Code, Equation, Grid, Heading, Words, pieces_of
from core.pictures.snapshot import Outcome
from core.run.snapshots import facts_of, layer_pictures
from core.training.timeline import Timeline
from core.training.trainer import Trainer
from core.training.walk import Walk


def cards_of(trainer: Trainer, updates: int) -> Iterator[Card]:
    """Yield the card of every stop of so many updates; ends where training diverges."""
    walk, following, facts = Walk(Timeline(trainer)), Following(), facts_of(trainer, 0)
    for _ in range(updates):
        for _ in range(walk.phases):
            walk.step()
            if trainer.outcome is Outcome.DIVERGED:
                return
            step, layers = walk.picture(), layer_pictures(trainer)
            yield card_of(step, layers, facts, following.show(step, layers, facts))


def as_object(card: Card) -> dict[str, Any]:
    """Return a card as `walk --json` prints it: one object a stop, everything in words."""
    pieces = list(pieces_of(card))
    tables = [piece for piece in pieces if isinstance(piece, Grid)]
    return {
        "title": next(piece.title for piece in pieces if isinstance(piece, Heading)),
        "place": card.place,
        "says": [piece.text for piece in pieces if isinstance(piece, Words)],
        "equations": [list(piece.lines) for piece in pieces if isinstance(piece, Equation)],
        "tables": [{"title": t.title, "head": t.head, "rows": t.rows} for t in tables],
        "code": [line for piece in pieces if isinstance(piece, Code) for line in piece.lines],
    }
