"""`doctor`: measures what is wrong with a training run, and names settings that fix it."""

import argparse
import json
import math
import sys
from typing import Any

from core.cli.arguments import epochs
from core.cli.command import OK, Command, tell
from core.cli.opening import add_file, opening
from core.cli.report import progress_bar
from core.counts import counted
from core.disk.json_text import to_json
from core.lesson.numbers import figure, rough
from core.pictures.findings import Finding, RateTried
from core.run.alone import Alone, interruptible
from core.run.commands import Examine, SetRecording, TryRates


def _arguments(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    parser.add_argument(
        "--epochs",
        type=epochs,
        metavar="N",
        help="train N epochs first; otherwise an untrained project is trained to its end",
    )
    parser.add_argument(
        "--rates", action="store_true", help="try learning rates around the one that is set"
    )
    parser.add_argument("--json", action="store_true", help="print a list of objects")


def doctor(arguments: argparse.Namespace) -> int:
    """Look at a training run at its present moment and print what is wrong with it."""
    alone = Alone()
    alone.do(SetRecording(False))
    alone.do(opening(arguments))
    _train(alone, arguments.epochs)
    if arguments.rates:
        tried = alone.ask(TryRates(), "rates_tried")
        if arguments.json:
            tell(to_json([vars(each) for each in tried]))
        else:
            _tell_rates(tried)
        return OK
    findings = alone.ask(Examine(), "examined")
    if arguments.json:
        tell(to_json([as_object(each) for each in findings]))
        return OK
    standing = alone.run.standing()
    after = 0 if standing is None else standing.epoch
    found = "nothing found" if not findings else f"{len(findings)} found"
    tell(f"after {counted(after, 'epoch')}: {found}")
    for finding in findings:
        tell("\n".join(as_lines(finding)))
    return OK


def _train(alone: Alone, wanted: int | None) -> None:
    """Train this many epochs first; if none are given, take an untrained project to its end."""
    trainer, standing = alone.run.trainer, alone.run.standing()
    if trainer is None or standing is None:
        return
    training = trainer.project.training
    if wanted is None and (standing.update or not (training.epochs or training.stop.any())):
        return
    end = standing.end if wanted is None else standing.epoch + wanted
    with interruptible() as caught, progress_bar(alone.run, end) as show:
        alone.train(wanted, go_on=lambda: show() or not caught)
    if caught:
        sys.stderr.write("stopped by the keyboard: examined as it is now\n")


def _tell_rates(tried: tuple[RateTried, ...]) -> None:
    finite = [each.after for each in tried if math.isfinite(each.after)]
    for each in tried:
        after = figure(each.after) if math.isfinite(each.after) else "diverges"
        best = "  best" if finite and each.after == min(finite) else ""
        tell(f"η = {rough(each.rate)}: loss {figure(each.before)} → {after}{best}")


def as_object(finding: Finding) -> dict[str, Any]:
    """Return a finding as `doctor --json` prints it."""
    return {
        "finding": finding.key,
        "measured": finding.measured,
        "says": finding.says,
        "remedy": None if finding.remedy is None else dict(finding.remedy),
    }


def as_lines(finding: Finding) -> list[str]:
    """Return a finding as text: what it is, how it was measured, and the settings."""
    lines = [finding.title, f"  {finding.measured}", f"  {finding.says}"]
    if finding.remedy is not None:
        settings = (f"--set {path}={_value(value)}" for path, value in finding.remedy.items())
        lines.append("  " + " ".join(settings))
    return lines


def _value(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return f"'{text}'" if any(sign in text for sign in ' "{') else text


COMMAND = Command("doctor", "measure what is wrong with a training run", _arguments, doctor)
