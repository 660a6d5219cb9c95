"""The card of an update that tried several steps before it took one: a row for each trial."""

from collections.abc import Mapping
from typing import Any

from core.lesson.cards.content import Block, Line, Token, cell, shown
from core.words import say, translate


def search_blocks(said: Mapping[str, Any]) -> tuple[Block, ...]:
    """Return the trials of a line search: step, objective and slope; the last one was taken."""
    tried = said["trials"]
    rows = list(zip(tried["step"], tried["objective"], tried["slope"], strict=True))
    if not rows:
        words = translate("StepPanel", "There is no slope, and so no direction to search along")
        return ((Line("", (cell(words),)),),)
    lines = []
    for i, (step, objective, slope) in enumerate(rows):
        last = i == len(rows) - 1
        words = ""
        if last:
            words = translate("StepPanel", "none is better: no step")
            if step > 0.0:
                words = translate("StepPanel", "taken")
        lines.append(
            Line(
                "α =",
                (
                    cell(Token(shown(step), float(step))),
                    cell("  J = ", Token(shown(objective), float(objective))),
                    cell("  ∂J/∂α = ", Token(shown(slope), float(slope))),
                    cell("  " + words),
                ),
            )
        )
    head = Line("", (cell(say("StepPanel", "{count} places tried along d", count=len(rows))),))
    return ((head, *lines),)
