"""Answers: words for no and yes in the languages of many tables, and one spelling for words that
are written in several.
"""

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

from core.data.reading.cells.marks import Marks

#: no and yes, in lower case
_PAIRS = (
    ("false", "true"),
    ("no", "yes"),
    ("n", "y"),
    ("f", "t"),
    ("off", "on"),
    ("nein", "ja"),
    ("falsch", "wahr"),
    ("n", "j"),
    ("nee", "ja"),
    ("nej", "ja"),
    ("nei", "ja"),
    ("non", "oui"),
    ("faux", "vrai"),
    ("n", "o"),
    ("no", "sí"),
    ("no", "si"),
    ("no", "sì"),
    ("falso", "verdadero"),
    ("falso", "vero"),
    ("falso", "verdadeiro"),
    ("não", "sim"),
    ("nao", "sim"),
    ("nie", "tak"),
    ("ne", "ano"),
    ("ne", "da"),
    ("nu", "da"),
    ("nem", "igen"),
    ("ei", "kyllä"),
    ("hayır", "evet"),
    ("нет", "да"),
    ("не", "да"),
    ("ні", "так"),
    ("όχι", "ναι"),
    ("n", "s"),
    ("f", "v"),
    ("falsch", "richtig"),
    ("否", "是"),
    ("不是", "是"),
    ("假", "真"),
    ("错", "对"),
    ("錯", "對"),
    ("无", "有"),
    ("無", "有"),
    ("没有", "有"),
    ("沒有", "有"),
    ("✗", "✓"),
    ("✘", "✔"),
    ("いいえ", "はい"),
    ("아니요", "예"),
    ("لا", "نعم"),
    ("לא", "כן"),
)
_SETS = frozenset(map(frozenset, _PAIRS))
#: what each word and digit means: 0 for no, 1 for yes
_MEANS = MappingProxyType(
    {word: number for pair in _PAIRS for number, word in enumerate(pair)}
    | {"0": 0, "0.0": 0, "1": 1, "1.0": 1}
)
_DIGITS = frozenset(("0", "0.0", "1", "1.0"))


def _meaning(word: str) -> int | None:
    return _MEANS.get(word.lower())


def without_marks(counts: Mapping[str, int], marks: Marks) -> dict[str, int]:
    """Return the words that are answers or other words, without what may mean no value."""
    return {
        word: count
        for word, count in counts.items()
        if _meaning(word) is not None or not marks.among_numbers(word)
    }


def are_answers(words: Collection[str]) -> bool:
    """Return whether two words are no and yes, in one language."""
    folded = frozenset(word.lower() for word in words)
    return len(words) == 2 and folded in _SETS


def mean_opposites(words: Collection[str]) -> bool:
    """Return whether two words or digits are no and yes, in whatever languages."""
    return len(words) == 2 and {_meaning(word) for word in words} == {0, 1}


def yes_last(words: Collection[str]) -> tuple[str, ...]:
    """Return two answers in the order no, yes; any other words sorted."""
    if not mean_opposites(words):
        return tuple(sorted(words))
    return tuple(sorted(words, key=lambda word: _MEANS[word.lower()]))


def answers_in_two_ways(counts: Mapping[str, int]) -> dict[str, str]:
    """Return, for answers of which one is written in several ways, the word for each.

    They may be words of several languages, letters, and 0 and 1: yes, y, true, 1. Each becomes its
    most frequent word; an answer that is only counted stays a digit. The result is empty if each
    answer is written in one way but for capitals; if other words occur, unless besides no, yes and
    digits; and for a single letter O among digits, which may stand in place of a zero.
    """
    meanings = {word: _meaning(word) for word in counts if _meaning(word) is not None}
    low = {word.lower() for word in meanings}
    words, both = low - _DIGITS, len({*meanings.values()}) == 2
    others = [word for word in counts if word not in meanings]
    if others and (words == low or words not in _SETS or any(map(str.isdigit, "".join(others)))):
        return {}
    if not words or words == {"o"} or len(low) == len({*meanings.values()}):
        return {}
    if not both and len(words) > 1:
        return {}
    spelled: dict[int | None, str] = {}
    for word in sorted(meanings, key=lambda word: word in _DIGITS):  # words first
        other = spelled.setdefault(meanings[word], word)
        if counts[word] > counts[other] and (word in _DIGITS) == (other in _DIGITS):
            spelled[meanings[word]] = word
    return {word: spelled[meaning] for word, meaning in meanings.items()}


def answers_for(words: Iterable[str]) -> dict[str, str]:
    """Return which of two answers any word or digit means, as a new table may hold it."""
    answers = {_meaning(word): word for word in words}
    return {other: answers[number] for other, number in _MEANS.items() if number in answers}


def folded(word: str) -> str:
    """Return a word without what capitals, blanks and composed accents tell apart."""
    return " ".join(unicodedata.normalize("NFC", word).casefold().split())


def one_spelling(counts: Mapping[str, int]) -> dict[str, str]:
    """Return, for every word that occurs in several spellings, the most frequent of them.

    Spellings differ in capitals and blanks. Of equally frequent ones it is the first.
    """
    chosen: dict[str, str] = {}
    for word, count in counts.items():
        other = chosen.setdefault(folded(word), word)
        if count > counts[other]:
            chosen[folded(word)] = word
    if len(chosen) == len(counts):
        return {}
    return {word: chosen[folded(word)] for word in counts}
