"""What differs between two descriptions of a network and its training, in words.

The list of runs says with it what was changed from one run to the next, and a race which setting
its two sides differ in: η 0.5 → 0.3, 32 → 64 neurons, + hidden layer 2 (4 · tanh), seed 1 → 2.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from pathlib import PurePath
from typing import Any

import numpy as np

from core.components.layers import Layer
from core.counts import counted
from core.lesson.names.layers import layer_name, layer_settings
from core.lesson.names.settings import component_label, empty_setting, setting_label
from core.lesson.numbers import count, tidy
from core.moments.recording import (
    BugChange,
    Change,
    Event,
    FreezeChange,
    GoOn,
    ProjectChange,
    ValueChange,
)
from core.project import Project
from core.registry import Component, Options, Parameter
from core.values import Values
from core.words import plain_name, say, translate

#: so many differences, and edits of a run, are written out in a line; the others are counted
MOST_TOLD, _MOST_EDITS = 3, 5


@dataclass(frozen=True)
class Difference:
    """One setting that differs: its name, what it was and what it is, and all of it in short."""

    name: str
    before: str
    after: str
    words: str


def arrow(before: str, after: str) -> str:
    """Return a change in short: 0.5 → 0.3."""
    return f"{before} → {after}"


def differences(old: Project, new: Project) -> tuple[Difference, ...]:
    """Return every setting in which two projects differ; their names do not count."""
    return (
        *_of_data(old, new),
        *_of_layers(old.layers, new.layers),
        *_of_component("loss", old.loss, new.loss),
        *_of_component("optimizer", old.optimizer, new.optimizer),
        *_of_component("regularizer", old.regularizer, new.regularizer),
        *_of_options(old.training, new.training),
        *_of_start(old, new),
    )


def in_short(found: Sequence[Difference]) -> str:
    """Return some differences in one line; "" if there are none."""
    told = ", ".join(one.words for one in found[:MOST_TOLD])
    left = len(found) - MOST_TOLD
    return say("Differences", "{told} and {left} more", told=told, left=left) if left > 0 else told


def edits_in_words(
    start: Project, log: Sequence[Event], known: Sequence[Event] = ()
) -> tuple[str, ...]:
    """Return what was changed during a recorded run, and when: η 0.5 → 0.3 at 384.

    `start` is the project at its start, `log` what was recorded. Left out is what another run, from
    which it was continued, has recorded as well: `known`.
    """
    project, skipped = start, 0
    for one, other in zip(log, known, strict=False):
        if not _same(one, other):
            break
        skipped += 1
        if isinstance(one.change, ProjectChange):
            project = one.change.project
    found = []
    for update, events in groupby(log[skipped:], key=lambda event: event.update):
        changes = [event.change for event in events]
        words, project = _at_once(changes, project)
        at = count(update)
        found += [say("Differences", "{change} at {update}", change=w, update=at) for w in words]
    left = len(found) - _MOST_EDITS
    if left > 0:
        more = say("Differences", "and {left} more", left=left)
        return (*found[:_MOST_EDITS], more)
    return tuple(found)


def _same(one: Event, other: Event) -> bool:
    """Return whether two events are one, or record the same."""
    if one is other:
        return True
    if one.update != other.update:
        return False
    match one.change, other.change:
        case ProjectChange(project=first), ProjectChange(project=second):
            return first == second
        case ValueChange() as first, ValueChange() as second:
            place = (first.layer, first.name) == (second.layer, second.name)
            return place and np.array_equal(first.values, second.values)
        case FreezeChange(mask=first), FreezeChange(mask=second):
            if first is None or second is None:
                return first is second
            return np.array_equal(first, second)
        case BugChange(name=first), BugChange(name=second):
            return first == second
        case GoOn(), GoOn():
            return True
    return False


def _at_once(changes: Sequence[Change], before: Project) -> tuple[list[str], Project]:
    """Return what changes after one update come to, in words, and the project in force then.

    While a slider or a weight is dragged, there are many.
    """
    project, words = before, dict[str, None]()
    numbers = dict.fromkeys((c.layer, c.name) for c in changes if isinstance(c, ValueChange))
    for change in changes:
        if isinstance(change, ProjectChange):
            project = change.project
    if project is not before:
        words[in_short(differences(before, project))] = None
    for layer, name in numbers:
        where = layer_name(before.layers, layer)
        words[say("Differences", "{array} of {layer} set by hand", array=name, layer=where)] = None
    for change in changes:
        if isinstance(change, FreezeChange):
            frozen = change.mask is not None and bool(change.mask.any())
            told = "something frozen" if frozen else "all freed"
            words[translate("Differences", told)] = None
        if isinstance(change, BugChange):
            told = "a bug planted" if change.name else "the bug taken out"
            words[translate("Differences", told)] = None
    return [text for text in words if text], project


# ---------------------------------------------------------------------- parts of a project


def _of_data(old: Project, new: Project) -> Iterator[Difference]:
    one, two = old.data.source, new.data.source
    if one.file != two.file or type(one) is not type(two):
        yield _difference(translate("Differences", "Data"), _data_name(old), _data_name(new))
    elif any(counts := (_rows(one), _rows(two))):
        if one != two:  # samples given one by one: how many there are says most
            before, after = map(count, counts)
            words = translate("Differences", "points moved")
            if before != after:
                words = say("Differences", "{change} points", change=arrow(before, after))
            yield Difference(translate("Differences", "Points"), before, after, words)
    else:
        yield from _of_options(one, two)
    for item in old.data.parameters():
        if item.name not in ("source", "seed"):
            yield from _of_field(item, old.data, new.data)
    if old.data_seed() != new.data_seed() and old.seed == new.seed:
        before, after = str(old.data_seed()), str(new.data_seed())
        name = translate("Differences", "Seed of the data")
        yield _difference(name, before, after, name.lower())


def _rows(source: Options) -> int:
    """Return how many samples a source holds itself, 0 if it makes or reads them."""
    fields = (getattr(source, item.name) for item in source.parameters())
    return max((len(field.array) for field in fields if isinstance(field, Values)), default=0)


def _data_name(project: Project) -> str:
    source = project.data.source
    return (
        component_label(source) if source.file is None else plain_name(PurePath(source.file).name)
    )


def _of_layers(old: Sequence[Layer], new: Sequence[Layer]) -> Iterator[Difference]:
    if len(old) == len(new) and all(type(a) is type(b) for a, b in zip(old, new, strict=True)):
        pairs = [(i, i) for i in range(len(old)) if old[i] != new[i]]
        yield from _of_pairs(old, new, pairs)
        return
    # the outputs belong together, whatever comes before them
    hidden = SequenceMatcher(None, old[:-1], new[:-1])
    pairs = []
    for kind, i, i_end, j, j_end in hidden.get_opcodes():
        if kind == "equal":
            continue
        both = min(i_end - i, j_end - j)
        pairs += [(i + k, j + k) for k in range(both) if type(old[i + k]) is type(new[j + k])]
        gone = [k for k in range(i, i_end) if k not in {a for a, _ in pairs}]
        come = [k for k in range(j, j_end) if k not in {b for _, b in pairs}]
        yield from (_gone(old, k) for k in gone)
        yield from (_come(new, k) for k in come)
    last = (len(old) - 1, len(new) - 1)
    if type(old[-1]) is not type(new[-1]):
        yield _difference(_layer(new, last[1]), _settings(old[-1]), _settings(new[-1]))
    elif old[-1] != new[-1]:
        pairs.append(last)
    yield from _of_pairs(old, new, pairs)


def _gone(layers: Sequence[Layer], index: int) -> Difference:
    told, name = _settings(layers[index]), layer_name(layers, index)
    return Difference(_layer(layers, index), told, "–", f"− {name} ({told})")


def _come(layers: Sequence[Layer], index: int) -> Difference:
    told, name = _settings(layers[index]), layer_name(layers, index)
    return Difference(_layer(layers, index), "–", told, f"+ {name} ({told})")


def _settings(layer: Layer) -> str:
    return layer_settings(layer) or component_label(layer)


def _layer(layers: Sequence[Layer], index: int) -> str:
    name = layer_name(layers, index)
    return name[:1].upper() + name[1:]


def _of_pairs(
    old: Sequence[Layer], new: Sequence[Layer], pairs: Sequence[tuple[int, int]]
) -> Iterator[Difference]:
    """Yield what differs in layers that belong together; what changes in all is said once."""
    found = [(j, list(_of_options(old[i], new[j]))) for i, j in pairs]
    hidden = [j for j in range(len(new) - 1) if new[j].neurons is not None]
    everywhere = [one for j, several in found if j in hidden for one in several]
    alike = len(hidden) > 1 and len(everywhere) == len(hidden) and len(set(everywhere)) == 1
    for j, several in found:
        if alike and j in hidden:
            if j == hidden[0]:
                one = several[0]
                name = say("Differences", "All hidden layers: {setting}", setting=one.name)
                yield Difference(name, one.before, one.after, one.words)
            continue
        for one in several:
            words = one.words
            if len(hidden) > 1 or j not in hidden:
                where = layer_name(new, j)
                words = say("Differences", "{layer}: {change}", layer=where, change=words)
            yield Difference(f"{_layer(new, j)}: {one.name}", one.before, one.after, words)


def _of_component(name: str, old: Component, new: Component) -> Iterator[Difference]:
    if type(old) is type(new):
        yield from _of_options(old, new)
        return
    label, before, after = setting_label(name), component_label(old), component_label(new)
    yield _difference(label, before, after, label.lower() if name == "regularizer" else "")
    shared = {item.name for item in old.parameters()} & {item.name for item in new.parameters()}
    for item in new.parameters():
        if item.name in shared:
            yield from _of_field(item, old, new)


def _of_options(old: Options, new: Options) -> Iterator[Difference]:
    """Yield what differs in two records of one type."""
    for item in new.parameters():
        yield from _of_field(item, old, new)


def _of_field(item: Parameter, old: Options, new: Options) -> Iterator[Difference]:
    before, after = getattr(old, item.name), getattr(new, item.name)
    if before == after:
        return
    if isinstance(before, Component) and isinstance(after, Component):
        if type(before) is type(after):
            yield from _of_options(before, after)
        else:
            short = "" if item.name == "activation" else setting_label(item.name).lower()
            names = component_label(before), component_label(after)
            yield _difference(setting_label(item.name), *names, short)
    elif type(before) is type(after) and isinstance(before, Options):
        yield from _of_options(before, after)
    else:
        texts = _text(item, before), _text(item, after)
        if item.name == "units":
            words = say("Differences", "{change} neurons", change=arrow(*texts))
            yield Difference(setting_label(item.name), *texts, words)
        else:
            yield _difference(setting_label(item.name), *texts, _short_name(item, new))


def _short_name(item: Parameter, owner: Options) -> str:
    """Return a setting as it is called within a line: η, or batch size."""
    if item.name == "learning_rate":
        return "η"
    letters = owner.letters if isinstance(owner, Component) else {}
    return letters.get(item.name) or setting_label(item.name).lower()


def _text(item: Parameter, value: Any) -> str:
    """Return a setting's value as people read it."""
    if value is None:
        return empty_setting(item.name).lower()
    if isinstance(value, bool):
        return translate("Differences", "on") if value else translate("Differences", "off")
    if isinstance(value, int):
        return count(value)
    if isinstance(value, float):
        return tidy(value)
    if isinstance(value, Component):
        return component_label(value)
    if isinstance(value, str):
        return plain_name(value.replace("_", " ") if item.choices else value) or "–"
    if isinstance(value, tuple) and all(isinstance(one, str) for one in value):
        return plain_name(", ".join(value))
    return translate("Differences", "others" if value else "none")


