"""Notations: numbers as people write them, read if a whole column agrees.

Decimal points and commas, groups of thousands (1,234 · 1.234 · 1 234 · 1'234 · 12,34,567),
powers of ten (1e5 · 1D+05 · 1×10^5), the typographic minus (U+2212), a minus behind, brackets for
negative amounts, percent, currencies, units, and letters for thousands and more (1.2K · €3.5M).
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from core.data.reading.cells.marks import Marks
from core.data.reading.packed import pieces

#: spaces within numbers, breaking or not
_BLANK = " \u00a0\u202f\u2009\u2007"
_MARKS = "'’"
_SIGNS_OF: Mapping[int, str | int] = MappingProxyType(
    {
        **dict.fromkeys(map(ord, "\u2212\u2010\u2011\u2013\uff0d"), "-"),
        # signs as wide as a Chinese character
        **str.maketrans("\uff0b\uff0e\uff0c\uff05\uff04\uffe5\uff08\uff09", "+.,%$¥()"),
    }
)
_CURRENCIES = "$€£¥₹₽₩₺₴₫₦฿₪¢"
_CODES = (
    r"USD|EUR|GBP|JPY|CNY|CHF|INR|RUB|AUD|CAD|SEK|NOK|DKK|PLN|CZK|BRL|KRW|MXN|ZAR|TRY|US\$|R\$|"
    r"kr|zł|Kč|Fr\.?|元|円"
)
#: units of one sign: ℃, ℉, and those of U+3380 to U+33DF such as ㎡
_SIGNS = "\u2103\u2109\u3380-\u33df"
_MONEY = f"(?:{_CODES}|[{_CURRENCIES}])"
#: with "*+" no digit is given back, or a long run of blanks would take time with its square
_CELL = re.compile(
    rf"(?P<open>\()?(?P<sign>[+-]?)(?P<before>{_MONEY})?[{_BLANK}]*(?P<inside>\()?(?P<inner>[+-]?)"
    rf"(?P<digits>\d[\d.,{_MARKS}{_BLANK}]*+|[.,]\d+)"
    rf"(?:[eE](?P<power>[+-]?\d+)|[dD](?P<fortran>[+-]?\d\d\d?)"
    rf"|[{_BLANK}]?[×·xX*][{_BLANK}]?10(?:\^|\*\*)[{{(]?(?P<raised>[+-]?\d+)[)}}]?)?(?P<tail>-)?[{_BLANK}]*"
    rf"(?P<after>{_MONEY}|[%‰](?:[{_BLANK}]?[^\W\d_]{{1,6}}\.?)?|[^\W\d_][^\d\"()]{{0,9}}|[°µ{_SIGNS}][^\d\"()]{{0,9}})?(?P<close>\))?"
)
#: what stands for a power of ten behind a number; a single letter does only directly behind it, as
#: 300 K is a temperature
_SCALES = MappingProxyType(
    {
        **dict.fromkeys(("k", "K", "Tsd", "тыс", "千", "thousand"), "e3"),
        **dict.fromkeys(("万", "萬"), "e4"),
        **dict.fromkeys(("M", "Mio", "mln", "млн", "百万", "million", "millions"), "e6"),
        **dict.fromkeys(("亿", "億"), "e8"),
        **dict.fromkeys(("B", "bn", "Bn", "Mrd", "mld", "млрд", "billion", "billions"), "e9"),
    }
)
_LETTERS = "|".join(sorted(_SCALES, key=len, reverse=True))
_SCALE = re.compile(rf"(?P<scale>{_LETTERS})\.?[{_BLANK}]*(?P<unit>{_MONEY})?")
#: prices without pence: 12,– and 12.--
_NO_PENCE = re.compile(r"(?<=\d)[.,]--?$")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_POWER = re.compile(r"(?<=10)[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+")
_PLAIN = MappingProxyType(
    {
        ".": re.compile(r"\d+(?:\.\d*)?|\.\d+"),
        ",": re.compile(r"\d+(?:,\d*)?|,\d+"),
    }
)


def _grouped(signs: str, decimal: str) -> re.Pattern[str]:
    end = rf"(?:{re.escape(decimal)}\d*)?"
    return re.compile(rf"[1-9]\d{{0,2}}(?P<sign>[{signs}])\d{{3}}(?:(?P=sign)\d{{3}})*{end}")


_GROUPED = MappingProxyType(
    {
        ".": _grouped(f",{_MARKS}{_BLANK}", "."),
        ",": _grouped(f".{_MARKS}{_BLANK}", ","),
    }
)
_INDIAN = re.compile(r"[1-9]\d?(?:,\d{2})+,\d{3}(?:\.\d*)?")


@dataclass(frozen=True)
class Taken:
    """The parts of a cell: sign, digits with separators, power of ten, and text beside them.

    The power `is_scaled` if a letter or word stands for it, as in 1.2K; a minus may stand behind.
    """

    negative: bool
    digits: str
    power: str
    affix: str
    is_scaled: bool = False
    #: whether its minus stands behind it
    is_behind: bool = False


def taken(cell: str) -> Taken | None:
    """Return the parts of a stripped cell, or None if it is not a number in any notation."""
    cell = _NO_PENCE.sub("", cell.translate(_SIGNS_OF))
    if cell[:1] in ("'", "’") and cell[1:2].isdigit():
        cell = cell[1:]  # spreadsheets mark a text with it
    if not cell.isascii():
        cell = _POWER.sub(lambda found: "^" + found[0].translate(_RAISED), cell)
    found = _CELL.fullmatch(cell)
    if found is None or (found["open"], found["inside"]).count("(") != bool(found["close"]):
        return None
    brackets = bool(found["close"])
    if found["sign"] and found["inner"]:
        return None
    if found["tail"] and (found["sign"] or found["inner"] or brackets):
        return None
    affix, behind = (found["before"] or "").strip(), (found["after"] or "").strip()
    if found["tail"] and behind and not (is_money(behind) or behind in "%‰"):
        return None  # a minus behind a number stands before no other word: 12-Jan, 7590-VH
    exponent = found["power"] or found["fortran"] or found["raised"]
    power = f"e{exponent}" if exponent else ""
    scale = _SCALE.fullmatch(behind) if behind and not power else None
    beside = found["digits"][-1] not in _BLANK
    if scale is not None and (beside or len(scale["scale"]) > 1 or not scale["scale"].isascii()):
        power, behind = _SCALES[scale["scale"]], scale["unit"] or ""
    else:
        scale = None
    if affix and behind:
        return None
    affix = affix or behind
    if affix.lower() in ("e", "x") or (affix and _is_word(affix)):
        return None
    negative = "-" in (found["sign"], found["inner"], found["tail"]) or brackets
    digits = found["digits"].strip(_BLANK)
    return Taken(negative, digits, power, affix, scale is not None, bool(found["tail"]))


def _is_word(affix: str) -> bool:
    """Return whether what follows a number is more than a unit."""
    return len(affix.split()) > 1 and len(affix) > 8


def value_of(cell: Taken, decimal: str, thousands: str | None, shift: int = 0) -> float | None:
    """Return the number, given the decimal sign and, if set, the only sign between thousands.

    It is times 10 to the power of `shift`, without rounding twice.
    """
    digits = cell.digits
    if _PLAIN[decimal].fullmatch(digits):
        text = digits.replace(",", ".")
    else:
        grouped = _GROUPED[decimal].fullmatch(digits)
        sign = grouped["sign"] if grouped else ","
        if cell.power and not cell.is_scaled:  # nobody writes groups before a power of ten
            return None
        if grouped is None and not (decimal == "." and _INDIAN.fullmatch(digits)):
            return None
        if (
            thousands is not None
            and sign != thousands
            and not (sign in _BLANK and thousands in tuple(_BLANK))
        ):
            return None
        text = digits.replace(sign, "").replace(",", ".")
    power = f"e{int(cell.power[1:] or 0) + shift}" if shift else cell.power
    try:
        number = float(text + power)
    except ValueError:
        return None
    return -number if cell.negative else number


def uses_groups(cell: Taken, decimal: str) -> bool:
    """Return whether a number has groups of thousands, given the decimal sign."""
    return not _PLAIN[decimal].fullmatch(cell.digits)


def common_affix(cells: Iterable[Taken]) -> str | None:
    """Return the text beside all numbers of a column, "" for nothing; None if it differs.

    A currency may be written with only some numbers, as accountants do; a unit or percent may not.
    """
    found = {cell.affix for cell in cells}
    beside = found - {""}
    if len(beside) > 1:
        return None
    if not beside:
        return ""
    (affix,) = beside
    if "" in found and not is_money(affix):
        return None
    return affix


def is_money(affix: str) -> bool:
    """Return whether the text beside a number is a currency."""
    return re.fullmatch(_MONEY, affix) is not None


def plain_number(cell: str) -> float | None:
    """Return a number in a program's notation, or None. NaN does not count."""
    if "_" in cell:
        return None
    try:
        number = float(cell)
    except ValueError:
        return None
    return None if math.isnan(number) else number


