"""Sheets and keys as one HTML page: one sheet per page of paper, A4 or Letter."""

from collections.abc import Iterator, Sequence
from html import escape

from core.lesson.worksheets.sheet import Cell, Sheet, Table, plainly, written
from core.words import say, translate

#: fits the width of A4 and the height of Letter, with margins of 12 mm. Tables stand in lines as
#: words do, so that every printer can break a long sheet between them and none within one
_STYLE = """
@page { margin: 12mm; }
body { font: 10pt/1.25 sans-serif; margin: 0; color: #000; background: #fff; }
section { break-after: page; max-width: 186mm; margin: 0 auto; }
section:last-of-type { break-after: auto; }
h1 { font-size: 14pt; margin: 0 0 1mm; } h1 small { font-size: 9pt; font-weight: normal; }
.who { display: flex; gap: 8mm; margin: 2mm 0; } .who span { flex: 1; border-bottom: 1px solid; }
.box { border: 1px solid; padding: 1mm 2mm; margin: 2mm 0; break-inside: avoid; }
.box p { margin: 0; }
table { border-collapse: collapse; break-inside: avoid; display: inline-table;
  vertical-align: top; margin: 1mm 5mm 1mm 0; max-width: 186mm; }
caption { text-align: left; font-weight: bold; white-space: nowrap; }
td, th { border: 1px solid #666; padding: .7mm 2mm; white-space: nowrap; }
th { font-weight: normal; text-align: left; background: #eee; } td { text-align: right; }
td { min-width: 17mm; height: 4.5mm; } td small { float: left; color: #444;
  padding-right: 2mm; font-weight: normal; }
td.key { font-weight: bold; } td i { font-weight: normal; color: #444; }
section.key { font-size: 8.5pt; } section.key td { padding: .4mm 1.5mm; height: auto; }
svg { display: block; margin: 1mm auto; max-height: 42mm; break-inside: avoid; }
"""
_GAP, _HIGH, _WIDE = 26, 130, 430


def as_html(sheets: Sequence[Sheet], is_key: bool) -> str:
    """Return all sheets, or their key, as one page."""
    title = escape(_title(sheets, is_key))
    head = (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>'
    )
    parts = [f"{head}\n<style>{_STYLE}</style>\n</head>\n<body>"]
    parts += ["\n".join(_section(sheet, is_key)) for sheet in sheets]
    return "\n".join([*parts, "</body>", "</html>"]) + "\n"


def _title(sheets: Sequence[Sheet], is_key: bool) -> str:
    name = sheets[0].name if sheets else ""
    if is_key:
        return say("Worksheets", "{name}: key", name=name)
    return say("Worksheets", "{name}: worksheets", name=name)


def _section(sheet: Sheet, is_key: bool) -> Iterator[str]:
    place = say("Worksheets", "seed {seed}", seed=sheet.seed)
    kind = ' class="key"' if is_key else ""
    yield f"<section{kind}>\n<h1>{escape(sheet.label)} <small>{escape(place)}</small></h1>"
    if not is_key:
        name, date = translate("Worksheets", "Name"), translate("Worksheets", "Date")
        yield f'<div class="who"><span>{escape(name)}</span><span>{escape(date)}</span></div>'
    yield diagram(sheet)
    lines = "".join(f"<p>{escape(line)}</p>" for line in sheet.box)
    yield f'<div class="box">{lines}</div>'
    rounding = say(
        "Worksheets", "Round every number to {n} digits after the point.", n=sheet.digits
    )
    yield f"<p>{escape(rounding)}</p>"
    yield '<div class="tables">'
    for table in sheet.tables:
        yield _table(table, sheet.digits, is_key)
    yield "</div>\n</section>"


def _table(table: Table, digits: int, is_key: bool) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.columns)
    rows = "\n".join(
        f'<tr><th scope="row">{escape(row.head)}</th>'
        + "".join(_cell(cell, table.part, digits, is_key) for cell in row.cells)
        + "</tr>"
        for row in table.rows
    )
    caption = f"<caption>{escape(table.title)}</caption>"
    return f"<table>{caption}\n<tr><td></td>{head}</tr>\n{rows}\n</table>"


def _cell(cell: Cell, part: str, digits: int, is_key: bool) -> str:
    address = f"<small>{escape(str(cell.address))}</small>"
    if part == "given":
        return f"<td>{plainly(cell.value)}</td>"
    if not cell.asked:
        return f"<td>{written(cell.value, digits)}</td>"
    if not is_key:
        return f"<td>{address}</td>"
    return f'<td class="key">{address}{in_key(cell, digits)}</td>'


def in_key(cell: Cell, digits: int) -> str:
    """Return a number for a key, followed by its value with rounding along the way."""
    exact, rounded = written(cell.value, digits), written(cell.by_rounding, digits)
    return exact if rounded == exact else f"{exact} <i>({rounded})</i>"


def diagram(sheet: Sheet) -> str:
    """Return the network as a drawing, with the weights on its edges."""
    columns = len(sheet.units)
    x = [20 + i * (_WIDE - 40) / (columns - 1) for i in range(columns)]
    tall = max(sheet.units)
    height = max(_HIGH, (_GAP + 14) * tall)
    places = [[((i + 0.5) * height / count) for i in range(count)] for count in sheet.units]
    given = {str(cell.address): cell.value for cell in sheet.cells()}
    lines, words, circles = [], [], []
    for k in range(1, columns):
        for i, from_y in enumerate(places[k - 1]):
            for u, to_y in enumerate(places[k]):
                lines.append(
                    f'<line x1="{x[k - 1]:.0f}" y1="{from_y:.0f}" x2="{x[k]:.0f}" y2="{to_y:.0f}"'
                    ' stroke="#888"/>'
                )
                # nearer to its start, where edges have not crossed yet
                share = 0.3
                at = x[k - 1] + share * (x[k] - x[k - 1]), from_y + share * (to_y - from_y)
                value = given.get(f"W{k}[{i + 1},{u + 1}]")
                if value is not None:
                    words.append(_word(at[0], at[1] - 2, plainly(value), 10))
        for u, to_y in enumerate(places[k]):
            bias = given.get(f"b{k}[{u + 1}]")
            if bias is not None:
                words.append(_word(x[k], to_y + 21, f"b {plainly(bias)}", 9))
    for k, column in enumerate(places):
        for i, y in enumerate(column):
            circles.append(
                f'<circle cx="{x[k]:.0f}" cy="{y:.0f}" r="11" fill="#fff" stroke="#000"/>'
            )
            name = f"x{i + 1}" if k == 0 else str(i + 1)
            circles.append(_word(x[k], y + 3, name, 9))
    inside = "\n".join([*lines, *words, *circles])
    label = escape(translate("Worksheets", "The network with its weights"))
    return (
        f'<svg role="img" aria-label="{label}" viewBox="0 0 {_WIDE} {height + 16:.0f}"'
        f' width="{_WIDE}">\n{inside}\n</svg>'
    )


def _word(x: float, y: float, text: str, size: int) -> str:
    """Return a text with a white outline: drawn twice, as not all viewers paint outlines first."""
    start = f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size}" text-anchor="middle"'
    edge = f'{start} stroke="#fff" stroke-width="3">{escape(text)}</text>'
    return edge + f"{start}>{escape(text)}</text>"
