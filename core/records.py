"""Frozen records that cost next to nothing to declare.

`dataclass(frozen=True)` compiles up to six functions for every class, each time the program starts:
0.3 ms a class, against 0.02 ms here, where all classes share the functions. To make one object
takes 2 µs instead of 1. So this is for files with many of them; what is made by the thousand, and
the components that other packages derive from, stay dataclasses.

All else is the standard library's: `field`, `fields`, `replace`, `FrozenInstanceError`.
"""

import reprlib
from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields
from typing import Any, ClassVar, dataclass_transform

#: what makes the fields, and no function
_declare = dataclass(init=False, repr=False, eq=False)


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class Record:
    """A frozen record; its fields are what its class annotates.

    Two are equal if their classes are the same and all their values are equal; in a class, and
    those derived from it, with `eq=False`, only if they are one object.
    """

    #: the names of all fields, and of those that may be given by their place
    _names: ClassVar[tuple[str, ...]] = ()
    _placed: ClassVar[tuple[str, ...]] = ()
    #: what a field has if it is not given, or what makes it
    _defaults: ClassVar[dict[str, Any]] = {}
    _factories: ClassVar[dict[str, Callable[[], Any]]] = {}

    def __init_subclass__(cls, eq: bool | None = None) -> None:
        cls.__doc__ = cls.__doc__ or cls.__name__  # or the library would write one, which is slow
        _declare(cls)
        own = fields(cls)  # type: ignore[arg-type]  # it has just been made one
        cls._names = tuple(item.name for item in own)
        cls._placed = tuple(item.name for item in own if not item.kw_only)
        cls._defaults = {item.name: item.default for item in own if item.default is not MISSING}
        cls._factories = {
            item.name: item.default_factory for item in own if item.default_factory is not MISSING
        }
        if eq is False:
            cls.__eq__, cls.__hash__ = object.__eq__, object.__hash__  # type: ignore[method-assign]

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
            self._check(values, named)

    def _check(self, values: tuple[Any, ...], named: dict[str, Any]) -> None:
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

    def _values(self) -> tuple[Any, ...]:
        own = self.__dict__
        return tuple([own[name] for name in self._names])

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        assert isinstance(other, Record)
        return self._values() == other._values()

    def __hash__(self) -> int:
        return hash(self._values())

    @reprlib.recursive_repr()
    def __repr__(self) -> str:
        told = ", ".join(f"{name}={self.__dict__[name]!r}" for name in self._names)
        return f"{type(self).__qualname__}({told})"

    def __setattr__(self, name: str, value: object) -> None:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> None:
        raise FrozenInstanceError(f"cannot delete field {name!r}")
