"""`walk`: the cards of the next updates, stop by stop, for people to read."""

import argparse
import sys
from typing import Any

from core.api.cards import cards_of
from core.cli.arguments import some_updates
from core.cli.command import DIVERGED, OK, Command, tell
from core.cli.opening import add_bug, add_file, opening, plant
from core.cli.report import ending_lines
from core.disk.json_text import to_json
from core.lesson.cards.content import Card
from core.lesson.printing.formats import FORMATS, printed
from core.lesson.printing.pieces import Code, Equation, Grid, Heading, Words, pieces_of
from core.pictures.snapshot import Outcome
from core.run.alone import Alone


def _arguments(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    add_bug(parser)
    parser.add_argument("--updates", type=some_updates, default=1, metavar="K")
    parser.add_argument("--format", choices=tuple(FORMATS), default="text")
    parser.add_argument("--json", action="store_true", help="print one object per stop")


def walk(arguments: argparse.Namespace) -> int:
    """Print the card of every stop of the next updates; return 3 if training diverges."""
    alone = Alone()
    project, _ = alone.ask(opening(arguments), "opened")
    plant(alone, arguments)
    cards = cards_of(alone, arguments.updates)
    if arguments.json:
        for card in cards:
            tell(to_json(as_object(card)))
    else:
        tell(printed(list(cards), arguments.format, project.name))
    standing = alone.run.standing()
    diverged = standing is not None and standing.outcome is Outcome.DIVERGED
    if standing is not None and diverged and not arguments.json:
        sys.stderr.write("\n".join(ending_lines(standing, False)) + "\n")
    return DIVERGED if diverged else OK


def as_object(card: Card) -> dict[str, Any]:
    """Return a card as `walk --json` prints it: one object per stop, everything in words."""
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


COMMAND = Command(
    "walk", "print the next updates stop by stop, with every number", _arguments, walk
)
