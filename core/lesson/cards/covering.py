"""Numbers that are covered on a card and in the diagram, as somebody is asked for them.

A covered number is a "?" and keeps no value; what would tell of it in words or by a bar is left
out.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from core.errors import UserError
from core.lesson.addresses.address import Address, parse
from core.lesson.cards.content import Block, Card, Cell, Column, Cursor, Line, Matrix, Token
from core.lesson.cards.light import Light
from core.pictures.snapshot import LayerPicture
from core.records import Record

#: whether the number at an address is covered
Hides = Callable[[str], bool]
COVERED = "?"
#: what other views show too: outputs of the followed sample, losses, weights after the update
OUTPUTS, LOSSES, NEW_WEIGHTS = "outputs", "losses", "new weights"


class Cover(Record):
    """The numbers that are covered, by their addresses; `whole`: all of them."""

    addresses: frozenset[str] = frozenset()
    whole: bool = False

    def __call__(self, address: str) -> bool:
        """Return whether the number at an address is covered."""
        return self.whole or address in self.addresses

    def __bool__(self) -> bool:
        """Return whether anything is covered."""
        return self.whole or bool(self.addresses)

    def __or__(self, other: "Cover") -> "Cover":
        """Return what either covers."""
        return Cover(self.addresses | other.addresses, self.whole or other.whole)

    @property
    def kinds(self) -> frozenset[str]:
        """Which of what other views show too is covered."""
        if self.whole:
            return frozenset((OUTPUTS, LOSSES, NEW_WEIGHTS))
        return frozenset(filter(None, map(_kind_of, self.addresses)))

    def hides_array(self, name: str) -> bool:
        """Return whether a number of an array is covered, by the array's name in addresses."""
        return self.whole or any(
            address == name or address.startswith(f"{name}[") for address in self.addresses
        )


def _kind_of(text: str) -> str:
    try:
        address = parse(text)
    except UserError:
        return ""
    if address.is_after:
        return NEW_WEIGHTS
    if address.kind in ("z", "a") and not address.is_slope:
        return OUTPUTS
    return LOSSES if address.kind in ("L", "J", "loss_after") else ""


def covered(card: Card, hides: Hides) -> Card:
    """Return a card with the numbers covered that `hides` tells of, the same one if it has none."""
    same = _texts(card, hides)
    blocks = tuple(_block(block, hides, same) for block in card.blocks)
    reasons = tuple(
        replace(reason, blocks=tuple(_block(block, hides, same) for block in reason.blocks))
        for reason in card.reasons
    )
    matrix = None if card.matrix is None else _matrix(card.matrix, hides)
    if (blocks, reasons) == (card.blocks, card.reasons) and matrix is card.matrix:
        return card
    return replace(
        card, blocks=blocks, reasons=reasons, matrix=matrix, bars=(), remark="", outcome=""
    )


def _texts(card: Card, hides: Hides) -> frozenset[str]:
    """Return how the covered numbers of a card are written: a result may be its only term."""
    blocks = (*card.blocks, *(block for reason in card.reasons for block in reason.blocks))
    tokens = (token for block in blocks for line in block for cell in line.cells for token in cell)
    return frozenset(each.text for each in tokens if each.value is not None and _is_in(each, hides))


def _is_in(token: Token, hides: Hides) -> bool:
    return bool(token.address) and hides(token.address)


def _block(block: Block, hides: Hides, same: frozenset[str]) -> Block:
    return tuple(
        Line(line.head, tuple(_cell(cell, hides, same) for cell in line.cells), line.address)
        for line in block
    )


def _cell(cell: Cell, hides: Hides, same: frozenset[str]) -> Cell:
    return tuple(_token(token, hides, same) for token in cell)


def _token(token: Token, hides: Hides, same: frozenset[str]) -> Token:
    if token.tells:
        return replace(token, text="") if _is_in(token, hides) else token
    if token.value is None:
        return token
    if _is_in(token, hides) or (not token.address and token.text in same):
        return replace(token, text=COVERED, value=None)
    return token


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
