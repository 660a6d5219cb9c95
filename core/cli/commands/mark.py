"""`mark`: marks numbers worked out by hand: right, rounded, or wrong by a named slip."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.cli.arguments import sheet_number, some_updates, whole_seed
from core.cli.command import FAILED, OK, Command, tell
from core.cli.opening import add_file, opening
from core.disk.json_text import to_json
from core.errors import UserError
from core.lesson.addresses.address import parse
from core.lesson.addresses.moment import value as number_at
from core.lesson.marking.marks import Answer, Mark, mark
from core.lesson.marking.worked import Update
from core.lesson.marking.written import read
from core.run.alone import Alone
from core.run.learning.worksheets import sheet_project
from core.words import plain


def _arguments(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    parser.add_argument(
        "answers",
        nargs="+",
        metavar="ADDRESS=VALUE",
        help='your own numbers, as in Z1[3,1]=12.5 "W1\'[1,1]=-1/3"',
    )
    parser.add_argument(
        "--updates",
        type=some_updates,
        default=1,
        metavar="K",
        help="the K-th update after the file's moment",
    )
    parser.add_argument(
        "--sheet", type=sheet_number, metavar="NUMBER", help="a worksheet of FILE: 17, or XOR-17"
    )
    parser.add_argument(
        "--seed", type=whole_seed, default=0, metavar="S", help="the seed printed on the sheet"
    )
    parser.add_argument(
        "--batch", type=int, default=1, metavar="M", help="the samples of the sheet"
    )
    parser.add_argument("--json", action="store_true", help="print a list of objects")


def marking(arguments: argparse.Namespace) -> int:
    """Mark the answers against an update; 1 where one is wrong or cannot be marked."""
    alone = Alone()
    project, _ = alone.ask(opening(arguments), "opened")
    trainer = alone.run.trainer
    if arguments.sheet is not None and trainer is not None:
        of_sheet = arguments.seed, arguments.sheet, arguments.batch
        _, update = sheet_project(project, trainer.dataset, *of_sheet)
    else:
        update = update_at(alone, arguments.updates)
    marks = marks_of(update, arguments.answers)
    if arguments.json:
        tell(to_json([as_object(each) for each in marks]))
    else:
        for each in marks:
            tell(as_line(each))
    return OK if all(isinstance(each, Mark) and each.right for each in marks) else FAILED


@dataclass(frozen=True)
class Refused:
    """What was typed and cannot be marked, and why."""

    text: str
    error: UserError


def marks_of(update: Update, texts: Sequence[str]) -> list[Mark | Refused]:
    """Return the marks of what was typed, in its order; what cannot be marked stands beside them.

    Raises the UserError of the first one where nothing can be marked.
    """
    read_ones: list[Answer | Refused] = []
    for text in texts:
        try:
            read_ones.append(answer_of(text, update))
        except UserError as error:
            read_ones.append(Refused(text, error))
    answers = [each for each in read_ones if isinstance(each, Answer)]
    if not answers and isinstance(read_ones[0], Refused):
        raise read_ones[0].error
    marks = iter(mark(update, answers))
    return [each if isinstance(each, Refused) else next(marks) for each in read_ones]


def answer_of(text: str, update: Update) -> Answer:
    """Return one answer, ADDRESS=VALUE. Raises UserError for what is none, or of no number."""
    written, equals, value = text.partition("=")
    if not equals:
        raise UserError(f"{text[:60]!r} is not ADDRESS=VALUE", "write it as Z1[3,1]=12.5")
    address = parse(written, len(update.project.layers))
    number_at(address, update.numbers)
    return Answer(address, read(value))


def update_at(alone: Alone, count: int) -> Update:
    """Return the `count`-th update from a run's moment. Raises UserError if it diverges."""
    *_, last = (None, *alone.steps(count))
    if last is None or last.done < len(last.rail) or alone.run.is_stopped():
        raise UserError("training diverges before that update", "mark an earlier one")
    layers = () if alone.snapshot is None else alone.snapshot.layers
    return Update.of(last, layers)


def as_object(mark: Mark | Refused) -> dict[str, Any]:
    """Return a mark as `mark --json` prints it; what was refused has no numbers."""
    if isinstance(mark, Refused):
        said = f"{mark.error.message}; {mark.error.hint}"
        address = mark.text.partition("=")[0].strip()
        return {"address": address, "given": None, "right": False, "value": None, "slip": said}
    return {
        "address": str(mark.answer.address),
        "given": mark.answer.given.value,
        "right": mark.right,
        "value": mark.value,
        "slip": mark.slip,
    }


def as_line(mark: Mark | Refused) -> str:
    """Return a mark in one line: ✓ or ✗, the answer, and a remark on it."""
    if isinstance(mark, Refused):
        return f"✗ {plain(mark.text[:60])}: {mark.error.message}; {mark.error.hint}"
    sign = "✓" if mark.right else "✗"
    words = mark.slip or mark.remark
    if not mark.right and not words:
        words = "wrong, and not by any known slip"
    given = f"{mark.answer.address} = {mark.answer.given.text}"
    return f"{sign} {given}" + (f": {words}" if words else "")


COMMAND = Command("mark", "mark numbers that were worked out by hand", _arguments, marking)
