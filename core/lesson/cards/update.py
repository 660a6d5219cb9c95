"""What the step panel says about the update: one number's step by hand, and its whole layer's."""

import re
from dataclasses import replace
from itertools import islice

import numpy as np

from core.components.working import Line as WorkingLine
from core.components.working import whole
from core.lesson.cards.backward import slope_of, telling_source
from core.lesson.cards.content import (
    AFTER,
    MOST_ROWS,
    OWN,
    SLOPE,
    Array,
    Block,
    Cell,
    Column,
    Line,
    Matrix,
    Token,
    cell,
    number,
    pieces,
    shown,
    window,
)
from core.lesson.cards.context import Context
from core.lesson.cards.outcome import moves_of
from core.lesson.cards.search import search_blocks
from core.lesson.cards.symbols import learned_slope, learned_symbol, told
from core.lesson.formulas.lines import names_of
from core.lesson.names.numbers import of_unit, symbol
from core.lesson.names.settings import formula_words
from core.lesson.names.symbols import between, objective
from core.lesson.notebook.arrays import after_update
from core.lesson.numbers import subscript
from core.lesson.parts import Part, bias, is_off, weight
from core.words import translate

#: layers with at most this many numbers have all of them in the table
_SMALL = 64
UP, DOWN, SAME = "▲", "▼", "="


def updated_part(context: Context) -> Part | None:
    """Return the number whose update is shown: the followed one, else the first."""
    part = context.cursor.part
    if part is not None and part.name and _before(context, part.layer, part.name) is not None:
        return part
    for layer in range(len(context.layers)):
        for name in ("weight", "scale", *context.layers[layer].arrays):
            array = _before(context, layer, name)
            if array is not None and array.ndim:
                source = telling_source(context, layer, 0) if name == "weight" else 0
                return Part(layer, name, (source, *(0,) * (array.ndim - 1)))
    return None


def _before(context: Context, layer: int, name: str) -> Array | None:
    found = context.said("update", layer).get(f"{name}_before")
    return None if found is None else np.asarray(found)


def part_name(context: Context, part: Part) -> str:
    """Return the name of a number in the table: x₁ → h₁, bias of h₁."""
    if not context.is_known(part.layer):
        return symbol(part, context.layers)
    unit = context.names(part.layer)[part.index[-1]]
    if part.name == "weight":
        return between(context.names(part.layer - 1)[part.index[0]], unit)
    return of_unit(str(part.name), unit)


def is_held(context: Context, part: Part) -> bool:
    """Return whether a number is frozen or switched off."""
    mask = context.layers[part.layer].held.get(str(part.name))
    return mask is not None and bool(mask[part.index])


def working_lines(context: Context, part: Part) -> tuple[WorkingLine, ...]:
    """Return the optimizer's working for one number, by hand; empty if none is written."""
    said = context.said("update", part.layer)
    before = said["optimizer_state_before"]
    state = {
        slot: float(arrays[part.name][part.index])
        for slot, arrays in before.items()
        if isinstance(arrays, dict)
    }
    counters = {name: float(v) for name, v in before.items() if not isinstance(v, dict)}
    with np.errstate(all="ignore"):
        return tuple(
            context.project.optimizer.working(
                float(said[f"{part.name}_before"][part.index]),
                slope_of(context, part.layer, part),
                float(said["learning_rate"]),
                state,
                counters,
                shown=shown,
            )
        )


def update_blocks(context: Context, part: Part) -> tuple[Block, ...]:
    """Return the gradient, and the optimizer's rule in symbols, in numbers, and its result."""
    said = context.said("update", part.layer)
    name, g_symbol = learned_symbol(context, part), learned_slope(context, part)
    old, new = (float(said[f"{part.name}_{when}"][part.index]) for when in ("before", "after"))
    if is_held(context, part):
        words = translate("StepPanel", "frozen: it does not change")
        if is_off(context.layers, part):
            words = translate("StepPanel", "off: it is held at 0")
        return ((told(name, cell(number(old, of=name, first=True)), cell(words)),),)
    g = slope_of(context, part.layer, part)
    symbol = name.text
    rate = float(said["learning_rate"])
    given: Block = (
        Line(
            "g =",
            (
                cell(g_symbol),
                cell("= ", number(g, of=g_symbol, first=True)),
                cell("  η = ", Token(shown(rate), rate, address="eta")),
            ),
        ),
        *_constants(context, part),
    )
    blocks: list[Block] = [given]
    lines = [_renamed(context, line, symbol) for line in working_lines(context, part)]
    after = replace(name, address=_after(name.address))
    moved = Token(f"  {_mark(old, new)}", address=after.address, tells=True)
    result = (cell(number(new, of=after, first=True, now=True), moved),)
    if not lines:
        of = objective(context.project.regularizer.penalizes)
        kept = (
            search_blocks(context.project.optimizer.tries, said, of)
            if "trials" in said
            else _state_blocks(context, part)
        )
        return given, *kept, _in_words(context, symbol, old, result)
    for line in lines[:-1]:
        reached = cell("= ", Token(shown(line.result), float(line.result)))
        blocks.append(
            (
                Line(f"{line.symbol} ←", pieces(line.formula)),
                Line("=", (*pieces(line.numbers), reached)),
            )
        )
    last = lines[-1]
    blocks.append(
        (
            Line(f"{last.symbol} ←", pieces(last.formula)),
            Line("=", pieces(last.numbers)),
            Line("=", result),
        )
    )
    return tuple(blocks)


