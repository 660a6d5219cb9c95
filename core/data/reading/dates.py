"""Dates: read if a whole column agrees on their form, and counted in days."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

_ISO = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}([T ]\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?"
)
_TIMES = ("", " %H:%M:%S", " %H:%M")
_DAYS = (
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%d.%m.%Y",
    "%d.%m.%y",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%d/%m/%y",
    "%m/%d/%y",
    "%d %b %Y",
    "%d %B %Y",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%b %d, %Y",
    "%B %d, %Y",
    "%b %d %Y",
    "%Y-%m",
)
FORMS = tuple(day + time for day in _DAYS for time in _TIMES)
#: times of day, which become numbers of hours
CLOCK = "hours"
_CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d)(?:\.(\d+))?)?")
_DAY_SECONDS = 86_400.0
_BEGIN = datetime(1970, 1, 1)


def form_of(cells: Sequence[str]) -> tuple[str, str]:
    """Return the date form of a whole column, and another form that would also read all of it.

    Each is empty if there is none.
    """
    if not cells or not any(letter.isdigit() for letter in cells[0]):
        return "", ""
    if all(_ISO.fullmatch(cell) for cell in cells):
        return ("iso", "") if all(_days(cell, "iso") is not None for cell in cells) else ("", "")
    if all(_CLOCK.fullmatch(cell) for cell in cells):
        return CLOCK, ""
    found = []
    for form in FORMS:
        if _days(cells[0], form) is not None and all(_days(c, form) is not None for c in cells):
            found.append(form)
    return (found[0], found[1] if len(found) > 1 else "") if found else ("", "")


def days_in(cell: str, form: str) -> float | None:
    """Return a date as days since 1970, a time of day as hours, anything else as None."""
    return _days(cell, form)


def _days(cell: str, form: str) -> float | None:
    if form == CLOCK:
        found = _CLOCK.fullmatch(cell)
        if found is None:
            return None
        hours, minutes, seconds = (int(part or 0) for part in found.groups()[:3])
        return hours + minutes / 60 + seconds / 3600
    try:
        if form == "iso":
            moment = datetime.fromisoformat(_padded(cell))
        else:
            moment = datetime.strptime(cell, form)
    except ValueError:
        return None
    if moment.tzinfo is not None:
        moment = (moment - moment.utcoffset()).replace(tzinfo=None)  # type: ignore[operator]
    return (moment - _BEGIN).total_seconds() / _DAY_SECONDS


def _padded(cell: str) -> str:
    """Return a date with the leading zeros that Python's parser expects."""
    day, _, time = cell.replace("T", " ").replace(",", ".").partition(" ")
    year, month, number = day.split("-")
    return f"{year}-{month:0>2}-{number:0>2}" + (f" {time:0>5}" if time else "")


def date_text(days: float) -> str:
    """Return a number of days since 1970 as a date."""
    made = _BEGIN + timedelta(days=days)
    return made.date().isoformat() if days == int(days) else made.isoformat(" ", "seconds")
