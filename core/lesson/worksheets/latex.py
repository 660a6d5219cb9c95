"""Sheets and keys for LaTeX and in Markdown."""

from collections.abc import Sequence

from core.lesson.printing.formats import tex
from core.lesson.worksheets.sheet import Cell, Sheet, Table, plainly, written
from core.words import say

_HEAD = r"""\documentclass[10pt]{article}
\usepackage[margin=15mm]{geometry}
\usepackage{fontspec}
\setmainfont[Scale=0.85]{DejaVu Sans}
\setlength{\parindent}{0pt}
\renewcommand{\arraystretch}{1.25}
\begin{document}
\raggedright
"""
#: a table of more columns has the page's width for itself
_NARROW = 2


def as_latex(sheets: Sequence[Sheet], is_key: bool) -> str:
    """Return all sheets, or their key, for LuaLaTeX or XeLaTeX."""
    pages = []
    for sheet in sheets:
        place = say("Worksheets", "seed {seed}", seed=sheet.seed)
        lines = [rf"\section*{{{tex(sheet.label)} \small {tex(place)}}}"]
        lines += [tex(line) + r"\\" for line in sheet.box]
        lines += [_tabular(table, sheet.digits, is_key) for table in sheet.tables]
        pages.append("\n".join(lines))
    return _HEAD + "\n\\newpage\n".join(pages) + "\n\\end{document}\n"


def _tabular(table: Table, digits: int, is_key: bool) -> str:
    columns = "l|" + "r" * len(table.columns)
    head = " & ".join(["", *(tex(name) for name in table.columns)])
    rows = [
        " & ".join(
            [tex(row.head), *(tex(_shown(cell, table, digits, is_key)) for cell in row.cells)]
        )
        for row in table.rows
    ]
    body = " \\\\\n".join([head + r" \\ \hline", *rows]).replace(r"\hline \\", r"\hline")
    share = "0.48" if len(table.columns) <= _NARROW else "1"
    return (
        rf"\begin{{minipage}}[t]{{{share}\textwidth}}\vspace{{2mm}}\textbf{{{tex(table.title)}}}\\"
        + f"\n\\begin{{tabular}}{{{columns}}}\n{body}\n\\end{{tabular}}\\end{{minipage}}"
    )


def _shown(cell: Cell, table: Table, digits: int, is_key: bool) -> str:
    if table.part == "given":
        return plainly(cell.value)
    if not cell.asked or is_key:
        exact, rounded = written(cell.value, digits), written(cell.by_rounding, digits)
        both = is_key and cell.asked and rounded != exact
        return f"{exact} ({rounded})" if both else exact
    return f"{cell.address} ........"


def as_markdown(sheets: Sequence[Sheet], is_key: bool) -> str:
    """Return all sheets, or their key, in Markdown."""
    parts = []
    for sheet in sheets:
        place = say("Worksheets", "seed {seed}", seed=sheet.seed)
        parts.append(f"# {_safe(sheet.label)} ({place})")
        parts.append("\n".join(f"    {line}" for line in sheet.box))
        for table in sheet.tables:
            rows = [["", *table.columns], ["---", *("---:" for _ in table.columns)]]
            for row in table.rows:
                cells = (_shown(cell, table, sheet.digits, is_key) for cell in row.cells)
                rows.append([row.head, *cells])
            lines = ["| " + " | ".join(_safe(word) for word in row) + " |" for row in rows]
            parts.append(f"## {_safe(table.title)}\n\n" + "\n".join(lines))
    return "\n\n".join(parts) + "\n"


def _safe(text: str) -> str:
    return "".join("\\" + sign if sign in "\\`*_|<>[]#" else sign for sign in text)
