"""`find`: the first update where a condition holds, in the recorded run or by training on."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from core.cli.arguments import epochs
from core.cli.command import DIVERGED, OK, USER_ERROR, Command, tell
from core.cli.opening import add_file, opening
from core.disk.json_text import to_json
from core.errors import UserError
from core.lesson.numbers import count
from core.lesson.past.condition import EXAMPLES, read_condition
from core.pictures.findings import Found
from core.run.alone import Alone, interruptible
from core.run.answers import Answer
from core.run.commands import Find
from core.run.past.finding import Ahead

_HELP = (
    "the first moment where it holds, such as: "
    + " · ".join(EXAMPLES)
    + ". You can compare figures of the whole training part (loss, accuracy, test_loss, r2, …), "
    "numbers (W1[2,1] from input 2 to neuron 1 of layer 1, b1[1], Z1[3,1] and A1[3,1] of sample 3, "
    "dW1[2,1] of the update just done), |…|, norm(W1), and numbers or fractions; everything is "
    "counted from 1"
)


def _arguments(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    parser.add_argument("condition", metavar="CONDITION", help=_HELP.replace("%", "%%"))
    parser.add_argument(
        "--epochs",
        type=epochs,
        metavar="N",
        help="train N more epochs after the end of the recording; without it an untrained project "
        "is trained to its own end",
    )
    parser.add_argument("--json", action="store_true", help="print update, address and value")


def find(arguments: argparse.Namespace) -> int:
    """Print the first update where the condition holds; 3 where training diverges before it."""
    read_condition(arguments.condition)
    alone = Alone()
    project, _ = alone.ask(opening(arguments), "opened")
    standing = alone.run.standing()
    assert standing is not None
    ahead = None if arguments.epochs is None else Ahead(arguments.epochs)
    if ahead is None and standing.update == 0:
        training = project.training
        if training.epochs is None and not training.stop.any():
            raise UserError(
                "nothing says when to stop training",
                "give --epochs N, or set training.epochs or a stop rule in the project",
            )
        ahead = Ahead(None)
    found: list[Found] = []
    with interruptible() as caught, _progress(alone) as hear:

        def listen(answer: Answer) -> None:
            if answer.news == "found":
                found.extend(answer.values)
            hear(answer)

        alone.do(Find(arguments.condition, ahead, retrace=True), lambda: not caught, listen)
    if not found:
        raise UserError("stopped by the keyboard before it was found", "let it run to the end")
    result = found[0]
    if arguments.json:
        tell(to_json({"update": result.update, "address": result.address, "value": result.value}))
    else:
        tell(in_words(result))
    return DIVERGED if result.update is None and result.diverged else OK


def in_words(found: Found) -> str:
    """Return a line on what was found."""
    if found.update is None or found.value is None:
        line = f"in no update from {count(found.start)} to {count(found.end)}: {found.condition}"
        return line + "; then training diverged" if found.diverged else line
    return (
        f"update {count(found.update)}, epoch {count(found.epoch)}: "
        f"{found.address} is {found.value:.6g}"
    )


@contextmanager
def _progress(alone: Alone) -> "Iterator[_Bar]":
    """Give a call that is told the progress: it shows a bar on a terminal, else nothing."""
    bar = _Bar()
    try:
        yield bar
    finally:
        bar.close()


class _Bar:
    """A bar on a terminal, created when there is progress to show."""

    def __init__(self) -> None:
        self._bar: object = None

    def __call__(self, answer: Answer) -> None:
        if answer.news != "progress" or not sys.stderr.isatty():
            return
        from tqdm import tqdm

        words, done, whole = answer.values
        if self._bar is None and words:
            self._bar = tqdm(leave=False, bar_format="{desc}: {n_fmt}/{total_fmt} {elapsed}")
        if isinstance(self._bar, tqdm) and words:
            self._bar.total, self._bar.n = whole or None, done
            self._bar.set_description_str(words)

    def close(self) -> None:
        """Remove the bar."""
        close = getattr(self._bar, "close", None)
        if close is not None:
            close()


COMMAND = Command("find", "find the first update where a condition holds", _arguments, find)

__all__ = ["COMMAND", "USER_ERROR", "find", "in_words"]
