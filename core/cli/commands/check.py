"""`check`: every gradient against central differences."""

import argparse
import sys

from core.cli.command import FAILED, OK, Command, tell
from core.cli.opening import add_bug, add_file, opening, plant
from core.pictures.findings import Worst
from core.run.alone import Alone
from core.run.answers import Answer
from core.run.commands import CheckGradients
from core.run.gradient_check import TOLERANCE


def _arguments(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    add_bug(parser)


def check(arguments: argparse.Namespace) -> int:
    """Compare every gradient; exit 1 if one disagrees."""
    alone = Alone()
    alone.do(opening(arguments))
    plant(alone, arguments)
    bar = None
    if sys.stderr.isatty():
        from tqdm import tqdm

        bar = tqdm(unit="gradient", leave=False)

    def listen(answer: Answer) -> None:
        if bar is not None and answer.news == "progress":
            _, done, whole = answer.values
            bar.total = whole or bar.total
            bar.update(done - bar.n if whole else 0)

    result = alone.ask(CheckGradients(), "gradients_checked", listen)
    if bar is not None:
        bar.close()
    tell(f"{result.samples} samples, float64, agreement asked for: {TOLERANCE:g} relative")
    for item in result.arrays:
        share = "" if item.checked == item.size else f" of {item.size}"
        kinks = f", {item.kinks} at kinks" if item.kinks else ""
        verdict = "✓" if item.failures == 0 else f"! {item.failures} disagree"
        tell(
            f"layers.{item.layer}.{item.name}: {item.checked}{share} gradients, "
            f"largest relative error {item.worst:.1e}{kinks}  {verdict}"
        )
    if result.failures:
        tell(f"{result.failures} gradients disagree with central differences")
        if result.worst is not None:
            tell(_compared(result.worst))
        return FAILED
    tell("every gradient agrees with central differences")
    return OK


def _compared(worst: Worst) -> str:
    """Return the slope that agrees least beside the one by differences, and their ratio."""
    place = ",".join(str(k + 1) for k in worst.index)
    ratio = f", ratio {worst.slope / worst.numeric:.4g}" if worst.numeric else ""
    return (
        f"layers.{worst.layer}.{worst.name}[{place}]: gradient {worst.slope:.4g}, "
        f"by differences {worst.numeric:.4g}{ratio}"
    )


COMMAND = Command("check", "compare every gradient with central differences", _arguments, check)
