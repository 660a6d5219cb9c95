"""What a file of weights leaves open for a project, as questions, and the effect of answers.

Nothing that changes predictions is assumed silently: a scaling that the file does not give, the
place of batch normalization, the order of layers of equal size. Every question has its answers, the
likeliest first.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from core.components.activations import ACTIVATIONS, Linear
from core.data.again import with_features_and_scaling
from core.data.dataset import Dataset, Scaling
from core.data.features import FEATURES
from core.errors import ProjectError, UserError, one_of
from core.formats.importers import Imported, ImportedLayer, chain_problem, ends_problem
from core.formats.weights.arranging import NoChain, arranged_as, read_places
from core.formats.weights.asking_arrays import (
    ask_for_chain,
    ask_for_end,
    in_order,
    with_norms,
    with_ways,
)
from core.formats.weights.asking_optimizer import with_optimizer
from core.formats.weights.fitting import rescaled, same_scaling
from core.formats.weights.norms import folded, is_open, with_place
from core.formats.weights.outputs import in_the_projects_order, other_inputs, with_outputs
from core.formats.weights.questions import Answer, Ask, Question
from core.project import Project
from core.words import say
from core.words import translate as _translate

#: answers by the name of their question
Answers = Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Resolved:
    """A file's network and the project that receives it, according to the answers."""

    imported: Imported
    project: Project
    dataset: Dataset
    questions: tuple[Question, ...]


def resolved(imported: Imported, project: Project, dataset: Dataset, answers: Answers) -> Resolved:
    """Return a file's network and the project according to the answers, and all questions.

    The project may get other features or no scaling. `arrange` among the answers is how a person
    has arranged the layers. Raises UserError for invalid answers, and NoChain if the layers do not
    fit one behind another.
    """
    questions: list[Question] = []

    def ask(question: Question) -> str:
        given = answers.get(question.name, "")
        if given and not question.accepts(given):
            known = one_of(answer.value for answer in question.answers)
            more = _translate("Import", ", or any number above 0") if question.number else ""
            raise ProjectError(
                f"{question.name.replace('_', '-')}: {given[:40]!r} is not an answer",
                f"known are {known}{more}",
            )
        questions.append(replace(question, chosen=given))
        return given or question.answers[0].value

    ask_for_end(imported, ask)
    if answers.get("arrange"):
        imported = arranged_as(imported, read_places(answers["arrange"], imported.layers))
    ask_for_chain(imported, ask)
    imported = in_order(with_ways(imported, dataset.inputs, ask), ask)
    problem = chain_problem(imported.layers) or ends_problem(imported)
    if problem is not None:
        raise NoChain(problem, "arrange the layers so that each takes what the one before gives")
    imported = with_norms(imported, ask)
    if any(is_open(imported.layers, i) for i in range(len(imported.layers))):
        behind = ask(_normalization(imported, project)) == "behind"
        imported = with_place(imported, behind)
    imported = _with_activations(imported, ask)
    imported = folded(imported, sure=True)
    imported, project, dataset = _with_features(imported, project, dataset, ask)
    imported = with_outputs(imported, dataset)
    if other_inputs(imported, dataset):
        ask(_inputs(imported))
    try:
        imported = in_the_projects_order(imported, dataset)
    except UserError:
        ask(_classes(imported))
    imported, project, dataset = _with_scaling(imported, project, dataset, ask)
    if imported.left.aside:
        ask(_aside(imported))
    imported = with_optimizer(imported, project, ask)
    return Resolved(imported, project, dataset, tuple(questions))


def _with_activations(imported: Imported, ask: Ask) -> Imported:
    """Return the network with the person's activations, if the file has none."""
    dense = [i for i, layer in enumerate(imported.layers) if layer.has_neurons]
    unsaid = [i for i in dense if imported.layers[i].activation is None]
    keep = Answer("", _translate("Import", "not given"))
    known = tuple(Answer(kind.name, kind.label) for kind in ACTIVATIONS)
    layers = list(imported.layers)
    for name, words, places in (
        ("hidden", _translate("Import", "Activation of hidden layers"), unsaid),
        ("output", _translate("Import", "Activation of the output"), unsaid),
    ):
        chosen = [i for i in places if (i == dense[-1]) == (name == "output")]
        if chosen:
            given = ask(Question(name, words, (keep, *known), must=False))
            for i in chosen if given else ():
                layers[i] = replace(layers[i], activation=ACTIVATIONS.named(given)())
    return replace(imported, layers=tuple(layers))


def _normalization(imported: Imported, project: Project) -> Question:
    behind = Answer("behind", _translate("Import", "after the activation: it stays a layer"))
    before = Answer(
        "before", _translate("Import", "before the activation: it goes into the weights")
    )
    kinds = [layer.name for layer in project.layers if layer.array_names]
    alike = kinds == [layer.kind for layer in imported.layers]
    return Question(
        "normalization",
        _translate("Import", "Where is batch normalization placed? The file does not say."),
        (behind, before) if alike else (before, behind),
    )


def _aside(imported: Imported) -> Question:
    shown = ", ".join(name[:40] for name in imported.left.aside[:6])
    return Question(
        "aside",
        say("Import", "These numbers of the file belong to no layer: {names}.", names=shown),
        (Answer("leave", _translate("Import", "they do not change what the network answers")),),
    )


