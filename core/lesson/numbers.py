"""Numbers for people: short where there are many, full in tooltips, with a proper minus.

The reader chooses how many digits are shown: `FEWEST_DIGITS` is the usual number, and a person may
ask for more.
"""

import math
from contextvars import ContextVar

MINUS = "−"
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


FEWEST_DIGITS, MOST_DIGITS = 3, 7
_digits: ContextVar[int] = ContextVar("digits", default=FEWEST_DIGITS)


def set_digits(digits: int) -> None:
    """Choose how many significant digits readings have, from 3 to 7."""
    _digits.set(max(FEWEST_DIGITS, min(MOST_DIGITS, digits)))


def more_digits() -> int:
    """Return how many digits are shown beyond the usual ones."""
    return _digits.get() - FEWEST_DIGITS


def _odd(value: float) -> str | None:
    """Return words for a number without digits, else None."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else MINUS + "∞"
    return None


def powers(text: str) -> str:
    """Turn 1.2e-05 into 1.2·10⁻⁵ and hyphens into minus signs."""
    mantissa, _, exponent = text.partition("e")
    mantissa = mantissa.replace("-", MINUS)
    if not exponent:
        return mantissa
    return f"{mantissa}·10{str(int(exponent)).translate(_SUPERSCRIPTS)}"


def short(value: float) -> str:
    """Return a weight in about five characters: 2.50, −0.004, 31.6, −2·10⁻⁵; zero is 0."""
    value = float(value)
    odd = _odd(value)
    if odd is not None:
        return odd
    size = abs(value)
    if size == 0.0:
        return "0"
    more = more_digits()
    if size < 0.0005 or size >= 99999.5:
        return powers(f"{value:.{more}e}")
    places = 3 if size < 0.00995 else 2 if size < 9.995 else 1 if size < 99.95 else 0
    return powers(f"{value:.{places + more}f}")


def figure(value: float | None, digits: int = 3) -> str:
    """Return a reading with this many significant digits, or more if asked for: 0.087, 97.5."""
    if value is None:
        return "·"
    value = float(value)
    odd = _odd(value)
    if odd is not None:
        return odd
    if value == 0.0:
        return "0"
    size = abs(value)
    digits += more_digits()
    if size < 0.001 or size >= 1e6:
        return powers(f"{value:.{digits - 1}e}")
    places = max(0, digits if size < 1.0 else digits - 1 - math.floor(math.log10(size)))
    return powers(f"{value:.{places}f}")


def tidy(value: float) -> str:
    """Return a round number in full: 0.5, 1, −200, 1.5·10⁻⁷."""
    odd = _odd(float(value))
    return odd if odd is not None else powers(f"{value + 0.0:.4g}")


def rough(value: float | None) -> str:
    """Return a figure in two digits: 0.0015, −1.3, 6.8·10⁻¹¹."""
    if value is None:
        return "·"
    odd = _odd(float(value))
    return odd if odd is not None else tidy(float(f"{float(value):.2g}"))


def full(value: float) -> str:
    """Return every digit that the number has."""
    value = float(value)
    return _odd(value) or ("0" if value == 0.0 else powers(repr(value)).removesuffix(".0"))


def percent(share: float) -> str:
    """Return a share as a percentage: 97.5 %."""
    odd = _odd(float(share))
    return odd if odd is not None else powers(f"{share * 100.0:.1f}") + " %"


def count(number: int) -> str:
    """Return a whole number with commas between thousands."""
    return f"{number:,}"


def size_in_words(size: int) -> str:
    """Return a number of bytes: 512 bytes, 1.3 kB, 24 MB."""
    if size < 1000:
        return f"{size} bytes"
    power = 1
    while power < 3 and size >= 995.0 * 1000**power:
        power += 1
    return f"{rough(size / 1000**power)} {('kB', 'MB', 'GB')[power - 1]}"


def subscript(number: int) -> str:
    """Return a number as small digits below the line."""
    return str(number).translate(_SUBSCRIPTS)


def superscript(number: int) -> str:
    """Return a number as small digits above the line."""
    return str(number).translate(_SUPERSCRIPTS)
