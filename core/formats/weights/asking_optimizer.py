"""What is asked of a file that brings the state of its optimizer: whether the run goes on here."""

from dataclasses import replace

from core.counts import counted
from core.errors import UserError
from core.formats.importers import Imported
from core.formats.weights.continuing import continued, optimizer_of, updates_done
from core.formats.weights.questions import Answer, Ask, Question
from core.project import Project
from core.words import say
from core.words import translate as _translate


def with_optimizer(imported: Imported, project: Project, ask: Ask) -> Imported:
    """Return the network with its optimizer, where that is to go on, and without where it is not.

    What cannot go on in the same way is never left out unsaid: it has to be answered.
    """
    checkpoint = imported.checkpoint
    if checkpoint is None:
        return imported
    here = Answer("project", _translate("Import", "this project's, from its start"))
    shown = f"{checkpoint.program}: {checkpoint.kind}"[:60]
    try:
        continued(imported, project)
    except UserError as error:
        words = say(
            "Import",
            "The state of the file's optimizer ({optimizer}) cannot come in: {reason}. "
            "Take the weights alone?",
            optimizer=shown,
            reason=error.message,
        )
        ask(Question("optimizer", words, (here,)))
        return replace(imported, checkpoint=None)
    found, done = optimizer_of(checkpoint), updates_done(checkpoint)
    there = say(
        "Import",
        "the file's goes on: {optimizer}, η = {rate}",
        optimizer=found.optimizer.label,
        rate=f"{found.optimizer.learning_rate:.6g}",
    )
    words = say("Import", "How does training go on? The file has its optimizer ({optimizer})",
                optimizer=shown)  # fmt: skip
    if done is not None:
        words = say(
            "Import", "{words} after {updates}", words=words, updates=counted(done, "update")
        )
    nearly = found.theirs.nearly
    if nearly:
        words = say("Import", "{words}. Not quite the same here: {difference}", words=words,
                    difference=_translate("Import", nearly))  # fmt: skip
    question = Question("optimizer", f"{words}.", (Answer("file", there), here), must=bool(nearly))
    if ask(question) == "project":
        return replace(imported, checkpoint=None)
    notice = _translate(
        "Import",
        "The file's optimizer goes on with its state. What starts anew: the count of updates and "
        "epochs, the order of samples, the schedule of the rate (constant), and batches as this "
        "project has them.",
    )
    return replace(imported, notices=(*imported.notices, notice))