def _constants(context: Context, part: Part) -> Block:
    """Return the rule's constants in a line: β₁ = 0.9, ε = 10⁻⁸, and the count t."""
    optimizer = context.project.optimizer
    found = {letter: whole(value) for letter, value in context.constants.values(optimizer).items()}
    counted = context.said("update", part.layer)["optimizer_state"].get("steps")
    letter = optimizer.symbol_of("steps")
    if counted is not None and letter != "steps":
        found[letter] = whole(float(counted))
    cells = tuple(cell(f"{name} = {value}  ") for name, value in found.items())
    return (Line("", cells),) if cells else ()


def _in_words(context: Context, symbol: str, old: float, result: tuple[Cell, ...]) -> Block:
    """Return the step of an optimizer that is not written out: words, old and new value."""
    optimizer = context.project.optimizer
    return (
        *(Line("", (cell(part),)) for part in formula_words(optimizer.formula).split("; ")),
        Line(f"{symbol} =", (cell(number(old, first=True)),)),
        Line(f"{symbol} ←", result),
    )


def _state_blocks(context: Context, part: Part) -> tuple[Block, ...]:
    """Return the optimizer's state for a number (and as a whole), before and after."""
    said, optimizer = context.said("update", part.layer), context.project.optimizer
    lines = []
    for name, after in said["optimizer_state"].items():
        values = [said["optimizer_state_before"].get(name), after]
        if isinstance(after, dict):
            values = [float(kept[part.name][part.index]) for kept in values]
        old, new = (cell(number(float(value), first=True)) for value in values)
        lines.append(Line(f"{optimizer.symbol_of(name)} =", (old, (Token("→ "), *new))))
    return (tuple(lines),) if lines else ()


def _renamed(context: Context, line: WorkingLine, symbol: str) -> WorkingLine:
    """Return a line of a working with the parameter's own symbol, and those of constants here."""
    formula = context.constants.in_formula(context.project.optimizer, line.formula)
    formula = re.sub(r"\bw\b", symbol, formula)
    return replace(line, formula=formula, symbol=symbol if line.symbol == "w" else line.symbol)


def _after(address: str) -> str:
    """Return the address of a number after the update: W1'[2,1]."""
    array, bracket, places = address.partition("[")
    return f"{array}'{bracket}{places}"


def _mark(old: float, new: float) -> str:
    return UP if new > old else DOWN if new < old else SAME


def update_remark(context: Context, part: Part) -> str:
    """Return which number it is, and that all others took their step too."""
    words = translate("StepPanel", "Followed: {name}. All {count} numbers take their step at once.")
    moves = moves_of(context)
    said = words.format(name=part_name(context, part), count=f"{moves.total - moves.frozen:,}")
    letters = context.project.optimizer.rule_words
    return f"{said} {translate('Components', letters)}" if letters else said


def layer_parts(context: Context, part: Part) -> list[Part]:
    """Return the numbers of a layer; for a large one, those of the followed neuron."""
    layer, said = part.layer, context.said("update", part.layer)
    if not context.is_known(layer):
        return _first_parts(context, layer)
    names = [key.removesuffix("_before") for key in said if key.endswith("_before")]
    arrays = {
        name: np.asarray(said[f"{name}_before"]) for name in names if name != "optimizer_state"
    }
    small = sum(array.size for array in arrays.values()) <= _SMALL
    units = range(context.layers[layer].units) if small else [int(part.index[-1])]
    found = []
    for name, array in arrays.items():
        if name == "weight":
            found += [weight(layer, i, j) for i in range(len(array)) for j in units]
        elif name == "bias":
            found += [bias(layer, j) for j in units]
        else:
            found += [Part(layer, name, (j,)) for j in units]
    return found


def _first_parts(context: Context, layer: int) -> list[Part]:
    """Return the first numbers of every array of a layer of an unknown kind."""
    found: list[Part] = []
    for key, array in context.said("update", layer).items():
        if key.endswith("_before") and key != "optimizer_state_before":
            places = islice(np.ndindex(np.shape(array)), _SMALL)
            found += [Part(layer, key.removesuffix("_before"), place) for place in places]
    return found


def update_matrix(context: Context, part: Part) -> Matrix:
    """Return the layer's numbers: old, slope, new, and the direction of change."""
    said, parts = context.said("update", part.layer), layer_parts(context, part)
    at = parts.index(part) if part in parts else 0
    shown_ones = window(len(parts), at, MOST_ROWS)
    old, new = (
        np.array([said[f"{one.name}_{when}"][one.index] for one in parts])
        for when in ("before", "after")
    )
    slope = np.array([slope_of(context, one.layer, one) for one in parts])
    title = translate("StepPanel", "layer's numbers")
    return Matrix(
        title=title,
        rows=tuple(shown_ones),
        labels=tuple(part_name(context, parts[i]) for i in shown_ones),
        columns=(
            Column(translate("StepPanel", "old"), old, "read", 1, address=OWN),
            Column(translate("StepPanel", "slope"), slope, "read", 2, address=SLOPE),
            Column(translate("StepPanel", "new"), new, "written", 0, address=AFTER),
        ),
        followed=at,
        above=shown_ones.start,
        below=len(parts) - shown_ones.stop,
        parts=tuple(parts[i] for i in shown_ones),
        marks=tuple(_mark(old[i], new[i]) for i in shown_ones),
        name=after_update(names_of(context.project)[part.layer].of(str(part.name))),
        array=np.asarray(said[f"{part.name}_after"]),
    )


def update_shapes(context: Context, part: Part) -> str:
    """Return the shape of the array that was updated."""
    shape = np.asarray(context.said("update", part.layer)[f"{part.name}_after"]).shape
    name = {"weight": "W", "bias": "b"}.get(str(part.name), str(part.name))
    return f"{name}{subscript(part.layer + 1)}: {shape}"
