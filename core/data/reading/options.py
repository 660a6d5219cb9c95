"""What can be set for a table: how its file is read, and what each column is for.

Anything left out is guessed from the whole table, and the guesses are written back in the same
form, so that a project states all of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from core.errors import ProjectError, one_of
from core.records import record
from core.registry import Options, parameter

KINDS = ("number", "category", "yes/no", "date", "text")
#: the parts that samples may be for; their positions are the numbers in `Samples.parts`
PARTS = ("train", "validation", "test")
#: split: the column says which rows are for training, validation and testing
ROLES = ("input", "target", "ignored", "split")
#: what happens to a missing cell: its row is dropped, it is filled in, or is a category of its own
MISSING = ("drop", "mean", "median", "most frequent", "category")
#: whether words that differ in capitals and blanks only are different categories or one; with
#: "yes or no" they are one, and 1 and 0 stand for yes and no too
SPELLINGS = ("as written", "any case", "yes or no")

#: whether 50% is 50, or 0.5 as in the cells of a spreadsheet
PERCENT = ("as written", "of one")
AS_WRITTEN, OF_ONE = PERCENT


def _read_texts(value: Any, where: str) -> tuple[str, ...]:
    if isinstance(value, (str, int, float)):
        value = [value]
    if isinstance(value, (list, tuple)):
        value = [v if isinstance(v, str) else f"{v:g}" for v in value if not isinstance(v, dict)]
    if not isinstance(value, (list, tuple)) or not all(isinstance(v, str) for v in value):
        raise ProjectError(f"{where} is not a list of texts", 'write it as ["NA", "-"]')
    return tuple(value)


def _read_sheet(value: Any, where: str) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise ProjectError(f"{where} is not the name of a sheet", "give its name")
    return str(value)


def _read_delimiter(value: Any, where: str) -> str:
    if value in ("tab", "\\t"):
        value = "\t"
    if value in ("space", "blank", "blanks"):
        value = " "
    if not isinstance(value, str) or len(value) > 1 or value in ('"', "\n", "\r"):
        raise ProjectError(
            f"{where}: the separator of cells must be one sign",
            "give a sign, tab or space; an empty text for a table of one column",
        )
    return value


def _read_sign(value: Any, where: str) -> str:
    if not isinstance(value, str) or len(value) > 2:
        raise ProjectError(
            f"{where} is not a single sign", "give one sign, or an empty text for none"
        )
    return value


def _read_encoding(value: Any, where: str) -> str:
    try:
        return str(value).encode("ascii").decode(str(value)) and str(value)
    except (LookupError, ValueError):
        raise ProjectError(
            f"{where}: unknown encoding {str(value)[:40]!r}",
            "known are utf-8, utf-16, cp1252, cp1251, gb18030, big5, shift_jis and others",
        ) from None


@record
class Reading(Options):
    """How a table's file is read; null is guessed."""

    encoding: str | None = parameter(
        None, "the character encoding of the file", reader=_read_encoding, optional=True
    )
    delimiter: str | None = parameter(
        None, "what separates the cells", reader=_read_delimiter, optional=True
    )
    decimal: str | None = parameter(
        None, "the sign before decimals", choices=(".", ","), optional=True
    )
    thousands: str | None = parameter(
        None, "the sign between thousands, empty for none", reader=_read_sign, optional=True
    )
    header: bool | None = parameter(
        None, "whether the first row names the columns", kind="boolean", optional=True
    )
    skip: int | None = parameter(
        None,
        "rows before the table, such as a title",
        kind="integer",
        low=0,
        high=1_000_000,
        optional=True,
    )
    footer: int | None = parameter(
        None,
        "rows after the table, such as a total",
        kind="integer",
        low=0,
        high=1_000_000,
        optional=True,
    )
    dates: str | None = parameter(
        None,
        "what comes first in dates like 3/4/2024",
        choices=("day first", "month first"),
        optional=True,
    )
    sheet: str | None = parameter(
        None, "the sheet of a spreadsheet", reader=_read_sheet, optional=True
    )
    percent: str | None = parameter(
        None,
        "whether 50% is read as 50, or as 0.5 as in a spreadsheet",
        choices=PERCENT,
        optional=True,
    )
    missing: tuple[str, ...] | None = parameter(
        None, "what means no value, besides empty cells", reader=_read_texts, optional=True
    )
    comment: str | None = parameter(
        None,
        "the sign at the beginning of a comment line, empty for none",
        reader=_read_sign,
        optional=True,
    )


@record
class ColumnOptions(Options):
    """What is set for one column; null is guessed."""

    kind: str | None = parameter(None, "what it holds", choices=KINDS, optional=True)
    role: str | None = parameter(None, "what it is for", choices=ROLES, optional=True)
    missing: str | None = parameter(
        None, "what happens to missing cells", choices=MISSING, optional=True
    )
    spelling: str | None = parameter(
        None,
        "whether capitals tell categories apart, and 1 and 0 yes and no",
        choices=SPELLINGS,
        optional=True,
    )


@dataclass(frozen=True)
class Columns(Options):
    """What is set for columns, by name."""

    said: tuple[tuple[str, ColumnOptions], ...] = ()
    by_name: Mapping[str, ColumnOptions] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", dict(self.said))

    def of(self, name: str) -> ColumnOptions:
        """Return what is set for a column; nothing for one that is not named."""
        return self.by_name.get(name, ColumnOptions())

    def saying(self, name: str, **said: str | None) -> "Columns":
        """Return it with other settings for one column; None leaves a setting to a guess."""
        changed = replace(self.of(name), **said)
        if name in self.by_name:
            kept = tuple((n, changed if n == name else options) for n, options in self.said)
            return Columns(kept)
        return Columns((*self.said, (name, changed)))

    def write(self) -> dict[str, Any]:
        """Return its JSON form: only what is set."""
        return {
            name: {key: value for key, value in options.write().items() if value is not None}
            for name, options in self.said
        }


def read_columns(value: Any, where: str) -> Columns:
    """Read `{"Age": {"missing": "mean"}}`. Raises ProjectError."""
    if isinstance(value, Columns):
        return value
    if not isinstance(value, Mapping):
        raise ProjectError(
            f"{where} is not an object of columns", 'write it as {"Age": {"role": "ignored"}}'
        )
    return Columns(
        tuple(
            (str(name), ColumnOptions.read(said, f"{where}.{name}")) for name, said in value.items()
        )
    )


def read_targets(value: Any, where: str) -> str | tuple[str, ...]:
    """Read the name of the target, or a list of names. Raises ProjectError."""
    names = (
        [value] if isinstance(value, (str, int, float)) and not isinstance(value, bool) else value
    )
    if not isinstance(names, (list, tuple)) or not names:
        raise ProjectError(
            f"{where}: {str(value)[:40]!r} is not a text", 'give a column\'s name, or ["a", "b"]'
        )
    texts = tuple(str(name) for name in names)
    for text in texts:
        if any("\ud800" <= letter <= "\udfff" for letter in text):
            raise ProjectError(
                f"{where} is not a text that can be written to a file", "correct the name"
            )
    if len(set(texts)) < len(texts):
        raise ProjectError(f"{where} names a column twice", f"give {one_of(sorted(set(texts)))}")
    return texts[0] if len(texts) == 1 else texts
