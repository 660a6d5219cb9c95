"""Rules for every component, whatever its kind: names, parameters, and its form in files."""

import dataclasses
import inspect
import math
from collections.abc import Iterator
from typing import Any

from core.errors import ProjectError
from core.extensions import COMPONENTS, FORMATS
from core.registry import Component, Parameter, Registry
from core.testing.expecting import expect, refusal

#: values that no parameter of a kind can hold
_WRONG: tuple[tuple[str, tuple[Any, ...]], ...] = (
    ("number", (True, "fast", math.nan, math.inf, -math.inf, 10**400, [], {})),
    ("integer", (True, 2.5, "3", math.nan, math.inf, 10**400, -(10**400), [1])),
    ("boolean", (1, 0, "true", [])),
    ("choice", ("no such choice", 1, [], {}, True)),
    ("text", (1, True, [], {})),
    ("component", ("no such name", 1, [], True, {"name": []}, {}, {"name": "?"})),
    ("options", (1, [], "x", {"no such field": 1})),
    ("list", (1, "x", {}, ["no such name"])),
    ("values", (1, "x", {}, [[math.nan]], [["a"]], [[1], [2, 3]], [[True]])),
)


def registry_of(kind: type[Component]) -> Registry[Any]:
    """Return the registry that holds a component. Raises AssertionError if none does."""
    for registry in (*COMPONENTS, *FORMATS):
        if kind in tuple(registry):
            return registry
    raise AssertionError(
        f"{kind.__name__} is in no registry: decorate it with a registry's decorator"
    )


def says_what_it_is(kind: type[Component]) -> None:
    """Name, label, docstring, and a frozen dataclass that its registry finds."""
    registry = registry_of(kind)
    expect(kind.name.islower() and " " not in kind.name, "its name is not one word in lower case")
    expect(kind.label, "it has no label")
    expect((inspect.getdoc(kind) or "").strip(), "it has no docstring")
    expect("\n\n\n" not in (kind.__doc__ or ""), "its docstring has two empty lines")
    frozen = dataclasses.is_dataclass(kind) and kind.__dataclass_params__.frozen  # type: ignore[attr-defined]
    expect(frozen, "it is neither a record nor a frozen dataclass")
    expect(
        registry.named(kind.name) is kind and kind.name in registry,
        "another component has its name",
    )


def declares_every_field(kind: type[Component]) -> None:
    """Every field is declared with `parameter`, so that forms and files know about it."""
    fields = {item.name for item in dataclasses.fields(kind)}
    declared = {item.name for item in kind.parameters()}
    expect(fields == declared, f"{', '.join(sorted(fields - declared))} is not declared")


def holds_its_default(item: Parameter) -> None:
    """A parameter has a line of help, and a range that holds its default."""
    expect(item.help, f"{item.name} has no help")
    one_line = not item.help.endswith(".") and "\n" not in item.help
    expect(one_line, f"the help of {item.name} is not a phrase in one line")
    if item.kind in ("number", "integer") and item.default is not None:
        fits = _holds(item, item.default) and item.read(item.default, "x") == item.default
        expect(fits and item.range_text(), f"the default of {item.name} is not in its range")
    if item.kind == "choice":
        expect(
            item.default in item.choices, f"the default of {item.name} is not one of the choices"
        )


def refuses_what_it_cannot_hold(item: Parameter) -> None:
    """Values of another kind or out of range are refused, with an error that says where."""
    # a parameter's own reader decides what it accepts, but it must refuse meaningless values
    wrong = dict(_WRONG)[item.kind] if item.reader is None else ({"no such field": 1},)
    for value in wrong if item.optional else (*wrong, None):
        _refused(item, value)
    if item.kind not in ("number", "integer"):
        return
    for end, is_open, away in ((item.low, item.low_open, -1), (item.high, item.high_open, 1)):
        if math.isinf(end):
            continue
        whole = item.kind == "integer"
        _refused(item, int(end) + away if whole else math.nextafter(end, away * math.inf))
        if is_open:
            _refused(item, end)
        else:
            expect(item.read(end, "place") == end, f"{item.name} does not hold {end}")


def _refused(item: Parameter, value: Any) -> None:
    words = f"{str(value)[:40]} for {item.name}"
    with refusal(words, ProjectError) as caught:
        item.read(value, "place")
    expect("place" in caught[0].message, f"the error for {words} does not say where")


def refuses_unknown_fields(registry: Registry[Any], kind: type[Component]) -> None:
    """An unknown field is refused, and the hint names all known ones."""
    with refusal("an unknown field", ProjectError) as caught:
        registry.read({"name": kind.name, "nosuch": 1}, "where")
    expect("unknown field 'nosuch'" in caught[0].message, "the unknown field is not named")
    known = all(item.name in caught[0].hint for item in kind.parameters())
    expect(known, "the hint leaves known fields out")


def is_read_as_written(registry: Registry[Any], description: Any) -> None:
    """A component is written with all its fields, and read back equal."""
    made = registry.read(description, "x")
    written = made.write()
    again = registry.read(written, "x")
    expect(again == made and hash(again) == hash(made), f"{made} is not read back equal")
    expect(written["name"] == made.name, f"{made} is written under another name")
    fields = {"name", *(item.name for item in made.parameters())}
    expect(set(written) == fields, f"{made} is written with fields that are not its own")


def made_of(kind: type[Component], **values: Any) -> Any:
    """Return a component with its defaults, and a small number wherever one is required.

    Raises AssertionError for other fields without a default: give a component instead of its class.
    """
    for item in kind.parameters():
        if item.required and item.name not in values:
            expect(
                item.kind == "integer",
                f"{kind.__name__} cannot be made, as {item.name} has no default: check an instance",
            )
            values[item.name] = int(min(max(3, item.low), item.high))
    return kind.read(values, kind.name)


def variants(one: Component) -> Iterator[Any]:
    """Yield a component, then variants with one parameter at another value that it can hold."""
    yield one
    for item in one.parameters():
        for value in _values(item):
            yield dataclasses.replace(one, **{item.name: item.read(value, item.name)})


def _values(item: Parameter) -> tuple[Any, ...]:
    if item.kind == "boolean":
        return (True, False)
    if item.kind == "choice":
        return item.choices
    if item.kind not in ("number", "integer"):
        return ()
    low, high = max(item.low, -3.0), min(item.high, 2.5)
    inner = low + (high - low) * 0.123456789012345 if low < high else item.low
    candidates = [0.07, inner, high, item.high, item.low]
    if item.kind == "integer":
        start = int(max(item.low, 1)) if not math.isinf(item.low) else 1
        candidates = [start, start + 1]
    return tuple(value for value in candidates if _holds(item, value))


def _holds(item: Parameter, value: float) -> bool:
    try:
        item.read(value, item.name)
    except ProjectError:
        return False
    return True
