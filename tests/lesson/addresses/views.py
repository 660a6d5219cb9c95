"""What every view shows of a moment: the symbols with their addresses, the numbers at addresses."""

import math
import re

import numpy as np

from core.errors import UserError
from core.lesson import parts
from core.lesson.addresses.address import parse
from core.lesson.addresses.moment import numbers_of, value
from core.lesson.addresses.writing import symbol
from core.lesson.cards.bend import bend_of
from core.lesson.cards.card import card_of
from core.lesson.cards.content import EVERY, Cursor
from core.lesson.cards.context import Context
from core.lesson.cards.following import Following
from core.lesson.cards.nudged import nudge_card
from core.lesson.comparison import NumberNames
from core.lesson.contribution.parts import pushes_of, shares_of
from core.lesson.formulas.neurons import neuron_lines
from core.lesson.names.notation import Notation
from core.lesson.names.numbers import symbol as number_symbol
from core.lesson.notebook.arrays import arrays_of
from core.lesson.notebook.naming import address_of as notebook_address
from core.lesson.notebook.naming import called
from core.lesson.parts import Part, address_of
from core.lesson.past.naming import line_of, symbol_of
from core.lesson.past.quantity import read_quantity
from core.run.makers.nudging import nudge

#: how symbols look in running text: w⁽¹⁾₁₂,₃ z₂ ŷ₁ γ⁽²⁾₁, with a slope before them or not
_LETTERS = r"(?:∂[LJR]/∂)?(?:σ²|x̂|[wbzahdŷγβμ])"
SYMBOL = re.compile(rf"(?<![\w⁽⁾∂/₀-₉]){_LETTERS}(?:⁽[⁰¹²³⁴⁵⁶⁷⁸⁹]+⁾[₀-₉,]*[₀-₉]|[₀-₉]+)")

LEARNED = ("weight", "bias", "scale", "shift")


class Told:
    """What one view tells of a moment: symbols (text, address) and numbers (address, number)."""

    def __init__(self, symbols=(), numbers=()):
        self.symbols, self.numbers = list(symbols), list(numbers)


def of_blocks(blocks):
    """Return what equations tell: tokens, and the heads of lines."""
    told = Told()
    for line in (line for block in blocks for line in block):
        if line.address:
            told.symbols.append((line.head.removesuffix(" ="), line.address))
        for token in (token for cell in line.cells for token in cell):
            if token.address and token.value is None:
                told.symbols.append((token.text, token.address))
            elif token.address and token.text:
                told.numbers.append((token.address, token.value))
    return told


def of_card(card):
    """Return what a card tells: its equations, its matrix and its bars."""
    told = of_blocks(card.every_block)
    matrix = card.matrix
    for k, column in enumerate(() if matrix is None else matrix.columns):
        for place, row in enumerate(matrix.rows if column.address else ()):
            told.numbers.append((matrix.address_at(place, k), float(column.values[row])))
        if column.address and not matrix.parts:
            told.symbols.append((column.name, column.address.replace(EVERY, "1")))
    for bars in card.bars:
        for row, number in enumerate(bars.values if bars.address else ()):
            told.numbers.append((bars.address_at(row), float(number)))
    return told


def of_nudge(step, layers, facts, sample, found):
    """Return what a nudge tells of the batch: the sample's chain has changes, which have none."""
    card = nudge_card(step, layers, facts, sample, found)
    return of_blocks((*card.chain, card.whole))


def of_bend(context):
    """Return what the bends of all neurons tell."""
    told = Told()
    for i, layer in enumerate(context.layers):
        for unit in range(layer.units):
            bend = bend_of(context, i, unit)
            if bend is None:
                continue
            place = f"{i + 1}[{context.row + 1},{unit + 1}]"
            told.symbols += [(bend.z_symbol, f"Z{place}"), (bend.a_symbol, f"A{place}")]
            told.numbers += [(f"Z{place}", bend.z), (f"slope{place}", bend.slope)]
            # the curve goes through z alone: of shares, through the other sums as they are
            told.numbers.append((f"A{place}", bend.a))
    return told


def of_contributions(step, layers, row):
    """Return what *Who moved this weight?* tells: the slope of every learned number."""
    told = Told()
    for part in learned_parts(layers):
        shares = shares_of(step, layers, part, row)
        if shares is not None:
            address = str(address_of(part, is_slope=True))
            told.symbols.append((shares.symbol, address))
            told.numbers.append((address, shares.total))
    for part in pushes_of(step, row).parts:
        told.symbols.append((number_symbol(part, layers), str(address_of(part))))
    return told


