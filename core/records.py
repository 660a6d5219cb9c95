"""Frozen records that cost next to nothing to declare.

`dataclass(frozen=True)` compiles up to six functions for every class, each time the program starts:
0.3 ms a class, against 0.02 ms here, where all classes share the functions. To make one object
takes 2 µs instead of 1. So this is for what is declared in numbers; what is made by the thousand
stays a dataclass.

A class is one by its base `Record`. Components are by the decorator `record`, which a component of
another package may replace by `dataclass(frozen=True)`, whatever it derives from. All else is the
standard library's: `field`, `fields`, `replace`, `FrozenInstanceError`.
"""

import reprlib
from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from typing import Any, ClassVar, TypeVar, dataclass_transform

#: what makes the fields, and no function
_declare = dataclass(init=False, repr=False, eq=False)
#: the same below a frozen dataclass, which only another one may derive from: five times as slow
_declare_frozen = dataclass(init=False, repr=False, eq=False, frozen=True)


class Frozen:
    """What frozen records can do. Two are equal if their classes and all their values are."""

    #: what the library keeps the fields in
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]
    #: the names of all fields, and of those that may be given by their place
    _names: ClassVar[tuple[str, ...]] = ()
    _placed: ClassVar[tuple[str, ...]] = ()
    #: what a field has if it is not given, or what makes it
    _defaults: ClassVar[dict[str, Any]] = {}
    _factories: ClassVar[dict[str, Callable[[], Any]]] = {}

    def __init__(self, *values: Any, **named: Any) -> None:
        """Take the values in the order of the fields, or by name. Raises TypeError."""
        own = self.__dict__
        own.update(self._defaults)
        own.update(named)
        own.update(zip(self._placed, values, strict=False))
        for name, make in self._factories.items():
            if name not in own:
                own[name] = make()
        if len(own) != len(self._names) or len(values) > len(self._placed) or named:
            _check(self, values, named)

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        assert isinstance(other, Frozen)
        return _values(self) == _values(other)

    def __hash__(self) -> int:
        return hash(_values(self))

    @reprlib.recursive_repr()
    def __repr__(self) -> str:
        told = ", ".join(f"{name}={self.__dict__[name]!r}" for name in self._names)
        return f"{type(self).__qualname__}({told})"

    def __setattr__(self, name: str, value: object) -> None:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> None:
        raise FrozenInstanceError(f"cannot delete field {name!r}")


def _check(self: Frozen, values: tuple[Any, ...], named: dict[str, Any]) -> None:
    """Raise TypeError if values are missing, unknown, or given twice."""
    kind, given = type(self).__name__, self._placed[: len(values)]
    if len(values) > len(self._placed):
        raise TypeError(f"{kind} takes {len(self._placed)} values, not {len(values)}")
    for name in named:
        if name not in self._names:
            raise TypeError(f"{kind} has no {name}")
        if name in given:
            raise TypeError(f"{kind}: {name} is given twice")
    for name in self._names:
        if name not in self.__dict__:
            raise TypeError(f"{kind}: {name} is missing")


def _values(self: Frozen) -> tuple[Any, ...]:
    own = self.__dict__
    return tuple([own[name] for name in self._names])


Kind = TypeVar("Kind", bound=type)


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class Record(Frozen):
    """A frozen record; its fields are what its class annotates.

    Two are equal if their classes are the same and all their values are equal; in a class, and
    those derived from it, with `eq=False`, only if they are one object.
    """

    def __init_subclass__(cls, eq: bool | None = None) -> None:
        _tell(cls, _declare)
        if eq is False:
            cls.__eq__, cls.__hash__ = object.__eq__, object.__hash__  # type: ignore[method-assign]


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(kind: Kind) -> Kind:
    """Make a class derived from `Frozen` a record: its fields are what it and its bases annotate.

    A dataclass that derives from it has to be frozen, as below any frozen dataclass.
    """
    above = [vars(base).get("__dataclass_params__") for base in kind.__mro__[1:]]
    if any(above):
        _tell(kind, _declare_frozen)
        for name in ("__init__", "__repr__", "__eq__", "__hash__"):
            if name not in vars(kind):
                setattr(kind, name, vars(Frozen)[name])
    else:
        _tell(kind, _declare)
        kind.__dataclass_params__.frozen = True  # type: ignore[attr-defined]
    return kind


def _tell(kind: Any, declare: Callable[[type], type]) -> None:
    """Find the fields of a class, and write on it what the shared functions look up."""
    kind.__doc__ = kind.__doc__ or kind.__name__  # or the library would write one, which is slow
    declare(kind)
    own = fields(kind)
    if hasattr(kind, "__post_init__") or not all(item.init and item.compare for item in own):
        raise TypeError(
            f"{kind.__name__} has to be a dataclass: a record only keeps what it is given"
        )
    kind._names = tuple([item.name for item in own])
    kind._placed = tuple([item.name for item in own if not item.kw_only])
    kind._defaults = {item.name: item.default for item in own if item.default is not MISSING}
    kind._factories = {
        item.name: item.default_factory for item in own if item.default_factory is not MISSING
    }
