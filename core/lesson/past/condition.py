"""The first update where …: a condition on the moments of a run, in a small grammar.

    condition   clause { and clause } { or clause { and clause } }
    clause      side OPERATOR side | W1[2,1] changes sign | weight changes sign | bias changes sign
                | sample [3] flips | unit [2] [of layer 1] dies | is dead | saturates | is saturated
    side        loss, accuracy, … | W1[2,1] | |W1[2,1]| | norm(W1) | arithmetic of numbers
    OPERATOR    <  <=  >  >=  =  !=

A comparison holds at a moment. Flipping, dying, saturating and changing sign happen from one moment
to the next, so they never hold at the first moment. Nothing but these rules is ever evaluated.
"""

import math
import re
from types import MappingProxyType

from core.arithmetic import evaluated
from core.errors import UserError
from core.lesson.past.quantity import LEARNED, Quantity, read_quantity
from core.records import Record
from core.words import say

_OPERATOR = re.compile(r"<=|>=|==|!=|≤|≥|≠|<|>|=")
_SAME = MappingProxyType({"==": "=", "≤": "<=", "≥": ">=", "≠": "!="})
_JOINT = re.compile(r"\s+(?:and|(?P<other>or))\s+", re.IGNORECASE)
_FLIPS = re.compile(r"(?:a\s+|any\s+)?sample(?:\s+(\d+))?\s+flips", re.IGNORECASE)
_UNIT = re.compile(
    r"(?:a\s+|any\s+)?(?:unit|neuron)(?:\s+(\d+))?(?:\s+(?:of|in)\s+layer\s+(\d+))?\s+"
    r"(dies|is\s+dead|saturates|is\s+saturated)",
    re.IGNORECASE,
)
_SIGN = re.compile(r"(.+?)\s+changes?\s+sign", re.IGNORECASE | re.DOTALL)
_ANY = re.compile(r"(?:a\s+|any\s+)?(weight|bias)", re.IGNORECASE)

MOST_LETTERS, MOST_CLAUSES = 200, 8
#: examples for the command line's help and the window
EXAMPLES = (
    "loss < 0.1",
    "accuracy >= 0.9",
    "W1[2,1] > 1/2",
    "|dW2[1,1]| < 1e-3",
    "norm(W1) > 5",
    "A2[3,1] > A2[4,1]",
    "W1[2,1] changes sign",
    "sample 3 flips",
    "neuron dies",
    "neuron 2 of layer 1 is saturated",
    "loss < 0.1 and accuracy < 1",
)


class Compares(Record):
    """A comparison of two sides; each is a quantity or a number, and at least one a quantity."""

    left: Quantity | float
    operator: str
    right: Quantity | float

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """The quantities that are compared."""
        return tuple(side for side in (self.left, self.right) if isinstance(side, Quantity))


class ChangesSign(Record):
    """A number, or any number in the arrays of a name, goes from below 0 to above it or back."""

    quantity: Quantity | None
    array: str = ""


class Flips(Record):
    """The predicted class of a sample changes; counted from 1, None means any sample."""

    sample: int | None


class UnitBecomes(Record):
    """A unit is dead or saturated, or becomes so; counted from 1, None means any."""

    unit: int | None
    layer: int | None
    state: str  # dead or saturated
    is_event: bool


Clause = Compares | ChangesSign | Flips | UnitBecomes


class Condition(Record):
    """Groups of clauses: it holds if all clauses of one group hold."""

    text: str
    groups: tuple[tuple[Clause, ...], ...]

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """All clauses, in order."""
        return tuple(clause for group in self.groups for clause in group)


def read_condition(text: str) -> Condition:
    """Return the condition in a text. Raises UserError that says what is wrong, and where."""
    if not text.strip():
        raise UserError(say("Past", "the condition is empty"), _possible())
    if len(text) > MOST_LETTERS:
        raise UserError(
            say("Past", "the condition has {count} characters", count=len(text)),
            say("Past", "give at most {most}", most=MOST_LETTERS),
        )
    groups: list[list[Clause]] = [[]]
    at = 0
    for joint in [*_JOINT.finditer(text), None]:
        end = len(text) if joint is None else joint.start()
        groups[-1].append(_clause(text[at:end], at))
        if joint is not None:
            at = joint.end()
            if joint["other"]:
                groups.append([])
    if sum(map(len, groups)) > MOST_CLAUSES:
        raise UserError(
            say("Past", "the condition has more than {most} parts", most=MOST_CLAUSES),
            say("Past", "use fewer at a time"),
        )
    return Condition(text.strip(), tuple(map(tuple, groups)))