def of_weights(step, layers):
    """Return what the table of weights tells: the numbers as they are at this moment."""
    done = bool(step.records) and step.done == len(step.rail)
    told = Told()
    for part in learned_parts(layers):
        number = float(layers[part.layer].arrays[part.name][part.index])
        told.symbols.append((number_symbol(part, layers), str(address_of(part))))
        told.numbers.append((str(address_of(part, is_after=done)), number))
    return told


def of_comparison(facts, layers):
    """Return what *Compare two moments* tells: the symbol of every learned number, in its name."""
    told, names = Told(), NumberNames(facts, layers)
    for part in learned_parts(layers, 8):
        name = names.of(part.layer, part.name, part.index)
        text = name.partition(" · ")[2].partition(", ")[0]
        told.symbols.append((text, str(address_of(part))))
    return told


def of_notebook(step, layers, of):
    """Return what *Compare with my notebook* tells: every number of every array in its list."""
    told, notation = Told(), Notation.of(layers)
    for name, array in arrays_of(step, layers).items():
        for place in list(np.ndindex(np.shape(array)))[:30]:
            address = notebook_address(name, place)
            assert address is not None, name
            told.numbers.append((str(address), float(np.asarray(array)[place])))
            text = called(name, place, notation, of).partition(" · ")[2]
            if text and address.kind != "X":
                told.symbols.append((text, str(address)))
    return told


def of_over_time(told, layers, of):
    """Return what the plot calls the numbers that a view tells."""
    symbols = []
    for address, _ in told.numbers:
        line = line_of(address, int)
        if not line or line == "learning_rate":
            continue
        text = symbol_of(read_quantity(line), layers, of)
        symbols.append((text.partition(" of sample ")[0], line))
    return Told(symbols)


def learned_parts(layers, most=60):
    """Return the learned numbers, of a large network the first ones of every array."""
    found = []
    for i, layer in enumerate(layers):
        for name, array in layer.arrays.items():
            if name in LEARNED:
                places = list(np.ndindex(array.shape))[:most]
                found += [Part(i, name, place) for place in places]
    return found


def every_symbol(layers):
    """Return all symbols of a network, with what they stand for."""
    notation, found = Notation.of(layers), {}
    for i, layer in enumerate(layers):
        kinds = [(kind, (1,)) for kind in ("z", "a", "mask", "normalized")]
        kinds += [(kind, ()) for kind in ("mean", "variance")]
        for unit in range(layer.units):
            for kind, first in kinds:
                if kind == "z" and not layer.has_neurons:
                    continue
                address = parses(kind, i, (*first, unit + 1))
                found[symbol(address, "panel", notation)] = meant(str(address))
    for part in learned_parts(layers, 10**6):
        found[number_symbol(part, layers)] = meant(str(address_of(part)))
    return found


def parses(kind, layer, index):
    code = {"z": "Z", "a": "A", "mask": "D", "normalized": "N"}.get(kind, kind)
    return parse(f"{code}{layer + 1}[{','.join(map(str, index))}]")


def meant(address):
    """Return what a symbol stands for: an address but for the row of the sample."""
    found = parse(address.replace(EVERY, "1"))
    index = found.index[1:] if found.is_of_sample and found.kind != "L" else found.index
    return found.array, found.is_after, index


def words_of(card):
    """Return all running text of a card."""
    texts = [card.title, card.why, card.note, card.remark, card.outcome]
    return " ".join([*texts, *(reason.words for reason in card.reasons)])


def check_heads(card):
    """No two lines of a card's equations say what the same symbol is."""
    heads = [line.head for block in card.blocks for line in block]
    told = [head for head in heads if head.endswith(" =")]
    assert len(told) == len(set(told)), told