def _of_start(old: Project, new: Project) -> Iterator[Difference]:
    name = translate("Differences", "Seed")
    if old.seed != new.seed:
        yield _difference(name, str(old.seed), str(new.seed), name.lower())
    if old.weights != new.weights or old.optimizer_state != new.optimizer_state:
        before, after = (_given(one) for one in (old, new))
        name = translate("Differences", "Starting weights")
        yield _difference(name, before, after, name.lower())
    if old.frozen != new.frozen:
        name = translate("Differences", "Frozen")
        texts = [
            translate("Differences", "none" if one.frozen is None else "some") for one in (old, new)
        ]
        yield _difference(name, texts[0], texts[1], name.lower())
    if old.off != new.off:
        name = translate("Differences", "Switched off")
        texts = [_amount_off(one) for one in (old, new)]
        yield _difference(name, texts[0], texts[1], name.lower())


def _amount_off(project: Project) -> str:
    """Return how many weights a project has switched off; whole layers count as some."""
    if project.off is None:
        return translate("Differences", "none")
    entries = [entry if isinstance(entry, bool) else dict(entry)["weight"] for entry in project.off]
    if True in entries:
        return translate("Differences", "some")
    found = sum(int(np.count_nonzero(entry)) for entry in entries)
    return counted(found, "weight")


def _given(project: Project) -> str:
    return translate("Differences", "drawn" if project.weights is None else "given")


def _difference(name: str, before: str, after: str, short: str = "") -> Difference:
    words = arrow(before, after)
    return Difference(name, before, after, f"{short} {words}" if short else words)
