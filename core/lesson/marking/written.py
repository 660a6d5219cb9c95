"""A number written by a person, and whether it is another number rounded.

Three digits count, either after the point or from the first that is not 0; if more are written, all
must be right. Working with four digits at every step stays within `RELATIVE`.
"""

import math
import re
from dataclasses import dataclass

from core.errors import UserError
from core.words import say

_NUMBER = r"[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+"
_FORM = re.compile(rf"([+-]?)({_NUMBER})(?:e([+-]?[0-9]{{1,3}}))?(?:/({_NUMBER}))?", re.IGNORECASE)
_LONGEST = 40

#: how far work by hand may be off: relative to the value, and at most this much for small ones
RELATIVE, ABSOLUTE, OF_SMALL = 0.005, 0.0006, 0.03
#: digits that are enough
ENOUGH = 3
_SLACK = 1.0 + 1e-9


@dataclass(frozen=True)
class Given:
    """A number as given; `decimals` are its digits after the point, without trailing zeros.

    `decimals` is None for a fraction, which has any number of digits.
    """

    text: str
    value: float
    decimals: int | None


def read(text: str) -> Given:
    """Return a number that was written: 0.8, 0,8, −1/3, 1e-3. Raises UserError if it is not one."""
    plain = text.strip().replace("−", "-").replace(" ", "")
    found = _FORM.fullmatch(plain) if len(plain) <= _LONGEST else None
    if found is None:
        raise _no_number(text)
    sign, digits, exponent, divisor = found.groups()
    value = float(f"{digits.replace(',', '.')}e{exponent or 0}")
    decimals: int | None = None
    if divisor is None:
        behind = re.split("[.,]", digits)[1:]
        decimals = len(behind[0].rstrip("0")) if behind else 0
        decimals = max(0, decimals - int(exponent or 0))
    else:
        below = float(divisor.replace(",", "."))
        if below == 0.0:
            raise _no_number(text)
        value /= below
    if not math.isfinite(value):
        raise _no_number(text)
    return Given(plain, -value if sign == "-" else value, decimals)


def _no_number(text: str) -> UserError:
    return UserError(
        say("Marking", "“{text}” is not a number", text=text[:40]),
        # numbers that hardly any task has for an answer
        say("Marking", "write 12.5, 12,5, -1/3 or 1e-3"),
    )


def is_rounded(given: Given, value: float) -> bool:
    """Return whether the given number equals a value in all its digits, at least three."""
    if not math.isfinite(value):
        return False
    off = abs(given.value - value)
    if off <= 1e-9 * abs(value):
        return True
    if given.decimals is None:
        return off <= 0.5 * 10.0**-ENOUGH * min(1.0, abs(value))
    if off <= _half(max(ENOUGH, given.decimals)):
        return True
    if value == 0.0:
        return False
    place = ENOUGH - 1 - math.floor(math.log10(abs(value)))
    # digits before the point can be rounded away too: 1230 is 1234.5
    return round(given.value, place) == given.value and off <= _half(place)


def is_cut(given: Given, value: float) -> bool:
    """Return whether it is a value with digits cut off instead of rounded."""
    if given.decimals is None or not math.isfinite(value) or abs(given.value) > abs(value):
        return False
    shown = given.decimals
    if value and abs(value) < 1.0:
        # trailing zeros are not counted
        shown = max(shown, ENOUGH)
    return abs(given.value - value) < 10.0**-shown and _digits(given.value, shown) >= ENOUGH


def _digits(value: float, decimals: int) -> int:
    """Return how many significant digits a number of so many decimals has."""
    whole = abs(round(value * 10.0**decimals))
    return len(str(whole)) if whole else 0


def digits_of(given: Given) -> int:
    """Return how many digits a number was given with, from the first that is not 0."""
    return ENOUGH if given.decimals is None else _digits(given.value, given.decimals)


def is_near(given: Given, value: float) -> bool:
    """Return whether it is a value apart from accumulated rounding."""
    if not math.isfinite(value):
        return False
    off = abs(given.value - value)
    return off <= RELATIVE * abs(value) or off <= min(ABSOLUTE, OF_SMALL * abs(value))


def has_too_few(given: Given, value: float) -> bool:
    """Return whether it is the value rounded, but to too few digits."""
    if given.decimals is None or not math.isfinite(value) or given.value == 0.0:
        return False
    return abs(given.value - value) <= _half(given.decimals)


def _half(decimals: int) -> float:
    return 0.5 * 10.0**-decimals * _SLACK
