"""No symbol of a card stands for two numbers, and every number is the one at its address."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from core.documents.examples import examples
from core.documents.project_file import open_file
from core.errors import UserError
from core.lesson.addresses.address import parse
from core.lesson.addresses.moment import numbers_of, value
from core.lesson.addresses.writing import symbol
from core.lesson.cards.card import card_of
from core.lesson.cards.content import Cursor, Token
from core.lesson.cards.following import Following
from core.lesson.cards.symbols import EVERY
from core.lesson.names.notation import Notation
from core.project import Project
from core.training.timeline import Timeline
from core.training.trainer import Trainer
from core.training.walk import Walk
from tests.amount import few, some
from tests.gui.stepped import Stepped
from tests.nets import dense, described, points
from tests.strategies import trainable


def symbols_of(card):
    """Return every symbol of a card with its address: tokens, heads and columns."""
    for block in card.every_block:
        for line in block:
            if line.address:
                yield line.head.removesuffix(" ="), line.address
            for token in (token for cell in line.cells for token in cell):
                if token.address and token.value is None:
                    yield token.text, token.address
    if card.matrix is not None:
        for column in card.matrix.columns:
            if column.address:
                yield column.name, column.address


def numbers_on(card):
    """Return every number of a card that has an address: (address, number)."""
    for block in card.every_block:
        for token in (token for line in block for cell in line.cells for token in cell):
            if token.address and token.value is not None:
                yield token.address, token.value
    if card.matrix is not None:
        for column in card.matrix.columns:
            for row in card.matrix.rows if column.address else ():
                yield column.address.replace(EVERY, str(row + 1)), float(column.values[row])


def meant(address):
    """Return what a symbol stands for: an address without the row of the sample."""
    found = parse(address.replace(EVERY, "1"))
    return (found.array, found.index[1:] if found.is_of_sample else found.index)


def written(address, notation):
    """Return the ways in which a symbol may be written: a slope is one of L, of R or of J."""
    found = parse(address.replace(EVERY, "1"))
    return {symbol(found, "panel", notation, of) for of in "LRJ"}


def bare_heads(card):
    """Return what is before an equals sign without an address: g, k, m and v of an optimizer."""
    lines = [line for block in card.every_block for line in block]
    return {line.head.rstrip(" =←") for line in lines if line.head and not line.address} - {""}


def check_card(card, step, layers):
    stands_for, notation = {}, Notation.of(layers)
    for text, address in symbols_of(card):
        if address.startswith("L["):
            continue  # the samples' own losses are numbered: L₃
        assert stands_for.setdefault(text, meant(address)) == meant(address), text
        if not notation.is_short and not address.startswith("X"):  # inputs have their own names
            assert text in written(address, notation), (text, address)
    stop = step.rail[step.done - 1]
    if stop.kind != "update":  # there w ← … is the new value of w
        doubled = {head for head in bare_heads(card) & set(stands_for) if not head.startswith("∂")}
        assert not doubled, doubled
    numbers = numbers_of(step, layers)
    for address, number in numbers_on(card):
        try:
            found = value(parse(address), numbers)
        except UserError as error:
            raise AssertionError(f"{address}: {error.message}") from error
        assert np.float64(found) == pytest.approx(number, rel=1e-6, abs=1e-12, nan_ok=True), address
    return stands_for


def check_project(walk, layers_of, facts, cursors, updates=1):
    everywhere, symbol_of = {}, {}
    for _ in range(updates * walk.phases):
        with np.errstate(all="ignore"):
            walk.step()
        step, layers = layers_of()
        if not step.records:  # diverged
            return
        for cursor in cursors(step, layers, facts):
            card = card_of(step, layers, facts, cursor)
            found = check_card(card, step, layers)
            if Notation.of(layers).is_short:
                continue
            for text, what in found.items():  # the same symbol in every view, and vice versa
                assert everywhere.setdefault(text, what) == what, text
                assert symbol_of.setdefault(what, text) == text, what


def followed(step, layers, facts):
    yield Following().show(step, layers, facts)
    yield Cursor(0, 1)


@pytest.mark.parametrize("example", few(examples(), 12), ids=lambda item: item.path.stem)
def test_every_example(example):
    opened = open_file(example.path)
    stepped = Stepped(opened.project) if opened.folder is None else None
    if stepped is None:
        from core.data.dataset import load_dataset
        from core.run.makers.snapshots import SnapshotMaker, facts_of

        data = load_dataset(opened.project.data, opened.project.data_seed(), opened.folder)
        stepped = Stepped.__new__(Stepped)
        stepped.trainer = Trainer(opened.project, data)
        stepped.walk = Walk(Timeline(stepped.trainer))
        stepped.maker = SnapshotMaker(stepped.trainer, 1)
        stepped.facts = facts_of(stepped.trainer, 1)
    check(stepped)


def check(stepped, cursors=followed, updates=1):
    def now():
        snapshot = stepped.snapshot()
        return snapshot.step, snapshot.layers

    check_project(stepped.walk, now, stepped.facts, cursors, updates)


@settings(max_examples=some(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trainable())
def test_random_projects(description):
    check(Stepped(Project.from_json(description)), updates=2)


NETS = {
    "deep": [dense(2, "tanh"), dense(2, "tanh"), dense(1, "sigmoid")],
    "two outputs": [dense(2, "tanh"), dense(2, "sigmoid")],
    "chain": [dense(1, "tanh"), dense(1, "sigmoid")],
    "norm and dropout": [
        dense(3, "tanh"), {"name": "batch_norm"}, {"name": "dropout", "rate": 0.5}, dense(1)
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", NETS)
def test_networks_whose_short_symbols_would_be_ambiguous(name):
    layers = NETS[name]
    outputs = layers[-1]["units"]
    made = described(
        layers,
        data={"source": points(4, 2, outputs, "numbers", 1)},
        loss="mean_squared_error",
        regularizer="l2",
        optimizer="adam",
    )
    check(Stepped(Project.from_json(made)), updates=2)


def test_a_symbol_for_two_numbers_would_be_found():
    stepped = Stepped(Project.from_json(described([dense(2, "tanh"), dense(1)])))
    snapshot = stepped.step(2)
    card = card_of(snapshot.step, snapshot.layers, stepped.facts, Cursor(0, 0))
    line = card.blocks[0][0]
    wrong = Token("x₁", address="X[1,2]")
    bad = type(line)(line.head, (*line.cells, (wrong,)), line.address)
    with pytest.raises(AssertionError):
        check_card(
            type(card)(card.title, card.place, card.why, ((bad,), *card.blocks)),
            snapshot.step,
            snapshot.layers,
        )
