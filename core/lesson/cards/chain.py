"""The chain rule of one layer, written out: ∂L/∂a, the slope of the activation, ∂L/∂z.

The slope is computed for display by the activation's own `backward`.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from core.components.layers import Equation
from core.components.working import whole
from core.lesson.cards.content import (
    Array,
    Block,
    Cell,
    Line,
    Token,
    cell,
    inside,
    number,
    shown,
    summed,
    with_result,
)
from core.lesson.cards.context import Context
from core.lesson.cards.loss import (
    divides_by,
    divisor,
    divisor_block,
    omega,
    weighed,
    weight_block,
)
from core.lesson.cards.slopes import (
    activation_of,
    bare,
    normalizing,
    slope_at,
    slope_lines,
    slope_of,
)
from core.lesson.cards.symbols import (
    learned_symbol,
    slope_symbol,
    target,
    told,
    unit_symbol,
)
from core.lesson.formulas.lines import mixes_units
from core.lesson.formulas.printing import PLAIN, expression
from core.lesson.formulas.sums import NeuronFormula, Term, all_sums
from core.lesson.names.constants import norm_epsilon
from core.lesson.names.layers import short_names
from core.lesson.names.settings import component_label
from core.lesson.parts import Part, weight
from core.words import say, translate

#: the letters in which a loss writes its slope
_OF_LOSS = re.compile(r"(?<![A-Za-zα-ω])([aYnm])(?![A-Za-z(])")


def gradient_z(context: Context, layer: int) -> Token:
    """Return ∂L/∂z of the followed neuron and sample, as the engine wrote it."""
    value = context.said("backward", layer)["gradient_z"][context.row, context.unit]
    return number(value, of=sum_slope(context, layer, context.unit), first=True, now=True)


def sum_slope(context: Context, layer: int, unit: int) -> Token:
    """Return the symbol ∂L/∂z of a unit, or ∂L/∂a in a layer without neurons."""
    kind = "z" if context.is_dense(layer) else "a"
    return slope_symbol(unit_symbol(context, kind, layer, unit))


def short_form(context: Context, layer: int) -> tuple[Block, ...]:
    """Return ∂L/∂z = (ŷ − y)/n with its numbers, and what n is."""
    row, unit = context.row, context.unit
    a = context.said("forward", layer)["a"][row, unit]
    y = context.said("batch")["y"]
    name, aim = unit_symbol(context, "a", layer, unit), target(context, unit)
    loss = context.project.loss
    n = divisor(loss, y.shape)
    letter = divides_by(loss) or ("n" if n > 1 else "")
    by = (Token("/"), Token(letter, address=letter)) if letter else ()
    in_numbers = f"/{n}" if letter else ""
    says, wanted = number(a, of=name, first=True), number(y[row, unit], of=aim)
    weight = loss.class_weight(np.asarray(y[row], dtype=np.float64), unit)
    opened, closed = ("(", ")") if letter or weight is not None else ("", "")
    letters, times = "", ""
    if weight is not None:
        letters, times = f"{omega(loss, unit, y.shape[1])}·", f"{shown(weight)}·"
    block: Block = (
        told(
            sum_slope(context, layer, unit), cell(letters + opened, name, " − ", aim, closed, *by)
        ),
        Line("=", (cell(times + opened, says, " − ", wanted, closed, in_numbers),)),
        Line("=", (cell(gradient_z(context, layer)),)),
    )
    return tuple(one for one in (block, *weight_block(context), divisor_block(context)) if one)


def gradient_blocks(context: Context, layer: int) -> tuple[Block, ...]:
    """Return ∂L/∂a, the slope, and ∂L/∂z; for layers without activation, what they pass on."""
    came = handed_back(context, layer)
    match context.equation(layer):
        case Equation.WEIGHTED_SUM:
            return (*came, *_through(context, layer))
        case Equation.MASK:
            return (*came, _dropout(context, layer))
        case Equation.NORMALIZED:
            return (*came, *_norm(context, layer))
        case Equation.OWN:
            return (*came, _handed_on(context, layer))


def long_way(context: Context, layer: int) -> tuple[Block, ...]:
    """Return the chain rule behind the short form."""
    return (*_of_loss(context, layer)[:1], *_through(context, layer))


def handed_back(context: Context, layer: int) -> tuple[Block, ...]:
    """Return ∂L/∂a of the followed neuron: from the loss, or passed back by the next layer."""
    if layer == len(context.layers) - 1:
        return _of_loss(context, layer)
    gradient = context.gradient_of_outputs(layer)
    assert gradient is not None
    unit, row, after = context.unit, context.row, layer + 1
    name = slope_symbol(unit_symbol(context, "a", layer, unit))
    result = cell(number(gradient[row, unit], of=name, first=True, now=context.is_dense(layer)))
    if not context.is_dense(after):
        words = translate("StepPanel", "from ← {layer}")
        words = words.format(layer=short_names(context.layers)[after])
        return ((told(name, result, cell(words)),),)
    slopes = context.said("backward", after)["gradient_z"][row]
    weights = context.learned(after, "weight")[unit]
    terms = tuple(Term("", i + 1, float(slopes[i]), float(weights[i])) for i in range(len(weights)))
    written, left, rest = NeuronFormula("a", "", terms, None).written()
    symbols: list[tuple[Token, ...]] = []
    numbers: list[tuple[Token, ...]] = []
    for term in written:
        i = term.number - 1
        edge, ahead = ahead_weight(context, after, unit, i), sum_slope(context, after, i)
        symbols.append(cell(ahead, "·", edge))
        value = 0.0 if term.value is None else term.value
        lead = number(value, of=ahead, first=not numbers)
        numbers.append(cell(lead, "·", number(term.weight, of=edge)))
    if left:
        more = say("StepPanel", "{count} more", count=left)
        symbols.append(cell(more))
        numbers.append(cell(number(rest or 0.0)))
    return ((told(name, *summed(symbols)), *with_result(summed(numbers), result)),)


def ahead_weight(context: Context, layer: int, source: int, unit: int) -> Token:
    """Return the symbol of a weight that leads on."""
    return learned_symbol(context, weight(layer, source, unit))


def _of_loss(context: Context, layer: int) -> tuple[Block, ...]:
    """Return ∂L/∂ŷ as the loss gives it, in symbols and in numbers, and what n is."""
    gradient = context.gradient_of_outputs(layer)
    assert gradient is not None
    row, unit = context.row, context.unit
    name, aim = unit_symbol(context, "a", layer, unit), target(context, unit)
    result = number(gradient[row, unit], of=slope_symbol(name), first=True, now=True)
    loss, y = context.project.loss, np.asarray(context.said("batch")["y"])
    formula = expression(loss.unweighted.numpy_gradient(), PLAIN).replace(" ⊙ ", "·")
    a, wanted = float(context.said("forward", layer)["a"][row, unit]), float(y[row, unit])
    weight = loss.class_weight(np.asarray(y[row], dtype=np.float64), unit)
    in_symbols = formula if weight is None else weighed(formula, omega(loss, unit, y.shape[1]))
    in_numbers = formula if weight is None else weighed(formula, shown(weight))
    symbols = {"a": name, "Y": aim}
    symbols |= {letter: Token(letter, address=letter) for letter in "nm"}
    values = {
        "a": number(a, of=name),
        "Y": number(wanted, of=aim),
        "n": Token(str(y.size)),
        "m": Token(str(len(y))),
    }
    case = loss.slope_case(a, wanted)
    if case is not None:
        by, form = divides_by(loss), case.formula
        forms = [form if by else form.replace("/{n}", "")] * 2
        if weight is not None and form != "0":
            letter = omega(loss, unit, y.shape[1])
            forms = [
                weighed(one, it) for one, it in zip(forms, (letter, shown(weight)), strict=True)
            ]
        filled = [
            _in_places(one, {"a": of["a"], "y": of["Y"], "n": of.get(by, Token(""))}, known)
            for one, of, known in zip(forms, (symbols, values), ({}, loss.constants()), strict=True)
        ]
        reason = {"a": values["a"], "y": values["Y"]}
        why = "".join(t.text for t in _in_places(case.condition, reason, loss.constants()))
        why = translate("StepPanel", ", as {condition}").format(condition=why)
        lines = [told(slope_symbol(name), filled[0], cell("= ", *filled[1]))]
        lines.append(Line("=", (cell(result, why),)))
        if "".join(t.text for t in filled[1]) == result.text:  # 0
            lines = [told(slope_symbol(name), cell(result, why))]
    else:
        lines = [told(slope_symbol(name), _filled(in_symbols, symbols))]
        if loss.is_written:
            lines.append(Line("=", (_filled(in_numbers, values),)))
        lines.append(Line("=", (cell(result),)))
    beside = (*weight_block(context), divisor_block(context))
    return tuple(block for block in (tuple(lines), *beside) if block)


def _in_places(text: str, tokens: Mapping[str, Token], constants: Mapping[str, float]) -> Cell:
    """Return a text in which {a}, {y}, {n} are tokens, {δ} the constant with that letter."""
    found: list[Token | str] = []
    pieces = re.split(r"(\{[^{}]+\})", text)
    for i, piece in enumerate(pieces):
        name = piece[1:-1] if i % 2 else ""
        if name in tokens:
            found.append(bare(tokens[name], "".join(pieces[:i]), "".join(pieces[i + 1 :])))
        elif i % 2:
            found.append(inside(constants[name]) if name in constants else name)
        elif piece:
            found.append(piece)
    return cell(*found)


def _filled(formula: str, pieces: Mapping[str, Token]) -> Cell:
    """Return a formula with its letters replaced by tokens."""
    parts = _OF_LOSS.split(formula)
    found: list[Token | str] = []
    for i, piece in enumerate(parts):
        if piece in pieces and i % 2:
            found.append(bare(pieces[piece], "".join(parts[:i]), "".join(parts[i + 1 :])))
        elif piece:
            found.append(piece)
    return cell(*found)


def _through(context: Context, layer: int) -> tuple[Block, ...]:
    """Return the slope of the activation, and ∂L/∂z = ∂L/∂a·f′(z)."""
    row, unit = context.row, context.unit
    activation = activation_of(context, layer)
    gradient = context.gradient_of_outputs(layer)
    assert gradient is not None
    z, name = (unit_symbol(context, kind, layer, unit) for kind in "za")
    to_find, given = slope_symbol(z), slope_symbol(name)
    if activation.gives_shares:
        return (_mixed(context, layer, np.asarray(gradient[row], dtype=np.float64)),)
    if mixes_units(activation):
        every = all_sums(name.text)
        over_all = cell(f"Σ ∂L/∂{every}·∂{every}/∂{z.text}")
        return ((told(to_find, over_all, cell("= ", gradient_z(context, layer))),),)
    came = number(gradient[row, unit], of=given, first=True)
    if context.layers[layer].is_identity:
        return ((told(to_find, cell(given), cell("= ", gradient_z(context, layer))),),)
    slope, symbol = slope_at(context, layer), slope_of(context, layer)
    worked = cell(came, "·", Token(inside(slope), slope, address=symbol.address))
    product: Block = (
        told(to_find, cell(given, "·", symbol)),
        *with_result((worked,), cell(gradient_z(context, layer))),
    )
    return slope_lines(context, layer), product


def _mixed(context: Context, layer: int, gradient: Array) -> Block:
    """Return softmax's ∂L/∂zᵢ = aᵢ·(gᵢ − Σⱼ gⱼ·aⱼ), which depends on all outputs."""
    row, unit = context.row, context.unit
    a = np.asarray(context.said("forward", layer)["a"][row], dtype=np.float64)
    mean = float(np.sum(gradient * a))
    name = unit_symbol(context, "a", layer, unit)
    given, every = slope_symbol(name), all_sums(name.text)
    worked: Cell = cell(
        number(a[unit], of=name, first=True),
        "·(",
        number(gradient[unit], of=given, first=True),
        " − ",
        Token(inside(mean), mean),
        ")",
    )
    symbols = cell(name, "·(", given, f" − Σ ∂L/∂{every}·{every})")
    return (
        told(sum_slope(context, layer, unit), symbols),
        Line("=", (worked,)),
        Line("=", (cell(gradient_z(context, layer)),)),
    )


