"""Switching: what a doubt's setting does, in words for a button."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from core.data.reading.telling.naming import encoding_name, sign_name
from core.words import plain, say, shortened
from core.words import translate as _translate

_PREFIX = "data.source."


def switch_words(switch: str) -> str:
    """Return what a setting like `data.source.reading.header=false` does, in words for a button."""
    path, _, text = switch.removeprefix(_PREFIX).partition("=")
    value = _value(text)
    steps = path.split(".")
    if steps[0] == "reading":
        return _of_reading(steps[-1], value)
    if steps[0] == "columns":
        return _of_column(steps[-1], str(value))
    if steps[0] == "target":
        name = ", ".join(value) if isinstance(value, list) else str(value)
        return say("Table", "Predict {name}", name=plain(shortened(name, 40)))
    if value == "regression":
        return _translate("Table", "Predict numbers")
    return _translate("Table", "Predict classes")


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _of_reading(name: str, value: Any) -> str:
    if name == "header":
        if value:
            return _translate("Table", "Use the first row as names")
        return _translate("Table", "Use the first row as a sample")
    if name == "missing":
        marks = ", ".join(value) if isinstance(value, list) else str(value)
        return say("Table", "Treat “{mark}” as no value", mark=plain(shortened(marks, 40)))
    if name == "encoding":
        return say("Table", "Read as {name}", name=encoding_name(str(value)))
    if name == "sheet":
        return say("Table", "Read {sheet}", sheet=plain(shortened(str(value), 40)))
    if name == "comment":
        return _translate("Table", "Read these lines too")
    if name == "footer":
        if not value:
            return _translate("Table", "Read these rows too")
        return _translate("Table", "Leave the last row out")
    if name == "dates":
        if value == "day first":
            return _translate("Table", "Read the day first")
        return _translate("Table", "Read the month first")
    if name == "percent":
        if value == "of one":
            return _translate("Table", "Read 50% as 0.5")
        return _translate("Table", "Read 50% as 50")
    if name == "delimiter":
        return say("Table", "Separate by {sign}", sign=sign_name(str(value)))
    if name == "skip":
        return say("Table", "Begin after line {n}", n=value) if value else _all_lines()
    if name == "thousands" and not value:
        return _translate("Table", "Read the sign as a decimal sign")
    return say("Table", "Use {sign} everywhere", sign=sign_name(str(value)))


def _all_lines() -> str:
    return _translate("Table", "Begin with the first line")


def _of_column(what: str, value: str) -> str:
    return _COLUMN_WORDS[what, value]() if (what, value) in _COLUMN_WORDS else value


_COLUMN_WORDS: Mapping[tuple[str, str], Any] = MappingProxyType(
    {
        ("role", "input"): lambda: _translate("Table", "Learn from it"),
        ("role", "ignored"): lambda: _translate("Table", "Leave it out"),
        ("role", "target"): lambda: _translate("Table", "Predict it"),
        ("kind", "category"): lambda: _translate("Table", "Read it as a category"),
        ("kind", "number"): lambda: _translate("Table", "Read it as numbers"),
        ("missing", "drop"): lambda: _translate("Table", "Leave these rows out"),
        ("missing", "median"): lambda: _translate("Table", "Fill in the median"),
        ("missing", "mean"): lambda: _translate("Table", "Fill in the mean"),
        ("missing", "most frequent"): lambda: _translate("Table", "Fill in the most frequent"),
        ("spelling", "any case"): lambda: _translate("Table", "Make them one"),
        ("spelling", "yes or no"): lambda: _translate("Table", "Make them one"),
        ("spelling", "as written"): lambda: _translate("Table", "Keep them apart"),
        ("missing", "category"): lambda: _translate("Table", "Make it a category of its own"),
    }
)
