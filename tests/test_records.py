"""Records behave like frozen dataclasses, which they stand for."""

import copy
import pickle
from dataclasses import FrozenInstanceError, dataclass, field, fields, is_dataclass, replace

import pytest

from core.records import Frozen, Record, record


class Point(Record):
    """A record with all kinds of fields."""

    x: int
    y: int = 2
    tags: list[str] = field(default_factory=list)
    ticket: int = field(default=0, kw_only=True)


class Named(Point):
    """A record derived from another."""

    name: str = "a"


class Asked(Record, eq=False):
    """A record that is equal to itself only."""

    value: int = 0


class Question(Asked):
    """A record derived from one that is equal to itself only."""


@dataclass(frozen=True)
class Model:
    """What `Point` is held against."""

    x: int
    y: int = 2
    tags: list[str] = field(default_factory=list)
    ticket: int = field(default=0, kw_only=True)


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ((1,), {}),
        ((1, 5), {"ticket": 3}),
        ((), {"x": 4, "tags": ["a"]}),
        ((1, 2, ["b"]), {}),
        ((), {}),
        ((1, 2, [], 4), {}),
        ((1,), {"x": 2}),
        ((1,), {"z": 2}),
        ((), {"z": 2}),
        ((), {"y": 2, "z": 2}),
    ],
)
def test_a_record_takes_what_a_dataclass_takes(values, named):
    def made(kind):
        try:
            record = kind(*values, **named)
            return {item.name: getattr(record, item.name) for item in fields(record)}
        except TypeError:
            return TypeError

    assert made(Point) == made(Model)


def test_the_library_knows_a_record():
    assert is_dataclass(Point)
    assert [(f.name, f.kw_only) for f in fields(Point)] == [
        (f.name, f.kw_only) for f in fields(Model)
    ]
    assert replace(Point(1), y=3) == Point(1, 3)
    assert [f.name for f in fields(Named)] == ["x", "y", "tags", "ticket", "name"]
    assert Named(1, 2, [], "b", ticket=4).name == "b"


def test_a_default_that_is_made_is_made_anew():
    assert Point(1).tags is not Point(1).tags


def test_a_record_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        Point(1).x = 2
    with pytest.raises(FrozenInstanceError):
        del Point(1).x


def test_equality_is_that_of_the_values_or_of_the_object():
    assert Point(1) == Point(1, 2) != Point(1, 3)
    assert Point(1) != Named(1)
    assert Point(1) != Model(1)
    assert Asked(1) != Asked(1)
    assert Question(1) != Question(1)
    assert len({Question(1), Question(1)}) == 2
    with pytest.raises(TypeError):
        hash(Point(1))  # its list has no hash
    assert hash(Point(1, tags=())) == hash(Point(1, tags=()))


def test_a_record_tells_its_values():
    assert repr(Point(1, tags=["a"])) == "Point(x=1, y=2, tags=['a'], ticket=0)"


def test_a_record_is_copied_and_pickled():
    one = Named(1, 2, ["a"], ticket=5)
    assert copy.deepcopy(one) == one
    assert pickle.loads(pickle.dumps(one)) == one


def test_a_derived_record_can_be_matched():
    match Point(1, 7):
        case Point(x, y):
            assert (x, y) == (1, 7)


class Part(Frozen):
    """A base that declares nothing."""

    def __init_subclass__(cls) -> None:
        cls.told = True


@record
class Pair(Part):
    """A record by decorator."""

    x: int
    y: int = 2


@record
class Three(Pair):
    """A record by decorator that derives from one."""

    z: int = 3


@dataclass(frozen=True)
class Four(Pair):
    """A frozen dataclass that derives from a record."""

    z: int = 3


@record
class Five(Four):
    """A record that derives from a frozen dataclass."""

    w: int = 4


@pytest.mark.parametrize("kind", [Pair, Three, Four, Five], ids=lambda kind: kind.__name__)
def test_a_class_is_made_a_record(kind):
    one = kind(1, y=5)
    assert one == kind(1, 5) != kind(1)
    assert hash(one) == hash(kind(1, 5))
    assert one != Pair(1, 5) or kind is Pair
    assert repr(one).startswith(f"{kind.__name__}(x=1, y=5")
    assert replace(one, x=7).x == 7
    assert pickle.loads(pickle.dumps(one)) == one
    assert kind.told
    with pytest.raises(FrozenInstanceError):
        one.x = 2
    with pytest.raises(FrozenInstanceError):
        del one.x
    with pytest.raises(TypeError):
        kind()
    with pytest.raises(TypeError):
        kind(1, v=2)


def test_a_dataclass_that_can_be_changed_cannot_derive_from_a_record():
    with pytest.raises(TypeError):
        dataclass(type("Open", (Pair,), {}))


def test_what_a_record_cannot_do_is_refused_at_once():
    with pytest.raises(TypeError, match="Later has to be a dataclass"):

        class Later(Record):
            x: int = field(init=False)

    with pytest.raises(TypeError, match="Other has to be a dataclass"):

        @record
        class Other(Frozen):
            def __post_init__(self) -> None: ...
