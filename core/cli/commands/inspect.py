"""`inspect`: how a table is read, and which parts of that are doubtful."""

import argparse
from pathlib import Path
from typing import Any

from core.cli.command import OK, Command, tell
from core.cli.opening import forewarn
from core.counts import counted
from core.data.reading.describing import listed
from core.data.reading.sampling import notices_of
from core.data.reading.telling.inspecting import as_object
from core.disk.json_text import to_json
from core.documents.project_file import described_table


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("table", type=Path, metavar="TABLE")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="PATH=VALUE",
        help="as in data.source.reading.header=false",
    )
    parser.add_argument("--json", action="store_true", help="print the description as one object")


def inspect(arguments: argparse.Namespace) -> int:
    """Print how the table is read, every column, the task, and each doubt with its remedy."""
    forewarn(arguments.table)
    table = described_table(arguments.table, arguments.set)
    told = as_object(table)
    if arguments.json:
        tell(to_json(told))
        return OK
    for line in _lines(arguments.table.name, told):
        tell(line)
    for line in notices_of(table)[1:]:
        tell(f"? {line}")
    return OK


def _lines(name: str, told: dict[str, Any]) -> list[str]:
    used = "" if told["rows"] == told["rows_used"] else f", {told['rows_used']:,} of them used"
    reading = [
        f"{key} {_shown(value)}" for key, value in told["reading"].items() if value is not None
    ]
    lines = [f"{name}: {counted(told['rows'], 'row')}{used}", f"read with {', '.join(reading)}", ""]
    head = ("column", "kind", "role", "count", "missing", "distinct", "from", "to", "mean")
    keys = ("name", "kind", "role", "count", "missing", "distinct", "minimum", "maximum", "mean")
    rows = [head, *([_cell(column[key]) for key in keys] for column in told["columns"][:100])]
    widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
    lines += ["  ".join(f"{c:<{w}}" for c, w in zip(r, widths, strict=True)).rstrip() for r in rows]
    if len(told["columns"]) > 100:
        more = len(told["columns"]) - 100
        lines.append(f"and {more:,} more {'column' if more == 1 else 'columns'}")
    what = "numbers" if told["classes"] is None else f"classes {listed(told['classes'])}"
    predicts = listed(told["targets"])
    inputs = counted(len(told["inputs"]), "column")
    return [*lines, "", f"predicts {predicts} ({what}) from {inputs}"]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.6g}" if isinstance(value, float) else str(value)[:40]


def _shown(value: Any) -> str:
    return repr(value) if isinstance(value, str) else str(value).lower()


COMMAND = Command(
    "inspect",
    "print how a table is read, and what is doubtful about it",
    _arguments,
    inspect,
    ("table",),
)
