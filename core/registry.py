"""Components and the registries that list them.

A component is a named, parametrised part of a network or of its training. It is a frozen record
(`core.records.record`; a frozen dataclass does as well) whose fields are its hyper-parameters;
each field is declared with `parameter`, which gives its default, its range and one line of help. A
registry is the one list of the components of a kind. Menus, forms, the file format, the command
line and the contract tests all read it, so a new component is one class in one file.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from types import MappingProxyType
from typing import Any, ClassVar, Generic, Self, TypeVar, cast

from core.errors import ProjectError, one_of
from core.providers import component_hint
from core.records import Frozen, record
from core.values import Values

_METADATA = "parameter"


def number_text(value: float) -> str:
    """Return a number the way people write it: 0.001, 1000000, 1e-08."""
    if abs(value) < 1e15 and float(value).is_integer():
        return str(int(value))
    return f"{value:g}"


@dataclass(frozen=True)
class Parameter:
    """One field of a component and its allowed values, for menus, forms and files to read.

    `kind` is one of number, integer, boolean, choice, text, component, options, list or values.
    Numbers lie in [low, high], excluding an end that is marked open.
    """

    name: str
    kind: str
    default: Any
    help: str
    low: float = -math.inf
    high: float = math.inf
    low_open: bool = False
    high_open: bool = False
    choices: tuple[str, ...] = ()
    registry: "Registry[Any] | None" = None
    options: "type[Options] | None" = None
    optional: bool = False
    required: bool = False
    reader: Callable[[Any, str], Any] | None = None

    def read(self, value: Any, where: str) -> Any:
        """Return `value` in the form the field stores.

        Raises ProjectError, naming `where`, if it does not fit.
        """
        if value is None and self.optional:
            return None
        if self.reader is not None:
            return self.reader(value, where)
        read: Callable[[Any, str], Any] = getattr(self, f"_read_{self.kind}")
        return read(value, where)

    def written_default(self) -> Any:
        """Return the default as JSON holds it."""
        return _written(self.default)

    def range_text(self) -> str:
        """Return the range in words, for tooltips and hints: `above 0, at most 1`."""
        low, high = number_text(self.low), number_text(self.high)
        below = math.isinf(self.low)
        above = math.isinf(self.high)
        if below and above:
            return "any finite number" if self.kind == "number" else "any whole number"
        if above:
            return f"above {low}" if self.low_open else f"{low} or more"
        if below:
            return f"below {high}" if self.high_open else f"{high} or less"
        if self.low_open or self.high_open:
            start = f"above {low}" if self.low_open else f"{low} or more"
            return f"{start}, {'below' if self.high_open else 'at most'} {high}"
        return f"from {low} to {high}"

    def _refuse(self, value: Any, where: str, expected: str) -> ProjectError:
        known = " or null" if self.optional else ""
        return ProjectError(
            f"{where}: {_shown(value)} is not {expected}",
            f"give {self._wanted()}{known} ({self.help})",
        )

    def _wanted(self) -> str:
        if self.kind in ("number", "integer"):
            noun = "a number" if self.kind == "number" else "a whole number"
            return f"{noun}, {self.range_text()}"
        if self.kind == "choice":
            return one_of(self.choices)
        return {"boolean": "true or false", "text": "a text"}.get(self.kind, "a description")

    def _in_range(self, value: float) -> bool:
        if value < self.low or value > self.high:
            return False
        at_open_end = (self.low_open and value == self.low) or (
            self.high_open and value == self.high
        )
        return not at_open_end

    def _read_number(self, value: Any, where: str) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise self._refuse(value, where, "a number")
        try:
            number = float(value)
        except OverflowError:
            raise self._refuse(value, where, "a number this program can hold") from None
        if not math.isfinite(number):
            raise self._refuse(value, where, "a finite number")
        if not self._in_range(number):
            raise self._refuse(value, where, "in range")
        return number

    def _read_integer(self, value: Any, where: str) -> int:
        whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        if isinstance(value, bool) or not whole:
            raise self._refuse(value, where, "a whole number")
        number = int(value)
        if number < self.low or number > self.high:
            raise self._refuse(value, where, "in range")
        return number

    def _read_boolean(self, value: Any, where: str) -> bool:
        if not isinstance(value, bool):
            raise self._refuse(value, where, "true or false")
        return value

    def _read_text(self, value: Any, where: str) -> str:
        if not isinstance(value, str):
            raise self._refuse(value, where, "a text")
        if any("\ud800" <= letter <= "\udfff" for letter in value):
            raise self._refuse(value, where, "a text that can be written to a file")
        return value

    def _read_choice(self, value: Any, where: str) -> str:
        if value not in self.choices:
            raise self._refuse(value, where, f"one of {one_of(self.choices)}")
        return cast(str, value)

    def _read_component(self, value: Any, where: str) -> Any:
        assert self.registry is not None
        return self.registry.read(value, where)

    def _read_options(self, value: Any, where: str) -> Any:
        assert self.options is not None
        return self.options.read(value, where)

    def _read_list(self, value: Any, where: str) -> tuple[Any, ...]:
        if not isinstance(value, (list, tuple)):
            raise self._refuse(value, where, "a list")
        assert self.registry is not None
        return tuple(self.registry.read(item, f"{where}.{i}") for i, item in enumerate(value))


def parameter(
    default: Any = MISSING,
    help: str = "",
    *,
    kind: str | None = None,
    low: float = -math.inf,
    high: float = math.inf,
    low_open: bool = False,
    high_open: bool = False,
    choices: tuple[str, ...] = (),
    registry: "Registry[Any] | None" = None,
    options: "type[Options] | None" = None,
    optional: bool = False,
    reader: Callable[[Any, str], Any] | None = None,
) -> Any:
    """Declare a field of a component: its default, one line of help, and its range.

    If no kind is given, it follows from the default: a bool, an int, a float, a text.
    `registry` makes a field that holds a component (with kind="list": a tuple of them), `options`
    one that holds an Options, `reader` one that checks its own values, whatever its kind.
    """
    if kind is None:
        if registry is not None:
            kind = "component"
        elif options is not None:
            kind = "options"
        elif choices:
            kind = "choice"
        elif reader is not None:
            kind = "values"
        else:
            by_type = {bool: "boolean", int: "integer", float: "number", str: "text"}
            kind = by_type[type(default)]
    required = default is MISSING
    declared = Parameter(
        name="",
        kind=kind,
        default=None if required else default,
        help=help,
        low=low,
        high=high,
        low_open=low_open,
        high_open=high_open,
        choices=choices,
        registry=registry,
        options=options,
        optional=optional,
        required=required,
        reader=reader,
    )
    if required:
        return field(metadata={_METADATA: declared})
    return field(default=default, metadata={_METADATA: declared})


class Options(Frozen):
    """A frozen record whose fields are declared parameters; read from and written to JSON."""

    @classmethod
    def parameters(cls) -> tuple[Parameter, ...]:
        """Return the declared parameters, in order, with their names."""
        found: list[Parameter] = []
        if not is_dataclass(cls):
            return ()  # the base of a kind
        for item in fields(cls):
            declared = item.metadata.get(_METADATA)
            if declared is not None:
                values = {**declared.__dict__, "name": item.name}
                found.append(Parameter(**values))
        return tuple(found)

    @classmethod
    def parameter_named(cls, name: str) -> Parameter:
        """Return one declared parameter. Raises KeyError if there is none."""
        for item in cls.parameters():
            if item.name == name:
                return item
        raise KeyError(name)

    @classmethod
    def read(cls, description: Any, where: str) -> Self:
        """Build the record from a JSON object; fields left out take their defaults.

        Raises ProjectError that names `where` for unknown fields and values that do not fit.
        """
        if not isinstance(description, Mapping):
            raise ProjectError(
                _at(where, f"{_shown(description)} is not an object"),
                f"write it as {{…}} with the fields {one_of(p.name for p in cls.parameters())}",
            )
        known = {item.name: item for item in cls.parameters()}
        for key in description:
            if key not in known:
                raise ProjectError(
                    _at(where, f"unknown field {_shown(key)}"),
                    f"known fields are {one_of(known)}" if known else "it has no fields",
                )
        values = {}
        for name, item in known.items():
            if name in description:
                values[name] = item.read(description[name], f"{where}.{name}" if where else name)
            elif item.required:
                raise ProjectError(_at(where, f"{name} is missing"), f"add it: {item.help}")
        return cls(**values)

    def write(self) -> dict[str, Any]:
        """Return the record as a JSON object, every field spelled out."""
        return {item.name: _written(getattr(self, item.name)) for item in self.parameters()}


class Component(Options):
    """A named part; `name` is its name in files and commands, `label` its name for people."""

    name: ClassVar[str] = ""
    label: ClassVar[str] = ""
    #: the textbook's letters for hyper-parameters; any left out keep their names
    letters: ClassVar[Mapping[str, str]] = MappingProxyType({})
    #: whether the short menu shows it, and not only the list of all of its kind
    common: ClassVar[bool] = True

    def constants(self) -> dict[str, float]:
        """Return the numbers that appear in its formulas, by letter: slope = 0.01, α = 1."""
        return {
            self.letters.get(item.name, item.name): float(getattr(self, item.name))
            for item in self.parameters()
            if item.kind in ("number", "integer") and getattr(self, item.name) is not None
        }

    @classmethod
    def takes_over(cls, field: str, old: "Component") -> bool:
        """Whether a field means the same in another kind, so that a change of kind keeps it."""
        return True

    @classmethod
    def told_formula(cls) -> str:
        """Return the formula of its kind; empty if it has none or it depends on the fields."""
        formula = getattr(cls, "formula", "")
        return formula if isinstance(formula, str) else ""

    def write(self) -> dict[str, Any]:
        """Return the component as a JSON object: its name, then every field."""
        return {"name": self.name, **super().write()}


C = TypeVar("C", bound=Component)


class NameTakenError(ValueError):
    """A component has no name, or the name of another of its kind."""


class Registry(Generic[C]):
    """The one list of the components of a kind, in the order in which menus show them."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._known: dict[str, type[C]] = {}

    def register(self, component: type[C]) -> type[C]:
        """Add a component class; used as a decorator. Raises NameTakenError for a repeated name.

        One without fields of its own need not be declared: it becomes a record here.
        """
        if not component.name or component.name in self._known:
            raise NameTakenError(f"{self.kind} {component.name!r} has no name or one already taken")
        self._known[component.name] = component
        return component if is_dataclass(component) else record(component)

    def keep_only(self, components: tuple[type[C], ...]) -> None:
        """Forget all others, so that a failed extension leaves nothing behind."""
        self._known = {item.name: item for item in components}

    def __iter__(self) -> Iterator[type[C]]:
        return iter(self._known.values())

    def __len__(self) -> int:
        return len(self._known)

    def __contains__(self, name: object) -> bool:
        return name in self._known

    def names(self) -> tuple[str, ...]:
        """Return all names in menu order."""
        return tuple(self._known)

    def named(self, name: Any, where: str = "") -> type[C]:
        """Return the class called `name`. Raises ProjectError that lists the known names."""
        if not isinstance(name, str) or name not in self._known:
            raise ProjectError(
                f"{where or self.kind}: unknown {self.kind} {_shown(name)}",
                f"known are {one_of(self._known)}{component_hint(name)}",
            )
        return self._known[name]

    def read(self, description: Any, where: str) -> C:
        """Build a component from its JSON object (or from its bare name).

        Raises ProjectError, naming `where`, for unknown names, unknown fields and bad values.
        """
        if isinstance(description, str):
            description = {"name": description}
        if not isinstance(description, Mapping):
            raise ProjectError(
                f"{where}: {_shown(description)} is not a {self.kind}",
                f'write {{"name": …}} with one of {one_of(self._known)}',
            )
        if "name" not in description:
            raise ProjectError(f"{where}: name is missing", f"known are {one_of(self._known)}")
        component = self.named(description["name"], where)
        values = {key: value for key, value in description.items() if key != "name"}
        return component.read(values, where)


def _at(where: str, words: str) -> str:
    """Return what is wrong after where it is; the project as a whole has no name."""
    return f"{where}: {words}" if where else words


def _shown(value: Any) -> str:
    """Return a value for an error message, cut to a readable length."""
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."


def _written(value: Any) -> Any:
    if isinstance(value, (Options, Values)):
        return value.write()
    if isinstance(value, tuple):
        return [_written(item) for item in value]
    return value
