"""`check`: every gradient against central differences."""

import argparse
import sys
from typing import Any

from core.cli.command import FAILED, OK, Command, tell
from core.cli.opening import add_bug, add_file, opening, plant
from core.counts import counted
from core.disk.json_text import to_json
from core.pictures.findings import TOLERANCE, GradientCheck, Worst
from core.run.alone import Alone
from core.run.answers import Answer
from core.run.commands import CheckGradients


def _arguments(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    parser.add_argument("--json", action="store_true", help="print what was found as one object")
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
    if arguments.json:
        tell(to_json(_as_object(result)))
        return FAILED if result.failures else OK
    tell(
        f"{counted(result.samples, 'sample')}, float64, required agreement: {TOLERANCE:g} relative"
    )
    for item in result.arrays:
        checked = counted(item.checked, "gradient")
        if item.checked != item.size:
            checked = f"{item.checked} of {counted(item.size, 'gradient')}"
        kinks = f", {item.kinks} at a kink" if item.kinks else ""
        verdict = "✓" if item.failures == 0 else f"! {item.failures} disagree"
        if item.is_by_rounding:
            verdict += " (as exact as the difference itself is: rounding allows no more)"
        tell(
            f"layers.{item.layer}.{item.name}: {checked}, "
            f"largest relative error {item.worst:.1e}{kinks}  {verdict}"
        )
    if result.failures:
        verb = "disagrees" if result.failures == 1 else "disagree"
        tell(f"{counted(result.failures, 'gradient')} {verb} with central differences")
        if result.worst is not None:
            tell(_compared(result.worst))
        return FAILED
    tell("every gradient agrees with central differences")
    return OK


def _as_object(result: GradientCheck) -> dict[str, Any]:
    arrays = [
        {
            "layer": item.layer,
            "name": item.name,
            "checked": item.checked,
            "size": item.size,
            "largest_relative_error": item.worst,
            "disagree": item.failures,
            "at_kinks": item.kinks,
            "as_exact_as_the_difference": item.is_by_rounding,
        }
        for item in result.arrays
    ]
    told = {"samples": result.samples, "tolerance": TOLERANCE, "disagree": result.failures}
    return {**told, "arrays": arrays}


def _compared(worst: Worst) -> str:
    """Return the gradient that agrees least, the one by differences, and their ratio."""
    place = ",".join(str(k + 1) for k in worst.index)
    ratio = f", ratio {worst.slope / worst.numeric:.4g}" if worst.numeric else ""
    return (
        f"layers.{worst.layer}.{worst.name}[{place}]: gradient {worst.slope:.4g}, "
        f"by differences {worst.numeric:.4g}{ratio}"
    )


COMMAND = Command("check", "compare every gradient with central differences", _arguments, check)
