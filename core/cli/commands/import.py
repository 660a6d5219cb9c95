"""`import`: makes weights trained elsewhere the starting weights of a project."""

import argparse
from pathlib import Path

from core.cli.command import OK, Command, tell
from core.disk.json_text import to_json
from core.disk.writing import check_writable
from core.documents.project_file import SUFFIX
from core.errors import FileError, UserError, one_of
from core.formats.weights.questions import Question
from core.project import Project
from core.run.alone import Alone
from core.run.commands import AnswerWeights, Apply, LookAtWeights, OpenWith, Save
from core.run.weights import Reading
from core.words import plain

#: the switches that answer the questions of `core.formats.weights.asking`
_SWITCHES = {
    "scaling": "file: predict what the file predicts; project: it was trained on data scaled as "
    "here",
    "normalization": "after or before the activation",
    "vectors": "norm, no_scale or no_shift: the four vectors behind a matrix",
    "aside": "leave: the file's numbers that belong to no layer do not matter",
    "order": "the order of the layers, as in 0,2,1",
    "model_output": "which output of an ONNX model with several is the network's, by its name",
    "chain": "yes: it is a chain of layers, whatever names or shapes make doubtful",
    "bias": "first, last or no: which column of a matrix is the bias",
    "matrices": "inputs or units: what a row of a matrix is",
    "epsilon": "the ε of batch normalization, where the file does not have it, as in 0.001",
    "features": "file or project: whose inputs the network is given",
    "inputs": "in_order: the file's first input is the first one here",
    "classes": "in_order: the file's first class is the first one here",
    "optimizer": "file or project: whose optimizer trains on, where the file has one",
    "hidden": "the activation of hidden layers",
    "output": "the activation of the output",
}.items()


#: the most answers that are listed
_MOST_SHOWN = 8


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("weights", type=Path, metavar="WEIGHTS")
    parser.add_argument("--into", type=Path, required=True, metavar="PROJECT")
    parser.add_argument(
        "--save", type=Path, required=True, metavar=f"OUT{SUFFIX}", help="- is standard output"
    )
    parser.add_argument(
        "--layers", choices=("file", "project"), help="whose layers and activations to use"
    )
    parser.add_argument(
        "--arrange",
        default="",
        metavar="PLACES",
        help="the layers by their places in the file, t for turned, as in 0t:relu,2,1:softmax",
    )
    for name, words in _SWITCHES:
        parser.add_argument(_switch(name), dest=name, default="", metavar="ANSWER", help=words)
    parser.add_argument(
        "--set", action="append", default=[], metavar="PATH=VALUE", help="as in layers.0.units=8"
    )
    parser.add_argument("--json", action="store_true", help="print the result as one object")


