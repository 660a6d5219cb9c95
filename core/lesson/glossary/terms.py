"""The terms of the glossary, from `resources/glossary`: English, and other languages."""

from dataclasses import replace
from functools import lru_cache
from typing import Any

from core.lesson.lessons.toml import parse_toml
from core.records import Record
from core.resources import resource_path

OWN = "en"
_ROOM = "glossary"


class Term(Record):
    """One term: `name` and `also` are the words that texts have for it, `symbol` its sign.

    `now` are sentences with numbers, of which the first that is known is said; it is left out if
    `holds` is given and does not hold there, or if the network uses none of the components in
    `uses`. `lesson` is the name of a supplied lesson about it.
    """

    id: str
    name: str
    says: str
    also: tuple[str, ...] = ()
    symbol: str = ""
    formula: str = ""
    now: tuple[str, ...] = ()
    holds: str = ""
    uses: tuple[str, ...] = ()
    lesson: str = ""


@lru_cache(maxsize=1)
def languages() -> tuple[str, ...]:
    """Return the codes of the languages that the glossary has, English first."""
    found = {path.name.removesuffix(".toml") for path in resource_path(_ROOM).glob("*.toml")}
    return (OWN, *sorted(found - {OWN}))


@lru_cache(maxsize=8)
def terms(language: str = OWN) -> tuple[Term, ...]:
    """Return the terms in a language; in English what that lacks."""
    own = tuple(_term(entry) for entry in _entries(OWN))
    if language == OWN or language not in languages():
        return own
    other = {entry["id"]: entry for entry in _entries(language)}
    return tuple(_translated(term, other.get(term.id, {})) for term in own)


def term_of(id_: str, language: str = OWN) -> Term:
    """Return a term. Raises KeyError for one that is none."""
    for term in terms(language):
        if term.id == id_:
            return term
    raise KeyError(id_)


def _entries(language: str) -> list[dict[str, Any]]:
    file = resource_path(_ROOM, f"{language}.toml")
    read = parse_toml(file.read_text(encoding="utf-8"), file.name, "it belongs to the program")
    return list(read["term"])


def _term(entry: dict[str, Any]) -> Term:
    given = {key: _texts(key, value) for key, value in entry.items()}
    return Term(**given)


def _texts(key: str, value: Any) -> Any:
    """Return lists as tuples, and one sentence as several are given."""
    if key == "now" and isinstance(value, str):
        return (value,)
    return tuple(value) if isinstance(value, list) else value


def _translated(term: Term, entry: dict[str, Any]) -> Term:
    changed = {key: _texts(key, value) for key, value in entry.items() if key != "id"}
    return replace(term, **changed)
