"""Symbols in the cards: each knows the address of the number that it stands for."""

from core.lesson.addresses.address import Address
from core.lesson.cards.content import EVERY, Cell, Line, Token
from core.lesson.cards.context import Context
from core.lesson.names.symbols import objective, slope, target_symbol
from core.lesson.parts import Part, address_of

_OF_UNIT = ("mean", "variance")


def unit_symbol(context: Context, name: str, layer: int, unit: int) -> Token:
    """Return the symbol of a unit's number: its sum z, output a, mask, x̂, mean or variance.

    Layer −1 means the inputs. All but mean and variance belong to the followed sample.
    """
    part = context.neuron(layer, unit)
    row = context.row + 1
    if layer < 0:
        return Token(context.names(layer)[unit], None, part, address=f"X[{row},{unit + 1}]")
    index = (unit + 1,) if name in _OF_UNIT else (row, unit + 1)
    text = context.notation.of_unit(name, layer, unit)
    return Token(text, None, part, address=str(Address(name, layer + 1, index)))


def learned_symbol(context: Context, part: Part) -> Token:
    """Return the symbol of a number that is learned: w⁽¹⁾₁₁, b⁽¹⁾₁, γ⁽²⁾₁."""
    text = context.notation.learned(part.layer, str(part.name), tuple(part.index))
    return Token(text, None, context.pointed(part), address=str(address_of(part)))


def learned_slope(context: Context, part: Part) -> Token:
    """Return the symbol of a learned number's slope: ∂L/∂w⁽¹⁾₁₁, with a penalty ∂J/∂w⁽¹⁾₁₁."""
    penalizes = context.project.regularizer.penalizes
    return slope_symbol(learned_symbol(context, part), objective(penalizes))


def slope_symbol(symbol: Token, of: str = "L") -> Token:
    """Return the symbol of the slope with respect to another symbol: ∂L/∂z₁."""
    return Token(slope(symbol.text, of), None, symbol.part, address=f"d{symbol.address}")


def target(context: Context, unit: int) -> Token:
    """Return the symbol of a target of the followed sample: y, or y₂."""
    text = target_symbol(unit, context.layers[context.output].units)
    return Token(text, address=f"y[{context.row + 1},{unit + 1}]")


def told(symbol: Token, *cells: Cell) -> Line:
    """Return a line that gives a symbol's value: z₁ = …"""
    return Line(f"{symbol.text} =", cells, symbol.address)


def of_column(symbol: Token) -> str:
    """Return the address of a symbol's column, for every row of the batch: Z1[*,2]."""
    name, bracket, index = symbol.address.partition("[")
    return f"{name}{bracket}{EVERY},{index.partition(',')[2]}"