def _dropout(context: Context, layer: int) -> Block:
    row, unit = context.row, context.unit
    said = context.said("backward", layer)
    mask = context.said("forward", layer)["mask"][row, unit]
    source, name, drawn = (
        unit_symbol(context, "a", layer - 1, unit),
        unit_symbol(context, "a", layer, unit),
        unit_symbol(context, "mask", layer, unit),
    )
    found, given = slope_symbol(source), slope_symbol(name)
    came = number(said["gradient_z"][row, unit], of=given, first=True)
    result = number(said["gradient_x"][row, unit], of=_known(found), first=True, now=True)
    return (
        told(found, cell(given, "·", drawn)),
        Line("=", (cell(came, "·", number(mask, of=drawn)), cell("= ", result))),
    )


def _known(symbol: Token) -> Token:
    """Return a symbol, without its address if it is the slope of an input, which is not kept."""
    return replace(symbol, address="") if symbol.address.startswith("dX") else symbol


def _handed_on(context: Context, layer: int) -> Block:
    """Return ∂L/∂x of a kind of layer whose slope is not written out."""
    source = min(context.unit, context.layers[layer].inputs - 1)
    value = context.said("backward", layer)["gradient_x"][context.row, source]
    label = component_label(context.project.layers[layer])
    name = unit_symbol(context, "a", layer - 1, source)
    every = all_sums(unit_symbol(context, "a", layer, 0).text)
    cells = [cell(f"∂L/∂{every}·∂{label}/∂{name.text}")]
    if not np.isnan(value):  # otherwise it is unknown
        symbol = _known(slope_symbol(name))
        cells.append(cell("= ", number(value, of=symbol, first=True, now=True)))
    return (told(slope_symbol(name), *cells),)


