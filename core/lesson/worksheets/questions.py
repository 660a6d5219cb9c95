"""Sheets as questions for a learning platform: Moodle XML and GIFT. They contain the answers."""

from collections.abc import Sequence
from html import escape

from core.lesson.marking.written import ABSOLUTE, RELATIVE
from core.lesson.worksheets.sheet import Cell, Sheet, Table, plainly, written
from core.words import say


def tolerance(cell: Cell) -> float:
    """Return how far off an answer may be: the error of working with four digits."""
    return max(ABSOLUTE, RELATIVE * abs(cell.value), abs(cell.value - cell.by_rounding))


def as_moodle(sheets: Sequence[Sheet], is_key: bool) -> str:
    """Return one question per sheet with a field for each number (cloze), as Moodle XML.

    For the key, questions have the answers written out instead.
    """
    parts = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>"]
    for sheet in sheets:
        body = "".join(f"<p>{escape(line)}</p>" for line in sheet.box)
        body += "".join(_moodle_table(table, sheet.digits, is_key) for table in sheet.tables)
        safe = body.replace("]]>", "]]&gt;")
        parts.append(
            f'<question type="cloze">\n<name><text>{escape(sheet.label)}</text></name>\n'
            f'<questiontext format="html"><text><![CDATA[{safe}]]></text></questiontext>\n'
            "</question>"
        )
    return "\n".join([*parts, "</quiz>"]) + "\n"


def _moodle_table(table: Table, digits: int, is_key: bool) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in table.columns)
    rows = "".join(
        f"<tr><th>{escape(row.head)}</th>"
        + "".join(f"<td>{_field(cell, table, digits, is_key)}</td>" for cell in row.cells)
        + "</tr>"
        for row in table.rows
    )
    return f"<table><caption>{escape(table.title)}</caption><tr><th></th>{head}</tr>{rows}</table>"


def _field(cell: Cell, table: Table, digits: int, is_key: bool) -> str:
    if table.part == "given":
        return plainly(cell.value)
    if not cell.asked or is_key:
        return written(cell.value, digits)
    return f"{{1:NUMERICAL:={cell.value:.6f}:{tolerance(cell):.6f}}}"


def as_gift(sheets: Sequence[Sheet], is_key: bool) -> str:
    """Return one question per number in GIFT; each contains what is given."""
    parts = []
    for sheet in sheets:
        given = "; ".join(
            f"{cell.address} = {plainly(cell.value)}"
            for table in sheet.tables
            if table.part == "given"
            for row in table.rows
            for cell in row.cells
        )
        box = "; ".join(sheet.box)
        for cell in sheet.asked():
            asked = say("Worksheets", "What is {symbol}?", symbol=f"{cell.symbol} ({cell.address})")
            text = _gift(f"{box}. {given}. {asked}")
            title = _gift(f"{sheet.label} {cell.address}")
            right = f"{cell.value:.6f}:{tolerance(cell):.6f}"
            shown = _gift(written(cell.value, sheet.digits))
            parts.append(f"::{title}::{text} " + (shown if is_key else f"{{#{right}}}"))
    return "\n\n".join(parts) + "\n"


def _gift(text: str) -> str:
    return "".join("\\" + sign if sign in "~=#{}:\\" else sign for sign in text)
