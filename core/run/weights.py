"""A file of weights for a project: what it leaves open, and its network's results there.

Everything a person wants to know is computed before anything is applied: how many of the project's
own rows the imported network gets right, for every possible answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from core.components.metrics import predicted_classes, true_classes
from core.counts import counted
from core.data.dataset import Dataset
from core.data.samples import Task
from core.errors import UserError
from core.formats.checking.plain_forward import ReadNetwork
from core.formats.importers import Imported, ImportedLayer, can_turn, turned_layer
from core.formats.weights.arranging import NoChain, Place, arranged_as, as_they_are, read_places
from core.formats.weights.asking import resolved
from core.formats.weights.asking_arrays import taken_end
from core.formats.weights.fitting import Fit, applied, built, fit
from core.formats.weights.questions import Question
from core.project import Project
from core.words import say

#: the most rows of the project on which an imported network is tried
_MOST_ROWS = 1000


@dataclass(frozen=True)
class Tried:
    """An imported network's results on the project's rows: `right` of `rows`, or how far off.

    `right` is None if there are no classes; `deviation` is then the root of the mean squared
    error, in the units of the targets.
    """

    rows: int
    right: int | None
    deviation: float

    def words(self) -> str:
        """Return it in words."""
        if self.right is not None:
            return say(
                "Import",
                "{right} of {rows} right",
                right=f"{self.right:,}",
                rows=counted(self.rows, "row"),
            )
        return say(
            "Import",
            "root mean squared error {size} on {rows}",
            size=f"{self.deviation:.4g}",
            rows=counted(self.rows, "row"),
        )


@dataclass(frozen=True, eq=False)
class Reading:
    """A file of weights for a project: its arrays, and the projects that can be made from both.

    `applied` is None if the shapes do not fit, `built` is None if no layers can be built, with
    `problem` as the reason. `turned` says that every matrix has been transposed after reading.
    `read` are the layers as the file has them and `places` how they are arranged.
    `questions` are what the file leaves open, `used` and `made` are the results of the networks of
    `applied` and of `built` on the project's rows.
    """

    path: Path
    imported: Imported
    fit: Fit
    applied: Project | None
    built: Project | None
    problem: str
    can_turn: bool
    turned: bool = False
    questions: tuple[Question, ...] = ()
    used: Tried | None = None
    made: Tried | None = None
    read: tuple[ImportedLayer, ...] = ()
    places: tuple[Place, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)

    @property
    def chain(self) -> tuple[ImportedLayer, ...]:
        """The layers of the file, arranged so."""
        return tuple(
            turned_layer(self.read[place.index]) if place.turned else self.read[place.index]
            for place in self.places
        )

    @property
    def open_questions(self) -> tuple[Question, ...]:
        """Those that must be answered before anything is applied."""
        return tuple(question for question in self.questions if question.is_open)


def reading_of(
    path: Path,
    imported: Imported,
    dataset: Dataset,
    project: Project,
    answers: Mapping[str, str] | None = None,
) -> Reading:
    """Return how a file's weights can be used in a project with its data."""
    given = dict(answers or {})
    imported = taken_end(imported, given.get("model_output", ""))
    bare = _reading(path, imported, dataset, project, given)
    questions = tuple(
        question if not question.must else _shown(question, path, imported, dataset, project, given)
        for question in bare.questions
    )
    return replace(bare, questions=questions, answers=given)


def _reading(
    path: Path, imported: Imported, dataset: Dataset, project: Project, answers: Mapping[str, str]
) -> Reading:
    places = as_they_are(imported.layers)
    if answers.get("arrange"):
        places = read_places(answers["arrange"], imported.layers)
    try:
        found = resolved(imported, project, dataset, answers)
    except NoChain as error:  # arranged so, it is no network
        other = arranged_as(imported, places)
        return Reading(
            path,
            other,
            fit(other, project, dataset),
            None,
            None,
            f"{error.message}: {error.hint}",
            can_turn(imported),
            read=imported.layers,
            places=places,
        )
    own = fit(found.imported, found.project, found.dataset)
    layers: Project | None = None
    problem = ""
    try:
        layers = built(found.imported, found.project, found.dataset)
    except UserError as error:
        problem = f"{error.message}: {error.hint}"
    fitting = applied(found.imported, found.project) if own.fits else None
    return Reading(
        path,
        found.imported,
        own,
        fitting,
        layers,
        problem,
        can_turn(imported),
        questions=found.questions,
        used=tried(fitting, found.dataset),
        made=tried(layers, found.dataset),
        read=imported.layers,
        places=places,
    )


def _shown(
    question: Question,
    path: Path,
    imported: Imported,
    dataset: Dataset,
    project: Project,
    answers: Mapping[str, str],
) -> Question:
    """Return the question with the network's results on the project's rows for each answer."""
    made = []
    for answer in question.answers:
        other = _reading(path, imported, dataset, project, {**answers, question.name: answer.value})
        told = all(layer.activation for layer in imported.layers if layer.has_neurons)
        # if the file gives its activations, its own network is the one to judge by
        found = (other.made or other.used) if told else (other.used or other.made)
        made.append(replace(answer, shown=found.words() if found else ""))
    return replace(question, answers=tuple(made))


def tried(project: Project | None, dataset: Dataset) -> Tried | None:
    """Return the results of a project's starting weights on the rows of a dataset, or None.

    The network is computed in plain NumPy, from raw inputs to targets in their own units.
    """
    if project is None or project.weights is None:
        return None
    entries = list(project.weights)
    layers = []
    for layer in project.layers:
        entry = entries.pop(0) if layer.array_names else ()
        arrays = {name: values.array for name, values in entry}
        layers.append((layer.write(), arrays))
    scalings = [(s.offset, s.factor) for s in (dataset.input_scaling, dataset.target_scaling)]
    network = ReadNetwork(layers, dataset.features, scalings[0], scalings[1])
    parts = dataset.parts.values()
    raw = np.concatenate([part.raw_inputs for part in parts])
    targets = np.concatenate([part.original_targets for part in parts])
    rows = np.unique(np.linspace(0, len(raw) - 1, min(len(raw), _MOST_ROWS)).astype(int))
    raw, targets = raw[rows], targets[rows]
    outputs = network.predict(raw, np.float64)
    if outputs.shape != targets.shape:
        return None
    last = project.layers[-1].neurons
    threshold = 0.5 if last is None else last.activation.threshold
    right = None
    if dataset.task is not Task.REGRESSION:
        same = predicted_classes(outputs, dataset.task, threshold) == true_classes(
            targets, dataset.task
        )
        right = int(np.sum(same.reshape(len(raw), -1).all(axis=1)))
    with np.errstate(all="ignore"):
        deviation = float(np.sqrt(np.mean((outputs - targets) ** 2)))
    return Tried(len(raw), right, deviation)
