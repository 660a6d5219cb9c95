"""A drawing as TikZ: a complete document, whose picture can be copied into any other.

Every number is in a comment after the line that draws it.
"""

import re

from core.formats.diagram.drawing import Drawing, Others, Unit, Weights
from core.pictures.colours import NEGATIVE, POSITIVE, SEPARATOR

_COLOURS = {POSITIVE: "positive", NEGATIVE: "negative", SEPARATOR: "zero"}.items()
_SPECIAL = str.maketrans(
    {
        "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#",
        "_": r"\_", "%": r"\%", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
        "…": r"\dots{}",
    }
)  # fmt: skip
_EDGE = re.compile(r"% weight (\d+),(\d+),(\d+) = (\S+)")
_UNIT = re.compile(r"% unit (-?\d+),(\d+) (\w+) = (\S+)")


def tikz(drawing: Drawing) -> str:
    """Return the drawing as a LaTeX document."""
    named = dict(_COLOURS)
    lines = [
        f"% {drawing.title}: lualatex, xelatex or pdflatex turns this file into a picture,",
        "% or copy the tikzpicture into a document that has \\usepackage{tikz}.",
        r"\documentclass[tikz,border=4pt]{standalone}",
        *(
            rf"\definecolor{{{name}}}{{HTML}}{{{colour[1:].upper()}}}"
            for colour, name in named.items()
        ),
        r"\begin{document}",
        r"\begin{tikzpicture}[x=1pt, y=-1pt, every node/.style={font=\small}]",
    ]
    for unit in drawing.units:
        lines.append(rf"  \coordinate ({_place(unit)}) at ({unit.x:g}, {unit.y:.6g});")
    for edge in drawing.edges:
        one, other = edge.source, edge.target
        dashed = ", dash pattern=on 7pt off 3pt" if edge.is_dashed else ""
        told = f" % weight {other.layer},{one.index},{other.index} = {edge.weight}"
        lines.append(
            rf"  \draw[{named[edge.colour]}, line width={edge.width:.3g}pt{dashed}] "
            f"({_place(one)}) -- ({_place(other)});{told if edge.weight else ''}"
        )
    for unit in drawing.units:
        symbol = f"${unit.latex}$" if unit.radius >= 9.0 else ""
        lines.append(
            rf"  \filldraw[fill=white] ({_place(unit)}) circle[radius={unit.radius:.3g}pt]"
            rf" node[font=\tiny] {{{symbol}}};"
        )
        if unit.name and unit.radius >= 4.0:
            side = "left" if unit.side == "left" else "right"
            lines.append(
                rf"  \node[{side}={unit.radius:.3g}pt] at ({_place(unit)}) {{{_tex(unit.name)}}};"
            )
        lines += [
            f"  % unit {unit.layer},{unit.index} {name} = {value}"
            for name, value in unit.numbers.items()
        ]
    for x, y, text in drawing.captions:
        lines.append(rf"  \node at ({x:g}, {y:.6g}) {{{_tex(text)}}};")
    return "\n".join([*lines, r"\end{tikzpicture}", r"\end{document}"]) + "\n"


def _place(unit: Unit) -> str:
    return f"u{unit.layer + 1}-{unit.index + 1}"


def _tex(text: str) -> str:
    """Return a text with everything escaped that means something in LaTeX."""
    return text.translate(_SPECIAL)


def numbers_in_tikz(text: str) -> tuple[Weights, Others]:
    """Return the numbers of a drawing."""
    weights: Weights = {
        (int(n), int(i), int(j)): float(value) for n, i, j, value in _EDGE.findall(text)
    }
    others: Others = {
        (int(n), int(j), name): float(value) for n, j, name, value in _UNIT.findall(text)
    }
    return weights, others
