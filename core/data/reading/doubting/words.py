"""Doubts about words: marks that may mean no value, numbers in several notations, and words in
several spellings.
"""

import re
from collections.abc import Mapping

from core.counts import counted
from core.data.reading.cells.answers import answers_in_two_ways, folded, without_marks
from core.data.reading.cells.marks import Marks
from core.data.reading.doubts import Doubt, column_switch, switch
from core.words import plain_name, say

_SUM = r"(?:grand )?total|gesamt|summe|ergebnis|somme|suma|soma|totale|итого|всего|合计|总计|合計"
_SUBTOTAL = re.compile(
    r"sub[- ]?totals?\b|(?:zwischen|teil)(?:summe|ergebnis)|sous[- ]?total|小计|小計"
)
_BEGUN, _ENDED = re.compile(rf"(?:{_SUM})(?=[\W_])"), re.compile(rf"(?<=[\W_])(?:{_SUM})$")


def word_doubts(name: str, counts: Mapping[str, int], like: str, marks: Marks) -> list[Doubt]:
    """Return what is doubtful about a column of categories; `counts` says how often each occurs.

    `like` is one that looks like a number, if most do.
    """
    if like:
        says = say(
            "Table",
            "“{word}” is a category: not all of the {values} are numbers or dates in one notation",
            word=plain_name(like),
            values=counted(len(counts), "value"),
        )
        return [Doubt(says, column_switch(name, "role", "ignored"), name)]
    alike = answers_in_two_ways(without_marks(counts, marks))
    doubts = [spelling_doubt(name, alike, False, "yes or no")] if alike else []
    mark = next((word for word in counts if marks.among_numbers(word)), None)
    if mark is None or (mark in "-\u2212–" and "+" in counts):
        return doubts
    says = say(
        "Table",
        "“{mark}” is a category, in {rows}; perhaps it means no value",
        mark=plain_name(mark),
        rows=counted(counts[mark], "row"),
    )
    return [*doubts, Doubt(says, switch([mark], "reading", "missing"), name)]


def total_doubt(name: str, counts: Mapping[str, int]) -> Doubt | None:
    """Return the doubt about rows that may be totals of others: a word such as Subtotal North, or
    North total beside North.
    """
    rest = {folded(word) for word in counts}
    found = []
    for word in counts:
        text = folded(word)
        begun, ended = _BEGUN.match(text), _ENDED.search(text)
        inside = text[begun.end() :] if begun else text[: ended.start()] if ended else ""
        if _SUBTOTAL.match(text) or (inside and inside.strip(" :-–()") in rest):
            found.append(word)
    rows = sum(counts[word] for word in found)
    if not found or 2 * rows > sum(counts.values()):
        return None
    says = say(
        "Table",
        "“{word}” looks like a total of other rows, in {rows}: if it is, take these out of the "
        "file",
        word=plain_name(found[0]),
        rows=counted(rows, "row"),
    )
    return Doubt(says, "", name)


def percent_doubt(name: str, cell: str) -> Doubt:
    """Return the doubt about a column in which some numbers have % and others have not."""
    says = say(
        "Table",
        "some numbers have % and others not, such as {cell}: they are not in one notation",
        cell=plain_name(cell),
    )
    return Doubt(says, switch("of one", "reading", "percent"), name)


def joined_doubt(line: int) -> Doubt:
    """Return what is said about a text of which some lines, from this one on, are not UTF-8."""
    says = say(
        "Table",
        "line {n} is not UTF-8 like the others; such lines were read as Windows-1252",
        n=line,
    )
    return Doubt(says, "")


def spelling_doubt(
    name: str, chosen: Mapping[str, str], merged: bool, spelling: str = "any case"
) -> Doubt:
    """Return the doubt about words in several spellings, of which one is `chosen` for each.

    `spelling` is the setting that makes them one.
    """
    pairs = [(word, other) for word, other in chosen.items() if word != other]
    other, one = next((pair for pair in pairs if folded(pair[0]) != folded(pair[1])), pairs[0])
    if merged:
        says = say(
            "Table",
            "“{one}” and “{other}” are read as one",
            one=plain_name(one),
            other=plain_name(other),
        )
        return Doubt(says, column_switch(name, "spelling", "as written"), name)
    says = say(
        "Table",
        "“{one}” and “{other}” are two categories",
        one=plain_name(one),
        other=plain_name(other),
    )
    return Doubt(says, column_switch(name, "spelling", spelling), name)
