"""Setting one value of a project by its dotted path: `layers.0.units=8`."""

import contextlib
import copy
import json
import re
from collections.abc import Sequence
from typing import Any

from core.arithmetic import evaluated
from core.data.reading.options import ColumnOptions, Reading
from core.errors import ProjectError, one_of
from core.project import Project
from core.records import Record
from core.registry import Options, Parameter, Registry

_NO_BRACKET = re.compile(r"[^\[\],]+")
_COLUMNS = ("data", "source", "columns")


def with_settings(project: Project, settings: Sequence[str]) -> Project:
    """Return the project with `PATH=VALUE` settings applied in order.

    VALUE is JSON, otherwise a text; a number may be arithmetic, 1/3 or 2*0.5. Naming another
    component keeps the fields that both have. Raises ProjectError for a path that leads nowhere and
    a value that does not fit.
    """
    if not settings:
        return project
    description = copy.deepcopy(project.to_json())
    for setting in settings:
        path, equals, text = setting.partition("=")
        if not equals or not path.strip():
            raise ProjectError(
                f"{setting[:60]!r} is not PATH=VALUE", "write it as layers.0.units=8"
            )
        steps = path.strip().split(".")
        if steps[:3] == [*_COLUMNS] and len(steps) > 4:
            # a column's name may hold dots
            steps[3:] = [".".join(steps[3:-1]), steps[-1]]
        if steps[:1] == ["layers"] and steps[2:3] in (["frozen"], ["off"]):
            steps = [steps[2], steps[1], *steps[3:]]
        if steps[:1] in (["frozen"], ["off"]):
            _make_room_for_masks(description, steps[0], steps[1:])
        if steps[:2] == [*_COLUMNS[:2]] and len(steps) > 3:
            _make_room(description["data"]["source"], steps[2:])
        _set(description, steps, _value(text))
    return Project.from_json(description)


def _make_room_for_masks(description: dict[str, Any], of: str, steps: list[str]) -> None:
    """Add the entries of a "frozen" or "off" list to a project without one, or for this layer."""
    count = len(description["layers"])
    said = description.get(of) or []
    description[of] = said + [False] * (count - len(said))
    if not steps or not steps[0].isdecimal() or not int(steps[0][:9]) < count:
        return
    at = int(steps[0])
    if len(steps) > 1:
        entry = said[at] if at < len(said) else False
        if isinstance(entry, bool):
            entry = {}
        entry.setdefault(steps[1], False)
        description[of][at] = entry


def _make_room(source: dict[str, Any], steps: list[str]) -> None:
    """Add the objects for reading or columns to a table that has none."""
    if source.get("reading", 0) is None:
        source["reading"] = Reading().write()
    if source.get("columns", 0) is None:
        source["columns"] = {}
    if steps[0] == "columns" and isinstance(source.get("columns"), dict):
        said = source["columns"].setdefault(steps[1], {})
        if isinstance(said, dict):
            for name, value in ColumnOptions().write().items():
                said.setdefault(name, value)


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    if text.strip().startswith("["):
        with contextlib.suppress(ValueError, RecursionError):
            return json.loads(_NO_BRACKET.sub(_worked_out, text))
    return text


def _worked_out(found: re.Match[str]) -> str:
    """Return an entry of a list of numbers as JSON. Raises ValueError if it is not one."""
    return repr(evaluated(found[0])) if found[0].strip() else found[0]


def _in_place(value: Any, now: Any, item: Parameter | None) -> Any:
    """Return a value for a place: if a number belongs there, the result of its arithmetic."""
    numeric = isinstance(now, (int, float)) and not isinstance(now, bool)
    if item is not None:
        numeric = item.kind in ("number", "integer")
    if isinstance(value, str) and numeric:
        with contextlib.suppress(ValueError, OverflowError):
            return evaluated(value)
    return value


def _set(description: Any, path: list[str], value: Any) -> None:
    *steps, last = path
    place, kind = description, _Kind(Project)
    for i, step in enumerate(steps):
        place = place[_key(place, step, ".".join(steps[:i]))]
        kind = kind.at(step, place)
    key = _key(place, last, ".".join(steps), adding=True)
    if key == "name" and isinstance(place, dict) and "name" in place and steps:
        _rename(place, value, kind.registry)
    elif isinstance(value, str) and isinstance(place[key], dict) and "name" in place[key]:
        _rename(place[key], value, kind.at(str(key), place[key]).registry)
    else:
        place[key] = _in_place(value, place[key], kind.parameter(str(key)))


class _Kind(Record):
    """What is at a place in a description: options, or a component of a registry.

    One name may be in several registries: `constant` is a schedule and an initializer.
    """

    options: type[Options] | None = None
    registry: Registry[Any] | None = None

    def parameter(self, name: str) -> Parameter | None:
        """Return the field with this name, if the options here have it."""
        known = () if self.options is None else self.options.parameters()
        return next((item for item in known if item.name == name), None)

    def at(self, step: str, place: Any) -> "_Kind":
        """Return what is one step further, at `place`."""
        if self.options is None:
            # an entry of a list of components
            return _Kind(_component(self.registry, place), self.registry)
        known = {item.name: item for item in self.options.parameters()}
        item = known.get(step)
        if item is None:
            return _Kind()
        if item.options is not None:
            return _Kind(item.options)
        if item.registry is not None and isinstance(place, list):
            return _Kind(None, item.registry)
        return _Kind(_component(item.registry, place), item.registry)


def _component(registry: Registry[Any] | None, place: Any) -> type[Options] | None:
    name = place.get("name") if isinstance(place, dict) else None
    if registry is None or not isinstance(name, str) or name not in registry:
        return None
    found: type[Options] = registry.named(name)
    return found


def _key(place: Any, step: str, where: str, *, adding: bool = False) -> Any:
    """Return the key or index that a step names. Raises ProjectError if there is none."""
    inside = f"{where}: " if where else ""
    if isinstance(place, list):
        if step.isdecimal() and len(step) < 10 and int(step) < len(place):
            return int(step)
        raise ProjectError(
            f"{inside}there is no entry {step[:40]!r}",
            f"entries are counted from 0 to {len(place) - 1}" if place else "the list is empty",
        )
    if isinstance(place, dict):
        if step in place:
            return step
        raise ProjectError(
            f"{inside}unknown field {step[:40]!r}", f"known fields are {one_of(place)}"
        )
    raise ProjectError(f"{where} holds a value, not fields", "leave out what comes after it")


def _rename(place: dict[str, Any], name: Any, registry: Registry[Any] | None) -> None:
    """Replace one component by another: keep only the fields that both have."""
    if registry is not None and isinstance(name, str) and name in registry:
        known = {item.name: item for item in registry.named(name).parameters()}
        for key in [key for key in place if key != "name" and key not in known]:
            del place[key]
        for key, item in known.items():
            if not item.required:
                place.setdefault(key, item.written_default())
    place["name"] = name
