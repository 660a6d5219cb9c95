"""Answers: words for no and yes in the languages of many tables, and one spelling for words that
are written in several.
"""

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

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
    ("否", "是"),
    ("假", "真"),
    ("いいえ", "はい"),
    ("아니요", "예"),
    ("لا", "نعم"),
    ("לא", "כן"),
)
_SETS = frozenset(map(frozenset, _PAIRS))
_YES = frozenset(yes for _, yes in _PAIRS)
_NO = frozenset(no for no, _ in _PAIRS)
#: no and yes as programs count them
_DIGITS = MappingProxyType({"0": 0, "0.0": 0, "1": 1, "1.0": 1})


def are_answers(words: Collection[str]) -> bool:
    """Return whether two words are no and yes, in one language."""
    folded = frozenset(word.lower() for word in words)
    return len(words) == 2 and folded in _SETS


def yes_last(words: Collection[str]) -> tuple[str, ...]:
    """Return two answers in the order no, yes; any other words sorted."""
    if not are_answers(words):
        return tuple(sorted(words))
    return tuple(sorted(words, key=lambda word: (word.lower() in _YES, word)))


def answers_in_two_ways(counts: Mapping[str, int]) -> dict[str, str]:
    """Return, for answers of which some are words and others 0 and 1, the word for each.

    It is the most frequent spelling; an answer that is only counted stays a digit. The result is
    empty for other words, if each answer is written in one way, and for a single letter, as an O
    may stand in place of a zero.
    """
    digits = [word for word in counts if word in _DIGITS]
    rest = [word for word in counts if word not in _DIGITS]
    low = {word.lower() for word in rest}
    if not digits or not low or not (low in _SETS or (len(low) == 1 and len(min(low)) > 1)):
        return {}
    if not low <= _YES | _NO:
        return {}
    spelled: dict[int, str] = {}
    for word in (*rest, *digits):
        number = _DIGITS.get(word, int(word.lower() in _YES))
        other = spelled.setdefault(number, word)
        if counts[word] > counts[other] and (word in _DIGITS) == (other in _DIGITS):
            spelled[number] = word
    chosen = {word: spelled[_DIGITS.get(word, int(word.lower() in _YES))] for word in counts}
    return chosen if len(spelled) < len(counts) else {}


def digits_for(words: Iterable[str]) -> dict[str, str]:
    """Return the words for 0 and 1 among two answers, as a new table may hold them."""
    answers = {_DIGITS.get(word, int(word.lower() in _YES)): word for word in words}
    return {digit: answers[number] for digit, number in _DIGITS.items() if number in answers}


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