def _inputs(imported: Imported) -> Question:
    shown = ", ".join(name[:40] for name in imported.input_names[:6])
    return Question(
        "inputs",
        say("Import", "The file has some of the inputs at other places: {names}.", names=shown),
        (Answer("in_order", _translate("Import", "its first input is the first one here")),),
    )


def _classes(imported: Imported) -> Question:
    shown = ", ".join(imported.classes[:6])
    return Question(
        "classes",
        say("Import", "The file names its classes differently: {names}.", names=shown),
        (Answer("in_order", _translate("Import", "its first class is the first one here")),),
    )


# ---------------------------------------------------------------------- features and scaling


def _with_features(
    imported: Imported, project: Project, dataset: Dataset, ask: Ask
) -> tuple[Imported, Project, Dataset]:
    theirs, ours = imported.features, dataset.features or ()
    if theirs is None or theirs == ours:
        return imported, project, dataset
    file = Answer("file", _translate("Import", "those of the file"))
    here = Answer("project", _translate("Import", "those of the project, for what the file had"))
    possible = set(theirs) <= set(FEATURES) and (not theirs or len(dataset.raw_names) == 2)
    shown = ", ".join(theirs[:6]) or _translate("Import", "the inputs without features")
    question = Question(
        "features",
        say(
            "Import", "The file's network has other features as inputs: {features}.", features=shown
        ),
        (file, here) if possible else (here,),
    )
    if ask(question) == "project":
        return imported, project, dataset
    features = theirs or None
    data = replace(project.data, features=features)
    other = with_features_and_scaling(dataset, features, project.data.scaling)
    return imported, replace(project, data=data), other


def _with_scaling(
    imported: Imported, project: Project, dataset: Dataset, ask: Ask
) -> tuple[Imported, Project, Dataset]:
    """Return the network adapted to the project's scaling of the data."""
    bare_inputs = Scaling.identity(dataset.inputs)
    bare_targets = Scaling.identity(dataset.outputs)
    if imported.inputs != dataset.inputs or imported.outputs != dataset.outputs:
        return imported, project, dataset
    told = imported.input_scaling is not None or imported.target_scaling is not None
    inputs = imported.input_scaling or bare_inputs
    targets = imported.target_scaling or bare_targets
    alike = same_scaling(inputs, dataset.input_scaling) and same_scaling(
        targets, dataset.target_scaling
    )
    filled = replace(imported, input_scaling=inputs, target_scaling=targets)
    if alike:
        return filled, project, dataset
    bare = same_scaling(inputs, bare_inputs) and same_scaling(targets, bare_targets)
    way = ask(_scaling_question(told, bare))
    if way == "project":
        kept = replace(
            imported, input_scaling=dataset.input_scaling, target_scaling=dataset.target_scaling
        )
        return kept, project, dataset
    if bare or not _can_be_scaled_as(dataset):
        project = replace(project, data=replace(project.data, scaling="none"))
        dataset = with_features_and_scaling(dataset, dataset.features, "none")
    return rescaled(_with_end(filled, dataset), dataset), project, dataset


def _scaling_question(told: bool, bare: bool) -> Question:
    if bare:
        file = _translate("Import", "as in the file: the data are no longer scaled")
    else:
        file = _translate("Import", "as in the file: its scaling goes into the weights")
    words = (
        _translate("Import", "The file scales its data differently from this project.")
        if told
        else _translate(
            "Import", "This project scales its data; the file says nothing about scaling."
        )
    )
    here = _translate("Import", "as in this project: the weights were trained on data like these")
    return Question(
        "scaling", words, (Answer("file", file), Answer("project", here)), must=not told
    )


def _can_be_scaled_as(dataset: Dataset) -> bool:
    """Return whether weights can undo the scaling of the data: no column was reduced to 0."""
    return bool(dataset.input_scaling.factor.all() and dataset.target_scaling.factor.all())


def _with_end(imported: Imported, dataset: Dataset) -> Imported:
    """Return the network with its scaling of targets in a last layer, if weights cannot hold it.

    After an activation that takes a separate layer, with a weight and a bias for every output.
    """
    last, targets = imported.layers[-1], imported.target_scaling
    straight = last.activation is not None and last.activation.is_identity
    if targets is None or straight or same_scaling(targets, dataset.target_scaling):
        return imported
    if last.has_neurons and last.activation is None:
        # an activation that the file does not give is taken as linear if its outputs are scaled
        return replace(imported, layers=(*imported.layers[:-1], replace(last, activation=Linear())))
    spread = np.divide(
        1.0, targets.factor, out=np.zeros_like(targets.factor), where=targets.factor != 0.0
    )
    end = ImportedLayer(
        _translate("Import", "scaling of targets"),
        weight=np.diag(spread),
        bias=targets.offset.copy(),
        activation=Linear(),
    )
    notice = _translate(
        "Import", "The scaling of the outputs after their activation becomes a separate layer here."
    )
    return replace(
        imported,
        layers=(*imported.layers, end),
        notices=(*imported.notices, notice),
        target_scaling=Scaling.identity(imported.outputs),
    )
