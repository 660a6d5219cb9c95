"""Every word of the cards goes through the translation: what is left outside it is symbols."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.components.activations import ACTIVATIONS
from core.components.losses import LOSSES
from core.components.optimizers import OPTIMIZERS
from core.components.regularizers import REGULARIZERS
from core.lesson.cards.card import card_of
from core.lesson.cards.content import Cell, Cursor, Line, Token
from core.lesson.formulas.network import explain
from core.words import speak_with
from tests.gui.stepped import Stepped
from tests.nets import dense, points, project

ROOT = Path(__file__).resolve().parents[3]

#: names of functions and constants, as mathematics writes them in every language
_SYMBOLS = frozenset(
    (
        *("tanh", "max", "min", "sin", "cos", "exp", "sign", "mean", "sigmoid", "softmax"),
        *("relu", "prelu", "elu", "selu", "gelu", "mish", "softplus", "softsign", "sine"),
        *(
            "gaussian",
            "swish",
            "hard",
            "leaky",
            "exact",
            "scale",
            "slope",
            "decay",
            "normcdf",
            "erf",
        ),
    )
)


#: a word, not the name of a placeholder
_WORD = re.compile(r"(?<![{A-Za-z⟦])[A-Za-z]{3,}(?![}A-Za-z])")


def mark(_: str, text: str) -> str:
    """Translate every word into itself between brackets."""
    return _WORD.sub(lambda each: each[0] if each[0] in _SYMBOLS else f"⟦{each[0]}⟧", text)


@pytest.fixture
def marked() -> Iterator[None]:
    speak_with(mark)
    yield
    speak_with(None)


def left(text: str) -> set[str]:
    """Return the words of a text that no translation has seen."""
    return {word for word in _WORD.findall(text) if word.lower() not in _SYMBOLS}


def words_of(card) -> Iterator[str]:
    def of_cell(cell: Cell) -> str:
        return "".join(token.text for token in cell if isinstance(token, Token))

    for block in card.blocks:
        for line in block:
            assert isinstance(line, Line)
            yield from (of_cell(each) for each in line.cells)
    yield from (card.why, card.note, card.remark)


def untranslated(made) -> dict[str, set[str]]:
    stepped, found = Stepped(made), {}
    for _ in range(2):
        for snapshot in stepped.update():
            card = card_of(snapshot.step, snapshot.layers, stepped.facts, Cursor(0, 0))
            found |= {text: words for text in words_of(card) if (words := left(text))}
    return found


def nets() -> Iterator[pytest.param]:
    numbers, layers = points(6, 2, 2), [dense(2, "tanh"), dense(2)]
    squared = {"name": "mean_squared_error"}
    for name in OPTIMIZERS.names():
        made = project(layers, numbers, loss=squared, optimizer={"name": name})
        yield pytest.param(made, id=f"optimizer {name}")
    for name in ACTIVATIONS.names():
        made = project([dense(3, name), dense(2)], numbers, loss=squared)
        yield pytest.param(made, id=f"activation {name}")
    for name in REGULARIZERS.names():
        made = project(layers, numbers, loss=squared, regularizer={"name": name})
        yield pytest.param(made, id=f"regularizer {name}")
    outputs = {
        "binary_cross_entropy": (points(6, 2, 1, "binary"), dense(1, "sigmoid")),
        "categorical_cross_entropy": (points(6, 2, 3, "one_hot"), dense(3, "softmax")),
        "hinge": (points(6, 2, 1, "binary"), dense(1, "tanh")),
    }
    for name in LOSSES.names():
        data, last = outputs.get(name, (numbers, dense(2)))
        made = project([dense(2, "tanh"), last], data, loss={"name": name})
        yield pytest.param(made, id=f"loss {name}")


@pytest.mark.parametrize("made", list(nets()))
@pytest.mark.usefixtures("marked")
def test_no_word_of_a_card_goes_past_the_translation(made):
    assert untranslated(made) == {}


@pytest.mark.parametrize("made", list(nets()))
@pytest.mark.usefixtures("marked")
def test_no_word_of_the_explanation_goes_past_the_translation(made):
    assert left(explain(made, 2).plain) <= {"clip"}


def test_a_word_past_the_translation_is_found():
    assert mark("", "Seen after {count} updates") == "⟦Seen⟧ ⟦after⟧ {count} ⟦updates⟧"
    assert left("⟦Seen⟧ ⟦once⟧ = tanh(0.5)") == set() and left("⟦Seen⟧ once") == {"once"}


@pytest.mark.parametrize("room", ["core/lesson", "core/run", "core/pictures", "gui"])
def test_the_name_of_a_component_is_translated(room):
    """It is asked of `component_label`; a comment in a line of code stays as code is, English."""
    of_kind = "activation|loss|optimizer|regularizer|schedule|metric|source"
    past = re.compile(rf"\b(?:{of_kind})\.label\b|score_of\([^()]*(?:\([^()]*\))?\)\.label\b")
    found = {
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in sorted((ROOT / room).rglob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if past.search(line) and "translate(" not in line and "#" not in line
    }
    allowed = {
        # translated where it is used, together with the formula
        "told = (activation.formula or activation.label, activation.derivative)",
        # the origin of points that were touched up is kept in their file
        "origin = source.origin if is_own(source) else source.label or source.name",
        # for a comment in Python
        "rate, schedule = number(optimizer.learning_rate), optimizer.schedule.label",
    }
    assert {each for each in found if each.partition(": ")[2] not in allowed} == set()
