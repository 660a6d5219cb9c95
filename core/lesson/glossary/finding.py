"""Terms in a text of the window, which is in English, and the term that a number belongs to."""

import re
from functools import lru_cache
from types import MappingProxyType

from core.errors import UserError
from core.lesson.addresses.address import parse
from core.lesson.glossary.terms import OWN, term_of, terms
from core.records import Record

#: the marks that may follow a symbol in a text: of a layer, a unit, or the value after an update
_MARKS = "[⁽⁾⁰¹²³⁴-⁹₀-₉′]*"
#: terms by what an address says of its number
_OF_KIND = MappingProxyType(
    {
        "weight": "weight",
        "bias": "bias",
        "z": "sum",
        "a": "output",
        "X": "input",
        "y": "target",
        "L": "loss",
        "R": "regularization",
        "J": "objective",
        "n": "divisor",
        "m": "batch_size",
        "eta": "learning_rate",
        "slope": "slope",
        "mask": "dropout",
        "normalized": "batch_norm",
        "loss_after": "loss",
    }
)


class Found(Record):
    """A term in a text: the place of its first and after its last letter, and its id."""

    start: int
    end: int
    id: str


@lru_cache(maxsize=2048)
def found_in(text: str) -> tuple[Found, ...]:
    """Return the terms in a text, each where it comes first, in the order of the text."""
    pattern, ids = _words()
    found: dict[str, Found] = {}
    for match in pattern.finditer(text):
        id_ = ids[match[1] if match[1] in ids else match[1].lower()]
        found.setdefault(id_, Found(match.start(), match.end(), id_))
    return tuple(found.values())


@lru_cache(maxsize=1)
def _words() -> tuple[re.Pattern[str], MappingProxyType[str, str]]:
    """Return what finds all words, a longer one before those within it, and their terms."""
    ids: dict[str, str] = {}
    for term in terms():
        for word in (term.name, *term.also):
            ids[word if _is_symbol(word) else word.lower()] = term.id
    parts = []
    for word in sorted(ids, key=len, reverse=True):
        part = re.escape(word)
        parts.append(f"(?-i:{part})(?={_MARKS}(?!\\w))" if _is_symbol(word) else f"{part}(?!\\w)")
    whole = rf"(?<!\w)(?<!∂)({'|'.join(parts)}){_MARKS}"
    return re.compile(whole, re.IGNORECASE), MappingProxyType(ids)


def _is_symbol(word: str) -> bool:
    return len(word) == 1 or not word.replace("-", "").replace(" ", "").isascii()


def explained(text: str, most: int = 3, language: str = OWN) -> list[tuple[str, str]]:
    """Return the terms in a text with their meanings, in the order of the text."""
    found = sorted(found_in(text), key=lambda each: each.start)[:most]
    told = [term_of(each.id, language) for each in found]
    return [(term.name, term.says) for term in told]


def of_address(address: str) -> str:
    """Return the id of the term of the number at an address, "" if it has none."""
    try:
        found = parse(address)
    except UserError:
        return ""
    if found.is_slope:
        return "gradient" if found.kind in ("weight", "bias") else "derivative"
    return _OF_KIND.get(found.kind, "")
