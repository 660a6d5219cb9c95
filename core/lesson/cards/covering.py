"""Numbers that are covered on a card and in the diagram, as somebody is asked for them.

A covered number is a "?" and keeps no value; what would tell of it in words or by a bar is left
out.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from core.lesson.addresses.address import Address
from core.lesson.cards.content import Block, Card, Cell, Column, Cursor, Line, Matrix, Token
from core.lesson.cards.light import Light
from core.pictures.snapshot import LayerPicture

#: whether the number at an address is covered
Hides = Callable[[str], bool]
COVERED = "?"


def covered(card: Card, hides: Hides) -> Card:
    """Return a card with the numbers covered that `hides` tells of, the same one if it has none."""
    blocks = tuple(_block(block, hides) for block in card.blocks)
    reasons = tuple(
        replace(reason, blocks=tuple(_block(block, hides) for block in reason.blocks))
        for reason in card.reasons
    )
    matrix = None if card.matrix is None else _matrix(card.matrix, hides)
    if (blocks, reasons) == (card.blocks, card.reasons) and matrix is card.matrix:
        return card
    return replace(
        card, blocks=blocks, reasons=reasons, matrix=matrix, bars=(), remark="", outcome=""
    )


def _block(block: Block, hides: Hides) -> Block:
    return tuple(
        Line(line.head, tuple(_cell(cell, hides) for cell in line.cells), line.address)
        for line in block
    )


def _cell(cell: Cell, hides: Hides) -> Cell:
    return tuple(_token(token, hides) for token in cell)


def _token(token: Token, hides: Hides) -> Token:
    if token.value is None or not token.address or not hides(token.address):
        return token
    return replace(token, text=COVERED, value=None)


def _matrix(matrix: Matrix, hides: Hides) -> Matrix:
    columns = []
    for k, column in enumerate(matrix.columns):
        addresses = {row: matrix.address_at(at, k) for at, row in enumerate(matrix.rows)}
        columns.append(_column(column, addresses, hides))
    if not any(column.covered for column in columns):
        return matrix
    return replace(matrix, columns=tuple(columns), array=None, marks=())


def _column(column: Column, addresses: dict[int, str], hides: Hides) -> Column:
    hidden = frozenset(row for row, address in addresses.items() if address and hides(address))
    if not hidden:
        return column
    values = np.array(column.values, dtype=np.float64)
    values[list(hidden)] = np.nan
    return replace(column, values=values, covered=hidden)


def covered_light(
    light: Light, layers: tuple[LayerPicture, ...], cursor: Cursor, hides: Hides
) -> Light:
    """Return what the diagram shows with its covered numbers left out, as if not computed yet."""
    row = (cursor.sample or 0) + 1

    def of_units(kind: str, layer: int, slope: bool, values: Any) -> Any:
        return _left_out(values, lambda at: Address(kind, layer + 1, (row, *at), slope), hides)

    gradients = light.gradients
    if gradients is not None:
        gradients = {
            layer: {
                name: _left_out(values, _learned(name, layer, True), hides)
                for name, values in arrays.items()
            }
            for layer, arrays in gradients.items()
        }
    edges = {
        layer: _left_out(values, _learned("weight", layer, True), hides)
        for layer, values in light.edges.items()
    }
    if light.ghosts:  # the weights are those after the update
        for layer, picture in enumerate(layers):
            new = picture.arrays.get("weight")
            if new is not None:
                shown = _left_out(new, _learned("weight", layer, False), hides)
                if shown is not new:
                    edges[layer] = shown
    return replace(
        light,
        values={
            layer: values if layer < 0 else of_units("a", layer, False, values)
            for layer, values in light.values.items()
        },
        slopes={
            layer: of_units("z", layer, True, values) for layer, values in light.slopes.items()
        },
        handed={
            layer: of_units("a", layer - 1, True, values) for layer, values in light.handed.items()
        },
        edges=edges,
        gradients=gradients,
    )


def _learned(name: str, layer: int, is_slope: bool) -> Callable[[tuple[int, ...]], Address]:
    return lambda at: Address(name, layer + 1, at, is_slope, not is_slope)


def _left_out(values: Any, address: Callable[[tuple[int, ...]], Address], hides: Hides) -> Any:
    hidden = [
        place
        for place in np.ndindex(np.shape(values))
        if hides(str(address(tuple(at + 1 for at in place))))
    ]
    if not hidden:
        return values
    found = np.array(values, dtype=np.float64)
    for place in hidden:
        found[place] = np.nan
    return found
