"""`doctor`: measures what is wrong with a training run, and names settings that fix it."""

import argparse
import json
import sys
from dataclasses import asdict
from typing import Any

from core.cli.arguments import epochs
from core.cli.command import OK, Command, tell
from core.cli.opening import add_file, opening
from core.cli.report import progress_bar
from core.counts import counted
from core.disk.json_text import to_json
from core.lesson.numbers import count, figure, rough, size_in_words
from core.pictures.findings import BeforeTraining, Finding, RateTest
from core.run.alone import Alone, interruptible
from core.run.commands import CheckBefore, Examine, ForeseeRemedy, SetRecording, TryRates

#: about how many rates are printed
_SHOWN = 25


def _arguments(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    parser.add_argument(
        "--epochs",
        type=epochs,
        metavar="N",
        help="train N epochs first; otherwise an untrained project is trained to its end",
    )
    parser.add_argument(
        "--rates",
        action="store_true",
        help="try growing learning rates, update by update, and suggest one",
    )
    parser.add_argument(
        "--before",
        action="store_true",
        help="do not train: print shapes, sizes, work, memory and the first loss",
    )
    parser.add_argument(
        "--futures",
        action="store_true",
        help="train on without each remedy and with it, apart, and print what comes of both",
    )
    parser.add_argument("--json", action="store_true", help="print a list of objects")


def doctor(arguments: argparse.Namespace) -> int:
    """Look at a training run at its present moment and print what is wrong with it."""
    alone = Alone()
    alone.do(SetRecording(False))
    alone.do(opening(arguments))
    if arguments.before:
        _tell_before(alone.ask(CheckBefore(), "checked_before"), arguments.json)
        return OK
    _train(alone, arguments.epochs)
    if arguments.rates:
        test = alone.ask(TryRates(), "rates_tried")
        if arguments.json:
            tried = [vars(each) for each in test.tried]
            tell(to_json({"rate": test.rate, "suggested": test.best, "tried": tried}))
        else:
            _tell_rates(test)
        return OK
    findings = alone.ask(Examine(), "examined")
    futures = {
        each.key: alone.ask(ForeseeRemedy(each), "foreseen").words
        for each in findings
        if arguments.futures and each.remedy is not None
    }
    if arguments.json:
        objects = [as_object(each) for each in findings]
        tell(to_json([{**one, **_future(futures, one["finding"])} for one in objects]))
        return OK
    standing = alone.run.standing()
    after = 0 if standing is None else standing.epoch
    found = "nothing found" if not findings else f"{len(findings)} found"
    tell(f"after {counted(after, 'epoch')}: {found}")
    for finding in findings:
        tell("\n".join([*as_lines(finding), *map("  {}".format, _words(futures, finding.key))]))
    return OK


def _future(futures: dict[str, str], key: str) -> dict[str, str]:
    return {"futures": futures[key]} if key in futures else {}


def _words(futures: dict[str, str], key: str) -> list[str]:
    return [futures[key]] if key in futures else []


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


def _tell_before(found: BeforeTraining, as_json: bool) -> None:
    if as_json:
        tell(to_json(asdict(found)))
        return
    for layer in found.layers:
        tell(
            f"{layer.title}: {count(layer.inputs)} → {count(layer.units)}, "
            f"{count(layer.parameters)} weights and biases, "
            f"{count(layer.multiply_adds)} multiply-adds for a sample"
        )
    batch = f"{counted(found.samples, 'sample')} in batches of {count(found.batch)}"
    tell(f"in all {count(found.parameters)} weights and biases; {batch}")
    tell(
        f"{count(found.forward)} multiply-adds for a prediction, {count(found.per_epoch)} for an "
        f"epoch of training; about {size_in_words(found.bytes)} of memory"
    )
    for words in found.words:
        tell(words)


def _tell_rates(test: RateTest) -> None:
    for each in test.tried[:: max(1, len(test.tried) // _SHOWN)]:
        tell(f"η = {rough(each.rate)}: training loss {figure(each.loss)}")
    if test.best is None:
        tell("no rate suggested: the loss falls at none of them")
    else:
        falls = f"the loss falls fastest at η = {rough(test.best)}"
        tell(f"{falls}; the project has {rough(test.rate)}")
        tell(f"  --set optimizer.learning_rate={test.best:g}")


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
