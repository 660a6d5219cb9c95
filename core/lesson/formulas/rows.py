"""A formula as rows of a card: symbols, numbers and result aligned below each other."""

from core.lesson.formulas.sums import NeuronFormula, output_words
from core.lesson.numbers import figure, short
from core.records import Record
from core.words import say

#: the most terms side by side
ACROSS = 3


class Run(Record):
    """A piece of a row; one with a value has the colour of its sign."""

    text: str
    value: float | None = None


Row = tuple[Run, ...]


def plain(row: Row) -> str:
    """Return a row without colours."""
    return "".join(run.text for run in row).rstrip()


def formula_rows(formula: NeuronFormula) -> list[Row]:
    """Return z = …, the numbers under their symbols, the result, and a = f(z)."""
    terms, left, rest = formula.written()
    symbols: list[Row] = []
    numbers: list[Row] = []
    for term in terms:
        symbols.append((Run(f"{term.symbol}·{term.weight_symbol}"),))
        value = Run(term.symbol) if term.value is None else _number(term.value)
        numbers.append((value, Run("·"), _number(term.weight)))
    if left:
        more = say("NetworkDiagram", "{count} more", count=left)
        symbols.append((Run(more),))
        numbers.append((Run(more),) if rest is None else (_number(rest),))
    if formula.bias is not None:
        symbols.append((Run(formula.bias_symbol),))
        numbers.append((_number(formula.bias),))
    widths = [max(len(plain(s)), len(plain(n))) for s, n in zip(symbols, numbers, strict=True)]
    for at in range(ACROSS, len(widths), ACROSS):  # one below the other if there are many
        for i in range(at, min(at + ACROSS, len(widths))):
            widths[i] = max(widths[i], widths[i % ACROSS])
    for i in range(min(ACROSS, len(widths))):
        widths[i] = max(widths[i::ACROSS])
    head = f"{formula.sum} = "
    below = "= ".rjust(len(head))
    rows = [*_sum(head, symbols, widths), *_sum(below, numbers, widths)]
    if formula.z is not None:
        rows.append((Run(below), Run(figure(formula.z, 4), formula.z)))
    last: tuple[Run, ...] = (Run(f"{formula.symbol} = {output_words(formula)}"),)
    if formula.a is not None:
        last += (Run(" = "), Run(figure(formula.a, 4), formula.a))
    return [*rows, last]


def _sum(head: str, cells: list[Row], widths: list[int]) -> list[Row]:
    """Return a sum in rows of a few terms, each as wide as its column."""
    rows = []
    for start in range(0, len(cells), ACROSS):
        row: list[Run] = [Run(head if start == 0 else "+ ".rjust(len(head)))]
        for i, cell in enumerate(cells[start : start + ACROSS], start):
            if i > start:
                row.append(Run(" + "))
            row += cell
            row.append(Run(" " * (widths[i] - len(plain(cell)))))
        rows.append(tuple(row))
    return rows


def _number(value: float) -> Run:
    text = short(value)
    return Run(f"({text})" if value < 0.0 else text, value)
