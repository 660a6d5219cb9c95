"""Dates: read if a whole column agrees on their form, and counted in days.

Names of months and of days of the week are turned into signs of our own first, so that the result
does not depend on the language of the computer.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from types import MappingProxyType

_ISO = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}([T ]\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?"
)
_TIMES = ("", " %H:%M:%S", " %H:%M", " %H:%M:%S.%f")
#: the day before the month, and the month before the day; `~%m` is a month by its name
_DAY_FIRST = ("%d/%m/%Y", "%d-%m-%Y", "%d/%m/%y", "%d-%m-%y")
_MONTH_FIRST = ("%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y", "%m-%d-%y")
_DAYS = (
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%d.%m.%Y",
    "%d.%m.%y",
    *_DAY_FIRST,
    *_MONTH_FIRST,
    "%d ~%m %Y",
    "%d ~%m %y",
    "~%m %d %Y",
    "%Y ~%m %d",
    "%Y-%m",
    "~%m %Y",
    "~%m %y",
    "%m/%Y",
)
FORMS = tuple(day + time for day in _DAYS for time in _TIMES)
#: dates written as whole numbers: 20240131
COMPACT = "%Y%m%d"
#: years and months written so: 202401
MONTHS = "%Y%m"
#: the same with hours, minutes and seconds, by the number of digits
_DIGITS = MappingProxyType(
    {6: MONTHS, 8: COMPACT, 10: "%Y%m%d%H", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
)
DIGITS = frozenset(_DIGITS.values())
#: times of day, which become numbers of hours
CLOCK = "hours"
#: the same of a column in which some cells have minutes, seconds and fractions, so that 1:05 is one
#: minute and five seconds
LAPS = "laps"
CLOCKS = (CLOCK, LAPS)
#: which comes first where both would read a whole column
ORDERS = MappingProxyType({"day first": _DAY_FIRST, "month first": _MONTH_FIRST})
#: years of two digits up to this one belong to this century, as in spreadsheets
_LAST_SHORT_YEAR = 29
_CLOCK = re.compile(
    r"(?:(\d+) days?,? )?(\d{1,4}):([0-5]\d)(?::([0-5]\d(?:[.,]\d+)?))?(?: ?(?:h|Uhr))?"
)
#: minutes, seconds and fractions of a second: 1:02.35
_LAP = re.compile(r"(\d{1,3}):([0-5]\d(?:[.,]\d+)?)")
#: hours and minutes with a letter: 14h05, 14 h
_FRENCH_CLOCK = re.compile(r"(\d{1,3}) ?[hH] ?([0-5]?\d)?(?: ?m(?:in)?)?")
#: a duration (ISO 8601, 5.5.2): P1DT2H5M
_PERIOD = re.compile(r"P(?=.)(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?)?")
_DAY_SECONDS = 86_400.0
_BEGIN = datetime(1970, 1, 1)
#: dates that programs write where there is none
NONE = frozenset(("0000-00-00", "0000-00-00 00:00:00", "00.00.0000", "00/00/0000", "0000/00/00"))

_MONTHS = (
    "oca sty jan january januar janvier janv enero ene gennaio gen januari janeiro jän "
    "jänner янв января stycznia ocak ledna",
    "feb february februar février févr fevr fév fev şub lut febrero febbraio februari fevereiro "
    "фев февраля lutego şubat února",
    "mar march märz mär mrz mars marzo maart mrt março мар марта marca mart března",
    "nis kwi apr april avril avr abril abr aprile апр апреля kwietnia nisan dubna",
    "may mai mayo maggio mag mei maio maj мая maja mayıs května",
    "haz cze jun june juni juin junio giugno giu junho июн июня czerwca haziran června",
    "tem lip jul july juli juillet juil julio luglio lug julho июл июля lipca temmuz července",
    "ağu sie aug august août aout agosto ago augustus augusti авг августа sierpnia ağustos srpna",
    "eyl wrz sep september sept septembre septiembre settembre set setembro сен сент "
    "сентября września eylül září",
    "eki paź oct october oktober okt octobre octubre ottobre ott outubro out окт октября "
    "października ekim října",
    "kas lis nov november novembre noviembre novembro ноя нояб ноября listopada kasım listopadu",
    "ara gru dec december dezember dez décembre déc diciembre dic dicembre dezembro дек "
    "декабря grudnia aralık prosince",
)
_MONTH_OF = MappingProxyType(
    {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
)
_WEEKDAYS = frozenset(
    (
        *("mon", "monday", "tue", "tues", "tuesday", "wed", "wednesday", "thu", "thur", "thurs"),
        *("thursday", "fri", "friday", "sat", "saturday", "sun", "sunday"),
        *("mo", "di", "mi", "do", "fr", "sa", "so", "montag", "dienstag", "mittwoch"),
        *("donnerstag", "freitag", "samstag", "sonntag", "lun", "mer", "jeu", "ven", "sam", "dim"),
        *("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    )
)
_WORD = re.compile(r"[^\W\d_]+\.?")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")
#: hours from 1 to 12 with what says which half of the day is meant
_HALF_DAY = re.compile(
    r"\b(1[0-2]|0?[1-9])(:[0-5]\d(?::[0-5]\d)?)\s*([ap])\.?m\b\.?", re.IGNORECASE
)
#: the same with the half before it
_HALF_BEFORE = re.compile(r"\s*(上午|下午|午前|午後|오전|오후) ?(\d{1,2})(?=:)")
#: behind a time: GMT+1, +0200
_OFFSET = re.compile(r"(?<=[\dMm.]) (?:GMT|UTC)?([+-])(\d\d?)(?::?(\d\d))?$")
_QUARTER = re.compile(r"(\d{4})[-/. ]?[Qq]([1-4])|[Qq]([1-4])[-/. ]?(\d{4})")
_WEEK = re.compile(r"(\d{4})-?[Ww](\d\d)(?:-?([1-7]))?")
_CHINESE = re.compile(r"(\d{4})[年년] ?(\d{1,2})[月월](?: ?(\d{1,2})[日일])?")


def form_of(cells: Sequence[str], order: str | None = None) -> tuple[str, str]:
    """Return the date form of a whole column, and another form that would also read all of it.

    Each is empty if there is none. `order` is a key of ORDERS, for where both read all cells.
    """
    if not cells or not any(letter.isdigit() for letter in cells[0]):
        return "", ""
    if all(_ISO.fullmatch(cell) for cell in cells):
        return ("iso", "") if all(_days(cell, "iso") is not None for cell in cells) else ("", "")
    if all(_hours(cell) is not None for cell in cells):
        return CLOCK, ""
    if all(_lap_hours(cell) is not None for cell in cells):
        return LAPS, ""
    digits = _DIGITS.get(len(cells[0]), "")
    if digits and all(len(cell) == len(cells[0]) and cell.isdigit() for cell in cells):
        dated = all(_parsed(cell, digits) is not None for cell in cells)
        return (digits, "") if dated else ("", "")
    plain = [_plain(cell) for cell in cells]
    found = []
    for form in FORMS:
        if _parsed(plain[0], form) is not None and all(_parsed(c, form) is not None for c in plain):
            found.append(form)
    if order is not None:
        found.sort(key=lambda form: not form.startswith(ORDERS[order]))
    return (found[0], found[1] if len(found) > 1 else "") if found else ("", "")


def order_of(form: str) -> str:
    """Return the key of ORDERS that a form belongs to, "" for a form that has no other order."""
    return next((order for order, forms in ORDERS.items() if form.startswith(forms)), "")


def is_short(form: str) -> bool:
    """Return whether years have two digits in a form."""
    return "%y" in form


def days_in(cell: str, form: str) -> float | None:
    """Return a date as days since 1970, a time of day as hours, anything else as None."""
    return _days(cell, form)


def _days(cell: str, form: str) -> float | None:
    if form in CLOCKS:
        return _hours(cell) if form == CLOCK else _lap_hours(cell)
    if form == "iso":
        try:
            moment = datetime.fromisoformat(_padded(cell))
        except ValueError:
            return None
        if moment.tzinfo is not None:
            moment = (moment - moment.utcoffset()).replace(tzinfo=None)  # type: ignore[operator]
        return (moment - _BEGIN).total_seconds() / _DAY_SECONDS
    parsed = _parsed(cell if form in DIGITS else _plain(cell), form)
    if parsed is None:
        return None
    return ((parsed - _BEGIN).total_seconds() - _offset(cell)) / _DAY_SECONDS


def _offset(cell: str) -> float:
    """Return by how many seconds a date's clock is ahead of that of Greenwich, if it says so."""
    found = _OFFSET.search(cell) if cell[-1:].isdigit() else None
    if found is None:
        return 0.0
    seconds = 3600.0 * int(found[2]) + 60.0 * int(found[3] or 0)
    return -seconds if found[1] == "-" else seconds


