"""Edits of the network's own numbers: a weight set by hand, an array pasted, something frozen.

Once training has begun, such an edit goes to the session, which makes it between two updates and
reports it with `edited`; only then is it a step of undo. Undo sets the changed numbers, now, to
what they were before the edit; other numbers keep what training has made of them since. Before the
first update a weight set by hand is an edit of the project instead, so that Reset and the file keep
it.

Edits that come from undo and redo are reported by `edited` too, and edits can fail. So every
request is kept, in order, until an edit is reported that matches it; the requests before that one
have failed.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QObject, Slot

from core.errors import DataError, UserError
from core.frozen import ARRAYS, Frozen, marked, with_part
from core.lesson.names.arrays import array_words
from core.lesson.names.numbers import number_words
from core.lesson.parts import Part, is_off
from core.off import Shape, switched, with_off
from core.pictures.edits import ArrayEdit, FreezeEdit
from core.pictures.snapshot import Facts, LayerPicture, Snapshot
from core.project import Change, Project, Weights, change_between
from core.records import Record
from core.run.states import State
from core.values import Values
from gui.documents.document import Document
from gui.thread.session import Session

_translate = QCoreApplication.translate

Array = NDArray[np.floating[Any]]
Index = tuple[int, ...] | None

#: networks with more parameters are not written into the project by an edit of one weight
MAX_IN_PROJECT = 200_000

#: the order of arrays in a project
_ORDER = ("weight", "bias", "scale", "shift", "running_mean", "running_variance")


class _Request(Record):
    """What the session was asked to do; without a label it is not a step of undo."""

    project: Project
    label: str
    layer: int = -1
    name: str = ""
    index: Index = None
    values: Any = None
    freezes: bool = False
    mask: Any = None

    def answers(self, edit: ArrayEdit | FreezeEdit) -> bool:
        """Return whether an edit is what was asked for."""
        if isinstance(edit, FreezeEdit):
            return self.freezes and (bool(self.label) or _same_mask(self.mask, edit.after))
        if self.freezes or (self.layer, self.name) != (edit.layer, edit.name):
            return False
        try:
            found = edit.after if self.index is None else edit.after[self.index]
            return bool(np.allclose(found, np.asarray(self.values), rtol=1e-6, atol=1e-30))
        except (IndexError, ValueError):
            return False


class NumberEdits(QObject):
    """Sends edits of numbers to the session, and makes each a step of undo once it is done."""

    def __init__(
        self,
        session: Session,
        document: Document,
        refuse: Callable[[UserError], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._document = document
        self._refuse = refuse
        self._facts: Facts | None = None
        self._snapshot: Snapshot | None = None
        self._requests: deque[_Request] = deque()
        self._mask: NDArray[np.bool_] | None = None
        session.edited.connect(self._edited)
        document.replaced.connect(self._forget_mask)

    # ------------------------------------------------------------------ what is there

    @Slot(object)
    def show_facts(self, facts: Facts) -> None:
        """Take the names of a new build; what was asked of the last one is not done any more."""
        self._facts = facts
        self._snapshot = None
        now = self._document.project
        self._requests = deque(
            each
            for each in self._requests
            if change_between(each.project, now) is not Change.RESTART
        )

    @Slot(object)
    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Note the current numbers."""
        self._snapshot = snapshot

    def layers(self) -> tuple[LayerPicture, ...]:
        """Return the layers as they were last shown."""
        return () if self._snapshot is None else self._snapshot.layers

    # ------------------------------------------------------------------ edits

    @Slot(int, str, object, float)
    def set_value(self, layer: int, name: str, index: object, value: float) -> None:
        """Set one number."""
        place = _place(index)
        label = number_words(self.layers(), self._facts, layer, name, place)
        self._set(layer, name, place, float(value), label)

    @Slot(int, str, object)
    def set_array(self, layer: int, name: str, values: object) -> None:
        """Set a whole array, or all of it to one number."""
        label = array_words(self.layers(), layer, name)
        self._set(layer, name, None, np.array(values, dtype=np.float64), label)

    @Slot(int, object, object, bool)
    def set_frozen(self, layer: int, name: object, index: object, frozen: bool) -> None:
        """Freeze or free a number, a neuron or a layer."""
        label = _translate("NumberEdits", "unfreeze {what}")
        if frozen:
            label = _translate("NumberEdits", "freeze {what}")
        if name is not None and index is not None:
            words = number_words(self.layers(), self._facts, layer, str(name), _place(index))
        elif name is not None:
            words = array_words(self.layers(), layer, str(name))
        else:
            unit = None if index is None else _place(index)[0]
            words = array_words(self.layers(), layer, "", unit)
        if not self._document.numbers_are_free:
            self._document.edit_refused.emit()
            return
        project = self._with_frozen(layer, name, index, frozen)
        if project is not None:
            self._document.edit(project, label.format(what=words))
            return
        self._requests.append(
            _Request(self._document.project, label.format(what=words), freezes=True)
        )
        self._session.set_frozen(layer, None if name is None else str(name), index, frozen)

    def _with_frozen(self, layer: int, name: Any, index: Any, freeze: bool) -> Project | None:
        """Return the project with something frozen or free.

        None where the network is large, or where training has frozen something other than the
        project.
        """
        snapshot, facts, project = self._snapshot, self._facts, self._document.project
        if snapshot is None or facts is None or facts.parameters > MAX_IN_PROJECT:
            return None
        shapes = [
            {key: one.arrays[key].shape for key in ARRAYS if key in one.arrays}
            for one in snapshot.layers
        ]
        if len(shapes) != len(project.layers) or self._mask is not None:
            return None
        now = project if snapshot.project is None else snapshot.project
        try:
            said = marked(now.frozen, shapes)
            changed = with_part(project.frozen, shapes, layer, name, index, freeze)
        except (UserError, LookupError):
            return None
        for picture, masks in zip(snapshot.layers, said, strict=True):
            for key, mask in masks.items():
                if not _same_mask(picture.frozen.get(key), mask):
                    return None
        return replace(project, frozen=changed)

    @Slot(int, object, bool)
    def set_off(self, layer: int, index: object, off: bool) -> None:
        """Switch a weight (input, unit), or a neuron and all that leads away from it, off or on."""
        label = _translate("NumberEdits", "switch {what} on")
        if off:
            label = _translate("NumberEdits", "switch {what} off")
        if isinstance(index, int):
            at: tuple[int, int] | int = index
            words = array_words(self.layers(), layer, "", index)
        else:
            at = cast(tuple[int, int], _place(index))
            words = number_words(self.layers(), self._facts, layer, "weight", at)
        self._edit_off(
            lambda was, shapes: switched(was, shapes, layer, at, off), label.format(what=words)
        )

    @Slot(float, bool)
    def prune(self, share: float, per_layer: bool) -> None:
        """Switch off the smallest weights, a share of them, over all layers or in each."""
        from core.lesson.lab import share_words
        from core.pictures.lab.pruning import smallest

        layers = self.layers()
        weights = [one.arrays.get("weight") for one in layers]
        masks = smallest(weights, share, per_layer, [one.is_off("weight") for one in layers])
        label = _translate("NumberEdits", "prune {share} of the weights")
        self._edit_off(
            lambda was, shapes: with_off(was, shapes, masks), label.format(share=share_words(share))
        )

    def _edit_off(
        self, change: Callable[[Frozen | None, list[Shape | None]], Frozen | None], label: str
    ) -> None:
        """Change what is switched off in the project that is shown, as a step of undo."""
        if not self._document.numbers_are_free:
            self._document.edit_refused.emit()
            return
        layers = self.layers()
        if self._facts is not None and self._facts.parameters > MAX_IN_PROJECT:
            words = _translate("NumberEdits", "nothing can be switched off in a network this large")
            hint = _translate("NumberEdits", "it has {n} parameters, {most} are the most")
            found = {"n": f"{self._facts.parameters:,}", "most": f"{MAX_IN_PROJECT:,}"}
            self._refuse(DataError(words, hint.format(**found)))
            return
        shapes = [(one.inputs, one.units) if "weight" in one.arrays else None for one in layers]
        shown, project = self._snapshot, self._document.project
        if shown is not None and shown.past and shown.project is not None:
            project = shown.project
        if len(shapes) != len(project.layers):
            return  # the network has changed meanwhile
        try:
            changed = replace(project, off=change(project.off, shapes))
        except UserError as error:
            self._refuse(error)
            return
        if changed == self._document.project != project:
            self._session.apply(changed)  # what was done later is wanted from here on
        else:
            self._document.edit(changed, label)

    def _set(self, layer: int, name: str, index: Index, values: Any, label: str) -> None:
        if not np.isfinite(values).all():
            self._refuse(
                DataError(
                    _translate("NumberEdits", "a weight has to be a finite number"),
                    _translate("NumberEdits", "give numbers such as 0.5 or −2"),
                )
            )
            return
        if not self._document.numbers_are_free:
            self._document.edit_refused.emit()
            return
        if index is not None and is_off(self.layers(), Part(layer, name, index)):
            words = _translate("NumberEdits", "this weight is switched off and held at 0")
            self._refuse(DataError(words, _translate("NumberEdits", "switch it on first (O)")))
            return
        project = self._with_start(layer, name, index, values)
        if project is not None:
            self._document.edit(project, label)
            return
        self._send(_Request(self._document.project, label, layer, name, index, values))

    def _send(self, request: _Request) -> None:
        self._requests.append(request)
        self._session.set_values(request.layer, request.name, request.index, request.values)

    # ------------------------------------------------------------------ before the first update

    def _with_start(self, layer: int, name: str, index: Index, values: Any) -> Project | None:
        """Return a project that starts from the changed numbers, or None if training has begun."""
        snapshot, facts, project = self._snapshot, self._facts, self._document.project
        untouched = snapshot is not None and snapshot.update == 0
        if not untouched or self._session.state is not State.READY or facts is None:
            return None
        if facts.parameters > MAX_IN_PROJECT or snapshot is None:
            return None
        arrays = [{key: one.whole(key) for key in one.arrays} for one in snapshot.layers]
        if len(arrays) != len(project.layers) or not 0 <= layer < len(arrays):
            return None
        if project.weights is not None:  # a snapshot may still be on its way
            given = iter(project.weights)
            for k, found in enumerate(arrays):
                if found:
                    arrays[k] = {key: item.array for key, item in next(given, ())} or found
        if name not in arrays[layer]:
            return None
        changed = np.array(arrays[layer][name], dtype=np.float64)
        try:
            if index is None and np.ndim(values) and np.shape(values) != changed.shape:
                return None  # the session reports what is wrong
            changed[... if index is None else index] = values
        except (IndexError, ValueError):
            return None
        arrays[layer][name] = changed
        return replace(project, weights=_as_weights(arrays))

    @Slot(object, object)
    def follow_project(self, old: Project, new: Project) -> None:
        """Keep what is frozen when the new project differs only in its starting numbers."""
        if change_between(old, new) is not Change.RESTART:
            return
        if replace(old, weights=new.weights) != new:
            self._forget_mask()
            return
        if self._mask is not None:
            self._send_mask(self._mask)

    @Slot()
    def _forget_mask(self, *_: object) -> None:
        self._mask = None

    # ------------------------------------------------------------------ what has been done

    @Slot(object)
    def _edited(self, edit: ArrayEdit | FreezeEdit) -> None:
        request = self._take_request(edit)
        if isinstance(edit, FreezeEdit):
            self._mask = edit.after
            if request is None or _same_mask(edit.before, edit.after):
                return
            self._document.edit_live(
                request.label,
                lambda: self._send_mask(edit.before),
                lambda: self._send_mask(edit.after),
            )
        elif request is not None:
            self._note_values(edit, request)

    def _take_request(self, edit: ArrayEdit | FreezeEdit) -> _Request | None:
        """Return the request that an edit answers, if it is a step of undo."""
        for place, request in enumerate(self._requests):
            if request.answers(edit):
                for _ in range(place + 1):
                    self._requests.popleft()
                if not request.label:
                    return None
                now = self._document.project
                stale = change_between(request.project, now) is Change.RESTART
                return None if stale else request
        return None

    def _note_values(self, edit: ArrayEdit, request: _Request) -> None:
        changed = np.argwhere(edit.before != edit.after)
        if len(changed) == 0:
            return
        index: Index = None
        before: Any = edit.before
        after: Any = edit.after
        if len(changed) == 1:  # the others keep what training has made of them since
            index = tuple(int(i) for i in changed[0])
            before, after = float(edit.before[index]), float(edit.after[index])
        layer, name = edit.layer, edit.name
        self._document.edit_live(
            request.label,
            lambda: self._replay(layer, name, index, before),
            lambda: self._replay(layer, name, index, after),
        )

    def _replay(self, layer: int, name: str, index: Index, values: Any) -> None:
        self._requests.append(_Request(self._document.project, "", layer, name, index, values))
        self._session.put_back_values(layer, name, index, values)

    def _send_mask(self, mask: NDArray[np.bool_] | None) -> None:
        self._requests.append(_Request(self._document.project, "", freezes=True, mask=mask))
        self._session.set_frozen_mask(mask)


def _place(index: object) -> tuple[int, ...]:
    """Return the position of a number in its array."""
    return tuple(int(i) for i in np.atleast_1d(np.asarray(index)))


def _as_weights(arrays: list[dict[str, Array]]) -> Weights:
    """Return starting weights as a project holds them: an entry for each layer that has weights."""
    return tuple(
        tuple((name, Values(found[name])) for name in _ORDER if name in found)
        for found in arrays
        if found
    )


def _same_mask(first: Any, second: Any) -> bool:
    """Return whether two masks freeze the same; None freezes nothing."""
    if first is None or second is None:
        given = second if first is None else first
        return given is None or not np.any(given)
    return np.array_equal(first, second)
