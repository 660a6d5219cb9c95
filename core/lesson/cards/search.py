"""The card of an update that tried several steps before it took one: a row for each trial."""

import math
from collections.abc import Mapping
from typing import Any

from core.lesson.cards.content import Block, Cell, Line, Token, cell, shown
from core.lesson.numbers import subscript
from core.words import say, translate


def search_blocks(symbol: str, said: Mapping[str, Any], of: str) -> tuple[Block, ...]:
    """Return what was tried: the number that differs, the objective, its slope; the last stayed.

    `of` is the symbol of the objective, L or J.
    """
    tried = said["trials"]
    rows = list(zip(tried["tried"], tried["objective"], tried["slope"], strict=True))
    if not rows:
        words = translate("StepPanel", "There is no slope, and so no direction to search along")
        return ((Line("", (cell(words),)),),)
    if len(rows) == 1 and rows[0][0] == 0.0:
        words = translate(
            "StepPanel",
            "At rest: no step down the slope was better, and nothing has changed since",
        )
        return ((Line("", (cell(words),)),),)
    lines = []
    for i, (step, objective, slope) in enumerate(rows):
        last = i == len(rows) - 1
        words = ""
        if last:
            words = translate("StepPanel", "none is better: no step")
            if step > 0.0:
                words = translate("StepPanel", "taken")
        letter, along = symbol + subscript(i + 1), tuple[Cell, ...]()
        if not math.isnan(slope):
            along = (cell(f"  {of}′({letter}) = ", Token(shown(slope), float(slope))),)
        lines.append(
            Line(
                f"{letter} =",
                (
                    cell(Token(shown(step), float(step))),
                    cell(f"  {of}({letter}) = ", Token(shown(objective), float(objective))),
                    *along,
                    cell("  " + words),
                ),
            )
        )
    head = Line("", (cell(say("StepPanel", "Places tried: {count}", count=len(rows))),))
    return ((head, *lines),)
