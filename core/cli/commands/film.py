"""`film`: a moving picture of training."""

import argparse
import time
from pathlib import Path

from core.cli.arguments import within
from core.cli.command import OK, Command, tell
from core.cli.opening import add_file, opening
from core.cli.report import progress_bar
from core.counts import counted
from core.errors import UserError
from core.formats.film.options import (
    BOTH,
    FASTEST,
    LARGEST,
    PARTS,
    SLOWEST,
    SMALLEST,
    USUAL_RATE,
    USUAL_SIZE,
    FilmOptions,
    check_film,
)
from core.pictures.colours import PAPERS
from core.run.alone import Alone, interruptible
from core.run.commands import MakeFilm, Reset
from core.run.filming.moments import EPOCH, UPDATE, Moments
from core.run.filming.part import Filmed


def _arguments(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="OUT",
                        help=".gif, .webp or .png; .mp4 and .webm take ffmpeg")  # fmt: skip
    moment = within("epochs or updates", 0, 10**9)
    parser.add_argument("--from", dest="first", type=moment, default=0, metavar="N")
    parser.add_argument("--to", dest="last", type=moment, metavar="N",
                        help="by default the end of training")  # fmt: skip
    parser.add_argument("--every", type=within("epochs or updates", 1, 10**9), default=1,
                        metavar="N", help="epochs (or updates) from frame to frame")  # fmt: skip
    parser.add_argument("--unit", choices=(EPOCH, UPDATE), default=EPOCH)
    parser.add_argument("--parts", choices=PARTS, default=BOTH)
    parser.add_argument("--size", type=within("pixels", SMALLEST, LARGEST), default=USUAL_SIZE,
                        metavar="PIXELS", help="the width")  # fmt: skip
    parser.add_argument("--theme", choices=[paper.name for paper in PAPERS], default=PAPERS[0].name)
    parser.add_argument("--rate", type=within("frames a second", SLOWEST, FASTEST),
                        default=USUAL_RATE, metavar="N", help="frames a second")  # fmt: skip


def film(arguments: argparse.Namespace) -> int:
    """Train as far as the film goes, if that is not recorded, and make it."""
    paper = next(paper for paper in PAPERS if paper.name == arguments.theme)
    options = FilmOptions(arguments.parts, arguments.size, paper, arguments.rate)
    check_film(arguments.out, options, 1)
    alone = Alone()
    alone.do(opening(arguments))
    with interruptible() as caught:
        _train(alone, arguments, caught)
        moments = Moments(arguments.unit, arguments.first, arguments.last, arguments.every)
        begin = time.perf_counter()
        made = alone.do(MakeFilm(arguments.out, moments, options), go_on=lambda: not caught)
    for answer in made:
        found = answer.values[0] if answer.news == "filmed" else Filmed()
        if found.error is not None:
            raise found.error
        if found.path is not None:
            seconds = time.perf_counter() - begin
            tell(f"{found.path.name}: {counted(found.whole, 'frame')}, made in {seconds:.1f} s")
            return OK
    raise UserError("no film was made", "let it run to its end")


def _train(alone: Alone, arguments: argparse.Namespace, caught: list[int]) -> None:
    """Train until the film's last moment is recorded."""
    timeline, trainer = alone.run.time.timeline, alone.run.trainer
    assert timeline is not None and trainer is not None
    if arguments.first < timeline.start:
        alone.do(Reset())
        tell(f"{arguments.file.name} has no record of its beginning: trained again from its start")
        timeline, trainer = alone.run.time.timeline, alone.run.trainer
        assert timeline is not None and trainer is not None
    last = arguments.last
    if last is None and timeline.end > timeline.start:
        return  # as far as it is recorded
    if last is None and trainer.project.training.epochs is None:
        raise UserError("this project trains without an end", "say where the film ends: --to N")
    if last is not None and arguments.unit == UPDATE and alone.facts is not None:
        last = -(-last // alone.facts.updates_per_epoch)
    if last is not None and last <= trainer.epoch:
        return
    more = None if last is None else last - trainer.epoch
    with progress_bar(alone.run, last) as show:
        alone.train(more, go_on=lambda: show() or not caught)


COMMAND = Command("film", "make a moving picture of training: GIF, WebP, PNG or video", _arguments,
                  film)  # fmt: skip
