"""Settings by the names of a lesson: W1[2,1]=0.5 and b1[1]=0.5 beside weights.0.bias=[0.5]."""

import re
from collections.abc import Sequence

from core.errors import UserError
from core.lesson.addresses.address import Address, parse
from core.project import Project
from core.words import say, translate

_LEARNED = ("weight", "bias")
#: what looks like the name of an array, with a number of it or without
_ARRAY = re.compile(r"(?:[Wwb]|bias|weights?)\d*[′']?\s*(?:\[.*\])?", re.IGNORECASE)


def with_paths(settings: Sequence[str], project: Project) -> list[str]:
    """Return settings with the paths of project files: b1[1]=0.5 is weights.0.bias.0=0.5.

    Raises UserError for the name of an array without a number of it, and for one that there is not.
    """
    return [_with_path(setting, project) for setting in settings]


def _with_path(setting: str, project: Project) -> str:
    name, equals, value = setting.partition("=")
    if not equals or not _ARRAY.fullmatch(name.strip()) or name.strip() == "weights":
        return setting
    address = _address(name)
    wanted = {"weight": 2, "bias": 1}.get("" if address is None else address.kind)
    if address is None or address.is_after or len(address.index) != wanted:
        raise UserError(
            say("Lessons", "“{name}” is not one number of the network", name=name.strip()[:40]),
            translate("Lessons", "write W1[2,1]=… or b1[1]=…, or weights.0.bias=[…] for all"),
        )
    array = _array(address, project)
    shape = () if array is None else array
    if len(shape) != wanted or any(k > n for k, n in zip(address.index, shape, strict=True)):
        raise UserError(
            say("Lessons", "{address} is no number that this network starts from", address=name),
            translate("Lessons", "layers, inputs and neurons are counted from 1"),
        )
    places = ".".join(str(k - 1) for k in address.index)
    return f"weights.{address.layer - 1}.{address.kind}.{places}={value.strip()}"


def _address(name: str) -> Address | None:
    try:
        return parse(name)
    except UserError:
        return None


def _array(address: Address, project: Project) -> tuple[int, ...] | None:
    """Return the shape of an array that a project starts from; None where it draws them."""
    given = project.weights
    if given is None or len(given) != len(project.layers) or address.layer > len(given):
        return None
    values = dict(given[address.layer - 1]).get(address.kind)
    return None if values is None else values.array.shape