def decimal_of(columns: Sequence[Sequence[str]], delimiter: str, marks: Marks) -> tuple[str, bool]:
    """Return the decimal sign of a table, and whether the other one is as likely.

    Columns that can be read with only one of the signs decide. If there are none, three digits
    after a comma are thousands if the cells are separated by commas, and decimals if they are
    separated by semicolons or tabs.
    """
    only = {".": 0, ",": 0}
    open_comma = open_point = False
    for cells in columns:
        sample = cells if len(cells) <= 20_000 else [*cells[:10_000], *cells[-10_000:]]
        filled = {cell for cell in sample if not marks.among_numbers(cell)}
        if not any("." in cell or "," in cell for cell in filled):
            continue
        if all(map(_WITH_POINT.fullmatch, filled)):
            # as in most tables; a decimal comma is quickly ruled out
            if all(_reads_with_comma(cell) for cell in filled):
                open_point = True
            else:
                only["."] += 1
            continue
        found = [taken(cell) for cell in filled]
        whole = [item for item in found if item is not None]
        if len(whole) < 0.8 * len(found) or not whole:
            continue
        reads = {sign: all(value_of(t, sign, None) is not None for t in whole) for sign in only}
        if reads["."] != reads[","]:
            only["." if reads["."] else ","] += 1
        elif reads["."] and any("," in item.digits for item in whole):
            open_comma = True
        elif reads["."]:
            open_point = True
    if only[","] and not only["."]:
        return ",", False
    if only["."]:
        return ".", False
    if open_comma and not open_point and delimiter not in (",", ""):
        return ",", True
    # in a table whose cells are separated by commas, points are not between thousands
    return ".", open_comma or (open_point and delimiter not in (",", ""))


_WITH_POINT = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")


def _reads_with_comma(cell: str) -> bool:
    """Return whether a number with a point can be read with a decimal comma."""
    found = taken(cell)
    return found is not None and value_of(found, ",", None) is not None


def pointed_numbers(cells: Sequence[str], marks: Marks) -> NDArray[np.float64] | None:
    """Return a column (m,) of numbers with decimal points and missing cells, which are nan.

    None if a cell is neither, or if no cell is a number.
    """
    values = np.empty(len(cells))
    missing: dict[str, bool] = {}
    start, is_plain = 0, _WITH_POINT.fullmatch
    for piece in pieces(cells):
        made = [float(cell) if is_plain(cell) else math.nan for cell in piece]
        values[start : start + len(piece)] = made
        start += len(piece)
        for cell in {cell for cell, value in zip(piece, made, strict=True) if value != value}:
            if cell not in missing:
                missing[cell] = marks.among_numbers(cell)
            if not missing[cell]:
                return None
    return values if len(values) and not np.isnan(values).all() else None
