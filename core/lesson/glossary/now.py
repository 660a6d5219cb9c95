"""What a term comes to at the moment that is shown: “z₁ is 0.8 here”.

In its sentences k is the layer of the stop (K the output's), i the sample and j the neuron that are
followed, p the neuron or input before it, all counted from 1.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import UserError
from core.lesson.addresses.address import Address, parse
from core.lesson.addresses.moment import numbers_of
from core.lesson.addresses.writing import symbol
from core.lesson.cards.covering import Hides
from core.lesson.formulas.network import names_of
from core.lesson.glossary.terms import Term
from core.lesson.lessons.expressions import holds, number_of
from core.lesson.names.notation import Notation
from core.lesson.names.symbols import objective
from core.lesson.numbers import percent, tidy
from core.pictures.snapshot import Facts, Snapshot
from core.project import Project

Numbers = Mapping[str, NDArray[np.float64]]

_PLACE = re.compile(r"\{(symbol|value|share):([^{}]+)\}")
#: the name of an array whose layer is left open, and the places in it
_OPEN = re.compile(r"(?<![A-Za-z])(d?(?:[A-Z]|b|slope))([kK])('?)(?=\[)")
_INDEX = re.compile(r"(?<![A-Za-z])[ijp](?![A-Za-z])")
#: figures that an address of the update names too: covered there, they are not told here
_SAME = MappingProxyType({"loss": "L", "rate": "eta"})
_ADDRESS = re.compile(r"[A-Za-z]+\d*'?(?:\[[\d,]+\])?")


@dataclass(frozen=True)
class Seen:
    """What is shown: `row` and `unit`, from 0, are followed; `layer` is that of the unit.

    `hides` tells of numbers that are covered; `address` is the number that is pointed at, if one
    is.
    """

    snapshot: Snapshot
    facts: Facts | None = None
    row: int = 0
    layer: int | None = None
    unit: int = 0
    before: int = 0
    hides: Hides | None = None
    address: str = ""


def now_of(term: Term, seen: Seen) -> str:
    """Return what a term comes to now; "" where nothing is known, or where it is covered."""
    project = _project(seen)
    if project is None or not term.now:
        return ""
    numbers = _numbers(seen, project)
    for template in term.now:
        for places in _places(seen, project):
            if _is_used(term, project, places["k"]):
                filled = _filled(template, term.holds, places, numbers, project, seen.hides)
                if filled is not None:
                    return filled
    return ""


def _project(seen: Seen) -> Project | None:
    step = seen.snapshot.step
    return seen.snapshot.project if step is None else step.project


def _numbers(seen: Seen, project: Project) -> Numbers:
    """Return the arrays of this update as far as it is done, and the figures of the moment."""
    snapshot, facts = seen.snapshot, seen.facts
    found: dict[str, Any] = {}
    if snapshot.step is not None:
        found.update(numbers_of(snapshot.step, snapshot.layers))
    else:
        names = names_of(project)
        for i, layer in enumerate(snapshot.layers):
            for name, array in layer.arrays.items():
                if not name.startswith("running"):
                    found[names[i].of(name)] = array
    figures: dict[str, float | None] = {
        **snapshot.train_metrics,
        **{f"test_{name}": value for name, value in snapshot.test_metrics.items()},
        "loss": snapshot.loss,
        "test_loss": snapshot.test_loss,
        "epoch": snapshot.epoch,
        "update": snapshot.update,
        "phases": snapshot.phases or None,
        "rate": snapshot.learning_rate,
        "recorded": snapshot.time.end,
        "run": snapshot.run_id,
        "seed": project.seed,
        "K": len(project.layers),
    }
    if facts is not None:
        figures["test_samples"] = facts.test_samples or None
        figures["threshold"] = facts.threshold if len(facts.classes) == 2 else None
    if "m" in found:
        figures["i"] = seen.row + 1
    known = {name: value for name, value in figures.items() if value is not None}
    return {name: np.asarray(value, np.float64) for name, value in {**known, **found}.items()}


def _places(seen: Seen, project: Project) -> Iterator[dict[str, int]]:
    """Yield what k, K, i, j and p may stand for: what is pointed at, or first what is followed."""
    own = {"K": len(project.layers), "i": seen.row + 1, "p": 1, "j": 1}
    if seen.address:
        yield {**own, "k": own["K"], **_of(parse(seen.address))}
        return
    layer = own["K"] - 1 if seen.layer is None else seen.layer
    yield {**own, "k": layer + 1, "j": seen.unit + 1, "p": seen.before + 1}
    for other in range(own["K"]):
        if other != layer:
            yield {**own, "k": other + 1}


def _of(address: Address) -> dict[str, int]:
    found = {"k": address.layer} if address.layer else {}
    index = address.index
    if address.is_of_sample and index:
        found["i"], index = index[0], index[1:]
    return found | dict(zip(("j",) if len(index) == 1 else ("p", "j"), index, strict=False))


def _is_used(term: Term, project: Project, layer: int) -> bool:
    if not term.uses:
        return True
    neurons = project.layers[layer - 1].neurons
    here = {project.loss.name, project.optimizer.name}
    return bool({*here, "" if neurons is None else neurons.activation.name} & set(term.uses))


def _filled(
    template: str,
    condition: str,
    places: Mapping[str, int],
    numbers: Numbers,
    project: Project,
    hides: Hides | None,
) -> str | None:
    """Return a sentence with its numbers, "" if one is covered, None if one is not known."""
    notation = Notation.of(project.layers)
    of = objective(project.regularizer.penalizes)

    def put(found: re.Match[str]) -> str:
        text = _placed(found[2], places)
        if found[1] == "symbol":
            return symbol(parse(text), "panel", notation, of)
        value = number_of(text, numbers)
        return percent(value) if found[1] == "share" else tidy(value)

    try:
        if condition and not holds(_placed(condition, places), numbers, {}):
            return None
        made = _PLACE.sub(put, template)
    except UserError:
        return None
    texts = [_placed(found[2], places) for found in _PLACE.finditer(template)]
    names = [each for text in texts for each in _ADDRESS.findall(text)]
    asked = [_SAME.get(name, name) for name in names]
    return "" if hides is not None and any(hides(each) for each in asked) else made


def _placed(text: str, places: Mapping[str, int]) -> str:
    """Return an expression with its letters as numbers: Zk[i,j] is Z1[3,2]."""
    text = _OPEN.sub(lambda found: f"{found[1]}{places[found[2]]}{found[3]}", text)

    def inside(found: re.Match[str]) -> str:
        return _INDEX.sub(lambda letter: str(places[letter[0]]), found[0])

    return re.sub(r"\[[^\]]*\]", inside, text)
