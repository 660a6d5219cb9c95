"""Workings: a rule applied to one number, line by line, as it would be done by hand.

A line is written once, as a template such as `{w} − {η}·{g}`: its formula is the template without
braces, its numbers are the template with every name replaced by its value.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

Shown = Callable[[float], str]

_MINUS = "−"
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_NAME = re.compile(r"\{([^{}]+)\}")
#: what precedes or follows a name whose value needs ( ) to be read correctly
_BINDS_LEFT = "/√"
_BINDS_RIGHT = "²ᵗ^"


@dataclass(frozen=True)
class Line:
    """One line of a working: `symbol` ← `formula` = `numbers` = `result`."""

    symbol: str
    formula: str
    numbers: str
    result: float


def significant(value: float) -> str:
    """Return a number in at most four significant digits, with the sign −: −0.0518, 1·10⁻⁸."""
    return _in_digits(value, ".4g")


def whole(value: float) -> str:
    """Return a number with all the digits that were typed: 0.99999, 1·10⁻⁸."""
    return _in_digits(value, "r")


def _in_digits(value: float, form: str) -> str:
    value = float(value)
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else f"{_MINUS}∞"
    if abs(value) < 1e6 and value.is_integer():
        text = str(int(value))
    elif form == "r":
        text = repr(value).removesuffix(".0")
    else:
        text = f"{value:{'.0f' if 1e4 <= abs(value) < 1e6 else form}}"
    mantissa, _, exponent = text.partition("e")
    mantissa = mantissa.replace("-", _MINUS)
    return f"{mantissa}·10{superscript(int(exponent))}" if exponent else mantissa


def superscript(number: int) -> str:
    """Return a whole number as an exponent: ¹²."""
    return str(number).translate(_SUPERSCRIPTS)


class Sheet:
    """The lines of one working, and the current value of every symbol."""

    def __init__(
        self, values: dict[str, float], given: dict[str, float], shown: Shown = significant
    ) -> None:
        """Start with the symbols' values.

        `given` are the hyper-parameters, which are written with all their digits; so is `t`, the
        number of the update, which is also an exponent.
        """
        self._values = {**values, **given}
        self._whole = {"t", *given}
        self._shown = shown
        self._lines: list[Line] = []

    def know(self, symbol: str, value: float) -> float:
        """Note a symbol's value without adding a line; return it."""
        self._values[symbol] = value
        return value

    def write(self, symbol: str, template: str, result: float) -> float:
        """Add a line after which `symbol` has the value `result`; return that value."""
        formula = _NAME.sub(r"\1", template)
        self._lines.append(Line(symbol, formula, self._in_numbers(template), result))
        self._values[symbol] = result
        return result

    def lines(self) -> tuple[Line, ...]:
        """Return the lines written so far."""
        return tuple(self._lines)

    def _in_numbers(self, template: str) -> str:
        text = _NAME.sub(self._number, template)
        return text.replace("ᵗ", superscript(int(self._values.get("t", 0.0))))

    def _number(self, match: re.Match[str]) -> str:
        """Return the value of a name, in parentheses if it would be misread without them."""
        value = self._values[match[1]]
        text = whole(value) if match[1] in self._whole else self._shown(value)
        before = match.string[: match.start()].rstrip()[-1:]
        behind = match.string[match.end() : match.end() + 1]
        bound = before in _BINDS_LEFT if before else False
        raised = behind in _BINDS_RIGHT if behind else False
        first = before in ("", "(")
        signed = text.startswith((_MINUS, "-")) and (raised or not first)
        product = "·" in text and (bound or raised)
        return f"({text})" if signed or product else text
