"""Words: columns that hold no numbers: yes and no, categories, or texts."""

from collections.abc import Sequence
from dataclasses import replace
from operator import not_

import numpy as np

from core.data.reading.cells.answers import (
    answers_in_two_ways,
    are_answers,
    folded,
    mean_opposites,
    one_spelling,
    without_marks,
)
from core.data.reading.cells.marks import Marks
from core.data.reading.doubting.numbers import like_numbers
from core.data.reading.doubting.words import spelling_doubt, total_doubt, word_doubts
from core.data.reading.grid import counted_words
from core.data.reading.packed import in_turns, pieces
from core.data.reading.read import Read

#: a column with more different words than this is not a useful category
MAX_CATEGORIES = 100
#: few different values, each of which occurs in several rows
FEW, ROWS_EACH = 20, 3


#: what is put in a cell to say yes where an empty one says no
_TICKS = frozenset(
    (
        "x",
        "×",
        "✓",
        "✔",
        "✗",
        "☑",
        "•",
        "*",
        "ok",
        "yes",
        "y",
        "ja",
        "j",
        "oui",
        "sim",
        "sí",
        "да",
        "是",
    )
)


class _Words(dict[str, str]):
    """The word in a cell: an empty text if it holds no value."""

    def __init__(self, marks: Marks) -> None:
        self._marks = marks

    def __missing__(self, cell: str) -> str:
        word = self[cell] = "" if self._marks.always(cell) else cell
        return word


def words_read(name: str, cells: Sequence[str], kind: str | None, marks: Marks) -> Read:
    """Return a column of words: of yes and no, categories or texts, if `kind` is not set."""
    # equal words share one object: a long column with few words takes little memory
    word_of = _Words(marks)
    words: list[str] = []
    for piece in pieces(cells):
        words.extend(map(word_of.__getitem__, piece))
    counts = counted_words(words)
    missing = np.zeros(len(words), np.bool_)
    if "" in counts:
        missing = in_turns(words, not_, np.bool_)
    gone = counts.pop("", 0)
    distinct, filled = len(counts), len(cells) - gone
    if kind is None:
        if are_answers(counts):
            kind = "yes/no"
        elif distinct > min(MAX_CATEGORIES, max(FEW, filled // 2)) or distinct == filled > 4:
            kind = "text"
        else:
            kind = "category"
    like = like_numbers(list(counts)) if kind in ("category", "text") else ""
    doubts = word_doubts(name, counts, like, marks) if kind == "category" else []
    if kind in ("category", "text"):
        doubts += filter(None, [total_doubt(name, counts)])
    return Read(name, kind, missing, None, words, distinct, doubts=tuple(doubts), like=like)


def spelled(read: Read, kind: str | None, spelling: str | None, marks: Marks) -> Read:
    """Return a column of words in which those in several spellings are one, if that is set.

    Yes and no are one in any case; about other words there is a doubt.
    """
    assert read.words is not None
    if read.kind not in ("category", "yes/no") and spelling is None:
        return read
    counts = counted_words(read.words)
    counts.pop("", None)
    answers = without_marks(counts, marks)
    two_ways = answers_in_two_ways(answers)
    if spelling == "yes or no" and (two_ways or mean_opposites(answers)):
        words = [two_ways.get(word, word) for word in read.words]
        made = words_read(read.name, words, kind, marks)
        if kind is None and mean_opposites(set(filter(None, words))):
            made = replace(made, kind="yes/no")
        doubts = [spelling_doubt(read.name, two_ways, True)] if two_ways else []
        return replace(made, doubts=(*made.doubts, *doubts), spelling=spelling)
    chosen = one_spelling(counts)
    if not chosen or (two_ways and spelling is None and kind is None):
        return replace(read, spelling=spelling or "")
    sure = kind is None and spelling is None and are_answers(set(chosen.values()))
    merged = spelling in ("any case", "yes or no") or sure
    doubt = spelling_doubt(read.name, chosen, merged)
    if not merged:
        return replace(read, doubts=(*read.doubts, doubt), spelling=spelling or "")
    words = [chosen.get(word, word) for word in read.words]
    made = words_read(read.name, words, kind, marks)
    return replace(made, doubts=(*made.doubts, doubt), spelling=spelling or "any case")


def few_words(cells: Sequence[str], marks: Marks) -> dict[str, int]:
    """Return how often each word occurs; nothing if there are many different ones."""
    counts = counted_words(cells)
    if len(counts) > FEW:
        return {}
    return without_marks(counts, marks)


def is_ticked(column: Read) -> bool:
    """Return whether some cells hold a tick, such as x, or the end of the column's name, as boxes
    of answers do, and the others nothing.
    """
    if column.words is None or column.distinct != 1 or not column.missing.any():
        return False
    word = folded(next(filter(None, column.words)))
    return (
        word in _TICKS
        or word in folded(column.name).split(": ")
        or (folded(column.name).endswith(f" {word}"))
    )
