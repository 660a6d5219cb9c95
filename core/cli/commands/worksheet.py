"""`worksheet`: sheets for working out one update by hand, and their key."""

import argparse
import json
from pathlib import Path

from core.cli.arguments import some_sheets, whole_seed
from core.cli.command import OK, Command, tell
from core.cli.opening import add_file, opening
from core.counts import counted
from core.disk.writing import check_writable, write_bytes, write_together
from core.errors import FileError
from core.lesson.worksheets.sheet import DIGITS, PARTS, parts_of
from core.lesson.worksheets.writers import WRITERS, writer_for
from core.run.alone import Alone
from core.run.learning.worksheets import sheets


def _arguments(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    parser.add_argument("--count", type=some_sheets, default=1, metavar="N", help="how many sheets")
    parser.add_argument(
        "--seed",
        type=whole_seed,
        default=0,
        metavar="S",
        help="the same seed gives the same sheets",
    )
    endings = ", ".join(WRITERS)
    parser.add_argument("--out", type=Path, required=True, metavar="SHEETS", help=endings)
    parser.add_argument("--key", type=Path, metavar="KEY", help="the file for the answers")
    parser.add_argument(
        "--blank", default=",".join(PARTS), metavar="PARTS", help=f"of {', '.join(PARTS)}; all"
    )
    parser.add_argument("--digits", type=int, choices=DIGITS, default=DIGITS[-1])
    parser.add_argument(
        "--batch", type=int, default=1, metavar="M", help="samples of a sheet, from 1 to 4"
    )
    parser.add_argument(
        "--projects", type=Path, metavar="FOLDER", help="write the project of each sheet as well"
    )


def worksheet(arguments: argparse.Namespace) -> int:
    """Write sheets, each with its own numbers, and their key."""
    blank = parts_of(arguments.blank)
    paths = [path for path in (arguments.out, arguments.key) if path is not None]
    if len(set(paths)) < len(paths):
        raise FileError("sheets and key would be the same file", "give --key another name")
    writers = [writer_for(path) for path in paths]
    for path in paths:
        check_writable(path)
    alone = Alone()
    project, _ = alone.ask(opening(arguments), "opened")
    trainer = alone.run.trainer
    assert trainer is not None  # otherwise its errors have been raised
    made = list(
        sheets(
            project,
            trainer.dataset,
            arguments.count,
            arguments.seed,
            arguments.batch,
            blank,
            arguments.digits,
        )
    )
    found = [sheet for sheet, _ in made]
    texts = [writer(found, is_key) for writer, is_key in zip(writers, (False, True), strict=False)]
    write_together([(path, text.encode()) for path, text in zip(paths, texts, strict=True)])
    for path, is_key in zip(paths, (False, True), strict=False):
        tell(f"{path.name}: {counted(len(made), 'key' if is_key else 'sheet')}")
    if arguments.projects is not None:
        arguments.projects.mkdir(parents=True, exist_ok=True)
        for sheet, own in made:
            text = json.dumps(own.to_json(), indent=2) + "\n"
            write_bytes(arguments.projects / f"sheet-{sheet.number}.json", text.encode("utf-8"))
        tell(f"{arguments.projects.name}: {counted(len(made), 'project')}")
    return OK


COMMAND = Command("worksheet", "write worksheets and their key", _arguments, worksheet)