def _switch(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def import_weights(arguments: argparse.Namespace) -> int:
    """Put a file's weights into a project; refuse anything that would need guessing."""
    if arguments.save.suffix.lower() != SUFFIX:
        raise FileError(f"{arguments.save.name} does not end in {SUFFIX}", f"add {SUFFIX}")
    check_writable(arguments.save)
    alone = Alone()
    project, _ = alone.ask(OpenWith(arguments.into, tuple(arguments.set)), "opened")
    reading: Reading = alone.ask(LookAtWeights(arguments.weights, project), "weights_read")
    if arguments.arrange:
        reading = alone.ask(AnswerWeights("arrange", arguments.arrange), "weights_read")
    for name, _ in _SWITCHES:
        if getattr(arguments, name):
            answer = AnswerWeights(name, getattr(arguments, name))
            reading = alone.ask(answer, "weights_read")
    asked = [question.name for question in reading.questions]
    for name, _ in _SWITCHES:
        if getattr(arguments, name) and name not in asked:
            raise UserError(f"{_switch(name)}: the file does not leave this open", "leave it out")
    for question in reading.open_questions:
        raise _asked(question, arguments.weights.name)
    made = _chosen(reading, arguments)
    alone.do(Apply(made))
    alone.do(Save(arguments.save, made))
    tell(_as_object(reading, made) if arguments.json else _as_text(reading, made, arguments.save))
    return OK


def _asked(question: Question, name: str) -> UserError:
    """Return a question as an error that names the switch."""
    known = [
        f"{_switch(question.name)} {answer.value} ({_told(answer.words, answer.shown)})"
        for answer in question.answers[:6]
    ]
    return UserError(f"{plain(name)}: {plain(question.words)}", f"give {one_of(known)}")


def _told(words: str, shown: str) -> str:
    return plain(f"{words}: {shown}" if shown else words)


def _chosen(reading: Reading, arguments: argparse.Namespace) -> Project:
    """Return the project that the switches ask for. Raises UserError if none can be."""
    used, made, name = reading.applied, reading.built, plain(reading.path.name)
    if arguments.layers == "project" or (used is not None and used == made):
        if used is None:
            wrong = next(row for row in reading.fit.rows if not row.ok)
            raise UserError(
                f"{name}: {wrong.name} is {wrong.file} in the file, {wrong.project} in the project",
                f"give {'--layers file, or ' if made else ''}a project with layers like the file's",
            )
        return used
    if arguments.layers is None and used is not None:
        unsaid = any(x.has_neurons and x.activation is None for x in reading.imported.layers)
        if unsaid:  # only the project names them
            return used
        differing = next(iter(reading.fit.notices), "its layers differ from the project's")
        raise UserError(
            f"{name}: {plain(differing)}", "give --layers file or --layers project to choose"
        )
    if made is None:
        message, _, hint = reading.problem.partition(": ")
        raise UserError(f"{name}: {message}", hint or "choose another project")
    for question in reading.questions:
        if question.name in ("hidden", "output") and not question.chosen:
            raise UserError(
                f"{name} does not name the activations of its layers",
                "give --hidden NAME and --output NAME, as in --hidden relu --output softmax",
            )
    return made


def _as_text(reading: Reading, made: Project, out: Path) -> str:
    lines = [f"{reading.path.name}: {reading.imported.source}, into {out.name}"]
    tried = reading.used if made == reading.applied else reading.made
    if tried is not None:
        lines.append(f"on the project's rows: {tried.words()}")
    return "\n".join(plain(line) for line in [*lines, *_notices(reading)])


def _notices(reading: Reading) -> list[str]:
    """Return what was assumed, and for every guess the switch that changes it."""
    told = dict.fromkeys((*reading.imported.notices, *reading.fit.notices))
    return [*told, *(_guessed(question) for question in reading.questions if question.is_guessed)]


def _guessed(question: Question) -> str:
    """Return what was taken for granted, and the switch with its other answers."""
    first, *others = question.answers
    switch = _switch(question.name)
    words = f"{question.words.rstrip('.:')}{'' if question.words.endswith('?') else ':'}"
    if len(others) > _MOST_SHOWN or question.number:
        return f"{words} {first.words}. {switch} VALUE gives another."
    known = one_of(f"{switch} {answer.value} ({answer.words})" for answer in others)
    return f"{words} Taken: {first.words}. Otherwise: {known}."


def _as_object(reading: Reading, made: Project) -> str:
    tried = reading.used if made == reading.applied else reading.made
    return to_json(
        {
            "source": reading.imported.source,
            "layers": [layer.write() for layer in made.layers],
            "rows": None if tried is None else tried.rows,
            "right": None if tried is None else tried.right,
            "deviation": None if tried is None else tried.deviation,
            "scaling": made.data.scaling,
            "optimizer": made.optimizer.write(),
            "optimizer_state": made.optimizer_state is not None,
            "notices": _notices(reading),
        }
    )


COMMAND = Command(
    "import",
    "put weights trained elsewhere into a project",
    _arguments,
    import_weights,
    ("weights", "into"),
    {"save": SUFFIX},
)
