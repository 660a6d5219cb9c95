"""Naming: words for the choices of a table: signs, kinds, roles, missing cells."""

from collections.abc import Mapping
from types import MappingProxyType

from core.data.reading.options import OF_ONE, PERCENT
from core.words import plain, say
from core.words import translate as _translate

_ENCODINGS = MappingProxyType(
    {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "utf-32": "UTF-32"}
)


def encoding_name(encoding: str) -> str:
    """Return an encoding's usual name: Windows-1252 for cp1252."""
    if encoding.startswith("cp125"):
        return f"Windows-{encoding[2:]}"
    return _ENCODINGS.get(encoding, encoding.upper() if encoding.isalpha() else encoding)


def sign_name(sign: str) -> str:
    """Return the name of a separator: a tab cannot be seen."""
    names = {
        ",": _translate("Table", "comma ,"),
        ";": _translate("Table", "semicolon ;"),
        "\t": _translate("Table", "tab"),
        "|": _translate("Table", "bar |"),
        " ": _translate("Table", "blanks"),
        ".": _translate("Table", "point ."),
        "'": _translate("Table", "apostrophe '"),
        "": _translate("Table", "none"),
    }
    return names.get(sign, plain(sign))


#: another target in addition to the present ones, as a choice in the menu of roles
ALSO = "another target"


def kind_words(kind: str) -> str:
    """Return the word for a kind."""
    return _translate("TableDialog", kind)


def role_words(role: str) -> str:
    """Return the word for a role."""
    return _translate("TableDialog", role)


def policy_words(policy: str) -> str:
    """Return what happens to missing cells, in a few words."""
    texts = {
        "drop": _translate("TableDialog", "leave the rows out"),
        "mean": _translate("TableDialog", "fill in the mean"),
        "median": _translate("TableDialog", "fill in the median"),
        "most frequent": _translate("TableDialog", "fill in the most frequent"),
        "category": _translate("TableDialog", "a category of their own"),
    }
    return texts.get(policy, policy)


def missing_words(gaps: int, role: str, policy: str) -> str:
    """Return how many cells of a column are missing, and what happens to them."""
    if not gaps:
        return _translate("TableDialog", "none")
    if role != "input":
        return f"{gaps:,}"
    short = {
        "drop": _translate("TableDialog", "dropped"),
        "mean": _translate("TableDialog", "mean"),
        "median": _translate("TableDialog", "median"),
        "most frequent": _translate("TableDialog", "frequent"),
        "category": _translate("TableDialog", "category"),
    }
    what = short.get(policy, policy)
    return say("TableDialog", "{n} → {what}", n=f"{gaps:,}", what=what)


#: fields of a reading, and the values that are offered; a file's own value is added to them
OFFERED: Mapping[str, tuple[object, ...]] = MappingProxyType(
    {
        "encoding": (
            *("utf-8", "utf-16", "cp1252", "cp1250", "cp1251", "cp1253", "cp1254"),
            *("gb18030", "big5", "cp932", "euc_kr"),
        ),
        "delimiter": (",", ";", "\t", "|", " "),
        "decimal": (".", ","),
        "thousands": ("", ",", ".", " ", "'"),
        "header": (True, False),
        "comment": ("", "#", "%", "//"),
        "dates": ("day first", "month first"),
        "percent": PERCENT,
        "task": ("classes", "regression"),
    }
)


def value_words(field: str, value: object) -> str:
    """Return the words for the value of a field of a reading."""
    if value is None:
        return _translate("TableDialog", "auto")
    if field == "encoding":
        return encoding_name(str(value))
    if field == "header":
        if value:
            return _translate("TableDialog", "names")
        return _translate("TableDialog", "a sample")
    if field == "dates":
        if value == "day first":
            return _translate("TableDialog", "day first")
        return _translate("TableDialog", "month first")
    if field == "percent":
        if value == OF_ONE:
            return _translate("TableDialog", "50% is 0.5")
        return _translate("TableDialog", "50% is 50")
    if field == "task":
        if value == "classes":
            return _translate("TableDialog", "classes")
        return _translate("TableDialog", "numbers")
    if field in ("delimiter", "decimal", "thousands", "comment"):
        return sign_name(str(value))
    return str(value)


def field_words(field: str) -> str:
    """Return the label of a field of a reading."""
    texts = {
        "encoding": _translate("TableDialog", "Encoding"),
        "delimiter": _translate("TableDialog", "Cells separated by"),
        "decimal": _translate("TableDialog", "Decimal sign"),
        "thousands": _translate("TableDialog", "Thousands"),
        "header": _translate("TableDialog", "First row is"),
        "skip": _translate("TableDialog", "Lines to skip"),
        "footer": _translate("TableDialog", "Rows below it"),
        "dates": _translate("TableDialog", "Dates"),
        "percent": _translate("TableDialog", "Percent"),
        "sheet": _translate("TableDialog", "Sheet"),
        "missing": _translate("TableDialog", "Missing values"),
        "comment": _translate("TableDialog", "Comments"),
        "task": _translate("TableDialog", "Predicts"),
    }
    return texts[field]