def _norm(context: Context, layer: int) -> tuple[Block, ...]:
    """Return ∂L/∂x = γ/√(σ² + ε)·(g − mean g − x̂·mean(g·x̂)), with g = ∂L/∂a."""
    row, unit = context.row, context.unit
    forward, said = context.said("forward", layer), context.said("backward", layer)
    of = normalizing(context, layer)
    g, normal = of.g, of.normal
    both = float(np.mean(g * normal))
    source = slope_symbol(unit_symbol(context, "a", layer - 1, unit))
    hat, spread = (unit_symbol(context, kind, layer, unit) for kind in ("normalized", "variance"))
    gamma = learned_symbol(context, Part(layer, "scale", (unit,)))
    given = slope_symbol(unit_symbol(context, "a", layer, unit))
    result = number(said["gradient_x"][row, unit], of=_known(source), first=True, now=True)
    divided = (
        number(of.scale, of=gamma, first=True),
        "/√(",
        number(forward["variance"][unit], of=spread, first=True),
        f" + {whole(of.epsilon)})",
    )
    letters: Block = (
        Line("g =", (cell(given), cell("= ", number(g[row], of=given, first=True)))),
        Line("k =", (cell(gamma, "/√(", spread, f" + {norm_epsilon(layer)})"),)),
        Line("=", (cell(*divided), cell("= ", number(of.factor, first=True)))),
    )
    whole_slope: Block = (
        told(source, cell("k·(g − mean g − ", hat, "·mean(g·", hat, "))")),
        Line(
            "=",
            (
                cell(number(of.factor, first=True), "·(", number(g[row], of=given, first=True)),
                cell("− ", number(float(np.mean(g)))),
                cell("− ", number(normal[row], of=hat), "·", number(both), ")"),
            ),
        ),
        Line("=", (cell(result),)),
    )
    return letters, whole_slope