def _hours(cell: str) -> float | None:
    """Return a time of day or a duration in hours: 14:05, 2:05 pm, 14h05."""
    if cell[:1] in ("+", "-", "\u2212"):
        size = _hours(cell[1:]) if cell[1:2].isdigit() else None
        return -size if size and cell[0] != "+" else size
    found = _CLOCK.fullmatch(_HALF_DAY.sub(_in_24_hours, cell))
    if found is not None:
        days, hours, minutes, seconds = found.groups()
        return (
            24 * int(days or 0)
            + int(hours)
            + int(minutes) / 60
            + float((seconds or "0").replace(",", ".")) / 3600
        )
    found = _FRENCH_CLOCK.fullmatch(cell)
    if found is not None:
        return int(found[1]) + int(found[2] or 0) / 60
    found = _PERIOD.fullmatch(cell)
    if found is None:
        return None
    days, hours, minutes, seconds = (
        float((part or "0").replace(",", ".")) for part in found.groups()
    )
    return 24 * days + hours + minutes / 60 + seconds / 3600


def _lap_hours(cell: str) -> float | None:
    """Return minutes and seconds in hours, 1:02.35 or 1:05, or else what `_hours` gives."""
    if cell[:1] in ("+", "-", "\u2212") and cell[1:2].isdigit():
        size = _lap_hours(cell[1:])
        return -size if size and cell[0] != "+" else size
    found = _LAP.fullmatch(cell)
    if found is None:
        return _hours(cell)
    return int(found[1]) / 60 + float(found[2].replace(",", ".")) / 3600


