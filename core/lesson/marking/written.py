"""A number as a person writes it, and whether it is another number rounded.

Three digits count, whether behind the point or from the first that is not 0; what is written with
more has to hold in all of them. Work with four digits at every step ends within `RELATIVE`.
"""

import math
import re
from dataclasses import dataclass

from core.errors import UserError
from core.words import say

_NUMBER = r"[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+"
_FORM = re.compile(rf"([+-]?)({_NUMBER})(?:e([+-]?[0-9]{{1,3}}))?(?:/({_NUMBER}))?", re.IGNORECASE)
_LONGEST = 40

#: what work by hand may be off by: a share of the value, and no more than so much of small ones
RELATIVE, ABSOLUTE, OF_SMALL = 0.005, 0.0006, 0.03
#: digits that are enough
ENOUGH = 3
_SLACK = 1.0 + 1e-9


@dataclass(frozen=True)
class Given:
    """A number as it was given; `decimals` are the digits behind its point that are not 0.

    `decimals` is None for a fraction, which has as many as one likes.
    """

    text: str
    value: float
    decimals: int | None


def read(text: str) -> Given:
    """Return a number that was written: 0.8, 0,8, −1/3, 1e-3. Raises UserError for what is none."""
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
        say("Marking", "“{text}” is no number", text=text[:40]),
        say("Marking", "write 0.8, 0,8, -1/3 or 1e-3"),
    )


def is_rounded(given: Given, value: float) -> bool:
    """Return whether what is given is a value in all its digits, three at least."""
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
    """Return whether it is a value of which digits were cut off, in place of rounding."""
    if given.decimals is None or not math.isfinite(value) or abs(given.value) > abs(value):
        return False
    shown = given.decimals
    if value and abs(value) < 1.0:
        # zeros at its end are not seen
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
    """Return whether it is a value but for what rounding at every step can add up to."""
    if not math.isfinite(value):
        return False
    off = abs(given.value - value)
    return off <= RELATIVE * abs(value) or off <= min(ABSOLUTE, OF_SMALL * abs(value))


def has_too_few(given: Given, value: float) -> bool:
    """Return whether it is the value rounded, only to fewer digits than count."""
    if given.decimals is None or not math.isfinite(value) or given.value == 0.0:
        return False
    return abs(given.value - value) <= _half(given.decimals)


def _half(decimals: int) -> float:
    return 0.5 * 10.0**-decimals * _SLACK
