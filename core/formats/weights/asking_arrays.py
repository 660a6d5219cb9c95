"""What the arrays of a file leave open: which way round, in what order, with which bias and ε.

Each is a question with the likeliest answer first. Where names or habit make one answer likely, it
is taken unless a person says otherwise; where nothing tells, it has to be answered.
"""

from dataclasses import replace

from core.formats.importers import Imported, ImportedLayer, can_turn, turned
from core.formats.weights.norms import with_vectors
from core.formats.weights.order import orders_that_fit
from core.formats.weights.questions import Answer, Ask, Question
from core.formats.weights.tutorials import with_bias_inside, with_bias_last
from core.words import plain, say
from core.words import translate as _translate

#: the ε of batch normalization that programs add by default
_EPSILONS = (("PyTorch, ONNX", 1e-5), ("Keras", 1e-3))


def ask_for_end(imported: Imported, ask: Ask) -> None:
    """Ask which output of a model with several is the network's, this one if nothing is said.

    The answer is put into effect by `taken_end`, before anything else is read.
    """
    if len(imported.ends) > 1:
        answers = tuple(Answer(name, plain(name[:60])) for name in imported.ends)
        words = _translate("Import", "The model has several outputs. Which is the network's?")
        ask(Question("model_output", words, answers, must=False))


def taken_end(imported: Imported, name: str) -> Imported:
    """Return what leads to another output of a model; itself for none that it has."""
    if name not in imported.ends:
        return imported
    return replace(imported.ends[name](), ends=imported.ends)


def with_ways(imported: Imported, inputs: int, ask: Ask) -> Imported:
    """Return the network with its matrices as inputs and units, their bias taken out."""
    way = imported.left.way
    if way is not None:
        # names that would not fit the data, where the other way round would, are no reason
        other = imported.inputs != inputs and can_turn(imported)
        must = way.must or (other and turned(imported).inputs == inputs)
        if ask(_way(way.taken, must)) != way.taken:
            imported = turned(imported)
    if imported.left.bias == "first" and ask(_bias()) == "last":
        return replace(imported, layers=tuple(map(with_bias_last, imported.layers)))
    if imported.left.bias == "no":
        there = imported.inputs - 1
        answer = ask(_bias_inside(fits=inputs == there)) if there else "no"
        if answer != "no":
            layers = tuple(with_bias_inside(x, answer == "last") for x in imported.layers)
            return replace(imported, layers=layers)
    return imported


def in_order(imported: Imported, ask: Ask) -> Imported:
    """Return the network with its layers in the order that a person gives."""
    if not imported.left.order:
        return imported
    places = ask(_order(imported)).split(",")
    return replace(imported, layers=tuple(imported.layers[int(place)] for place in places))


def ask_for_chain(imported: Imported, ask: Ask) -> None:
    """Ask whether it is a chain of layers, where something speaks against it."""
    if imported.left.doubts:
        why = "; ".join(plain(doubt) for doubt in imported.left.doubts)
        words = say(
            "Import", "Is it a chain of layers, each behind the one before? {why}.", why=why
        )
        chain = _translate("Import", "yes: none goes around another, and all are one network")
        ask(Question("chain", words, (Answer("yes", chain),)))


def with_norms(imported: Imported, ask: Ask) -> Imported:
    """Return the network with the vectors and the ε of batch normalization as a person says."""
    if imported.left.vectors:
        imported = replace(imported, layers=with_vectors(imported.layers, ask(_vectors())))
    norms = [layer for layer in imported.layers if not layer.has_neurons]
    if imported.left.epsilon and norms:
        epsilon = float(ask(_epsilon(norms[0].epsilon or 1e-5)))
        imported = replace(
            imported, layers=tuple(_with_epsilon(layer, epsilon) for layer in imported.layers)
        )
    return imported


def _with_epsilon(layer: ImportedLayer, epsilon: float) -> ImportedLayer:
    return layer if layer.has_neurons else replace(layer, epsilon=epsilon)


def _way(taken: str, must: bool) -> Question:
    answers = (
        Answer("inputs", _translate("Import", "a row for every input")),
        Answer("units", _translate("Import", "a row for every neuron")),
    )
    return Question(
        "matrices",
        _translate("Import", "What is a row of a matrix? The shapes fit both ways."),
        answers if taken == "inputs" else answers[::-1],
        must=must,
    )


def _bias() -> Question:
    return Question(
        "bias",
        _translate("Import", "Which column of every matrix is the bias?"),
        (
            Answer("first", _translate("Import", "the first column")),
            Answer("last", _translate("Import", "the last column")),
        ),
        must=False,
    )


def _bias_inside(*, fits: bool) -> Question:
    """Return the question for a single matrix; `fits`: there is an input more than the data have.

    Only then it has to be answered.
    """
    without = Answer("no", _translate("Import", "no: there is no bias"))
    inside = (
        Answer("first", _translate("Import", "yes, the weights of its first input")),
        Answer("last", _translate("Import", "yes, the weights of its last input")),
    )
    return Question(
        "bias",
        _translate("Import", "Is the bias in the matrix, as of an input that is always 1?"),
        (*inside, without) if fits else (without, *inside),
        must=fits,
    )


def _order(imported: Imported) -> Question:
    layers = imported.layers
    return Question(
        "order",
        _translate("Import", "In which order are the layers? The shapes allow several."),
        tuple(
            Answer(
                ",".join(str(place) for place in order),
                " → ".join(layers[place].name for place in order),
            )
            for order in orders_that_fit(layers)
        ),
    )


def _vectors() -> Question:
    return Question(
        "vectors",
        _translate("Import", "What are the four vectors behind a matrix? The file does not say."),
        (
            Answer(
                "norm",
                _translate("Import", "γ, β, mean and variance of a normalization, and no bias"),
            ),
            Answer("no_scale", _translate("Import", "a bias, then β, mean and variance")),
            Answer("no_shift", _translate("Import", "a bias, then γ, mean and variance")),
        ),
    )


def _epsilon(taken: float) -> Question:
    answers = [
        Answer(f"{value:g}", say("Import", "{epsilon}, as usual in {program}",
                                 epsilon=f"{value:g}", program=program))
        for program, value in _EPSILONS
    ]  # fmt: skip
    answers.sort(key=lambda answer: float(answer.value) != taken)
    return Question(
        "epsilon",
        _translate("Import", "The ε of batch normalization, which is not in the file"),
        tuple(answers),
        must=False,
        number=True,
    )