def _parsed(plain: str, form: str) -> datetime | None:
    try:
        moment = datetime.strptime(plain, form)
    except ValueError:
        return None
    if is_short(form):
        century = 2000 if moment.year % 100 <= _LAST_SHORT_YEAR else 1900
        try:
            moment = moment.replace(year=century + moment.year % 100)
        except ValueError:  # 29 February
            return None
    return moment


def _plain(cell: str) -> str:
    """Return a date without words: months by their names as `~` and a number, no days of weeks."""
    if cell.isascii() and not any(letter.isalpha() for letter in cell):
        return " ".join(cell.split()) if cell.count(" ") else cell
    if cell[:1].isdigit() or cell[:1] in "Qq":
        found = _QUARTER.fullmatch(cell)
        if found is not None:
            return f"{found[1] or found[4]}-{3 * int(found[2] or found[3]) - 2:02}"
        found = _WEEK.fullmatch(cell)
        if found is not None:
            return _first_day(*found.groups())
    found = _CHINESE.match(cell)
    if found is not None:
        cell = "-".join(part for part in found.groups() if part) + cell[found.end() :]
        return " ".join(cell.split())
    cell = _HALF_BEFORE.sub(_after_noon, cell)
    cell = _OFFSET.sub("", _HALF_DAY.sub(_in_24_hours, cell))
    named = False

    def short(found: re.Match[str]) -> str:
        nonlocal named
        word = found[0].rstrip(".").lower()
        if word in _MONTH_OF:
            named = True
            return f" ~{_MONTH_OF[word]:02} "
        if word in _WEEKDAYS or word in (
            "de",
            "of",
            "at",
            "t",
            "um",
            "uhr",
            "г",
            "года",
            "z",
            "utc",
            "gmt",
        ):
            return " "
        return found[0]

    text = _WORD.sub(short, _ORDINAL.sub("", cell))
    if named:  # then what stands between the parts does not matter
        text = re.sub(r"(?<=\d)\.(?!\d)|,", " ", text)
        text = re.sub(r"\s*[-/]\s*(?=~)|(?<=~\d\d)\s*[-/.]", " ", text)
    return " ".join(text.split()).lstrip(", ")


def _first_day(year: str, week: str, day: str | None) -> str:
    """Return the date of a day of a week (ISO 8601, 5.2.3), by default its Monday."""
    try:
        return date.fromisocalendar(int(year), int(week), int(day or 1)).isoformat()
    except ValueError:
        return ""


def _after_noon(found: re.Match[str]) -> str:
    return f" {int(found[2]) % 12 + 12 * (found[1] in ('下午', '午後', '오후')):02}"


def _in_24_hours(found: re.Match[str]) -> str:
    return f"{int(found[1]) % 12 + 12 * (found[3].lower() == 'p'):02}{found[2]}"


def _padded(cell: str) -> str:
    """Return a date with the leading zeros that Python's parser expects."""
    day, _, time = cell.replace("T", " ").replace(",", ".").partition(" ")
    year, month, number = day.split("-")
    return f"{year}-{month:0>2}-{number:0>2}" + (f" {time:0>5}" if time else "")


def date_text(days: float) -> str:
    """Return a number of days since 1970 as a date."""
    made = _BEGIN + timedelta(days=days)
    return made.date().isoformat() if days == int(days) else made.isoformat(" ", "seconds")