class Symbols:
    """What every symbol stands for, in all views and stops of one network; and the other way."""

    def __init__(self, layers, facts):
        self.layers, self.notation = layers, Notation.of(layers)
        self.stands_for, self.symbol_of = {}, {}
        self.inputs = set(facts.input_names)
        self.known = every_symbol(layers)

    def take(self, told, where):
        for text, address in told.symbols:
            what = meant(address)
            if what[0] == "L" and what[2]:  # the samples' own losses are numbered as the data are
                assert re.fullmatch("Lᵢ|L[₀-₉]*", text), (where, text)
                continue
            if what[1]:  # w′, what the update makes of w, stands behind an arrow
                continue
            assert self.stands_for.setdefault(text, what) == what, (where, text, what)
            assert self.symbol_of.setdefault(what, text) == text, (where, text, what)
            found = parse(address.replace(EVERY, "1"))
            if found.kind != "X":  # inputs have the names of their columns
                assert text in {symbol(found, "panel", self.notation, of) for of in "LRJ"}, (
                    where, text, address,
                )  # fmt: skip

    def take_words(self, words, where):
        """Check that every symbol in running text is one of this network."""
        for text in SYMBOL.findall(words):
            bare = re.sub("^∂[LJR]/∂", "", text)
            assert bare in self.known, (where, text)


def check_numbers(told, numbers, where, rel=1e-6):
    """Check that every number is the one at its address."""
    for address, number in told.numbers:
        try:
            found = value(parse(address), numbers)
        except UserError as error:
            raise AssertionError(f"{where}: {address}: {error.message}") from error
        one, other = float(found), float(number)
        same = one == other or (math.isnan(one) and math.isnan(other))
        assert same or abs(one - other) <= max(rel * abs(other), rel**2), (where, address)


def check_explain(project, layers, symbols):
    """Neuron by neuron, Explain calls everything as the panel does."""
    lines = neuron_lines(project, layers[0].inputs)
    heads = [line.partition(" = ")[0] for line in lines]
    assert len(heads) == len(set(heads))
    for head in heads:
        assert head in symbols.known, head
    symbols.take_words(" ".join(lines).replace("·", " · "), "explain")


def check_project(stepped, updates=1, cursors=None, every=True):
    """Walk through updates and check every view at every stop; return the symbols."""
    symbols = None
    for _ in range(updates):
        begin = stepped.trainer.moment()
        for snapshot in stepped.update():
            step, layers = snapshot.step, snapshot.layers
            if not step.records:  # diverged
                return symbols
            # curves are drawn in float64, whatever the network is trained in
            loose = 1e-4 if step.project.training.precision == "float32" else 1e-6
            of = "J" if step.project.regularizer.penalizes else "L"
            symbols = symbols or Symbols(layers, stepped.facts)
            numbers = numbers_of(step, layers)
            chosen = (cursors or followed)(step, layers, stepped.facts)
            for place, cursor in enumerate(chosen):
                card = card_of(step, layers, stepped.facts, cursor)
                check_heads(card)
                told = of_card(card)
                stop = step.rail[step.done - 1]
                context = Context(step, layers, stepped.facts, cursor)
                views = {"card": told, "over time": of_over_time(told, layers, of)}
                if every and not place:
                    views["bend"] = of_bend(context)
                    views["contributions"] = of_contributions(step, layers, context.row)
                    views["weights"] = of_weights(step, layers)
                    views["comparison"] = of_comparison(stepped.facts, layers)
                    views["notebook"] = of_notebook(step, layers, of)
                for where, view in views.items():
                    symbols.take(view, (where, stop))
                    check_numbers(view, numbers, (where, stop), loose if where == "bend" else 1e-6)
                symbols.take_words(words_of(card), ("words", stop))
        part = Following().show(step, layers, stepped.facts).part
        if every and part is not None and np.isfinite(step.loss_after or np.nan):
            found = nudge(stepped.trainer, begin, part.layer, part.name, part.index)
            told = of_nudge(step, layers, stepped.facts, 0, found)
            symbols.take(told, "nudge")
            # a nudge is followed in float64, whatever the network is trained in
            is_single = step.project.training.precision == "float32"
            check_numbers(told, numbers, "nudge", 1e-2 if is_single else 1e-6)
    if symbols is not None and every:
        check_explain(step.project, layers, symbols)
    return symbols


def followed(step, layers, facts):
    """Return where a person looks at first, at the second neuron, and at a bias of the stop."""
    yield Following().show(step, layers, facts)
    yield Cursor(0, 1)
    stop = step.rail[step.done - 1]
    if stop.layer is not None and "bias" in layers[stop.layer].arrays:
        yield Cursor(0, 0, parts.bias(stop.layer, 0))