def _clause(text: str, at: int) -> Clause:
    """Read a clause that begins at a place of the whole text."""
    at += len(text) - len(text.lstrip())
    plain = " ".join(text.split())
    if not plain:
        raise UserError(say("Past", "a part is missing at character {at}", at=at + 1), _possible())
    flips, unit, sign = (form.fullmatch(plain) for form in (_FLIPS, _UNIT, _SIGN))
    if flips is not None:
        return Flips(_counted(flips[1], at))
    if unit is not None:
        state = "dead" if unit[3].lower().split()[-1] in ("dies", "dead") else "saturated"
        return UnitBecomes(
            _counted(unit[1], at),
            _counted(unit[2], at),
            state,
            not unit[3].lower().startswith("is"),
        )
    if sign is not None:
        return _changes_sign(sign[1], at)
    signs = list(_OPERATOR.finditer(text))
    if len(signs) != 1:
        words = say(
            "Past", "“{text}” (character {at}) compares nothing", text=plain[:40], at=at + 1
        )
        if signs:
            words = say(
                "Past",
                "“{text}” (character {at}) compares more than once",
                text=plain[:40],
                at=at + 1,
            )
        raise UserError(words, _possible())
    (operator,) = signs
    start = at - (len(text) - len(text.lstrip()))
    left = _side(text[: operator.start()], start)
    right = _side(text[operator.end() :], start + operator.end())
    if not isinstance(left, Quantity) and not isinstance(right, Quantity):
        raise UserError(
            say(
                "Past",
                "“{text}” (character {at}) compares only numbers",
                text=plain[:40],
                at=at + 1,
            ),
            _possible(),
        )
    return Compares(left, _SAME.get(operator[0], operator[0]), right)


def _changes_sign(text: str, at: int) -> ChangesSign:
    some = _ANY.fullmatch(text)
    if some is not None:
        return ChangesSign(None, some[1].lower())
    for word in ("weight ", "bias "):
        text = text[len(word) :] if text.lower().startswith(word) else text
    found = _side(text, at)
    if not isinstance(found, Quantity) or found.part or found.address is None:
        raise UserError(
            say("Past", "“{text}” (character {at}) changes no sign", text=text[:40], at=at + 1),
            say("Past", "write W1[2,1] changes sign, or weight changes sign for any of {names}",
                names=", ".join(LEARNED[:2])),
        )  # fmt: skip
    return ChangesSign(found)


def _counted(digits: str | None, at: int) -> int | None:
    if digits is None:
        return None
    if len(digits) > 9 or int(digits) < 1:
        raise UserError(
            say(
                "Past",
                "“{text}” (after character {at}) is not a valid place",
                text=digits[:20],
                at=at + 1,
            ),
            say("Past", "samples, neurons and layers are counted from 1"),
        )
    return int(digits)


def _side(text: str, at: int) -> Quantity | float:
    plain = text.strip()
    at += len(text) - len(text.lstrip())
    if not plain:
        raise UserError(say("Past", "a side is missing at character {at}", at=at + 1), _possible())
    if not any(letter.isalpha() and letter not in "eE" for letter in plain):
        try:
            value = evaluated(plain.replace("−", "-"))
        except (ValueError, OverflowError):
            value = math.nan
        if math.isfinite(value):
            return value
        if not any(letter.isalpha() for letter in plain):
            raise UserError(
                say(
                    "Past", "“{text}” (character {at}) is not a number", text=plain[:40], at=at + 1
                ),
                say("Past", "write 0.1, 1e-3 or 1/3"),
            )
    try:
        return read_quantity(plain)
    except UserError as error:
        words = say("Past", "{words} (character {at})", words=error.message, at=at + 1)
        raise UserError(words, error.hint) from None


def _possible() -> str:
    return say("Past", "write one such as {examples}", examples=" · ".join(EXAMPLES[:5]))
