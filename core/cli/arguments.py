"""Numbers in arguments of commands; an error names what was to be counted."""

import argparse
import math
from collections.abc import Callable


def within(noun: str, least: int, most: int) -> Callable[[str], int]:
    """Return what reads a number of something within limits; it raises ArgumentTypeError."""
    return lambda text: _count(text, noun, least, most)


def _count(text: str, noun: str, least: int = 0, most: int = 10**12 - 1) -> int:
    if not (text.isascii() and text.isdecimal()) or len(text) > 12:
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is not a number of {noun}")
    if not least <= int(text) <= most:
        raise argparse.ArgumentTypeError(f"give from {least:,} to {most:,} {noun}")
    return int(text)


def epochs(text: str) -> int:
    """Return a number of epochs. Raises ArgumentTypeError."""
    return _count(text, "epochs")


def some_epochs(text: str) -> int:
    """Return a number of epochs, at least 1. Raises ArgumentTypeError."""
    return _count(text, "epochs", least=1)


def some_starts(text: str) -> int:
    """Return a number of starts, from 1 to 1,000. Raises ArgumentTypeError."""
    return _count(text, "starts", least=1, most=1000)


def some_draws(text: str) -> int:
    """Return a number of draws, from 1 to 1,000. Raises ArgumentTypeError."""
    return _count(text, "draws", least=1, most=1000)


def some_sheets(text: str) -> int:
    """Return a number of sheets, from 1 to 1,000. Raises ArgumentTypeError."""
    return _count(text, "sheets", least=1, most=1000)


def sheet_number(text: str) -> int:
    """Return the number of a sheet: 17, or XOR-17. Raises ArgumentTypeError."""
    return _count(text.rpartition("-")[2], "a sheet", least=1, most=1000)


def whole_seed(text: str) -> int:
    """Return a seed. Raises ArgumentTypeError."""
    return _count(text, "a seed")


def some_shuffles(text: str) -> int:
    """Return how often each input is shuffled. Raises ArgumentTypeError."""
    return _count(text, "shuffles")


def a_threshold(text: str) -> float:
    """Return the output above which a sample belongs to a class. Raises ArgumentTypeError."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is not a threshold")
    return value


def updates(text: str) -> int:
    """Return a number of updates. Raises ArgumentTypeError."""
    return _count(text, "updates")


def some_updates(text: str) -> int:
    """Return a number of updates, at least 1. Raises ArgumentTypeError."""
    count = updates(text)
    if count < 1:
        raise argparse.ArgumentTypeError("walk through at least one update")
    return count


def soaked(text: str) -> float:
    """Return a number of minutes, from a tenth to a week. Raises ArgumentTypeError."""
    try:
        minutes = float(text)
    except ValueError:
        minutes = 0.0
    if not 0.1 <= minutes <= 7 * 24 * 60:
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is not a number of minutes from 0.1")
    return minutes
