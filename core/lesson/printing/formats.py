"""Cards as text, Markdown, HTML and LaTeX: each a way to write the same pieces."""

import html
import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from core.lesson.cards.content import Card
from core.lesson.printing.pieces import Code, Equation, Grid, Heading, Piece, Words, pieces_of


def _columns(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(word.rjust(width) for word, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _text(piece: Piece) -> str:
    match piece:
        case Heading():
            return f"{piece.title}\n{piece.place}".rstrip()
        case Words():
            return piece.text
        case Equation() | Code():
            return "\n".join("    " + line for line in piece.lines)
        case Grid():
            lines = [piece.title, *_columns([piece.head, *piece.rows]), piece.left_out]
            return "\n".join(line for line in lines if line)


#: characters with a special meaning in Markdown
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~])")


def _escaped(text: str) -> str:
    return _MARKS.sub(r"\\\1", text)


def _markdown(piece: Piece) -> str:
    match piece:
        case Heading():
            return f"## {_escaped(piece.title)}\n\n*{_escaped(piece.place)}*"
        case Words():
            return _escaped(piece.text)
        case Equation():
            return "```text\n" + "\n".join(piece.lines) + "\n```"
        case Code():
            return "```python\n" + "\n".join(piece.lines) + "\n```"
        case Grid():
            rows = [piece.head, ("---:",) * len(piece.head), *piece.rows]
            cells = [[word if i == 1 else _escaped(word) for word in r] for i, r in enumerate(rows)]
            table = "\n".join("| " + " | ".join(row) + " |" for row in cells)
            return "\n\n".join(
                part for part in (_escaped(piece.title), table, _escaped(piece.left_out)) if part
            )


def _html(piece: Piece) -> str:
    match piece:
        case Heading():
            return (
                f"<h2>{html.escape(piece.title)}</h2>\n<p><em>{html.escape(piece.place)}</em></p>"
            )
        case Words():
            return f"<p>{html.escape(piece.text)}</p>"
        case Equation():
            return f'<pre class="equation">{html.escape(chr(10).join(piece.lines))}</pre>'
        case Code():
            return f"<pre><code>{html.escape(chr(10).join(piece.lines))}</code></pre>"
        case Grid():
            head = "".join(f'<th scope="col">{html.escape(word)}</th>' for word in piece.head)
            rows = "\n".join(
                f'<tr><th scope="row">{html.escape(row[0])}</th>'
                + "".join(f"<td>{html.escape(word)}</td>" for word in row[1:])
                + "</tr>"
                for row in piece.rows
            )
            more = f"\n<p>{html.escape(piece.left_out)}</p>" if piece.left_out else ""
            caption = f"<caption>{html.escape(piece.title)}</caption>"
            return f"<table>{caption}\n<tr>{head}</tr>\n{rows}\n</table>{more}"


_TEX = MappingProxyType(
    {
        **{letter: "\\" + letter for letter in "&%$#_{}"},
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)


def tex(text: str) -> str:
    """Return a text escaped for LaTeX."""
    return "".join(_TEX.get(letter, letter) for letter in text)


def _latex(piece: Piece) -> str:
    match piece:
        case Heading():
            return rf"\subsection*{{{tex(piece.title)}}}" + f"\n\\emph{{{tex(piece.place)}}}"
        case Words():
            return tex(piece.text)
        case Equation() | Code():
            return "\\begin{Verbatim}\n" + "\n".join(piece.lines) + "\n\\end{Verbatim}"
        case Grid():
            form = "l" + "r" * (len(piece.head) - 1)
            rows = [" & ".join(map(tex, row)) + r" \\" for row in (piece.head, *piece.rows)]
            rows.insert(1, r"\hline")
            body = "\n".join([rf"\begin{{tabular}}{{{form}}}", *rows, r"\end{tabular}"])
            return "\n\n".join(
                part for part in (tex(piece.title), body, tex(piece.left_out)) if part
            )


_HTML_PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title>
<style>body{{font:16px/1.5 sans-serif;max-width:50em;margin:2em auto;padding:0 1em}}
pre,td,th{{font-family:monospace}}td,th{{text-align:right;padding:0 .6em}}</style></head>
<body>
{body}
</body>
</html>"""

#: for XeLaTeX or LuaLaTeX: the formulas are Unicode
_LATEX_PAGE = r"""\documentclass{article}
\usepackage{fontspec,fancyvrb}
\setmainfont{DejaVu Sans}
\setmonofont{DejaVu Sans Mono}
\begin{document}
BODY
\end{document}"""


def _plain_page(_title: str, body: str) -> str:
    return body


def _html_page(title: str, body: str) -> str:
    return _HTML_PAGE.format(title=html.escape(title), body=body)


def _latex_page(_title: str, body: str) -> str:
    return _LATEX_PAGE.replace("BODY", body)


#: by name: how a piece is written, and what surrounds all of them
FORMATS: Mapping[str, tuple[Callable[[Piece], str], Callable[[str, str], str]]] = MappingProxyType(
    {
        "text": (_text, _plain_page),
        "markdown": (_markdown, _plain_page),
        "html": (_html, _html_page),
        "latex": (_latex, _latex_page),
    }
)


def printed(cards: Sequence[Card], form: str, title: str = "") -> str:
    """Return cards in a format of FORMATS, as a whole file without a final line end."""
    write, around = FORMATS[form]
    return around(title, "\n\n".join(write(piece) for card in cards for piece in pieces_of(card)))
