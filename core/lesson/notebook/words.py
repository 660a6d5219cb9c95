"""How a pasted array compares with the program's, in words: what differs, and why it may."""

import numpy as np

from core.errors import UserError
from core.lesson.notebook.comparing import Comparison, Hint, HintKind
from core.lesson.numbers import count, figure, tidy
from core.words import translate as _translate


def error_words(error: UserError) -> str:
    """Return what is wrong with a pasted text, and what to do, as two sentences."""
    parts = [part[:1].upper() + part[1:] for part in (error.message, error.hint) if part]
    return " ".join(part if part.endswith((".", "?", ")")) else part + "." for part in parts)


def verdict(found: Comparison, size: int) -> str:
    """Return whether the arrays are equal, else how many numbers differ; `size` are all of them."""
    if found.equal:
        text = _translate("NotebookDialog", "✓ All {count} numbers agree.")
        if found.digits is not None:
            text = _translate("NotebookDialog", "✓ All {count} numbers agree, as far as written.")
        if size == 1:
            text = _translate("NotebookDialog", "✓ The number agrees.")
            if found.digits is not None:
                text = _translate("NotebookDialog", "✓ The number agrees, as far as written.")
        return text.format(count=count(size))
    if found.differs is None:
        return _translate("NotebookDialog", "! The shapes differ.")
    text = _translate("NotebookDialog", "! {wrong} of {count} differ, by at most {most}.")
    wrong = int(np.count_nonzero(found.differs))
    return text.format(wrong=count(wrong), count=count(size), most=figure(found.largest))


def hint_words(hint: Hint | None, batch: int | None) -> str:
    """Return what may have happened to a pasted array, or nothing."""
    if hint is None:
        return ""
    factor = _factor(hint, batch) if hint.factor != 1.0 else ""
    mine, theirs = (_shape(shape) for shape in hint.shapes)
    texts = {
        HintKind.SHAPE: _translate("NotebookDialog", "Here it is {mine}, yours is {theirs}."),
        HintKind.TRANSPOSED: _translate(
            "NotebookDialog",
            "Yours is transposed: its rows are the columns here. Samples are rows, and weights are"
            " (inputs, neurons).",
        ),
        HintKind.RESHAPED: _translate(
            "NotebookDialog", "The same numbers in another shape: here {mine}, yours {theirs}."
        ),
        HintKind.ROW_ORDER: _translate(
            "NotebookDialog", "The same rows in another order: are the samples shuffled?"
        ),
        HintKind.COLUMN_ORDER: _translate(
            "NotebookDialog",
            "The same columns in another order: are the neurons numbered the same way?",
        ),
        HintKind.EXTRA_ONES: _translate(
            "NotebookDialog",
            "Yours has an extra row or column of ones: the bias, kept as an extra input. Otherwise "
            "they agree.",
        ),
        HintKind.EXTRA_ROW: _translate(
            "NotebookDialog",
            "Yours has an extra row or column, the others agree: are the biases kept with the "
            "weights?",
        ),
        HintKind.MISSING_ROW: _translate(
            "NotebookDialog", "Yours lacks a row or column at an end; the others agree."
        ),
        HintKind.OFFSET: _translate(
            "NotebookDialog",
            "Each column is off by its own constant: is a bias missing, or added twice?",
        ),
        HintKind.SINGLE_PRECISION: _translate(
            "NotebookDialog",
            "They agree to the digits of single precision: is yours float32? That is not a "
            "mistake.",
        ),
        HintKind.BY_HAND: _translate(
            "NotebookDialog",
            "Only the last places are off: were numbers rounded along the way? That is not a "
            "mistake.",
        ),
    }
    text = texts.get(hint.kind, "").format(mine=mine, theirs=theirs)
    return " ".join(part for part in (text, factor) if part)


def _factor(hint: Hint, batch: int | None) -> str:
    """Return the words for a factor between all numbers."""
    size, turned = abs(hint.factor), hint.factor < 0.0
    if abs(hint.factor - 1.0) < 1e-3:
        return ""  # different digits here and there do not make a factor
    if size == 1.0:
        return _translate(
            "NotebookDialog",
            "Every number has the opposite sign. If these are slopes: did you use ŷ − y, and not y "
            "− ŷ?",
        )
    if hint.batch > 0:
        text = _translate(
            "NotebookDialog",
            "Every number is {factor} times ours: is the division by m = {batch}, the samples of"
            " the batch, missing?",
        )
    elif hint.batch < 0:
        text = _translate(
            "NotebookDialog",
            "Every number is ours divided by m = {batch}, the samples of the batch: is it divided"
            " once too often?",
        )
    elif size == 2.0:
        text = _translate(
            "NotebookDialog",
            "Every number is twice ours: is the factor 2 of the squared error's slope included?",
        )
    elif size == 0.5:
        text = _translate(
            "NotebookDialog",
            "Every number is half of ours: is the factor 2 of the squared error's slope left out?",
        )
    else:
        text = _translate("NotebookDialog", "Every number is {factor} times ours.")
    text = text.format(factor=tidy(size), batch=count(batch or 0))
    if turned:
        text += " " + _translate("NotebookDialog", "The sign is wrong, too.")
    return text


def _shape(shape: tuple[int, ...]) -> str:
    return repr(shape) if shape else _translate("NotebookDialog", "a single number")
